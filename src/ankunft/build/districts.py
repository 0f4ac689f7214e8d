"""The layers of districts: what towns publish about their parts, with outlines of our own.

An outline is never a copy: the publisher's polygons are turned into grid cells and drawn anew from
these. Which towns there are is said by the catalogue of sources, not here.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from ankunft.build.ledger import Ledger
from ankunft.build.lookup import outlines_of, rasterise, without_specks
from ankunft.cities import City
from ankunft.grid import CRS
from ankunft.sources.catalogue import Source
from ankunft.sources.reading import Reading

SIZE = 50
"""Metres; small enough for the narrowest districts, some 200 m wide."""

TOLERANCE = 90.0
"""Metres; see :data:`ankunft.build.lookup.TOLERANCE`. At 60 m the steps of the 50 m cells are still
visible, at 120 m corners of blocks are cut off."""

SPECK = 4
"""Cells; a smaller part of a district (under a hectare) is left to its neighbour."""

SERIES = ["ags", "area_id", "year", "indicator", "value"]


def read_city(folder: Path, source: Source, ledger: Ledger) -> City:
    """A town's package, with its credit as the catalogue of sources words it.

    Raises
    ------
    PackageError
        The package cannot be used as it is.
    """
    from ankunft.sources import city

    raw = city.read_package(folder)
    found = city.to_city(raw, ags=source.ags, slug=source.slug)
    rows = raw.observations
    ledger.add(source.id, Reading(rows, len(rows)))
    lost = rows[~rows["area_id"].str.strip().isin(found.areas["area_id"])]
    ledger.unmatched(source.id, lost["area_id"].to_list(), _inhabitants(lost))
    return found


def _inhabitants(rows: pd.DataFrame) -> int:
    """Inhabitants that rows of a package stand for in their last year; what is no number is 0."""
    people = rows[rows["indicator"] == "population"]
    last = people.loc[people["year"] == people["year"].max(), "value"]
    return int(pd.to_numeric(last[last.str.fullmatch(r"\d+")]).sum())


def district_layers(cities: Sequence[City]) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """The districts and the figures of all towns, each sorted by its key.

    Returns
    -------
    tuple
        ags, area_id, name, geometry (EPSG:3035); and ags, area_id, year (int16), indicator, value.
    """
    areas = [pd.DataFrame(_drawn(city)) for city in cities]
    series = [city.observations.assign(ags=city.ags) for city in cities]
    # named, so that the layers have their columns also where no town is
    no_area = pd.DataFrame({name: pd.Series(dtype="str") for name in ("ags", "area_id", "name")})
    no_figure = pd.DataFrame({name: pd.Series(dtype="str") for name in SERIES})
    districts = pd.concat([no_area.assign(geometry=None), *areas]).sort_values(["ags", "area_id"])
    figures = pd.concat([no_figure, *series])[SERIES].astype({"year": "int16", "value": float})
    return (
        gpd.GeoDataFrame(districts.reset_index(drop=True), geometry="geometry", crs=CRS),
        figures.sort_values(SERIES[:-1], ignore_index=True),
    )


def _drawn(city: City) -> gpd.GeoDataFrame:
    areas = city.areas.to_crs(CRS).sort_values("area_id", ignore_index=True)
    grid = without_specks(rasterise(areas, size=SIZE), smallest=SPECK)
    outlines = outlines_of(grid, len(areas), tolerance=TOLERANCE)
    columns = {"ags": city.ags, "area_id": areas["area_id"], "name": areas["name"]}
    return gpd.GeoDataFrame(columns, geometry=outlines, crs=CRS)


def city_entry(city: City, source: Source) -> dict[str, Any]:
    """What the manifest says of a town whose districts the edition holds."""
    return {
        "ags": city.ags,
        "slug": city.slug,
        "title": city.title,
        "source": source.id,
        "districts": len(city.areas),
        "years": sorted(int(year) for year in city.observations["year"].unique()),
        "record": list(city.record),
    }
