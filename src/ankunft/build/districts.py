"""The layers of districts: what towns publish about their parts, with outlines of our own.

An outline is never a copy: the publisher's polygons are turned into grid cells and drawn anew from
these. Which towns there are is said by the catalogue of sources, not here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from ankunft.base.grid import CRS
from ankunft.build import carried
from ankunft.build.inputs import Inputs
from ankunft.build.ledger import LISTED
from ankunft.build.lookup import outlines_of, rasterise, without_specks
from ankunft.edition import Edition
from ankunft.intake.areas.city import City
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


@dataclass(frozen=True)
class Town:
    """A town's rows of both layers, and what the manifest says of it."""

    areas: gpd.GeoDataFrame
    figures: pd.DataFrame
    entry: dict[str, Any]


def read_towns(inputs: Inputs, sources: Sequence[Source]) -> list[Town]:
    """The towns of these sources; each may be missing.

    Raises
    ------
    PackageError
        A package cannot be used as it is, and the build has no base.
    """
    towns = [
        inputs.read_optional(
            source.id, partial(_read, source=source), partial(_carried, source=source)
        )
        for source in sources
    ]
    return [town for town in towns if town]


def _read(folder: Path, source: Source) -> Reading[Town]:
    from ankunft.intake import areas as city

    raw = city.read_package(folder)
    found = city.to_city(raw, ags=source.ags, slug=source.slug)
    rows = raw.observations
    lost = rows[~rows["area_id"].str.strip().isin(found.areas["area_id"])]
    notes = {
        "rows_unmatched": len(lost),
        "unmatched_inhabitants": _inhabitants(lost),
        "unmatched_keys": sorted(set(lost["area_id"]))[:LISTED],
    }
    return Reading(town_of(found, source.id), len(rows), notes)


def _carried(base: Edition, source: Source) -> Town:
    areas, figures = carried.districts(base, source.ags)
    entry = next(entry for entry in base.cities if entry["source"] == source.id)
    return Town(areas, figures, entry)


def _inhabitants(rows: pd.DataFrame) -> int:
    """Inhabitants that rows of a package stand for in their last year; what is no number is 0."""
    people = rows[rows["indicator"] == "population"]
    last = people.loc[people["year"] == people["year"].max(), "value"]
    return int(pd.to_numeric(last[last.str.fullmatch(r"\d+")]).sum())


def town_of(city: City, source: str) -> Town:
    """The town as the layers hold it: with outlines drawn from grid cells."""
    areas = city.areas.to_crs(CRS).sort_values("area_id", ignore_index=True)
    grid = without_specks(rasterise(areas, size=SIZE), smallest=SPECK)
    outlines = outlines_of(grid, len(areas), tolerance=TOLERANCE)
    columns = {"ags": city.ags, "area_id": areas["area_id"], "name": areas["name"]}
    entry = {
        "ags": city.ags,
        "slug": city.slug,
        "title": city.title,
        "source": source,
        "districts": len(city.areas),
        "years": sorted(int(year) for year in city.observations["year"].unique()),
        "record": list(city.record),
    }
    return Town(
        gpd.GeoDataFrame(columns, geometry=outlines, crs=CRS),
        city.observations.assign(ags=city.ags)[SERIES],
        entry,
    )


def district_layers(towns: Sequence[Town]) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """The districts and the figures of all towns, each sorted by its key.

    Returns
    -------
    tuple
        ags, area_id, name, geometry (EPSG:3035); and ags, area_id, year (int16), indicator, value.
    """
    # named, so that the layers have their columns also where no town is
    no_area = pd.DataFrame({name: pd.Series(dtype="str") for name in ("ags", "area_id", "name")})
    no_figure = pd.DataFrame({name: pd.Series(dtype="str") for name in SERIES})
    areas = [no_area.assign(geometry=None), *(pd.DataFrame(town.areas) for town in towns)]
    districts = pd.concat(areas).sort_values(["ags", "area_id"])
    figures = pd.concat([no_figure, *(town.figures for town in towns)])
    figures = figures.astype({"year": "int16", "value": float})
    return (
        gpd.GeoDataFrame(districts.reset_index(drop=True), geometry="geometry", crs=CRS),
        figures.sort_values(SERIES[:-1], ignore_index=True),
    )
