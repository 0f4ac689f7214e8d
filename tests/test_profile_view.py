"""The view of the profile pages and its address are the same thing, and it keeps its limits."""

from __future__ import annotations

import math
import tomllib
from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ankunft.app.address import Position
from ankunft.app.profile_view import (
    ALIKE,
    EXCLUDED,
    GROUPS,
    MOST_CHOSEN,
    MOST_COMPARED,
    MOST_WEIGHT,
    ProfileView,
)
from ankunft.base.errors import ParameterError
from ankunft.profiles.frame import blocks, entry, profile_frame
from ankunft.profiles.placement import reference_group

WEIGHTS = tuple(ProfileView().weights)

towns = st.text("0123456789", min_size=8, max_size=8)
positions = st.builds(
    Position,
    lat=st.floats(-85, 85).map(lambda v: round(v, 4)),
    lng=st.floats(-180, 180).map(lambda v: round(v, 4)),
    zoom=st.integers(0, 72).map(lambda k: k / 4),
)
weights = st.integers(0, round(MOST_WEIGHT / 0.25)).map(lambda k: k / 4)


@st.composite
def views(draw) -> ProfileView:
    given = {name: draw(weights) for name in WEIGHTS}
    assume(any(given.values()))
    return ProfileView(
        town=draw(st.just("") | towns),
        group=draw(st.sampled_from(GROUPS)),
        compared=tuple(draw(st.lists(towns, max_size=MOST_COMPARED, unique=True))),
        figure=draw(st.sampled_from(("share_foreign_2022", "rent_2022", "q_ärzte_bev"))),
        alike=draw(st.sampled_from(ALIKE)),
        n=draw(st.integers(3, 30)),
        without=draw(st.sampled_from(EXCLUDED)),
        least=draw(st.integers(0, 5_000)),
        most=draw(st.just(0) | st.integers(5_000, 5_000_000)),
        position=draw(st.none() | positions),
        **given,
    )


@given(views())
def test_the_address_of_a_view_is_the_view(view):
    query = view.to_query()
    assert ProfileView.from_query(query) == view
    assert ProfileView.from_query_lenient(query) == (view, [])
    assert all(isinstance(text, str) and text for text in query.values())


def test_defaults_are_left_out():
    assert ProfileView().to_query() == {}
    assert ProfileView(town="03153017").to_query() == {"town": "03153017"}
    view = ProfileView(compared=("03153017", "14713000"), n=20, migration=0.25)
    assert view.to_query() == {"towns": "03153017,14713000", "peers": "20", "migration": "0.25"}


ILLEGAL = {
    "town": "Goslar",
    "group": "league",
    "towns": "03153017,Goslar",
    "alike": "nothing",
    "peers": "2",
    "without": "all",
    "least": "-1",
    "most": "1e9",
    "size": "nan",
    "economy": "3.5",
    "pos": "91,0,5",
}


@pytest.mark.parametrize(("key", "text"), ILLEGAL.items())
def test_what_is_not_legal_is_refused_named_and_left_out(key, text):
    with pytest.raises(ParameterError):
        ProfileView.from_query({key: text})
    legal = {"town": "14713000", "housing": "0.5", "lang": "en"}
    if key == "town":
        del legal["town"]
    view, complaints = ProfileView.from_query_lenient({**legal, key: text})
    assert view == ProfileView(town=legal.get("town", ""), housing=0.5)
    (complaint,) = complaints
    bad = text.split(",")[-1] if key == "towns" else text
    assert key in complaint or bad in complaint


@given(
    st.dictionaries(st.sampled_from([*ILLEGAL, "figure", "x"]), st.text(max_size=30), max_size=5)
)
def test_no_address_breaks_the_view(query):
    view, complaints = ProfileView.from_query_lenient(query)
    assert ProfileView.from_query(view.to_query()) == view
    assert all(complaints)


def test_a_link_of_before_still_says_who_is_left_out():
    assert ProfileView.from_query({"without": "county"}) == ProfileView()
    assert ProfileView.from_query({"without": "state"}).without == "state"
    assert ProfileView(without="none").to_query() == {"without": "none"}


def test_all_illegal_parts_are_told():
    view, complaints = ProfileView.from_query_lenient(ILLEGAL)
    assert view == ProfileView()
    assert len(complaints) == len(ILLEGAL)


@pytest.mark.parametrize("towns", ["1471300", "147130000", "1471300x", "１４７１３０００"])
def test_a_key_of_a_town_has_eight_digits(towns):
    with pytest.raises(ParameterError, match="acht Ziffern"):
        ProfileView(town=towns)
    with pytest.raises(ParameterError, match="acht Ziffern"):
        ProfileView(compared=("14713000", towns))


def test_no_more_towns_than_a_prepared_selection():
    keys = tuple(f"{number:08d}" for number in range(MOST_COMPARED + 1))
    assert ProfileView(compared=keys[:-1]).compared == keys[:-1]
    with pytest.raises(ParameterError, match=str(MOST_COMPARED)):
        ProfileView(compared=keys)
    assert MOST_CHOSEN < MOST_COMPARED


@pytest.mark.parametrize("last", WEIGHTS)
def test_one_weight_is_enough_and_none_is_too_few(last):
    zero = dict.fromkeys(WEIGHTS, 0.0)
    one = ProfileView(**{**zero, last: 0.25})
    assert one.weights == {**zero, last: 0.25}
    with pytest.raises(ParameterError, match="Gewicht"):
        replace(one, **{last: 0.0})
    # of an address with no weight at all, what is left still finds towns
    view, complaints = ProfileView.from_query_lenient(dict.fromkeys(WEIGHTS, "0"))
    assert any(view.weights.values())
    assert len(complaints) == 1


@pytest.mark.parametrize("bad", [-0.1, MOST_WEIGHT + 0.1, math.nan, math.inf])
def test_weights_have_limits(bad):
    with pytest.raises(ParameterError):
        ProfileView(housing=bad)


def test_the_names_are_those_of_the_data(edition):
    assert tuple(block.id for block in blocks()) == WEIGHTS
    assert entry(ProfileView().figure).id == ProfileView().figure
    frame = profile_frame(edition)
    for group in GROUPS:
        assert reference_group(frame, "14713000", group).any()
    selections = tomllib.loads(
        files("ankunft.typology").joinpath("selections.toml").read_text("utf-8")
    )
    for selection in selections.values():
        view = ProfileView(compared=tuple(selection["towns"]))
        assert set(view.compared) <= set(frame.index)
        assert selection["label_de"]
        assert selection["label_en"]


def test_the_window_of_inhabitants_is_not_empty():
    view, complaints = ProfileView.from_query_lenient({"least": "5000", "most": "1000"})
    assert len(complaints) == 1
    assert not view.most or view.least <= view.most
    with pytest.raises(ParameterError):
        ProfileView(least=5_000, most=1_000)


def test_a_figure_is_one_of_the_profile():
    view, complaints = ProfileView.from_query_lenient({"figure": "xyz"})
    assert view.figure == ProfileView().figure
    assert len(complaints) == 1


def test_a_town_is_compared_once():
    view, _complaints = ProfileView.from_query_lenient({"towns": "14713000,14713000"})
    assert view.compared in ((), ("14713000",))
