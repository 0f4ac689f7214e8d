"""From boundaries to cells and back: no area lost, no gaps, no overlaps."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from shapely import box

from ankunft.base.errors import EditionError
from ankunft.base.grid import CRS, AreaGrid
from ankunft.build.lookup import SIZE, outlines_of, rasterise, unite, without_specks

SOUTH, WEST = 2_689_000, 4_337_000


def areas_of(*shapes) -> gpd.GeoDataFrame:
    """Shapes in metres from the south-western corner."""
    moved = [shapely.transform(s, lambda xy: np.add(xy, (WEST, SOUTH))) for s in shapes]
    return gpd.GeoDataFrame(geometry=moved, crs=CRS)


def test_a_cell_belongs_to_the_area_its_centre_lies_in():
    grid = rasterise(areas_of(box(0, 0, 600, 1000), box(600, 0, 1000, 1000)))
    # centres at 125, 375, 625 and 875 m
    assert grid.areas.tolist() == [[0, 0, 1, 1]] * 4
    assert (grid.row0 * SIZE, grid.column0 * SIZE, grid.size) == (SOUTH, WEST, SIZE)


def test_row_0_is_the_southernmost_and_census_cells_are_whole():
    grid = rasterise(areas_of(box(300, 0, 1200, 250), box(300, 250, 1200, 400)))
    assert grid.areas.shape == (4, 8)
    assert grid.areas[0].tolist() == [-1, 0, 0, 0, 0, -1, -1, -1]
    assert grid.areas[1].tolist() == [-1, 1, 1, 1, 1, -1, -1, -1]
    assert (grid.areas[2:] == -1).all()


def test_an_area_without_a_centre_takes_the_cell_it_lies_in():
    grid = rasterise(areas_of(box(0, 0, 1000, 1000), box(260, 10, 300, 50)))
    assert grid.areas[0].tolist() == [0, 1, 0, 0]
    assert (grid.areas[1:] == 0).all()


def test_tiny_areas_in_one_cell_do_not_take_it_from_each_other():
    tiny = [box(x, 10, x + 20, 30) for x in (10, 40, 70)]
    grid = rasterise(areas_of(*tiny, box(0, 250, 1000, 1000)))
    assert set(np.unique(grid.areas)) == {-1, 0, 1, 2, 3}
    assert grid.areas[0, 0] == 0, "the first one keeps the cell it lies in"
    # the others lie as near as can be
    assert {0, 1, 2} <= set(grid.areas[:2, :2].ravel())


def test_a_tiny_area_does_not_take_the_last_cell_of_another():
    grid = rasterise(areas_of(box(0, 0, 250, 250), box(130, 130, 140, 140)))
    assert (grid.areas == 0).sum() == 1
    assert (grid.areas == 1).sum() == 1


def test_more_areas_than_cells():
    with pytest.raises(EditionError, match=r"17 Gebiete haben auf 16 Zellen von .* keinen Platz"):
        rasterise(areas_of(*[box(10 + x, 10, 11 + x, 11) for x in range(17)]))


def grid_of(areas) -> AreaGrid:
    return AreaGrid(np.asarray(areas, dtype=np.int32), SOUTH // SIZE, WEST // SIZE, SIZE)


def test_another_size_of_cells():
    areas = areas_of(box(0, 0, 480, 1000), box(480, 0, 1000, 1000))
    grid = rasterise(areas, size=50)
    assert (grid.row0 * 50, grid.column0 * 50, grid.size) == (SOUTH, WEST, 50)
    # centres at 425, 475 and 525 m
    assert grid.areas[0].tolist() == [0] * 10 + [1] * 10
    outlines = outlines_of(grid, 2, tolerance=90)
    assert shapely.bounds(outlines).tolist() == [
        [WEST, SOUTH, WEST + 500, SOUTH + 1000],
        [WEST + 500, SOUTH, WEST + 1000, SOUTH + 1000],
    ]


def test_specks_and_gaps_go_to_the_largest_neighbour():
    areas = [
        [0, 0, 0, 0, 1, 1],
        [0, 2, -1, 1, 1, 0],  # 2 is tiny; a gap; 1 and 0 each have a cell on the other's side
        [0, 0, 0, 0, 1, 1],
    ]
    areas[0][3] = 1
    cleaned = without_specks(grid_of(areas), smallest=3)
    assert cleaned.areas.tolist() == [
        [0, 0, 0, 1, 1, 1],
        [0, 2, 0, 1, 1, 1],
        [0, 0, 0, 0, 1, 1],
    ]
    untouched = grid_of([[0, 0, 1, 1], [1, 1, 0, 0]])
    assert without_specks(untouched, smallest=2).areas.tolist() == untouched.areas.tolist()


def test_an_area_of_specks_only_keeps_them_all():
    areas = [[0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1]]
    assert without_specks(grid_of(areas), smallest=3).areas.tolist() == areas


@settings(max_examples=40)
@given(
    arrays.arrays(np.int32, (16, 16), elements=st.integers(-1, 3)),
    st.sampled_from([1, 2, 4]),
)
def test_outlines_fit_without_gap_or_overlap(areas, scale):
    """Blocks of several sizes, scattered parts, holes and touching corners."""
    areas = np.kron(areas, np.ones((scale, scale), dtype=np.int32))
    areas[0, :4] = range(4)
    outlines = outlines_of(grid_of(areas), 4)
    assert not shapely.is_empty(outlines).any()
    assert not shapely.is_missing(outlines).any()
    assert shapely.is_valid(outlines).all()
    assert shapely.coverage_is_valid(outlines)


def test_neighbours_share_their_boundary_and_the_whole_stays_in_place():
    """Two halves of 20 km with a jagged border between them, cut along a diagonal."""
    rows, columns = np.indices((80, 80))
    outlines = outlines_of(grid_of(np.where(columns > rows, 1, 0)), 2)
    together = shapely.union_all(outlines)
    assert shapely.area(outlines).sum() == pytest.approx(together.area)
    assert not together.interiors, "no gap between the two"
    assert shapely.intersection(*outlines).area == 0
    # the steps are gone: a straight line instead of eighty of them
    border = shapely.intersection(*[shapely.boundary(o) for o in outlines])
    assert border.length == pytest.approx(20_000 * 2**0.5, rel=0.05)
    assert shapely.area(outlines) == pytest.approx([2.025e8, 1.975e8], rel=0.01)


def test_unions_are_those_of_their_members():
    areas = np.repeat(np.repeat([[0, 1, 2], [3, 4, 5]], 12, axis=0), 12, axis=1)
    outlines = outlines_of(grid_of(areas), 6)
    keys = np.array(["a", "a", "b", "a", "b", "b"])
    union = unite(outlines, keys)
    assert list(union) == ["a", "b"]
    for key, geometry in union.items():
        assert geometry.symmetric_difference(shapely.union_all(outlines[keys == key])).area == 0
    assert shapely.coverage_is_valid(list(union.values()))
