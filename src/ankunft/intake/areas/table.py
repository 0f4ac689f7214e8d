"""Tables as texts: CSV in the forms that German offices write, with the line of every row."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pandas as pd

from ankunft.base.errors import PackageError
from ankunft.intake.areas.archive import LIMITS

SEPARATORS = (";", ",", "\t")
_SEP_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
HEADER_LINES = 15
"""A header stands in one of the first lines; before it there may be a title."""

LINE = "line"
"""Name of the column that holds the number of the line; no label of a file looks like this."""


def read_csv(
    path: Path,
    separator: str = "",
    encoding: str = "",
    name: str = "",
    *,
    loose: bool = False,
    repeated: bool = False,
) -> pd.DataFrame:
    """All columns as texts without spaces around them, and `line`; empty rows are left out.

    `separator` and `encoding` are found out where they are empty. `loose` allows footnotes: rows
    with a single filled cell are left out, and a row may lack cells at its end. `repeated` allows
    labels that occur again; they are numbered.

    Raises
    ------
    PackageError
        If the file is missing, in another encoding, or a row has more or fewer cells than the
        header; the message names the line.
    """
    name = name or path.name
    if not path.is_file():
        raise PackageError(f"{name}: Die Datei mit den Werten fehlt.")
    text = _without_notes(decode(path.read_bytes(), encoding, name))
    separator, skipped = _find_header(text, separator, loose)
    table = _parse(text, separator, skipped, name)
    if not loose:
        _check_width(text, separator, skipped, len(table.columns), name)
    labels = [str(label).strip() for label in table.iloc[0].fillna("")]
    labels = numbered(labels) if repeated else labels
    # a separator at the end of every line makes a column without label and content
    cells = table.iloc[1:].set_axis(pd.RangeIndex(len(labels)), axis=1)
    lines = _lines(table, text, skipped)[1:]
    filled = ~(cells.isna() | (cells == "")).all(axis=1).to_numpy()
    if loose:
        cells = cells.fillna("")
        filled &= ((cells != "").sum(axis=1) > 1).to_numpy()
    cells, lines = cells[filled], lines[filled]
    if cells.empty:
        raise PackageError(f"{name}: Die Tabelle hat nur eine Kopfzeile.")
    kept = [k for k, label in enumerate(labels) if label or (cells[k] != "").any()]
    check_labels([labels[k] for k in kept], name)
    result = cells[kept].fillna("").set_axis([labels[k] for k in kept], axis=1)
    for label in result.columns:
        result[label] = result[label].str.strip()
    result[LINE] = lines
    return result.reset_index(drop=True)


def _without_notes(text: str) -> str:
    """Without the lines with which older files of this program end: an empty one, then notes behind a
    number sign. A spreadsheet that saved the file again has filled them up with separators."""
    found = _NOTES.search(text)
    return text[: found.start()] if found else text


_NOTES = re.compile(r'(?<=\n)[;,\t]*\r?\n(?:"?# [^\n]*\n?)+\Z')


def check_labels(labels: list[str], name: str) -> None:
    """Refuse a header with a label that is empty or occurs twice."""
    if len(labels) < 2:
        raise PackageError(
            f"{name}: In den ersten Zeilen ist keine Kopfzeile mit mehreren Spalten zu finden; "
            "erwartet werden Spalten, getrennt durch Semikolon, Komma oder Tabulator."
        )
    for label in labels:
        if not label:
            raise PackageError(f"{name}: In der Kopfzeile fehlt der Name einer Spalte.")
        if labels.count(label) > 1 or label == LINE:
            raise PackageError(f"{name}: Die Spalte „{label}“ kommt in der Kopfzeile zweimal vor.")


def numbered(labels: Sequence[str]) -> list[str]:
    """The labels, those that occur again with a number: "Sonstiges", "Sonstiges (2)"."""
    taken, found = set(labels), list[str]()
    times: Counter[str] = Counter()
    for label in labels:
        times[label] += 1
        free = label
        while label and times[label] > 1 and (free := f"{label} ({times[label]})") in taken:
            times[label] += 1
        taken.add(free)
        found.append(free)
    return found


def decode(raw: bytes, encoding: str, name: str) -> str:
    """UTF-8 where the bytes allow it, else cp1252, unless an encoding is named."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in raw[:4096]:
        raise PackageError(
            f"{name}: Die Datei ist keine Textdatei in UTF-8 oder Windows-1252; "
            "speichern Sie sie als CSV in UTF-8."
        )
    if not encoding:
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            return raw.decode("cp1252", errors="replace")
    try:
        codec = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        codec = ""
    # cp1252 holds all that iso8859-1 can print, and files often claim the one and use the other
    known = {"utf-8": "utf-8-sig", "utf-8-sig": "utf-8-sig", "ascii": "utf-8-sig"}
    known |= {"cp1252": "cp1252", "iso8859-1": "cp1252", "iso8859-15": "iso8859-15"}
    if codec not in known:
        raise PackageError(
            f"{name}: Die Kodierung „{encoding}“ wird nicht gelesen; "
            "erwartet wird UTF-8 oder Windows-1252."
        )
    try:
        return raw.decode(known[codec], errors="replace" if known[codec] == "cp1252" else "strict")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise PackageError(
            f"{name}, Zeile {line}: Die Zeile ist nicht in der angegebenen Kodierung {encoding}."
        ) from error


def _find_header(text: str, separator: str, loose: bool) -> tuple[str, int]:
    """The separator, and how many lines stand before the header."""
    # not splitlines(), which takes more signs for the end of a line than a table does
    head = list(islice(io.StringIO(text, newline=None), HEADER_LINES))
    first = next((k for k, line in enumerate(head) if line.strip()), 0)
    if head and (said := _SEP_LINE.fullmatch(head[first])):
        # what Excel is told by the first line is no header
        separator, first = separator or said[1], first + 1
    signs = [separator] if separator else SEPARATORS
    if not loose and first < len(head):
        return max(signs, key=lambda sign: _filled(head[first], sign)), first
    widths = {sign: [_filled(line, sign) for line in head] for sign in signs}
    best = max(signs, key=lambda sign: max(widths[sign], default=0))
    return best, header_position(widths[best]) or first


def header_position(widths: Sequence[int]) -> int | None:
    """The first row that is nearly as full as the fullest; a title before it fills a cell or two.

    `widths` counts the filled cells of the first rows; None where there is no table.
    """
    enough = max(2, 0.7 * max(widths, default=0))
    return next((k for k, width in enumerate(widths) if width >= enough), None)


def _filled(line: str, sign: str) -> int:
    try:
        return sum(bool(cell.strip()) for cell in next(csv.reader([line], delimiter=sign), []))
    except csv.Error:
        return 0


def _parse(text: str, separator: str, skipped: int, name: str) -> pd.DataFrame:
    try:
        table = pd.read_csv(
            io.StringIO(text), sep=separator, skiprows=skipped, header=None, dtype=str,
            keep_default_na=False, skip_blank_lines=False, index_col=False,
            nrows=LIMITS.observations + 1, engine="c",
        )  # fmt: skip
    except pd.errors.EmptyDataError as error:
        raise PackageError(f"{name}: Die Datei ist leer.") from error
    except (pd.errors.ParserError, csv.Error, ValueError) as error:
        found = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", str(error))
        if found is None:
            raise PackageError(
                f"{name}: Die Tabelle lässt sich nicht lesen; "
                "vermutlich fehlt ein schließendes Anführungszeichen."
            ) from error
        expected, line, saw = map(int, found.groups())
        raise PackageError(
            f"{name}, Zeile {line}: {saw} Spalten, erwartet werden {expected}."
        ) from error
    if len(table) > LIMITS.observations:
        raise PackageError(
            f"{name}: Die Tabelle hat mehr als {LIMITS.observations} Zeilen; so viele sind möglich."
        )
    return table


def _lines(table: pd.DataFrame, text: str, skipped: int) -> pd.Series:
    """Number of the line on which each row begins; a quoted cell may hold line breaks."""
    rows = pd.Series(range(len(table)), index=table.index) + skipped + 1
    if '"' not in text:
        return rows
    breaks = table.fillna("").apply(lambda column: column.str.count("\n")).sum(axis=1)
    return rows + breaks.cumsum().shift(fill_value=0).astype("int64")


def _check_width(text: str, separator: str, skipped: int, width: int, name: str) -> None:
    """Refuse rows with fewer cells than the header: pandas would fill them up in silence."""
    lines = io.StringIO(text, newline=None)
    if '"' in text:
        reader = csv.reader(lines, delimiter=separator)
        widths = ((reader.line_num, len(row) if any(row) else 0) for row in reader)
    else:
        numbered = enumerate(lines, start=1)
        widths = ((n, line.count(separator) + 1 if line.strip() else 0) for n, line in numbered)
    for line, found in widths:
        if line > skipped and 0 < found < width:
            raise PackageError(f"{name}, Zeile {line}: {found} Spalten, erwartet werden {width}.")
