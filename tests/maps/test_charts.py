"""Lines that stop at breaks and gaps, and figures beside those of the Land."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankunft.edition.figures import figures
from ankunft.edition.indicators import breaks, of_level, series_catalogue
from ankunft.output.charts.series import against_town, segments, series_chart
from ankunft.profiles.spread import series_spread
from ankunft.town.compare import beside

SERIES = list(series_catalogue().values())
BROKEN = next(series for series in SERIES if breaks(series))
UNBROKEN = next(series for series in SERIES if not breaks(series))

years = st.dictionaries(st.integers(1995, 2022), st.floats(0, 100) | st.none(), max_size=28)


@given(years, st.sampled_from([BROKEN, UNBROKEN]), st.randoms())
def test_a_segment_never_crosses_a_break_or_a_gap(figures_by_year, series, random):
    rows = list(figures_by_year.items())
    random.shuffle(rows)
    data = pd.DataFrame(rows, columns=["year", "value"]).astype({"value": float})
    made = segments(data, series)
    assert len(made) == data["value"].notna().sum()
    for _, part in made.groupby("segment"):
        own = part["year"].to_list()
        assert own == list(range(own[0], own[0] + len(own)))
        for entry in breaks(series):
            assert not own[0] < entry.year <= own[-1]
    # and no line is cut where nothing is missing
    neighbours = zip(made.itertuples(), made.iloc[1:].itertuples(), strict=False)
    starts = {entry.year for entry in breaks(series)}
    for before, after in neighbours:
        apart = after.year - before.year > 1 or after.year in starts
        assert (before.segment != after.segment) == apart


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_chart_names_the_break_only_where_it_lies(edition, lang):
    series = edition.county_series
    own = series[(series["county"] == "13003") & (series["indicator"] == BROKEN.id)]
    assert len(own)
    spread = series_spread(series[series["indicator"] == BROKEN.id])
    (entry,) = breaks(BROKEN)
    whole = series_chart(own, BROKEN, spread, lang).to_json()
    assert entry.label(lang) in whole
    late = series_chart(own[own["year"] >= entry.year], BROKEN, spread, lang).to_json()
    assert entry.label(lang) not in late


def test_every_kreis_has_one_axis_and_none_is_cut_off(edition):
    """A change of a tenth is as small beside every Kreis; one beyond the others widens the axis."""
    rows = edition.county_series
    rows = rows[rows["indicator"] == "a_ausl_bev"]
    spread = series_spread(rows)
    domains = {}
    for county in ("03153", "13003", "06413"):
        own = rows[rows["county"] == county]
        spec = series_chart(own, series_catalogue()["a_ausl_bev"], spread, "de").to_dict()
        found = [layer["encoding"]["y"].get("scale") for layer in spec["layer"][:3]]
        assert found[0] == found[1] == found[2]
        domains[county] = found[0]["domain"]
        assert domains[county][0] <= own["value"].min()
        assert own["value"].max() <= domains[county][1]
        band, line = (spec["datasets"][layer["data"]["name"]] for layer in spec["layer"][:2])
        assert {row["year"]: row["segment"] for row in band} == {
            row["year"]: row["segment"] for row in line
        }
        of_year = rows.loc[rows["year"] == 2015, "value"].quantile([0.25, 0.75]).to_list()
        (shown,) = [row for row in band if row["year"] == 2015]
        assert [shown["lower"], shown["upper"]] == pytest.approx(of_year)
    assert domains["03153"] == domains["13003"] == [spread.low, spread.high]
    assert domains["06413"][1] > spread.high


def test_quarters_of_a_town_have_one_axis():
    for values, top, wanted in (
        ([2.9, 3.1], 20.0, 20.0),
        ([2.0, 31.0], 20.0, 31.0),
        ([0.0, math.nan], 0.0, 1),
    ):
        spec = against_town([2011, 2022], {"a": values}, "de", top=top).to_dict()
        assert spec["encoding"]["y"]["scale"]["domain"] == [0, wanted]


def test_an_area_stands_beside_its_land_and_the_nation(edition):
    towns, states = figures(edition, "municipality"), figures(edition, "state")
    position = int((towns["id"] == "09271119").to_numpy().argmax())
    rows = {entry.id: values for entry, *values in beside(towns, position, "municipality", states)}
    assert list(rows) == [entry.id for entry in of_level("municipality")]
    here, land, germany = rows["share_foreign_2022"]
    assert here == towns["share_foreign_2022"].iloc[position]
    assert land == states.set_index("state").loc["09", "share_foreign_2022"]
    total = states["foreign_2022"].sum() / states["population_known_2022"].sum() * 100
    assert germany == pytest.approx(total)
    assert rows["population_2022"][2] == pytest.approx(states["population_2022"].sum())
