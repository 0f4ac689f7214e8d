"""Where a figure of a town lies in the distribution of a group of towns, in neutral words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ankunft.errors import ParameterError
from ankunft.i18n import translator

Group = Literal["nation", "state", "size_class", "peers"]

QUARTILES = (0.25, 0.5, 0.75)
FEWEST = 4
"""Quarters of fewer towns than this are not named."""


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
        None if the value is missing, or the group has fewer than :data:`FEWEST` figures or too
        many equal ones for quarters (lower and upper quartile are the same).
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


def place_in(values: ArrayLike, value: float) -> Placement:
    """Where `value` lies among `values`, one for each town of the group (NaN: no figure)."""
    group = np.asarray(values, dtype=np.float64)
    known = group[np.isfinite(group)]
    lower, middle, upper = np.quantile(known, QUARTILES) if known.size else (np.nan,) * 3
    quarter, below = None, np.nan
    if np.isfinite(value) and known.size:
        below = float((known < value).mean())
        if known.size >= FEWEST and lower < upper:
            quarter = int(np.searchsorted([lower, middle, upper], value))
    quartiles = (float(lower), float(middle), float(upper))
    return Placement(known.size, group.size - known.size, quartiles, below, quarter)


def reference_group(
    frame: pd.DataFrame, ags: str, kind: Group, peers: tuple[str, ...] | list[str] = ()
) -> pd.Series:
    """Which rows of :func:`ankunft.profiles.profile_frame` the town is set beside, itself included.

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
