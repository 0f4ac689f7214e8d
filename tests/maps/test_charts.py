"""Lines that stop at breaks and gaps, and figures beside those of the Land."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankunft.charts import segments, series_chart
from ankunft.compare import beside
from ankunft.figures import figures
from ankunft.indicators import breaks, of_level, series_catalogue

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
    (entry,) = breaks(BROKEN)
    whole = series_chart(own, BROKEN, lang).to_json()
    assert entry.label(lang) in whole
    late = series_chart(own[own["year"] >= entry.year], BROKEN, lang).to_json()
    assert entry.label(lang) not in late


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
