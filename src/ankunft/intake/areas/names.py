"""What publishers call columns and figures, and what the program calls them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal

PERCENT_ENDINGS = ("rate", "share", "percent", "quote", "anteil", "prozent")
LONGEST_NAME = 120

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def fold(text: str) -> str:
    """A name reduced to what counts in a comparison: "Ausländer (insg.)" -> auslaender_insg."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_UMLAUTS)
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def tidy_name(text: str) -> str:
    """The name as it stands in the file, without line breaks, control characters, double spaces."""
    printable = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", text))
    return " ".join(printable.split())[:LONGEST_NAME]


def indicator_of(text: str) -> str:
    """The program's name of a figure; an unknown one keeps its own (see :func:`tidy_name`)."""
    return _rank_by_spelling().get(fold(text), (tidy_name(text), 0))[0]


def rename_indicators(texts: Sequence[str]) -> dict[str, str]:
    """Name for each different text, so that no two of them end up under one name.

    Where several spellings mean the same ("Einwohner" and "insgesamt"), the usual one gets the
    program's name and the others keep their own.
    """
    ranked = sorted(texts, key=lambda text: (_rank_by_spelling().get(fold(text), ("", 0))[1], text))
    names: dict[str, str] = {}
    for text in ranked:
        name = indicator_of(text)
        names[text] = free_name(tidy_name(text) if name in names.values() else name, names)
    return {text: names[text] for text in texts}


def free_name(name: str, names: dict[str, str]) -> str:
    """The name, numbered if another text already has it."""
    free, number = name, 2
    while free in names.values():
        free, number = f"{name} ({number})", number + 1
    return free


def describe(indicator: str, lang: str) -> tuple[str, str]:
    """Label in the language, and the kind of figure: "count" (persons) or "percent"."""
    known = vocabulary()["indicators"].get(indicator)
    if known:
        return known[lang], known["kind"]
    origin = vocabulary()["origins"].get(indicator.removeprefix("origin_"))
    if origin and indicator.startswith("origin_"):
        german, english = origin
        return (f"Herkunft: {german}" if lang == "de" else f"Origin: {english}"), "count"
    folded = fold(indicator)
    percent = folded.endswith(PERCENT_ENDINGS) or "%" in indicator
    return indicator, "percent" if percent else "count"


def bare_key(text: str) -> str:
    """A numeric key without what programs add or lose: "04", "4.0" and "4" are 4; others as is."""
    number = re.fullmatch(r"(\d+)(?:[.,]0+)?", text, re.ASCII)
    return (number[1].lstrip("0") or "0") if number else text


def kind_of(indicator: str) -> Literal["count", "percent", ""]:
    """What the numbers of a figure are, "" where the program does not know it."""
    kind = describe(indicator, "de")[1]
    known = indicator in vocabulary()["indicators"] or indicator.startswith("origin_")
    return "percent" if kind == "percent" else "count" if known else ""


def column_for(role: str, columns: Sequence[str]) -> str:
    """The column that plays the role (area_id, name, year, …), empty if none does."""
    by_fold = {fold(column): column for column in reversed(columns)}
    for spelling in vocabulary()["columns"][role]:
        if spelling in by_fold:
            return by_fold[spelling]
    return ""


@cache
def vocabulary() -> dict[str, Any]:
    """The content of names.toml."""
    text = files("ankunft.intake.areas").joinpath("names.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _rank_by_spelling() -> dict[str, tuple[str, int]]:
    """Spelling -> (name, rank); the lower the rank, the more usual the spelling."""
    return {
        spelling: (name, rank)
        for name, entry in vocabulary()["indicators"].items()
        for rank, spelling in enumerate(entry["spellings"])
    }
