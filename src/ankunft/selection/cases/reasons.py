"""Why a town is a case: one sentence with its figures, in German or English."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ankunft.base.language import (
    NO_BREAK_SPACE,
    Translator,
    format_number,
    format_percent,
    format_points,
    translator,
)
from ankunft.selection.cases.found import Found
from ankunft.selection.frame.variables import Variable

NAMED = 3
"""So many variables that count most towards a score are named."""


def reason(result: Found, ags: str, lang: str) -> str:
    """See :meth:`CaseResult.reason`."""
    _ = translator(lang)
    row = result.table.loc[[ags]].iloc[0]
    if row["role"] == "included":
        return _("Durch Entscheidung aufgenommen, nicht durch die Strategie.")
    if result.cases.score:
        return _score(result, ags, row, lang, _)
    strategy = result.cases.strategy
    if strategy == "diverse":
        return _("Steht für: {levels}.").format(levels=_levels(result, ags, lang, _))
    if strategy in ("most_similar", "most_different"):
        return _pair(result, ags, row, lang, _)
    if strategy == "extreme":
        return _extreme(result, ags, row, lang, _)
    return _regression(result, ags, row, lang, _)


def _regression(result: Found, ags: str, row: pd.Series, lang: str, _: Translator) -> str:
    outcome = result.variables[result.cases.outcome]
    text = {
        "typical": _(
            "Typischer Fall. {outcome}: {value}, nach den erklärenden Größen erwartet {fitted}; "
            "Abweichung {residual}."
        ),
        "deviant": _(
            "Abweichender Fall. {outcome}: {value}, nach den erklärenden Größen erwartet {fitted}; "
            "Abweichung {residual}, studentisiert {studentised}."
        ),
        "influential": _(
            "Einflussreicher Fall. Cook-Distanz: {cook}. {outcome}: {value}, nach den erklärenden "
            "Größen erwartet {fitted}."
        ),
    }[str(result.cases.strategy)]
    return text.format(
        outcome=outcome.label(lang),
        value=_value(result, ags, outcome, lang),
        fitted=_amount(row["fitted"], outcome, lang),
        residual=_gap(row["residual"], outcome, lang),
        studentised=format_number(row["studentised"], lang, 2),
        cook=format_number(row["cook"], lang, 3),
    )


def _extreme(result: Found, ags: str, row: pd.Series, lang: str, _: Translator) -> str:
    outcome = result.variables[result.cases.outcome]
    if row["extremity"] >= 0:
        text = _(
            "Extremer Fall. {outcome}: {value}, {distance} Standardabweichungen über dem Mittel "
            "{mean}."
        )
    else:
        text = _(
            "Extremer Fall. {outcome}: {value}, {distance} Standardabweichungen unter dem Mittel "
            "{mean}."
        )
    return text.format(
        outcome=outcome.label(lang),
        value=_value(result, ags, outcome, lang),
        distance=format_number(abs(row["extremity"]), lang, 1),
        mean=_amount(result.mean, outcome, lang),
    )


def _levels(result: Found, ags: str, lang: str, _: Translator) -> str:
    thirds = {
        "0": _("unteres Drittel"),
        "1": _("mittleres Drittel"),
        "2": _("oberes Drittel"),
    }
    parts = []
    for name in result.levels.columns:
        variable = result.variables[name]
        shown = _value(result, ags, variable, lang)
        if variable.kind == "number":
            shown = f"{thirds[str(result.levels.at[ags, name])]} ({shown})"
        parts.append(f"{variable.label(lang)}: {shown}")
    return "; ".join(parts)


def _pair(result: Found, ags: str, row: pd.Series, lang: str, _: Translator) -> str:
    outcome = result.variables[result.cases.outcome]
    partners = result.table.index[result.table["pair"].eq(row["pair"]).fillna(False)]
    other = next(town for town in partners if town != ags)
    if result.cases.strategy == "most_similar":
        text = _(
            "Paar mit {other}: im Ganzen ähnlich nach {covariates} (Abstand {distance}), "
            "verschieden in {outcome} ({value} und {other_value})."
        )
    else:
        text = _(
            "Paar mit {other}: im Ganzen verschieden nach {covariates} (Abstand {distance}), "
            "ähnlich in {outcome} ({value} und {other_value})."
        )
    covariates = [result.variables[name].label(lang) for name in result.cases.covariates]
    return text.format(
        other=result.table.at[other, "name"],
        covariates=", ".join(covariates),
        distance=format_number(row["distance"], lang, 2),
        outcome=outcome.label(lang),
        value=_value(result, ags, outcome, lang),
        other_value=_value(result, other, outcome, lang),
    )


def _score(result: Found, ags: str, row: pd.Series, lang: str, _: Translator) -> str:
    weights = np.array([weight.weight for weight in result.cases.score])
    counted = weights * result.parts.loc[ags].to_numpy()
    most = np.argsort(-counted, kind="stable")[:NAMED]
    shown = []
    for k in most:
        variable = result.variables[result.parts.columns[k]]
        shown.append(f"{variable.label(lang)} ({_value(result, ags, variable, lang)})")
    return _(
        "{score} von 100 Punkten; am meisten zählen {parts}. In {stability} der veränderten "
        "Gewichtungen bleibt die Kommune in der Liste."
    ).format(
        score=format_number(row["score"], lang, 1),
        parts=", ".join(shown),
        stability=format_percent(100 * row["stability"], lang, 0),
    )


def _value(result: Found, ags: str, variable: Variable, lang: str) -> str:
    return variable.show_of_town(result.towns.at[ags, variable.id], lang)


def _amount(value: float, variable: Variable, lang: str) -> str:
    """A mean or an expected value, which yes/no has as a share of 1."""
    if variable.kind == "yesno":
        return format_number(value, lang, 2)
    return variable.show(value, lang)


def _gap(value: float, variable: Variable, lang: str) -> str:
    """A difference of two values; of percentages in points."""
    if variable.kind == "number" and variable.unit(lang) == "%":
        return format_points(value, lang, max(1, variable.decimals))
    decimals = 2 if variable.kind == "yesno" else max(1, variable.decimals)
    decimals = 0 if variable.counts_people else decimals
    unit = variable.unit(lang)
    return format_number(value, lang, decimals) + (f"{NO_BREAK_SPACE}{unit}" if unit else "")
