"""Tables as text: CSV for programs and JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

DECIMALS = 6
"""Decimals of numbers in text formats: far below what any figure is exact to."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Text that begins with one of these is run as a formula by spreadsheets (OWASP, CSV injection)."""

_SPECIAL = re.compile('[,"\r\n]')


def csv_text(table: pd.DataFrame) -> str:
    """The table and nothing else: one header line, commas, decimal points, missing values empty.

    RFC 4180 but for line ends (\\n). Text that a spreadsheet would run as a formula is led by an
    apostrophe (:func:`has_formulas`).
    """
    columns = [[_cell(value) for value in plain_values(table[name])] for name in table.columns]
    rows = ([_quoted(str(name)) for name in table.columns], *zip(*columns, strict=True))
    # a line of nothing would be no row to any reader
    lines = (",".join(row) or '""' for row in rows)
    return "".join(f"{line}\n" for line in lines)


def has_formulas(table: pd.DataFrame) -> bool:
    """Whether any text begins like a formula, so that a CSV has it behind an apostrophe."""
    texts = table.select_dtypes(["object", "string"])
    return any(
        isinstance(value, str) and value.startswith(FORMULA)
        for name in texts
        for value in texts[name].unique()
    )


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, float):
        return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value).lower()


def _quoted(text: str) -> str:
    text = f"'{text}" if text.startswith(FORMULA) else text
    return '"' + text.replace('"', '""') + '"' if _SPECIAL.search(text) else text


def json_text(table: pd.DataFrame, described: dict[str, Any]) -> str:
    """{"metadata": {…}, "rows": [{…}, …]}, one row per line; missing values are null."""
    rows = ",\n".join(records(table))
    return f'{{"metadata": {dump(described)},\n"rows": [\n{rows}\n]}}\n'


def records(table: pd.DataFrame) -> list[str]:
    """Each row as a JSON object."""
    names = [str(name) for name in table.columns]
    columns = [plain_values(table[name]) for name in table.columns]
    return [dump(dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True)]


def dump(value: Any) -> str:
    """JSON in one line, without NaN and with letters as they are."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def plain_values(column: pd.Series) -> list[Any]:
    """Text, bool, int and float rounded to :data:`DECIMALS`; None where the value is missing."""
    missing = column.isna().to_numpy()
    convert: Callable[[Any], Any] = str
    if pd.api.types.is_bool_dtype(column.dtype):
        convert = bool
    elif pd.api.types.is_integer_dtype(column.dtype):
        convert = int
    elif pd.api.types.is_float_dtype(column.dtype):
        numbers = column.to_numpy(np.float64, na_value=np.nan)
        missing = ~np.isfinite(numbers)
        column = pd.Series(np.round(numbers, DECIMALS) + 0.0)  # no "-0.0"
        convert = float
    values = column.to_list()
    return [None if gone else convert(v) for v, gone in zip(values, missing, strict=True)]
