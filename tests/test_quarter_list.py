"""The list of quarters: districts as they are, cells joined; every figure that of its people."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from made_town import AGS, NAME, cells, city, key, nan, states

from ankunft import typology
from ankunft.edition.figures import figures
from ankunft.intake.areas.city import City
from ankunft.town.classes import Comparison, classify_town, preset_matches
from ankunft.town.quarter_list import explain_quarter, quarter_list, quarter_numbers
from ankunft.town.units import Units, cell_units, district_units
from ankunft.typology import FIXED, ArrivalClass, firmness_sentence, preset_parameters
from ankunft.typology.centre import centre_of
from ankunft.typology.levels import Classification

RELATIVE = preset_parameters("relative", "district")
COLUMNS = [
    "id", "name", "class", "cells", "area_km2", "people_t0", "people_t1", "share_t0", "share_t1",
    "change", "excess", "lq_t0", "lq_t1", "robustness", "noise_robustness", "presets",
    "presets_of",
]  # fmt: skip
SAID = COLUMNS[COLUMNS.index("share_t0") : COLUMNS.index("presets")]


def listed(
    units: Units,
    comparison: Comparison,
    *,
    city: City | None = None,
    centre: int | None = None,
    parameters=RELATIVE,
    lang: str = "de",
) -> tuple[pd.DataFrame, Classification]:
    result = classify_town(units, comparison, parameters)
    table = quarter_list(
        units, comparison, result, town=NAME, city=city, centre_cell=centre, lang=lang
    )
    return table, result


@pytest.fixture(scope="module")
def comparison(edition) -> Comparison:
    return Comparison(2011, 2022, edition.municipalities)


@pytest.fixture(scope="module")
def berlin_cells(edition) -> pd.DataFrame:
    frame = figures(edition, "cell")
    return frame[frame["ags"] == "11000000"]


@pytest.fixture(scope="module")
def berlin(berlin_cells) -> Units:
    return cell_units(berlin_cells, "11000000", "Berlin")


def test_districts_are_quarters(edition, comparison):
    units = district_units(edition.city("14713000"))
    table, result = listed(units, comparison)
    assert sorted(table) == sorted(COLUMNS)
    assert quarter_numbers(units, result).tolist() == list(range(63))
    assert table["id"].to_list() == [f"14713000/{area}" for area in units.ids]
    assert table["name"].to_list() == units.names.tolist()
    assert table["cells"].isna().all()
    new = set(table.loc[table["class"] == "new", "name"])
    assert new == {"Grünau-Mitte", "Paunsdorf", "Schönefeld-Abtnaundorf"}
    lq0, lq1 = typology.location_quotients(result.panel)
    np.testing.assert_array_equal(table["lq_t0"], lq0)
    np.testing.assert_array_equal(table["lq_t1"], lq1)
    np.testing.assert_array_equal(table["robustness"], result.robustness())
    np.testing.assert_array_equal(table["noise_robustness"], result.noise_robustness())
    np.testing.assert_array_equal(table["people_t0"], units.people[units.at(2011)])
    matches = preset_matches(units, comparison, result)
    assert table["presets"].to_list() == matches.sum(axis=0).tolist()
    assert table["presets"].max() <= len(FIXED)


def test_a_made_up_town_gets_its_quarters():
    units = district_units(city())
    table, result = listed(units, Comparison(2011, 2022, states()), city=city())
    rows = table.set_index("name")
    assert rows["class"].to_dict() == {
        "Altmarkt": "traditional",
        "Bahnhof": "new",
        "Dorf": "no_data",
        "Siedlung": "none",
        "Wald": "no_data",
    }
    bahnhof = rows.loc["Bahnhof"]
    assert (bahnhof["id"], bahnhof["people_t0"]) == (f"{AGS}/02", 3000)
    assert (bahnhof["share_t0"], bahnhof["share_t1"]) == (5, 40)
    assert bahnhof["change"] == 35
    assert bahnhof["excess"] == pytest.approx(35 - (result.panel.ref_t1 - result.panel.ref_t0))
    assert bahnhof["lq_t1"] == pytest.approx(40 / result.panel.ref_t1)
    assert rows.loc[["Dorf", "Wald"], SAID].isna().all(axis=None), "nothing is said, so no figure"
    assert rows.loc[["Dorf", "Wald"], "presets"].to_list() == [0, 0]
    assert rows.loc["Wald", "people_t1"] == 2000


def test_special_housing_is_a_quarter_of_its_own_without_a_statement():
    units = district_units(city())
    table, _ = listed(units, Comparison(2011, 2022, states(), left_out=("01",)))
    assert table["class"].to_list()[0] == "no_data"
    assert table.loc[0, SAID].isna().all()


BOARD = cells(
    [[2000, 2000, 9000, 2000], [2000, 9000, 9000, 100]],
    [[20, 10, 4, 5], [22, 4, 4, 50]],
    [[30, 30, 6, 30], [30, 6, 6, 50]],
    people_2022=[[2000, 5000, 9000, 2000], [2000, 9000, 9000, 100]],
)
"""Three cells of one traditional quarter in the west, a new one in the south-east, three without
a class between them, a hamlet in the north-east."""


def board_units() -> Units:
    return cell_units(BOARD, AGS, NAME)


def test_cells_of_a_class_are_joined():
    units, comparison = board_units(), Comparison(2011, 2022, states())
    table, result = listed(units, comparison, centre=key(0, 2))
    assert list(table) == COLUMNS
    numbers = quarter_numbers(units, result).reshape(2, 4).tolist()
    assert numbers == [[0, 0, 1, 2], [0, 1, 1, -1]]
    assert table["class"].to_list() == ["traditional", "none", "new"]
    assert table["id"].to_list() == [f"{AGS}/{key(0, column)}" for column in (0, 2, 3)]
    west = table.iloc[0]
    assert (west["cells"], west["area_km2"]) == (3, 3)
    assert (west["people_t0"], west["people_t1"]) == (6000, 9000)
    assert west["share_t0"] == pytest.approx(52 / 3)
    assert west["share_t1"] == pytest.approx(30)
    assert (table["presets"] <= len(FIXED)).all()
    assert table["name"].to_list() == [f"{NAME}, West", f"{NAME}, Zentrum 1", f"{NAME}, Zentrum 2"]


def test_quarters_are_named_after_districts_where_they_are_loaded():
    units, comparison = board_units(), Comparison(2011, 2022, states())
    # the districts of the made-up town are the cells of the southern row
    names = listed(units, comparison, city=city(), centre=key(0, 2))[0]["name"].to_list()
    assert names == ["Bahnhof", "Dorf", "Siedlung"], "five of seven thousand live there"
    english = listed(units, comparison, centre=None, lang="en")[0]["name"].to_list()
    assert english == [f"{NAME} 1", f"{NAME} 2", f"{NAME} 3"]


def test_a_cell_that_is_left_out_belongs_to_no_quarter():
    units = board_units()
    comparison = Comparison(2011, 2022, states(), left_out=(str(key(1, 0)),))
    table, result = listed(units, comparison)
    assert quarter_numbers(units, result)[units.keys == key(1, 0)].tolist() == [-1]
    assert table["people_t1"].sum() == units.people[1].sum() - 2000 - 100


def test_a_preset_agrees_where_most_people_live():
    units, comparison = board_units(), Comparison(2011, 2022, states())
    table, result = listed(units, comparison)
    matches = preset_matches(units, comparison, result)
    numbers = quarter_numbers(units, result)
    for number, row in table.iterrows():
        mine = numbers == number
        people = units.people[1][mine]
        agreeing = [(people * match[mine]).sum() for match in matches]
        assert row["presets"] == sum(part >= people.sum() / 2 for part in agreeing)
    assert table["presets"].to_list()[0] == 1, "most people are in the cell that had 10 %"


def test_half_of_the_people_are_enough_and_nobody_is_not():
    board = cells([[2000, 2000, 20_000]], [[12, 10, 3]], [[20, 20, 4]])
    units, comparison = cell_units(board, AGS, NAME), Comparison(2011, 2022, states())
    table, result = listed(units, comparison)
    absolute = preset_matches(units, comparison, result)[FIXED.index("absolute")]
    assert absolute.tolist() == [True, False, True], "the second cell had less than 12 %"
    assert table["class"].to_list() == ["traditional", "none"]
    # the upper fifth needs ten units, East and West are no reference inside a town
    assert table[["presets", "presets_of"]].iloc[0].to_list() == [2, 2]
    nobody = replace(units, people=np.where(units.keys == key(0, 2), 0, units.people))
    emptied = quarter_list(
        nobody, comparison, result, town=NAME, city=None, centre_cell=None, lang="de"
    )
    assert emptied["presets"].to_list()[1] == 0


@pytest.mark.parametrize("preset", [p for p in FIXED if p != "east_west"])
def test_quarters_of_berlin(berlin, berlin_cells, edition, comparison, preset):
    parameters = preset_parameters(preset, "district")
    centre = centre_of(berlin_cells, None, year=2011).centre_cell
    table, result = listed(
        berlin, comparison, city=edition.city("11000000"), centre=centre, parameters=parameters
    )
    said = result.classes != ArrivalClass.NO_DATA
    numbers = quarter_numbers(berlin, result)
    np.testing.assert_array_equal(numbers >= 0, said)
    for year, row in (("t0", 0), ("t1", 1)):
        assert table[f"people_{year}"].sum() == pytest.approx(berlin.people[row][said].sum())
        foreign = (table[f"people_{year}"] * table[f"share_{year}"]).sum() / 100
        expected = (berlin.people[row] * berlin.share[row] / 100)[said].sum()
        assert foreign == pytest.approx(expected)
    assert table["cells"].sum() == said.sum()
    assert (table["area_km2"] == table["cells"]).all()
    assert not table["name"].duplicated().any()
    assert not table["name"].str.contains(NAME).any(), "the districts cover the town"
    assert set(table["class"]) <= {kind.id for kind in ArrivalClass} - {"no_data"}
    assert table["presets"].between(1, len(FIXED)).all(), "a fixed preset agrees with itself"


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("preset", ["relative", "absolute", "fifth"])
def test_every_quarter_is_explained(berlin, comparison, preset, lang):
    parameters = preset_parameters(preset, "district")
    table, result = listed(berlin, comparison, parameters=parameters, lang=lang)
    new = {"de": "(neu)", "en": "(new)"}[lang]
    for number, row in table.iterrows():
        sentences = explain_quarter(
            table, number, berlin, comparison, result, town="Berlin", lang=lang
        )
        text = " ".join(sentences)
        assert "2011" in text
        assert "2022" in text
        if preset != "absolute":
            assert "Berlin" in text
            assert (new in text) == (row["class"] == "new")
        firm = row["robustness"], row["noise_robustness"]
        assert sentences[-1] == firmness_sentence(*firm, lang, joined=row["cells"] > 1)


def test_a_district_is_explained_as_itself():
    units, comparison = district_units(city()), Comparison(2011, 2022, states(), left_out=("01",))
    table, result = listed(units, comparison)

    def reason(number: int) -> str:
        return " ".join(
            explain_quarter(table, number, units, comparison, result, town=NAME, lang="de")
        )

    assert "(neu)" in reason(1)
    assert "200 Personen" in reason(2)
    assert "Sonderwohnform" in reason(0)
    assert "nicht veröffentlicht" in reason(4)


def test_a_town_about_which_nothing_is_said_has_no_quarters_of_cells():
    units = cell_units(cells([[100, 100]], [[5, nan]], [[5, 6]]), AGS, NAME)
    table, _ = listed(units, Comparison(2011, 2022, states()), city=city())
    assert table.empty
    assert list(table) == COLUMNS


def test_beside_germany_a_town_can_be_all_one_quarter():
    units = cell_units(cells([[900, 900]], [[5, 5]], [[6, 6]]), AGS, NAME)
    own, _ = listed(units, Comparison(2011, 2022, states(west=(2, 3), east=(2, 3))))
    nation = Comparison(2011, 2022, states(west=(2, 3), east=(2, 3)), reference="nation")
    beside, _ = listed(units, nation)
    assert own["class"].to_list() == ["none"]
    assert beside["class"].to_list() == ["traditional"]
    assert beside["cells"].to_list() == [2]
    sentences = explain_quarter(
        beside, 0, units, nation, classify_town(units, nation, RELATIVE), town=NAME, lang="de"
    )
    assert "Deutschland" in sentences[0]
    assert replace(nation, reference="own").reference == "own"


def test_a_reason_never_contradicts_its_own_figures(edition):
    frame = figures(edition, "cell")
    units = cell_units(frame[frame["ags"] == "02000000"], "02000000", "Hamburg")
    comparison = Comparison(2011, 2022, edition.municipalities)
    result = classify_town(units, comparison, preset_parameters("relative", "district"))
    table = quarter_list(
        units, comparison, result, town="Hamburg", city=None, centre_cell=None, lang="de"
    )
    for number, row in table.iterrows():
        text = " ".join(
            explain_quarter(table, number, units, comparison, result, town="Hamburg", lang="de")
        )
        if row["class"] == "none" and "nötig sind 2,0" in text:
            assert row["excess"] < 2, text
