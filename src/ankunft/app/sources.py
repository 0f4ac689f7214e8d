"""The line that names sources and licences under every map."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st
from babel.dates import format_date

from ankunft.app.loaders import edition
from ankunft.app.plain import plain
from ankunft.app.view import View
from ankunft.base.language import translator
from ankunft.intake.areas.city import City
from ankunft.output.tables.credits import sources


def source_line(view: View, city: City | None = None) -> None:
    """Short under the map; the full list with licences opens on demand.

    `city` is the town whose own statistics are shown.
    """
    _ = translator(view.lang)
    opened = st.popover(
        _("Quellen und Lizenzen"), type="tertiary", on_change="rerun", key="sources"
    )
    if opened.open:
        with opened:
            source_list(view, city)


def source_list(view: View, city: City | None = None) -> None:
    """Publisher, licence, data set and what was changed, for every source of the edition."""
    for source in sources(edition(), view.lang, city=city):
        licence = _link(source["licence"], source["licence_url"])
        publisher = _link(source["publisher"], source["dataset_url"])
        st.markdown(
            f"**{plain(source['title'])}** · {plain(reference_date(source, view.lang))}  \n"
            f"{plain(source['attribution'])} · {licence} · {publisher}  \n"
            f"{plain(source['change_note'])}"
        )


def _link(text: str, address: str) -> str:
    """A link where there is an address of the web; texts of uploads are never more than text."""
    if not address.startswith(("https://", "http://")) or set(address) & set(" ()<>\"'"):
        return plain(text)
    return f"[{plain(text)}]({address})"


def reference_date(source: Mapping[str, Any], lang: str) -> str:
    """The day or the years a source speaks of, as people of the language write them."""
    text = source["reference_date"]
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text.replace("/", "–")
    return format_date(day, format="d. MMMM y" if lang == "de" else "d MMMM y", locale=lang)
