"""Reading `;` tables from archives: as raw text, by column name, with the line of every mistake.

A table is read part by part, so that a file of any size needs the memory of one part. Columns
stay undecoded bytes until `_columns` turns their different texts into keys and numbers.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from ankunft.base.errors import SourceError
from ankunft.sources._zip import find_member, open_member
from ankunft.sources.sentences import AGAIN, AGAIN_AS_IT_IS, counted, missing_columns

_BLOCK = 1 << 23
"""Bytes that are parsed at once."""


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A table inside an archive and the labels of its columns."""

    path: Path
    member: str
    header: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.path}/{self.member}"

    def line(self, row: int) -> tuple[int, dict[str, str]]:
        """Number of the line (1 = header) of a data row, and its cells; reads the file again."""
        # Empty lines are no rows, and only a mistake ever leads here: no need to be quick.
        filled = ((number, text) for number, text in self.lines() if text)
        next(filled)  # the header
        number, text = next(line for position, line in enumerate(filled) if position == row)
        return number, dict(zip(self.header, _cells(text), strict=False))

    def lines(self) -> Iterator[tuple[int, str]]:
        """Every line with its number."""
        with open_member(self.path, self.member) as stream:
            for number, line in enumerate(stream, start=1):
                yield number, decode(line).lstrip("\ufeff").rstrip("\r\n")


@dataclass(frozen=True, slots=True)
class CsvPart:
    """Some rows of a table; `rows` holds their positions among all data rows of the file."""

    file: CsvFile
    batch: Any
    rows: NDArray[np.int64]

    def keep(self, mask: NDArray[np.bool_]) -> CsvPart:
        """Only the rows where `mask` is true."""
        return replace(self, batch=self.batch.filter(pa.array(mask)), rows=self.rows[mask])

    def fail(self, position: int, column: str, complaint: str) -> SourceError:
        """The error for the row at `position` of this part; the full stop is added here."""
        number, _ = self.file.line(int(self.rows[position]))
        return SourceError(f"{self.file.name}, Zeile {number}, Spalte „{column}“: {complaint}.")


def open_csv(path: Path, pattern: str, required: Sequence[str]) -> CsvFile:
    """Find the one member that matches `pattern` and check that it has the required columns."""
    file = CsvFile(path, find_member(path, pattern), ())
    with open_member(path, file.member) as stream:
        head = stream.read(1024)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in head:
        raise SourceError(
            f"{file.name}, Zeile 1: Der Text ist in UTF-16 kodiert; erwartet wird UTF-8 oder "
            f"Windows-1252. {AGAIN_AS_IT_IS}"
        )
    first = next(file.lines(), (1, ""))[1]
    header = tuple(label.strip() for label in _cells(first))
    missing = [name for name in required if name not in header]
    if missing:
        raise SourceError(f"{file.name}, Zeile 1: {missing_columns(missing, header)}")
    return replace(file, header=header)


def stream_parts(file: CsvFile, columns: Sequence[str]) -> Iterator[CsvPart]:
    """The rows of `columns`, part by part; other columns of the file are ignored."""
    with open_member(file.path, file.member) as stream:
        try:
            yield from _parts(stream, file, list(columns))
        except pa.ArrowInvalid as error:
            raise _damaged_table(file, error) from error


def _parts(stream: IO[bytes], file: CsvFile, columns: list[str]) -> Iterator[CsvPart]:
    reader = pacsv.open_csv(
        stream,
        read_options=pacsv.ReadOptions(
            column_names=_distinct(file.header), skip_rows=1, block_size=_BLOCK
        ),
        parse_options=pacsv.ParseOptions(delimiter=";"),
        convert_options=pacsv.ConvertOptions(
            # Bytes, not text: whether it is UTF-8 or cp1252 shows only where a byte differs.
            column_types=dict.fromkeys(columns, pa.binary()),
            include_columns=columns,
            strings_can_be_null=False,
        ),
    )
    first = 0
    for batch in reader:
        if batch.num_rows:
            yield CsvPart(file, batch, np.arange(first, first + batch.num_rows))
            first += batch.num_rows
    if first == 0:
        raise SourceError(
            f"{file.name}, Zeile 2: Die Tabelle endet nach der Kopfzeile; erwartet werden Zeilen "
            f"mit Werten. {AGAIN}"
        )


def decode(raw: bytes) -> str:
    """UTF-8 where the bytes allow it, else cp1252 (a superset of printable Latin-1)."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _distinct(header: Sequence[str]) -> list[str]:
    """Labels made distinct, so that of a repeated label the first column is the one read."""
    seen: set[str] = set()
    labels = []
    for position, label in enumerate(header):
        labels.append(f"{label}#{position}" if label in seen else label)
        seen.add(label)
    return labels


def _cells(line: str) -> list[str]:
    return next(csv.reader([line], delimiter=";"), [])


def _damaged_table(file: CsvFile, error: Exception) -> SourceError:
    width = len(file.header)
    for number, line in file.lines():
        found = len(_cells(line))
        if line and found != width:
            return SourceError(
                f"{file.name}, Zeile {number}: {counted(found, 'Spalte', 'Spalten')}, erwartet werden "
                f"{width}, getrennt durch Semikolon. {AGAIN}"
            )
    return SourceError(f"{file.name}: Die Tabelle lässt sich nicht lesen ({error}). {AGAIN}")
