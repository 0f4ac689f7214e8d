"""An uploaded table as texts, whatever a stranger put into it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

import pandas as pd

from ankunft.base.errors import PackageError
from ankunft.intake.areas.archive import check_size, shown
from ankunft.intake.areas.table import LINE, SEPARATORS, read_csv
from ankunft.intake.areas.workbook import ENDINGS, is_workbook, read_workbook

MOST_COLUMNS = 5_000
"""LimeSurvey itself ends at some four thousand columns, the limit of its database."""
MOST_ROWS = 50_000
"""There are fewer than eleven thousand municipalities."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SEP_LINE = re.compile(rb'^"?sep=."?\s*\n')

__all__ = ["ENDINGS", "LINE", "MOST_COLUMNS", "MOST_ROWS", "content_of", "read_table"]


def read_table(source: Path | bytes, name: str = "") -> pd.DataFrame:
    """All columns of a CSV or Excel file as texts, and the number of the `line` of each row.

    `name` is what messages call the file; its ending says whether it is an Excel file. A label
    that occurs again is numbered: "Sonstiges (2)".

    Raises
    ------
    PackageError
        In one sentence, with the file and the line, if it cannot be read or is too large.
    """
    content, name = content_of(source, name)
    content = as_utf8(content, name)
    with _as_file(content, name) as path:
        if is_workbook(path):
            table = read_workbook(path, name, repeated=True)
        else:
            _check_text(content, name)
            table = read_csv(path, name=name, repeated=True)
    if len(table.columns) > MOST_COLUMNS:
        raise _too_wide(name, len(table.columns))
    if len(table) > MOST_ROWS:
        raise PackageError(
            f"{name}: Die Tabelle hat {len(table)} Zeilen; möglich sind {MOST_ROWS}."
        )
    return table


def content_of(source: Path | bytes, name: str = "") -> tuple[bytes, str]:
    """The bytes of a file, not too many, and its name for messages."""
    if isinstance(source, bytes):
        name = shown(name) or "Datei"
        check_size(name, len(source))
        return source, name
    name = name or source.name
    if not source.is_file():
        raise PackageError(f"{name}: Die Datei wurde nicht gefunden.")
    check_size(name, source.stat().st_size)
    return source.read_bytes(), name


def as_utf8(content: bytes, name: str) -> bytes:
    """A text in UTF-16, as Excel's "Unicode Text" is one, in UTF-8; anything else as it is."""
    if not content.startswith(_UTF16):
        return content
    try:
        return content.decode("utf-16").encode("utf-8")
    except UnicodeError as error:
        raise PackageError(
            f"{name}: Die Datei beginnt wie eine in UTF-16, lässt sich so aber nicht lesen; "
            "speichern Sie sie als CSV in UTF-8."
        ) from error


@contextmanager
def _as_file(content: bytes, name: str) -> Iterator[Path]:
    """The readers of tables take files; the name given by a stranger is not used for it."""
    ending = PurePath(name).suffix.lower()
    with tempfile.TemporaryDirectory(prefix="ankunft-") as folder:
        path = Path(folder) / f"table{ending if ending in ENDINGS else '.csv'}"
        path.write_bytes(content)
        yield path


def _check_text(content: bytes, name: str) -> None:
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        raise PackageError(
            f"{name}, Zeile {line}: Dort steht ein Nullzeichen, die Datei ist keine Textdatei "
            "oder beschädigt; erwartet wird CSV in UTF-8 oder Windows-1252."
        )
    # counted before anything is parsed: of 100,000 columns only this is quick
    first = _SEP_LINE.sub(b"", content.lstrip(b"\xef\xbb\xbf\r\n"), count=1).split(b"\n", 1)[0]
    width = 1 + max(first.count(sign.encode()) for sign in SEPARATORS)
    if width > 4 * MOST_COLUMNS:  # signs inside quoted question texts are no columns
        raise _too_wide(name, width)


def _too_wide(name: str, width: int) -> PackageError:
    return PackageError(
        f"{name}, Zeile 1: Die Tabelle hat {width} Spalten; möglich sind {MOST_COLUMNS}."
    )
