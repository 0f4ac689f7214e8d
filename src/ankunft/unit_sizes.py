"""Segregation of one town on all the units it has, side by side."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ankunft.figures import COVERAGE
from ankunft.segregation import beside
from ankunft.town import CENSUS, left_out_mask
from ankunft.units import Units


def segregation_of_town(
    units: Mapping[str, Units], years: tuple[int, int], left_out: tuple[str, ...] = ()
) -> pd.DataFrame:
    """One row per kind of unit and year, see :func:`ankunft.segregation.beside`; unit is the kind.

    Years are those of the censuses where a kind of unit has both, else `years` where it has both,
    else its first and last. Cells of 100 m are compared only where their shares are complete
    (see :func:`complete`). `left_out` are ids of cells of 1 km marked as Sonderwohnform.
    """
    sizes = []
    for kind, own in units.items():
        keep = ~left_out_mask(own, left_out)
        by_year = {
            year: (own.foreign[own.at(year)][keep], own.people[own.at(year)][keep])
            for year in compared_years(own, years)
            if kind != "fine" or complete(own, year)
        }
        if by_year:
            sizes.append((kind, by_year))
    return beside(sizes)


def compared_years(units: Units, years: tuple[int, int]) -> tuple[int, ...]:
    """The years of a kind of unit that are compared."""
    if set(CENSUS) <= set(units.years):
        return CENSUS
    if set(years) <= set(units.years):
        return tuple(dict.fromkeys(years))
    return tuple(dict.fromkeys((units.years[0], units.years[-1])))


def complete(units: Units, year: int) -> bool:
    """Whether all but a small part of the inhabitants live in units with a published share."""
    row = units.at(year)
    people, share = units.people[row], units.share[row]
    known = people[np.isfinite(share)].sum()
    return bool(known >= COVERAGE * np.nansum(people))
