"""BKG: outlines of the municipalities as of the census of 15 May 2022."""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from ankunft import grid
from ankunft.errors import SourceError
from ankunft.sources._columns import bad_key
from ankunft.sources._zip import find_member, member_names
from ankunft.sources.reading import Reading

_LAYER = r"(^|/)VG250_GEM\.shp$"
_COMPANIONS = (".shx", ".dbf", ".prj")


def read_outlines(path: Path) -> Reading[gpd.GeoDataFrame]:
    """Outlines of the municipalities, areas outside of municipalities included, sorted by ags.

    Columns: ars (12 digits), ags (8 digits), geometry (valid (multi)polygons in EPSG:3035). Parts
    of one municipality that stand in several rows are joined.

    `Reading.notes` counts "repaired" outlines and rows that were "joined" to another.
    Raises `SourceError` when the file is missing, incomplete or damaged, when its coordinate
    system is unknown, and when keys are not as documented.
    """
    member = find_member(path, _LAYER)
    _check_companions(path, member)
    name = f"{path}/{member}"
    try:
        raw = gpd.read_file(f"/vsizip/{{{path.resolve()}}}/{member}", engine="pyogrio")
    except Exception as error:  # pyogrio passes on whatever GDAL says, in many types
        raise SourceError(f"{name}: the shapefile cannot be read ({error}).") from error
    _check_reference_system(raw, name)
    _check_keys(raw, name)
    frame = raw[["ARS", "geometry"]].rename(columns={"ARS": "ars"}).to_crs(grid.CRS)
    frame, repaired = _repair(frame, name)
    joined = len(frame) - frame["ars"].nunique()
    if joined:
        frame = frame.dissolve("ars", as_index=False)
    frame.insert(1, "ags", frame["ars"].str[:5] + frame["ars"].str[9:])
    frame = frame.sort_values("ags", ignore_index=True)
    return Reading(frame, len(raw), {"repaired": repaired, "joined": joined})


def _check_companions(path: Path, member: str) -> None:
    stem = member[: -len(".shp")]
    names = {name.lower() for name in member_names(path)}
    missing = [stem + end for end in _COMPANIONS if (stem + end).lower() not in names]
    if missing:
        raise SourceError(
            f"{path}: {', '.join(missing)} is missing beside {member}; a shapefile is only "
            "complete with .shx, .dbf and .prj. Fetch the publisher's archive again."
        )


def _check_reference_system(frame: gpd.GeoDataFrame, name: str) -> None:
    if frame.crs is None or frame.crs.to_epsg() is None:
        found = "none" if frame.crs is None else f"'{frame.crs.name}'"
        raise SourceError(
            f"{name}: the coordinate system is unknown (found: {found}); expected one with an "
            "EPSG code such as 25832, given in the .prj file."
        )


def _check_keys(frame: gpd.GeoDataFrame, name: str) -> None:
    if "ARS" not in frame.columns:
        found = ", ".join(column for column in frame.columns if column != "geometry")
        raise SourceError(f"{name}: column ARS is missing (found: {found}).")
    # Every key that is not text is refused, even where the number has twelve digits.
    good = np.array(
        [
            isinstance(key, str) and re.fullmatch("[0-9]{12}", key) is not None
            for key in frame["ARS"]
        ]
    )
    if not good.all():
        row = int(np.flatnonzero(~good)[0])
        complaint = bad_key(frame["ARS"].iloc[row], 12)
        raise SourceError(f"{name}, record {row + 1}, column ARS: {complaint}.")


def _repair(frame: gpd.GeoDataFrame, name: str) -> tuple[gpd.GeoDataFrame, int]:
    geometry = frame.geometry.to_numpy()
    invalid = ~shapely.is_valid(geometry)
    if invalid.any():
        # "structure" keeps areas only: a polygon that crosses itself leaves no loose lines.
        geometry[invalid] = shapely.make_valid(
            geometry[invalid], method="structure", keep_collapsed=False
        )
    empty = shapely.is_empty(geometry) | shapely.is_missing(geometry)
    if empty.any():
        row = int(np.flatnonzero(empty)[0])
        raise SourceError(
            f"{name}, record {row + 1}: municipality {frame['ars'].iloc[row]} has no outline."
        )
    return frame.set_geometry(gpd.GeoSeries(geometry, crs=frame.crs)), int(invalid.sum())
