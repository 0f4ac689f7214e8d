"""Who lives in this town, how did that change, and how does it stand among towns like it?"""

import streamlit as st

from ankunft.i18n import translator
from ankunft.ui.plain import plain
from ankunft.ui.profile.blocks import blocks, group_choice
from ankunft.ui.profile.data import chosen_view, profile_frame
from ankunft.ui.profile.head import class_line, find_town, links, small_map, town_name
from ankunft.ui.profile.sheet import sheet_button
from ankunft.ui.profile.style import apply_profile_style
from ankunft.ui.profile.trends import trends
from ankunft.ui.profile.words import words
from ankunft.ui.session import PROFILE, current_view, take_complaints
from ankunft.ui.sources import source_line
from ankunft.ui.style import apply_style, is_dark

apply_style(dark=is_dark())
apply_profile_style()
atlas, view = current_view(), chosen_view()
lang = atlas.lang
_ = translator(lang)
find_town(lang, town_name(view.town), "profile_search")
for complaint in take_complaints():
    st.warning(plain(complaint))
if view.town not in profile_frame().index:
    st.info(_("Für diesen Ort gibt es keine Angaben. Suchen Sie oben einen anderen."))
    st.stop()
left, right = st.columns([6, 5], gap="large")
with left:
    st.markdown(class_line(view.town, lang))
    words(view, lang)
    with st.container(horizontal=True, vertical_alignment="center"):
        sheet_button(view, lang)
        links(view, _)
        source_line(atlas)
with right:
    small_map(view, lang)
st.subheader(_("Unter anderen Städten"), anchor=False)
group_choice(view, lang)
blocks(view, lang)
st.subheader(_("Verlauf"), anchor=False)
trends(view, lang)
PROFILE.write_address(view)
