"""The view of a town and its address are the same thing, and it fits the data of the town."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_town import AGS, NAME, cells, city

from ankunft.app.address import Position
from ankunft.app.town_view import SHOWN, TownView, fitted, shown_by
from ankunft.app.view import LIMITS, View, thresholds
from ankunft.base.errors import ParameterError
from ankunft.edition.figures import figures
from ankunft.town.classes import REFERENCES
from ankunft.town.units import KINDS, Units, cell_units, district_units, fine_units
from ankunft.typology import PRESETS, applies, preset_parameters


def steps(name: str, width: float) -> st.SearchStrategy[float]:
    """What a slider of this step can be set to."""
    least, most = LIMITS[name]
    return st.integers(0, round((most - least) / width)).map(lambda k: round(least + k * width, 6))


positions = st.builds(
    Position,
    lat=st.floats(-85, 85).map(lambda v: round(v, 4)),
    lng=st.floats(-180, 180).map(lambda v: round(v, 4)),
    zoom=st.integers(0, 72).map(lambda k: k / 4),
)
years = st.just(0) | st.integers(1900, 2100)
keys = st.text("0123456789", min_size=1, max_size=10)


@st.composite
def views(draw) -> TownView:
    preset = draw(st.sampled_from([name for name in PRESETS if applies(name, "district")]))
    values = thresholds(preset, "district")
    del values["min_n"]
    if preset == "own":
        low, high = sorted((draw(steps("high", 0.05)), draw(steps("low", 0.05))))
        values = {"high": max(high, 0.5), "low": low, "margin": draw(steps("margin", 0.5))}
    return TownView(
        preset=preset,
        **values,
        min_n=draw(st.integers(*map(int, LIMITS["min_n"]))),
        town=draw(st.just("") | st.text("0123456789", min_size=8, max_size=8)),
        unit=draw(st.sampled_from(("", *KINDS))),
        t0=draw(years),
        t1=draw(years),
        shown=draw(st.sampled_from(SHOWN)),
        of=draw(st.sampled_from(("foreign", "origin_syria", "x"))),
        reference=draw(st.sampled_from(REFERENCES)),
        berlin=draw(st.sampled_from(("east", "west"))),
        ground=draw(st.sampled_from(("common", "each"))),
        row=draw(st.sampled_from(("", "district", "large_district"))),
        left_out=tuple(draw(st.lists(keys, unique=True, max_size=4))),
        centre=draw(st.just("") | keys),
        selected=draw(st.text(max_size=12)),
        position=draw(st.none() | positions),
    )


@given(views())
def test_the_address_of_a_view_is_the_view(view):
    query = view.to_query()
    assert TownView.from_query(query) == view
    assert TownView.from_query_lenient(query) == (view, [])
    assert all(isinstance(text, str) and text for text in query.values())


def test_defaults_are_left_out():
    assert TownView().to_query() == {}
    assert TownView(town="14713000").to_query() == {"town": "14713000"}
    fifth = TownView(preset="fifth").with_thresholds_of_preset()
    assert fifth.to_query() == {"preset": "fifth"}
    assert TownView(preset="own", high=1.8).to_query() == {"preset": "own", "high": "1.8"}
    assert TownView(left_out=("1", "2")).to_query() == {"out": "1,2"}


def test_parameters_are_those_inside_a_town():
    assert TownView().parameters == preset_parameters("relative", "district")
    assert TownView(high=2.0).parameters.high == 1.5
    assert TownView(high=2.0, preset="own").parameters.high == 2.0
    assert TownView(min_n=800, berlin="west").parameters == preset_parameters(
        "relative", "district", min_n=800, berlin="west"
    )
    assert TownView.from_query({"preset": "fifth"}).parameters.rule == "fifth"
    large = TownView.from_query({"row": "large_district"}).parameters
    assert large == preset_parameters("relative", "large_district")


def test_small_cells_are_shown_with_fewer_people():
    assert TownView(min_n=900).least == TownView(unit="cell", min_n=900).least == 900
    assert TownView(unit="fine", min_n=900).least == LIMITS["min_n"][0]


ILLEGAL = {
    "town": "1471300",
    "unit": "street",
    "from": "1899",
    "to": "2101",
    "show": "everything",
    "ref": "europe",
    "preset": "mine",
    "n": "99",
    "berlin": "north",
    "ground": "all",
    "out": "12a",
    "centre": "N2689E4337",
    "pos": "91,0,5",
}
NAMED = {"town": "1471300", "out": "12a", "centre": "N2689E4337"}
"""Parts whose error names the value, not the key."""


@pytest.mark.parametrize(("key", "text"), ILLEGAL.items())
def test_an_illegal_part_is_named(key, text):
    with pytest.raises(ParameterError, match=NAMED.get(key, f"„{key}")):
        TownView.from_query({key: text})
    view, complaints = TownView.from_query_lenient({key: text, "sel": "7"})
    assert view == TownView(selected="7")
    assert len(complaints) == 1


@pytest.mark.parametrize(
    ("key", "text"), [("high", "9"), ("low", "-1"), ("margin", "99"), ("high", "nan")]
)
def test_illegal_thresholds_are_named(key, text):
    query = {"preset": "own", key: text}
    with pytest.raises(ParameterError, match=key):
        TownView.from_query(query)
    view, complaints = TownView.from_query_lenient(query)
    assert view == TownView(preset="own")
    assert len(complaints) == 1


@given(views(), st.lists(st.sampled_from(sorted(ILLEGAL)), unique=True, min_size=1, max_size=4))
def test_illegal_parts_do_not_spoil_the_others(view, broken):
    # the preset decides what the thresholds are
    broken = [key for key in broken if key != "preset"]
    query = view.to_query() | {key: ILLEGAL[key] for key in broken}
    found, complaints = TownView.from_query_lenient(query)
    assert len(complaints) == len(broken)
    kept = {key: text for key, text in view.to_query().items() if key not in broken}
    assert found == TownView.from_query(kept)


def test_thresholds_in_the_wrong_order_give_a_legal_view():
    query = {"preset": "own", "high": "0.8", "low": "1.6", "town": "14713000"}
    view, complaints = TownView.from_query_lenient(query)
    assert len(complaints) == 2
    assert view == TownView(preset="own", town="14713000")
    # one of them alone may be legal beside the usual other
    view, complaints = TownView.from_query_lenient({**query, "low": "1.4"})
    assert (view.high, view.low, len(complaints)) == (1.5, 1.4, 1)


def test_foreign_parts_of_an_address_are_ignored():
    assert TownView.from_query_lenient({"embed": "true", "level": "cell"}) == (TownView(), [])


def test_a_view_refuses_what_is_not_finite():
    with pytest.raises(ParameterError, match="margin"):
        TownView(preset="own", margin=math.nan)


def units_with(*years: int, **groups) -> dict[str, Units]:
    figures = {"A": dict.fromkeys(years, (100, 10))}
    of = {name: {"A": dict.fromkeys(years, 1.0)} for name in groups}
    return {"district": district_units(city(figures, **of))}


def fit(units: dict[str, Units], **changes) -> TownView:
    return fitted(TownView(town=AGS, **changes), tuple(units), units)


@pytest.mark.parametrize(
    ("at_hand", "expected"),
    [
        ((2000, 2011, 2022, 2023), (2011, 2022)),
        ((2000, 2011, 2023), (2000, 2023)),
        ((2015, 2018, 2020), (2015, 2020)),
        ((2020,), (2020, 2020)),
    ],
)
def test_years_are_those_of_the_censuses_or_the_whole_series(at_hand, expected):
    view = fit(units_with(*at_hand))
    assert (view.unit, view.t0, view.t1) == ("district", *expected)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ((2000, 2023), (2000, 2023)),
        ((2005, 2011), (2005, 2011)),
        ((2023, 2000), (2011, 2022)),
        ((2011, 2011), (2011, 2022)),
        ((2000, 2050), (2011, 2022)),
    ],
)
def test_chosen_years_are_kept_if_there_are_such_figures(chosen, expected):
    view = fit(units_with(2000, 2005, 2011, 2022, 2023), t0=chosen[0], t1=chosen[1])
    assert (view.t0, view.t1) == expected


@pytest.mark.parametrize("ags", ["14713000", "11000000", "02000000"])
def test_every_kind_of_unit_fits(edition, ags):
    frame = figures(edition, "cell")
    small = edition.cells_100m
    units = {
        "cell": cell_units(frame[frame["ags"] == ags], ags, ""),
        "fine": fine_units(small[small["ags"] == ags], ags, ""),
    }
    if (own := edition.city(ags)) is not None:
        units = {"district": district_units(own), **units}
    units = {kind: found for kind, found in units.items() if len(found)}
    first = fitted(TownView(town=ags), tuple(units), units)
    assert first.unit == next(iter(units))
    for kind in KINDS:
        for shown in SHOWN:
            asked = TownView(town=ags, unit=kind, shown=shown, reference="nation", of="nothing")
            view = fitted(asked, tuple(units), units)
            own = units[view.unit]
            assert view.unit == (kind if kind in units else first.unit)
            assert view.t0 <= view.t1
            assert {view.t0, view.t1} <= set(own.years)
            assert view.shown in shown_by(own)
            assert view.of == "foreign"
            assert view.reference == ("nation" if (view.t0, view.t1) == (2011, 2022) else "own")
            assert fitted(view, tuple(units), units) == view, "fitting again changes nothing"
            assert TownView.from_query(view.to_query()) == view


def test_what_can_be_shown():
    two = district_units(city())
    assert shown_by(two) == SHOWN
    one = units_with(2020)["district"]
    assert set(shown_by(one)) == {"class", "share", "clusters"}
    assert shown_by(replace(one, kind="fine")) == ("share",)
    single = {"cell": cell_units(cells([[600]], [[5]], [[math.nan]], covered=False), AGS, NAME)}
    assert fit(single, shown="change").shown == "class"
    assert fit(single, shown="share").shown == "share"


def test_groups_are_those_of_the_units():
    units = units_with(2011, 2022, origin_syria=True)
    assert fit(units, of="origin_syria").of == "origin_syria"
    assert fit(units, of="origin_peru").of == "foreign"


@pytest.mark.parametrize(("years", "kept"), [((2011, 2022), True), ((2015, 2020), False)])
def test_germany_needs_the_years_of_the_censuses(years, kept):
    view = fit(units_with(*years), reference="nation", min_n=700)
    assert view.reference == ("nation" if kept else "own")
    assert view.min_n == 700


def test_the_upper_fifth_needs_ten_units():
    assert fit(units_with(2011, 2022), preset="fifth").preset == "relative"


def test_everything_else_is_kept():
    view = TownView(
        town=AGS, t0=2011, t1=2022, shown="change", left_out=("1",), centre="2", selected="01",
        position=Position(50, 9, 11), preset="own", high=2.0, low=1.0, unit="district",
    )  # fmt: skip
    units = units_with(2011, 2022)
    # the row of thresholds that suits the units is named in full
    assert fitted(view, ("district",), units) == replace(view, row="district")


@pytest.mark.parametrize("cls", [TownView, View])
def test_a_number_of_hundreds_of_digits_is_refused(cls):
    with pytest.raises(ParameterError):
        cls.from_query({"n": "9" * 400})


@pytest.mark.parametrize("query", [{"centre": "²"}, {"town": "²" * 8}, {"out": "²"}])
def test_superscripts_are_no_digits(query):
    with pytest.raises(ParameterError):
        TownView.from_query(query)
