"""The share of a whole town over all its years, cut where other units are added up.

A class compares two years on their common ground. A line over many years has no such pair: each year
adds up the units with figures of that year, and the line is interrupted between two years whose
common units hold less than :data:`SAME_GROUND` of the inhabitants of either. What is drawn as one
line is therefore one ground, and no step in it is made of places that came or went.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft.base.language import translator
from ankunft.town.units import Units, on_ground
from ankunft.typology import Coverage, coverage, coverage_text, references

SAME_GROUND = 0.99
"""Share of the inhabitants of either year. A district of one inhabitant in a hundred whose share is
twice the town's would move the sum by a hundredth of it, less than what lines show."""


@dataclass(frozen=True, eq=False)
class TownSeries:
    """The town year by year: share in percent, number of the ground (counted from 0) and coverage."""

    years: tuple[int, ...]
    shares: NDArray[np.float64]
    segments: NDArray[np.int_]
    coverage: tuple[Coverage, ...]

    def interruption(self, kind: str, lang: str) -> str:
        """Why the line is interrupted, with the coverage of each ground; "" where it is not."""
        _ = translator(lang)
        if not self.segments.any():
            return ""
        parts = []
        for number in np.unique(self.segments):
            inside = np.flatnonzero(self.segments == number)
            first, last = self.years[inside[0]], self.years[inside[-1]]
            span = str(first) if first == last else f"{first}–{last}"
            parts.append(f"{span} {coverage_text(self.coverage[inside[-1]], kind, lang)}")
        text = _("Unterbrochen, wo andere Gebiete zusammengezählt sind ({parts}).")
        return text.format(parts="; ".join(parts))


def town_series(units: Units) -> TownSeries:
    """The sum of a town's units in every year."""
    within = on_ground(units, units.years, "each")
    shares = references(units.foreign, units.base, within)
    people = np.where(within, np.nan_to_num(units.people), 0.0)
    both = within[1:] & within[:-1]
    kept = [
        (people[row : row + 2] * both[row]).sum(axis=1) >= SAME_GROUND * people[row : row + 2].sum(axis=1)
        for row in range(len(both))
    ]  # fmt: skip
    # how much a unit without a figure is missed is told by the year nearest to it
    lived = pd.DataFrame(units.people).ffill().bfill().to_numpy()
    steps = [0, *(not same.all() for same in kept)]
    found = tuple(
        coverage(within[[row, row]], lived[[row, row]], (year, year))
        for row, year in enumerate(units.years)
    )
    return TownSeries(units.years, shares, np.cumsum(steps)[: len(units.years)], found)
