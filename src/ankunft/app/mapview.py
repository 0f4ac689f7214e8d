"""The map on the page: what is painted, and what a click selects."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from ankunft.app.loaders import (
    drawn_rows,
    edition,
    level_figures,
    locator,
    map_scale,
    passing,
)
from ankunft.app.session import ATLAS, set_view
from ankunft.app.show_map import show_map
from ankunft.app.view import View
from ankunft.edition import filters
from ankunft.edition.figures import LAYERS
from ankunft.output.maps.colouring import legend, masked
from ankunft.output.maps.folium_map import paint_payload

_JUMP = "map_jump"


def jump_to(level: str, position: int) -> None:
    """Let the map show this area at the next run; the only way the map moves by itself."""
    st.session_state[_JUMP] = {
        "id": f"{level}/{position}/{st.session_state.get('map_jumps', 0)}",
        "bounds": filters.bounds_of(edition(), level, position),
        "maxZoom": 11,
    }
    st.session_state["map_jumps"] = st.session_state.get("map_jumps", 0) + 1


def draw_map(view: View, *, dark: bool) -> None:
    """Draw the map of a view; a click selects the area below it before the page runs again."""
    frame = level_figures(view.level)
    scale = map_scale(view, dark=dark)
    drawn = masked(scale.codes, frame, passing(view))
    people = frame["population_2022"]
    if view.level == "cell":
        people = people.fillna(frame["population_2011"])
    rows = drawn_rows(view.level)
    position = filters.position_of(frame, view.selected) if view.selected else -1
    payload = paint_payload(
        layer=LAYERS[view.level],
        codes=drawn[rows],
        styles=scale.styles,
        title=scale.title,
        note=scale.note,
        rows=legend(drawn[rows], scale.styles, people.to_numpy()[rows], view.lang),
        selected=_drawn_position(rows, position),
        least=view.min_n,
        lang=view.lang,
        dark=dark,
        patterns=view.patterns,
        basemap=view.basemap,
        view=_first_position(view),
    )
    show_map(
        payload,
        key="map",
        attribution=edition().attribution(),
        lang=view.lang,
        on_click=_select_clicked,
    )


def _select_clicked(lat: float, lng: float) -> None:
    view = ATLAS.now()
    position = locator(view.level).at(lat, lng)
    frame = level_figures(view.level)
    set_view(replace(view, selected=frame["id"].iloc[position] if position >= 0 else ""))


def _drawn_position(rows: np.ndarray, position: int) -> int:
    if position < 0:
        return -1
    found = np.flatnonzero(rows == position)
    return int(found[0]) if found.size else -1


def _first_position(view: View) -> dict | None:
    """Where the map begins, or the last place the user asked for."""
    if _JUMP not in st.session_state:
        p = view.position
        st.session_state[_JUMP] = (
            {"id": "first", "lat": p.lat, "lng": p.lng, "zoom": p.zoom}
            if p
            else {"id": "first", "bounds": [[47.25, 5.85], [55.1, 15.05]], "maxZoom": 7}
        )
    return st.session_state[_JUMP]
