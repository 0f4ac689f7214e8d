"""Which towns are like this one, in what, and which differ only in how people arrive?"""

import streamlit as st

from ankunft.app.plain import plain
from ankunft.app.profile.data import chosen_view
from ankunft.app.profile.head import find_town, town_name
from ankunft.app.profile.peer_page import controls, found, in_frame, listing, peer_map
from ankunft.app.session import PROFILE, current_view, take_complaints
from ankunft.app.sources import source_line
from ankunft.app.style import apply_style, is_dark
from ankunft.base.errors import ParameterError
from ankunft.base.language import translator

apply_style(dark=is_dark())
atlas, view = current_view(), chosen_view()
lang = atlas.lang
_ = translator(lang)
find_town(lang, _("{town}: von wem lernen?").format(town=town_name(view.town)), "peer_search")
for complaint in take_complaints():
    st.warning(plain(complaint))
if not in_frame(view.town):
    st.info(_("Für diesen Ort gibt es keine Angaben. Suchen Sie oben einen anderen."))
    st.stop()
beside, stage = st.columns([2, 8], gap="small")
with beside, st.container(key="controls"):
    controls(view, lang)
try:
    result = found(view)
except ParameterError as error:
    stage.info(plain(str(error)))
    PROFILE.write_address(view)
    st.stop()
with stage:
    peer_map(view, result, lang)
    listing(view, result, lang)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            "pages/vergleich.py",
            label=_("Ausgewählte vergleichen"),
            icon=":material/compare_arrows:",
            query_params=PROFILE.current().to_query(),
        )
        source_line(atlas)
PROFILE.write_address(view)
