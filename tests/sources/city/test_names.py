"""What publishers call things, how numbers are written, and the words shown for them."""

from __future__ import annotations

import re

import pytest

from ankunft.intake.areas import describe, guess_mapping, indicator_of
from ankunft.intake.areas.names import fold, rename_indicators, vocabulary
from ankunft.intake.areas.numbers import Style, parse, without_year, year_of

HARMFUL = re.compile(r"\bausländer\w*|\bforeigners?\b|brennpunkt|belastet", re.IGNORECASE)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("foreigners", "foreign"), ("Ausländer", "foreign"), ("auslaender_insg", "foreign"),
        ("Ausländer (insg.)", "foreign"), ("AUSLÄNDER/INNEN", "foreign"),
        ("Einwohner", "population"), ("insgesamt", "population"), ("residents", "population"),
        ("EW", "population"), ("eu_foreigners", "eu_foreign"), ("Ausländeranteil", "foreign_share"),
        ("Migrationshintergrund", "migration_background"), ("Arbeitslose", "unemployed"),
        ("origin_syria", "origin_syria"), ("  Kinder \n unter 6 ", "Kinder unter 6"),
    ],
)  # fmt: skip
def test_indicators(text, name):
    assert indicator_of(text) == name
    assert indicator_of(name) == name


def test_two_spellings_never_end_under_one_name():
    assert rename_indicators(["insgesamt", "Einwohner"]) == {
        "insgesamt": "insgesamt",
        "Einwohner": "population",
    }
    names = rename_indicators(["a", "a ", " a", "Einwohner", "EINWOHNER"])
    assert len(set(names.values())) == 5


@pytest.mark.parametrize(
    ("name", "german", "kind"),
    [
        ("population", "Bevölkerung", "count"),
        ("foreign", "Personen mit ausländischer Staatsangehörigkeit", "count"),
        ("sgb2_rate", "Anteil der Personen mit Leistungen nach SGB II", "percent"),
        ("origin_turkey", "Herkunft: Türkei", "count"),
        ("origin_moon", "origin_moon", "count"),
        ("turkey", "turkey", "count"),
        ("Arbeitslosenquote", "Arbeitslosenquote", "percent"),
        ("vacancy_rate", "vacancy_rate", "percent"),
        ("Jugend in %", "Jugend in %", "percent"),
        ("Haushalte", "Haushalte", "count"),
    ],
)
def test_labels_and_kinds(name, german, kind):
    assert describe(name, "de") == (german, kind)
    assert describe(name, "en")[1] == kind


def test_labels_hold_no_word_that_harms():
    words = vocabulary()
    labels = [entry[lang] for entry in words["indicators"].values() for lang in ("de", "en")]
    labels += [label for pair in words["origins"].values() for label in pair]
    assert len(labels) > 40
    assert not [label for label in labels if HARMFUL.search(label)]


def test_spellings_are_folded_and_stand_for_one_name():
    entries = vocabulary()["indicators"].items()
    spellings = [(text, name) for name, entry in entries for text in entry["spellings"]]
    assert all(fold(text) == text for text, _ in spellings)
    assert len({text for text, _ in spellings}) == len(spellings)
    columns = [text for role in vocabulary()["columns"].values() for text in role]
    assert all(fold(text) == text for text in columns)


def test_a_column_plays_one_role():
    mapping = guess_mapping(
        ["LOR", "PLR_NAME"], ["Kennziffer", "Gebiet", "Jahr", "Wert"], ["EW", "x"]
    )
    assert (mapping.area_id, mapping.name) == ("LOR", "PLR_NAME")
    assert (mapping.indicator, mapping.table_area_id) == ("Kennziffer", "Gebiet")
    assert (mapping.year, mapping.value) == ("Jahr", "Wert")
    assert (mapping.population, mapping.foreign) == ("EW", "")


def test_unknown_columns_stay_open():
    assert guess_mapping(["a"], ["b"], []).table_area_id == ""


@pytest.mark.parametrize(
    ("text", "style", "number"),
    [
        ("1234", Style(), 1234), ("-1.5", Style(), -1.5), ("−1.5", Style(), -1.5),
        ("1.234", Style(), 1.234), ("1,5", Style(), None), ("1.234", Style(",", "."), 1234),
        ("1.234.567,8", Style(",", "."), 1234567.8), ("12.34", Style(",", "."), None),
        ("1,5", Style(",", "."), 1.5), ("1,234.5", Style(".", ","), 1234.5),
        ("12,34", Style(".", ","), None), ("1 234,5", Style(",", "."), 1234.5),
        ("1,2,3", Style(",", "."), None), ("", Style(), None), ("+5", Style(), 5),
        ("1.234", Style(",", ""), None), ("1\u202f234", Style(), 1234), ("1e5", Style(), None),
        ("1" * 16, Style(), None), ("0.5", Style(",", "."), None),
    ],
)  # fmt: skip
def test_numbers_in_a_style(text, style, number):
    assert parse(text, style) == number


def test_years_and_the_rest_of_a_label():
    assert year_of("EW2011") == 2011
    assert year_of("2011 und 2011") == 2011
    assert year_of("120110") is None
    assert without_year("Einwohner am 31.12.2011") == "Einwohner"
    assert without_year("2011_foreign") == "foreign"
    assert without_year("Ausländer (2011)") == "Ausländer"
    assert without_year("2011-12-31 00:00:00") == ""
