"""The one way a map gets on a page.

The base map is the same at every rerun, so folium describes it once per process and language; what
a rerun sends is the short message of :func:`ankunft.output.maps.folium_map.paint_payload` alone. (Letting
`st_folium` describe it anew took more than half of a rerun's processor time.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import streamlit as st
import streamlit_folium

from ankunft.app.framework import serve
from ankunft.app.loaders import addresses
from ankunft.output.maps.folium_map import base_map, paint_group, script_json

HEIGHT = 640
"""Pixels before the style sheet fits the map to the window."""

Clicked = Callable[[float, float], None]
"""What to do with latitude and longitude (degrees) of a click."""


def show_map(
    payload: dict[str, Any],
    *,
    key: str,
    attribution: list[str],
    lang: str,
    height: int = HEIGHT,
    on_click: Clicked | None = None,
    together: bool = False,
) -> None:
    """Show a map and paint it.

    `key` names the map within the session, `height` is in pixels; `together` maps of one page keep the same position.
    A click calls `on_click` before the page runs again.
    """
    base = _base(tuple(addresses().items()), tuple(attribution), lang, together)
    serve(streamlit_folium._component_func)
    name = streamlit_folium.generate_js_hash(base.script, key)
    streamlit_folium._component_func(
        script=base.script,
        header=base.header,
        html=base.html,
        id=base.id,
        key=name,
        height=height,
        width=None,
        returned_objects=["last_clicked"] if on_click else [],
        default={"last_clicked": None} if on_click else {},
        zoom=None,
        center=None,
        feature_group=base.paint(payload),
        return_on_hover=False,
        layer_control=None,
        pixelated=False,
        css_links=base.css_links,
        js_links=base.js_links,
        on_change=lambda: _tell(name, on_click),
        wrap_longitude=False,
    )


@dataclass(frozen=True)
class Base:
    """What streamlit-folium sends of a base map, and the text around the message of a paint."""

    script: str
    header: str
    html: str
    id: str
    css_links: list[str]
    js_links: list[str]
    before: str
    after: str

    def paint(self, payload: dict[str, Any]) -> str:
        """The script of one paint."""
        return f"{self.before}{script_json(payload)}{self.after}"


@lru_cache(maxsize=64)
def _base(
    files: tuple[tuple[str, str], ...], attribution: tuple[str, ...], lang: str, together: bool
) -> Base:
    """As `st_folium` takes it from folium; a test holds both together."""
    made = base_map(dict(files), list(attribution), lang, together=together)
    made.get_root().render()
    html, header = streamlit_folium._get_html(made), streamlit_folium._get_header(made)
    script = streamlit_folium._get_map_string(made)
    name = streamlit_folium.get_full_id(made)
    placeholder = "the message of a paint"
    group = streamlit_folium._get_feature_group_string(paint_group(placeholder), map=made)
    before, after = group.split(script_json(placeholder))
    return Base(
        script,
        header,
        html,
        name,
        [address for _, address in made.default_css],
        [address for _, address in made.default_js],
        before,
        after,
    )


def _tell(name: str, on_click: Clicked | None) -> None:
    place = (st.session_state.get(name) or {}).get("last_clicked")
    if on_click and place:
        on_click(place["lat"], place["lng"])
