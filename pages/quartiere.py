"""Which quarters of a town are new, which traditional? One town, its units, its quarters."""

from dataclasses import replace
from typing import Any

import streamlit as st

from ankunft.app.plain import plain
from ankunft.app.quarters import listing, sections, town_map
from ankunft.app.quarters.controls import controls
from ankunft.app.quarters.outlines import outlines
from ankunft.app.quarters.panel import panel
from ankunft.app.quarters.scene import Scene, first_town, scene
from ankunft.app.search import search_box
from ankunft.app.session import TOWN, current_view, take_complaints
from ankunft.app.sources import source_line
from ankunft.app.style import apply_style, is_dark
from ankunft.app.towns import known_cities
from ankunft.app.update.notice import look_up
from ankunft.app.view import View
from ankunft.base.language import translator

SECTIONS = ("list", "time", "segregation", "centre")


def choose_town(town: str) -> None:
    """Show the town chosen in the search box; what only makes sense for the one before is left."""
    left: dict[str, Any] = {"selected": "", "left_out": (), "centre": "", "t0": 0, "t1": 0}
    left |= {"unit": "", "row": "", "position": None}
    TOWN.set(replace(TOWN.now(), town=town, **left))


def header(shown: Scene | None, atlas: View) -> None:
    _ = translator(atlas.lang)
    title, search = st.columns([6, 4], vertical_alignment="center")
    question = _("Welche Quartiere sind neu, welche traditionell?")
    title.title(f"{plain(shown.name)}: {question}" if shown else question, anchor=False)
    with_districts = {ags: f"{name} · {ags}" for ags, name in known_cities().items()}
    placeholder = _("Stadt oder Gemeinde suchen … (mit Stadtteilen zuerst)")
    with search:
        search_box(
            "town_search", choose_town, atlas.lang, placeholder=placeholder, first=with_districts
        )


@st.fragment
def town_page() -> None:
    look_up()
    atlas, view = current_view(), TOWN.current()
    if not view.town:
        view = TOWN.set(replace(view, town=first_town()))
    shown = scene(view)
    _ = translator(atlas.lang)
    if shown is None:
        st.info(
            _(
                "Für diese Gemeinde liegen weder Stadtteile noch bewohnte Rasterzellen vor. Wählen Sie "
                "oben einen anderen Ort."
            )
        )
        return
    beside, stage = st.columns([2, 8], gap="small")
    with beside, st.container(key="controls"):
        controls(shown)
    with stage:
        for warning in shown.reference[1:]:
            st.warning(warning, icon=":material/warning:")
        with st.container(key="mapbox"):
            town_map.draw(
                shown, outlines(shown, centre=st.session_state.get("section") == "centre")
            )
            if shown.selected >= 0:
                with st.container(key="panel"):
                    panel(shown)
        below_map(shown, atlas)
    TOWN.write_address(shown.view)


def below_map(shown: Scene, atlas: View) -> None:
    _ = translator(atlas.lang)
    names = {
        "list": _("Quartiere"),
        "time": _("Klassen über die Zeit"),
        "segregation": _("Segregation"),
        "centre": _("Zentrum"),
    }
    with st.container(horizontal=True, vertical_alignment="center"):
        section = st.segmented_control(
            _("Auswertung"), SECTIONS, default="list", format_func=names.__getitem__,
            label_visibility="collapsed", key="section",
        )  # fmt: skip
        source_line(atlas, shown.city if shown.units.kind == "district" else None)
    draw = {
        "list": listing.listing,
        "time": sections.over_time,
        "segregation": sections.segregation,
        "centre": sections.centre,
    }
    draw[section or "list"](shown)


apply_style(dark=is_dark())
top = st.container()
town_page()
with top:
    header(scene(TOWN.current()) if TOWN.current().town else None, current_view())
    for complaint in take_complaints():
        st.warning(complaint)
