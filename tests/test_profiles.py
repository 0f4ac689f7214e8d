"""What a profile holds: the catalogue, the frame beside its sources, the place in a distribution."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
from areas import edition_of
from hypothesis import given
from hypothesis import strategies as st

from ankunft.base.errors import ParameterError
from ankunft.base.small_numbers import FEWEST_DWELLINGS, PLACED_FROM
from ankunft.edition import Edition
from ankunft.edition.figures import figures
from ankunft.edition.indicators import catalogue, series_catalogue
from ankunft.profiles.frame import (
    blocks,
    county_years,
    entries,
    entry,
    place_in,
    profile_frame,
    reference_group,
    transformed,
    why_missing,
)
from ankunft.profiles.placement import quarters_in

GOSLAR = "03153017"
FEW = 1_000


@pytest.fixture(scope="module")
def frame(edition) -> pd.DataFrame:
    return profile_frame(edition)


@pytest.fixture(scope="module")
def towns(edition) -> pd.DataFrame:
    table = figures(edition, "municipality")
    return table[table["has_figures"]].set_index("ags", drop=False)


OF_TOWNS = [known for known in entries() if known.level == "town"]
OF_COUNTIES = [known for known in entries() if known.level == "county"]


def test_five_blocks_each_with_figures_that_are_compared():
    assert [block.id for block in blocks()] == [
        "size", "migration", "economy", "housing", "infrastructure"
    ]  # fmt: skip
    assert {known.block for known in entries() if known.compared} == {b.id for b in blocks()}
    assert all(block.label("de") != block.label("en") for block in blocks())


def test_entries_are_those_of_the_catalogues_once_each():
    ids = [known.id for known in entries()]
    assert len(ids) == len(set(ids))
    assert {known.id for known in OF_TOWNS} <= set(catalogue())
    assert {known.id for known in OF_COUNTIES} <= set(series_catalogue())
    assert all("municipality" in catalogue()[known.id].levels for known in OF_TOWNS)


def test_infrastructure_is_known_for_the_kreis_only_and_says_so():
    infrastructure = [known for known in entries() if known.block == "infrastructure"]
    assert infrastructure
    for known in infrastructure:
        assert known.level_note("de") == "Wert des Kreises"
        assert known.source("de") == "© BBSR Bonn, INKAR (Daten verändert) · Wert des Kreises"
    assert all(known.level_note("de") == "" for known in OF_TOWNS)


def test_shares_are_logits_of_a_count_and_nothing_else_is():
    for known in entries():
        assert (known.transform == "logit") == (known.unit("de") == "%"), known.id
        assert (known.transform == "logit") == bool(known.count), known.id


def test_labels_hold_the_year_of_each_series(edition):
    for known in entries(edition):
        assert known.year[:4].isdigit(), known.id
        assert known.year in known.label("de"), known.id
        assert known.year in known.label("en"), known.id
    assert entry("q_alo", edition).label("de") == "Arbeitslosenquote (2021)"
    assert entry("q_alo").label("de") == "Arbeitslosenquote"
    assert entry("q_alo").show(5.25, "de") == "5,2\u00a0%"


def test_an_unknown_entry_is_refused():
    with pytest.raises(ParameterError, match="nothing"):
        entry("nothing")


def series(rows: list[tuple[str, int, int]], counties: int = 40) -> Edition:
    """Series with figures for the first so many of the Kreise: (id, year, how many)."""
    table = [
        (f"{k:05}", name, year, float(year) if k < known else math.nan)
        for name, year, known in rows
        for k in range(counties)
    ]
    columns = ["county", "indicator", "year", "value"]
    return edition_of(county_series=pd.DataFrame(table, columns=columns))


def test_the_year_of_a_series_is_the_newest_that_covers_most_kreise():
    rows = [("q_alo", 2019, 40), ("q_alo", 2020, 38), ("q_alo", 2021, 37), ("q_bip_ew", 2021, 20)]
    rows.append(("a_ausl_bev", 2022, 40))
    assert county_years(series(rows)) == {"q_alo": 2020}


def test_one_row_per_municipality_with_figures(frame, towns):
    assert len(frame) == 10_786
    assert frame.index.is_unique
    assert frame.index.to_list() == frame["ags"].to_list() == towns["ags"].to_list()
    assert list(frame)[:8] == [
        "ags", "name", "state", "county", "independent", "size_class", "urbanisation", "population_2022",
    ]  # fmt: skip
    assert frame["size_class"].to_list() == towns["size_class"].to_list()


@pytest.mark.parametrize("known", OF_TOWNS, ids=lambda known: known.id)
def test_figures_of_towns_equal_their_source_column(frame, towns, known):
    source, column = towns[known.figure.column], frame[known.id]
    shown = column.notna()
    assert shown.any()
    assert (column[shown] == source[shown]).all()
    hidden = source.notna() & ~shown
    few = (towns["population_2011"] < FEW) | (towns["population_2022"] < FEW)
    if known.figure.rests_on == "dwellings":
        few = towns["dwellings_2022"] < FEWEST_DWELLINGS
    if known.id != "centre_ratio_2011":  # towns of 10,000 and more only
        assert hidden.any() == bool(known.figure.rests_on)
    assert few[hidden].all()


def test_no_share_of_people_rests_on_few(frame):
    rates = ["share_foreign_2022", "change"]
    assert frame.loc[frame["population_2022"] < FEW, rates].isna().all(axis=None)
    assert frame.loc[frame["population_2011"] < FEW, ["share_foreign_2011"]].isna().all(axis=None)
    assert frame.loc[frame["population_2022"] >= FEW, "share_foreign_2022"].notna().mean() > 0.95


@pytest.mark.parametrize("known", OF_COUNTIES, ids=lambda known: known.id)
def test_figures_of_the_kreis_are_those_of_one_year(edition, frame, known):
    year = int(entry(known.id, edition).year)
    rows = edition.county_series
    rows = rows[(rows["indicator"] == known.id) & (rows["year"] == year)]
    wanted = frame["county"].map(dict(zip(rows["county"], rows["value"], strict=True)))
    pd.testing.assert_series_equal(frame[known.id], wanted, check_names=False)
    assert frame[known.id].notna().mean() > 0.9


def test_the_counts_beside_the_shares(frame, towns):
    assert frame["dwellings_2022"].equals(towns["dwellings_2022"])
    of_kreis = frame[frame["county"] == "03153"]
    assert of_kreis["county_population"].unique() == of_kreis["population_2022"].sum()


def test_why_a_figure_is_missing(edition, frame, towns):
    few = frame.index[frame["population_2022"] < 500][0]
    share = entry("share_foreign_2011")
    assert why_missing(towns, few, share, "de") == "nicht gezeigt: weniger als 1.000 Personen"
    ratio = entry("centre_ratio_2011")
    assert "10.000" in why_missing(towns, few, ratio, "de")
    empty = towns.index[towns["centre_cell"].notna() & towns["centre_ratio_2011"].isna()][0]
    assert "im Zentrum oder im Rest weniger als 500 Pers" in why_missing(towns, empty, ratio, "de")
    of_2022 = replace(ratio, figure=catalogue()["centre_ratio_2022"])
    without = towns.index[towns["centre_cell"].notna() & towns["centre_population_2022"].isna()][0]
    assert why_missing(towns, without, of_2022, "de") == "nicht genug Rasterzellen mit Werten"
    vacancy = entry("vacancy_2022")
    hamlet = towns.index[towns["vacancy_2022"].notna() & (towns["dwellings_2022"] < 100)][0]
    assert why_missing(towns, hamlet, vacancy, "de") == "nicht gezeigt: weniger als 100 Wohnungen"
    silent = towns.index[towns["vacancy_2022"].isna()][0]
    assert why_missing(towns, silent, vacancy, "de") == "nicht veröffentlicht"
    assert why_missing(towns, silent, vacancy, "en") == "not published"
    of_kreis = entry("q_kaufkraft")
    text = why_missing(towns, frame.index[frame["q_kaufkraft"].isna()][0], of_kreis, "de")
    assert text == "für den Kreis nicht veröffentlicht"
    with pytest.raises(ParameterError):
        why_missing(towns, "99999999", of_kreis, "de")


def one(column: list[float], count: list[float] | None = None) -> pd.DataFrame:
    return pd.DataFrame({"x": column, "n": count if count is not None else [nan] * len(column)})


nan = math.nan
SHARE = replace(entry("share_foreign_2022"), id="x", count="n")
SIZE = replace(entry("population_2022"), id="x")


def test_the_logit_of_a_share_is_the_empirical_one():
    values = transformed(one([25.0, 0, 100, 25, nan], [99, 99, 99, nan, 99]), SHARE).to_list()
    x = 0.25 * 99
    assert values[0] == pytest.approx(math.log((x + 0.5) / (99 - x + 0.5)))
    assert values[1] == pytest.approx(math.log(0.5 / 99.5)) == pytest.approx(-values[2])
    assert all(math.isnan(value) for value in values[3:])


@given(st.floats(-50, 150), st.integers(1, 10**7))
def test_every_share_has_a_finite_logit(share, n):
    assert np.isfinite(transformed(one([share], [n]), SHARE)).all()


def test_the_logarithm_starts_where_a_figure_may_be_nil():
    assert transformed(one([1.0, math.e]), SIZE).to_list() == pytest.approx([0, 1])
    assert transformed(one([0.0, -1]), SIZE).isna().all()
    started = transformed(one([0.0]), replace(SIZE, start=0.5))
    assert started.to_list() == pytest.approx([math.log(0.5)])
    as_it_is = transformed(one([-3.0, nan]), replace(SIZE, transform="none"))
    assert as_it_is.iloc[0] == -3
    assert math.isnan(as_it_is.iloc[1])


@pytest.mark.parametrize("known", entries(), ids=lambda known: known.id)
def test_every_figure_that_is_there_can_be_compared(frame, known):
    assert transformed(frame, known).notna().equals(frame[known.id].notna())


@pytest.mark.parametrize(
    ("value", "quarter", "lower", "words"),
    [(1, 0, 0, "unteres Viertel"), (3, 0, 2, "unteres Viertel"), (4, 1, 3, "zweites Viertel"),
     (7, 2, 6, "drittes Viertel"), (7.5, 3, 7, "oberes Viertel"), (99, 3, 9, "oberes Viertel")],
)  # fmt: skip
def test_a_place_is_named_by_its_quarter(value, quarter, lower, words):
    place = place_in([1, 2, 3, 4, 5, 6, 7, 8, 9, nan, nan], value, PLACED_FROM)
    assert (place.n, place.missing) == (9, 2)
    assert place.quartiles == (3, 5, 7)
    assert place.share_below == pytest.approx(lower / 9)
    assert (place.quarter, place.words("de")) == (quarter, words)


def test_no_quarter_without_a_value_a_spread_or_enough_towns():
    town = partial(place_in, inhabitants=5_000)
    assert town([1.0, 2, 3, 4], nan).words("de") == ""
    assert math.isnan(town([1.0, 2, 3, 4], nan).share_below)
    assert town([5.0] * 9, 5).quarter is None
    assert town([1.0, 2, 3], 2).quarter is None
    nothing = town([nan, nan], 2)
    assert (nothing.n, nothing.missing, nothing.quarter) == (0, 2, None)
    assert math.isnan(nothing.quartiles[1])


@given(st.lists(st.floats(-1e6, 1e6), min_size=4), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_higher_value_is_never_placed_lower(values, first, second):
    low, high = sorted((first, second))
    a, b = (place_in(values, value, 5_000) for value in (low, high))
    assert 0 <= a.share_below <= b.share_below <= 1
    if a.quarter is not None and b.quarter is not None:
        assert a.quarter <= b.quarter


@pytest.mark.parametrize(("inhabitants", "words"), [(9, ""), (999, ""), (1_000, "oberes Viertel")])
def test_villages_have_no_place(inhabitants, words):
    assert place_in([1.0, 2, 3, 4], 4, inhabitants).words("de") == words


def test_a_figure_that_many_towns_share_has_no_place():
    """58 of 100 Kreise without students are not all in the lower quarter."""
    students = [0.0] * 58 + [float(n) for n in range(1, 43)]
    assert place_in(students, 0.0, 5_000).quarter is None
    assert place_in(students, 42.0, 5_000).words("de") == "oberes Viertel"
    a_few = [0.0] * 28 + [float(n) for n in range(1, 73)]
    assert place_in(a_few, 0.0, 5_000).words("de") == "unteres Viertel"


@given(st.lists(st.one_of(st.integers(0, 9).map(float), st.just(nan)), max_size=60))
def test_the_places_of_all_towns_are_those_of_each(values):
    people = [500.0 * (place % 4 + 1) for place in range(len(values))]
    alone = [place_in(values, value, n).quarter for value, n in zip(values, people, strict=True)]
    assert [None if q < 0 else q for q in quarters_in(values, people).tolist()] == alone


def test_groups_of_reference(frame):
    assert reference_group(frame, GOSLAR, "nation").all()
    land = frame[reference_group(frame, GOSLAR, "state")]
    assert set(land["state"]) == {"03"}
    assert len(land) == (frame["state"] == "03").sum()
    same_size = frame[reference_group(frame, GOSLAR, "size_class")]
    assert set(same_size["size_class"]) == {frame.at[GOSLAR, "size_class"]}
    own = frame[reference_group(frame, GOSLAR, "peers", ["03254002"])]
    assert sorted(own.index) == [GOSLAR, "03254002"]


@pytest.mark.parametrize(
    ("ags", "kind", "listed"),
    [("99", "nation", []), (GOSLAR, "peers", ["99"]), (GOSLAR, "planet", [])],
)
def test_groups_that_do_not_exist_are_refused(frame, ags, kind, listed):
    with pytest.raises(ParameterError):
        reference_group(frame, ags, kind, listed)
