"""The ground of a reference: which units S adds up, and how much of the town or nation they are.

S_t0 and S_t1 are sums. If one year covers fewer units than the other, their difference is made of
places as well as of people: with 33 of 63 districts in 2011 and all of them in 2022 Leipzig would
have grown by 9.4 points, where the same 33 districts grew by 7.6. Therefore both years add up the
*common ground*, the units that have figures in both, unless the parameters ask for each year's own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ankunft.typology.parameters import Ground

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Codes = NDArray[np.intp]

LOW_COVERAGE = 95.0
"""Percent of the inhabitants below which a reference is said to be incomplete where it is used."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the town or nation S adds up, in the years `year_t0` and `year_t1`.

    Attributes
    ----------
    units_t0, units
        Units in S_t0 and in S_t1; the same ones unless `alike` is False.
    of
        All units, those left out that are uninhabited in both years.
    people_t0, people
        Percent of the inhabitants at t1 who live in the units of S_t0 and of S_t1. A unit without
        inhabitants at t1 counts with those of t0.
    """

    year_t0: float
    year_t1: float
    units_t0: int
    units: int
    of: int
    people_t0: float
    people: float
    alike: bool = True

    @property
    def low(self) -> bool:
        """Whether S leaves out so much that it has to be said where it is used."""
        return not min(self.people_t0, self.people) >= LOW_COVERAGE


def counted(
    foreign: ArrayLike,
    base: ArrayLike,
    ground: Ground = "common",
    *,
    empty: ArrayLike | None = None,
    groups: ArrayLike | None = None,
) -> Mask:
    """Which units the sum of each year adds up; Y × N like `foreign` and `base`.

    A unit has figures in a year when its foreign nationals and the inhabitants they are part of
    (`base`) are known, or when it is known that nobody lived there (`empty`, Y × N). On common
    ground it counts in all years or in none. A year of which a whole group (the town of each cell;
    else all units are one) knows nothing bars nobody: there the other years stand for themselves.
    """
    foreign, base = np.asarray(foreign, dtype=np.float64), np.asarray(base, dtype=np.float64)
    inhabited = (foreign >= 0) & (base >= 0)
    known = inhabited if empty is None else inhabited | np.asarray(empty, dtype=bool)
    if ground == "each":
        return known
    codes, count = _codes(groups, known.shape[1])
    unknown_year = np.stack([np.bincount(codes[row], minlength=count) == 0 for row in inhabited])
    return known & (known | unknown_year[:, codes]).all(axis=0)


def references(
    foreign: ArrayLike, base: ArrayLike, within: Mask, groups: ArrayLike | None = None
) -> Floats:
    """S of each year in percent: foreign nationals per inhabitant of the units `within`; all Y × N.

    Without groups one value per year (Y); with groups, such as the town of each cell, one per year
    and unit (Y × N), NaN for units without a group. NaN where nobody is counted.
    """
    codes, count = _codes(groups, within.shape[1])
    sums = [
        np.stack(
            [
                np.bincount(codes[row], weights=np.nan_to_num(values[row]), minlength=count)
                for values, row in zip(np.asarray(table, dtype=np.float64), within, strict=True)
            ]
        )
        for table in (foreign, base)
    ]
    shares = 100 * sums[0] / np.where(sums[1] > 0, sums[1], np.nan)
    if groups is None:
        return shares[:, 0]
    shares[:, -1] = np.nan
    return shares[:, codes]


def reference_shares(
    foreign: ArrayLike, population: ArrayLike, groups: ArrayLike | None = None
) -> Floats:
    """S in percent of one year, over the units where both numbers are known; see `references`.

    Without groups one value (zero-dimensional), with groups one per unit.
    """
    tables = np.atleast_2d(foreign).astype(np.float64), np.atleast_2d(population).astype(np.float64)
    return np.asarray(references(*tables, counted(*tables, "each"), groups)[0])


def coverage(
    within: Mask,
    people: ArrayLike,
    years: tuple[float, float],
    rows: Mask | slice = slice(None),
) -> Coverage:
    """How much the units `within` (of two years, see `counted`) are of all units in `rows`.

    `people` are the inhabitants of both years; NaN where they are not known.
    """
    within, people = within[:, rows], np.asarray(people, dtype=np.float64)[:, rows]
    present = within.any(axis=1)
    if present.sum() == 1:  # a year of which nothing is known is compared with nothing
        within = within[[present.argmax()] * 2]
    inhabited = ~within.all(axis=0) | (people > 0).any(axis=0)
    at_t1 = np.nan_to_num(np.where(np.isnan(people[1]), people[0], people[1]))
    total = at_t1.sum()
    units_t0, units_t1 = (int((row & inhabited).sum()) for row in within)
    people_t0, people_t1 = (
        float(100 * at_t1[row].sum() / total) if total > 0 else np.nan for row in within
    )
    return Coverage(
        *years,
        units_t0=units_t0,
        units=units_t1,
        of=int(inhabited.sum()),
        people_t0=people_t0,
        people=people_t1,
        alike=bool((within[0] == within[1]).all()),
    )


def _codes(groups: ArrayLike | None, size: int) -> tuple[Codes, int]:
    """A number per unit and how many there are; units without a group share the last."""
    if groups is None:
        return np.zeros(size, dtype=np.intp), 1
    codes, names = pd.factorize(np.asarray(groups))
    return np.where(codes < 0, len(names), codes), len(names) + 1
