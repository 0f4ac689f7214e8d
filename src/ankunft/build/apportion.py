"""Sharing census cells among municipalities: one rule for every figure that comes from cells.

The inhabitants of a cell are shared among the municipalities with figures by their 250 m cells in
it. A cell that touches none goes to the nearest one: the boundaries are simplified, and nobody may
end in a forest or a lake. Where even that one lies beyond `REACH` the build names the cell in the
manifest. Whole people are shared (largest remainder), so that their number is conserved exactly.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ankunft.base.grid import AreaGrid, cell_corner

REACH = 2_000.0
"""Metres from the centre of a cell to the nearest municipality; what lies beyond is reported."""


def cell_shares(
    cells: NDArray[np.int64], grid: AreaGrid, outlines: gpd.GeoDataFrame
) -> pd.DataFrame:
    """In which areas each 1 km cell lies, and with how many of its 250 m cells.

    Parameters
    ----------
    cells
        Keys of 1 km cells.
    grid
        Areas that may take inhabitants; others must be -1.
    outlines
        The same areas as polygons (EPSG:3035, index = position in `grid`), for the nearest one.

    Returns
    -------
    pandas.DataFrame
        position (of the cell in `cells`), area, parts (number of 250 m cells; 16 for a cell given
        whole to the nearest area), distance (metres to that area; NaN where the cell touches it).
    """
    north, east = cell_corner(cells, size=1000)
    per_side = 1000 // grid.size
    offset = np.arange(per_side) * grid.size
    parts = np.stack([grid.at(north + dy, east + dx) for dy in offset for dx in offset], axis=1)
    position, _ = np.nonzero(parts >= 0)
    touched = pd.DataFrame({"position": position, "area": parts[parts >= 0]})
    touched = touched.value_counts(sort=False).rename("parts").reset_index()

    left = np.flatnonzero((parts < 0).all(axis=1))
    area, distance = nearest_area(north[left] + 500, east[left] + 500, outlines)
    given = pd.DataFrame(
        {"position": left, "area": area, "parts": per_side**2, "distance": distance}
    )
    shares = pd.concat([touched.assign(distance=np.nan), given], ignore_index=True)
    return shares.sort_values(["position", "area"], ignore_index=True)


def area_of_cells(
    cells: NDArray[np.int64], grid: AreaGrid, outlines: gpd.GeoDataFrame, *, size: int
) -> NDArray[np.int64]:
    """The area that the centre of each cell of `size` metres lies in, or the nearest one.

    `grid` and `outlines` as in :func:`cell_shares`.
    """
    north, east = (corner + size // 2 for corner in cell_corner(cells, size=size))
    area = grid.at(north, east).astype(np.int64)
    outside = np.flatnonzero(area < 0)
    area[outside], _ = nearest_area(north[outside], east[outside], outlines)
    return area


def nearest_area(
    north: NDArray, east: NDArray, outlines: gpd.GeoDataFrame
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The area nearest to each point, and how far it is (metres); a tie goes to the first."""
    (point, hit), distance = shapely.STRtree(outlines.geometry.to_numpy()).query_nearest(
        shapely.points(east, north), all_matches=True, return_distance=True
    )
    found = pd.DataFrame(
        {"point": point, "area": outlines.index.to_numpy()[hit], "distance": distance}
    )
    first = found.sort_values(["point", "area"]).drop_duplicates("point")
    return first["area"].to_numpy(np.int64), first["distance"].to_numpy()


def share_people(people: NDArray[np.int64], shares: pd.DataFrame) -> NDArray[np.int64]:
    """Whole people per row of `shares` (see :func:`cell_shares`), by largest remainder.

    `people` holds the inhabitants of each cell. For every cell with at least one row the result
    adds up to its inhabitants; equal remainders go to the area listed first.
    """
    position = shares["position"].to_numpy()
    parts = shares["parts"].to_numpy()
    whole = np.bincount(position, weights=parts, minlength=len(people)).astype(np.int64)[position]
    product = people[position] * parts
    given, remainder = product // whole, product % whole
    short = people - np.bincount(position, weights=given, minlength=len(people)).astype(np.int64)
    order = np.lexsort((np.arange(len(shares)), -remainder, position))
    first_of_cell = np.flatnonzero(np.diff(position[order], prepend=-1))
    rank = np.arange(len(order)) - np.repeat(
        first_of_cell, np.diff(first_of_cell, append=len(order))
    )
    given[order] += rank < short[position[order]]
    return given
