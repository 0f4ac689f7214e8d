"""Addresses: what a link says is what the page shows, and what it cannot say is named."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankunft.app.address import (
    Position,
    choice,
    in_range,
    lenient,
    parts_of,
    to_query,
    values_of,
)
from ankunft.base.errors import ParameterError


@dataclass(frozen=True)
class Page:
    name: str = "start"
    count: int = 3
    limit: float = 1.5
    open: bool = False
    tags: tuple[str, ...] = ()
    position: Position | None = None
    private: str = "never in the address"

    def __post_init__(self) -> None:
        in_range("n", self.count, 0, 10)
        if self.position:
            self.position.check()
        if self.limit > self.count:
            raise ParameterError("„limit“ ist größer als „n“.")


KEYS = {
    "name": "name", "count": "n", "limit": "limit", "open": "open", "tags": "tags",
    "position": "pos",
}  # fmt: skip


def read(query: Mapping[str, str]) -> Page:
    return Page(**values_of(Page, query, KEYS))


pages = st.builds(
    Page,
    name=st.text(min_size=1),
    count=st.integers(3, 10),
    limit=st.integers(-3000, 3000).map(lambda thousandths: thousandths / 1000),
    open=st.booleans(),
    tags=st.lists(st.text("abc-0", min_size=1)).map(tuple),
    position=st.none()
    | st.builds(
        Position,
        lat=st.floats(-85, 85).map(lambda v: round(v, 4)),
        lng=st.floats(-180, 180).map(lambda v: round(v, 4)),
        zoom=st.integers(0, 36).map(lambda v: v / 2),
    ),
)


@given(pages)
def test_there_and_back(page):
    query = to_query(page, Page(), KEYS)
    assert read(query) == page
    assert all(isinstance(text, str) and text for text in query.values())


@pytest.mark.parametrize(
    ("page", "query"),
    [
        (Page(), {}),
        (Page(open=True, tags=("a", "b")), {"open": "1", "tags": "a,b"}),
        (Page(count=4, limit=2.0), {"n": "4", "limit": "2"}),
        (Page(position=Position(51.34, 12.37, 9.5)), {"pos": "51.3400,12.3700,9.5"}),
    ],
)
def test_what_an_address_looks_like(page, query):
    assert to_query(page, Page(), KEYS) == query
    assert read(query) == page


def test_what_differs_from_another_default():
    assert to_query(Page(private="other"), Page(), KEYS) == {}
    assert to_query(Page(open=False), Page(open=True), KEYS) == {"open": "0"}


def test_empty_and_unknown_parts_say_nothing():
    assert values_of(Page, {"n": "", "utm": "x", "private": "x"}, KEYS) == {}


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("n", "zwei"),
        ("n", "2.0"),
        ("limit", "1,5"),
        ("open", "yes"),
        ("pos", "1,2"),
        ("pos", "1,2,3,4"),
        ("pos", "a,b,c"),
        ("n", "9" * 5000),
    ],
)
def test_what_cannot_be_read_is_named(key, text):
    with pytest.raises(ParameterError, match=key):
        read({key: text})


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 1.9, 3.1])
def test_numbers_have_limits(bad):
    in_range("x", 2, 2, 3)
    in_range("x", 3, 2, 3)
    with pytest.raises(ParameterError, match=r"„x“.*2.*3"):
        in_range("x", bad, 2, 3)


def test_a_choice_names_what_is_possible():
    choice("x", "a", ("a", "b"))
    with pytest.raises(ParameterError, match=r"„x“.*„c“.*a, –"):
        choice("x", "c", ("a", ""))
    with pytest.raises(ParameterError) as caught:
        choice("x", -1, range(10_000))
    assert len(str(caught.value)) < 120, "not all of a long list"


@pytest.mark.parametrize(
    ("lat", "lng", "zoom"),
    [(86, 0, 5), (0, 181, 5), (0, 0, 19), (0, 0, -1), (math.nan, 0, 1), (0, 0, math.inf)],
)
def test_positions_are_on_earth(lat, lng, zoom):
    Position(85, -180, 18).check()
    with pytest.raises(ParameterError, match="pos"):
        Position(lat, lng, zoom).check()


def test_parts_keep_the_order_of_the_groups():
    query = {"limit": "1", "x": "?", "n": "2", "name": "a"}
    assert parts_of(query, [["name"], ["n", "limit"], ["open"]]) == [
        {"name": "a"},
        {"n": "2", "limit": "1"},
    ]


GROUPS = [["n", "limit"], ["name"], ["open"], ["tags"], ["pos"]]


def test_illegal_parts_are_left_out_and_named():
    query = {"n": "99", "limit": "2.5", "name": "x", "open": "?", "pos": "0,0,5"}
    page, complaints = lenient(read, parts_of(query, GROUPS))
    assert page == Page(limit=2.5, name="x", position=Position(0, 0, 5))
    assert len(complaints) == 2
    assert "„n“" in complaints[0]
    assert "„open=?“" in complaints[1]


def test_parts_that_need_each_other_are_read_together():
    query = {"limit": "7", "n": "8"}
    assert lenient(read, parts_of(query, GROUPS)) == (Page(count=8, limit=7), [])
    # one after the other the limit would not have been legal beside the usual count
    page, complaints = lenient(read, parts_of(query, [["limit"], ["n"]]))
    assert (page, len(complaints)) == (Page(count=8), 1)


@given(pages, st.sampled_from([("n", "-1"), ("open", "x"), ("pos", "0,0,99")]))
def test_one_illegal_part_costs_nothing_else(page, broken):
    key, text = broken
    query = to_query(page, Page(), KEYS)
    kept = {k: v for k, v in query.items() if k not in (key, "limit")}
    found, complaints = lenient(read, parts_of({**kept, key: text}, GROUPS))
    assert found == read(kept)
    assert len(complaints) == 1
