"""The INSPIRE grid (EPSG:3035): cell ids, corners and integer keys.

A cell is named by its lower-left corner. Three spellings occur:

- 2011: ``1kmN2689E4337`` and ``100mN26890E43370`` (corner in cell units),
- 2022: ``CRS3035RES1000mN2689000E4337000`` (corner in metres),
- here: an integer ``row * FACTOR + column`` in cell units, 268904337 for the 1 km cell above.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

CRS = "EPSG:3035"
FACTOR = 100_000
"""Rows and columns of all grids from 100 m upwards have at most five digits."""


def cell_key(
    north: NDArray[np.integer], east: NDArray[np.integer], *, size: int
) -> NDArray[np.int64]:
    """Integer keys of the cells of `size` metres whose corners are `north`, `east` (metres)."""
    row = np.asarray(north, dtype=np.int64) // size
    column = np.asarray(east, dtype=np.int64) // size
    return row * FACTOR + column


def cell_corner(key: NDArray[np.integer], *, size: int) -> tuple[NDArray, NDArray]:
    """Lower-left corners (north, east) in metres of cells of `size` metres."""
    key = np.asarray(key, dtype=np.int64)
    return key // FACTOR * size, key % FACTOR * size


def parse_ids(ids: pd.Series, *, size: int) -> pd.Series:
    """Keys (Int64, missing where the text is no id of this cell size) from either spelling."""
    text = ids.astype("string")
    first = text.dropna().iloc[0] if text.notna().any() else ""
    in_metres = str(first).startswith("CRS3035RES")
    prefix = f"CRS3035RES{size}m" if in_metres else ("1km" if size == 1000 else f"{size}m")
    parts = text.str.extract(rf"^{prefix}N(\d+)E(\d+)$").astype("Int64")
    unit = size if in_metres else 1
    return parts[0] // unit * FACTOR + parts[1] // unit


def cell_id(key: int, *, size: int = 1000) -> str:
    """The official spelling of 2022 for one key."""
    north, east = cell_corner(np.array([key]), size=size)
    return f"CRS3035RES{size}mN{north[0]}E{east[0]}"
