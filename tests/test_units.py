"""The units of a town: every figure at its place, and nothing made of what is missing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from made_town import AGS, NAME, TWO_YEARS, cells, city, key, nan

from ankunft.base.errors import ParameterError
from ankunft.base.reasons import Reason
from ankunft.edition.figures import figures
from ankunft.town.units import (
    CELL_SIZES,
    Units,
    cell_of,
    cell_units,
    district_units,
    fine_units,
    panel,
)

SHIPPED = ["14713000", "11000000"]


def assert_shapes(units: Units) -> None:
    shape = (len(units.years), len(units))
    tables = [units.people, units.share, units.foreign, units.base, units.reasons]
    assert {table.shape for table in (*tables, *units.groups.values())} == {shape}
    assert len(units.names) == len(units.geometry) == len(units.area_km2) == len(units)
    assert list(units.years) == sorted(set(units.years))
    np.testing.assert_array_equal(np.isnan(units.share), units.reasons != Reason.PRESENT)


@pytest.mark.parametrize("ags", SHIPPED)
def test_districts_of_the_edition(edition, ags):
    units = district_units(edition.city(ags))
    assert_shapes(units)
    entry = next(entry for entry in edition.cities if entry["ags"] == ags)
    assert (units.kind, len(units), list(units.years)) == (
        "district", entry["districts"], entry["years"],
    )  # fmt: skip
    series = edition.district_series
    own = series[series["ags"] == ags].set_index(["area_id", "year", "indicator"])["value"]
    year, place = units.years[-1], len(units) // 2
    for indicator, table in (("population", units.people), ("foreign", units.foreign)):
        assert table[-1, place] == own[units.ids[place], year, indicator]


@pytest.mark.parametrize("ags", SHIPPED)
def test_areas_are_those_of_the_outlines(edition, ags):
    units = district_units(edition.city(ags))
    town = edition.municipalities.set_index("ags").loc[ags, "area_km2"]
    assert units.area_km2.sum() == pytest.approx(town, rel=0.02)


def test_a_made_up_town():
    units = district_units(city())
    assert_shapes(units)
    assert (units.kind, units.ags) == ("district", AGS)
    assert units.names.tolist() == sorted(TWO_YEARS)
    assert units.ids.tolist() == ["01", "02", "03", "04", "05"]
    assert units.years == (2011, 2022)
    assert units.share[0].tolist() == pytest.approx([30, 5, 1, 4, 5])
    assert units.area_km2.tolist() == pytest.approx([1] * 5)
    assert units.reasons[1].tolist() == [0, 0, 0, 0, Reason.NOT_PUBLISHED]
    assert np.isnan(units.base[1, 4]), "who lacks a share is not part of the sum"
    assert units.people[1, 4] == 2000


def test_the_order_of_the_rows_is_nothing():
    made = city()
    turned = replace(
        made,
        areas=made.areas.iloc[::-1],
        observations=made.observations.sample(frac=1, random_state=1),
    )
    one, other = district_units(made), district_units(turned)
    assert one.ids.tolist() == other.ids.tolist()
    assert one.names.tolist() == other.names.tolist()
    np.testing.assert_array_equal(one.people, other.people)
    np.testing.assert_array_equal(one.share, other.share)
    assert shapely.equals(one.geometry, other.geometry).all()


def test_years_are_those_with_both_figures():
    made = city(
        {
            "A": {2009: (100, None), 2010: (None, 5), 2013: (100, 10), 2016: (100, None)},
            "B": {2009: (100, None), 2016: (200, 20)},
        },
        unemployed={"A": {2008: 7, 2013: 9}},
    )
    units = district_units(made)
    assert_shapes(units)
    assert units.years == (2013, 2016)
    np.testing.assert_array_equal(units.share, [[10, nan], [nan, 10]])
    np.testing.assert_array_equal(units.people, [[100, nan], [100, 200]])
    np.testing.assert_array_equal(units.groups["unemployed"], [[9, nan], [nan, nan]])
    assert (units.reasons == [[0, Reason.NOT_PUBLISHED], [Reason.NOT_PUBLISHED, 0]]).all()


def test_where_nobody_lives_there_is_no_share():
    units = district_units(city({"A": {2011: (0, 0)}, "B": {2011: (0, None)}, "C": {2011: (9, 0)}}))
    np.testing.assert_array_equal(units.share, [[nan, nan, 0]])
    assert units.reasons.tolist() == [[Reason.UNINHABITED, Reason.UNINHABITED, 0]]


@pytest.mark.parametrize(
    "rows",
    [
        {"A": {}},
        {"A": {2011: (100, None), 2012: (100, None)}},
        {"A": {2011: (100, None), 2012: (None, 4)}},
    ],
)
def test_without_both_figures_there_are_no_years(rows):
    units = district_units(city(rows))
    assert_shapes(units)
    assert units.years == ()
    with pytest.raises(ParameterError, match="2011"):
        units.at(2011)


def test_a_figure_that_occurs_twice_is_never_chosen_or_added():
    made = city()
    twice = pd.concat([made.observations, made.observations.iloc[:1]], ignore_index=True)
    with pytest.raises(ValueError, match="duplicate"):
        district_units(replace(made, observations=twice))


def test_districts_of_one_name_stay_two():
    made = city()
    units = district_units(replace(made, areas=made.areas.assign(name="Mitte")))
    assert len(units) == 5
    assert units.people[0].tolist() == [4000, 3000, 200, 9000, 2000]


def test_a_year_without_figures_names_those_at_hand():
    with pytest.raises(ParameterError, match=r"2015.*2011, 2022"):
        district_units(city()).at(2015)


@pytest.fixture(scope="module")
def berlin(edition) -> pd.DataFrame:
    frame = figures(edition, "cell")
    return frame[frame["ags"] == "11000000"]


def test_cells_of_the_edition(berlin):
    units = cell_units(berlin, "11000000", "Berlin")
    assert_shapes(units)
    assert units.years == (2011, 2022)
    assert set(units.names) == {"Berlin"}
    lived = (berlin["population_2011"] > 0) | (berlin["population_2022"] > 0)
    assert units.keys.tolist() == sorted(berlin.loc[lived, "cell"])
    assert len(units) < len(berlin)
    for row, year in enumerate(units.years):
        assert np.nansum(units.people[row]) == berlin[f"population_{year}"].sum()


def test_a_town_without_cells_of_2022_has_one_year(edition):
    frame = figures(edition, "cell")
    units = cell_units(frame[frame["ags"] == "14713000"], "14713000", "Leipzig")
    assert_shapes(units)
    assert units.years == (2011,)
    none = cell_units(frame[frame["ags"] == "no such town"], "00000000", "")
    assert_shapes(none)
    assert len(none) == 0


def test_suppressed_shares_count_as_nil_in_2022_and_not_at_all_in_2011():
    units = cell_units(cells([[100, 200, 50]], [[10, nan, 20]], [[nan, 30, 40]]), AGS, NAME)
    assert_shapes(units)
    np.testing.assert_allclose(units.foreign, [[10, nan, 10], [0, 60, 20]])
    np.testing.assert_allclose(units.base, [[100, nan, 50], [100, 200, 50]])
    assert units.reasons.tolist() == [[0, Reason.SUPPRESSED, 0], [Reason.SUPPRESSED, 0, 0]]


def test_empty_cells_are_left_out():
    board = cells(
        [[0, nan, 0, nan]], [[nan] * 4], [[nan, nan, 5, 5]], people_2022=[[0, nan, 70, 80]]
    )
    assert cell_units(board, AGS, NAME).keys.tolist() == [key(0, 2), key(0, 3)]


def test_cells_are_squares():
    units = cell_units(cells([[1, 1], [1, 1]], [[1, 1]] * 2, [[1, 1]] * 2), AGS, NAME)
    assert units.area_km2.tolist() == [1.0] * 4
    assert shapely.bounds(units.geometry[0]).tolist() == [4.2e6, 3e6, 4.201e6, 3.001e6]
    assert shapely.union_all(units.geometry).area == 4e6


def test_cells_of_100_m_have_one_year(edition):
    cells_100m = edition.cells_100m
    own = cells_100m[cells_100m["ags"] == "11000000"]
    units = fine_units(own, "11000000", "Berlin")
    assert_shapes(units)
    assert units.years == (2022,)
    assert units.area_km2[0] == pytest.approx(0.01)
    np.testing.assert_array_equal(units.base, units.people)
    known = np.isfinite(units.share)
    assert (~known).any(), "some shares are suppressed"
    assert (units.foreign[~known] == 0).all()
    np.testing.assert_allclose(units.foreign[known], (units.people * units.share / 100)[known])


def test_a_point_finds_its_cell():
    units = cell_units(cells([[1, 0], [1, 1]], [[1, 1]] * 2, [[1, 1]] * 2), AGS, NAME)
    for position, square in enumerate(units.geometry):
        middle = shapely.centroid(square)
        assert cell_of(units, middle.y, middle.x) == position
        west, south, east, north = shapely.bounds(square)
        assert cell_of(units, south, west) == position
        assert cell_of(units, north - 0.01, east - 0.01) == position
    assert cell_of(units, 3_000_500, 4_201_500) == -1, "nobody lives there"
    assert cell_of(units, 5e6, 5e6) == -1
    assert set(CELL_SIZES.values()) == {100, 1000}


def test_the_reference_is_the_sum_of_the_districts():
    units = district_units(city())
    measured = panel(units, 2011, 2022)
    # the wood lacks its figure of 2022, so it is left out of both years
    assert measured.ref_t0 == pytest.approx(100 * (1200 + 150 + 2 + 360) / 16_200)
    assert measured.ref_t1 == pytest.approx(100 * (1640 + 1200 + 4 + 700) / 16_110)
    assert measured.counted.tolist() == [[True] * 4 + [False]] * 2
    each = panel(units, 2011, 2022, ground="each")
    assert each.ref_t0 == pytest.approx(100 * (1200 + 150 + 2 + 360 + 100) / 18_200)
    assert each.ref_t1 == measured.ref_t1
    assert (measured.year_t0, measured.year_t1) == (2011, 2022)
    np.testing.assert_array_equal(measured.n_t0, units.people[0])


@pytest.mark.parametrize(("ags", "t0", "t1"), [("14713000", 2000, 2023), ("11000000", 2015, 2020)])
def test_the_reference_of_the_shipped_towns(edition, ags, t0, t1):
    series = edition.district_series
    own = series[series["ags"] == ags].pivot_table(
        index=["year", "area_id"], columns="indicator", values="value"
    )
    known = own.dropna(subset=["foreign", "population"])
    both = set(known.loc[t0].index) & set(known.loc[t1].index)
    of_both = known[known.index.get_level_values("area_id").isin(both)]
    sums = of_both[["foreign", "population"]].groupby("year").sum()
    measured = panel(district_units(edition.city(ags)), t0, t1)
    for year, reference in ((t0, measured.ref_t0), (t1, measured.ref_t1)):
        foreign, people = sums.loc[year, ["foreign", "population"]]
        assert reference == pytest.approx(100 * foreign / people)


def test_what_is_left_out_has_no_share_and_does_not_count():
    units = district_units(city())
    left_out = units.names == "Altmarkt"
    measured = panel(units, 2011, 2022, left_out=left_out)
    assert measured.ref_t0 == pytest.approx(100 * (150 + 2 + 360) / 12_200)
    assert np.isnan(measured.share_t0[0])
    assert np.isnan(measured.share_t1[0])
    whole = panel(units, 2011, 2022)
    np.testing.assert_array_equal(measured.share_t0[1:], whole.share_t0[1:])
    assert measured.ref_t0 < whole.ref_t0


def test_a_reference_from_outside_is_taken_as_it_is():
    measured = panel(district_units(city()), 2011, 2022, reference=(7.5, 13.0))
    assert (measured.ref_t0, measured.ref_t1) == (7.5, 13.0)


@pytest.mark.parametrize(("t0", "t1"), [(2022, 2011), (2011, 2011), (2010, 2022), (2011, 2023)])
def test_years_in_the_wrong_order_or_unknown_are_refused(t0, t1):
    with pytest.raises(ParameterError, match="20"):
        panel(district_units(city()), t0, t1)
