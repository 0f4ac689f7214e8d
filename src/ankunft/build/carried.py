"""The publishers' tables as an edition still holds them: all of them that a build needs.

Each function gives what the importer of the source would give of the same file, as far as the
build reads it. So an edition built of nothing but an edition is that edition again.
"""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from ankunft.base.grid import AreaGrid, from_runs
from ankunft.base.reasons import REASON_SUFFIX, Reason
from ankunft.build.cells import COLUMNS_2011, GRIDS_100M, GRIDS_2022
from ankunft.build.lookup import SIZE
from ankunft.build.municipalities import CENSUS_COLUMNS, FROM_CELLS, ORIGIN, REGISTER_COLUMNS
from ankunft.edition import Edition

IN_FILE = (Reason.PRESENT, Reason.SUPPRESSED)
"""Reasons that a file of the census grid gives; the others say that it lacks the cell."""


def register(edition: Edition) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Municipalities, Kreise, Länder; see :mod:`ankunft.sources.gemeindeverzeichnis`."""
    towns = pd.DataFrame(edition.municipalities)
    listed = towns.loc[towns["name"].notna(), ["ags", *REGISTER_COLUMNS.values()]]
    listed = listed.rename(columns={new: old for old, new in REGISTER_COLUMNS.items()})
    counties = pd.DataFrame(edition.counties)[["county", "name", "kind"]]
    states = pd.DataFrame(edition.states)[["state", "name"]]
    return listed.reset_index(drop=True), counties, states


def demography(edition: Edition) -> pd.DataFrame:
    """ags, population, foreigners with their reasons; see :mod:`ankunft.sources.regional`."""
    names = {"population_2022": "population", "foreign_2022": "foreigners"}
    return _with_figures(edition, names)


def dwellings(edition: Edition) -> pd.DataFrame:
    """ags and the columns of :data:`CENSUS_COLUMNS` with their reasons."""
    return _with_figures(edition, {new: old for old, new in CENSUS_COLUMNS.items()})


def outlines(edition: Edition) -> tuple[AreaGrid, gpd.GeoDataFrame]:
    """The municipalities on the grid, and their outlines as drawn: ags, ars, geometry."""
    drawn = edition.municipalities[["ags", "ars", "geometry"]]
    return from_runs(edition.layer("area_cells"), size=SIZE), drawn


def cells_2011(edition: Edition) -> pd.DataFrame:
    """See :func:`ankunft.sources.zensus2011.read_cells_1km`."""
    return _renamed(edition.cells, {new: old for old, new in COLUMNS_2011.items()}, key="cell")


def cell_municipality(edition: Edition) -> pd.Series:
    """The municipality of each row of :func:`cells_2011`."""
    return edition.cells["ags"]


def sums_of_cells(edition: Edition) -> pd.DataFrame:
    """What the cells of 2011 add up to, per municipality in its order."""
    return pd.DataFrame(edition.municipalities)[[*FROM_CELLS]]


def origin(edition: Edition) -> pd.DataFrame:
    """EU and non-EU nationals of 2011 by municipality (index ags)."""
    return pd.DataFrame(edition.municipalities).set_index("ags")[[*ORIGIN]]


def grid_1km(edition: Edition, source: str) -> pd.DataFrame:
    """cell, value, value_reason; see :func:`ankunft.sources.zensus2022.read_cells`."""
    return _grid(edition.cells, GRIDS_2022[source])


def grid_100m(edition: Edition, source: str) -> pd.DataFrame:
    """The same for the cells of 100 m; uninhabited ones are missing."""
    return _grid(edition.cells_100m, GRIDS_100M[source])


def series(edition: Edition) -> pd.DataFrame:
    """county, indicator, year, value; see :func:`ankunft.build.series.plausible`."""
    return edition.county_series


def districts(edition: Edition, ags: str) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """The rows of a town in the layers of districts and of their figures."""
    areas, figures = edition.districts, edition.district_series
    return areas[areas["ags"] == ags], figures[figures["ags"] == ags]


def _with_figures(edition: Edition, names: dict[str, str]) -> pd.DataFrame:
    towns = pd.DataFrame(edition.municipalities)
    return _renamed(towns[towns["has_figures"]], names, key="ags")


def _grid(cells: pd.DataFrame, name: str) -> pd.DataFrame:
    frame = _renamed(cells, {name: "value"}, key="cell")
    return frame[frame["value" + REASON_SUFFIX].isin(IN_FILE)].reset_index(drop=True)


def _renamed(frame: pd.DataFrame, names: dict[str, str], *, key: str) -> pd.DataFrame:
    """The key and the columns with their reasons under the names that the importer gives them."""
    reasons = {new + REASON_SUFFIX: old + REASON_SUFFIX for new, old in names.items()}
    columns = {key: key, **names, **reasons}
    return frame[[*columns]].rename(columns=columns).reset_index(drop=True)
