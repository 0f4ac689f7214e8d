"""The current selection as a file: CSV, JSON, GeoJSON, GeoPackage or GeoParquet.

Every file carries its attribution, the licences and what was changed; all of it comes from the
manifest of the edition. Text formats give the same bytes for the same selection.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft.cities import City
from ankunft.edition import Edition
from ankunft.errors import ParameterError
from ankunft.exports.credits import credit_lines, footer, metadata, sources
from ankunft.exports.text import csv_text, json_text
from ankunft.i18n import check_language
from ankunft.small_numbers import files_note

__all__ = ["FORMATS", "credit_lines", "csv_text", "export", "footer", "json_text", "metadata"]

FORMATS: dict[str, str] = {
    "csv": "text/csv",
    "json": "application/json",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "parquet": "application/vnd.apache.parquet",
}
"""Format (also the file name's ending) -> media type."""

BYTE_ORDER_MARK = "\ufeff"


def export(
    edition: Edition,
    table: pd.DataFrame,
    level: str,
    format: str,
    *,
    lang: str,
    title: str,
    notes: Sequence[str] = (),
    city: City | None = None,
    geometry: NDArray[np.object_] | None = None,
) -> bytes:
    """The rows of `table` as a file of the format (see :data:`FORMATS`).

    `table` has a column `id` with the keys of the level (as in :func:`ankunft.figures.figures`)
    and any other columns, counts as published; rows keep their order, geometry is taken from the edition unless it is
    given (EPSG:3035, one per row: the quarters of a town). `notes` are further lines for the
    reader, such as the parameters of the classes; `city` is the town whose own statistics are in
    the table.

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
    described = metadata(edition, lang, title, [*notes, files_note(lang)], city=city)
    if format == "csv":
        separator, decimal = (";", ",") if lang == "de" else (",", ".")
        text = csv_text(table, footer(described, lang), separator=separator, decimal=decimal)
        return (BYTE_ORDER_MARK + text).encode()
    if format == "json":
        return json_text(table, described).encode()
    # GIS libraries are slow to import; plain tables do without them
    from ankunft.exports import geo

    rows = geo.with_geometry(edition, table, level, geometry)
    return geo.WRITERS[format](rows, level, described, sources(edition, lang, city=city), lang)
