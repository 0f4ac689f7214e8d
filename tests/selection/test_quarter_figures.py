"""The quarters of all towns at once, against the list of quarters of one town."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ankunft.edition.figures import figures
from ankunft.selection.frame.criteria import verdict
from ankunft.selection.frame.quarter_figures import joined, quarter_figures, quarter_parameters
from ankunft.selection.frame.towns import town_frame
from ankunft.selection.plan import Classes, Criterion, Plan
from ankunft.town.classes import Comparison, class_shares, classify_town
from ankunft.town.quarter_list import quarter_list
from ankunft.town.quarters import join_cells
from ankunft.town.units import cell_units, district_units

GOSLAR, LEIPZIG, BERLIN, HAMBURG = "03153017", "14713000", "11000000", "02000000"
PINNEBERG, AHRENSBURG, NEUENHAGEN = "01056039", "01062001", "12064336"
UNEVEN = "01062090"
"""Its new quarter has cells of different robustness."""
FIRM = Criterion(variable="new_quarter_robustness", operator="at_least", value=0.8)


@pytest.fixture(scope="module")
def cells(edition):
    return figures(edition, "cell")


@pytest.fixture(scope="module")
def table(edition):
    return quarter_figures(edition, Classes())


def units_of(edition, cells, ags):
    if ags == LEIPZIG:
        return district_units(edition.city(ags))
    return cell_units(cells[cells["ags"] == ags], ags, "x")


@pytest.mark.parametrize("preset", ["relative", "absolute", "fifth"])
@pytest.mark.parametrize(
    "ags", [LEIPZIG, BERLIN, HAMBURG, PINNEBERG, AHRENSBURG, NEUENHAGEN, UNEVEN]
)
def test_figures_are_those_of_the_list_of_quarters(edition, cells, ags, preset):
    classes = Classes(preset=preset)
    parameters = quarter_parameters(classes)
    units = units_of(edition, cells, ags)
    comparison = Comparison(2011, 2022, edition.municipalities)
    result = classify_town(units, comparison, parameters)
    listed = quarter_list(
        units, comparison, result, town="x", city=None, centre_cell=None, lang="de"
    )
    shares = class_shares(units, comparison, parameters)
    found = quarter_figures(edition, classes).loc[ags]
    for kind in ("new", "traditional"):
        own = listed[listed["class"] == kind]
        assert found[f"{kind}_quarters"] == len(own)
        firmest = own["robustness"].max() if len(own) else 0.0
        assert found[f"{kind}_quarter_robustness"] == pytest.approx(firmest, nan_ok=True)
        people = shares[(shares["class"] == kind) & (shares["year"] == 2022)]["share"].item()
        assert found[f"people_in_{kind}_quarters"] == pytest.approx(people)


def test_leipzig_has_the_quarters_that_are_known(table):
    assert table.loc[LEIPZIG, ["new_quarters", "traditional_quarters"]].to_list() == [3, 5]


def test_districts_stand_before_the_cells_of_the_same_town(edition, table):
    cells = edition.cells.copy()
    leipzig = cells["ags"] == LEIPZIG
    for name in ("population", "share_foreign"):
        cells.loc[leipzig, f"{name}_2022"] = cells.loc[leipzig, f"{name}_2011"]
    layers = {"cells_1km": cells}
    covered = quarter_figures(type(edition)(edition.path, edition.manifest, layers), Classes())
    pd.testing.assert_frame_equal(covered, table)


def test_towns_without_cells_of_2022_or_districts_have_no_figures(table, cells):
    covered = set(cells.loc[cells["town_covered_2022"], "ags"])
    assert set(table.index) <= covered | {LEIPZIG}
    assert GOSLAR not in table.index
    assert len(table) > 40


def test_covered_towns_in_which_nothing_can_be_said_have_no_figures(table, cells):
    covered = cells[cells["town_covered_2022"]]
    enough = (covered["population_2011"] >= 500) & (covered["population_2022"] >= 500)
    silent = set(covered["ags"]) - set(covered.loc[enough, "ags"])
    assert silent
    assert not silent & set(table.index)


def test_a_firm_new_quarter_has_three_answers(edition):
    frame = town_frame(edition, Plan())
    said = pd.Series(verdict(frame, FIRM), index=frame.index)
    assert said[HAMBURG] == np.True_
    assert frame.loc[NEUENHAGEN, "new_quarters"] == 0
    assert said[NEUENHAGEN] == np.False_
    assert frame.loc[LEIPZIG, "new_quarters"] == 3
    assert said[LEIPZIG] == np.False_
    assert said[GOSLAR] is pd.NA


def test_fixed_percentages_know_no_robustness(edition):
    table = quarter_figures(edition, Classes(preset="absolute"))
    some = table["traditional_quarters"] > 0
    assert some.any()
    assert table.loc[some, "traditional_quarter_robustness"].isna().all()
    assert (table.loc[~some, "traditional_quarter_robustness"] == 0).all()


def test_own_thresholds_are_meant_for_municipalities(edition, table):
    own = quarter_figures(edition, Classes(preset="own", high=1.0, low=0.5, margin=0))
    pd.testing.assert_frame_equal(own, table)


def test_east_and_west_are_meant_for_municipalities(edition, table):
    other = quarter_figures(edition, Classes(preset="east_west"))
    pd.testing.assert_frame_equal(other, table)


def test_all_figures_are_in_their_range(table):
    assert table.index.is_monotonic_increasing
    for kind in ("new", "traditional"):
        assert table[f"{kind}_quarter_robustness"].between(0, 1).all()
        assert table[f"people_in_{kind}_quarters"].between(0, 100).all()
        none = table[f"{kind}_quarters"] == 0
        assert none.any()
        assert (table.loc[none, f"people_in_{kind}_quarters"] == 0).all()
        assert (table.loc[~none, f"{kind}_quarter_robustness"] > 0).all()


places = st.sets(st.tuples(st.integers(30, 35), st.integers(40, 46)), min_size=1, max_size=30)


@given(places, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_cells_of_many_towns_join_as_those_of_each(corners, random):
    corners = list(corners)
    random.shuffle(corners)
    keys = np.array([row * 100_000 + column for row, column in corners])
    towns = np.array([random.choice(["01", "02"]) for _ in corners])
    classes = np.array([random.choice([0, 1]) for _ in corners], dtype=np.uint8)
    found = joined(towns, keys, classes)
    for town in np.unique(towns):
        mine = towns == town
        wanted = join_cells(keys[mine], classes[mine], size=1_000)
        pairs = set(zip(found[mine].tolist(), wanted.tolist(), strict=True))
        assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})
    for number in np.unique(found):
        assert len(set(towns[found == number])) == 1
