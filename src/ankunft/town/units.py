"""The units of one town: its districts, or its grid cells, with their figures over the years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ankunft import typology
from ankunft.base.errors import ParameterError
from ankunft.base.grid import FACTOR, cell_corner
from ankunft.base.reasons import REASON_SUFFIX, Reason
from ankunft.intake.areas.city import City
from ankunft.typology import LARGE_MEDIAN, Ground, Panel, standing

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

KINDS = ("district", "cell", "fine")
"""Districts of the town's own statistics, cells of 1 km, cells of 100 m."""
CELL_SIZES = {"cell": 1000, "fine": 100}
"""Edge in metres."""


@dataclass(frozen=True, eq=False)
class Units:
    """N units of one kind over Y years; NaN stands for missing, with a reason.

    Attributes
    ----------
    kind, ags
        One of :data:`KINDS`, and the town.
    ids, names
        Key (area_id, or the cell's integer key as text) and name of each unit; cells have the
        name of their town.
    years
        In ascending order, those with inhabitants and foreign nationals.
    people, share
        Inhabitants, and share of foreign nationals in percent; Y × N.
    foreign, base
        Foreign nationals, and the inhabitants they are part of, as sums over units add them up;
        Y × N. They differ from `share` where a suppressed share counts as nil.
    reasons
        Why a share is missing, as codes of `Reason`; Y × N.
    groups
        Further indicators by id, in the unit of their source; Y × N each.
    """

    kind: str
    ags: str
    ids: NDArray[np.object_]
    names: NDArray[np.object_]
    years: tuple[int, ...]
    people: Floats
    share: Floats
    foreign: Floats
    base: Floats
    reasons: NDArray[np.uint8]
    outlines: NDArray[np.object_] | None = None
    groups: dict[str, Floats] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def keys(self) -> NDArray[np.int64]:
        """Integer keys of cells (see `ankunft.base.grid`)."""
        return self.ids.astype(np.int64)

    @cached_property
    def geometry(self) -> NDArray[np.object_]:
        """Polygons in EPSG:3035; of cells their squares."""
        if self.outlines is not None:
            return self.outlines
        size = CELL_SIZES[self.kind]
        north, east = cell_corner(self.keys, size=size)
        return shapely.box(east, north, east + size, north + size)

    @cached_property
    def area_km2(self) -> Floats:
        """Area of each unit."""
        return shapely.area(self.geometry) / 1e6

    def at(self, year: int) -> int:
        """Position of a year.

        Raises
        ------
        ParameterError
            If there are no figures of that year.
        """
        if year not in self.years:
            known = ", ".join(map(str, self.years)) or "–"
            raise ParameterError(f"Für {year} liegen hier keine Angaben vor; vorhanden: {known}.")
        return self.years.index(year)


def district_units(city: City) -> Units:
    """The districts of a town's own statistics.

    A year counts when it has inhabitants and foreign nationals of at least one district; a figure
    that a district lacks is not published.
    """
    areas = city.areas.sort_values("area_id", ignore_index=True)
    ids = areas["area_id"].to_numpy(object)
    wide = city.observations.pivot(index=["indicator", "year"], columns="area_id", values="value")
    wide = wide.reindex(columns=ids)
    found = [wide.loc[name].index for name in ("population", "foreign") if name in wide.index]
    years = found[0].intersection(found[1]).sort_values() if len(found) == 2 else pd.Index([])
    tables = {
        name: wide.loc[name].reindex(years).to_numpy(float)
        for name in wide.index.get_level_values(0).unique()
    }
    empty = np.empty((0, len(ids)))
    people, foreign = tables.pop("population", empty), tables.pop("foreign", empty)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(people > 0, foreign / people * 100, np.nan)
    reasons = np.where(np.isnan(share), Reason.NOT_PUBLISHED, Reason.PRESENT)
    reasons[people == 0] = Reason.UNINHABITED
    return Units(
        "district", city.ags, ids, areas["name"].to_numpy(object), tuple(int(y) for y in years),
        people, share, foreign, np.where(np.isnan(foreign), np.nan, people),
        reasons.astype(np.uint8), areas.geometry.to_numpy(), tables,
    )  # fmt: skip


def cell_units(cells: pd.DataFrame, ags: str, name: str) -> Units:
    """The 1 km cells of a town in which somebody lived.

    `cells` are its rows of `ankunft.edition.figures.figures` at level "cell". 2022 is one of the years
    where the cells of that year cover the town; a cell without a share counts as nil in the sums.
    """
    lived = (cells["population_2011"] > 0) | (cells["population_2022"] > 0)
    cells = cells[lived].sort_values("cell")
    covered = bool(len(cells)) and bool(cells["town_covered_2022"].all())
    return _cells("cell", cells, ags, name, (2011, 2022) if covered else (2011,))


def fine_units(cells: pd.DataFrame, ags: str, name: str) -> Units:
    """The inhabited 100 m cells of a town: 2022 alone, for 2011 has no inhabitants at this size.

    `cells` are the town's rows of the edition, see `Edition.town_cells_100m`.
    """
    lived = cells["population_2022"] > 0
    return _cells("fine", cells[lived].sort_values("cell"), ags, name, (2022,))


def _cells(kind: str, cells: pd.DataFrame, ags: str, name: str, years: tuple[int, ...]) -> Units:
    def table(column: str, ending: str = "") -> NDArray:
        return np.stack([cells[f"{column}_{year}{ending}"] for year in years])

    people, share = table("population").astype(float), table("share_foreign").astype(float)
    reasons = table("share_foreign", REASON_SUFFIX).astype(np.uint8)
    foreign, base = people * share / 100, np.where(np.isnan(share), np.nan, people)
    for row, year in enumerate(years):
        if year == 2022:
            # “–” is mostly nil or tiny (sources.md): left out, it would overstate the town
            foreign[row] = people[row] * np.nan_to_num(share[row]) / 100
            base[row] = people[row]
    ids = cells["cell"].astype(str).to_numpy(object)
    names = np.full(len(ids), name, dtype=object)
    return Units(kind, ags, ids, names, years, people, share, foreign, base, reasons)


def panel(
    units: Units,
    t0: int,
    t1: int,
    *,
    reference: tuple[float, float] | None = None,
    left_out: Mask | None = None,
    ground: Ground = "common",
) -> Panel:
    """Two years of the units beside their reference: the town itself, or shares (percent) of both
    years that are given. Units left out have no figures and do not count towards the town. Where a
    unit stands is told among those of the town, whatever the reference.

    The town is the sum of the units on the `ground`, see :func:`on_ground`.

    Raises
    ------
    ParameterError
        If there are no figures of a year, or the second does not follow the first.
    """
    rows = [units.at(t0), units.at(t1)]
    keep = np.ones(len(units), dtype=bool) if left_out is None else ~left_out
    within, shares = None, np.asarray(reference, dtype=float)
    if reference is None:
        within = on_ground(units, (t0, t1), ground) & keep
        shares = typology.references(units.foreign[rows], units.base[rows], within)
    share0, share1 = (np.where(keep, units.share[r], np.nan) for r in rows)
    n0, n1 = (units.people[r] for r in rows)
    foreign, base = (
        [np.where(keep, v[r], np.nan) for r in rows] for v in (units.foreign, units.base)
    )
    stand = standing((share0, share1), (foreign[0], foreign[1]), (base[0], base[1]))
    return Panel(
        share0, share1, n0, n1, shares[0], shares[1],
        year_t0=t0, year_t1=t1, counted=within, standing=stand,
    )  # fmt: skip


def threshold_row(units: Units) -> str:
    """The row of default thresholds that suits the units, "district" or "large_district" (see
    :func:`ankunft.typology.default_parameters`): by the median inhabitants of their latest year.
    Cells have the thresholds of districts."""
    people = units.people[-1] if units.kind == "district" and len(units.people) else np.empty(0)
    lived_in = people[people > 0]
    large = lived_in.size > 0 and float(np.median(lived_in)) > LARGE_MEDIAN
    return "large_district" if large else "district"


def on_ground(units: Units, years: Sequence[int], ground: Ground) -> Mask:
    """Which units the sums of these years add up, a row per year (see
    :func:`ankunft.typology.counted`)."""
    rows = [units.at(year) for year in years]
    empty = units.reasons[rows] == Reason.UNINHABITED
    return typology.counted(units.foreign[rows], units.base[rows], ground, empty=empty)


def cell_of(units: Units, north: float, east: float) -> int:
    """Position of the cell at these metres of EPSG:3035, or -1."""
    size = CELL_SIZES[units.kind]
    key = int(north // size) * FACTOR + int(east // size)
    position = int(np.searchsorted(units.keys, key))
    return position if position < len(units) and units.keys[position] == key else -1
