"""Up to six towns side by side; small towns beside large ones."""

import streamlit as st

from ankunft.app.plain import plain
from ankunft.app.profile.compare_page import maps, side_by_side, small_and_large, towns_choice
from ankunft.app.profile.data import chosen_view
from ankunft.app.profile.style import apply_profile_style
from ankunft.app.session import PROFILE, current_view, take_complaints
from ankunft.app.sources import source_line
from ankunft.app.style import apply_style, is_dark
from ankunft.base.language import translator

apply_style(dark=is_dark())
apply_profile_style()
atlas, view = current_view(), chosen_view()
lang = atlas.lang
_ = translator(lang)
st.title(_("Städte nebeneinander"), anchor=False)
for complaint in take_complaints():
    st.warning(plain(complaint))
towns_choice(view, lang)
side_by_side(view, lang)
if len(view.compared) > 1 and st.toggle(_("Karten der Städte zeigen"), key="compare_maps"):
    maps(view, lang)
st.subheader(_("Ticken kleine Städte anders?"), anchor=False)
small_and_large(view, lang)
source_line(atlas)
PROFILE.write_address(view)
