"""The figures of a town in plain sentences."""

from __future__ import annotations

import streamlit as st

from ankunft.app.plain import plain
from ankunft.app.profile.data import facts
from ankunft.app.profile_view import ProfileView
from ankunft.base.language import translator
from ankunft.profiles.text import town_text

FIRST = 3


def words(view: ProfileView, lang: str) -> None:
    """The paragraphs of :func:`ankunft.profiles.text.town_text`: people, share and class at once, the rest on
    demand, because the charts below show the same."""
    _ = translator(lang)
    paragraphs = [plain(paragraph) for paragraph in town_text(facts(), view.town, lang)]
    for paragraph in paragraphs[:FIRST]:
        st.markdown(paragraph)
    with st.expander(_("Zentrum, Wirtschaft, Wohnen, Infrastruktur in Worten")):
        for paragraph in paragraphs[FIRST:]:
            st.markdown(paragraph)
