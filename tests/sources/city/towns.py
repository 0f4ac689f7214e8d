"""Small towns of square districts, in the forms that offices publish."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from ankunft.intake.areas import RawCity
from ankunft.intake.areas.city import Credit

CRS84 = "urn:ogc:def:crs:OGC:1.3:CRS84"
SIDE = 1000.0
CORNER = (4_480_000.0, 3_130_000.0)
"""Lower left corner of the first district in EPSG:3035: in Saxony."""

OUTLINE = shapely.box(CORNER[0], CORNER[1], CORNER[0] + 10 * SIDE, CORNER[1] + SIDE)
"""The town: a strip of ten districts."""


def squares(number: int, crs: int = 3035) -> gpd.GeoDataFrame:
    """Districts 01, 02, … in a row from west to east."""
    x, y = CORNER
    shapes = [shapely.box(x + k * SIDE, y, x + (k + 1) * SIDE, y + SIDE) for k in range(number)]
    keys = [f"{k + 1:02d}" for k in range(number)]
    names = [f"Viertel {k + 1}" for k in range(number)]
    frame = gpd.GeoDataFrame({"area_id": keys, "name": names}, geometry=shapes, crs=3035)
    return frame.to_crs(crs)


def geojson(frame: gpd.GeoDataFrame, crs: str | None = CRS84) -> dict[str, Any]:
    """The frame as it is, with what the file says about its coordinates."""
    content = json.loads(frame.set_crs(None, allow_override=True).to_json(drop_id=True))
    content.pop("crs", None)
    if crs:
        content["crs"] = {"type": "name", "properties": {"name": crs}}
    return content


ROWS = [
    (area, year, name, str(value))
    for area, persons, foreign in (("01", 1000, 100), ("02", 2000, 400))
    for year in (2011, 2012)
    for name, value in (("population", persons + year % 10), ("foreign", foreign))
]


def csv_text(rows: Iterable[Sequence[Any]], separator: str = ",", header: str = "") -> str:
    head = header or separator.join(["area_id", "year", "indicator", "value"])
    return "\n".join([head, *(separator.join(map(str, row)) for row in rows)]) + "\n"


def descriptor(**changes: Any) -> dict[str, Any]:
    return {
        "name": "musterstadt",
        "title": "Musterstadt",
        "licenses": [{"name": "CC-BY-4.0", "title": "Creative Commons 4.0"}],
        "sources": [{"title": "Stadt Musterstadt"}],
        "resources": [
            {"name": "areas", "path": "areas.geojson", "format": "geojson"},
            {"name": "observations", "path": "observations.csv", **changes},
        ],
    }


def write_package(folder: Path, files: dict[str, Any] | None = None) -> Path:
    """A package of two districts; `files` replaces (or with None leaves out) some of it."""
    content = {
        "datapackage.json": descriptor(),
        "areas.geojson": geojson(squares(2, 4326)),
        "observations.csv": csv_text(ROWS),
    } | (files or {})
    folder.mkdir(parents=True, exist_ok=True)
    for name, part in content.items():
        if isinstance(part, bytes):
            (folder / name).write_bytes(part)
        elif part is not None:
            text = part if isinstance(part, str) else json.dumps(part)
            (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


def raw(
    areas: gpd.GeoDataFrame | None = None, rows: Sequence[Sequence[Any]] = ROWS, **changes: Any
) -> RawCity:
    """A raw city as an importer would hand it over; the first row is on line 2."""
    table = pd.DataFrame(rows, columns=["area_id", "year", "indicator", "value"]).astype("str")
    table["line"] = range(2, 2 + len(table))
    table["file"] = pd.Categorical(["werte.csv"] * len(table))
    content = {
        "areas": squares(2) if areas is None else areas,
        "observations": table,
        "name": "musterstadt",
        "title": "Musterstadt",
        "credit": Credit("", "", "", "", "", "", "", "", "", ""),
        "areas_file": "gebiete.geojson",
        "table_file": "werte.csv",
    }
    return RawCity(**(content | changes))
