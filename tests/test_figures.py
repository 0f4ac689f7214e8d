"""The figures of one level: what follows from the edition's columns, reckoned by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from areas import cells, edition_of, nan, reference, towns

from ankunft import typology
from ankunft.base.errors import ParameterError
from ankunft.base.reasons import Reason
from ankunft.edition.figures import figures, nation, without_small_numbers
from ankunft.typology.centre import centres
from ankunft.typology.level_panel import COVERAGE, panel


@pytest.fixture(scope="module")
def of_towns() -> pd.DataFrame:
    return figures(edition_of(municipalities=towns()), "municipality")


@pytest.fixture(scope="module")
def of_cells() -> pd.DataFrame:
    return figures(edition_of(municipalities=towns(), cells_1km=cells()), "cell")


def listed(values, missing=-99.0) -> list[float]:
    return pd.Series(np.asarray(values, dtype=float)).fillna(missing).round(9).to_list()


def test_rows_keep_their_order_and_have_a_key_as_text(of_towns, of_cells):
    assert of_towns["id"].to_list() == towns()["ags"].to_list()
    assert of_cells["id"].to_list() == ["300001", "300002", "300003", "300004", "300005", "300006"]
    assert of_towns.columns[0] == of_cells.columns[0] == "id"


def test_the_edition_itself_is_not_changed():
    edition = edition_of(municipalities=towns(), cells_1km=cells())
    figures(edition, "municipality")
    figures(edition, "cell")
    pd.testing.assert_frame_equal(edition.municipalities, towns())
    pd.testing.assert_frame_equal(edition.cells, cells())


def test_derived_figures_of_towns(of_towns):
    assert listed(of_towns["change"]) == [5, 11, -99, 3, 0, -99]
    s0, s1 = reference(2011), reference(2022)
    wanted = [5 - (s1 - s0), 11 - (s1 - s0), -99, 3 - (s1 - s0), s0 - s1, -99]
    assert listed(of_towns["excess"]) == pytest.approx(wanted)
    assert listed(of_towns["lq_2011"])[:2] == pytest.approx([25 / s0, 9 / s0])
    assert listed(of_towns["lq_2022"])[:3] == pytest.approx([30 / s1, 20 / s1, -99])
    assert listed(of_towns["density_2022"])[:2] == [1100, 500]
    assert listed(of_towns["eu_share_2011_min"]) == [5, 0, 0.2, 0.5, 0, -99]
    assert listed(of_towns["non_eu_share_2011_min"])[0] == 10


def test_the_reference_is_the_sum_of_the_towns_that_have_a_share_in_both_years():
    frame = figures(edition_of(municipalities=towns()), "municipality")
    parameters = typology.default_parameters("municipality")
    measured = panel(frame, "municipality", parameters)
    then, now = 2500 + 900 + 1000 + 10, 3300 + 2000 + 1520 + 10
    assert float(measured.ref_t0) == pytest.approx(then / 40_500 * 100), "Stumm is left out twice"
    assert float(measured.ref_t1) == pytest.approx(now / 40_500 * 100)
    each = panel(frame, "municipality", replace(parameters, ground="each"))
    assert float(each.ref_t0) == pytest.approx((then + 500) / 45_500 * 100)
    assert float(each.ref_t1) == float(measured.ref_t1)
    assert frame.attrs["reference"].units == 4
    assert frame.attrs["reference"].people == pytest.approx(100 * 40_500 / 45_500)


def test_the_reference_of_east_and_west(of_towns):
    parameters = typology.preset_parameters("east_west", "municipality")
    measured = panel(of_towns, "municipality", parameters)
    west, east = reference(2011, [0, 1, 2]), reference(2011, [3, 4])
    assert listed(measured.ref_t0) == pytest.approx([west] * 3 + [east] * 3)


def test_a_share_of_nobody_is_missing():
    table = towns()
    table.loc[0, "population_2011"] = 0.0
    frame = figures(edition_of(municipalities=table), "municipality")
    assert np.isnan(frame.loc[0, "eu_share_2011_min"])


def test_cells_know_their_town(of_cells):
    assert of_cells["name"].to_list() == ["Alt"] * 3 + ["Neu"] * 2 + [""]
    assert of_cells["state"].to_list() == ["01"] * 5 + [""]
    assert of_cells["county"].to_list() == ["01001"] * 5 + [""]


def test_towns_with_too_few_cells_of_2022_are_not_covered(of_cells):
    assert of_cells["town_covered_2022"].to_list() == [True] * 3 + [False] * 3


def test_a_cell_in_which_nobody_lives_any_more_is_known():
    """In the files of the whole country a cell is missing because it is empty."""
    table = cells()
    for reason, known in ((Reason.NO_CELLS, False), (Reason.UNINHABITED, True)):
        missing = np.where(table["population_2022"].isna(), reason, Reason.PRESENT)
        of_2022 = table.assign(population_2022_reason=missing)
        frame = figures(edition_of(municipalities=towns(), cells_1km=of_2022), "cell")
        assert frame["town_covered_2022"].to_list() == [True] * 3 + [known] * 2 + [False]
        found = centres(of_2022, year=2022)["centre_population"]
        assert found.notna().to_list() == [True, known]


@pytest.mark.parametrize(("missing", "covered"), [(50, True), (51, False)])
def test_coverage_is_a_share_of_the_people_of_2011(missing, covered):
    assert COVERAGE == 0.95
    table = (
        cells()
        .iloc[:2]
        .assign(population_2011=[1000.0 - missing, missing], population_2022=[900.0, nan])
    )
    frame = figures(edition_of(municipalities=towns(), cells_1km=table), "cell")
    assert frame["town_covered_2022"].to_list() == [covered] * 2


def test_cells_are_compared_with_their_town(of_cells):
    # Alt: only one cell has a share in 2011, so it alone is the town in both years
    assert listed(of_cells["lq_2011"])[:3] == [1, -99, -99]
    assert listed(of_cells["lq_2022"])[:3] == [1, -99, -99]
    assert listed(of_cells["excess"])[0] == pytest.approx(0)
    # each year for itself 2022 has 220 of 4000 people, for a cell without a share counts as nil
    parameters = replace(typology.default_parameters("cell"), ground="each")
    each = panel(of_cells, "cell", parameters)
    assert (each.ref_t0[0], each.ref_t1[0]) == (10, pytest.approx(5.5))
    # Neu: 2011 known, 2022 not comparable although one cell has a share
    assert listed(of_cells["lq_2011"])[3:5] == [0.5, 1.5]
    assert listed(of_cells["lq_2022"])[3:] == [-99, -99, -99]
    assert listed(of_cells["change"])[3:] == [-99, -99, -99]
    assert of_cells.loc[3, "share_foreign_2022"] == 30, "the figure itself stays"


def test_a_cell_outside_every_town_is_compared_with_nothing(of_cells):
    assert listed(of_cells.loc[5, ["lq_2011", "lq_2022", "excess"]]) == [-99, -99, -99]


def test_cells_beside_their_part_of_the_country(of_cells):
    parameters = typology.preset_parameters("east_west", "cell")
    measured = panel(of_cells, "cell", parameters)
    # all towns lie in the west, and the sum is that of the towns, whatever cells there are
    west = towns()[towns()["state"] < "11"]
    assert 0 < len(west) < len(towns())
    for year, shares in ((2011, measured.ref_t0), (2022, measured.ref_t1)):
        assert shares[0] == pytest.approx(reference(year, west.index.to_list()))
    assert np.isnan(measured.share_t0[5])


def test_an_unknown_level():
    with pytest.raises(ParameterError, match="state, county, municipality, cell, nicht „street“"):
        figures(edition_of(), "street")


def test_shares_on_few_people_are_not_shown_but_counts_are(of_towns):
    shown = without_small_numbers(of_towns, "municipality", 1000)
    klein = shown.set_index("name").loc["Klein"]
    rates = ["share_foreign_2011", "share_foreign_2022", "change", "excess", "lq_2011"]
    assert klein[[*rates, "eu_share_2011_min"]].isna().all()
    assert klein[["population_2011", "population_2022", "density_2022"]].to_list() == [500, 500, 10]
    others = of_towns["name"] != "Klein"
    pd.testing.assert_frame_equal(shown[others], of_towns[others])
    assert of_towns.set_index("name").loc["Klein", "share_foreign_2022"] == 2, "a copy is changed"


def test_each_year_needs_its_own_people():
    table = towns()
    table.loc[0, "population_2011"] = 999.0
    frame = figures(edition_of(municipalities=table), "municipality")
    row = without_small_numbers(frame, "municipality", 1000).iloc[0]
    assert row[["share_foreign_2011", "lq_2011", "change", "excess"]].isna().all()
    assert row[["share_foreign_2022", "lq_2022"]].notna().all()


def test_the_nation_is_the_sum_of_its_states():
    states = pd.DataFrame(
        {
            "area_km2": [10.0, 30],
            "population_2011": [1000.0, 3000],
            "population_register_2021": [1090.0, 2910],
            "population_2022": [1100.0, 2900],
            "population_known_2011": [900.0, 3000],
            "population_known_2022": [1000.0, 3000],
            "foreign_2011": [90.0, 300],
            "foreign_2022": [200.0, 200],
            "eu_2011_min": [40.0, 40],
            "non_eu_2011_min": [0.0, 20],
            "dwellings_2022": [500.0, 1500],
            "mean_age_2011": [40.0, 48],
            "vacancy_2022": [2.0, 6],
            "owner_share_2022": [40.0, 60],
        }
    )
    whole = nation(states)
    assert whole[["population_2022", "area_km2", "density_2022"]].to_list() == [4000, 40, 100]
    assert whole["share_foreign_2011"] == pytest.approx(10)
    assert whole["share_foreign_2022"] == pytest.approx(10)
    assert whole[["change", "excess", "lq_2011", "lq_2022"]].to_list() == pytest.approx(
        [0, 0, 1, 1]
    )
    assert whole[["eu_share_2011_min", "non_eu_share_2011_min"]].to_list() == [2, 0.5]
    assert whole[["mean_age_2011", "vacancy_2022", "owner_share_2022"]].to_list() == [46, 5, 55]
