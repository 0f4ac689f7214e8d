"""The line that names sources and licences under every map."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st
from babel.dates import format_date

from ankunft.i18n import translator
from ankunft.ui.loaders import edition
from ankunft.view import View


def source_line(view: View) -> None:
    """Short under the map; the full list with licences opens on demand."""
    _ = translator(view.lang)
    opened = st.popover(
        _("Quellen und Lizenzen"), type="tertiary", on_change="rerun", key="sources"
    )
    if opened.open:
        with opened:
            source_list(view)


def source_list(view: View) -> None:
    """Publisher, licence, data set and what was changed, for every source of the edition."""
    lang = view.lang
    for source in edition().manifest["sources"]:
        st.markdown(
            f"**{source[f'title_{lang}']}** · {reference_date(source, lang)}  \n{source['attribution']} · "
            f"[{source['licence']}]({source['licence_url']}) · [{source['publisher']}]({source['dataset_url']})  \n"
            f"{source[f'change_note_{lang}']}"
        )


def reference_date(source: dict[str, Any], lang: str) -> str:
    """The day or the years a source speaks of, as people of the language write them."""
    text = source["reference_date"]
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text.replace("/", "–")
    return format_date(day, format="d. MMMM y" if lang == "de" else "d MMMM y", locale=lang)
