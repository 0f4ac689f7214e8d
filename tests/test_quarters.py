"""Quarters: which cells belong together, what their figures are, and what they are called."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from areas import nan
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ankunft.base.grid import CRS, FACTOR
from ankunft.town.quarters import join_cells, name_quarters, quarter_table, squares
from ankunft.typology import ArrivalClass

T, N, E, R, X, Q, _I = ArrivalClass  # traditional … no assignment, no statement


def keys_of(shape: tuple[int, int], north: int = 3000, east: int = 4000) -> np.ndarray:
    rows, columns = np.indices(shape)
    return ((north + rows) * FACTOR + east + columns).ravel()


def joined(board) -> list[list[int]]:
    """The quarter of each cell of a board; the first row is the southernmost."""
    board = np.array(board, dtype=np.uint8)
    numbers = join_cells(keys_of(board.shape), board.ravel(), size=1000)
    return numbers.reshape(board.shape).tolist()


def test_cells_that_touch_at_a_corner_belong_together():
    assert joined([[T, N, N], [N, T, N], [Q, N, T]]) == [[0, 1, 1], [1, 0, 1], [-1, 1, 0]]


def test_cells_of_one_class_that_do_not_touch_are_two_quarters():
    assert joined([[T, X, T], [T, X, T]]) == [[0, 1, 2], [0, 1, 2]]
    assert joined([[T, Q, T]]) == [[0, -1, 1]]


def test_numbers_follow_the_smallest_key():
    assert joined([[R, Q, N], [R, Q, N]]) == [[0, -1, 1], [0, -1, 1]]
    assert joined([[N, Q, R], [N, Q, R]]) == [[0, -1, 1], [0, -1, 1]]


def test_nothing_to_join():
    assert joined([[Q, Q]]) == [[-1, -1]]
    assert join_cells([], [], size=1000).size == 0
    assert joined([[E]]) == [[0]]


boards = st.tuples(st.integers(1, 6), st.integers(1, 6)).flatmap(
    lambda shape: arrays(np.uint8, shape, elements=st.integers(0, 5))
)


@given(boards, st.sampled_from([100, 1000]), st.randoms(use_true_random=False))
def test_quarters_are_the_connected_cells_of_a_class(board, size, random):
    keys, classes = keys_of(board.shape), board.ravel()
    numbers = join_cells(keys, classes, size=size)
    assert ((numbers == -1) == (classes == Q)).all(), "every statement in exactly one quarter"
    grid = numbers.reshape(board.shape)
    for number in range(numbers.max() + 1):
        mine = grid == number
        assert len(np.unique(board[mine])) == 1
        # grown from its first cell over cells of its class it fills itself, and nothing else
        reached = np.zeros_like(mine)
        reached.flat[np.flatnonzero(mine)[0]] = True
        for _ in range(board.size):
            padded = np.pad(reached, 1)
            around = [
                padded[i:, j:][: board.shape[0], : board.shape[1]]
                for i in range(3)
                for j in range(3)
            ]
            reached = np.logical_or.reduce(around) & (board == board[mine][0])
        assert (reached == mine).all()
    first = [keys[numbers == number].min() for number in range(numbers.max() + 1)]
    assert first == sorted(first)
    order = list(range(keys.size))
    random.shuffle(order)
    assert (join_cells(keys[order], classes[order], size=size) == numbers[order]).all()


def table(board, *, size: int = 1000, order=None, **figures) -> pd.DataFrame:
    board = np.array(board, dtype=np.uint8)
    cells = pd.DataFrame({"keys": keys_of(board.shape), "classes": board.ravel()})
    defaults = {"people_t0": 1000.0, "people_t1": 1000.0, "share_t0": 10.0, "share_t1": 20.0}
    for name, value in {**defaults, "robustness": 1.0, "noise_robustness": 1.0, **figures}.items():
        cells[name] = np.broadcast_to(np.ravel(value), board.size) if np.size(value) > 1 else value
    if order is not None:
        cells = cells.iloc[order]
    numbers = join_cells(cells["keys"], cells["classes"], size=size)
    columns = {name: cells[name].to_numpy() for name in cells}
    return quarter_table(numbers, ags="14713000", size=size, ref_t0=5.0, ref_t1=12.0, **columns)


def test_the_figures_of_a_quarter_weigh_its_people():
    result = table(
        [[N, N, X]],
        people_t0=[1000, 3000, 500],
        people_t1=[3000, 1000, 600],
        share_t0=[2, 6, 5],
        share_t1=[20, 40, 10],
        robustness=[1.0, 0.6, 0.5],
        noise_robustness=[0.2, 1.0, 0.5],
    )
    assert result["id"].to_list() == ["14713000/300004000", "14713000/300004002"]
    assert result["class"].to_list() == ["new", "none"]
    first = result.iloc[0]
    assert (first["cells"], first["area_km2"]) == (2, 2)
    assert (first["people_t0"], first["people_t1"]) == (4000, 4000)
    assert (first["share_t0"], first["share_t1"]) == (pytest.approx(5), pytest.approx(25))
    assert first["change"] == pytest.approx(20)
    assert first["excess"] == pytest.approx(13)
    assert (first["lq_t0"], first["lq_t1"]) == (pytest.approx(1), pytest.approx(25 / 12))
    assert first["robustness"] == pytest.approx(0.9)
    assert first["noise_robustness"] == pytest.approx(0.4)


def test_small_cells_are_small():
    assert table([[N, N, N]], size=100)["area_km2"].to_list() == [pytest.approx(0.03)]


def test_unknown_shares_do_not_count_as_nil():
    result = table(
        [[N, N, Q, X]],
        share_t0=[10, nan, 1, nan],
        people_t0=[1000, 9000, 1, nan],
        robustness=[nan, 0.5, nan, nan],
    )
    assert result["share_t0"].to_list()[0] == pytest.approx(10)
    assert result["people_t0"].to_list()[0] == 10_000
    assert np.isnan(result.loc[1, ["share_t0", "people_t0", "change", "lq_t0"]].astype(float)).all()
    assert result["robustness"].fillna(-1).to_list() == [0.5, -1]


@given(boards, st.integers(0, 2**32 - 1))
def test_nobody_is_lost_and_the_order_of_the_cells_is_nothing(board, seed):
    generator = np.random.default_rng(seed)
    figures = {
        name: generator.integers(1, 5000, board.size).astype(float)
        for name in ("people_t0", "people_t1")
    }
    figures |= {name: generator.uniform(0, 100, board.size) for name in ("share_t0", "share_t1")}
    result = table(board, **figures)
    said = board.ravel() != Q
    assert result["cells"].sum() == said.sum()
    for year in ("t0", "t1"):
        people, share = figures[f"people_{year}"], figures[f"share_{year}"]
        assert result[f"people_{year}"].sum() == people[said].sum()
        foreign = (result[f"people_{year}"] * result[f"share_{year}"]).sum()
        assert foreign == pytest.approx((people * share)[said].sum())
    pd.testing.assert_frame_equal(
        table(board, **figures, order=generator.permutation(board.size)), result
    )


def names(board, *, people=1000.0, lang="de", centre=(0, 0), districts=None, **options):
    board = np.array(board, dtype=np.uint8)
    keys = keys_of(board.shape)
    return name_quarters(
        join_cells(keys, board.ravel(), size=1000),
        keys=keys,
        people=np.broadcast_to(people, board.size),
        size=1000,
        town_name="Leipzig",
        centre_cell=None if centre is None else (3000 + centre[0]) * FACTOR + 4000 + centre[1],
        districts=districts,
        lang=lang,
        **options,
    )


def test_a_quarter_is_called_after_its_direction_from_the_centre():
    board = np.full((5, 5), Q)
    board[[0, 0, 0, 2, 2, 2, 4, 4, 4], [0, 2, 4, 0, 2, 4, 0, 2, 4]] = T
    assert names(board, centre=(2, 2)) == [
        "Leipzig, Südwest",
        "Leipzig, Süd",
        "Leipzig, Südost",
        "Leipzig, West",
        "Leipzig, Zentrum",
        "Leipzig, Ost",
        "Leipzig, Nordwest",
        "Leipzig, Nord",
        "Leipzig, Nordost",
    ]


def test_the_centre_reaches_one_kilometre_far():
    assert names([[Q, T]]) == ["Leipzig, Zentrum"]
    assert names([[Q, Q], [Q, T]]) == ["Leipzig, Nordost"]


def test_the_direction_is_that_of_the_people():
    row = [[Q, Q, T, T, T]]
    assert names(row, centre=(0, 3)) == ["Leipzig, Zentrum"]
    board = [[T, T, T, T, T, T, T]]
    assert names(board, people=[9, 0, 0, 0, 0, 0, 1], centre=(0, 3)) == ["Leipzig, West"]
    assert names(board, people=nan, centre=(0, 3)) == ["Leipzig, Zentrum"]


def test_quarters_of_one_name_are_numbered_in_their_order():
    board = [[Q, Q, T, N, T]]
    assert names(board) == ["Leipzig, Ost 1", "Leipzig, Ost 2", "Leipzig, Ost 3"]
    assert names(board, centre=None) == ["Leipzig 1", "Leipzig 2", "Leipzig 3"]
    assert names([[T]], centre=None) == ["Leipzig"]


def strips(*widths: tuple[str, float]) -> gpd.GeoDataFrame:
    """Districts side by side from the west, each so many kilometres wide."""
    west, rows = 4_000_000.0, []
    for number, (name, width) in enumerate(widths):
        shape = shapely.box(west, 2_990_000, west + 1000 * width, 3_010_000)
        rows.append({"area_id": f"{number:02}", "name": name, "geometry": shape})
        west += 1000 * width
    return gpd.GeoDataFrame(rows, crs=CRS)


def test_a_quarter_is_called_after_the_district_that_holds_most_of_it():
    two = strips(("Paunsdorf", 2.2), ("Mölkau", 5))
    assert names([[T, T, T]], districts=two) == ["Paunsdorf"]
    assert names([[T, T, T]], districts=two[::-1]) == ["Paunsdorf"]
    # the last cell has nearly all the people, and four fifths of its area are in Mölkau
    assert names([[T, T, T]], districts=two, people=[1, 1, 2000]) == ["Mölkau"]


def test_a_second_district_is_named_from_thirty_percent_on():
    wanted = {6.9: "A, B", 7.0: "A, B", 7.1: "A", 3.1: "B, A", 2.9: "B"}
    for width, name in wanted.items():
        assert names([[T] * 10], districts=strips(("A", width), ("B", 20))) == [name]


def test_more_districts_are_counted():
    many = strips(*[(letter, 1) for letter in "ABCDEF"], ("G", 4))
    assert names([[T] * 10], districts=many) == ["G und 4 weitere"]
    same = strips(*[("Mitte", 1)] * 6, ("G", 4))
    assert names([[T] * 10], districts=same) == ["Mitte, G"]
    equal = strips(("B", 5), ("A", 5))
    assert names([[T] * 10], districts=equal) == ["B, A"], "by area_id"


def test_outside_all_districts_the_direction_counts():
    one = strips(("Paunsdorf", 1))
    assert names([[T, Q, Q, T]], districts=one) == ["Paunsdorf", "Leipzig, Ost"]
    assert names([[T, Q, T]], districts=one.iloc[:0]) == ["Leipzig, Zentrum", "Leipzig, Ost"]


def test_where_nobody_is_known_to_live_the_area_counts():
    two = strips(("Paunsdorf", 2.2), ("Mölkau", 5))
    assert names([[T, T, T]], districts=two, people=nan) == ["Paunsdorf"]


def test_quarters_of_one_district_are_numbered():
    assert names([[T, Q, N, T]], districts=strips(("Grünau", 9))) == [
        "Grünau 1",
        "Grünau 2",
        "Grünau 3",
    ]


def test_squares_are_the_cells():
    cell = squares([300_004_000], size=1000)
    assert cell.crs == CRS
    assert cell.iloc[0].bounds == (4_000_000, 3_000_000, 4_001_000, 3_001_000)
    assert squares([300_004_000], size=100).area.iloc[0] == 10_000
