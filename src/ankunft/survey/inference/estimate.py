"""Shares, means and totals of an answer over the towns of the frame, with 95 % intervals.

Shares are in percent of the towns; a town counts as one, whatever its size. Towns that left a
question out are no part of its shares and means, and totals take them to be like the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.survey.inference.answers import KINDS, indicators, numbers
from ankunft.survey.inference.design import check_design, means, svy_sample
from ankunft.survey.inference.disclosure import EVERYONE
from ankunft.survey.inference.protect import Protected, protect
from ankunft.survey.inference.suppress import COMPLEMENT, FEW, FEWEST, SHOWN
from ankunft.survey.inference.weights import effective_n

ALPHA = 0.05
FEWEST_UNKNOWNS = 3


@dataclass(frozen=True)
class Estimate:
    """What the towns answered to one question.

    `n` towns answered, `missing` of those that responded did not, `effective_n` after Kish.

    `shares` (single, scale, multiple; index answer): n (towns that gave it), share, se, low, high
    (percent of towns), towns, towns_low, towns_high (of the frame), hidden. `figures` (scale:
    mean; number: mean, median, total; index measure): value, se, low, high, hidden. hidden is a
    code of :mod:`ankunft.survey.inference.suppress`, "" where the row is shown; hidden rows are NaN.
    """

    kind: str
    n: int
    missing: int
    effective_n: float
    shares: pd.DataFrame | None
    figures: pd.DataFrame | None


def estimate(
    answers: pd.Series | pd.DataFrame,
    design: pd.DataFrame,
    kind: str,
    *,
    choices: Sequence[str] | None = None,
    fewest: int = FEWEST,
    protected: Protected | None = None,
) -> Estimate:
    """Estimate for one question.

    Parameters
    ----------
    answers:
        Index ags; towns outside of the design are left out. "single": a column of codes, "scale"
        and "number": a column of numbers, "multiple": one boolean column per option, all missing
        where the question was left out.
    design:
        Index ags; columns stratum, population, weight.
    choices:
        Codes of all answers in their order, so that an answer that nobody gave is listed too.
    fewest:
        Results on fewer towns are hidden; 1 hides nothing.
    protected:
        What is hidden in all tables of the question (see
        :func:`ankunft.survey.inference.protect.protect`); left out, this is the only one.

    Raises
    ------
    ParameterError
        If the kind is no such kind or does not fit the answers.
    """
    check_design(design)
    if kind not in KINDS:
        raise ParameterError(
            f"Fragen der Art „{kind}“ werden nicht geschätzt; möglich sind {', '.join(KINDS)}."
        )
    if protected is None:
        protected = protect(answers, design, kind, {}, choices=choices, fewest=fewest)
    hidden = protected[EVERYONE]
    if kind == "number":
        values = numbers(answers, design)
        answered = values.notna()
        shares, figures = None, _number(values, design, str(hidden.loc[EVERYONE, EVERYONE]))
    else:
        flags, answered = indicators(answers, design, kind, choices)
        shares = _shares(flags, answered, design, hidden[EVERYONE])
        figures = None
        if kind == "scale":
            figures = _scale_mean(numbers(answers, design), design, fewest, shares)
    n = int(answered.sum())
    size = effective_n(design["weight"][answered])
    return Estimate(kind, n, len(design) - n, size, shares, figures)


def share_interval(
    share: float, se: float, df: float, n: int, named: int, population: float
) -> tuple[float, float]:
    """95 % interval of a share (0–1): Korn & Graubard 1998, within what the answers allow.

    Clopper and Pearson's interval with the effective sample size p(1−p)/se², adjusted for the
    degrees of freedom; for 0 and 1 the number of answers takes its place. `named` of the `n` towns
    gave the answer: so at least that many of the `population` do, and at least n − named do not.
    """
    from scipy import stats

    if not df > 0 or not np.isfinite(se):
        return np.nan, np.nan
    sure = min(share, named / population), max(share, 1 - (n - named) / population)
    inside = 1e-12 < share < 1 - 1e-12
    if inside and se <= 1e-12:
        return share, share
    size = share * (1 - share) / se**2 if inside else float(n)
    quantile = 1 - ALPHA / 2
    if n > 1:
        size *= (stats.t.ppf(quantile, n - 1) / stats.t.ppf(quantile, df)) ** 2
    yes, no = size * share, size * (1 - share)
    low = 0.0 if share <= 1e-12 else stats.beta.ppf(ALPHA / 2, yes, no + 1)
    high = 1.0 if share >= 1 - 1e-12 else stats.beta.ppf(quantile, yes + 1, no)
    return max(float(low), sure[0]), min(float(high), sure[1])


def percent_rows(found: pd.DataFrame, named: pd.Series, sizes: pd.Series) -> pd.DataFrame:
    """Rows of :func:`ankunft.survey.inference.design.means` as shares in percent with their intervals.

    `named` (towns that gave the answer) and `sizes` (towns of the frame that the row stands for)
    have the rows' index.
    """
    limits = [
        share_interval(row["mean"], row["se"], row["df"], row["n"], int(n), float(size))
        for row, n, size in zip(found.to_dict("records"), named, sizes, strict=True)
    ]
    return pd.DataFrame(
        {
            "n": named.astype(int),
            "share": 100 * found["mean"],
            "se": 100 * found["se"],
            "low": [100 * low for low, _ in limits],
            "high": [100 * high for _, high in limits],
        },
        index=found.index,
    )


def _shares(
    flags: pd.DataFrame, answered: pd.Series, design: pd.DataFrame, hidden: pd.Series
) -> pd.DataFrame:
    total = float(design["weight"].sum())
    named = flags[answered].sum()
    found = means(design, flags, answered).set_index("variable").reindex(flags.columns)
    found["n"] = int(answered.sum())
    table = percent_rows(found, named, pd.Series(total, index=found.index))
    for name, source in (("towns", "share"), ("towns_low", "low"), ("towns_high", "high")):
        table[name] = total * table[source] / 100
    return masked(table.rename_axis("answer"), hidden.reindex(flags.columns).tolist())


def masked(table: pd.DataFrame, hidden: Sequence[str]) -> pd.DataFrame:
    """The table with the column hidden, and NaN for all figures where something is hidden."""
    gone = [code != SHOWN for code in hidden]
    figures = table.astype(float).mask(pd.Series(gone, index=table.index))
    return figures.assign(hidden=list(hidden))


def _number(values: pd.Series, design: pd.DataFrame, code: str) -> pd.DataFrame:
    answered = values.notna()
    n = int(answered.sum())
    found = means(design, values.to_frame("value"), answered)
    columns = ["value", "se", "low", "high"]
    row = found.iloc[0] if n else pd.Series(np.nan, index=["mean", *columns[1:]])
    mean = [float(row[name]) for name in ("mean", "se", "low", "high")]
    total = float(design["weight"].sum())
    rows = {"mean": mean, "median": _median(values, design), "total": [total * x for x in mean]}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return masked(table.rename_axis("measure"), [code] * len(table))


def _median(values: pd.Series, design: pd.DataFrame) -> list[float]:
    """The median with Woodruff's interval; NaN with fewer than two answers."""
    answered = values.notna()
    if answered.sum() < 2:
        return [np.nan] * 4
    import svy

    columns = {
        "value": values.fillna(0.0).to_numpy(float),
        "answered": answered.to_numpy(bool),
    }
    sample = svy_sample(design, columns)
    found = sample.estimation.median("value", where=svy.col("answered")).to_polars().to_dicts()[0]
    known = (found["df"] or 0) > 0
    rest = [float(found[key]) if known else np.nan for key in ("se", "lci", "uci")]
    return [float(found["est"]), *rest]


def _scale_mean(
    values: pd.Series, design: pd.DataFrame, fewest: int, shares: pd.DataFrame
) -> pd.DataFrame:
    """The mean of a scale.

    Hidden along with all answers, and where one or two of them are: the mean and the sum of all
    shares are two equations for them.
    """
    row = _number(values, design, SHOWN).loc[["mean"]].drop(columns="hidden")
    codes = [code for code in shares["hidden"] if code != SHOWN]
    code = SHOWN
    if values.notna().sum() < fewest:
        code = FEW
    elif codes and len(codes) == len(shares):
        code = codes[0]
    elif codes and len(codes) < FEWEST_UNKNOWNS:
        code = COMPLEMENT
    return masked(row, [code])
