"""Numbers that people typed into any table: each by its own signs, and asked where it has two readings.

Different people fill in different rows, so that one writes 1,5 and the next 2.5; both are read. Only
"1.200" can be two numbers. What the other numbers of the column prove decides, else people are asked.
"""

from __future__ import annotations

import pandas as pd

from ankunft.intake.areas.findings import Finding, Param, Severity, number_param
from ankunft.intake.areas.findings import mark as _
from ankunft.intake.areas.numbers import COMMA, EITHER, POINT, Style, parse, reading_of, sign_of
from ankunft.intake.survey.decisions import COMMA_CHOICE, POINT_CHOICE
from ankunft.intake.survey.typed import Parser

_STYLES: dict[str, Style] = {COMMA_CHOICE: COMMA, POINT_CHOICE: POINT}
_NAMES = {style.decimal: name for name, style in _STYLES.items()}


def is_number(text: str) -> bool:
    """Whether a text is a number in one reading at least."""
    return any(parse(text, style) is not None for style in _STYLES.values())


def number_column(
    column: str, cells: pd.Series, chosen: str, name: str
) -> tuple[Parser, list[Finding]]:
    """How the numbers of a column are read, and what is to be said or asked about that.

    `cells` are those with an answer, `chosen` is what people have decided.
    """
    texts = list(cells.unique())
    reading = reading_of(texts, "")
    doubtful = {text for text in texts if sign_of(text) == EITHER}
    likely = [_NAMES[style.decimal] for style in reading.styles]
    likely += [other for other in _STYLES if other not in likely]
    decided = chosen or ("" if reading.asks else likely[0])

    def read(text: str) -> float | None:
        sign = sign_of(text)
        if sign != EITHER:
            return parse(text, _STYLES[_NAMES[sign or POINT.decimal]])
        return parse(text, _STYLES[decided]) if decided in _STYLES else None

    if not doubtful:
        return read, []
    concerned = cells[cells.isin(doubtful)]
    text = str(concerned.iloc[0])
    params: tuple[tuple[str, Param], ...] = (
        ("column", column), ("text", text), ("n", len(concerned)), ("total", len(cells)),
        *((key, number_param(parse(text, style))) for key, style in _STYLES.items()),
        ("number", number_param(read(text))),
    )  # fmt: skip
    if reading.asks:
        message = _(
            "„{column}“: „{text}“ kann {comma} oder {point} heißen; das betrifft {n} von {total} Angaben."
        )
    else:
        message = _(
            "„{column}“: „{text}“ ist als {number} gelesen, wie die anderen Angaben der Spalte zeigen; "
            "das betrifft {n} von {total} Angaben."
        )
    severity: Severity = "repair" if reading.asks else "note"
    return read, [
        Finding("decimal_sign", severity, message, params, file=name, choices=tuple(likely))
    ]
