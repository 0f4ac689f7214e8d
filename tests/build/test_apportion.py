"""Sharing cells among municipalities: nobody is lost, nobody is added, nobody is misplaced."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from ankunft.base.grid import CRS, AreaGrid
from ankunft.build.apportion import area_of_cells, cell_shares, nearest_area, share_people
from ankunft.build.cells import main_area

ROW, COLUMN = 2689, 4337  # of the south-western 1 km cell
SOUTH, WEST = ROW * 1000, COLUMN * 1000


def cell(x: int, y: int) -> int:
    """Key of the 1 km cell x columns east and y rows north of the first."""
    return (ROW + y) * 100_000 + COLUMN + x


def grid_of(areas: np.ndarray) -> AreaGrid:
    return AreaGrid(areas.astype(np.int32), ROW * 4, COLUMN * 4, 250)


def square(x0: float, y0: float, x1: float, y1: float):
    """A rectangle in km from the south-western corner."""
    return box(WEST + x0 * 1000, SOUTH + y0 * 1000, WEST + x1 * 1000, SOUTH + y1 * 1000)


def frame(shapes: dict) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(index=list(shapes), geometry=list(shapes.values()), crs=CRS)


@st.composite
def shared_cells(draw) -> tuple[np.ndarray, pd.DataFrame]:
    """Inhabitants of some cells, and shares of one to five areas in each."""
    people = draw(st.lists(st.integers(0, 30_000), min_size=1, max_size=8))
    rows = [
        (position, area, draw(st.integers(1, 16)))
        for position in range(len(people))
        for area in draw(st.sets(st.integers(0, 9), min_size=1, max_size=5))
    ]
    shares = pd.DataFrame(rows, columns=["position", "area", "parts"])
    return np.array(people), shares.sort_values(["position", "area"], ignore_index=True)


@given(shared_cells())
def test_people_of_every_cell_are_conserved_and_shared_fairly(case):
    people, shares = case
    given_ = share_people(people, shares)
    np.testing.assert_array_equal(np.bincount(shares["position"], weights=given_), people)
    whole = shares.groupby("position")["parts"].transform("sum")
    exact = people[shares["position"]] * shares["parts"] / whole
    assert (np.abs(given_ - exact) < 1).all(), "nobody gets more than a person off the exact share"


def test_the_largest_remainder_gets_the_person_left_over():
    shares = pd.DataFrame({"position": [0, 0, 0], "area": [3, 5, 8], "parts": [5, 5, 6]})
    # 10 × 5/16 = 3.125, 3.125 and 3.75
    assert share_people(np.array([10]), shares).tolist() == [3, 3, 4]


def test_equal_remainders_go_to_the_area_listed_first():
    shares = pd.DataFrame({"position": [0, 0, 1, 1], "area": [3, 5, 3, 5], "parts": 8})
    assert share_people(np.array([101, 3]), shares).tolist() == [51, 50, 2, 1]


def test_rows_of_cells_need_not_be_together():
    shares = pd.DataFrame({"position": [1, 0, 1], "area": [0, 0, 1], "parts": [4, 16, 12]})
    assert share_people(np.array([7, 100]), shares).tolist() == [25, 7, 75]


def test_cells_without_people_and_no_cells_at_all():
    shares = pd.DataFrame({"position": [0], "area": [0], "parts": [16]})
    assert share_people(np.array([0]), shares).tolist() == [0]
    assert share_people(np.array([], int), shares.iloc[:0]).tolist() == []


def test_a_cell_on_a_border_is_shared_by_its_250_m_cells():
    areas = np.zeros((4, 8), int)
    areas[:, 5:] = 1  # the border runs through the second cell
    areas[0, 5] = -1  # one of its parts belongs to nobody
    outlines = frame({0: square(0, 0, 1.25, 1), 1: square(1.25, 0, 2, 1)})
    shares = cell_shares(np.array([cell(0, 0), cell(1, 0)]), grid_of(areas), outlines)
    assert shares["position"].to_list() == [0, 1, 1]
    assert shares["area"].to_list() == [0, 0, 1]
    assert shares["parts"].to_list() == [16, 4, 11]
    assert shares["distance"].isna().all()


def test_nobody_is_given_to_an_area_that_may_not_take():
    """The forest between two towns is -1 in the grid and not among the outlines."""
    areas = np.full((4, 12), -1)
    areas[:, :4] = 0
    areas[:, 9:] = 2
    outlines = frame({0: square(0, 0, 1, 1), 2: square(2.25, 0, 3, 1)})
    keys = np.array([cell(x, 0) for x in range(3)])
    shares = cell_shares(keys, grid_of(areas), outlines)
    # the middle cell lies in the forest; its centre is 500 m from area 0 and 750 m from area 2
    assert shares[["position", "area", "parts"]].to_numpy().tolist() == [
        [0, 0, 16],
        [1, 0, 16],
        [2, 2, 12],
    ]
    assert shares["distance"].fillna(-1).to_list() == [-1, 500, -1]


def test_cells_outside_the_grid_go_to_the_nearest_area_however_far():
    outlines = frame({0: square(0, 0, 1, 1), 1: square(1, 0, 2, 1)})
    grid = grid_of(np.repeat([[0, 0, 0, 0, 1, 1, 1, 1]], 4, axis=0))
    shares = cell_shares(np.array([cell(4, 0), cell(-3, 0)]), grid, outlines)
    assert shares["area"].to_list() == [1, 0]
    assert shares["distance"].to_list() == [2500, 2500]


def test_nearest_area_at_a_tie_is_the_first():
    outlines = frame({4: square(2, 0, 3, 1), 2: square(0, 0, 1, 1)})
    area, distance = nearest_area(np.array([SOUTH + 500]), np.array([WEST + 1500]), outlines)
    assert (area.tolist(), distance.tolist()) == ([2], [500])
    area, distance = nearest_area(np.array([]), np.array([]), outlines)
    assert (area.tolist(), distance.tolist()) == ([], [])


@pytest.mark.parametrize(("parts", "area"), [([9, 7], 1), ([7, 9], 4), ([8, 8], 1)])
def test_the_main_area_holds_most_of_the_cell(parts, area):
    shares = pd.DataFrame({"position": [1, 1], "area": [1, 4], "parts": parts})
    assert main_area(shares, 3).tolist() == [-1, area, -1]


def test_a_small_cell_lies_where_its_centre_lies_or_goes_to_the_nearest_area():
    grid = grid_of(np.array([[3, 3, 8, -1]]))
    outlines = frame({3: square(0, 0, 0.5, 0.25), 8: square(0.5, 0, 0.75, 0.25)})
    west = [0, 400, 500, 900, 5_000]  # metres
    keys = np.array([SOUTH // 100 * 100_000 + (WEST + x) // 100 for x in west])
    assert area_of_cells(keys, grid, outlines, size=100).tolist() == [3, 3, 8, 8, 8]
