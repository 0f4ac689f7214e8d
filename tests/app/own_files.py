"""Files of a town's own statistics, made up within the outline of a real municipality."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from ankunft.edition import Edition

DEGGENDORF = "09271119"
YEARS = (2011, 2016, 2022)
CLASSES = {"Altviertel": (24, 26, 30), "Neuviertel": (2, 12, 28)}
"""Shares of foreign nationals by year of the two districts that have a class."""

OTHERS = ((3, 4, 5), (4, 5, 6), (4, 5, 7), (3, 5, 8))


def districts(edition: Edition, ags: str = DEGGENDORF, side: int = 5) -> gpd.GeoDataFrame:
    """The municipality cut by a raster of side × side; EPSG:3035, keys 01, 02, …"""
    frame = edition.municipalities
    outline = frame.geometry[frame["ags"] == ags].iloc[0]
    west, south, east, north = outline.bounds
    x, y = np.linspace(west, east, side + 1), np.linspace(south, north, side + 1)
    parts = [
        shapely.intersection(outline, shapely.box(x[i], y[j], x[i + 1], y[j + 1]))
        for j in range(side)
        for i in range(side)
    ]
    shapes = [shapely.buffer(part, 0) for part in parts if part.area > 0]
    names = [f"Viertel {number + 1}" for number in range(len(shapes))]
    largest = np.argsort([shape.area for shape in shapes])[-2:]
    for place, name in zip(largest, CLASSES, strict=True):
        names[place] = name
    keys = [f"{number + 1:02d}" for number in range(len(shapes))]
    return gpd.GeoDataFrame({"area_id": keys, "name": names}, geometry=shapes, crs=3035)


def rows(areas: gpd.GeoDataFrame) -> list[tuple[str, int, str, int]]:
    """area_id, year, indicator, value: 2,000 inhabitants each, a few percent of them foreign."""
    return [
        (key, year, indicator, value)
        for number, (key, name) in enumerate(zip(areas["area_id"], areas["name"], strict=True))
        for year, share in zip(YEARS, CLASSES.get(name, OTHERS[number % 4]), strict=True)
        for indicator, value in (("population", 2000), ("foreign", 20 * share))
    ]


def geojson(areas: gpd.GeoDataFrame) -> bytes:
    content = json.loads(areas.to_crs(4326).to_json(drop_id=True))
    content.pop("crs", None)
    return json.dumps(content).encode()


def long_table(lines: Iterable[Iterable[Any]]) -> bytes:
    text = "\n".join(
        ["area_id,year,indicator,value", *(",".join(map(str, line)) for line in lines)]
    )
    return f"{text}\n".encode()


def descriptor(**changes: Any) -> dict[str, Any]:
    return {
        "name": "deggendorf-viertel",
        "title": "Deggendorf: Viertel",
        "licenses": [{"name": "CC-BY-4.0", "title": "Creative Commons Namensnennung 4.0"}],
        "sources": [{"title": "Statistikstelle Deggendorf"}],
        "resources": [
            {"name": "areas", "path": "areas.geojson", "format": "geojson"},
            {"name": "observations", "path": "observations.csv"},
        ],
        **changes,
    }


def package(
    areas: gpd.GeoDataFrame,
    table: bytes | None = None,
    more: Iterable[tuple[str, bytes]] = (),
    **changes: Any,
) -> bytes:
    """A zipped data package; `more` are further members, `changes` go into the descriptor."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("datapackage.json", json.dumps(descriptor(**changes)))
        file.writestr("areas.geojson", geojson(areas))
        file.writestr("observations.csv", long_table(rows(areas)) if table is None else table)
        for name, content in more:
            file.writestr(name, content)
    return stream.getvalue()


def wide_table(areas: gpd.GeoDataFrame) -> bytes:
    """One row per district, one column per figure and year, the way German offices write numbers.

    Thousands have a point, one figure is a dash, one row belongs to no district.
    """
    figures: dict[str, dict[str, str]] = {}
    for key, year, indicator, value in rows(areas):
        label = {"population": "Einwohner", "foreign": "Nichtdeutsche"}[indicator]
        figures.setdefault(key, {})[f"{label} {year}"] = f"{value:,}".replace(",", ".")
    figures["03"]["Nichtdeutsche 2016"] = "k. A."
    figures["99"] = dict(figures["01"])
    heads = list(figures["01"])
    lines = [";".join(["Nr", *heads])]
    lines += [";".join([key, *(row[head] for head in heads)]) for key, row in figures.items()]
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")
