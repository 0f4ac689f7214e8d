"""Exact boundaries of a later day for the municipalities of the census.

Ours are squares of 2 km, as drawn; theirs have the same corners moved by up to 200 m, and keys of
their own day.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from ankunft.build.fit import Fitted, fit

SIDE, CORNER = 2_000, 4_000_000


def squares(rows: int, columns: int, moved: float = 0, seed: int = 0) -> list[shapely.Polygon]:
    """Squares in rows from the south-west; all corners moved at random, shared ones together."""
    north, east = np.mgrid[: rows + 1, : columns + 1] * float(SIDE) + CORNER
    random = np.random.default_rng(seed)
    points = np.stack([east, north], axis=-1) + random.uniform(-moved, moved, (*east.shape, 2))
    return [
        shapely.Polygon([points[r, c], points[r, c + 1], points[r + 1, c + 1], points[r + 1, c]])
        for r in range(rows)
        for c in range(columns)
    ]


def frame(areas: dict[str, shapely.Geometry]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"ags": list(areas)}, geometry=list(areas.values()), crs="EPSG:3035"
    ).sort_values("ags", ignore_index=True)


KEYS = [f"0917100{i}" for i in range(6)]
DRAWN = dict(zip(KEYS, squares(2, 3), strict=True))
EXACT = dict(zip(KEYS, squares(2, 3, moved=200, seed=7), strict=True))
"""
::

    3 4 5
    0 1 2
"""


def fitted(areas: dict[str, shapely.Geometry], drawn=None) -> tuple[Fitted, dict]:
    """The result of the areas of the file, and its outlines by key; always a coverage."""
    ours = frame(DRAWN if drawn is None else drawn)
    result = fit(frame(areas), ours)
    assert shapely.coverage_is_valid(result.geometry)
    assert set(shapely.get_type_id(result.geometry)) <= {3, 6}
    assert not shapely.is_empty(result.geometry).any()
    return result, dict(zip(ours["ags"], result.geometry, strict=True))


def same(one: shapely.Geometry, other: shapely.Geometry, within: float = 1.0) -> bool:
    """The same ground up to some square metres."""
    return shapely.symmetric_difference(one, other).area < within


def drawn_inexactly(result: Fitted) -> set[str]:
    return {key for key, exact in zip(KEYS, result.exact, strict=True) if not exact}


def boundaries_of(outlines: dict) -> np.ndarray:
    return shapely.boundary(np.array(list(outlines.values())))


def without(*positions: int) -> dict[str, shapely.Geometry]:
    return {key: EXACT[key] for i, key in enumerate(KEYS) if i not in positions}


def test_the_same_keys_have_their_exact_outlines():
    result, outlines = fitted(EXACT)
    assert all(outlines[key].equals_exact(EXACT[key]) for key in KEYS)
    assert result.exact.all()
    assert result.unknown == result.missing == []


def test_a_municipality_that_joined_another_is_divided_from_it_by_the_drawn_border():
    joined = shapely.union(EXACT[KEYS[0]], EXACT[KEYS[1]])
    result, outlines = fitted({**without(1), KEYS[0]: joined})
    assert (result.unknown, result.missing) == ([], [KEYS[1]])
    assert drawn_inexactly(result) == {KEYS[0], KEYS[1]}
    first, second = outlines[KEYS[0]], outlines[KEYS[1]]
    assert same(first.union(second), joined)
    border = shapely.intersection(first, second)
    # the drawn border between them is straight, at 2 km; beyond its ends it may bend
    inside = border.intersection(
        DRAWN[KEYS[0]].buffer(-1).union(DRAWN[KEYS[1]].buffer(-1)).envelope
    )
    assert inside.length > SIDE / 2
    assert shapely.hausdorff_distance(inside, DRAWN[KEYS[0]].intersection(DRAWN[KEYS[1]])) < 250
    for i in (2, 3, 4, 5):
        assert same(outlines[KEYS[i]], EXACT[KEYS[i]])


def test_municipalities_that_joined_under_a_new_key():
    joined = shapely.union_all([EXACT[KEYS[i]] for i in (1, 2, 4)])
    result, outlines = fitted({**without(1, 2, 4), "09171099": joined})
    assert (result.unknown, result.missing) == (["09171099"], [KEYS[i] for i in (1, 2, 4)])
    assert drawn_inexactly(result) == {KEYS[i] for i in (1, 2, 4)}
    assert same(shapely.union_all([outlines[KEYS[i]] for i in (1, 2, 4)]), joined)
    for i in (1, 2, 4):
        # at most where the corners were moved
        assert outlines[KEYS[i]].symmetric_difference(DRAWN[KEYS[i]]).area < 4 * SIDE * 200


def test_another_key_for_the_same_place_is_exact_and_reported():
    result, outlines = fitted({**without(4), "09172001": EXACT[KEYS[4]]})
    assert (result.unknown, result.missing) == (["09172001"], [KEYS[4]])
    assert result.exact.all()
    assert same(outlines[KEYS[4]], EXACT[KEYS[4]])


def test_a_part_with_a_key_of_its_own_goes_back_to_its_municipality():
    west, south, east, _ = EXACT[KEYS[0]].bounds
    part = EXACT[KEYS[0]].intersection(shapely.box(west, south, east, south + SIDE / 2))
    rest = EXACT[KEYS[0]].difference(part)
    result, outlines = fitted({**EXACT, KEYS[0]: rest, "09171098": part})
    assert (result.unknown, result.missing) == (["09171098"], [])
    assert same(outlines[KEYS[0]], EXACT[KEYS[0]])


def test_a_lake_that_is_no_land_keeps_its_drawn_outline_up_to_the_shore():
    result, outlines = fitted(without(5))
    assert result.missing == [KEYS[5]]
    assert drawn_inexactly(result) == {KEYS[5]}
    shore = shapely.union_all(list(without(5).values()))
    assert same(outlines[KEYS[5]], DRAWN[KEYS[5]].difference(shore), within=2 * SIDE)
    for i in range(5):
        assert same(outlines[KEYS[i]], EXACT[KEYS[i]], within=2 * SIDE)


def test_a_municipality_shared_out_is_cut_out_of_those_that_took_it():
    halves = shapely.box(*DRAWN[KEYS[1]].bounds)
    middle = halves.centroid.x
    west = halves.intersection(shapely.box(0, 0, middle, 1e7))
    east = halves.difference(west)
    taken = {KEYS[0]: DRAWN[KEYS[0]].union(west), KEYS[2]: DRAWN[KEYS[2]].union(east)}
    # in equal parts, so that it lies more than half in neither
    areas = {**{k: v for k, v in DRAWN.items() if k != KEYS[1]}, **taken}
    result, outlines = fitted(areas)
    assert result.missing == [KEYS[1]]
    for key in KEYS[:3]:
        assert same(outlines[key], DRAWN[key])
    assert drawn_inexactly(result) >= set(KEYS[:3])


def test_ground_of_nobody_is_left_out_and_named():
    abroad = shapely.box(0, 0, 1000, 1000)
    result, outlines = fitted({**EXACT, "99999999": abroad})
    assert result.unknown == ["99999999"]
    assert same(shapely.union_all(list(outlines.values())), shapely.union_all(list(EXACT.values())))


@pytest.mark.parametrize("beside", [-0.3, 0, 0.3], ids=["gap", "vertex", "overlap"])
def test_small_faults_between_neighbours_are_mended(beside):
    """A vertex that only one side has, and a strip of 30 cm: no official file should have them."""
    crooked = dict(EXACT)
    ring = np.array(EXACT[KEYS[0]].exterior.coords)
    middle = (ring[1] + ring[2]) / 2 + (beside, 0)
    crooked[KEYS[0]] = shapely.Polygon(np.insert(ring, 2, middle, axis=0))
    _, outlines = fitted(crooked)
    assert same(outlines[KEYS[0]], crooked[KEYS[0]], within=1000)
    whole = shapely.union_all(list(outlines.values()))
    assert shapely.get_num_interior_rings(whole) == 0, "no gap"
    borders = shapely.length(list(outlines.values())).sum() + whole.length
    assert borders == pytest.approx(2 * shapely.union_all(boundaries_of(outlines)).length)


@st.composite
def reforms(draw) -> tuple[int, int, list[int], list[str]]:
    """A grid of squares, into which of its neighbours each may have merged, and the keys after."""
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(2, 4))
    into = list(range(rows * columns))
    for i in range(len(into)):
        change = draw(st.sampled_from(["none", "none", "west", "south"]))
        if change == "west" and i % columns:
            into[i] = into[i - 1]
        if change == "south" and i >= columns:
            into[i] = into[i - columns]
    renamed = draw(st.lists(st.booleans(), min_size=len(into), max_size=len(into)))
    keys = [f"{'0999' if new else '0917'}{i:04d}" for i, new in enumerate(renamed)]
    return rows, columns, into, keys


@given(reforms(), st.integers(0, 1000))
def test_whatever_merges_nothing_is_lost_and_the_outer_borders_are_exact(reform, seed):
    rows, columns, into, keys = reform
    exact = np.array(squares(rows, columns, moved=150, seed=seed))
    ours = {f"0917{i:04d}": shape for i, shape in enumerate(squares(rows, columns))}
    theirs = {
        keys[group]: shapely.union_all(exact[np.array(into) == group])
        for group in sorted(set(into))
    }
    result, outlines = fitted(theirs, ours)
    assert result.unknown == sorted(set(theirs) - set(ours))
    assert result.missing == sorted(set(ours) - set(theirs))
    found = np.array([outlines[key] for key in ours])
    for group in set(into):
        members = np.flatnonzero(np.array(into) == group)
        assert same(shapely.union_all(found[members]), theirs[keys[group]])
        assert (result.exact[members] == (len(members) == 1)).all()
    assert shapely.area(found).sum() == pytest.approx(shapely.area(exact).sum(), rel=1e-9)
