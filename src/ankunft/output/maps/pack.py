"""Layers as small binary files that the browser fetches once.

A file is gzip over: the length of the head (uint32), the head (JSON), the arrays (little endian,
each aligned to four bytes). The head names each array with its type, offset and length. Places are
pixels of the web Mercator world at zoom 13, about 19 m at the equator.
"""

from __future__ import annotations

import gzip
import json
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ankunft.base.grid import CRS, FACTOR
from ankunft.edition import Edition
from ankunft.edition.figures import figures
from ankunft.town.units import CELL_SIZES, Units
from ankunft.typology.level_panel import YEARS

VERSION = 2
"""Raised when the form or the order changes, so that browsers fetch the files anew."""

WORLD = 256 * 2**13
MISSING = 65535
TYPES = {"int8": "i1", "uint8": "u1", "int16": "i2", "uint16": "u2", "int32": "i4"}

PEOPLE_STEPS = (100, 200, 300, 500, 1000)
"""Inhabitants by which the cells of a file are grouped, see :func:`inhabited`."""

LABEL_MINIMUM = 3_000
"""Inhabitants from which a town's name may be written on the map."""


def pack_areas(geometry: gpd.GeoSeries, frame: pd.DataFrame) -> bytes:
    """Outlines of a level with what the pointer shows: name, shares of both years, inhabitants.

    `geometry` and `frame` (see :func:`ankunft.edition.figures.figures`) have the same order. Each area has
    its rings, each ring its first point and the steps to the next ones (int16); the closing point
    is left out.
    """
    place = gpd.points_from_xy(frame["lon"], frame["lat"], crs="EPSG:4326").to_crs("EPSG:3857")
    arrays = {
        **_outlines(geometry),
        **_labels(_to_world(np.column_stack([place.x, place.y]))),
        **_pointer_values(frame),
    }
    return _pack("areas", arrays, {"names": frame["name"].to_list()})


def pack_units(units: Units) -> bytes:
    """The units of a town: outlines or cells, and names; figures come with each paint, because
    their years can be chosen."""
    if units.kind in CELL_SIZES:
        cells = {
            "row": (units.keys // FACTOR).astype(np.uint16),
            "column": (units.keys % FACTOR).astype(np.uint16),
            "place": np.zeros(len(units), dtype=np.uint16),
        }
        return _pack("cells", cells, {"names": [*units.names[:1]], "size": CELL_SIZES[units.kind]})
    geometry = gpd.GeoSeries(units.geometry, crs=CRS)
    inside = gpd.GeoSeries(geometry.representative_point(), crs=CRS).to_crs("EPSG:3857")
    labels = _to_world(np.column_stack([inside.x, inside.y]))
    arrays = {**_outlines(geometry), **_labels(labels)}
    return _pack("areas", arrays, {"names": units.names.tolist()})


def _outlines(geometry: gpd.GeoSeries) -> dict[str, NDArray]:
    projected = geometry.to_crs("EPSG:3857").to_numpy()
    parts, part_area = shapely.get_parts(projected, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    coordinates, point_ring = shapely.get_coordinates(rings, return_index=True)
    closing = np.append(point_ring[1:] != point_ring[:-1], True)
    points = _to_world(coordinates[~closing])
    ring = point_ring[~closing]
    first = np.append(True, ring[1:] != ring[:-1])
    steps = np.diff(points, axis=0, prepend=points[:1])
    steps[first] = 0
    starts = points[first]
    return {
        "startX": starts[:, 0].astype(np.int32),
        "startY": starts[:, 1].astype(np.int32),
        "deltaX": _narrow(steps[:, 0]),
        "deltaY": _narrow(steps[:, 1]),
        "ringPoints": np.bincount(ring).astype(np.uint16),
        "areaRings": np.bincount(part_area[ring_part], minlength=len(geometry)).astype(np.uint16),
    }


def _labels(points: NDArray[np.int64]) -> dict[str, NDArray]:
    return {"labelX": points[:, 0].astype(np.int32), "labelY": points[:, 1].astype(np.int32)}


def pack_cells(frame: pd.DataFrame, municipalities: pd.DataFrame) -> bytes:
    """The inhabited 1 km cells with what the pointer shows; see :func:`inhabited`."""
    place = pd.Index(municipalities["id"]).get_indexer(frame["ags"])
    arrays = {
        "row": (frame["cell"] // FACTOR).to_numpy(np.uint16),
        "column": (frame["cell"] % FACTOR).to_numpy(np.uint16),
        "place": np.where(place < 0, len(municipalities), place).astype(np.uint16),
        **_pointer_values(frame),
    }
    return _pack("cells", arrays, {"names": [*municipalities["name"], ""]})


def pack_labels(frame: pd.DataFrame) -> bytes:
    """Names of towns, the largest first."""
    towns = frame[(frame["population_2022"] >= LABEL_MINIMUM) & frame["lon"].notna()]
    towns = towns.sort_values(["population_2022", "id"], ascending=[False, True])
    place = gpd.points_from_xy(towns["lon"], towns["lat"], crs="EPSG:4326").to_crs("EPSG:3857")
    points = _to_world(np.column_stack([place.x, place.y])).astype(np.int32)
    arrays = {
        "x": points[:, 0],
        "y": points[:, 1],
        "population": towns["population_2022"].to_numpy(np.int32),
    }
    return _pack("labels", arrays, {"names": towns["name"].to_list()})


def inhabited(frame: pd.DataFrame) -> NDArray[np.intp]:
    """Rows of the cell layer in which people lived in either year: those the map knows.

    Grouped by :data:`PEOPLE_STEPS`, those with few inhabitants first, and within a group by key:
    below the smallest number of people all cells have the same code, and as one run they add
    nothing to the message of a paint.
    """
    people = frame[["population_2011", "population_2022"]].to_numpy(float)
    rows = np.flatnonzero((people > 0).any(axis=1))
    # the year with fewer people decides whether a class is told; a year not known does not count
    fewer = np.fmin(*people[rows].T)
    return rows[np.argsort(np.digitize(fewer, PEOPLE_STEPS), kind="stable")]


def layer_files(edition: Edition) -> dict[str, bytes]:
    """All files of an edition by layer name."""
    frames = {
        level: figures(edition, level) for level in ("state", "county", "municipality", "cell")
    }
    cells = frames["cell"].iloc[inhabited(frames["cell"])]
    return {
        "states": pack_areas(edition.states.geometry, frames["state"]),
        "counties": pack_areas(edition.counties.geometry, frames["county"]),
        "municipalities": pack_areas(edition.municipalities.geometry, frames["municipality"]),
        "cells_1km": pack_cells(cells, frames["municipality"]),
        "labels": pack_labels(frames["municipality"]),
    }


def _pointer_values(frame: pd.DataFrame) -> dict[str, NDArray]:
    """Shares in hundredths of a percent and inhabitants of both years (-1 for unknown)."""

    columns = {
        name: frame[f"{column}_{year}"].to_numpy(float)
        for i, year in enumerate(YEARS)
        for name, column in ((f"share{i}", "share_foreign"), (f"people{i}", "population"))
    }
    return {
        name: hundredths(values) if name.startswith("share") else whole(values)
        for name, values in columns.items()
    }


def hundredths(values: NDArray[np.float64]) -> NDArray[np.uint16]:
    """Shares in hundredths of a percent, :data:`MISSING` for missing."""
    return np.nan_to_num(np.rint(values * 100), nan=MISSING).astype(np.uint16)


def whole(values: NDArray[np.float64]) -> NDArray[np.int32]:
    """Inhabitants, -1 for unknown."""
    return np.nan_to_num(values, nan=-1).astype(np.int32)


def _to_world(mercator: NDArray[np.float64]) -> NDArray[np.int64]:
    """EPSG:3857 metres to pixels of the world at zoom 13, y pointing south."""
    half = np.pi * 6378137
    pixels = (np.array([1, -1]) * mercator / half + 1) / 2 * WORLD
    # areas without a centre on record (none with figures) are written nowhere
    return np.nan_to_num(np.rint(pixels), nan=-1).astype(np.int64)


def _narrow(steps: NDArray[np.int64]) -> NDArray[np.int16]:
    limit = np.iinfo(np.int16).max
    if steps.size and np.abs(steps).max() > limit:
        raise ValueError("an outline has an edge of more than 600 km")
    return steps.astype(np.int16)


def _pack(kind: str, arrays: dict[str, NDArray], extra: dict[str, Any]) -> bytes:
    """One file; the head is laid out twice because its length moves the arrays."""
    described: dict[str, list] = {}
    offset = 0
    for name, array in arrays.items():
        described[name] = [TYPES[array.dtype.name], offset, len(array)]
        offset += -(-array.nbytes // 4) * 4
    start = 0
    while True:
        shifted = {k: [t, start + o, n] for k, (t, o, n) in described.items()}
        head = json.dumps(
            {"kind": kind, "arrays": shifted, **extra}, ensure_ascii=False, separators=(",", ":")
        ).encode()
        padded = head + b" " * (-(len(head) + 4) % 4)
        if start == len(padded) + 4:
            break
        start = len(padded) + 4
    body = b"".join(a.tobytes() + b"\0" * (-a.nbytes % 4) for a in arrays.values())
    content = len(padded).to_bytes(4, "little") + padded + body
    return gzip.compress(content, compresslevel=9, mtime=0)
