"""Where polygons lie when the file does not say: the coordinate systems that are tried."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

CANDIDATES = (25832, 25833, 31467, 31468, 4326, 3035)
"""EPSG codes in use by German offices: UTM 32 and 33, Gauß-Krüger 3 and 4, degrees, LAEA."""

LAEA = 3035
TOLERANCE = 500.0
"""Metres by which a district may lie outside the outline of its town."""

GERMANY = shapely.box(4.0e6, 2.6e6, 4.7e6, 3.6e6)
"""A box around Germany in EPSG:3035, for towns whose outline is not known."""


def offered(areas: gpd.GeoDataFrame, outline: Any | None) -> list[tuple[int, float]]:
    """Candidates with the share of areas they put onto the town, the best first."""
    shares = [(code, _share(areas, code, outline)) for code in CANDIDATES]
    return sorted(shares, key=lambda pair: -pair[1])


def placed(areas: gpd.GeoDataFrame, code: int) -> gpd.GeoDataFrame:
    """The areas in EPSG:3035, their coordinates taken for those of EPSG:`code`."""
    return areas.set_crs(code, allow_override=True).to_crs(LAEA)


def outside(geometry: Any, outline: Any) -> np.ndarray:
    """Areas whose inner point lies more than the tolerance outside the outline."""
    inner = shapely.point_on_surface(geometry)
    near = shapely.buffer(outline, TOLERANCE)
    shapely.prepare(near)
    return ~shapely.intersects(near, inner)


def _share(areas: gpd.GeoDataFrame, code: int, outline: Any | None) -> float:
    # the middle of the bounding box is enough here and exists for invalid outlines too
    west, south, east, north = areas.bounds.to_numpy().T
    middle = gpd.GeoSeries(gpd.points_from_xy((west + east) / 2, (south + north) / 2), crs=code)
    points = middle.to_crs(LAEA).to_numpy()
    target = GERMANY if outline is None else shapely.buffer(outline, TOLERANCE)
    shapely.prepare(target)
    return float(shapely.intersects(target, points).mean())
