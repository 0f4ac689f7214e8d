"""The centre of a town: its densest 1 km cell and the cells around it, beside the rest.

Centre = the town's cells whose midpoint lies within 1 km of the midpoint of its densest cell; a
user may put another cell in its place. The centre is the same set of cells in every year.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft.base.errors import ParameterError
from ankunft.base.grid import cell_corner
from ankunft.typology.level_panel import COVERAGE, known_cells
from ankunft.typology.rules import TOLERANCE

CRITERION = 1.25
"""The share in the centre is at least this multiple of the share in the rest. Source: research
project "Vielfalt in den Zentren von Klein- und Mittelstädten". Alone a weak criterion: about two
thirds of the towns meet it."""

CENTRE_FROM = 10_000
"""Inhabitants of 2022 from which a municipality has a centre worth comparing with the rest; in
smaller places it is the whole village."""

RADIUS = 1_000
"""Metres between midpoints up to which a cell belongs to the centre."""

CELL = 1_000
COVERAGE_YEAR = 2011
"""The year whose cells are published for all of Germany."""

MISSING_IS_NIL = (2022,)
"""Years in which a cell with inhabitants but without a share counts as 0 %, so that shares are
lower bounds: leaving such cells out would drop the people around whom few foreign nationals live
and raise every sum. In 2011 cells without a share are left out on both sides of the fraction."""

VALUES = ("centre_population", "centre_share", "rest_share", "centre_ratio")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Centre:
    """The centre of one town in one year.

    Attributes
    ----------
    centre_cell, cells
        Key of the cell in the middle (None: nobody is known to live in the town) and the keys of
        all cells of the centre, ascending, also those where nobody lives.
    centre_population
        Inhabitants of the centre; NaN (as all further values) where the year is not known.
    centre_share, rest_share
        Share of foreign nationals in percent, in the centre and in the rest of the town.
    centre_ratio
        centre_share / rest_share; NaN where the rest has nobody, no share or a share of 0.
    """

    centre_cell: int | None
    cells: tuple[int, ...]
    centre_population: float
    centre_share: float
    rest_share: float
    centre_ratio: float


def centres(
    cells: pd.DataFrame, *, year: int, base_year: int = COVERAGE_YEAR, least: float = 0
) -> pd.DataFrame:
    """The centres of all towns at once; index: ags, ascending.

    Columns: centre_cell (Int64 key of the cell with most inhabitants in `base_year`, of several
    the smallest key), centre_population, centre_share, rest_share (percent), centre_ratio, all of
    `year`; see :class:`Centre`. `cells` are the 1 km cells of an edition; those without a town
    (ags "") are left out. A town without enough cells in `year` (:func:`covered`) has no values, and
    a share that would rest on fewer than `least` inhabitants is missing.
    """
    cells = cells[(cells["ags"] != "").to_numpy()]
    towns, names = pd.factorize(cells["ags"], sort=True)
    keys = cells["cell"].to_numpy(np.int64)
    middle = _densest(cells, towns, len(names), base_year)
    values = _measure(cells, towns, _within(keys, middle[towns]), middle >= 0, year, least)
    cell = pd.Series(middle, dtype="Int64").mask(middle < 0)
    table = pd.DataFrame({"centre_cell": cell, **dict(zip(VALUES, values, strict=True))})
    return table.set_axis(pd.Index(names, name="ags"))


def centre_of(
    cells_of_town: pd.DataFrame,
    at: int | None = None,
    *,
    year: int,
    base_year: int = COVERAGE_YEAR,
    least: float = 0,
) -> Centre:
    """The centre of one town; `at` puts one of its cells in place of the densest.

    A share that would rest on fewer than `least` inhabitants is missing.

    Raises
    ------
    ParameterError
        If `at` is no cell of the town.
    """
    keys = cells_of_town["cell"].to_numpy(np.int64)
    if at is not None and at not in keys:
        raise ParameterError(f"Die Zelle {at} liegt nicht in dieser Stadt.")
    towns = np.zeros(keys.size, dtype=np.intp)
    middle = _densest(cells_of_town, towns, 1, base_year) if at is None else np.array([at])
    inside = _within(keys, middle[towns])
    values = _measure(cells_of_town, towns, inside, middle >= 0, year, least)
    return Centre(
        centre_cell=int(middle[0]) if middle[0] >= 0 else None,
        cells=tuple(int(key) for key in np.sort(keys[inside])),
        **{name: float(value[0]) for name, value in zip(VALUES, values, strict=True)},
    )


def meets(ratio: float | None, criterion: float = CRITERION) -> bool | None:
    """Whether the centre's ratio reaches the criterion; None where the ratio is missing."""
    if ratio is None or math.isnan(ratio):
        return None
    return bool(ratio >= criterion - TOLERANCE)


def counts(cells: pd.DataFrame, year: int) -> tuple[Floats, Floats]:
    """Foreign nationals and the inhabitants they are part of, per cell.

    Both NaN in cells that no sum counts, see :data:`MISSING_IS_NIL`.
    """
    people = cells[f"population_{year}"].to_numpy(np.float64)
    share = cells[f"share_foreign_{year}"].to_numpy(np.float64)
    if year in MISSING_IS_NIL:
        share = np.nan_to_num(share)
    foreign = people * share / 100
    return foreign, np.where(np.isnan(foreign), np.nan, people)


def covered(cells: pd.DataFrame, towns: NDArray[np.intp], count: int, year: int) -> NDArray:
    """For each of `count` towns whether its figures of `year` can be added up from cells.

    `towns` is the number of the town of each cell. At least :data:`ankunft.typology.level_panel.COVERAGE` of
    the inhabitants of 2011 must have lived in cells known in `year`, see
    :func:`ankunft.typology.level_panel.known_cells`.
    """
    known = cells[f"population_{COVERAGE_YEAR}"].fillna(0).to_numpy()
    total = np.bincount(towns, known, count)
    present = known_cells(cells, year).to_numpy()
    with_year = np.bincount(towns, known * present, count)
    return (total > 0) & (with_year >= COVERAGE * total)


def _densest(
    cells: pd.DataFrame, towns: NDArray[np.intp], count: int, year: int
) -> NDArray[np.int64]:
    """Key of each town's cell with most inhabitants; -1 where nobody is known to live."""
    people = cells[f"population_{year}"].to_numpy()
    people = np.where(covered(cells, towns, count, year)[towns], people, np.nan)
    inhabited = np.flatnonzero(people > 0)
    most = np.zeros(count)
    np.maximum.at(most, towns[inhabited], people[inhabited])
    first = inhabited[people[inhabited] == most[towns[inhabited]]]
    none = np.iinfo(np.int64).max
    middle = np.full(count, none)
    np.minimum.at(middle, towns[first], cells["cell"].to_numpy(np.int64)[first])
    return np.where(middle == none, -1, middle)


def _within(keys: NDArray[np.int64], middle: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Cells whose midpoint lies within :data:`RADIUS` of that of the cell `middle`, if any."""
    north, east = cell_corner(keys, size=CELL)
    north0, east0 = cell_corner(middle, size=CELL)
    distance = (north - north0) ** 2 + (east - east0) ** 2
    return (middle >= 0) & (distance <= RADIUS**2)


def _measure(
    cells: pd.DataFrame,
    towns: NDArray[np.intp],
    inside: NDArray[np.bool_],
    has_centre: NDArray[np.bool_],
    year: int,
    least: float,
) -> tuple[Floats, Floats, Floats, Floats]:
    """The :data:`VALUES` of every town."""
    count = has_centre.size
    known = has_centre & covered(cells, towns, count, year)
    people = cells[f"population_{year}"].to_numpy()
    foreign, base = counts(cells, year)

    def total(values: Floats, where: NDArray[np.bool_]) -> Floats:
        added = np.bincount(towns, np.nan_to_num(values) * where, count)
        return np.where(known, added, np.nan)

    def share(where: NDArray[np.bool_]) -> Floats:
        whole = total(base, where)
        return 100 * _ratio(total(foreign, where), np.where(whole >= least, whole, np.nan))

    centre, rest = share(inside), share(~inside)
    return total(people, inside), centre, rest, _ratio(centre, rest)


def _ratio(part: Floats, whole: Floats) -> Floats:
    """part / whole; NaN where either is missing or the whole is 0."""
    with np.errstate(invalid="ignore"):
        return part / np.where(whole > 0, whole, np.nan)
