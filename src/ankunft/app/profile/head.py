"""The head of a town's profile: who it is, its class and why, the words, the small map."""

from __future__ import annotations

import streamlit as st

from ankunft.app.loaders import classified, edition, level_figures
from ankunft.app.plain import plain
from ankunft.app.profile.data import choose_town
from ankunft.app.profile_view import ProfileView
from ankunft.app.quarters import town_map
from ankunft.app.quarters.outlines import outlines
from ankunft.app.quarters.scene import scene_of
from ankunft.app.search import search_box
from ankunft.app.session import PROFILE
from ankunft.app.town_view import TownView
from ankunft.base.language import Translator, translator
from ankunft.edition.filters import position_of
from ankunft.typology import ArrivalClass, default_parameters, firmness_word
from ankunft.typology.levels import level_reference


def find_town(lang: str, title: str, key: str) -> None:
    """Title and search box; a place chosen becomes the town of these pages."""
    left, right = st.columns([6, 4], vertical_alignment="center")
    left.title(title, anchor=False)
    with right:
        search_box(key, lambda town: choose_town(town, PROFILE.now()), lang)


def town_name(ags: str) -> str:
    """The name of a town as text for Markdown."""
    frame = level_figures("municipality")
    position = position_of(frame, ags)
    return plain(str(frame["name"].iloc[position])) if position >= 0 else ags


def class_line(ags: str, lang: str) -> str:
    """Class, how firm it is and where the town lies, as Markdown."""
    frame = level_figures("municipality")
    position = position_of(frame, ags)
    row = frame.iloc[position]
    result = classified("municipality", default_parameters("municipality"))
    arrival = ArrivalClass(int(result.classes[position]))
    firm = firmness_word(*result.firmness(position), lang)
    reference = level_reference(frame, result, lang)
    place = f"{row['designation']}, {_county(row['county'])}, {_state(row['state'])}"
    parts = [f"**{arrival.symbol} · {arrival.label(lang)}**", firm, plain(place)]
    return " · ".join(filter(None, parts)) + f"  \n:small[{reference}]"


def small_map(view: ProfileView, lang: str) -> None:
    """The town's quarters or cells, as on the page of the quarters."""
    shown = scene_of(TownView(town=view.town), lang)
    _ = translator(lang)
    if shown is None:
        st.info(_("Für diese Gemeinde gibt es keine bewohnten Rasterzellen."))
        return
    with st.container(key="smallmap"):
        town_map.draw(shown, outlines(shown, centre=False))
    st.page_link(
        "pages/quartiere.py",
        label=_("Quartiere ansehen"),
        icon=":material/grid_view:",
        query_params={"town": view.town},
    )


def links(view: ProfileView, _: Translator) -> None:
    """Where to go from here."""
    st.page_link(
        "pages/aehnliche.py",
        label=_("Ähnliche Städte"),
        icon=":material/hub:",
        query_params={"town": view.town},
    )


def _county(key: str) -> str:
    counties = edition().counties.set_index("county")
    return (
        f"{counties.at[key, 'kind']} {counties.at[key, 'name']}" if key in counties.index else key
    )


def _state(key: str) -> str:
    states = edition().states.set_index("state")["name"]
    return str(states.get(key, key))
