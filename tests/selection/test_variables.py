"""The catalogue of variables: complete, in both languages, and true of the frame."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from test_wording import FORBIDDEN

from ankunft.base.errors import ParameterError
from ankunft.edition.indicators import of_level
from ankunft.profiles.frame import entries
from ankunft.selection.frame.towns import town_frame
from ankunft.selection.frame.variables import (
    UNSAID,
    YES_NO,
    Variable,
    variable,
    variable_blocks,
    variables,
)
from ankunft.selection.plan import Plan
from ankunft.sources.catalogue import load_catalogue

SPACE = "\u00a0"


@pytest.fixture(scope="module")
def known(edition):
    return variables(edition)


@pytest.fixture(scope="module")
def frame(edition):
    return town_frame(edition, Plan())


def test_the_catalogue_holds_every_indicator_and_every_series_of_the_profile(known):
    assert {entry.id for entry in of_level("municipality")} <= set(known)
    assert {entry.id for entry in entries()} <= set(known)
    assert all(name == entry.id for name, entry in known.items())


def test_texts_are_there_in_both_languages_and_do_no_harm(known):
    for entry in known.values():
        assert entry.label("de")
        assert entry.label("en")
        assert bool(entry.unit("de")) == bool(entry.unit("en"))
        names = [name for choice in entry.choices for name in choice]
        assert all(names)
        assert not FORBIDDEN.search(" ".join([entry.label_de, entry.label_en, *names]))
    assert known["part"].choices[0] == ("east", "Ostdeutschland", "East Germany")
    assert known["urbanisation"].label("en") == "Degree of urbanisation"


def test_labels_tell_the_variables_apart(known):
    for lang in ("de", "en"):
        labels = [entry.label(lang) for entry in known.values()]
        assert len(labels) == len(set(labels))


def test_groups_and_sources_exist_and_groups_stay_together(known):
    blocks = [block.id for block in variable_blocks()]
    listed = [entry.block for entry in known.values()]
    assert listed == sorted(listed, key=blocks.index)
    assert set(listed) == set(blocks) - {"survey"}
    for entry in known.values():
        assert entry.sources
        assert set(entry.sources) <= set(load_catalogue())


def test_every_variable_has_a_column_of_its_kind(known, frame):
    types = {"number": "float64", "category": "str", "yesno": "boolean"}
    for name, entry in known.items():
        assert str(frame[name].dtype) == types[entry.kind], name
        assert frame[name].notna().any(), name
    assert set(frame.columns) - set(known) == {"name", "county"}


def test_categories_are_among_the_choices(known, frame):
    for name, entry in known.items():
        choices = {value for value, _german, _english in entry.choices}
        if entry.kind == "category":
            assert set(frame[name].dropna()) <= choices
            assert "" not in choices
        assert (entry.choices == YES_NO) == (entry.kind == "yesno")
        assert bool(choices) == (entry.kind != "number")
    assert all(value in dict.fromkeys(c[0] for c in known[name].choices)
               for name, value in UNSAID.items())  # fmt: skip


def test_labels_hold_the_year(known):
    elsewhere = {entry.id for entry in of_level("municipality")}
    for entry in (known[name] for name in known if name not in elsewhere):
        assert entry.year in entry.label("de")
        assert entry.year in entry.label("en")


def test_quarters_name_the_towns_whose_districts_they_are(known):
    sources = known["new_quarters"].sources
    assert "city_leipzig" in sources
    assert "city_berlin" not in sources  # its series begins in 2015: cells stand in


def test_series_carry_the_year_and_the_level_of_the_kreis(known):
    assert known["q_alo"].level == "county"
    assert known["q_alo"].year in known["q_alo"].label("de")
    assert known["new_quarters"].level == "quarter"
    assert known["share_foreign_2022"].level == "town"


@pytest.mark.parametrize(
    ("one", "other", "related"),
    [
        ("change", "share_foreign_2022", True),
        ("arrival_class", "share_foreign_2011", True),
        ("lq_2022", "share_at_type_median", True),
        ("size_class", "population", True),
        ("population_change", "population_2011", True),
        ("centre_ratio_2011", "centre_criterion_2011", True),
        ("people_in_new_quarters", "new_quarters", True),
        ("eu_share_2011_min", "share_foreign_2011", True),
        ("part", "state", True),
        ("share_foreign_2022", "population", False),
        ("share_foreign_2022", "vacancy_2022", False),
        ("centre_ratio_2011", "centre_ratio_2022", False),
        ("q_alo", "q_kaufkraft", False),
    ],
)
def test_what_is_made_of_the_same_figures_shares_columns(known, one, other, related):
    assert bool(known[one].made_of & known[other].made_of) == related


def test_made_of_names_figures_that_the_edition_has(known, edition):
    columns = set(edition.municipalities.columns) | {entry.id for entry in entries()}
    columns |= {"cell_share_foreign_2011", "cell_share_foreign_2022"}
    for entry in known.values():
        assert entry.made_of, entry.id
        assert entry.made_of <= columns, entry.id


def test_values_as_people_write_them(known):
    assert known["vacancy_2022"].show(4.26, "de") == f"4,3{SPACE}%"
    assert known["vacancy_2022"].show(4.26, "en") == "4.3%"
    assert known["population"].show(12345.0, "de") == f"12.345{SPACE}Personen"
    assert known["arrival_robustness"].show(0.8, "de") == "0,80"
    assert known["arrival_class"].show("new", "de") == "neu"
    assert known["arrival_class"].show("no_data", "en") == "no statement"
    assert known["state"].show("14", "de") == "Sachsen"
    assert known["state"].show("99", "de") == "99"
    centre = known["centre_criterion_2011"]
    assert [centre.show(value, "de") for value in (True, False, np.bool_(False))] == [
        "ja", "nein", "nein",
    ]  # fmt: skip
    assert (centre.show("yes", "en"), centre.show("no", "de")) == ("yes", "nein")


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA])
@pytest.mark.parametrize("name", ["vacancy_2022", "arrival_class", "share_at_type_median"])
def test_missing_values_in_words(known, name, missing):
    assert known[name].show(missing, "de") == "keine Angabe"
    assert known[name].show(missing, "en") == "no figure"


def test_answers_of_a_survey_are_variables_too(edition, known):
    asked = Variable("pressure", "number", "Handlungsdruck", "Pressure", "survey", level="survey")
    found = variables(edition, [asked])
    assert list(found)[-1] == "pressure"
    assert len(found) == len(known) + 1
    with pytest.raises(ParameterError, match="„pressure“ gibt es schon"):
        variables(edition, [asked, asked])
    taken = Variable("population", "number", "x", "x", "survey")
    with pytest.raises(ParameterError, match="„population“ gibt es schon"):
        variables(edition, [taken])


def test_an_unknown_variable_is_named_with_similar_ones(known):
    assert variable(known, "population") is known["population"]
    with pytest.raises(ParameterError, match="„populaton“ gibt es nicht; ähnlich: population"):
        variable(known, "populaton")
    with pytest.raises(ParameterError, match=r"„zzz“ gibt es nicht\.$"):
        variable(known, "zzz")
