"""Where a figure of a town lies in the distribution of a group of towns, in neutral words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ankunft.base.errors import ParameterError
from ankunft.base.language import translator
from ankunft.base.small_numbers import has_place

Group = Literal["nation", "state", "size_class", "peers"]

Floats = NDArray[np.float64]

QUARTILES = (0.25, 0.5, 0.75)
_SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")
FEWEST = 4
"""Quarters of fewer towns than this are not named."""
TIED = 0.05
"""At most so large a part of a group may share a town's figure and lie in another quarter: where
half of all Kreise have no students, none of them is "unteres Viertel"."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A value beside the values of a group of towns.

    Attributes
    ----------
    n, missing
        Towns of the group with a figure, and without.
    quartiles
        Lower quartile, median, upper quartile of the group; NaN where it has no figure.
    share_below
        Share (0 to 1) of the towns with a figure whose figure is lower; NaN if the value is missing.
    quarter
        0 to 3 from the lowest to the highest; a value on a quartile belongs to the quarter below.
        None if the value is missing, the town has too few inhabitants to have a place
        (:func:`ankunft.base.small_numbers.has_place`), or the group has fewer than :data:`FEWEST`
        figures or too many equal ones: lower and upper quartile are the same, or more than
        :data:`TIED` of the group share the value but lie in other quarters.
    """

    n: int
    missing: int
    quartiles: tuple[float, float, float]
    share_below: float
    quarter: int | None

    def words(self, lang: str) -> str:
        """The quarter in words; "" where there is none."""
        _ = translator(lang)
        names = (
            _("unteres Viertel"),
            _("zweites Viertel"),
            _("drittes Viertel"),
            _("oberes Viertel"),
        )
        return "" if self.quarter is None else names[self.quarter]


def place_in(values: ArrayLike, value: float, inhabitants: float) -> Placement:
    """Where `value` lies among `values`, one for each town of the group (NaN: no figure).

    `inhabitants` are those of the town (2022): villages have no place.
    """
    group = np.asarray(values, dtype=np.float64)
    known = np.sort(group[np.isfinite(group)])
    quartiles = _quartiles(known)
    quarter = int(_quarters(known, quartiles, np.array([value]), np.array([inhabitants]))[0])
    below = np.searchsorted(known, value) / known.size if known.size else np.nan
    return Placement(
        known.size,
        group.size - known.size,
        quartiles,
        float(below) if np.isfinite(value) else np.nan,
        None if quarter < 0 else quarter,
    )


def quarters_in(values: ArrayLike, inhabitants: ArrayLike) -> NDArray[np.int8]:
    """The quarter that :func:`place_in` names of each of the towns of a group, -1 for none."""
    group = np.asarray(values, dtype=np.float64)
    known = np.sort(group[np.isfinite(group)])
    return _quarters(known, _quartiles(known), group, np.asarray(inhabitants))


def _quarters(
    known: Floats, quartiles: tuple[float, float, float], values: Floats, inhabitants: Floats
) -> NDArray[np.int8]:
    """`known` are the figures of the group in ascending order."""
    if known.size < FEWEST or not quartiles[0] < quartiles[2]:
        return np.full(values.size, -1, np.int8)
    quarter = np.searchsorted(quartiles, values)
    # of the other towns with this very figure those that lie below and above the quarter
    first, last = (np.searchsorted(known, values, side) / known.size for side in _SIDES)
    beyond = np.maximum(quarter / 4 - first, 0) + np.maximum(last - (quarter + 1) / 4, 0)
    named = np.isfinite(values) & has_place(inhabitants) & (beyond <= TIED + 1 / known.size)
    return np.where(named, quarter, -1).astype(np.int8)


def _quartiles(known: Floats) -> tuple[float, float, float]:
    if not known.size:
        return (np.nan, np.nan, np.nan)
    lower, middle, upper = np.quantile(known, QUARTILES)
    return float(lower), float(middle), float(upper)


def reference_group(
    frame: pd.DataFrame, ags: str, kind: Group, peers: tuple[str, ...] | list[str] = ()
) -> pd.Series:
    """Which rows of :func:`ankunft.profiles.frame.profile_frame` the town is set beside, itself included.

    "nation": all; "state" and "size_class": those of the same Land or size class; "peers": those
    whose AGS are listed, and the town.

    Raises
    ------
    ParameterError
        If there is no such kind, or the frame does not hold the town or a listed one.
    """
    if kind not in get_args(Group):
        raise ParameterError(f"Die Vergleichsgruppe „{kind}“ gibt es nicht.")
    unknown = [key for key in (ags, *peers) if key not in frame.index]
    if unknown:
        raise ParameterError(f"Für „{unknown[0]}“ hat diese Ausgabe keine Werte.")
    if kind == "nation":
        return pd.Series(True, index=frame.index)
    if kind == "peers":
        return frame["ags"].isin([ags, *peers])
    return frame[kind] == frame.at[ags, kind]
