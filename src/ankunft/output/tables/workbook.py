"""Tables for people: an Excel workbook with a sheet of data and one of sources."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import xlsxwriter

from ankunft.base.errors import ParameterError
from ankunft.base.language import translator
from ankunft.output.tables.columns import Column
from ankunft.output.tables.text import plain_values

MOST_ROWS = 1_048_575
"""Below the header (limit of the format)."""
LONGEST = 32_767
"""Characters of a cell (limit of the format)."""
NARROWEST, WIDEST, LOOKED_AT = 8, 60, 200
"""Width of columns in characters, and the rows it is reckoned from."""


def workbook(
    table: pd.DataFrame,
    columns: Sequence[Column],
    described: Mapping[str, Any],
    sources: Sequence[Mapping[str, str]],
    lang: str,
) -> bytes:
    """The file. Titles with units and words in place of codes are those of the language; numbers are
    numbers, keys and all other text are text and never a formula; a missing value is an empty cell.

    Raises
    ------
    ParameterError
        If the table has more rows than the format can hold.
    """
    if len(table) > MOST_ROWS:
        raise ParameterError(
            f"Excel fasst {MOST_ROWS} Zeilen, die Tabelle hat {len(table)}: bitte CSV nehmen oder filtern."
        )
    _ = translator(lang)
    content = io.BytesIO()
    # in rows: cells are written away as they come, so that a whole grid does not fill the memory
    with xlsxwriter.Workbook(content, {"constant_memory": True}) as book:
        book.set_properties(
            {"title": described["title"], "comments": f"Ankunft {described['edition']}"}
        )
        _data(book, book.add_worksheet(_("Daten")), table, columns, lang)
        _origin(book, book.add_worksheet(_("Quellen")), described, sources, lang)
    return content.getvalue()


def _data(book: Any, sheet: Any, table: pd.DataFrame, columns: Sequence[Column], lang: str) -> None:
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    values = [
        [_value(value, column, lang) for value in plain_values(table.iloc[:, place])]
        for place, column in enumerate(columns)
    ]
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _width(values[place]), _format(book, column, values[place]))
        _write(sheet, 0, place, column.heading(lang), head)
    for line, row in enumerate(zip(*values, strict=True), start=1):
        for place, value in enumerate(row):
            _write(sheet, line, place, value)
    sheet.freeze_panes(1, 0)
    if columns:
        sheet.autofilter(0, 0, len(table), len(columns) - 1)


def _origin(
    book: Any,
    sheet: Any,
    described: Mapping[str, Any],
    sources: Sequence[Mapping[str, str]],
    lang: str,
) -> None:
    """What the table is and how it was made, then the sources, one per line."""
    _ = translator(lang)
    bold = book.add_format({"bold": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 40, wrap)
    sheet.set_column(1, 7, 32, wrap)
    line = 0
    about = [
        (_("Titel"), described["title"]),
        *((_("Angabe"), note) for note in described["notes"]),
        (_("Ausgabe der Daten"), described["edition"]),
    ]
    for name, text in about:
        _write(sheet, line, 0, name, bold)
        _write(sheet, line, 1, text)
        line += 1
    heads = {
        "title": _("Quelle"), "publisher": _("Herausgeber"), "reference_date": _("Stand"),
        "attribution": _("Quellenvermerk"), "licence": _("Lizenz"),
        "licence_url": _("Lizenztext"), "dataset_url": _("Datensatz"),
        "change_note": _("Verändert"),
    }  # fmt: skip
    for place, head in enumerate(heads.values()):
        _write(sheet, line + 1, place, head, bold)
    for further, source in enumerate(sources, start=line + 2):
        for place, name in enumerate(heads):
            _write(sheet, further, place, source[name])


def _value(value: Any, column: Column, lang: str) -> Any:
    """A value as people read it: keys as text, ids in words."""
    if value is None or value == "":
        return None
    if column.key:
        return str(value)
    return column.word(value, lang) if isinstance(value, str) and column.codes else value


def _write(sheet: Any, line: int, place: int, value: Any, style: Any = None) -> None:
    """By the type, never by what a text looks like: no formula, no link, no number is made of it."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value, style)
    elif isinstance(value, int | float):
        sheet.write_number(line, place, value, style)
    else:
        sheet.write_string(line, place, _fitting(str(value)), style)


def _fitting(text: str) -> str:
    """Text that a cell can hold; what is cut off is seen to be."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _format(book: Any, column: Column, values: Sequence[Any]) -> Any:
    if not any(isinstance(value, float | int) and not isinstance(value, bool) for value in values):
        return book.add_format({"num_format": "@"} if column.key else {})
    if column.plain:
        return book.add_format({"num_format": "0"})
    if column.decimals is None:
        return book.add_format({"num_format": "General"})
    places = "." + "0" * column.decimals if column.decimals else ""
    return book.add_format({"num_format": f"#,##0{places}"})


def _width(values: Sequence[Any]) -> int:
    lengths = [len(str(value)) for value in values[:LOOKED_AT] if value is not None]
    return min(max([NARROWEST, *(length + 2 for length in lengths)]), WIDEST)
