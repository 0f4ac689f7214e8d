"""Excel tables as texts, with the line of every row."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import pandas as pd

from ankunft.base.errors import PackageError
from ankunft.intake.areas.archive import LIMITS, check_size, unpacked
from ankunft.intake.areas.numbers import shape_of
from ankunft.intake.areas.table import HEADER_LINES, LINE, check_labels, header_position, numbered

ENDINGS = (".xlsx", ".xls")
SOURCE_SHEETS = ("Quellen", "Sources")
"""As :mod:`ankunft.output.tables.workbook` calls it."""
MOST_CELLS = 20_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_workbook(path: Path) -> bool:
    return path.suffix.lower() in ENDINGS


def read_workbook(path: Path, name: str = "", *, repeated: bool = False) -> pd.DataFrame:
    """The one sheet that holds a table: all columns as texts, and `line`.

    `repeated` allows labels that occur again; they are numbered.

    Raises
    ------
    PackageError
        If the file is missing or damaged, or if it is not clear which sheet is meant.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    name = name or path.name
    if not path.is_file():
        raise PackageError(f"{name}: Die Datei mit den Werten fehlt.")
    check_size(name, path.stat().st_size)
    _check_extent(path, name)
    try:
        with CalamineWorkbook.from_path(path) as book:
            sheets = {
                title: book.get_sheet_by_name(title).to_python(skip_empty_area=False)
                for title in book.sheet_names
            }
    except (CalamineError, OSError, ValueError) as error:
        raise PackageError(
            f"{name}: Die Datei ist beschädigt und lässt sich nicht lesen."
        ) from error
    tables = {title: rows for title, rows in sheets.items() if _header(rows) is not None}
    if len(tables) > 1:  # files of this program say their sources on a sheet of their own
        tables = {title: rows for title, rows in tables.items() if title not in SOURCE_SHEETS}
    if len(tables) != 1:
        listed = ", ".join(tables or sheets)[:200]
        raise PackageError(
            f"{name}: Die Datei enthält {len(tables)} Tabellenblätter mit Werten ({listed}); "
            "erwartet wird genau eines."
        )
    return _table(next(iter(tables.values())), name, repeated)


def _table(rows: list[list[Any]], name: str, repeated: bool) -> pd.DataFrame:
    header = _header(rows)
    assert header is not None
    labels = [cell_text(cell) for cell in rows[header]]
    labels = numbered(labels) if repeated else labels
    kept = [
        k for k, label in enumerate(labels)
        if label or any(cell_text(row[k]) for row in rows[header + 1 :])
    ]  # fmt: skip
    check_labels([labels[k] for k in kept], name)
    texts = [[cell_text(row[k]) for k in kept] for row in rows[header + 1 :]]
    table = pd.DataFrame(texts, columns=[labels[k] for k in kept], dtype="str")
    table[LINE] = range(header + 2, header + 2 + len(table))
    # a single filled cell is a footnote
    filled = (table.drop(columns=LINE) != "").sum(axis=1)
    table = table[filled > 1].reset_index(drop=True)
    if table.empty:
        raise PackageError(f"{name}: Die Tabelle hat nur eine Kopfzeile.")
    return table


def cell_text(cell: Any) -> str:
    """A cell as it would stand in a CSV file with decimal points."""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, datetime.datetime) and cell.time() != datetime.time():
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, datetime.datetime | datetime.date):
        return cell.isoformat()[:10]
    if isinstance(cell, float):
        if cell.is_integer():
            return str(int(cell))
        text = repr(cell)
        # a number in Excel is what it is: 1.234 must not look like a thousand
        return f"{text}0" if shape_of(text) == "point_group" else text
    return str(cell).strip()


def _header(rows: list[list[Any]]) -> int | None:
    """Position of the row with the labels among the first ones."""
    widths = [sum(bool(cell_text(cell)) for cell in row) for row in rows[:HEADER_LINES]]
    return header_position(widths) if len(rows) > 1 else None


def _check_extent(path: Path, name: str) -> None:
    """Refuse what unpacks to too much, or claims a cell so far off that the rest fills memory.

    The older .xls is no archive, and its sheets end at 65,536 rows and 256 columns anyway.
    """
    with path.open("rb") as file:
        if file.read(len(_OLE)) == _OLE:
            return
    with unpacked(path, name) as folder:
        for sheet in folder.glob("xl/worksheets/*.xml"):
            text = sheet.read_bytes()
            columns = set(re.findall(rb'\br="([A-Z]{1,3})\d+"', text))
            width = max((_column_number(column) for column in columns), default=1)
            height = max(
                (int(n) for n in re.findall(rb'\br="[A-Z]{0,3}(\d{1,9})"', text)), default=1
            )
            if width * height > MOST_CELLS or height > LIMITS.observations:
                raise PackageError(
                    f"{name}: Ein Tabellenblatt reicht über {height} Zeilen und {width} Spalten; "
                    "löschen Sie leere Zellen am Ende oder speichern Sie die Tabelle als CSV."
                )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
