"""Reading the publishers' Excel sheets cell by cell, with the line of every mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ankunft.base.errors import SourceError
from ankunft.base.reasons import Reason
from ankunft.sources._columns import bad_key
from ankunft.sources._numbers import Marks, NotANumberError, parse_number
from ankunft.sources._zip import check_archive
from ankunft.sources.sentences import AGAIN, AGAIN_AS_IT_IS, missing_columns

HEADER_ROWS = 10
"""A header stands in one of the first rows."""

Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: all its rows, and the position of the row that holds the column labels."""

    path: Path
    title: str
    rows: list[list[Any]]
    header: int

    @property
    def name(self) -> str:
        return f"{self.path}/{self.title}"

    def fail(self, row: int, column: str, complaint: str) -> SourceError:
        """The error for one cell; `row` counts from 0, the message from 1. The full stop is added."""
        return SourceError(f"{self.name}, Zeile {row + 1}, Spalte „{column}“: {complaint}.")

    def number(
        self, row: int, position: int, label: str, marks: Marks, *, signed: bool = False
    ) -> tuple[float, Reason]:
        """Value and reason code of one cell, be it a number or a number as text."""
        cell = self.rows[row][position]
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            if cell >= 0 or signed:
                return float(cell), Reason.PRESENT
            found = str(cell).removesuffix(".0")
            raise self.fail(row, label, f"„{found}“ liegt unter 0; erwartet wird eine Zahl ab 0")
        try:
            return parse_number(str(cell), marks, signed=signed)
        except NotANumberError as error:
            raise self.fail(row, label, str(error)) from error

    def key(self, row: int, position: int, label: str, *, width: int) -> str:
        """A key of exactly `width` digits, which must be text."""
        cell = self.rows[row][position]
        if isinstance(cell, str):
            text = cell.strip()
            if len(text) == width and text.isascii() and text.isdigit():
                return text
        raise self.fail(row, label, bad_key(cell, width))

    def check_unique(self, keys: Iterable[tuple[str, int]], label: str) -> None:
        """Refuse a key that occurs in two rows, naming both lines."""
        seen: dict[str, int] = {}
        for key, row in keys:
            if key in seen:
                raise SourceError(
                    f"{self.name}, Spalte „{label}“: „{key}“ kommt zweimal vor, in Zeile "
                    f"{seen[key] + 1} und in Zeile {row + 1}; erwartet wird jeder Schlüssel einmal."
                )
            seen[key] = row


def open_sheet(path: Path, is_header: Callable[[Row], bool], expected: str) -> Sheet:
    """The first sheet with a row in its first rows for which `is_header` holds.

    `expected` says in the message what was looked for, in German and in the accusative.
    """
    check_archive(path)
    # Only who builds an edition reads Excel files, so the program starts without this library.
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(path)
        for title in book.sheet_names:
            # Empty rows are kept: the position of a row is then its line in the sheet.
            rows = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
            for position, row in enumerate(rows[:HEADER_ROWS]):
                if is_header(row):
                    return Sheet(path, title, rows, position)
    except CalamineError as error:
        raise SourceError(
            f"{path}: Die Excel-Datei lässt sich nicht lesen ({error}). {AGAIN}"
        ) from error
    raise SourceError(
        f"{path}: Kein Tabellenblatt hat in den ersten {HEADER_ROWS} Zeilen {expected} "
        f"(Tabellenblätter: {', '.join(book.sheet_names)}). {AGAIN_AS_IT_IS}"
    )


def column_positions(sheet: Sheet, wanted: Sequence[str]) -> dict[str, int]:
    """Position of each label in the header row; of a repeated label the first."""
    header = [str(cell).strip() for cell in sheet.rows[sheet.header]]
    missing = [label for label in wanted if label not in header]
    if missing:
        raise SourceError(
            f"{sheet.name}, Zeile {sheet.header + 1}: "
            f"{missing_columns(missing, [label for label in header if label])}"
        )
    return {label: header.index(label) for label in wanted}
