"""How many towns of each stratum are drawn.

Shares of the total are proportional to a measure of the stratum: its towns (proportional), 1
(equal), or N_h · S_h with S_h the standard deviation of a named variable (Neyman 1934, optimal for
the mean of that variable). A stratum gives at least the minimum (or all its towns if it has
fewer) and at most all its towns: n_h = λ · measure_h within these bounds, with the λ that meets the
total. The largest remainders are rounded up (Hamilton's method), of equals the first stratum.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft.base.errors import ParameterError
from ankunft.base.language import format_number
from ankunft.selection.plan import Sampling

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

NEGLIGIBLE = 1e-9
"""Remainders that differ by less are equal; a stratum without spread measures so little beside the
others that it gets more than its minimum only when they are used up."""


def allocate(sizes: pd.Series, sampling: Sampling, spread: pd.Series | None = None) -> pd.Series:
    """Number of towns to draw by stratum; `sizes`: number of towns by stratum.

    `spread` (see :func:`spreads`) is needed for the allocation "neyman" only; a stratum where it is
    not known takes the mean of the others, weighted by their towns. With "fixed" the numbers of the
    plan count and the minimum does not.

    Raises
    ------
    ParameterError
        If the total, the minimum and the sizes of the strata cannot be met together.
    """
    if sampling.allocation == "fixed":
        return _fixed(sizes, sampling.fixed)
    towns = sizes.to_numpy(np.int64)
    total = sample_size(int(towns.sum()), sampling)
    least = np.minimum(sampling.minimum, towns)
    if least.sum() > total:
        raise ParameterError(
            f"Mindestens {sampling.minimum} je Schicht ergibt bei {len(sizes)} Schichten "
            f"{least.sum()} Gemeinden; der Umfang der Stichprobe ist aber {total}."
        )
    measure = _measure(sizes, sampling, spread)
    counts = rounded(bounded(measure, total, least, towns), total)
    return pd.Series(counts, sizes.index, name="n", dtype=np.int64)


def sample_size(towns: int, sampling: Sampling) -> int:
    """Number of towns to draw from so many, except with the allocation "fixed".

    Raises
    ------
    ParameterError
        If it is more than there are, or none although there are towns.
    """
    if sampling.share is not None:
        total = math.floor(sampling.share * towns + 0.5 + NEGLIGIBLE)
    else:
        total = sampling.n or 0
    if total > towns:
        raise ParameterError(
            f"Die Stichprobe soll {total} Gemeinden haben; zur Auswahl stehen nur {towns}."
        )
    if towns and not total:
        percent = format_number(100 * (sampling.share or 0), "de", 2, trim=True)
        raise ParameterError(f"{percent} % von {towns} Gemeinden ergeben keine einzige.")
    return total


def spreads(values: pd.Series, stratum: pd.Series) -> pd.Series:
    """Standard deviation (divisor n − 1) of a variable by stratum; NaN with fewer than two figures.

    `values` and `stratum` have the same index; the unit is that of the variable.
    """
    return values.astype("float64").groupby(stratum, sort=False).std(ddof=1).rename("spread")


def bounded(measure: Floats, total: int, least: Counts, most: Counts) -> Floats:
    """λ · measure within the bounds, with the λ that meets the total; measures are positive.

    The sum grows with λ along straight lines between the points where a stratum meets a bound.
    """
    if not measure.size:
        return measure
    measure = measure / measure.max()
    points = np.unique(np.concatenate([least / measure, most / measure]))
    sums = np.array([np.clip(point * measure, least, most).sum() for point in points])
    factor = np.interp(total, sums, points)
    return np.clip(factor * measure, least, most)


def rounded(exact: Floats, total: int) -> Counts:
    """Whole numbers with this sum: the largest remainders are rounded up."""
    whole = np.floor(exact + NEGLIGIBLE).astype(np.int64)
    remainder = np.round(exact - whole, 9)
    ranking = np.lexsort((np.arange(len(exact)), -remainder))
    whole[ranking[: total - int(whole.sum())]] += 1
    return whole


def _measure(sizes: pd.Series, sampling: Sampling, spread: pd.Series | None) -> Floats:
    towns = sizes.to_numpy(np.float64)
    if sampling.allocation == "proportional":
        return towns
    if sampling.allocation == "equal":
        return np.ones(len(sizes))
    known = pd.Series(np.nan, sizes.index) if spread is None else spread.reindex(sizes.index)
    deviation = known.to_numpy(np.float64)
    there = np.isfinite(deviation)
    if not (deviation[there] > 0).any():
        raise ParameterError(
            f"Die Werte von „{sampling.neyman_variable}“ streuen in keiner Schicht; "
            "die optimale Aufteilung ist damit nicht möglich."
        )
    mean = np.average(deviation[there], weights=towns[there])
    deviation = np.where(there, deviation, mean)
    return towns * np.maximum(deviation, NEGLIGIBLE * deviation.max())


def _fixed(sizes: pd.Series, fixed: dict[str, int]) -> pd.Series:
    unknown = [name for name in fixed if name not in sizes.index]
    if unknown:
        raise ParameterError(
            f"Die feste Aufteilung nennt die Schicht „{unknown[0][:200]}“, die es nicht gibt; "
            f"es gibt {', '.join(map(str, sizes.index[:5]))}{' …' if len(sizes) > 5 else ''}."
        )
    absent = [str(name) for name in sizes.index if name not in fixed]
    if absent:
        raise ParameterError(f"In der festen Aufteilung fehlt die Schicht „{absent[0][:200]}“.")
    counts = pd.Series([fixed[str(name)] for name in sizes.index], sizes.index, dtype=np.int64)
    for name, n, towns in zip(sizes.index, counts, sizes, strict=True):
        if n <= towns:
            continue
        raise ParameterError(
            f"Die feste Aufteilung will {n} Gemeinden der Schicht „{str(name)[:200]}“; "
            f"sie hat nur {towns}."
        )
    if len(sizes) and not counts.sum():
        raise ParameterError("Die feste Aufteilung zieht keine einzige Gemeinde.")
    return counts.rename("n")
