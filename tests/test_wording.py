"""Words that harm: none of them stands in any text that a reader sees."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

from ankunft.base import language as i18n
from ankunft.sources.catalogue import load_catalogue
from ankunft.typology import LABELS, PRESETS

ROOT = Path(__file__).parents[1]

FORBIDDEN = re.compile(
    r"brennpunkt|problemviertel|problemgebiet|parallelgesellschaft|belastet|"
    r"\bausländer(?!recht)(?:n|in|innen)?\b|ausländeranteil|ausländerquote|"
    r"\bghetto|\bhot-?\s?spot|parallel societ|problem (?:area|district|neighbou?rhood)|"
    r"\bforeigners?\b|\bburdened\b",
    re.IGNORECASE,
)
PUBLISHERS_FILES = re.compile(r"[\w./-]+\.(?:zip|csv|xlsx)\b|https?://\S+")
"""Names of files and their addresses are the publishers' own."""


def texts_in(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for value in content.values():
            yield from texts_in(value)
    elif isinstance(content, list | tuple):
        for value in content:
            yield from texts_in(value)


def catalogue_texts() -> Iterator[str]:
    with (i18n.CATALOGUES / "en" / "LC_MESSAGES" / "ankunft.po").open("rb") as file:
        for message in read_po(file, locale="en"):
            yield from texts_in([message.id, message.string])


def described_texts() -> Iterator[str]:
    """Everything that is described as data: indicators, profiles, variables, projects, examples."""
    for file in sorted((ROOT / "src" / "ankunft").rglob("*.toml")):
        if not {"sources", "build", "intake"} & set(file.parts):
            yield from texts_in(tomllib.loads(file.read_text("utf-8")))


def source_texts() -> Iterator[str]:
    for source in load_catalogue().values():
        yield from (source.title_de, source.title_en, source.attribution)
        yield from (source.change_note_de, source.change_note_en)


def typology_texts() -> Iterator[str]:
    for labels in LABELS.values():
        yield from labels.values()
    for preset in PRESETS.values():
        yield from texts_in([preset.labels, preset.descriptions])


def edition_texts() -> Iterator[str]:
    manifest = json.loads((ROOT / "data" / "geo" / "manifest.json").read_text("utf-8"))
    for source in manifest["sources"]:
        yield from texts_in({k: v for k, v in source.items() if "file" not in k})
    yield (ROOT / "data" / "geo" / "README.md").read_text("utf-8")


def code_texts() -> Iterator[str]:
    """The whole of what may hold words for readers, comments included: easier to keep clean."""
    package = ROOT / "src" / "ankunft"
    # importers name columns as the publishers do
    importers = (package / "sources", package / "build", package / "intake" / "areas")
    for file in [
        ROOT / "app.py",
        *sorted((ROOT / "pages").glob("*.py")),
        *sorted(package.rglob("*.py")),
    ]:
        if not any(folder in file.parents for folder in importers):
            yield file.read_text("utf-8")
    yield (package / "output" / "maps" / "layer.js").read_text("utf-8")


PLACES = [
    catalogue_texts,
    described_texts,
    source_texts,
    typology_texts,
    edition_texts,
    code_texts,
]


@pytest.mark.parametrize("place", PLACES)
def test_no_text_holds_a_word_that_harms(place):
    texts = list(place())
    assert texts
    found = [
        text[max(0, hit.start() - 40) : hit.end() + 40]
        for text in texts
        for hit in FORBIDDEN.finditer(PUBLISHERS_FILES.sub("", text))
    ]
    assert not found


@pytest.mark.parametrize(
    "text",
    ["Ausländeranteil 2022", "die Ausländer", "sozialer Brennpunkt", "stark belastete Gebiete",
     "a Ghetto", "migration hotspot", "hot spot", "Share of foreigners", "problem area"],
)  # fmt: skip
def test_the_search_finds_them(text):
    assert FORBIDDEN.search(text)


@pytest.mark.parametrize(
    "text", ["Personen mit ausländischer Staatsangehörigkeit", "foreign nationals", "Belastbarkeit"]
)
def test_the_search_leaves_the_right_words_alone(text):
    assert not FORBIDDEN.search(text)


def test_results_are_called_statistical_hints():
    german, english = (list(catalogue_texts())[k::2] for k in (0, 1))
    assert any("statistischer Hinweis" in text for text in german)
    assert any("statistical" in text for text in english)
