"""Columns of a text table -> keys, numbers and reason codes.

Only the different texts of a column are looked at: a column of 300,000 cells holds some thousand
of them. That is what allows every single one to be checked and the file still to be read fast.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft.base import grid
from ankunft.base.errors import SourceError
from ankunft.base.reasons import REASON_SUFFIX
from ankunft.sources._csv import CsvFile, CsvPart, decode, open_csv, stream_parts
from ankunft.sources._numbers import Marks, NotANumberError, parse_number
from ankunft.sources.sentences import columns as named


class Texts(NamedTuple):
    """The different texts of a column, and for every row the position of its text."""

    texts: list[str]
    codes: NDArray[np.intp]


def read_tidy(
    path: Path,
    pattern: str,
    required: Sequence[str],
    convert: Callable[[CsvPart], pd.DataFrame],
    *,
    key: Mapping[str, str],
    optional: Sequence[str] = (),
) -> tuple[pd.DataFrame, int]:
    """The table that `convert` makes of all parts, and the number of data rows in the file.

    `convert` gets the rows of one part and may leave some out with `CsvPart.keep`. `key` maps the
    key columns of the result to the file's columns; no key may occur twice.
    """
    file = open_csv(path, pattern, required)
    columns = [*required, *(name for name in optional if name in file.header)]
    rows_read = 0
    frames, positions = [], []
    for part in stream_parts(file, columns):
        rows_read += len(part.rows)
        frame = convert(part)
        frames.append(frame)
        positions.append(frame.index.to_numpy())
    tidy = pd.concat(frames, ignore_index=True)
    _check_unique(file, tidy[list(key)], np.concatenate(positions), list(key.values()))
    return tidy, rows_read


def tidy_part(part: CsvPart, columns: Mapping[str, NDArray]) -> pd.DataFrame:
    """What `convert` returns: the columns, indexed by the position of each row in the file."""
    return pd.DataFrame(dict(columns), index=pd.Index(part.rows))


def texts(part: CsvPart, column: str) -> Texts:
    """The different texts of one column, without spaces around them."""
    encoded = part.batch.column(column).dictionary_encode()
    found = [decode(raw).strip() for raw in encoded.dictionary.to_pylist()]
    return Texts(found, encoded.indices.to_numpy(zero_copy_only=False).astype(np.intp))


def is_one_of(part: CsvPart, column: str, wanted: Sequence[str]) -> NDArray[np.bool_]:
    """Rows whose text is one of `wanted`."""
    found = texts(part, column)
    return np.array([text in wanted for text in found.texts], dtype=bool)[found.codes]


def numbers(
    part: CsvPart, column: str, marks: Marks, *, signed: bool = False
) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Values (NaN where missing) and reason codes of one column."""
    found = texts(part, column)
    values = np.empty(len(found.texts))
    reasons = np.empty(len(found.texts), dtype=np.uint8)
    complaints: dict[int, str] = {}
    for code, text in enumerate(found.texts):
        try:
            values[code], reasons[code] = parse_number(text, marks, signed=signed)
        except NotANumberError as error:
            complaints[code] = str(error)
    if complaints:
        position = _first(np.isin(found.codes, list(complaints)))
        raise part.fail(position, column, complaints[int(found.codes[position])])
    return values[found.codes], reasons[found.codes]


def number_columns(part: CsvPart, names: Mapping[str, str], marks: Marks) -> dict[str, NDArray]:
    """Columns ``<name>`` and ``<name>_reason`` for every ``publisher's label: name``."""
    columns: dict[str, NDArray] = {}
    for label, name in names.items():
        columns[name], columns[name + REASON_SUFFIX] = numbers(part, label, marks)
    return columns


def cells(part: CsvPart, column: str, *, size: int) -> NDArray[np.int64]:
    """Integer keys of the grid cells of `size` metres named in `column`."""
    raw = part.batch.column(column)
    keys = grid.parse_texts(raw, size=size)
    bad = keys < 0
    if bad.any():
        position = _first(bad)
        text = decode(raw[position].as_py()).strip()
        example = grid.cell_id(grid.FACTOR * 30 + 40, size=size)
        raise part.fail(
            position,
            column,
            f"„{text}“ ist keine Zelle von {size} m; erwartet wird eine Kennung wie {example}",
        )
    return keys


def codes(part: CsvPart, column: str, *, width: int) -> NDArray[np.object_]:
    """Keys of exactly `width` digits, as text."""
    found = texts(part, column)
    good = np.array([len(t) == width and t.isascii() and t.isdigit() for t in found.texts])
    if not good.all():
        position = _first(~good[found.codes])
        complaint = bad_key(found.texts[found.codes[position]], width)
        raise part.fail(position, column, complaint)
    return np.array(found.texts, dtype=object)[found.codes]


def bad_key(found: Any, width: int) -> str:
    """The complaint about a key; one digit short means that a program took it for a number."""
    if found == "" or pd.isna(found):
        return f"Der Schlüssel fehlt; erwartet werden {width} Ziffern"
    text = str(int(found)) if isinstance(found, float) and found.is_integer() else str(found)
    complaint = f"„{text}“ ist kein Schlüssel aus {width} Ziffern"
    if text.isdigit() and (len(text) < width or not isinstance(found, str)):
        complaint += "; erwartet wird er als Text, denn als Zahl verliert er die führende Null"
    return complaint


def _first(mask: NDArray[np.bool_]) -> int:
    return int(np.flatnonzero(mask)[0])


def _check_unique(
    file: CsvFile, key: pd.DataFrame, positions: NDArray[np.int64], columns: Sequence[str]
) -> None:
    again = key.duplicated().to_numpy()
    if not again.any():
        return
    second = _first(again)
    first = _first((key == key.iloc[second]).all(axis=1).to_numpy())
    first_line, _ = file.line(int(positions[first]))
    second_line, row = file.line(int(positions[second]))
    raise SourceError(
        f"{file.name}, {named(columns)}: "
        f"„{', '.join(row[column] for column in columns)}“ kommt zweimal vor, in Zeile "
        f"{first_line} und in Zeile {second_line}; erwartet wird jeder Schlüssel einmal."
    )
