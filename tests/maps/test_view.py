"""A view and its address are the same thing, whatever the view."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankunft.app.view import (
    BASEMAPS,
    LEVELS,
    LIMITS,
    SCHEMES,
    URBANISATION,
    Position,
    View,
    colours,
    thresholds,
)
from ankunft.base.errors import ParameterError
from ankunft.base.town_groups import SIZE_CLASSES, STATES
from ankunft.typology import PRESETS, applies


def steps(name: str, width: float) -> st.SearchStrategy[float]:
    """What a slider of this step can be set to."""
    least, most = LIMITS[name]
    return st.integers(0, round((most - least) / width)).map(lambda k: round(least + k * width, 6))


def some(values) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=4).map(tuple)


positions = st.builds(
    Position,
    lat=st.floats(-85, 85).map(lambda v: round(v, 4)),
    lng=st.floats(-180, 180).map(lambda v: round(v, 4)),
    zoom=st.integers(0, 72).map(lambda k: k / 4),
)


@st.composite
def views(draw) -> View:
    level = draw(st.sampled_from(LEVELS))
    preset = draw(st.sampled_from([name for name in PRESETS if applies(name, level)]))
    values = thresholds(preset, level)
    if preset == "own":
        low, high = sorted((draw(steps("high", 0.05)), draw(steps("low", 0.05))))
        values |= {"high": max(high, 0.5), "low": low, "margin": draw(steps("margin", 0.5))}
    if draw(st.booleans()):
        values["min_n"] = draw(st.integers(*map(int, LIMITS["min_n"])))
    return View(
        level=level,
        preset=preset,
        **values,
        colour=draw(st.sampled_from(colours(level))),
        year=draw(st.integers(0, 2100)),
        berlin=draw(st.sampled_from(("east", "west"))),
        ground=draw(st.sampled_from(("common", "each"))),
        states=draw(some(STATES)),
        sizes=draw(some([name for name, _ in SIZE_CLASSES])),
        urbanisation=draw(some(URBANISATION)),
        selected=draw(st.text("0123456789", max_size=12)),
        position=draw(st.none() | positions),
        scheme=draw(st.sampled_from(SCHEMES)),
        classes=draw(st.integers(3, 7)),
        patterns=draw(st.booleans()),
        basemap=draw(st.sampled_from(BASEMAPS)),
        lang=draw(st.sampled_from(("de", "en"))),
    )


@given(views())
def test_the_address_of_a_view_is_the_view(view):
    query = view.to_query()
    assert View.from_query(query) == view
    assert View.from_query_lenient(query) == (view, [])
    assert all(isinstance(text, str) and text for text in query.values())


def test_defaults_are_left_out():
    assert View().to_query() == {}
    assert View(level="cell").with_thresholds_of_preset().to_query() == {"level": "cell"}
    assert View(preset="fifth").with_thresholds_of_preset().to_query() == {"preset": "fifth"}
    assert View(high=1.5, preset="own").to_query() == {"preset": "own", "high": "1.5"}


def test_a_level_brings_its_thresholds():
    view = View.from_query({"level": "cell"})
    assert (view.high, view.low, view.min_n) == (1.5, 1.25, 500)
    assert view.parameters.min_n == 500


def test_thresholds_count_only_with_own_rules():
    assert View(high=2.0).parameters.high == 1.2
    assert View(high=2.0, preset="own").parameters.high == 2.0
    assert View(min_n=5000).parameters.min_n == 5000


ILLEGAL = {
    "level": "galaxy",
    "colour": "nothing",
    "year": "zwanzig",
    "preset": "mine",
    "n": "99",
    "berlin": "north",
    "ground": "all",
    "land": "09,17",
    "size": "huge",
    "urb": "9",
    "pos": "91,0,5",
    "scheme": "random",
    "k": "8",
    "patterns": "maybe",
    "tiles": "other",
    "lang": "fr",
}


@pytest.mark.parametrize(("key", "text"), ILLEGAL.items())
def test_an_illegal_part_is_named(key, text):
    with pytest.raises(ParameterError, match=key):
        View.from_query({key: text})


@pytest.mark.parametrize(
    ("key", "text"), [("high", "9"), ("low", "-1"), ("margin", "99"), ("high", "nan")]
)
def test_illegal_thresholds_are_named(key, text):
    query = {"preset": "own", key: text}
    with pytest.raises(ParameterError, match=key):
        View.from_query(query)
    view, complaints = View.from_query_lenient(query)
    assert view == View(preset="own")
    assert len(complaints) == 1


@pytest.mark.parametrize("pos", ["", "1,2", "a,b,c", "1,2,3,4", "nan,0,5", "0,inf,5", "0,0,99"])
def test_illegal_positions_are_dropped(pos):
    view, complaints = View.from_query_lenient({"pos": pos})
    assert view.position is None
    assert len(complaints) == (1 if pos else 0)


@given(
    views(),
    st.lists(st.sampled_from(sorted(ILLEGAL)), unique=True, min_size=1, max_size=4),
)
def test_illegal_parts_do_not_spoil_the_others(view, broken):
    # level and preset decide what is legal elsewhere
    broken = [key for key in broken if key not in ("level", "preset")]
    query = view.to_query() | {key: ILLEGAL[key] for key in broken}
    found, complaints = View.from_query_lenient(query)
    assert len(complaints) == len(broken)
    for key in broken:
        assert any(f"„{key}" in text for text in complaints)
    kept = {key: text for key, text in view.to_query().items() if key not in broken}
    assert found == View.from_query(kept)


def test_thresholds_in_the_wrong_order_give_a_legal_view():
    query = {"preset": "own", "high": "0.8", "low": "1.4", "land": "13", "lang": "en"}
    view, complaints = View.from_query_lenient(query)
    assert len(complaints) == 2
    assert view == View(preset="own", states=("13",), lang="en")


def test_foreign_parts_of_an_address_are_ignored():
    assert View.from_query_lenient({"embed": "true", "utm": "x"}) == (View(), [])


def test_a_view_refuses_what_is_not_finite():
    with pytest.raises(ParameterError, match="margin"):
        View(preset="own", margin=math.nan)
