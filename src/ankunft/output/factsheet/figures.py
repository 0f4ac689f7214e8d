"""The table of the page: every figure of the profile with its unit, year, source and place."""

from __future__ import annotations

import math

from ankunft.base.language import NO_BREAK_SPACE, translator
from ankunft.output.factsheet.sheet import Figure, FigureBlock
from ankunft.profiles.frame import Entry, blocks
from ankunft.profiles.missing import words
from ankunft.profiles.text import TownFigures, value_text
from ankunft.sources.catalogue import load_catalogue


def figure_blocks(town: TownFigures, attribution: list[str], lang: str) -> tuple[FigureBlock, ...]:
    """All figures by block; a missing one says why. `attribution` are the numbered sources."""
    numbers = {line: number for number, line in enumerate(attribution, 1)}
    return tuple(
        FigureBlock(
            block.label(lang),
            tuple(
                _figure(town, known, numbers, lang)
                for known in town.base.entries
                if known.block == block.id
            ),
        )
        for block in blocks()
    )


def _figure(town: TownFigures, known: Entry, numbers: dict[str, int], lang: str) -> Figure:
    value = town.value(known.id)
    there = math.isfinite(value)
    shown = value_text(known, value, lang) if there else words(town.why_missing(known.id), lang)
    return Figure(
        label=short_label(known, lang),
        value=shown,
        year=known.year or "–",
        sources=_marks(known, numbers),
        place=town.placement(known.id).words(lang) or "–",
    )


def short_label(known: Entry, lang: str) -> str:
    """The name of a figure without its year, which stands elsewhere; those of the Kreis marked."""
    _ = translator(lang)
    label = known.figure.label(lang)
    if known.level == "county":
        mark = _("K")
        return f"{label}{NO_BREAK_SPACE}({mark})"
    return label.replace(f" {known.year}", "", 1)


def _marks(known: Entry, numbers: dict[str, int]) -> str:
    catalogue = load_catalogue()
    marks = {numbers.get(catalogue[source].attribution) for source in known.sources}
    return " ".join(f"[{mark}]" for mark in sorted(mark for mark in marks if mark is not None))
