"""The scale on which a figure is drawn: one for all places, from their spread over Germany.

A scale that follows the two or three places it shows draws a tenth of a point as wide as all there
is. Here a distance is as long in every chart of a figure, whoever is compared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ankunft.profiles.catalogue import Entry

ENDS = (0.001, 0.999)
"""The scale of towns leaves out one municipality in a thousand at either end: they are far away."""
SERIES_ENDS = (0.01, 0.99)
"""The scale of series leaves out one figure (of a Kreis and year) in a hundred at either end."""
HALF = (0.25, 0.75)
RATIO = 50
"""A size whose scale would hold more than this ratio is drawn by its logarithm."""


@dataclass(frozen=True, slots=True)
class Spread:
    """From where to where a scale reaches, where the middle half of all places lies on it, and
    whether it is logarithmic."""

    low: float
    high: float
    lower: float
    upper: float
    log: bool = False

    def clip(self, values: ArrayLike) -> NDArray[np.float64]:
        """Where the values are drawn: those outside at the end of the scale."""
        return np.clip(np.asarray(values, dtype=np.float64), self.low, self.high)

    def side(self, values: ArrayLike) -> NDArray[np.int8]:
        """−1 for values below the scale, 1 for those above, else 0."""
        given = np.asarray(values, dtype=np.float64)
        return (given > self.high).astype(np.int8) - (given < self.low).astype(np.int8)


@dataclass(frozen=True, eq=False)
class SeriesSpread:
    """The scale of a series of all Kreise, and per year (index) where their middle half lies
    (columns lower and upper)."""

    low: float
    high: float
    halves: pd.DataFrame


def spread_of(values: ArrayLike, *, size: bool = False) -> Spread | None:
    """The scale of one figure of all places, None where none has it; `size`: see :data:`RATIO`."""
    given = np.asarray(values, dtype=np.float64)
    known = given[np.isfinite(given)]
    if not known.size:
        return None
    low, lower, upper, high = (float(q) for q in np.quantile(known, (ENDS[0], *HALF, ENDS[1])))
    if not low < high:
        # all are alike: the one value in the middle of some scale
        low, high = low - (abs(low) * 0.1 or 1), high + (abs(high) * 0.1 or 1)
    return Spread(low, high, lower, upper, size and low > 0 and high / low > RATIO)


def entry_spread(frame: pd.DataFrame, entry: Entry) -> Spread | None:
    """The scale of an entry over all municipalities of :func:`ankunft.profiles.frame.profile_frame`."""
    return spread_of(frame[entry.id], size=entry.transform == "log")


def series_spread(rows: pd.DataFrame) -> SeriesSpread:
    """The scale of one series; `rows` are the figures of all Kreise and years: year, value.

    All years have one scale, so that a year can be compared with another.
    """
    known = rows.dropna(subset="value")
    low, high = (
        (float(q) for q in known["value"].quantile(list(SERIES_ENDS))) if len(known) else (0.0, 1.0)
    )
    of_year = known.groupby("year")["value"]
    halves = pd.DataFrame({"lower": of_year.quantile(HALF[0]), "upper": of_year.quantile(HALF[1])})
    return SeriesSpread(low, high, halves)
