"""Lists of towns that users keep as CSV."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from ankunft.base.errors import AnkunftError, ParameterError

COLUMN = "ags"
LARGEST = 10_000_000
"""Bytes of a file that is a list of towns."""


def read_list(file: Path) -> list[tuple[int, str]]:
    """Number of the line (from 1) and what stands in it for a town, empty lines left out.

    The column `ags` of a header, else the first column; a first line of which the first cell is
    not a key is taken for a header if it is "id", "name" or the like. Comma, semicolon or tab
    separate columns; lines beginning with # are notes. A key that lost its leading zero in a
    spreadsheet gets it back.

    Raises
    ------
    AnkunftError
        If the file cannot be read, is no text, or holds no town.
    """
    rows = _rows(file)
    if not rows:
        raise ParameterError(f"{file} nennt keine Stadt.")
    head = [cell.strip().lower() for cell in rows[0][1]]
    column = head.index(COLUMN) if COLUMN in head else 0
    if COLUMN in head or head[0] in HEADS:
        rows = rows[1:]
    found = [(line, _key(row[column] if column < len(row) else "")) for line, row in rows]
    if not found:
        raise ParameterError(f"{file} nennt keine Stadt.")
    return found


HEADS = ("id", "name", "town", "stadt", "gemeinde", "schluessel", "schlüssel", "key")
"""First cells that are no town."""


def _rows(file: Path) -> list[tuple[int, list[str]]]:
    try:
        if file.stat().st_size > LARGEST:
            raise ParameterError(f"{file} ist für eine Liste von Städten zu groß.")
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise AnkunftError(f"{file} lässt sich nicht lesen: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise AnkunftError(f"{file} ist kein Text in UTF-8.") from error
    separator = max(";\t,", key=text.partition("\n")[0].count)
    reader = csv.reader(text.splitlines(), delimiter=separator)
    return [
        (reader.line_num, row)
        for row in reader
        if any(cell.strip() for cell in row) and not row[0].lstrip().startswith("#")
    ]


def _key(text: str) -> str:
    text = text.strip()
    return text.zfill(8) if re.fullmatch(r"[0-9]{7}", text) else text
