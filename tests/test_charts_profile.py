"""What the charts of a profile draw: every figure once, the town itself, and nothing for nothing."""

from __future__ import annotations

import json
import re
from typing import Any

import altair as alt
import jsonschema
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankunft.base.language import LANGUAGES
from ankunft.output.charts.comparison import dots, spread_chart
from ankunft.output.charts.strip import MARK, STRIPS, strip_chart
from ankunft.profiles import frame as profiles
from ankunft.profiles.size_classes import QUANTILES, by_size
from ankunft.profiles.spread import Spread, entry_spread, spread_of

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
    return json.loads(
        chart.to_json() if isinstance(chart, alt.TopLevelMixin) else json.dumps(chart)
    )


def data(spec: dict[str, Any], part: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows that a part of a chart draws."""
    drawn = part.get("data", spec.get("data"))
    return drawn["values"] if "values" in drawn else spec["datasets"][drawn["name"]]


def parts(strip: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The layers of a strip by what they draw, without what is written at its ends."""
    named = ("country", "lines", "half", "median", "town")
    drawn = [layer for layer in strip["layer"] if layer["mark"]["type"] != "text"]
    return dict(zip(named, drawn, strict=True))


def beyond(spec: dict[str, Any], strip: dict[str, Any]) -> list[str]:
    """What is written at the ends of a strip."""
    written = [layer for layer in strip["layer"] if layer["mark"]["type"] == "text"]
    return [row["words"] for layer in written for row in data(spec, layer)]


def drawn_dots(spec: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The rows of a chart of dots by town, with the mark that draws each."""
    marks = [layer for layer in spec["layer"] if layer["mark"]["type"] in ("circle", "point")]
    return {
        row["town"]: {**row, "shape": layer["mark"].get("shape", "circle")}
        for layer in marks
        for row in data(spec, layer)
    }


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
def test_every_figure_is_one_strip_on_the_scale_of_all_towns(frame, known, kind, lang):
    rows = rows_of(frame, known, GOSLAR, profiles.reference_group(frame, GOSLAR, kind))
    assert len(rows) > 25
    for row in rows:
        entry, values, value, found = row
        spread = entry_spread(frame, entry)
        spec = strip = spec_of(strip_chart(*row, spread, lang))
        title = " ".join(strip["title"]["text"])
        # more would be cut off on a phone
        assert max(map(len, strip["title"]["text"])) <= 50
        assert title.startswith(f"{entry.label(lang)}: {entry.show(value, lang)}")
        assert title.endswith(found.words(lang))
        layers = parts(strip)
        (town,) = data(spec, layers["town"])
        assert town["value"] == value
        assert (layers["town"]["mark"]["color"], layers["town"]["mark"]["shape"]) == (
            MARK,
            "diamond",
        )
        # one scale for all that a strip draws, whatever the group
        assert not any("x" in part["encoding"] for part in strip["layer"])
        assert strip["encoding"]["x"]["scale"]["domain"] == [spread.low, spread.high]
        assert "clamp" not in strip["encoding"]["x"]["scale"], "nothing is cut in silence"
        finite = values[np.isfinite(values)]
        drawn = [row["value"] for row in data(spec, layers["lines"])]
        assert len(drawn) <= min(STRIPS, finite.size)
        assert spread.low <= min(drawn) <= max(drawn) <= spread.high
        below, above = (finite < spread.low).sum(), (finite > spread.high).sum()
        wanted = [f"◂ {below}"] * bool(below) + [f"{above} ▸"] * bool(above)
        assert beyond(spec, strip) == wanted
        (half,) = data(spec, layers["half"])
        (median,) = data(spec, layers["median"])
        assert (half["value"], median["value"], half["end"]) == pytest.approx(
            np.quantile(finite, [0.25, 0.5, 0.75])
        )
        (country,) = data(spec, layers["country"])
        everywhere = frame[entry.id].dropna()
        assert (country["value"], country["end"]) == pytest.approx(
            tuple(everywhere.quantile([0.25, 0.75]))
        )


groups = st.lists(st.floats(0.5, 1e6) | st.just(float("nan")), min_size=1, max_size=60)


def test_a_strip_is_legal_vega_lite(frame, known):
    """It is written by hand, so that a page with thirty of them does not wait for this check."""
    rows = rows_of(frame, known, GOSLAR, profiles.reference_group(frame, GOSLAR, "nation"))
    # one of each kind of scale
    kinds = {entry_spread(frame, row[0]).log: row for row in rows}
    assert set(kinds) == {True, False}
    for row in kinds.values():
        alt.LayerChart.from_dict(strip_chart(*row, entry_spread(frame, row[0]), "de"))
    wrong = strip_chart(*row, entry_spread(frame, row[0]), "de")
    wrong["encoding"]["x"]["scale"]["type"] = "no such scale"
    with pytest.raises(jsonschema.ValidationError, match="no such scale"):
        alt.LayerChart.from_dict(wrong)


@given(groups, st.integers(0, 59))
def test_what_is_missing_is_not_drawn_and_what_is_outside_is_counted(values, place):
    values = np.array(values)
    finite = values[np.isfinite(values)]
    if not finite.size:
        return
    value = float(finite[place % finite.size])
    entry = profiles.entry("rent_2022")
    spread = Spread(10, 1_000, 20, 30)
    found = profiles.place_in(values, value, 9_000)
    spec = strip = spec_of(strip_chart(entry, values, value, found, spread, "de"))
    layers = parts(strip)
    drawn = [row["value"] for row in data(spec, layers["lines"])]
    inside = (finite >= 10) & (finite <= 1_000)
    np.testing.assert_array_equal(drawn, np.sort(finite[inside]))
    counted = sum(int(re.sub(r"\D", "", words)) for words in beyond(spec, strip))
    assert counted == (~inside).sum()
    (town,) = data(spec, layers["town"])
    assert town["value"] == np.clip(value, 10, 1_000)
    shape = "triangle-left" if value < 10 else "triangle-right" if value > 1_000 else "diamond"
    assert layers["town"]["mark"]["shape"] == shape


@pytest.mark.parametrize("kind", ["nation", "size_class"])
def test_the_message_of_a_block_is_small(frame, known, kind):
    """With the figures of all towns it would be a megabyte."""
    mask = profiles.reference_group(frame, GOSLAR, kind)
    for block in profiles.blocks():
        rows = rows_of(frame, [e for e in known if e.block == block.id], GOSLAR, mask)
        size = sum(
            len(json.dumps(strip_chart(*row, entry_spread(frame, row[0]), "de"))) for row in rows
        )
        assert size <= 100 * KIB, block.id


@pytest.mark.parametrize("lang", LANGUAGES)
def test_dots_leave_out_towns_without_the_figure(frame, known, lang):
    towns = [GOSLAR, VILLAGE, "14713000"]
    names = frame.loc[towns, "name"].to_list()
    rows = [(entry, frame.loc[towns, entry.id].to_list()) for entry in known]
    rows = [(entry, values) for entry, values in rows if np.isfinite(values).any()]
    lacking = 0
    for entry, values in rows:
        spread = entry_spread(frame, entry)
        spec = spec_of(dots(names, (entry, values), spread, lang))
        assert " ".join(spec["title"]["text"]) == entry.label(lang)
        drawn = {name: row["value"] for name, row in drawn_dots(spec).items()}
        expected = {n: v for n, v in zip(names, values, strict=True) if np.isfinite(v)}
        assert drawn == expected
        lacking += len(names) - len(expected)
        # the row of a town without the figure stays, empty
        inside = spec["layer"][1]["encoding"]
        assert inside["y"]["scale"]["domain"] == names
        assert inside["x"]["title"].startswith(entry.unit(lang))
        assert ("log" in inside["x"]["title"]) == spread.log
    assert lacking > 3


def test_dots_never_draw_a_zero_for_a_missing_figure(frame):
    entry = profiles.entry("rent_2022")
    spec = spec_of(dots(["a", "b"], (entry, [float("nan"), 7.5]), entry_spread(frame, entry), "de"))
    assert list(drawn_dots(spec)) == ["b"]


def test_a_tenth_of_a_point_is_a_tenth_of_a_point(frame):
    """Two towns at 21.2 % were drawn at the two ends of the chart."""
    entry = profiles.entry("share_foreign_2022")
    spread = entry_spread(frame, entry)
    scales = []
    for values in ([21.15, 21.25], [2.0, 33.0], [21.2]):
        spec = spec_of(dots(["a", "b"][: len(values)], (entry, values), spread, "de"))
        own = {json.dumps(layer["encoding"]["x"]["scale"]) for layer in spec["layer"]}
        assert len(own) == 1
        scales.append(json.loads(own.pop())["domain"])
    assert scales[0] == scales[1] == scales[2] == [spread.low, spread.high]
    assert 0.1 / (spread.high - spread.low) < 0.004
    # the share of a town in a thousand lies above
    assert (frame[entry.id] > spread.high).sum() in (6, 7, 8, 9, 10, 11)


def test_a_town_outside_is_marked_with_its_figure(frame):
    entry = profiles.entry("share_foreign_2022")
    spread = entry_spread(frame, entry)
    spec = spec_of(dots(["a", "b", "c"], (entry, [99.9, 0.01, 9.0]), spread, "de"))
    shown = drawn_dots(spec)
    assert [shown[name]["shape"] for name in "abc"] == ["triangle-right", "triangle-left", "circle"]
    assert [shown[name]["at"] for name in "ab"] == [spread.high, spread.low]
    written = [layer for layer in spec["layer"] if layer["mark"]["type"] == "text"]
    said = {row["town"]: row["words"] for layer in written for row in data(spec, layer)}
    assert said == {"a": "99,9\u00a0%", "b": "0,0\u00a0%"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_spread_has_one_row_per_size(frame, known, lang):
    names = {name: f"Größe {name}" for name in frame["size_class"].unique()}
    for entry in known:
        result = by_size(frame, entry)
        spread = entry_spread(frame, entry)
        spec = spec_of(spread_chart(result.table, names, entry, spread, lang))
        _country, outer, inner, middle, low, high = spec["layer"]
        for part in (outer, inner, middle):
            drawn = data(spec, part)
            assert [row["name"] for row in drawn] == [names[key] for key in result.table.index]
            assert part["encoding"]["y"]["sort"] == [names[key] for key in result.table.index]
            assert part["encoding"]["x"]["scale"]["domain"] == [spread.low, spread.high]
            for row, (_key, expected) in zip(drawn, result.table.iterrows(), strict=True):
                for quantile in QUANTILES:
                    if np.isnan(expected[quantile]):
                        assert row[quantile] is None, "missing is not 0"
                        assert row[f"{quantile}_at"] is None
                    else:
                        assert row[quantile] == pytest.approx(expected[quantile])
        # what ends beyond the scale has a triangle there
        for part, outside in (
            (low, result.table["p10"] < spread.low), (high, result.table["p90"] > spread.high)
        ):  # fmt: skip
            marked = [row["name"] for row in data(spec, part)]
            assert marked == [names[key] for key in result.table.index[outside]]
        assert " ".join(spec["title"]["text"]) == entry.label(lang)
        assert outer["encoding"]["x"]["title"].startswith(entry.unit(lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_are_written_as_the_language_writes_them(frame, known, lang):
    rows = rows_of(frame, known[:1], GOSLAR, profiles.reference_group(frame, GOSLAR, "state"))
    result, spread = by_size(frame, known[0]), entry_spread(frame, known[0])
    charts: list[Any] = [
        strip_chart(*rows[0], spread, lang),
        dots(["a"], (known[0], [1.0]), spread, lang),
        spread_chart(result.table, {k: k for k in result.table.index}, known[0], spread, lang),
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
    spread = spread_of([7.0])
    assert spread.low < 7.0 < spread.high
    spec = strip = spec_of(strip_chart(entry, np.array([7.0]), 7.0, found, spread, lang))
    assert [row["value"] for row in data(spec, parts(strip)["lines"])] == [7.0]
    assert "Viertel" not in strip["title"]["text"]
