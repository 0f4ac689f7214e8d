"""Segregation of a town on all its units: the right years, and no figure without its basis."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_town import AGS, NAME, cells, city, nan

from ankunft.edition.figures import figures
from ankunft.town import segregation
from ankunft.town.unit_sizes import compared_years, complete, segregation_of_town
from ankunft.town.units import Units, cell_units, district_units, fine_units


def districts(years: tuple[int, ...], count: int = 25) -> Units:
    generator = np.random.default_rng(4)
    people = generator.integers(800, 4000, count)
    shares = generator.uniform(0.02, 0.4, (len(years), count))
    made = {
        f"Ortsteil {place:02}": {
            year: (float(people[place]), float(round(people[place] * shares[row, place])))
            for row, year in enumerate(years)
        }
        for place in range(count)
    }
    return district_units(city(made))


@pytest.mark.parametrize(
    ("at_hand", "asked", "compared"),
    [
        ((2000, 2011, 2022, 2023), (2000, 2023), (2011, 2022)),
        ((2015, 2018, 2020), (2015, 2020), (2015, 2020)),
        ((2015, 2018, 2020), (2011, 2018), (2015, 2020)),
        ((2015, 2018, 2020), (2011, 2022), (2015, 2020)),
        ((2015, 2018, 2020), (2018, 2020), (2018, 2020)),
        ((2011,), (2011, 2022), (2011,)),
        ((2015, 2020), (2020, 2020), (2020,)),
    ],
)
def test_years_that_are_compared(at_hand, asked, compared):
    units = districts(at_hand, 2)
    assert compared_years(units, asked) == compared


def test_the_figures_are_those_of_each_kind_of_unit():
    units = {"district": districts((2015, 2020))}
    table = segregation_of_town(units, (2015, 2020))
    assert table[["year", "unit"]].to_numpy().tolist() == [[2015, "district"], [2020, "district"]]
    own = units["district"]
    for row, year in enumerate((2015, 2020)):
        single = segregation.segregation(own.foreign[row], own.people[row], seed=(0, year))
        assert table.loc[row, "dissimilarity"] == single.dissimilarity
        assert table.loc[row, "low"] == single.low
        assert table.loc[row, "units"] == 25
    assert table["statement"].to_list()[0] == ""
    assert table["change"].notna().to_list() == [False, True]


@pytest.fixture(scope="module")
def berlin(edition) -> dict[str, Units]:
    frame, small = figures(edition, "cell"), edition.cells_100m
    return {
        "district": district_units(edition.city("11000000")),
        "cell": cell_units(frame[frame["ags"] == "11000000"], "11000000", "Berlin"),
        "fine": fine_units(small[small["ags"] == "11000000"], "11000000", "Berlin"),
    }


def test_districts_and_cells_side_by_side(berlin):
    table = segregation_of_town(berlin, (2015, 2020))
    rows = table.set_index(["unit", "year"])
    assert {("district", 2015), ("district", 2020), ("cell", 2011), ("cell", 2022)} <= set(
        rows.index
    )
    known = rows.drop(index="fine", errors="ignore")
    assert (known["missing"] == "").all()
    assert known["dissimilarity_corrected"].between(0, 1).all()
    assert (known["low"] < known["dissimilarity_corrected"]).all()
    assert (known["dissimilarity_corrected"] < known["high"]).all()
    assert ("fine" in table["unit"].to_list()) == complete(berlin["fine"], 2022)


def test_a_marked_cell_is_left_out(berlin):
    cell = {"cell": berlin["cell"]}
    own = berlin["cell"]
    marked = str(own.ids[np.nanargmax(own.people[0])])
    before = segregation_of_town(cell, (2011, 2022))
    after = segregation_of_town(cell, (2011, 2022), (marked,))
    assert (before["units"] - after["units"]).to_list() == [1, 1]
    gone = own.ids == marked
    assert (before["people"] - after["people"]).to_list() == pytest.approx(
        own.people[:, gone].ravel().tolist()
    )


def test_too_few_units_have_a_reason_and_no_figure():
    table = segregation_of_town({"district": districts((2011, 2022), 19)}, (2011, 2022))
    assert table["missing"].to_list() == ["too_few_units"] * 2
    assert table[["dissimilarity", "isolation", "low", "high", "change"]].isna().all(axis=None)
    enough = segregation_of_town({"district": districts((2011, 2022), 20)}, (2011, 2022))
    assert enough["missing"].to_list() == ["", ""]


@pytest.mark.parametrize(("hidden", "whole"), [(0, True), (5, True), (6, False), (99, False)])
def test_small_cells_count_only_where_their_shares_are_complete(hidden, whole):
    share = [[nan if column < hidden else 10 for column in range(100)]]
    board = cells([[50] * 100], share, share)
    units = replace(fine_units(board, AGS, NAME), kind="fine")
    assert complete(units, 2022) is whole
    table = segregation_of_town({"fine": units}, (2011, 2022))
    assert len(table) == (1 if whole else 0)


def test_districts_without_figures_are_not_counted():
    units = districts((2015, 2020), 30)
    foreign = units.foreign.copy()
    foreign[1, :5] = nan
    gaps = {
        "district": replace(
            units, foreign=foreign, base=np.where(np.isnan(foreign), nan, units.base)
        )
    }
    table = segregation_of_town(gaps, (2015, 2020))
    assert table["units"].to_list() == [25, 25], "both years on the districts known in both"
    assert table["change_units"].to_list() == [0, 25]
    assert table["statement"].to_list()[1] != "not_comparable"
    table = segregation_of_town(gaps, (2015, 2020), ground="each")
    assert table["units"].to_list() == [30, 25]
    assert table["change_units"].to_list() == [0, 25]
    assert table["statement"].to_list()[1] == "not_comparable", "five of thirty are gone"
