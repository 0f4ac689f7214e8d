"""Cell ids, keys, and the lookup as runs of cells."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from ankunft.base.grid import (
    AreaGrid,
    cell_corner,
    cell_id,
    cell_key,
    from_runs,
    parse_ids,
    parse_texts,
    to_runs,
)

CELL = 268904337


def parsed(*ids: str | None, size: int = 1000) -> list[int]:
    """Keys, with -1 for what is no id."""
    return parse_ids(pd.Series(ids, dtype="str"), size=size).fillna(-1).to_list()


@pytest.mark.parametrize(
    ("text", "size", "key"),
    [
        ("1kmN2689E4337", 1000, CELL),
        ("CRS3035RES1000mN2689000E4337000", 1000, CELL),
        ("100mN26890E43370", 100, 2689043370),
        ("CRS3035RES100mN2689000E4337000", 100, 2689043370),
        ("CRS3035RES10000mN2680000E4330000", 10_000, 26800433),
        ("10kmN268E433", 10_000, 26800433),
    ],
)
def test_both_spellings_give_the_same_key(text, size, key):
    assert parsed(text, size=size) == [key]


def test_both_spellings_may_stand_in_one_column():
    assert parsed("1kmN2689E4337", None, "CRS3035RES1000mN2689000E4337000") == [CELL, -1, CELL]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x1kmN2689E4337",
        "1kmN2689E4337x",
        "1kmE4337N2689",
        "100mN26890E43370",  # another size
        "CRS3035RES100mN2689000E4337000",
        "CRS3035RES1000mN2689500E4337000",  # no corner of a 1 km cell
        "1kmN2689E123456",  # would run into the digits of the row
        "1kmN99999999999999999999E1",  # larger than any integer
        "1kmN٢٦٨٩E4337",  # digits, but none that the publisher writes
        "CRS3035RES1000mN-2689000E4337000",
    ],
)
def test_bad_ids_are_missing_and_do_no_harm_to_others(text):
    assert parsed(text, "1kmN2689E4337") == [-1, CELL]


def test_the_order_of_rows_and_their_index_are_kept():
    ids = pd.Series(["x", "1kmN2689E4337"], index=[7, 3])
    keys = parse_ids(ids, size=1000)
    assert keys.index.to_list() == [7, 3]
    assert (str(keys.dtype), keys.isna().to_list(), keys[3]) == ("Int64", [True, False], CELL)


def test_bytes_of_a_file_are_read_in_whatever_encoding():
    raw = [b" CRS3035RES1000mN2689000E4337000\t", b"\x96", "–".encode(), b"", None, b"\xff1kmN1E1"]
    keys = parse_texts(pa.array(raw, pa.binary()), size=1000)
    assert keys.tolist() == [CELL, -1, -1, -1, -1, -1]


corners = st.integers(0, 99_999)


@given(row=corners, column=corners, size=st.sampled_from([100, 250, 1000]))
def test_key_corner_and_id_belong_together(row, column, size):
    north, east = np.array([row * size]), np.array([column * size])
    key = cell_key(north, east, size=size)
    assert [int(corner[0]) for corner in cell_corner(key, size=size)] == [north[0], east[0]]
    # every point of the cell has the cell's key
    assert cell_key(north + size - 1, east + size - 1, size=size) == key
    if max(row, column) * size < 100_000_000:
        assert parsed(cell_id(int(key[0]), size=size), size=size) == [int(key[0])]


grids = arrays.arrays(
    np.int32,
    arrays.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=12),
    elements=st.integers(-1, 4),
)


@given(areas=grids, row0=st.integers(0, 20_000), column0=st.integers(0, 20_000))
def test_runs_hold_the_whole_grid(areas, row0, column0):
    grid = AreaGrid(areas, row0, column0, 250)
    runs = to_runs(grid)
    assert runs["length"].sum() == (areas >= 0).sum()
    if runs.empty:
        return
    again = from_runs(runs, size=250)
    # the margin without areas is not kept, so compare what lies at each point
    rows, columns = np.indices((areas.shape[0] + 2, areas.shape[1] + 2))
    north, east = (row0 - 1 + rows) * 250 + 125, (column0 - 1 + columns) * 250 + 125
    np.testing.assert_array_equal(again.at(north, east), grid.at(north, east))


@given(areas=grids)
def test_runs_are_as_long_as_can_be_and_sorted(areas):
    runs = to_runs(AreaGrid(areas, 7, 9, 250))
    assert runs.equals(runs.sort_values(["area", "row", "column"], ignore_index=True))
    # the next run of a row begins behind this one, with a gap if it is of the same area
    ends = runs["column"] + runs["length"]
    same = (runs["area"].diff() == 0) & (runs["row"].diff() == 0)
    assert (runs["column"] > ends.shift())[same].all()


def test_at_knows_every_border_and_what_lies_outside():
    grid = AreaGrid(np.array([[0, 1], [2, -1]], dtype=np.int32), 10, 20, 250)
    south, west = 2500, 5000

    def at(north: float, east: float) -> int:
        return int(grid.at(np.array([north]), np.array([east]))[0])

    assert at(south, west) == 0, "row 0 is the southernmost"
    assert at(south + 249.9, west + 249.9) == 0
    assert at(south, west + 250) == 1
    assert at(south + 250, west) == 2
    assert at(south + 250, west + 250) == -1
    for north, east in ((south - 0.1, west), (south, west - 0.1), (south + 500, west)):
        assert at(north, east) == -1
    assert at(south, west + 500) == -1
    assert grid.at(np.array([], int), np.array([], int)).shape == (0,)
