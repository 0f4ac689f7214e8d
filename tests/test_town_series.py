"""The line of a town over the years: cut where other districts are added up, and said so."""

from __future__ import annotations

import altair as alt
import numpy as np
import pytest
from made_town import city

from ankunft.output.charts.series import against_town
from ankunft.town.series import town_series
from ankunft.town.units import district_units

WHOLE = {
    "A": dict.fromkeys(range(2010, 2016), (1000, 100)),
    "B": dict.fromkeys(range(2010, 2016), (3000, 900)),
}


def test_a_complete_series_is_one_line(edition):
    for ags in ("14713000", "11000000"):
        units = district_units(edition.city(ags))
        found = town_series(units)
        assert not found.segments.any()
        assert found.interruption("district", "de") == ""
        for row, share in enumerate(found.shares):
            known = np.isfinite(units.foreign[row])
            sums = units.foreign[row][known].sum() / units.people[row][known].sum()
            assert share == pytest.approx(100 * sums)


def test_a_district_that_is_missing_for_a_time_cuts_the_line_twice():
    gap = {
        **WHOLE,
        "B": {year: pair for year, pair in WHOLE["B"].items() if year not in (2012, 2013)},
    }
    found = town_series(district_units(city(gap)))
    assert found.segments.tolist() == [0, 0, 1, 1, 2, 2]
    assert found.shares.tolist() == pytest.approx([25, 25, 10, 10, 25, 25])
    text = found.interruption("district", "de")
    for part in (
        "2010–2011 Bezug: 2 von 2 Gebieten, 100\u00a0%", "2012–2013 Bezug: 1 von 2 Gebieten, 25\u00a0%",
    ):  # fmt: skip
        assert part in text
    assert "Interrupted" in found.interruption("district", "en")


def test_what_hardly_counts_cuts_nothing():
    small = {**WHOLE, "C": dict.fromkeys((2014, 2015), (30, 3))}
    assert not town_series(district_units(city(small))).segments.any()
    larger = {**WHOLE, "C": dict.fromkeys((2014, 2015), (50, 5))}
    assert town_series(district_units(city(larger))).segments.tolist() == [0, 0, 0, 0, 1, 1]


def test_the_chart_joins_only_what_belongs_together():
    lines = {"A": [1.0, 2, 3], "Stadt": [1.0, 2, 3]}
    chart = against_town((2010, 2011, 2012), lines, "de", segments={"Stadt": [0, 1, 1]})
    assert isinstance(chart, alt.Chart)
    data = chart.data.set_index(["name", "year"])["part"]
    assert data["A"].tolist() == [0, 0, 0]
    assert data["Stadt"].tolist() == [0, 1, 1]
    assert chart.to_dict()["encoding"]["detail"]["field"] == "part"
