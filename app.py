"""Ankunft: entry point of the Streamlit app."""

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import streamlit as st

from ankunft.app import warm
from ankunft.app.session import ATLAS, begin, current_view, page_path, set_view
from ankunft.app.update import notice
from ankunft.base.language import translator

# a picture of our own: a named icon would be fetched from another host
ICON = files("ankunft.app").joinpath("icon.svg").read_text(encoding="utf-8")

PAGES = Path(__file__).parent / "pages"

st.set_page_config(page_title="Ankunft", page_icon=ICON, layout="wide")
begin()
warm.begin()
notice.follow()
view = current_view()
_ = translator(view.lang)
# Streamlit gives the first page the address / and no other, so the map is listed twice; the menu
# shows the one that is open, or else the one whose address tells what it is
at_root = page_path() in ("", "start")
pages = [
    st.Page(
        PAGES / "karte.py",
        title=_("Karte"),
        url_path="start",
        default=True,
        visibility="visible" if at_root else "hidden",
    ),
    st.Page(
        PAGES / "karte.py",
        title=_("Karte"),
        url_path="karte",
        visibility="hidden" if at_root else "visible",
    ),
    st.Page(PAGES / "quartiere.py", title=_("Quartiere"), url_path="quartiere"),
    st.Page(PAGES / "stadtprofil.py", title=_("Stadtprofil"), url_path="stadtprofil"),
    st.Page(PAGES / "vergleich.py", title=_("Städte vergleichen"), url_path="vergleich"),
    st.Page(PAGES / "aehnliche.py", title=_("Vergleichsstädte"), url_path="aehnliche"),
    st.Page(PAGES / "fallauswahl.py", title=_("Fallauswahl"), url_path="fallauswahl"),
    st.Page(PAGES / "befragung.py", title=_("Kommunalbefragung"), url_path="befragung"),
    st.Page(PAGES / "eigene-daten.py", title=_("Eigene Daten"), url_path="eigene-daten"),
    st.Page(PAGES / "daten.py", title=_("Daten & Methoden"), url_path="daten"),
]
page = st.navigation(pages, position="top")


def switch_language() -> None:
    """German to English and back."""
    now = ATLAS.now()
    set_view(replace(now, lang="en" if now.lang == "de" else "de"))


with st.container(key="language"):
    st.button(
        "English" if view.lang == "de" else "Deutsch", on_click=switch_language, type="tertiary"
    )
notice.notice(view.lang)
notice.run(page)
