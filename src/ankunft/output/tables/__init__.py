"""Tables as files: CSV with a side file, JSON, Excel, GeoJSON, GeoPackage, GeoParquet.

Everything the program writes as a table is written here (:func:`export`). Every file carries its
attribution, the licences and what was changed: inside, or for a CSV, which holds the table and nothing
else, in the side file that always goes with it. All of it comes from the manifest of the edition. Text
formats give the same bytes for the same selection.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft.base.errors import ParameterError
from ankunft.base.language import check_language
from ankunft.base.small_numbers import files_note
from ankunft.edition import Edition
from ankunft.intake.areas.city import City
from ankunft.output.tables.columns import Column, columns_of
from ankunft.output.tables.credits import credit_lines, footer, metadata, sources
from ankunft.output.tables.csvw import SUFFIX, side_file
from ankunft.output.tables.text import csv_text, json_text

__all__ = [
    "DOWNLOADS", "FORMATS", "GEOGRAPHIC", "SUFFIX", "SURVEY", "TABLES", "about", "credit_lines", "download", "export",
    "footer", "metadata",
]  # fmt: skip

GEOGRAPHIC: dict[str, str] = {
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "parquet": "application/vnd.apache.parquet",
}
"""Formats with geometry."""
TABLES: dict[str, str] = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Formats of tables alone."""
FORMATS: dict[str, str] = TABLES | GEOGRAPHIC
"""Format (also the file name's ending) -> media type."""

DOWNLOADS: dict[str, str] = FORMATS | {"csv": "application/zip"}
"""Format -> media type of what a page gives: a CSV and its side file stay together in an archive."""

SURVEY = "survey"
"""The level of results of a survey: they count towns."""

Files = dict[str, bytes]


def export(
    edition: Edition,
    table: pd.DataFrame,
    level: str,
    format: str,
    *,
    lang: str,
    title: str,
    file: str = "",
    notes: Sequence[str] = (),
    city: City | None = None,
    geometry: NDArray[np.object_] | None = None,
    known: Mapping[str, Column] | None = None,
) -> Files:
    """The rows of `table` as a file of the format (see :data:`FORMATS`), by file name; a CSV with its
    side file.

    Formats with geometry need a column `id` with the keys of the level (as in
    :func:`ankunft.edition.figures.figures`); rows keep their order, geometry is taken from the edition unless
    it is given (EPSG:3035, one per row: the quarters of a town). Counts are as published. `file` is its
    name. `notes` are further lines for the reader, such as the parameters of the classes; `city` is the
    town whose own statistics are in the table; `known` describes columns that no catalogue knows.

    Raises
    ------
    ParameterError
        The format, the level or the language is unknown, the edition has no area of some id, or the
        table is too long for the format.
    """
    check_language(lang)
    if format not in FORMATS:
        raise ParameterError(f"Das Format kennt nur {', '.join(FORMATS)}, nicht „{format}“.")
    table = table.drop(columns="geometry", errors="ignore")
    table.attrs = {}  # what a frame remembers of its making is no part of a file
    if "id" in table:
        table = table.assign(id=table["id"].astype(str))
    described = about(edition, level, lang=lang, title=title, notes=notes, city=city)
    file, credits = file or f"ankunft.{format}", sources(edition, lang, city=city)
    if format == "json":
        return {file: json_text(table, described).encode()}
    if format in TABLES:
        columns = columns_of(table, level, known)
        if format == "csv":
            side = side_file(table, columns, described, credits, url=file, lang=lang)
            return {file: csv_text(table).encode(), f"{file}{SUFFIX}": side.encode()}
        # slow to import; the text formats do without it
        from ankunft.output.tables.workbook import workbook

        return {file: workbook(table, columns, described, credits, lang)}
    # GIS libraries are slow to import; plain tables do without them
    from ankunft.output.tables import geo

    rows = geo.with_geometry(edition, table, level, geometry)
    return {file: geo.WRITERS[format](rows, level, described, credits, lang)}


def about(
    edition: Edition,
    level: str,
    *,
    lang: str,
    title: str,
    notes: Sequence[str] = (),
    city: City | None = None,
) -> dict[str, Any]:
    """What a file of the level says of itself (:func:`ankunft.output.tables.credits.metadata`)."""
    people = [] if level == SURVEY else [files_note(lang)]
    return metadata(edition, lang, title, [*notes, *people], city=city)


def download(files: Files) -> bytes:
    """What a page gives: the one file, or an archive of several."""
    if len(files) == 1:
        return next(iter(files.values()))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in files.items():
            # without the hour of the day: the same selection gives the same bytes
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, part, zipfile.ZIP_DEFLATED)
    return content.getvalue()
