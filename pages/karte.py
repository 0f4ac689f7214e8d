"""Where is arrival new, where traditional? The map of all levels."""

from dataclasses import replace

import streamlit as st

from ankunft.app.controls import controls, level_names
from ankunft.app.downloads import downloads
from ankunft.app.framework import let_map_paint
from ankunft.app.loaders import level_figures
from ankunft.app.mapview import draw_map, jump_to
from ankunft.app.panel import panel
from ankunft.app.search import search_box
from ankunft.app.session import ATLAS, current_view, set_view, take_complaints, write_address
from ankunft.app.sources import source_line
from ankunft.app.style import apply_style, is_dark
from ankunft.app.table import table
from ankunft.app.update.notice import look_up
from ankunft.app.view import View
from ankunft.base.language import translator
from ankunft.edition.filters import position_of

MAP_FIRST = 0.8
# seconds at most (a comment, because Streamlit would print a string)


def find_place(area: str) -> None:
    """Select the place chosen in the search box and let the map show it."""
    view = ATLAS.now()
    level = view.level if view.level in ("state", "county") else "municipality"
    jump_to(level, position_of(level_figures(level), area))
    if view.level != "cell":
        set_view(replace(view, selected=area))


def header() -> None:
    view = current_view()
    _ = translator(view.lang)
    title, search, state = st.columns([5, 4, 2], vertical_alignment="center")
    title.title(_("Wo ist Ankunft neu, wo traditionell?"), anchor=False)
    level = view.level if view.level in ("state", "county") else "municipality"
    placeholder = _("Ort oder Schlüssel suchen … ({level})").format(level=level_names(_)[level])
    with search:
        search_box("search", find_place, view.lang, level=level, placeholder=placeholder)
    state.markdown(_("Stand 2011 → 2022"), text_alignment="right")


@st.fragment
def atlas() -> None:
    look_up()
    view = current_view()
    beside, stage = st.columns([2, 8], gap="small")
    # the map first: its frame loads while the browser builds the controls
    with stage, st.container(key="mapbox"):
        draw_map(view, dark=is_dark())
        position = position_of(level_figures(view.level), view.selected) if view.selected else -1
        if position >= 0:
            with st.container(key="panel"):
                panel(view, position)
    let_map_go_first()
    with beside, st.container(key="controls"):
        controls(view)
    with stage:
        below_map(view)
    write_address(view)


def let_map_go_first() -> None:
    """At the first run the controls wait for the map: their scripts would delay its frame."""
    if "map_went_first" not in st.session_state:
        st.session_state["map_went_first"] = True
        let_map_paint(MAP_FIRST)


def below_map(view: View) -> None:
    _ = translator(view.lang)
    with st.container(horizontal=True, vertical_alignment="center"):
        show_table = st.toggle(_("Tabelle"), key="show_table")
        downloads(view)
        source_line(view)
    if show_table:
        table(view)


apply_style(dark=is_dark())
top = st.container()
atlas()
with top:
    header()
    for complaint in take_complaints():
        st.warning(complaint)
