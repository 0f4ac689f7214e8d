"""Figures as texts -> numbers, by how each column of a table writes them, and what is said of it.

What is certain is named ("Tausenderpunkte erkannt"), what can be read in two ways is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ankunft.intake.areas import plausible
from ankunft.intake.areas.findings import (
    Finding,
    Options,
    Param,
    Term,
    Way,
    lines_of,
    number_param,
    shorten,
)
from ankunft.intake.areas.findings import mark as _
from ankunft.intake.areas.names import kind_of
from ankunft.intake.areas.numbers import (
    Reading,
    Style,
    are_whole,
    parse,
    reading_of,
    shape_of,
    without_percent,
)
from ankunft.intake.areas.raw import RawCity

WAYS = {",": "comma", ".": "point"}
"""Ways of a finding that asks for the decimal sign, by that sign."""

Params = tuple[tuple[str, Param], ...]


@dataclass(frozen=True, eq=False)
class _Column:
    """The values of one figure in one file: rows, how they are read, and the number of each text."""

    indicator: str
    file: str
    rows: pd.DataFrame
    reading: Reading
    question: Finding | None
    style: Style
    numbers: Mapping[str, float | None]

    @property
    def values(self) -> pd.Series:
        return self.rows["value"].map(self.numbers).astype("float64")


def read_numbers(
    rows: pd.DataFrame, raw: RawCity, options: Options, found: list[Finding]
) -> pd.DataFrame:
    """The rows with a number each; findings say how they were read and which were no numbers."""
    columns = list(_columns(rows, raw, options))
    if not columns:
        return rows.assign(value=np.nan)
    read = pd.concat([column.rows.assign(value=column.values) for column in columns])
    # what the description declares needs neither a question nor a word
    if options.decimal or not raw.decimal:
        found.extend(column.question for column in columns if column.question)
        found.extend(_conventions(columns))
    found.extend(_fractions(columns))
    unread = read["value"].isna()
    for file, part in plausible.by_file(rows.loc[read.index[unread]]):
        marks = shorten((f"„{text[:20]}“" for text in part["value"].unique()), 5)
        found.append(
            Finding(
                "not_a_number", "repair",
                _("Keine Zahlen ({marks}) bei {n} von {total} Werten."),
                (("n", len(part)), ("total", plausible.in_file(read, file)), ("marks", marks)),
                tuple(sorted(part["area_id"].unique())), lines_of(part), file,
                repair=_("Als fehlend behandeln"),
                done=_("Keine Zahl ({marks}), als fehlend behandelt: {n} von {total} Werten"),
            )
        )  # fmt: skip
    return read[~unread]


def _columns(rows: pd.DataFrame, raw: RawCity, options: Options) -> Iterator[_Column]:
    files = rows.groupby("indicator")["file"].nunique()
    for file, part in plausible.by_file(rows):
        own = {str(name): column for name, column in part.groupby("indicator", sort=True)}
        texts = {name: list(column["value"].unique()) for name, column in own.items()}
        readings = _readings(texts, raw, options)
        for name, column in own.items():
            subject = name if files[name] == 1 else f"{name} ({file})"
            question = _question(name, column, readings[name], file, subject)
            ways = {WAYS[style.decimal]: style for style in readings[name].styles}
            style = ways[options.way(question)] if question else readings[name].styles[0]
            numbers = {text: parse(text, style) for text in texts[name]}
            yield _Column(name, file, column, readings[name], question, style, numbers)


def _readings(texts: Mapping[str, list[str]], raw: RawCity, options: Options) -> dict[str, Reading]:
    """How each figure of one table is written; a column may settle what another leaves open."""
    decimal = options.decimal or raw.decimal
    if decimal:
        group = {",": ".", ".": ","}[decimal] if options.decimal else raw.group
        kinds = {name: kind_of(name) != "count" for name in texts}
        return {name: Reading((Style(decimal, group, kinds[name]),)) for name in texts}
    alone = {name: reading_of(own, kind_of(name)) for name, own in texts.items()}
    whole = {name for name, own in texts.items() if kind_of(name) == "count" and are_whole(own)}
    return {
        name: reading_of(own, kind_of(name), _proven(alone, but=name), whole=bool(whole - {name}))
        for name, own in texts.items()
    }


def _proven(readings: Mapping[str, Reading], *, but: str) -> frozenset[str]:
    return frozenset(r.proven for name, r in readings.items() if name != but and r.proven)


def _question(
    name: str, rows: pd.DataFrame, reading: Reading, file: str, subject: str
) -> Finding | None:
    """What people are asked about a column that can be read in two ways."""
    if not reading.asks:
        return None
    part = rows[rows["value"].isin(reading.open)]
    text = str(part["value"].iloc[0])
    params: Params = (
        ("indicator", (name,)), ("n", len(part)), ("total", len(rows)), ("text", text),
        *((WAYS[s.decimal], number_param(parse(text, s))) for s in reading.styles),
    )  # fmt: skip
    message = _(
        "{indicator}: „{text}“ kann {comma} oder {point} heißen; das betrifft {n} von {total} Werten."
    )
    if reading.contradicting:
        texts = shorten((f"„{text}“" for text in part["value"].unique()), 5)
        params = (*params, ("texts", texts))
        message = _(
            "{indicator}: Dezimalzeichen und Zeichen zwischen Tausendern widersprechen sich ({texts}); "
            "das betrifft {n} von {total} Werten."
        )
    return Finding(
        "decimal_sign", "repair", message, params, (), lines_of(part), file,
        subject=subject, ways=tuple(_WAYS[style.decimal] for style in reading.styles),
    )  # fmt: skip


_WAYS = {
    ",": Way(
        "comma",
        _("Das Komma ist das Dezimalzeichen: „{text}“ heißt {comma}"),
        _("{indicator}: Das Komma als Dezimalzeichen gelesen, „{text}“ als {comma}, bei {n} von {total} Werten"),
    ),
    ".": Way(
        "point",
        _("Der Punkt ist das Dezimalzeichen: „{text}“ heißt {point}"),
        _("{indicator}: Den Punkt als Dezimalzeichen gelesen, „{text}“ als {point}, bei {n} von {total} Werten"),
    ),
}  # fmt: skip


def _conventions(columns: list[_Column]) -> Iterator[Finding]:
    """Each way of writing once per file, with every value in exactly one of them."""
    written: dict[tuple[str, tuple[Term, ...]], list[tuple[_Column, pd.DataFrame]]] = {}
    for column in columns:
        if column.question is None:
            names = column.rows["value"].map({t: _convention(t, column) for t in column.numbers})
            for convention, rows in column.rows.groupby(names):
                if convention:
                    written.setdefault((column.file, convention), []).append((column, rows))
    for (file, convention), parts in written.items():
        rows = pd.concat([rows for _column, rows in parts])
        total = sum(len(column.rows) for column, _rows in parts)
        first, text = parts[0][0], str(rows["value"].iloc[0])
        params: Params = (
            ("found", convention), ("indicators", tuple(column.indicator for column, _rows in parts)),
            ("text", text), ("number", number_param(first.numbers[text])),
            ("n", len(rows)), ("total", total),
        )  # fmt: skip
        yield Finding(
            "number_style", "note",
            _("{indicators}: {found} erkannt, „{text}“ heißt {number}; bei {n} von {total} Werten."),
            params, (), lines_of(rows) if len(rows) < total else (), file,
            done=_("{indicators}: {found} erkannt, „{text}“ als {number} gelesen; bei {n} von {total} Werten"),
        )  # fmt: skip


def _convention(text: str, column: _Column) -> tuple[Term, ...]:
    """How a text is written other than with digits and a decimal point; empty where it is not."""
    value = column.numbers[text]
    if value is None:
        return ()
    bare = without_percent(text)
    shape = shape_of(bare)
    found = []
    if shape.startswith("spaced"):
        apostrophes = any(sign in bare for sign in "'’")
        found.append(APOSTROPHES if apostrophes else SPACES)
    elif column.style.group and column.style.group in bare:
        found.append(POINTS if column.style.group == "." else COMMAS)
    if column.style.decimal == "," and "," in bare:
        found.append(DECIMAL_COMMA)
    elif (
        kind_of(column.indicator) == "count" and column.style.decimal in bare and value.is_integer()
    ):
        found.append(ZERO_DECIMALS)
    if bare != text:
        found.append(PERCENT)
    return tuple(found)


POINTS, COMMAS = Term(_("Tausenderpunkte")), Term(_("Tausenderkommas"))
SPACES, APOSTROPHES = Term(_("Leerzeichen zwischen Tausendern")), Term(_("Apostrophe zwischen Tausendern"))  # fmt: skip
DECIMAL_COMMA, PERCENT = Term(_("Dezimalkomma")), Term(_("Prozentzeichen"))
ZERO_DECIMALS = Term(_("ganze Zahlen mit Nachkommastellen 0"))


def _fractions(columns: list[_Column]) -> Iterator[Finding]:
    """Numbers of persons that are no whole ones."""
    message = _(
        "{indicator}: keine ganzen Zahlen, obwohl es Personen sind, bei {n} von {total} Werten."
    )
    for column in columns:
        values = column.values
        part = column.rows[(values % 1 > 0).to_numpy()]
        if kind_of(column.indicator) == "count" and len(part):
            params: Params = (
                ("indicator", (column.indicator,)), ("n", len(part)), ("total", len(values)),
            )  # fmt: skip
            ids = tuple(sorted(part["area_id"].unique()))
            yield Finding("fractions", "note", message, params, ids, lines_of(part), column.file)
