"""The current selection as a file: CSV, JSON, GeoJSON, GeoPackage or GeoParquet.

Every file carries its attribution, the licences and what was changed; all of it comes from the
manifest of the edition. Text formats give the same bytes for the same selection.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ankunft.edition import Edition
from ankunft.errors import ParameterError
from ankunft.i18n import check_language, translator

FORMATS: dict[str, str] = {
    "csv": "text/csv",
    "json": "application/json",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "parquet": "application/vnd.apache.parquet",
}
"""Format (also the file name's ending) -> media type."""

DECIMALS = 6
"""Decimals of numbers in text formats: far below what any figure is exact to."""

BYTE_ORDER_MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Text that begins with one of these is run as a formula by spreadsheets (OWASP, CSV injection)."""


def export(
    edition: Edition,
    table: pd.DataFrame,
    level: str,
    format: str,
    *,
    lang: str,
    title: str,
    notes: Sequence[str] = (),
) -> bytes:
    """The rows of `table` as a file of the format (see :data:`FORMATS`).

    `table` has a column `id` with the keys of the level (as in :func:`ankunft.figures.figures`)
    and any other columns; rows keep their order, geometry is taken from the edition. `notes` are
    further lines for the reader, such as the parameters of the classes.

    Raises
    ------
    ParameterError
        The format, the level or the language is unknown, or the edition has no area of some id.
    """
    check_language(lang)
    if format not in FORMATS:
        raise ParameterError(f"Das Format kennt nur {', '.join(FORMATS)}, nicht „{format}“.")
    table = table.drop(columns="geometry", errors="ignore")
    table = table.assign(id=table["id"].astype(str))
    described = metadata(edition, lang, title, notes)
    if format == "csv":
        separator, decimal = (";", ",") if lang == "de" else (",", ".")
        text = csv_text(table, footer(described, lang), separator=separator, decimal=decimal)
        return (BYTE_ORDER_MARK + text).encode()
    if format == "json":
        return json_text(table, described).encode()
    # GIS libraries are slow to import; plain tables do without them
    from ankunft import exports_geo

    return exports_geo.WRITERS[format](edition, table, level, described, lang)


def metadata(edition: Edition, lang: str, title: str, notes: Sequence[str] = ()) -> dict[str, Any]:
    """What every file says about itself.

    Keys: title, edition (hash), attribution, changes, licences, datasets (addresses), notes; all
    but the first two are lists of lines, each line once.
    """
    rows = sources(edition, lang)
    return {
        "title": title,
        "edition": edition.hash,
        "attribution": edition.attribution(),
        "changes": [f"{row['title']}: {row['change_note']}" for row in rows],
        "licences": _once(f"{row['licence']}, {row['licence_url']}" for row in rows),
        "datasets": _once(row["dataset_url"] for row in rows),
        "notes": list(notes),
    }


def sources(edition: Edition, lang: str) -> list[dict[str, str]]:
    """The sources of the edition, one per file of a publisher.

    Keys: id, title, publisher, reference_date, attribution, licence, licence_url, dataset_url,
    change_note.
    """
    plain = ("publisher", "reference_date", "attribution", "licence", "licence_url", "dataset_url")
    return [
        {"id": source["id"], "title": source[f"title_{lang}"]}
        | {name: source[name] for name in plain}
        | {"change_note": source[f"change_note_{lang}"]}
        for source in edition.manifest["sources"]
    ]


def footer(described: dict[str, Any], lang: str) -> list[str]:
    """The metadata as lines for people, in the order in which they are read."""
    _ = translator(lang)
    lines = [
        described["title"],
        *described["notes"],
        *described["attribution"],
        *(_("Lizenz: {licence}").format(licence=text) for text in described["licences"]),
        *(_("Datensatz: {address}").format(address=text) for text in described["datasets"]),
        *(_("Verändert: {note}").format(note=text) for text in described["changes"]),
        _("Ausgabe: {hash}").format(hash=described["edition"]),
    ]
    return [" ".join(line.split()) for line in lines if line.strip()]


def credit_lines(edition: Edition, lang: str) -> list[str]:
    """The same in few lines, for pictures: attribution, licence, data sets and edition."""
    _ = translator(lang)
    rows = sources(edition, lang)
    addresses: dict[str, list[str]] = {}
    for row in rows:
        addresses.setdefault(f"{row['attribution']} · {row['licence']}", []).append(
            row["dataset_url"]
        )
    licences = _once(f"{row['licence']}, {row['licence_url']}" for row in rows)
    return [
        *(f"{line} · {', '.join(_once(urls))}" for line, urls in addresses.items()),
        *(_("Lizenz: {licence}").format(licence=text) for text in licences),
        _("Ausgabe: {hash}").format(hash=edition.hash[:12])
        + " · "
        + _("Karte: eigene Berechnung aus diesen Daten."),
    ]


def csv_text(table: pd.DataFrame, lines: Sequence[str], *, separator: str, decimal: str) -> str:
    """A table with a header; after a blank line each of `lines` behind a number sign.

    The lines stand at the end because spreadsheets take the first row for the header; readers
    such as pandas skip them with ``comment="#"``. Missing values are empty. Text that a
    spreadsheet would run as a formula is led by an apostrophe.
    """
    special = re.compile(f'[{separator}"\r\n#]')

    def quoted(text: str) -> str:
        text = f"'{text}" if text.startswith(FORMULA) else text
        return '"' + text.replace('"', '""') + '"' if special.search(text) else text

    def cell(value: Any) -> str:
        if isinstance(value, str):
            return quoted(value)
        if isinstance(value, float):
            return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".").replace(".", decimal)
        return "" if value is None else str(value).lower()

    header = [quoted(str(name)) for name in table.columns]
    columns = [[cell(value) for value in plain_values(table[name])] for name in table.columns]
    rows = [separator.join(row) for row in (header, *zip(*columns, strict=True))]
    return "\n".join([*rows, "", *(f"# {line}" for line in lines), ""])


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


def _once(lines: Any) -> list[str]:
    return list(dict.fromkeys(lines))
