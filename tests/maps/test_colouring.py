"""From a view to codes, styles and legend: they name the same areas."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest

from ankunft.app.loaders import coloured
from ankunft.app.view import LEVELS, SCHEMES, View, colours
from ankunft.base.language import LANGUAGES
from ankunft.edition.figures import figures, without_small_numbers
from ankunft.edition.indicators import catalogue
from ankunft.output.maps.colouring import (
    Scale,
    interval_labels,
    legend,
    masked,
    scale,
    series_values,
)
from ankunft.output.maps.palette import EMPTY, NO_DATA, OUTSIDE, PUOR, class_styles
from ankunft.typology import ORDER, ArrivalClass
from ankunft.typology.levels import classify_level, preset_agreement

nan = np.nan
_cache: dict[str, pd.DataFrame] = {}


def scale_of(edition, view: View) -> Scale:
    frame = _cache.setdefault(view.level, figures(edition, view.level))
    result = classify_level(frame, view.level, view.parameters)
    shown = without_small_numbers(frame, view.level, view.min_n)
    return scale(
        coloured(view), shown, result, edition.county_series, dark=False,
        agreement=partial(preset_agreement, result, partial(classify_level, frame, view.level)),
    )  # fmt: skip


def at_level(level: str, **changes) -> View:
    return replace(View(level=level).with_thresholds_of_preset(), **changes)


CASES = [
    (level, colour)
    for level in LEVELS
    for colour in colours(level)
    if level != "cell" or colour in ("class", *(e for e in colours("cell") if "2011" in e))
]


@pytest.mark.parametrize(("level", "colour"), CASES)
def test_codes_styles_and_values_agree(edition, level, colour):
    made = scale_of(edition, at_level(level, colour=colour))
    assert len(made.codes) == len(made.values) == len(_cache[level])
    drawn = made.codes[made.codes != NO_DATA]
    assert drawn.size == 0 or drawn.max() < len(made.styles)
    if colour != "class":
        np.testing.assert_array_equal(made.codes == NO_DATA, ~np.isfinite(made.values))
        order = np.argsort(made.values[made.codes != NO_DATA], kind="stable")
        assert (np.diff(drawn[order].astype(int)) >= 0).all(), "codes rise with the values"
    labels = [style["label"] for style in made.styles]
    assert len(set(labels)) == len(labels)
    assert made.title


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("classes", [3, 7])
def test_as_many_steps_as_asked_for(edition, scheme, classes):
    view = at_level("county", colour="share_foreign_2022", scheme=scheme, classes=classes)
    assert len(scale_of(edition, view).styles) == classes


def test_classes_are_those_of_the_rules(edition):
    view = at_level("municipality")
    made = scale_of(edition, view)
    result = classify_level(_cache["municipality"], "municipality", view.parameters)
    no_data = result.classes == ArrivalClass.NO_DATA
    np.testing.assert_array_equal(made.codes == NO_DATA, no_data)
    np.testing.assert_array_equal(made.codes[~no_data], result.classes[~no_data])
    for code, style in enumerate(made.styles):
        assert style["label"] == ArrivalClass(code).label("de")


@pytest.mark.parametrize(
    "indicator", [name for name, entry in catalogue().items() if entry.kind == "diverging"]
)
def test_changes_are_coloured_around_nil(edition, indicator):
    level = catalogue()[indicator].levels[-1]
    made = scale_of(edition, at_level(level, colour=indicator))
    fills = np.array([style["fill"] for style in made.styles])
    assert list(fills) == PUOR
    known = made.codes != NO_DATA
    rising = np.isin(fills[made.codes[known]], PUOR[3:])
    np.testing.assert_array_equal(rising, made.values[known] >= 0)


def test_every_class_has_its_own_colour_letter_and_pattern():
    for dark in (False, True):
        styles = class_styles("de", dark=dark)
        styles = [style for style in styles if style.get("place", 0) >= 0]
        assert len(styles) == len(ArrivalClass) - 1
        assert len({style["fill"] for style in styles}) == len(styles)
        symbols = [style["symbol"] for style in styles if style["symbol"]]
        patterns = [style["pattern"] for style in styles if "pattern" in style]
        assert len(set(symbols)) == len(set(patterns)) == len(styles) - 1


def test_filtered_and_unincorporated_areas_are_set_apart():
    frame = pd.DataFrame({"has_figures": [True, True, False, False]})
    codes = np.array([1, 2, NO_DATA, NO_DATA], dtype=np.uint8)
    before = codes.copy()
    passing = np.array([True, False, True, False])
    assert masked(codes, frame, passing).tolist() == [1, OUTSIDE, EMPTY, OUTSIDE]
    assert masked(codes, frame[[]], passing).tolist() == [1, OUTSIDE, NO_DATA, OUTSIDE]
    np.testing.assert_array_equal(codes, before)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_legend_counts_every_area_once(lang):
    styles = class_styles(lang, dark=False)
    drawn = np.array([0, 0, 1, 4, NO_DATA, OUTSIDE, EMPTY], dtype=np.uint8)
    people = np.array([1000.0, 500, 9, nan, 7, 2, nan])
    rows = {row.code: row for row in legend(drawn, styles, people, lang)}
    assert sum(int(row.count) for row in rows.values()) == len(drawn)
    assert rows[0].people == ("1.500" if lang == "de" else "1,500")
    assert (rows[1].people, rows[2].count, rows[2].people, rows[4].people) == ("9", "0", "", "")
    few = {"de": "weniger als 3", "en": "fewer than 3"}[lang]
    assert (rows[OUTSIDE].people, rows[EMPTY].people) == (few, "")
    said = [code for code in ORDER if code != ArrivalClass.NO_DATA]
    assert list(rows)[: len(said)] == said, "from what has grown to what is new"


def test_the_legend_leaves_out_what_does_not_occur():
    rows = legend(np.zeros(2, np.uint8), class_styles("de", dark=False), np.ones(2), "de")
    assert {row.code for row in rows} == {0, 1, 2, 3, 4, 6}


@pytest.mark.parametrize(
    ("limits", "labels"),
    [
        ([5.0, 10.0], ["unter 5", "5 bis unter 10", "10 und mehr"]),
        ([0.5, 10.0], ["unter 0,5", "0,5 bis unter 10,0", "10,0 und mehr"]),
        ([-2.0, 0.0, 2.0], ["unter −2", "−2 bis unter 0", "0 bis unter 2", "2 und mehr"]),
        ([1e-7], ["unter 0,0000001", "0,0000001 und mehr"]),
        ([1500.0], ["unter 1.500", "1.500 und mehr"]),
    ],
)
def test_labels_have_the_decimals_they_need(limits, labels):
    assert interval_labels(np.array([0.0, 1.0]), np.array(limits), "de") == labels


def test_labels_of_a_single_or_no_value():
    for value, label in (
        (7.25, "7.25"),
        (12.345, "12.3"),
        (0.04, "0.04"),
        (0.0, "0"),
        (5e3, "5,000"),
    ):
        assert interval_labels(np.array([nan, value, value]), np.empty(0), "en") == [label]
    assert interval_labels(np.array([nan]), np.empty(0), "de") == ["keine Werte"]


def test_a_year_the_series_lacks_shows_the_latest(edition):
    frame = figures(edition, "county")
    series = edition.county_series
    name = series["indicator"].iloc[0]
    years = series.loc[series["indicator"] == name, "year"]
    values, year = series_values(frame, series, name, 1900)
    assert year == years.max()
    own = series[(series["indicator"] == name) & (series["year"] == year)].set_index("county")
    sample = frame["id"].iloc[7]
    assert values[7] == own.loc[sample, "value"]
    assert series_values(frame, series, name, int(years.min()))[1] == years.min()


def test_a_colour_means_the_same_in_every_year(edition):
    """The steps of a series are those of all its years, so that a slider over years can be read."""
    series = edition.county_series
    name = "a_ausl_bev"
    own = series[series["indicator"] == name]
    years = sorted(own["year"].unique())
    scales = [
        scale_of(edition, at_level("county", colour=name, year=int(year)))
        for year in (years[0], years[len(years) // 2], years[-1])
    ]
    labels = [[style["label"] for style in scale.styles] for scale in scales]
    assert labels[0] == labels[1] == labels[2]
    assert all("alle Jahre" in scale.note for scale in scales)
    highest = [scale.codes[scale.codes != NO_DATA].mean() for scale in scales]
    assert highest[0] + 1 < highest[-1], "shares rose, the steps stayed"
    used = np.concatenate([scale.codes[scale.codes != NO_DATA] for scale in scales])
    assert set(used) == set(range(len(labels[0])))


def test_dots_and_commas_follow_the_language(edition):
    german, english = (
        scale_of(edition, at_level("municipality", colour="rent_2022", lang=lang))
        for lang in LANGUAGES
    )
    np.testing.assert_array_equal(german.codes, english.codes)
    assert any(re.search(r"\d,\d", style["label"]) for style in german.styles)
    assert not any(re.search(r"\d,\d", style["label"]) for style in english.styles)
