"""Buttons that give a table as a file: the only way a table leaves a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import pandas as pd
import streamlit as st

from ankunft.app.loaders import edition
from ankunft.base.language import format_integer, translator
from ankunft.intake.areas.city import City
from ankunft.output.tables import DOWNLOADS, Files, download, export
from ankunft.output.tables.columns import Column

GEOGRAPHIC = ("xlsx", "csv", "gpkg", "parquet", "geojson")
"""Formats of a table of areas, what people open first at the top."""
PLAIN = ("xlsx", "csv")
"""Formats of a table without geometry."""

MOST_EXCEL = 20_000
"""Rows of an Excel file from a page: writing one takes a second for some thousand rows, and all visitors
share the processor. The command line writes as many as the format holds."""

Make = Callable[[str, str], Files]
"""(format, file name) -> the files."""


def names(lang: str) -> dict[str, str]:
    """Format -> what its button says."""
    _ = translator(lang)
    return {
        "xlsx": _("Excel (XLSX)"),
        "csv": _("CSV mit Beschreibung (ZIP)"),
        "gpkg": "GeoPackage",
        "parquet": "GeoParquet",
        "geojson": "GeoJSON",
    }


def file_buttons(
    make: Make,
    stem: str,
    key: str,
    lang: str,
    formats: Sequence[str] = PLAIN,
    *,
    rows: int = 0,
    width: Literal["content", "stretch"] = "content",
) -> None:
    """One button per format; files are made when asked for. `stem` is their name without ending, `key`
    begins those of the buttons; `rows` are those of a table that may be long."""
    _ = translator(lang)
    labels = names(lang)
    too_long = _("Excel-Dateien gibt es hier bis {n} Zeilen. Filtern Sie, oder nehmen Sie CSV.")
    for format in formats:
        packed = DOWNLOADS[format] == DOWNLOADS["csv"]
        refused = format == "xlsx" and rows > MOST_EXCEL

        def content(format: str = format) -> bytes:
            return download(make(format, f"{stem}.{format}"))

        st.download_button(
            labels[format],
            data=content,
            file_name=f"{stem}.{'zip' if packed else format}",
            mime=DOWNLOADS[format],
            icon=":material/table:" if format == "xlsx" else ":material/download:",
            on_click="ignore",
            width=width,
            disabled=refused,
            help=too_long.format(n=format_integer(MOST_EXCEL, lang)) if refused else None,
            key=f"{key}_{format}",
        )


def file_row(make: Make, stem: str, key: str, lang: str) -> None:
    """The buttons of a table without geometry, side by side below it."""
    with st.container(horizontal=True, key=f"{key}_files"):
        file_buttons(make, stem, key, lang)


def table_files(
    make: Callable[[], pd.DataFrame],
    name: str,
    title: str,
    notes: Sequence[str],
    lang: str,
    *,
    level: str = "",
    known: Mapping[str, Column] | None = None,
    city: City | None = None,
    key: str = "",
) -> None:
    """The buttons of the table that `make` gives, with names for programs, when asked for; `level`
    and `known` as in :func:`ankunft.output.tables.export`, `city` is the town whose own statistics it holds."""

    def files(format: str, file: str) -> Files:
        return export(
            edition(), make(), level, format,
            lang=lang, title=title, file=file, notes=notes, known=known, city=city,
        )  # fmt: skip

    file_row(files, f"ankunft-{name}-{edition().hash[:8]}", key or name.replace("-", "_"), lang)
