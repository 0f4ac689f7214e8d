"""Small files in the publishers' forms, written by the tests themselves."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook


def write_zip(path: Path, members: dict[str, str | bytes]) -> Path:
    """An archive with these members; text is written as UTF-8."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def table(*lines: str) -> str:
    """Lines as the publishers end them."""
    return "".join(f"{line}\r\n" for line in lines)


def write_workbook(path: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> Path:
    """An Excel file with these sheets."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path
