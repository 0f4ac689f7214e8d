"""The catalogue: every entry has its figures, its texts and legal settings."""

from __future__ import annotations

import re

import numpy as np
import pytest

from ankunft.base.errors import ParameterError
from ankunft.edition.figures import LAYERS, figures
from ankunft.edition.indicators import (
    breaks,
    catalogue,
    caveats,
    indicator,
    of_level,
    series_catalogue,
    show,
)
from ankunft.sources.catalogue import load_catalogue

INDICATORS = list(catalogue().values())
SERIES = list(series_catalogue().values())
FORBIDDEN = (
    r"Brennpunkt|Problemviertel|Parallelgesellschaft|\bAusländer|belastet"
    r"|problem (area|district)|parallel societ|\bforeigners?\b|ghetto|\bburden"
)
"""Words that harm the people they are about, and their English counterparts."""


def named(entries):
    return pytest.mark.parametrize("entry", entries, ids=lambda entry: entry.id)


@pytest.fixture(scope="module", params=list(LAYERS))
def level(request, edition):
    """A level and its figures."""
    return request.param, figures(edition, request.param)


def test_every_indicator_has_figures_on_each_of_its_levels(level):
    name, frame = level
    assert of_level(name)
    for entry in of_level(name):
        values = frame[entry.column]
        assert values.notna().any(), entry.id
        assert np.isfinite(values.dropna()).all(), entry.id
    columns = [entry.column for entry in of_level(name)]
    assert len(columns) == len(set(columns)), "two indicators show the same column"


def test_diverging_are_those_that_rise_and_fall(level):
    name, frame = level
    for entry in of_level(name):
        if entry.kind == "sequential":
            assert (frame[entry.column].dropna() >= 0).all(), entry.id
    diverging = {entry.column for entry in of_level(name) if entry.kind == "diverging"}
    assert diverging <= {"change", "excess"}
    if name == "municipality":
        for column in diverging:
            assert (frame[column] < 0).any(), column
            assert (frame[column] > 0).any(), column


@named(INDICATORS)
def test_settings_are_legal(entry):
    assert re.fullmatch(r"[a-z0-9_]+", entry.id)
    assert entry.kind in ("sequential", "diverging")
    assert entry.decimals in range(4)
    assert entry.levels
    assert set(entry.levels) <= set(LAYERS)
    assert entry.sources
    assert set(entry.sources) <= set(load_catalogue())
    assert set(entry.caveats) <= set(caveats("de"))
    assert re.fullmatch(r"\d{4}( → \d{4})?", entry.year)
    assert entry.rests_on in ("", "people", "dwellings")


@named([*INDICATORS, *SERIES])
def test_texts_are_there_in_both_languages_and_do_no_harm(entry):
    texts = [entry.label("de"), entry.label("en"), entry.unit("de"), entry.unit("en")]
    if entry in INDICATORS:
        texts += [entry.formula("de"), entry.formula("en")]
        assert entry.formula("de") != entry.formula("en")
    for text in texts:
        assert text == text.strip()
        assert text
        assert not re.search(FORBIDDEN, text, flags=re.IGNORECASE), text
    assert entry.label("de") != entry.label("en")


def test_the_forbidden_words_are_found():
    for word in ("Ausländeranteil", "Ausländer", "Brennpunkte", "foreigners", "belastet"):
        assert re.search(FORBIDDEN, word, flags=re.IGNORECASE), word
    for word in ("Personen mit ausländischer Staatsangehörigkeit", "foreign nationals"):
        assert not re.search(FORBIDDEN, word, flags=re.IGNORECASE), word


def test_labels_tell_indicators_of_a_level_apart():
    for level in LAYERS:
        for lang in ("de", "en"):
            labels = [entry.label(lang) for entry in of_level(level)]
            assert len(labels) == len(set(labels))


def test_caveats_are_the_same_in_both_languages_and_all_used():
    german, english = caveats("de"), caveats("en")
    assert german.keys() == english.keys()
    assert all(german[key] != english[key] for key in german)
    assert {key for entry in INDICATORS for key in entry.caveats} == set(german)


def test_series_of_the_catalogue_are_those_of_the_edition(edition):
    assert set(edition.county_series["indicator"]) == set(series_catalogue())


@named(SERIES)
def test_series_settings(entry, edition):
    assert entry.decimals in range(4)
    values = edition.county_series.query("indicator == @entry.id")["value"]
    assert (values >= 0).all()
    if entry.zero_is_missing:
        assert (values > 0).all()
    else:
        assert values.max() > 0


def test_lines_are_interrupted_where_the_population_base_changes():
    changing = series_catalogue()["a_ausl_bev"]
    assert [(b.year, b.label("de"), b.label("en")) for b in breaks(changing)] == [
        (2011, "Basiswechsel Zensus 2011", "new base, census 2011")
    ]
    assert breaks(series_catalogue()["q_alo"]) == []


def test_ids_are_found_and_others_refused():
    assert indicator("change").column == "change"
    with pytest.raises(ParameterError, match="„wealth“"):
        indicator("wealth")


def test_values_are_shown_with_their_unit():
    assert show(12.345, indicator("share_foreign_2022"), "de") == "12,3\u00a0%"
    assert show(12.345, indicator("share_foreign_2022"), "en") == "12.3%"
    assert show(1234567, indicator("population_2022"), "de") == "1.234.567\u00a0Personen"
    assert show(5.5, series_catalogue()["m_mietpr"], "en") == "5.50\u00a0€ per m²"
    product = series_catalogue()["q_bip_ew"]
    assert show(29.57, product, "de") == "29,6\u00a0Tsd. €"
    assert show(29.57, product, "en") == "29.6\u00a0thousand €"
    assert show(1.7, indicator("centre_ratio_2011"), "de") == "1,70\u00a0zu 1"
    assert show(1.7, indicator("centre_ratio_2022"), "en") == "1.70\u00a0to 1"
    assert show(1.27, indicator("lq_2022"), "de") == "1,27\u00a0mal"
    missing = show(float("nan"), indicator("share_foreign_2022"), "de")
    assert "%" not in missing
    assert missing
