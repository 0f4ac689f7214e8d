"""Segregation of one town on all the units it has, side by side."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ankunft.town.classes import CENSUS, left_out_mask
from ankunft.town.segregation import beside
from ankunft.town.units import Units, on_ground
from ankunft.typology import Ground, coverage, coverage_text, coverage_warning
from ankunft.typology.level_panel import COVERAGE


def segregation_of_town(
    units: Mapping[str, Units],
    years: tuple[int, int],
    left_out: tuple[str, ...] = (),
    ground: Ground = "common",
) -> pd.DataFrame:
    """One row per kind of unit and year, see :func:`ankunft.town.segregation.beside`; unit is the kind.

    Both years are measured on the `ground` of the reference: the units with figures in both, or
    those of each (see :func:`ankunft.town.units.on_ground`). `attrs["coverage"]` holds how much of the
    town that is, by kind of unit, where there are two years.

    Years are those of the censuses where a kind of unit has both, else `years` where it has both,
    else its first and last. Cells of 100 m are compared only where their shares are complete
    (see :func:`complete`). `left_out` are ids of cells of 1 km marked as Sonderwohnform.
    """
    sizes, found = [], {}
    for kind, own in units.items():
        compared = compared_years(own, years)
        compared = tuple(y for y in compared if kind != "fine" or complete(own, y))
        if not compared:
            continue
        within = on_ground(own, compared, ground) & ~left_out_mask(own, left_out)
        by_year = {
            year: (
                np.where(inside, own.foreign[own.at(year)], np.nan),
                np.where(inside, own.people[own.at(year)], np.nan),
            )
            for year, inside in zip(compared, within, strict=True)
        }
        sizes.append((kind, by_year))
        if len(compared) == 2:
            people = own.people[[own.at(year) for year in compared]]
            found[kind] = coverage(within, people, compared)
    table = beside(sizes)
    table.attrs["coverage"] = found
    return table


def ground_of_sizes(table: pd.DataFrame, lang: str) -> list[str]:
    """How much of the town the figures of each kind of unit rest on, where that is not all of it.

    `table` is that of :func:`segregation_of_town`.
    """
    lines = []
    for kind, found in table.attrs["coverage"].items():
        if found.units < found.of or not found.alike:
            warning = coverage_warning(found, lang)
            lines.append(". ".join(filter(None, (coverage_text(found, kind, lang), warning))))
    return lines


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
