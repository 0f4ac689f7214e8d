"""Boundaries to grid cells, and back from the cells to outlines that fit without a gap."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from ankunft.base.errors import EditionError
from ankunft.base.grid import CRS, AreaGrid

SIZE = 250
"""Metres; sixteen of these cells make one cell of the census."""

TOLERANCE = 400.0
"""Metres; the square root of the smallest triangle that simplification keeps. Below about 180 m the
steps of the 250 m cells would stay visible."""


def rasterise(outlines: gpd.GeoDataFrame, *, size: int = SIZE) -> AreaGrid:
    """Each cell of `size` metres (a divisor of 1000) belongs to the area its centre lies in.

    An area too small to hold a centre takes the cell its representative point lies in, or the
    nearest one that no other area needs as its last, so that no area is lost.

    Parameters
    ----------
    outlines
        Polygons in EPSG:3035, in the order that the positions of the result refer to.
    """
    from rasterio.features import rasterize

    west, south, east, north = outlines.total_bounds
    # whole census cells, so that a 1 km cell always has all its parts
    per_side = 1000 // size
    column0, row0 = int(west // 1000) * per_side, int(south // 1000) * per_side
    columns = int(-(-east // 1000)) * per_side - column0
    rows = int(-(-north // 1000)) * per_side - row0
    from_north = rasterize(
        ((geometry, position) for position, geometry in enumerate(outlines.geometry)),
        out_shape=(rows, columns),
        transform=_transform(row0 + rows, column0, size),
        fill=-1,
        dtype="int32",
    )
    grid = AreaGrid(np.ascontiguousarray(from_north[::-1]), row0, column0, size)
    held = np.bincount(grid.areas[grid.areas >= 0], minlength=len(outlines))
    for position in np.flatnonzero(held == 0):
        cell = _cell_for(grid, held, outlines.geometry.iloc[position].representative_point())
        if grid.areas[cell] >= 0:
            held[grid.areas[cell]] -= 1
        grid.areas[cell] = position
        held[position] = 1
    return grid


def _cell_for(grid: AreaGrid, held: NDArray, point: shapely.Point) -> tuple[int, int]:
    """Row and column of the cell nearest to `point` that is free or not its owner's last."""
    size = grid.size
    row, column = int(point.y // size) - grid.row0, int(point.x // size) - grid.column0
    for reach in range(max(grid.areas.shape)):
        rows = np.arange(max(row - reach, 0), min(row + reach + 1, grid.areas.shape[0]))
        columns = np.arange(max(column - reach, 0), min(column + reach + 1, grid.areas.shape[1]))
        owner = grid.areas[np.ix_(rows, columns)]
        free = (owner < 0) | (held[owner] > 1)
        if free.any():
            north = (rows + grid.row0 + 0.5) * size - point.y
            east = (columns + grid.column0 + 0.5) * size - point.x
            distance = np.where(free, np.hypot(north[:, None], east[None, :]), np.inf)
            found = np.unravel_index(np.argmin(distance), distance.shape)
            return int(rows[found[0]]), int(columns[found[1]])
    raise EditionError(
        f"{len(held)} Gebiete haben auf {grid.areas.size} Zellen von {size} m keinen Platz; erwartet "
        "wird mindestens eine Zelle für jedes Gebiet."
    )


def without_specks(grid: AreaGrid, *, smallest: int) -> AreaGrid:
    """Parts (and gaps) of fewer than `smallest` cells given to the largest neighbour.

    A narrow corner of a polygon can end in a cell that touches the rest of it at a corner only, and
    would be drawn as a speck of its own. An area that is nothing but such parts keeps them.
    """
    from rasterio.features import sieve

    areas = sieve(grid.areas, size=smallest, connectivity=4)
    lost = np.setdiff1d(grid.areas, areas)
    kept = np.where(np.isin(grid.areas, lost[lost >= 0]), grid.areas, areas)
    return AreaGrid(kept.astype(np.int32), grid.row0, grid.column0, grid.size)


def outlines_of(grid: AreaGrid, count: int, *, tolerance: float = TOLERANCE) -> NDArray[np.object_]:
    """One polygon or multipolygon per area (EPSG:3035), simplified as a coverage.

    Neighbours share their boundary to the last coordinate: no gaps, no overlaps. `tolerance` is in
    metres, see :data:`TOLERANCE`.
    """
    from rasterio.features import shapes

    rows = grid.areas.shape[0]
    from_north = np.ascontiguousarray(grid.areas[::-1])
    pieces = shapes(
        from_north,
        mask=from_north >= 0,
        connectivity=4,
        transform=_transform(grid.row0 + rows, grid.column0, grid.size),
    )
    geometries, positions = zip(
        *((shapely.geometry.shape(g), int(v)) for g, v in pieces), strict=True
    )
    frame = gpd.GeoDataFrame({"area": positions}, geometry=list(geometries), crs=CRS)
    merged = frame.dissolve("area", method="coverage").reindex(range(count)).geometry.to_numpy()
    # a corner of one area may lie on the straight edge of another: a coverage wants it in both
    stepped = shapely.segmentize(merged, float(grid.size))
    return shapely.coverage_simplify(stepped, tolerance)


def unite(geometries: NDArray[np.object_], keys: NDArray) -> dict[str, shapely.Geometry]:
    """The union of the outlines of each key, from the same coordinates."""
    return {
        str(key): shapely.coverage_union_all(geometries[keys == key]) for key in np.unique(keys)
    }


def _transform(top_row: int, column0: int, size: int):
    from rasterio.transform import from_origin

    return from_origin(column0 * size, top_row * size, size, size)
