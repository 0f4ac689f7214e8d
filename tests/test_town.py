"""The units of a town, classed: beside the right reference, without what was left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from made_town import AGS, NAME, cells, city, key, nan, states

from ankunft import typology
from ankunft.base.errors import ParameterError
from ankunft.base.reasons import Reason
from ankunft.edition.figures import figures
from ankunft.town.classes import (
    Comparison,
    applicable,
    class_shares,
    classify_town,
    explain_unit,
    left_out_mask,
    preset_matches,
    reference_name,
)
from ankunft.town.units import Units, cell_units, district_units
from ankunft.typology import FIXED, ORDER, ArrivalClass, preset_parameters
from ankunft.typology.levels import classify_level

LEIPZIG, BERLIN = "14713000", "11000000"
NEW = {"Grünau-Mitte", "Paunsdorf", "Schönefeld-Abtnaundorf"}
TRADITIONAL = {
    "Volkmarsdorf", "Neustadt-Neuschönefeld", "Zentrum", "Zentrum-Nord", "Zentrum-Südost",
}  # fmt: skip
RELATIVE = preset_parameters("relative", "district")


@pytest.fixture(scope="module")
def leipzig(edition) -> Units:
    return district_units(edition.city(LEIPZIG))


@pytest.fixture(scope="module")
def cell_figures(edition) -> pd.DataFrame:
    return figures(edition, "cell")


@pytest.fixture(scope="module")
def berlin(cell_figures) -> Units:
    return cell_units(cell_figures[cell_figures["ags"] == BERLIN], BERLIN, "Berlin")


def made(**changes) -> tuple[Units, Comparison]:
    return district_units(city()), replace(Comparison(2011, 2022, states()), **changes)


@pytest.mark.parametrize(("t0", "t1"), [(2011, 2022), (2000, 2023)])
def test_the_known_quarters_of_leipzig(leipzig, edition, t0, t1):
    result = classify_town(leipzig, Comparison(t0, t1, edition.municipalities), RELATIVE)
    assert set(leipzig.names[result.classes == ArrivalClass.NEW]) == NEW
    assert set(leipzig.names[result.classes == ArrivalClass.TRADITIONAL]) == TRADITIONAL


def test_the_known_quarters_of_a_made_up_town():
    units, comparison = made()
    result = classify_town(units, comparison, RELATIVE)
    kinds = dict(zip(units.names, map(ArrivalClass, result.classes), strict=True))
    assert kinds == {
        "Altmarkt": ArrivalClass.TRADITIONAL,
        "Bahnhof": ArrivalClass.NEW,
        "Dorf": ArrivalClass.NO_DATA,
        "Siedlung": ArrivalClass.NONE,
        "Wald": ArrivalClass.NO_DATA,
    }


@pytest.mark.parametrize("preset", [p for p in FIXED if p != "east_west"])
def test_cells_have_the_class_they_have_on_the_whole_level(berlin, cell_figures, edition, preset):
    parameters = preset_parameters(preset, "cell")
    assert parameters == preset_parameters(preset, "district"), "as the page asks for"
    whole = classify_level(cell_figures, "cell", parameters)
    position = pd.Index(cell_figures["id"]).get_indexer(berlin.ids)
    comparison = Comparison(2011, 2022, edition.municipalities)
    result = classify_town(berlin, comparison, parameters)
    np.testing.assert_array_equal(result.classes, whole.classes[position])
    assert result.panel.ref_t0 == pytest.approx(whole.panel.ref_t0[position[0]])
    assert len(set(result.classes)) > 2
    # what is no unit because nobody lives there has no class on the level either
    others = cell_figures["ags"].eq(BERLIN) & ~cell_figures["id"].isin(berlin.ids)
    assert (whole.classes[others] == ArrivalClass.NO_DATA).all()


def test_beside_germany(leipzig, edition):
    comparison = Comparison(2011, 2022, edition.municipalities, reference="nation")
    result = classify_town(leipzig, comparison, RELATIVE)
    towns = edition.municipalities.dropna(subset=["foreign_2011", "foreign_2022"])
    for year, reference in ((2011, result.panel.ref_t0), (2022, result.panel.ref_t1)):
        people = towns[f"population_known_{year}"].sum()
        assert reference == pytest.approx(100 * towns[f"foreign_{year}"].sum() / people)
    assert (result.coverage().units, result.coverage().of) == (len(towns), 10_786)
    own = classify_town(leipzig, replace(comparison, reference="own"), RELATIVE)
    assert own.panel.ref_t0 < result.panel.ref_t0, "Leipzig had less than Germany"


@pytest.mark.parametrize(("t0", "t1"), [(2000, 2022), (2011, 2023), (2000, 2023), (2012, 2021)])
@pytest.mark.parametrize(("reference", "preset"), [("nation", "relative"), ("own", "east_west")])
def test_germany_and_its_parts_are_known_for_the_censuses_only(
    leipzig, edition, t0, t1, reference, preset
):
    comparison = Comparison(t0, t1, edition.municipalities, reference=reference)
    with pytest.raises(ParameterError, match=rf"2011 und 2022.*{t0} und {t1}"):
        classify_town(leipzig, comparison, preset_parameters(preset, "district"))


def test_east_and_west_have_a_share_each():
    units, comparison = made()
    west = preset_parameters("east_west", "district")
    assert classify_town(units, comparison, west).panel.ref_t0 == pytest.approx(8)
    eastern = replace(units, ags="14999001")
    result = classify_town(eastern, comparison, west)
    assert (result.panel.ref_t0, result.panel.ref_t1) == (pytest.approx(2), pytest.approx(7))
    # Berlin goes where the user puts it
    capital = pd.concat([states(), states().iloc[:1].assign(state="11", foreign_2011=300_000.0)])
    there = replace(comparison, towns=capital)
    for berlin, expected in (("east", (2 + 30) / 2), ("west", (8 + 30) / 2)):
        parameters = preset_parameters("east_west", "district", berlin=berlin)
        found = classify_town(replace(units, ags=BERLIN), there, parameters)
        assert found.panel.ref_t0 == pytest.approx(expected)


def test_a_reference_of_the_part_goes_before_that_of_the_country():
    units, comparison = made(reference="nation")
    result = classify_town(units, comparison, preset_parameters("east_west", "district"))
    assert result.panel.ref_t0 == pytest.approx(8)
    plain = classify_town(units, comparison, RELATIVE)
    assert (plain.panel.ref_t0, plain.panel.ref_t1) == (pytest.approx(5), pytest.approx(10.5))


def test_special_housing_is_out_of_the_town(berlin, edition):
    comparison = Comparison(2011, 2022, edition.municipalities)
    before = classify_town(berlin, comparison, RELATIVE)
    marked = int(np.nanargmax(berlin.share[1] * (berlin.people[1] > 1000)))
    without = replace(comparison, left_out=(str(berlin.ids[marked]),))
    after = classify_town(berlin, without, RELATIVE)
    assert after.classes[marked] == ArrivalClass.NO_DATA != before.classes[marked]
    for row, reference in enumerate((after.panel.ref_t0, after.panel.ref_t1)):
        known = np.isfinite(berlin.foreign[1]) & (np.arange(len(berlin)) != marked)
        known &= np.isfinite(berlin.foreign[0]) | (berlin.reasons[0] == Reason.UNINHABITED)
        foreign, base = (
            np.nan_to_num(table[row][known]) for table in (berlin.foreign, berlin.base)
        )
        assert reference == pytest.approx(100 * foreign.sum() / base.sum())
    assert after.panel.ref_t1 < before.panel.ref_t1
    lq, lq_before = (typology.location_quotients(r.panel)[1] for r in (after, before))
    known = np.isfinite(lq) & (berlin.share[1] > 0)
    assert not known[marked]
    assert (lq[known] > lq_before[known]).all(), "the others stand out more"
    assert list(np.flatnonzero(left_out_mask(berlin, without.left_out))) == [marked]


def test_what_is_left_out_can_change_the_class_of_others():
    board = cells([[8000, 1000, 1000]], [[5, 5, 60]], [[6, 11, 65]])
    units = cell_units(board, AGS, NAME)
    comparison = Comparison(2011, 2022, states())
    classes = classify_town(units, comparison, RELATIVE).classes.tolist()
    assert classes[1:] == [ArrivalClass.EMERGING, ArrivalClass.TRADITIONAL]
    hostel = replace(comparison, left_out=(str(key(0, 2)),))
    classes = classify_town(units, hostel, RELATIVE).classes.tolist()
    assert classes[1:] == [ArrivalClass.NEW, ArrivalClass.NO_DATA]
    unknown = replace(comparison, left_out=("1",))
    assert classify_town(units, unknown, RELATIVE).classes[2] == ArrivalClass.TRADITIONAL


def test_presets_that_can_be_used(leipzig, edition):
    for years in ((2011, 2022), (2000, 2023)):
        # East and West are no reference inside a town
        can = [applicable(preset, leipzig, years, ()) for preset in FIXED]
        assert can == [preset != "east_west" for preset in FIXED]
        comparison = Comparison(*years, edition.municipalities)
        result = classify_town(leipzig, comparison, RELATIVE)
        matches = preset_matches(leipzig, comparison, result)
        assert matches.shape == (3, len(leipzig))
        assert matches[0].all(), "the preset agrees with itself"
        assert not matches.all()


def test_the_own_numbers_are_never_counted(leipzig, edition):
    comparison = Comparison(2011, 2022, edition.municipalities)
    parameters = preset_parameters("own", "district", high=2.5, low=2.4, min_n=2000)
    result = classify_town(leipzig, comparison, parameters)
    matches = preset_matches(leipzig, comparison, result)
    assert len(matches) == len(FIXED) - 1
    assert not matches.all(axis=1).any()
    unsaid = result.classes == ArrivalClass.NO_DATA
    assert unsaid.any()
    assert not matches[:, unsaid].any(), "where nothing is said nothing agrees"
    absolute = preset_parameters("absolute", "district", min_n=2000)
    expected = classify_town(leipzig, comparison, absolute).classes == result.classes
    np.testing.assert_array_equal(matches[FIXED.index("absolute")], expected & ~unsaid)


def test_presets_keep_what_is_left_out():
    units = cell_units(cells([[8000, 1000, 1000]], [[5, 5, 60]], [[6, 11, 65]]), AGS, NAME)
    comparison = Comparison(2011, 2022, states(), left_out=(str(key(0, 2)),))
    result = classify_town(units, comparison, RELATIVE)
    matches = preset_matches(units, comparison, result)
    assert matches[0].tolist() == [True, True, False]


@pytest.mark.parametrize("preset", [p for p in FIXED if p != "east_west"])
def test_everybody_lives_in_one_class(leipzig, edition, preset):
    comparison = Comparison(2011, 2022, edition.municipalities)
    parameters = preset_parameters(preset, "district", min_n=1500)
    table = class_shares(leipzig, comparison, parameters)
    years = [year for year in leipzig.years if year > 2011]
    assert table["year"].drop_duplicates().to_list() == years
    assert table["class"].to_list() == [kind.id for kind in ORDER] * len(years)
    sums = table.groupby("year")[["people", "share"]].sum()
    for year in years:
        total = leipzig.people[leipzig.at(year)].sum()
        assert sums.loc[year, "people"] == pytest.approx(total)
        assert sums.loc[year, "share"] == pytest.approx(100)
    result = classify_town(leipzig, replace(comparison, t1=2017), parameters)
    of_class = leipzig.people[leipzig.at(2017)][result.classes == ArrivalClass.TRADITIONAL].sum()
    row = table[(table["year"] == 2017) & (table["class"] == "traditional")]
    assert row["people"].item() == pytest.approx(of_class)


def test_everybody_counts_also_where_figures_are_missing():
    units, comparison = made()
    table = class_shares(units, comparison, RELATIVE).set_index("class")
    assert table["people"].sum() == 4100 + 3000 + 210 + 8800 + 2000
    assert table.loc["no_data", "people"] == 210 + 2000
    assert table.loc["new", "share"] == pytest.approx(100 * 3000 / 18_110)
    few = district_units(city({"A": {2011: (9, 1), 2022: (None, 1)}, "B": {2022: (50, 5)}}))
    table = class_shares(few, comparison, RELATIVE).set_index("class")
    assert table.loc["no_data", ["people", "share"]].to_list() == [50, 100]


def test_beside_germany_only_the_year_of_the_census_is_told(leipzig, edition):
    comparison = Comparison(2011, 2022, edition.municipalities, reference="nation")
    table = class_shares(leipzig, comparison, RELATIVE)
    assert table["year"].unique().tolist() == [2022]
    assert class_shares(leipzig, replace(comparison, t0=2022), RELATIVE).empty


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_district_is_explained(leipzig, edition, lang):
    comparison = Comparison(2011, 2022, edition.municipalities)
    result = classify_town(leipzig, comparison, RELATIVE)
    place = list(leipzig.names).index("Paunsdorf")
    text = " ".join(explain_unit(leipzig, comparison, result, place, "Leipzig", lang))
    assert all(word in text for word in ("2011", "2022", "Leipzig"))
    assert ("(neu)" if lang == "de" else "(new)") in text
    for position in range(len(leipzig)):
        assert explain_unit(leipzig, comparison, result, position, "Leipzig", lang)


def test_the_reason_for_no_statement():
    units, comparison = made()
    result = classify_town(units, comparison, RELATIVE)

    def reason(name: str, given: Comparison = comparison) -> str:
        place = list(units.names).index(name)
        return " ".join(explain_unit(units, given, result, place, NAME, "de"))

    assert "200 Personen" in reason("Dorf")
    assert "2022 ist nicht veröffentlicht" in reason("Wald")
    cell = cell_units(cells([[900, 900]], [[5, 6]], [[nan, 8]]), AGS, NAME)
    classed = classify_town(cell, comparison, RELATIVE)
    assert "geheim" in " ".join(explain_unit(cell, comparison, classed, 0, NAME, "de"))
    marked = replace(comparison, left_out=(str(cell.ids[0]),))
    sentences = explain_unit(cell, marked, classify_town(cell, marked, RELATIVE), 0, NAME, "de")
    assert len(sentences) == 1
    assert "Sonderwohnform" in sentences[0]


@pytest.mark.parametrize(
    ("reference", "preset", "ags", "german", "english"),
    [
        ("own", "relative", AGS, NAME, NAME),
        ("nation", "relative", AGS, "Deutschland", "Germany"),
        ("own", "east_west", AGS, "Westdeutschland", "West Germany"),
        ("nation", "east_west", "14999001", "Ostdeutschland", "East Germany"),
    ],
)
def test_the_reference_has_a_name(reference, preset, ags, german, english):
    units, comparison = made(reference=reference)
    units = replace(units, ags=ags)
    result = classify_town(units, comparison, preset_parameters(preset, "district"))
    names = [reference_name(units, comparison, result, NAME, lang) for lang in ("de", "en")]
    assert names == [german, english]


def test_years_without_a_share_of_the_east_are_left_out(edition):
    units = district_units(edition.city("14713000"))
    table = class_shares(
        units,
        Comparison(2011, 2022, edition.municipalities),
        preset_parameters("east_west", "district"),
    )
    assert table["year"].unique().tolist() == [2022]


def uneven() -> Units:
    """Three districts; the largest has no figures of 2011, one of the others none of 2016."""
    return district_units(
        city(
            {
                "A": {2011: (2_000, 200), 2016: (2_000, 300), 2022: (2_000, 600)},
                "B": {2011: (1_000, 50), 2022: (1_000, 60)},
                "C": {2016: (7_000, 2_100), 2022: (7_000, 2_800)},
            }
        )
    )


def test_each_pair_of_years_has_a_ground_of_its_own():
    units, comparison = uneven(), Comparison(2011, 2022, states())
    table = class_shares(units, comparison, RELATIVE).groupby("year")["coverage"].first()
    assert table.to_dict() == {2016: pytest.approx(100 * 2 / 10), 2022: pytest.approx(30)}
    result = classify_town(units, comparison, RELATIVE)
    assert (result.panel.ref_t0, result.panel.ref_t1) == (
        pytest.approx(100 * 250 / 3_000), pytest.approx(100 * 660 / 3_000),
    )  # fmt: skip
    assert result.classes[2] == ArrivalClass.NO_DATA, "it has no figures of 2011"
    assert explain_unit(units, comparison, result, 2, NAME, "de")[0].startswith("Für 2011")
    assert result.coverage().people == pytest.approx(30)
    words, warning = result.reference_lines("de")
    assert words == "Bezug: 2 von 3 Gebieten, 30\u00a0% der Einwohner"
    assert "30\u00a0%" in warning
    each = classify_town(units, comparison, replace(RELATIVE, ground="each"))
    assert each.panel.ref_t1 == pytest.approx(100 * 3_460 / 10_000)


def test_the_presets_agree_on_one_ground():
    units, comparison = uneven(), Comparison(2011, 2022, states())
    for ground in ("common", "each"):
        parameters = replace(RELATIVE, ground=ground)
        result = classify_town(units, comparison, parameters)
        assert preset_matches(units, comparison, result)[0].tolist() == [True, True, False]


def test_what_is_left_out_lowers_the_coverage():
    units, comparison = made(left_out=("01",))
    found = classify_town(units, comparison, RELATIVE).coverage()
    assert (found.units, found.of) == (3, 5)
    assert found.people == pytest.approx(100 * (3000 + 210 + 8800) / 18_110)
