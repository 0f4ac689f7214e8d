"""Ordinary least squares of an outcome on stated covariates, town by town.

The coefficients' standard errors are HC3 (MacKinnon & White 1985). Per town: the residual, the
externally studentised residual, Cook's distance (Cook 1977) and the leverage, all by statsmodels.
Numbers enter as they are, yes/no as 1 and 0, categories as one column per value but the commonest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.profiles.similarity import Floats
from ankunft.selection.cases.circular import refuse_circular
from ankunft.selection.cases.values import is_category, joined, numbers, texts, there
from ankunft.selection.frame.variables import Variable, variable

FEWEST_FREE = 10
"""With fewer towns beyond the number of terms the line runs through the towns, not between them."""
EXACT = 1e-9
"""A share of variance (of a column, of the outcome) that is no more than rounding error."""


@dataclass(frozen=True, eq=False)
class Regression:
    """What the covariates say about the outcome.

    Attributes
    ----------
    outcome, covariates
        Ids of the variables.
    towns
        One row per town used, index ags: value, fitted, residual (value − fitted), studentised
        (externally), cook, leverage; in units of the outcome but the last three.
    coefficients
        Index term ("intercept", an id, or id=value of a category): estimate, se (HC3), low, high
        (95 % by the normal distribution), p.
    missing
        AGS of towns without a figure of the outcome or of a covariate.
    alone
        AGS of towns that a term fits exactly, such as the only town of a category: they have no
        residual that says anything.
    r_squared
        Share of the outcome's variance.
    """

    outcome: str
    covariates: tuple[str, ...]
    towns: pd.DataFrame
    coefficients: pd.DataFrame
    missing: tuple[str, ...]
    alone: tuple[str, ...]
    r_squared: float


def regress(
    frame: pd.DataFrame,
    variables: Mapping[str, Variable],
    outcome: str,
    covariates: Sequence[str],
) -> Regression:
    """Regress over all towns of the frame that have all figures.

    Raises
    ------
    ParameterError
        For unknown variables, a category as outcome, covariates that define the outcome, do not
        vary or depend on one another, too few towns, or an outcome that is explained fully.
    """
    target, terms = checked(variables, outcome, covariates)
    if is_category(target):
        raise ParameterError(f"„{target.label('de')}“ ist keine Zahl und hat keine Abweichung.")
    if not terms:
        raise ParameterError(
            "Diese Strategie braucht mindestens eine erklärende Größe (covariates)."
        )
    usable = there(frame, [target, *terms])
    used = frame[usable]
    _enough(len(used), len(terms) + 1)
    design, owners = _design(used, terms)
    _refuse_dependent(design, owners)
    alone = _leverage(design.to_numpy()) > 1 - EXACT
    design, used = design[~alone], used[~alone]
    design = design.loc[:, design.nunique() > 1]
    _enough(len(used), design.shape[1] + 1)
    values = numbers(used, target)
    if np.ptp(values) == 0:
        raise ParameterError(f"„{target.label('de')}“ hat bei allen Kommunen denselben Wert.")
    towns, coefficients, r_squared = _fit(values, design)
    if r_squared > 1 - EXACT:
        raise ParameterError(
            f"Die erklärenden Größen bestimmen „{target.label('de')}“ vollständig; "
            "Abweichungen gibt es nicht."
        )
    return Regression(
        outcome=outcome,
        covariates=tuple(covariates),
        towns=towns,
        coefficients=coefficients,
        missing=tuple(frame.index[~usable]),
        alone=tuple(frame.index[usable][alone]),
        r_squared=r_squared,
    )


def checked(
    variables: Mapping[str, Variable], outcome: str, covariates: Sequence[str]
) -> tuple[Variable, list[Variable]]:
    """The variables of these ids.

    Raises
    ------
    ParameterError
        If one is unknown, named twice, or made of what the outcome is made of.
    """
    target = variable(variables, outcome)
    terms = [variable(variables, name) for name in covariates]
    twice = [term.label("de") for k, term in enumerate(terms) if term in terms[:k]]
    if twice:
        raise ParameterError(f"{joined(twice)} ist mehrmals als erklärende Größe genannt.")
    refuse_circular(target, terms, variables)
    return target, terms


def _fit(values: Floats, design: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, float]:
    from statsmodels.regression.linear_model import OLS

    # centred and scaled, because inhabitants and shares differ by six powers of ten
    middle, scale = design.mean(), design.std(ddof=0)
    scaled = np.column_stack([np.ones(len(design)), ((design - middle) / scale).to_numpy()])
    # back to the units of the figures: b_j / scale_j, and the intercept at 0 instead of the mean
    back = np.eye(scaled.shape[1])
    back[1:, 1:] /= scale.to_numpy()[:, None]
    back[0, 1:] = -(middle / scale).to_numpy()
    fit = OLS(values, scaled).fit(cov_type="HC3")
    influence = fit.get_influence()
    towns = pd.DataFrame(
        {
            "value": values,
            "fitted": fit.fittedvalues,
            "residual": fit.resid,
            "studentised": influence.get_resid_studentized_external(
                sigma=np.sqrt(_without_each(fit, influence.hat_matrix_diag))
            ),
            "cook": influence.cooks_distance[0],
            "leverage": influence.hat_matrix_diag,
        },
        index=design.index,
    )
    terms = fit.t_test(back)
    low, high = terms.conf_int(alpha=0.05).T
    coefficients = pd.DataFrame(
        {
            "estimate": np.ravel(terms.effect),
            "se": np.ravel(terms.sd),
            "low": low,
            "high": high,
            "p": np.ravel(terms.pvalue),
        },
        index=pd.Index(["intercept", *design.columns], name="term"),
    )
    return towns, coefficients, float(fit.rsquared)


def _without_each(fit: object, leverage: Floats) -> Floats:
    """Error variance with each town left out, in closed form (Cook & Weisberg 1982, eq. 2.2.8);
    statsmodels would fit once per town."""
    ssr, free = fit.ssr, fit.df_resid  # type: ignore[attr-defined]
    residual = fit.resid  # type: ignore[attr-defined]
    return (ssr - residual**2 / (1 - leverage)) / (free - 1)


def _design(frame: pd.DataFrame, terms: Sequence[Variable]) -> tuple[pd.DataFrame, list[str]]:
    """The columns without the intercept, and the name of the covariate each belongs to."""
    columns: dict[str, Floats] = {}
    owners: list[str] = []
    for term in terms:
        if not is_category(term):
            columns[term.id] = numbers(frame, term)
            owners.append(term.label("de"))
            continue
        values = texts(frame, term)
        counts = values.value_counts()
        common = sorted(counts.index, key=lambda value: (-counts[value], value))
        for value in sorted(common[1:]):
            columns[f"{term.id}={value}"] = (values == value).to_numpy(np.float64)
        if len(common) == 1:
            columns[term.id] = np.zeros(len(frame))
        owners += [term.label("de")] * max(1, len(common) - 1)
    return pd.DataFrame(columns, index=frame.index), owners


def _refuse_dependent(design: pd.DataFrame, owner: Sequence[str]) -> None:
    """Raise ParameterError if a covariate does not vary or others determine it."""
    values = design.to_numpy()
    spread = values.std(axis=0)
    still = spread <= EXACT * np.maximum(1.0, np.abs(values).max(axis=0))
    if still.any():
        name = owner[int(np.argmax(still))]
        raise ParameterError(f"„{name}“ hat bei allen Kommunen denselben Wert und erklärt nichts.")
    scaled = (values - values.mean(axis=0)) / spread
    for k in range(1, scaled.shape[1]):
        before, column = scaled[:, :k], scaled[:, k]
        weights = np.linalg.lstsq(before, column, rcond=None)[0]
        if np.mean((column - before @ weights) ** 2) < EXACT:
            parts = [owner[j] for j in range(k) if abs(weights[j]) > 1e-6 and owner[j] != owner[k]]
            others = list(dict.fromkeys(parts))
            raise ParameterError(
                f"„{owner[k]}“ ergibt sich schon aus {joined(others)} (linear abhängig); "
                "eine dieser Größen muss entfallen."
            )


def _leverage(values: Floats) -> Floats:
    """How far each town alone determines its fitted value, 1: fully."""
    scaled = (values - values.mean(axis=0)) / values.std(axis=0)
    basis, _ = np.linalg.qr(np.column_stack([np.ones(len(values)), scaled]))
    return (basis**2).sum(axis=1)


def _enough(towns: int, terms: int) -> None:
    if towns < terms + FEWEST_FREE:
        raise ParameterError(
            f"Für {terms} zu schätzende Größen braucht es mindestens {terms + FEWEST_FREE} "
            f"Kommunen mit allen Angaben; es sind {towns}."
        )
