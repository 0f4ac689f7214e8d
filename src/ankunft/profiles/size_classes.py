"""Do small towns differ? One indicator in towns of every size, and the spread inside each size.

Small towns are not alike: beside every median stands how far the towns of a class lie apart, and
how much of the variance lies within the classes rather than between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft.base.language import format_percent, translator
from ankunft.base.town_groups import SIZE_CLASSES
from ankunft.profiles.frame import Entry, transformed

QUANTILES = {"p10": 0.1, "q1": 0.25, "median": 0.5, "q3": 0.75, "p90": 0.9}
MAKES_THE_CLASSES = "population_2022"

Missing = Literal["", "makes_the_classes", "one_class", "no_spread"]


@dataclass(frozen=True, eq=False)
class SizeComparison:
    """One indicator by size class.

    Attributes
    ----------
    table
        One row per size class that has towns, smallest first; index: size_class. n, missing (towns
        with a figure and without), p10, q1, median, q3, p90 and spread (q3 − q1), in the unit of
        the indicator; NaN where no town has a figure.
    n, missing
        All towns with a figure and without.
    between
        η² = SS_between / SS_total: the share (0 to 1) of the variance of the transformed indicator
        that lies between the size classes (one-way decomposition of the sum of squares, Fisher
        1925); within = 1 − η². Every town counts once, whatever its size.
    reason
        Why `between` is NaN: "makes_the_classes" (it is the population, by which the classes are
        cut), "one_class" (towns of one class only), "no_spread" (all figures are equal); "" where
        it is known.
    """

    entry: Entry
    table: pd.DataFrame
    n: int
    missing: int
    between: float
    reason: Missing

    @property
    def within(self) -> float:
        """Share of the variance that lies within the size classes."""
        return 1 - self.between


def by_size(frame: pd.DataFrame, entry: Entry, *, least: float = 0) -> SizeComparison:
    """One indicator of :func:`ankunft.profiles.frame.profile_frame` by size class.

    `least` leaves out towns with fewer inhabitants (2022); 5,000 leaves out the rural class.
    """
    towns = frame[frame["population_2022"] >= least]
    rows = {name: towns.loc[towns["size_class"] == name, entry.id] for name, _ in SIZE_CLASSES}
    table = pd.DataFrame(
        [{"size_class": name, **_describe(values)} for name, values in rows.items() if len(values)],
        columns=["size_class", "n", "missing", *QUANTILES, "spread"],
    ).set_index("size_class")
    between, reason = _between(towns, entry)
    known = int(towns[entry.id].notna().sum())
    return SizeComparison(entry, table, known, len(towns) - known, between, reason)


def share_between(values: NDArray[np.float64], groups: NDArray[np.str_]) -> float:
    """η² of finite values in groups; NaN where all values are equal."""
    table = pd.DataFrame({"value": values, "group": groups})
    means = table.groupby("group")["value"].transform("mean")
    overall = table["value"].mean()
    total = float(((table["value"] - overall) ** 2).sum())
    # what is left of equal values is rounding error
    if total <= len(table) * (1e-9 * max(1.0, abs(overall))) ** 2:
        return np.nan
    return float(((means - overall) ** 2).sum()) / total


def statement(result: SizeComparison, lang: str) -> str:
    """How much of the variance lies within the size classes, in one sentence."""
    _ = translator(lang)
    if result.reason == "makes_the_classes":
        return _("Die Größenklassen sind nach diesem Indikator gebildet.")
    if result.reason == "one_class":
        return _("Werte gibt es nur für Gemeinden einer Größenklasse.")
    if result.reason == "no_spread":
        return _("Die Werte unterscheiden sich nicht.")
    text = _(
        "Von den Unterschieden zwischen den Gemeinden (Varianz) liegen {within} innerhalb der "
        "Größenklassen und {between} zwischen ihnen."
    )
    text = text.format(
        within=format_percent(100 * result.within, lang),
        between=format_percent(100 * result.between, lang),
    )
    if result.entry.level == "county":
        text += " " + _("Gemeinden eines Kreises haben hier denselben Wert.")
    return text


def _describe(values: pd.Series) -> dict[str, float]:
    quantiles = values.quantile(list(QUANTILES.values())).to_numpy()
    described = {name: float(value) for name, value in zip(QUANTILES, quantiles, strict=True)}
    known = int(values.notna().sum())
    spread = described["q3"] - described["q1"]
    return {"n": known, "missing": len(values) - known, **described, "spread": spread}


def _between(towns: pd.DataFrame, entry: Entry) -> tuple[float, Missing]:
    if entry.id == MAKES_THE_CLASSES:
        return np.nan, "makes_the_classes"
    values = transformed(towns, entry).to_numpy(np.float64)
    known = np.isfinite(values)
    classes = towns["size_class"].to_numpy(str)[known]
    if np.unique(classes).size < 2:
        return np.nan, "one_class"
    share = share_between(values[known], classes)
    return share, "no_spread" if np.isnan(share) else ""
