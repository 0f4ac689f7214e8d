"""What a check found, in words, and what the user may choose about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from ankunft.base.language import format_number, translator
from ankunft.intake.areas.names import describe

Severity = Literal["stop", "repair", "offer", "note"]


class Term(str):
    """A German text that is translated where it fills a placeholder."""

    __slots__ = ()


Param = str | float | tuple[str, ...] | tuple[Term, ...]
LISTED = 20
"""So many keys or lines stand in a sentence; a finding holds all of them."""


def mark(text: str) -> str:
    """Marks a text for translation that is translated later, when the language is known."""
    return text


@dataclass(frozen=True, slots=True)
class Options:
    """What the user decides beyond yes and no.

    Attributes
    ----------
    crs
        EPSG code of the polygons where the file names none.
    decimal
        Decimal sign of the table, "," or ".", where the program should not find out itself.
    ways
        (finding, way): what is to be done about findings that leave a choice, by their code or, for
        one of them, by code and subject ("changed_keys:59"); a way of "" is the likeliest.
    """

    crs: int | None = None
    decimal: str = ""
    ways: tuple[tuple[str, str], ...] = ()

    def way(self, finding: Finding) -> str:
        """What is to be done about a finding that leaves a choice: the way chosen, else the first
        where something must be done, else none ("")."""
        known = [way.id for way in finding.ways]
        chosen = dict(self.ways)
        named = next((name for name in (finding.key, finding.code) if name in chosen), "")
        if named and chosen[named] in known:
            return chosen[named]
        asked = finding.severity == "repair" or (named and not chosen[named])
        return known[0] if known and asked else ""


@dataclass(frozen=True, slots=True)
class Way:
    """One of several things that can be done about a finding.

    `label` says what would be done, `done` is the sentence that records it; both German, with the
    placeholders of the finding.
    """

    id: str
    label: str
    done: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found.

    "stop" cannot be repaired here, "repair" must be agreed to, "offer" may be, "note" is only worth
    knowing.

    Attributes
    ----------
    code, severity
        Which check, and what follows from it.
    message, params
        German text with placeholders, and what fills them: texts as they are, numbers as people
        write them, terms in the language, tuples of indicators by their labels.
    ids, lines, file
        Everything affected: keys of areas, lines of the file; empty where there is none.
    repair
        German label of the repair, empty where there is none.
    done
        German sentence that records the repair, or what was done without one, with the same
        placeholders.
    choices
        What may be chosen for the repair, the likeliest first (for coordinates: EPSG codes).
    subject
        What tells the finding from others of its code, where each may be decided differently.
    ways
        What can be done instead of one repair, the likeliest first.
    """

    code: str
    severity: Severity
    message: str
    params: tuple[tuple[str, Param], ...] = ()
    ids: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    file: str = ""
    repair: str = ""
    done: str = ""
    choices: tuple[str, ...] = ()
    subject: str = ""
    ways: tuple[Way, ...] = ()

    @property
    def key(self) -> str:
        """The finding among all others, see :attr:`Options.ways`."""
        return f"{self.code}:{self.subject}" if self.subject else self.code

    def text(self, lang: str) -> str:
        """The finding as sentences, with file, keys and lines."""
        _ = translator(lang)
        parts = [self._fill(self.message, lang)]
        if self.ids:
            parts.append(_ended(_("Betroffen: {ids}").format(ids=shorten(self.ids))))
        if self.lines:
            lines = shorten(str(line) for line in self.lines)
            one = (
                _("{file}, Zeile {lines}") if len(self.lines) == 1 else _("{file}, Zeilen {lines}")
            )
            parts.append(_ended(one.format(file=self.file, lines=lines)))
        return " ".join(parts)

    def repair_text(self, lang: str) -> str:
        """What the repair would do, empty where there is none; of several ways the first."""
        repair = self.ways[0].label if self.ways else self.repair
        return self._fill(repair, lang) if repair else ""

    def way_text(self, way: str, lang: str) -> str:
        """What a way would do."""
        return self._fill(next(one.label for one in self.ways if one.id == way), lang)

    def record(self, way: str = "") -> str:
        """What was done as a German sentence, for the record that goes with the data; "" where
        nothing was. `way` is the one of several that was chosen."""
        done = next((one.done for one in self.ways if one.id == way), self.done)
        if not done:
            return ""
        sentence = self._fill(done, "de")
        return f"{sentence} ({shorten(self.ids)})." if self.ids else _ended(sentence)

    def _fill(self, text: str, lang: str) -> str:
        params = {key: _shown(value, lang) for key, value in self.params}
        return translator(lang)(text).format(**params)


def number_param(value: float | None) -> Param:
    """A number that a text may mean, whole ones without grouping: „2.269“ read as 2.269 would say
    nothing."""
    if value is None:
        _ = mark
        return Term(_("keine Zahl"))
    return str(int(value)) if value.is_integer() else value


def shorten(texts: Iterable[str], most: int = LISTED) -> str:
    """The first texts with commas between them, and "…" if there are more."""
    listed = list(texts)
    return ", ".join(listed[:most]) + (" …" if len(listed) > most else "")


def lines_of(rows: pd.DataFrame) -> tuple[int, ...]:
    """The lines of the rows, each once."""
    return tuple(int(line) for line in sorted(rows["line"].unique()))


def _shown(value: Param, lang: str) -> str:
    _ = translator(lang)
    if isinstance(value, Term):
        return _(value)
    if isinstance(value, str):
        return value
    if isinstance(value, tuple) and value and isinstance(value[0], Term):
        return _(" und ").join(map(_, value))
    if isinstance(value, tuple):
        return shorten(describe(indicator, lang)[0] for indicator in value)
    return format_number(value, lang, 6, trim=True)


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith("…") else f"{sentence}."
