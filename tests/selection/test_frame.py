"""The town frame: the figures of the profiles, the criteria of the projects, what is missing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ankunft.base.errors import ParameterError
from ankunft.edition.figures import figures
from ankunft.profiles.frame import entries, profile_frame
from ankunft.selection.frame.towns import town_frame, town_parameters, type_medians
from ankunft.selection.plan import Classes, Plan
from ankunft.typology import ArrivalClass, Parameters
from ankunft.typology.levels import classify_level

GOSLAR, LEIPZIG, BERLIN, HAMBURG = "03153017", "14713000", "11000000", "02000000"


@pytest.fixture(scope="module")
def frame(edition):
    return town_frame(edition, Plan())


@pytest.fixture(scope="module")
def register(edition):
    return town_frame(edition, Plan(population="register"))


def test_one_row_per_municipality_with_figures_in_order(frame, edition):
    towns = edition.municipalities
    assert frame.index.name == "ags"
    assert frame.index.to_list() == sorted(towns.loc[towns["has_figures"], "ags"])
    assert frame.loc[GOSLAR, "name"] == "Goslar"
    assert (frame["county"] == frame.index.str[:5]).all()


def test_population_bands_of_the_census(frame):
    people = frame["population"]
    assert (people >= 50_000).sum() == 190
    assert ((people >= 20_000) & (people < 50_000)).sum() == 509
    assert ((people >= 10_000) & (people < 50_000)).sum() == 1403


def test_53_towns_change_band_between_census_and_register(frame, register):
    bands = [
        pd.cut(of["population"], [0, 10_000, 20_000, 50_000, np.inf], right=False).cat.codes
        for of in (frame, register)
    ]
    assert (bands[0] != bands[1]).sum() == 53


def test_the_choice_of_the_count_decides_about_size_alone(frame, register):
    assert frame["population"].equals(frame["population_2022"].rename("population"))
    assert (register["population"] == register["population_register_2021"]).all()
    # 47,433 in the census, 50,010 in the register
    assert frame.loc[GOSLAR, "size_class"] == "smaller_medium_town"
    assert register.loc[GOSLAR, "size_class"] == "larger_medium_town"
    of_size = ["population", "size_class"]
    pd.testing.assert_frame_equal(frame.drop(columns=of_size), register.drop(columns=of_size))


def test_figures_are_those_of_the_profiles(frame, edition):
    profile = profile_frame(edition).sort_index()
    for entry in entries():
        np.testing.assert_array_equal(frame[entry.id], profile[entry.id], err_msg=entry.id)


def test_what_rests_on_small_numbers_is_not_there(frame):
    few = ~(frame["population_2022"] >= 1000)
    assert few.sum() > 1000
    for name in ("share_foreign_2022", "change", "lq_2022", "population_change",
                 "share_at_type_median", "arrival_robustness"):  # fmt: skip
        assert frame.loc[few, name].isna().all(), name
    assert (frame.loc[few, "arrival_class"] == "no_data").all()
    assert frame.loc[few, "population_2022"].notna().all()


def test_population_change_by_hand(frame):
    town = frame.loc[GOSLAR]
    wanted = (town["population_2022"] - town["population_2011"]) / town["population_2011"] * 100
    assert town["population_change"] == pytest.approx(wanted)


def test_medians_of_the_types_come_out_of_the_data(edition):
    towns = figures(edition, "municipality")
    medians = type_medians(towns[towns["has_figures"]])
    assert medians.round(1)[["02", "03"]].to_list() == [9.3, 4.9]


def test_share_at_the_median_of_the_type(frame, edition):
    towns = figures(edition, "municipality").set_index("ags")
    urban = frame[(frame["urbanisation"] == "02") & (frame["population_2022"] >= 1000)]
    shares = towns["share_foreign_2022"][towns["urbanisation"] == "02"].dropna().sort_values()
    middle = (shares.iloc[(len(shares) - 1) // 2] + shares.iloc[len(shares) // 2]) / 2
    wanted = urban["share_foreign_2022"].dropna() >= middle
    found = urban["share_at_type_median"].dropna().astype(bool)
    pd.testing.assert_series_equal(found, wanted, check_names=False)
    assert wanted.nunique() == 2


def test_centre_criterion_has_three_answers(frame):
    for year in (2011, 2022):
        ratio, said = frame[f"centre_ratio_{year}"], frame[f"centre_criterion_{year}"]
        assert said.isna().equals(ratio.isna())
        assert said[ratio > 1.26].all()
        assert not said[ratio < 1.24].any()
        assert set(said.dropna()) == {True, False}


def test_a_ratio_on_the_criterion_has_reached_it(edition):
    towns = edition.municipalities.copy()
    row = towns.index[towns["ags"] == GOSLAR]
    towns.loc[row, "centre_ratio_2011"] = 1.25 - 1e-12
    changed = type(edition)(edition.path, edition.manifest, {"municipalities": towns})
    assert town_frame(changed, Plan()).loc[GOSLAR, "centre_criterion_2011"] is np.True_


@pytest.mark.parametrize(
    ("classes", "parameters"),
    [
        (Classes(), Parameters()),
        (Classes(high=3.0, min_n=20_000), Parameters(min_n=20_000)),
        (Classes(preset="absolute"), Parameters(rule="absolute")),
        (Classes(preset="fifth"), Parameters(rule="fifth")),
        (
            Classes(preset="east_west", berlin="west"),
            Parameters(reference="part", berlin="west"),
        ),
        (
            Classes(preset="own", high=1.4, low=1.1, margin=3, min_n=5000),
            Parameters(high=1.4, low=1.1, margin=3, min_n=5000),
        ),
    ],
)
def test_arrival_classes_are_those_of_the_map(edition, classes, parameters):
    assert town_parameters(classes) == parameters
    towns = figures(edition, "municipality")
    result = classify_level(towns, "municipality", parameters)
    wanted = pd.DataFrame({"code": result.classes, "firm": result.robustness()}, towns["ags"])
    frame = town_frame(edition, Plan(classes=classes))
    ids = wanted["code"].map({int(kind): kind.id for kind in ArrivalClass})
    assert frame["arrival_class"].to_list() == ids[frame.index].to_list()
    np.testing.assert_array_equal(frame["arrival_robustness"], wanted["firm"][frame.index])


def test_berlin_belongs_where_the_plan_says(edition, frame):
    assert frame.loc[BERLIN, "part"] == "east"
    west = town_frame(edition, Plan(classes=Classes(berlin="west")))
    assert west.loc[BERLIN, "part"] == "west"
    assert (west["part"] != frame["part"]).sum() == 1


def test_impossible_thresholds_are_refused(edition):
    with pytest.raises(ParameterError, match="low"):
        town_frame(edition, Plan(classes=Classes(preset="own", high=1.0, low=2.0)))


def test_a_survey_brings_further_columns(edition, frame):
    survey = pd.DataFrame(
        {"pressure": [4.0, 2.0, 1.0], "has": pd.array([True, None, False], dtype="boolean")},
        index=[LEIPZIG, GOSLAR, "99999999"],
    )
    joined = town_frame(edition, Plan(), survey)
    assert joined.index.equals(frame.index)
    assert joined.loc[LEIPZIG, "pressure"] == 4
    assert joined["pressure"].notna().sum() == 2
    assert str(joined["has"].dtype) == "boolean"
    assert joined["has"].isna().sum() == len(joined) - 1
    pd.testing.assert_frame_equal(joined[frame.columns], frame)


def test_a_survey_that_clashes_is_refused(edition):
    with pytest.raises(ParameterError, match="„population“ gibt es schon"):
        town_frame(edition, Plan(), pd.DataFrame({"population": [1.0]}, index=[GOSLAR]))
    twice = pd.DataFrame({"pressure": [1.0, 2.0]}, index=[GOSLAR, GOSLAR])
    with pytest.raises(ParameterError, match="„03153017“ zweimal"):
        town_frame(edition, Plan(), twice)
