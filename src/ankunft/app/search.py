"""The one search for a place: a box whose choice is the key of an area."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from ankunft.app.loaders import search_options
from ankunft.base.language import translator


def search_box(
    key: str,
    choose: Callable[[str], None],
    lang: str,
    *,
    level: str = "municipality",
    label: str = "",
    placeholder: str = "",
    first: Mapping[str, str] | None = None,
) -> None:
    """Search an area of a level; `choose` gets its key before the page runs again, and the box is
    free for the next search. `first` are keys and names that are offered before all others."""
    _ = translator(lang)
    options = {**(first or {}), **search_options(level)}

    def apply() -> None:
        found = st.session_state[key]
        if found:
            choose(found)
            st.session_state[key] = None

    st.selectbox(
        label or _("Ort suchen"),
        list(options),
        index=None,
        format_func=options.__getitem__,
        placeholder=placeholder or _("Stadt oder Gemeinde suchen …"),
        label_visibility="collapsed",
        key=key,
        on_change=apply,
    )
