"""Numbers as people write them, and a complete English catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po

from ankunft.base import language as i18n
from ankunft.base.errors import ParameterError

ROOT = Path(__file__).parents[1]
KEYWORDS = {"_": None}
PLACEHOLDER = re.compile(r"\{(\w+)[^}]*\}")


def used_texts() -> Iterator[str]:
    """All texts marked with `_("…")` in the package, the pages and the app."""
    for folder in ("src", "pages"):
        for _, _, text, _, _ in extract_from_dir(
            ROOT / folder, method_map=[("**.py", "python")], keywords=KEYWORDS
        ):
            yield text
    if (ROOT / "app.py").exists():
        for _, text, _, _ in extract_from_file("python", ROOT / "app.py", keywords=KEYWORDS):
            yield text


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    path = i18n.CATALOGUES / "en" / "LC_MESSAGES" / "ankunft.po"
    with path.open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


@pytest.fixture(scope="module")
def used() -> set[str]:
    return set(used_texts())


def test_every_text_has_an_english_translation(catalogue, used):
    assert "keine Angabe" in used
    missing = {text for text in used if text not in catalogue}
    assert not missing
    unfinished = {m.id for m in catalogue if m.id and (not m.string or m.fuzzy)}
    assert not unfinished


def test_no_translation_is_left_over(catalogue, used):
    assert not {message.id for message in catalogue if message.id} - used
    assert not catalogue.obsolete


def test_translations_keep_the_placeholders(catalogue):
    changed = {
        message.id
        for message in catalogue
        if message.id
        and sorted(set(PLACEHOLDER.findall(message.id)))
        != sorted(set(PLACEHOLDER.findall(message.string)))
    }
    assert not changed


def test_translators():
    assert i18n.translator("de")("keine Angabe") == "keine Angabe"
    assert i18n.translator("en")("keine Angabe") == "no figure"
    assert i18n.translator("en")("Grünau-Mitte") == "Grünau-Mitte"
    assert i18n.translator("en") is i18n.translator("en")
    with pytest.raises(ParameterError, match="fr"):
        i18n.translator("fr")


@pytest.mark.parametrize(
    ("value", "decimals", "german", "english"),
    [
        (1234.5, 1, "1.234,5", "1,234.5"),
        (0.944, 2, "0,94", "0.94"),
        (-3.25, 2, "−3,25", "−3.25"),
        (-0.04, 1, "0,0", "0.0"),
        (5, 1, "5,0", "5.0"),
        (float("nan"), 1, "keine Angabe", "no figure"),
        (float("inf"), 1, "keine Angabe", "no figure"),
        (None, 0, "keine Angabe", "no figure"),
    ],
)
def test_numbers(value, decimals, german, english):
    assert i18n.format_number(value, "de", decimals) == german
    assert i18n.format_number(value, "en", decimals) == english


def test_zeros_at_the_end_can_be_left_out():
    assert i18n.format_number(1.2, "de", 2, trim=True) == "1,2"
    assert i18n.format_number(1.25, "en", 2, trim=True) == "1.25"
    assert i18n.format_number(2.0, "de", 2, trim=True) == "2"
    assert i18n.format_number(1000, "de", 2, trim=True) == "1.000"


def test_integers_percent_and_points():
    assert i18n.format_integer(1234567, "de") == "1.234.567"
    assert i18n.format_integer(1234.4, "en") == "1,234"
    assert i18n.format_percent(7.2, "de") == "7,2\u00a0%"
    assert i18n.format_percent(7.25, "en", 2) == "7.25%"
    assert i18n.format_percent(None, "de") == "keine Angabe"
    assert i18n.format_points(2, "de") == "2,0 Prozentpunkte"
    assert i18n.format_points(-0.5, "en") == "−0.5 percentage points"
    assert i18n.format_points(float("nan"), "en") == "no figure"


def test_unknown_languages_are_refused_by_formats():
    with pytest.raises(ParameterError, match="xx"):
        i18n.format_number(1.0, "xx", 0)
