"""What the charts of a profile draw: every figure once, the town itself, and nothing for nothing."""

from __future__ import annotations

import json
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankunft import profiles
from ankunft.charts_profile import MARK, STRIPS, dots, spread_chart, strip_chart
from ankunft.i18n import LANGUAGES
from ankunft.size_classes import QUANTILES, by_size

KIB = 1024
GOSLAR = "03153017"
VILLAGE = "07231021"
"""Dierfeld, the municipality that lacks most figures."""


@pytest.fixture(scope="module")
def frame(edition) -> pd.DataFrame:
    return profiles.profile_frame(edition)


@pytest.fixture(scope="module")
def known(edition) -> list[profiles.Entry]:
    return profiles.entries(edition)


def spec_of(chart: Any) -> dict[str, Any]:
    return json.loads(chart.to_json())


def data(spec: dict[str, Any], part: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows that a part of a chart draws."""
    return spec["datasets"][part.get("data", spec.get("data"))["name"]]


def parts(strip: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The layers of a strip by what they draw."""
    named = ("lines", "half", "median", "town")
    return dict(zip(named, strip["layer"], strict=True))


def rows_of(frame: pd.DataFrame, known: list[profiles.Entry], ags: str, mask: Any) -> list[tuple]:
    """What the page hands to the chart: the figures that the town has."""
    rows = []
    for entry in known:
        value = float(frame.at[ags, entry.id])
        values = frame.loc[mask, entry.id].to_numpy(float)
        if np.isfinite(value):
            rows.append((entry, values, value, profiles.place_in(values, value, 9_000)))
    return rows


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["nation", "size_class", "state"])
def test_every_figure_is_one_strip_with_the_town_on_its_axis(frame, known, kind, lang):
    rows = rows_of(frame, known, GOSLAR, profiles.reference_group(frame, GOSLAR, kind))
    assert len(rows) > 25
    for row in rows:
        entry, values, value, found = row
        spec = strip = spec_of(strip_chart(*row, lang))
        title = " ".join(strip["title"]["text"])
        # more would be cut off on a phone
        assert max(map(len, strip["title"]["text"])) <= 50
        assert title.startswith(f"{entry.label(lang)}: {entry.show(value, lang)}")
        assert title.endswith(found.words(lang))
        layers = parts(strip)
        (town,) = data(spec, layers["town"])
        assert town["value"] == value
        assert layers["town"]["mark"]["color"] == MARK
        low, high = layers["town"]["encoding"]["x"]["scale"]["domain"]
        assert low <= value <= high
        # one scale for all that a strip draws
        assert len({json.dumps(part["encoding"]["x"]["scale"]) for part in layers.values()}) == 1
        finite = values[np.isfinite(values)]
        drawn = [row["value"] for row in data(spec, layers["lines"])]
        assert len(drawn) == min(STRIPS, finite.size)
        assert (min(drawn), max(drawn)) == (finite.min(), finite.max())
        (half,) = data(spec, layers["half"])
        (median,) = data(spec, layers["median"])
        assert (half["value"], median["value"], half["end"]) == pytest.approx(
            np.quantile(finite, [0.25, 0.5, 0.75])
        )


groups = st.lists(st.floats(0.5, 1e6) | st.just(float("nan")), min_size=1, max_size=60)


@given(groups, st.integers(0, 59))
def test_what_is_missing_is_not_drawn(values, place):
    values = np.array(values)
    finite = values[np.isfinite(values)]
    if not finite.size:
        return
    value = float(finite[place % finite.size])
    entry = profiles.entry("rent_2022")
    spec = spec_of(strip_chart(entry, values, value, profiles.place_in(values, value, 9_000), "de"))
    layers = parts(spec)
    drawn = [row["value"] for row in data(spec, layers["lines"])]
    np.testing.assert_array_equal(drawn, np.sort(finite))
    low, high = layers["town"]["encoding"]["x"]["scale"]["domain"]
    assert finite.min() <= low <= value <= high <= finite.max()


def test_a_town_beyond_all_others_is_on_the_axis():
    entry = profiles.entry("rent_2022")
    values = np.linspace(5, 10, 1_000)
    for value in (0.5, 99.0):
        spec = spec_of(
            strip_chart(entry, values, value, profiles.place_in(values, value, 9_000), "de")
        )
        low, high = parts(spec)["town"]["encoding"]["x"]["scale"]["domain"]
        assert value in (low, high)


@pytest.mark.parametrize("kind", ["nation", "size_class"])
def test_the_message_of_a_block_is_small(frame, known, kind):
    """With the figures of all towns it would be a megabyte."""
    mask = profiles.reference_group(frame, GOSLAR, kind)
    for block in profiles.blocks():
        rows = rows_of(frame, [e for e in known if e.block == block.id], GOSLAR, mask)
        size = sum(len(strip_chart(*row, "de").to_json(indent=None)) for row in rows)
        assert size <= 100 * KIB, block.id


@pytest.mark.parametrize("lang", LANGUAGES)
def test_dots_leave_out_towns_without_the_figure(frame, known, lang):
    towns = [GOSLAR, VILLAGE, "14713000"]
    names = frame.loc[towns, "name"].to_list()
    rows = [(entry, frame.loc[towns, entry.id].to_list()) for entry in known]
    rows = [(entry, values) for entry, values in rows if np.isfinite(values).any()]
    lacking = 0
    for entry, values in rows:
        spec = chart = spec_of(dots(names, (entry, values), lang))
        assert " ".join(chart["title"]["text"]) == entry.label(lang)
        drawn = {row["town"]: row["value"] for row in data(spec, chart)}
        expected = {n: v for n, v in zip(names, values, strict=True) if np.isfinite(v)}
        assert drawn == expected
        lacking += len(names) - len(expected)
        # the row of a town without the figure stays, empty
        assert chart["encoding"]["y"]["scale"]["domain"] == names
        assert chart["encoding"]["x"]["title"] == entry.unit(lang)
    assert lacking > 3


def test_dots_never_draw_a_zero_for_a_missing_figure():
    entry = profiles.entry("rent_2022")
    spec = chart = spec_of(dots(["a", "b"], (entry, [float("nan"), 7.5]), "de"))
    assert data(spec, chart) == [{"town": "b", "value": 7.5}]
    assert chart["encoding"]["x"]["scale"]["zero"] is False


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_spread_has_one_row_per_size(frame, known, lang):
    names = {name: f"Größe {name}" for name in frame["size_class"].unique()}
    for entry in known:
        result = by_size(frame, entry)
        spec = spec_of(spread_chart(result.table, names, entry, lang))
        assert len(spec["layer"]) == 3
        for part in spec["layer"]:
            drawn = data(spec, part)
            assert [row["name"] for row in drawn] == [names[key] for key in result.table.index]
            assert part["encoding"]["y"]["sort"] == [names[key] for key in result.table.index]
            for row, (_key, expected) in zip(drawn, result.table.iterrows(), strict=True):
                for quantile in QUANTILES:
                    if np.isnan(expected[quantile]):
                        assert row[quantile] is None, "missing is not 0"
                    else:
                        assert row[quantile] == pytest.approx(expected[quantile])
        assert " ".join(spec["title"]["text"]) == entry.label(lang)
        assert spec["layer"][0]["encoding"]["x"]["title"] == entry.unit(lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_are_written_as_the_language_writes_them(frame, known, lang):
    rows = rows_of(frame, known[:1], GOSLAR, profiles.reference_group(frame, GOSLAR, "state"))
    result = by_size(frame, known[0])
    charts: list[alt.TopLevelMixin] = [
        strip_chart(*rows[0], lang),
        dots(["a"], (known[0], [1.0]), lang),
        spread_chart(result.table, {k: k for k in result.table.index}, known[0], lang),
    ]
    for chart in charts:
        assert (
            spec_of(chart)["config"]["locale"]["number"]["decimal"] == {"de": ",", "en": "."}[lang]
        )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_group_of_one_is_drawn(lang):
    """A town whose Land has no other figure."""
    entry = profiles.entry("rent_2022")
    found = profiles.place_in([7.0], 7.0, 9_000)
    spec = strip = spec_of(strip_chart(entry, np.array([7.0]), 7.0, found, lang))
    assert [row["value"] for row in data(spec, parts(strip)["lines"])] == [7.0]
    assert "Viertel" not in strip["title"]["text"]
