"""Who lives in this town, how did that change, and how does it stand among towns like it?"""

import streamlit as st

from ankunft.app.plain import plain
from ankunft.app.profile.blocks import blocks, group_choice
from ankunft.app.profile.data import chosen_view, profile_frame
from ankunft.app.profile.head import class_line, find_town, links, small_map, town_name
from ankunft.app.profile.sheet import sheet_button
from ankunft.app.profile.style import apply_profile_style
from ankunft.app.profile.trends import trends
from ankunft.app.profile.words import words
from ankunft.app.session import PROFILE, current_view, take_complaints
from ankunft.app.sources import source_line
from ankunft.app.style import apply_style, is_dark
from ankunft.base.language import translator

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
