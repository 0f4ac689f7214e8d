"""Data and methods: sources, indicators, limits, edition, how to cite."""

import streamlit as st

from ankunft.i18n import translator
from ankunft.ui.session import current_view
from ankunft.ui.sources import source_list

view = current_view()
_ = translator(view.lang)
st.title(_("Daten & Methoden"))
source_list(view)
