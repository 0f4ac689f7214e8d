"""The fact sheet of a town, made when its button is pressed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from ankunft.app.loaders import edition
from ankunft.app.profile_view import ProfileView
from ankunft.app.shared import shared
from ankunft.app.towns import city_of
from ankunft.base.language import translator

if TYPE_CHECKING:
    from ankunft.output.factsheet import Ground


def sheet_button(view: ProfileView, lang: str) -> None:
    """One A4 page as PDF."""
    _ = translator(lang)
    st.download_button(
        _("Faktenblatt (PDF)"),
        data=partial(_sheet, view.town, lang, _origin()),
        file_name=f"ankunft-{view.town}-{lang}.pdf",
        mime="application/pdf",
        icon=":material/picture_as_pdf:",
        on_click="ignore",
        key="factsheet",
    )


@shared()
def _ground() -> Ground:
    from ankunft.output.factsheet import ground_of

    return ground_of(edition())


def _sheet(ags: str, lang: str, origin: str) -> bytes:
    from ankunft.output.factsheet import factsheet_pdf

    return factsheet_pdf(_ground(), ags, lang=lang, base_url=origin, city=city_of(ags))


def _origin() -> str:
    """Where this app is open, for the link on the sheet."""
    return (st.context.url or "http://127.0.0.1:8501/").rsplit("/", 1)[0]
