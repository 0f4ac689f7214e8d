"""Files of the current selection, each with sources and change note inside; made when asked for."""

from __future__ import annotations

import streamlit as st

from ankunft.exports import FORMATS, export
from ankunft.i18n import translator
from ankunft.ui.loaders import edition
from ankunft.ui.table import figures_table
from ankunft.view import View

NAMES = {
    "csv": "CSV",
    "gpkg": "GeoPackage",
    "parquet": "GeoParquet",
    "geojson": "GeoJSON",
}


def downloads(view: View) -> None:
    """One button per format."""
    _ = translator(view.lang)
    opened = st.popover(
        _("Herunterladen"), icon=":material/download:", on_change="rerun", key="downloads"
    )
    if not opened.open:
        return
    with opened:
        st.caption(_("Die gefilterten Gebiete dieser Karte, mit Quellen und Änderungshinweis."))
        for format, name in NAMES.items():
            st.download_button(
                name,
                data=lambda format=format: _file(view, format),
                file_name=f"ankunft-{view.level}-{edition().hash[:8]}.{format}",
                mime=FORMATS[format],
                on_click="ignore",
                width="stretch",
                key=f"download_{format}",
            )


def _file(view: View, format: str) -> bytes:
    _ = translator(view.lang)
    title = _("Ankunft 2011 → 2022")
    return export(edition(), figures_table(view), view.level, format, lang=view.lang, title=title)
