"""The INSPIRE grid (EPSG:3035): cell ids, corners and integer keys.

A cell is named by its lower-left corner. Three spellings occur:

- 2011: ``1kmN2689E4337`` and ``100mN26890E43370`` (corner in cell units),
- 2022: ``CRS3035RES1000mN2689000E4337000`` (corner in metres),
- here: an integer ``row * FACTOR + column`` in cell units, 268904337 for the 1 km cell above.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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
    import pyarrow as pa

    keys = parse_texts(pa.array(ids, type=pa.string(), from_pandas=True), size=size)
    return pd.Series(keys, index=ids.index, dtype="Int64").mask(keys < 0)


def parse_texts(texts: Any, *, size: int) -> NDArray[np.int64]:
    """The same for a pyarrow array of text or bytes, with -1 for what is no id.

    A file names three million cells: this is some twenty times as fast as Python's own patterns.
    """
    name = f"{size // 1000}km" if size >= 1000 else f"{size}m"
    # five digits are what a key has room for; a corner in metres has at most eight
    row, column = _numbers_in(texts, rf"{name}N(?P<n>[0-9]{{1,5}})E(?P<e>[0-9]{{1,5}})")
    corner = rf"CRS3035RES{size}mN(?P<n>[0-9]{{1,8}})E(?P<e>[0-9]{{1,8}})"
    north, east = _numbers_in(texts, corner)
    long = (row < 0) & (north >= 0) & (north % size == 0) & (east % size == 0)
    row, column = np.where(long, north // size, row), np.where(long, east // size, column)
    fits = (row >= 0) & (row < FACTOR) & (column < FACTOR)
    return np.where(fits, row * FACTOR + column, -1)


def _numbers_in(texts: Any, pattern: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The groups n and e of a pattern, -1 where a text (without spaces around it) is another."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = pc.extract_regex(texts, rf"^\s*{pattern}\s*$")
    north, east = (
        pc.struct_field(found, part).cast(pa.string()).cast(pa.int64()).fill_null(-1).to_numpy()
        for part in (0, 1)
    )
    return north, east


def cell_id(key: int, *, size: int = 1000) -> str:
    """The official spelling of 2022 for one key."""
    north, east = cell_corner(np.array([key]), size=size)
    return f"CRS3035RES{size}mN{north[0]}E{east[0]}"


@dataclass(frozen=True, slots=True)
class AreaGrid:
    """Which area each grid cell lies in.

    `areas[r, c]` is the position of an area in a list kept elsewhere, or -1 outside. Row 0 is the
    southernmost; the lower-left corner of cell (0, 0) is (`row0`, `column0`) in cell units.
    """

    areas: NDArray[np.int32]
    row0: int
    column0: int
    size: int

    def at(self, north: NDArray, east: NDArray) -> NDArray[np.int32]:
        """Area positions of the points with these coordinates (metres); -1 outside every area."""
        row = np.asarray(north) // self.size - self.row0
        column = np.asarray(east) // self.size - self.column0
        rows, columns = self.areas.shape
        inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        result = np.full(inside.shape, -1, dtype=np.int32)
        result[inside] = self.areas[row[inside].astype(np.intp), column[inside].astype(np.intp)]
        return result


def to_runs(grid: AreaGrid) -> pd.DataFrame:
    """The grid as runs of neighbouring cells of one row.

    Columns: area (position), row, column (of the run's first cell, in cell units of the whole
    European grid), length (cells); sorted by area, row, column.
    """
    areas = grid.areas
    starts = np.ones(areas.shape, dtype=bool)
    starts[:, 1:] = areas[:, 1:] != areas[:, :-1]
    row, column = np.nonzero(starts)
    next_start = np.append(column[1:], 0)
    last_of_row = np.append(row[1:] != row[:-1], True)
    length = np.where(last_of_row, areas.shape[1], next_start) - column
    runs = pd.DataFrame(
        {
            "area": areas[row, column].astype(np.int16),
            "row": (row + grid.row0).astype(np.int16),
            "column": (column + grid.column0).astype(np.int16),
            "length": length.astype(np.int16),
        }
    )
    inside = runs[runs["area"] >= 0]
    return inside.sort_values(["area", "row", "column"], ignore_index=True)


def from_runs(runs: pd.DataFrame, *, size: int) -> AreaGrid:
    """The grid that :func:`to_runs` took apart."""
    row, column, length = (runs[name].to_numpy(np.int64) for name in ("row", "column", "length"))
    row0, column0 = int(row.min()), int(column.min())
    areas = np.full((row.max() - row0 + 1, (column + length).max() - column0), -1, dtype=np.int32)
    first = (row - row0) * areas.shape[1] + column - column0
    # every cell of every run: the run's first cell plus 0, 1, 2 … up to its length
    offset = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    areas.ravel()[np.repeat(first, length) + offset] = np.repeat(
        runs["area"].to_numpy(np.int32), length
    )
    return AreaGrid(areas, row0, column0, size)
