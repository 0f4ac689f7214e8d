"""The view of this session: one value in the session state, mirrored in the address.

Widgets are bound to fields of the view: they show its value, and a change makes a new view before
the page runs again. Nothing else keeps state.
"""

from __future__ import annotations

import runpy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from ankunft.errors import ParameterError
from ankunft.view import View

_VIEW = "view"
_COMPLAINTS = "view_complaints"
_APP = "app"

APP = Path(__file__).resolve().parents[3] / "app.py"
"""The entry point."""


def current_view() -> View:
    """The view of this session; read from the address at the first run.

    The map writes its position into the address by itself, so that is taken over at every run.
    """
    _run_app()
    query = st.query_params.to_dict()
    if _VIEW not in st.session_state:
        view, complaints = View.from_query_lenient(query)
        st.session_state[_VIEW] = view
        st.session_state[_COMPLAINTS] = complaints
    view = st.session_state[_VIEW]
    if "pos" in query:
        try:
            position = View.from_query({"pos": query["pos"]}).position
        except ParameterError:
            position = view.position
        if position != view.position:
            view = set_view(replace(view, position=position))
    return view


def begin() -> None:
    """What app.py calls first."""
    st.session_state[_APP] = True


def _run_app() -> None:
    """Run app.py if Streamlit ran the page alone; app.py runs the page.

    Beside a folder named pages it does so until a script of the process calls `st.navigation`; the
    first visitor with a link to a page would get neither menu nor language switch.
    """
    if _APP not in st.session_state:
        runpy.run_path(str(APP))
        st.stop()


def set_view(view: View) -> View:
    """Make `view` the view of this session."""
    st.session_state[_VIEW] = view
    return view


def write_address(view: View) -> None:
    """Let the address of the page name the view, so that the link reopens it."""
    query = view.to_query()
    if st.query_params.to_dict() != query:
        st.query_params.from_dict(query)


def take_complaints() -> list[str]:
    """What was wrong with the address the session began with; told once."""
    return st.session_state.pop(_COMPLAINTS, [])


def bound(field: str, change: Callable[[View, Any], View] | None = None) -> dict[str, Any]:
    """Arguments that bind a widget to a field of the view.

    `change` makes the new view from the old one and the widget's value; left out, it replaces the
    field.
    """
    key = f"widget_{field}"
    value = getattr(st.session_state[_VIEW], field)
    st.session_state[key] = list(value) if isinstance(value, tuple) else value

    def apply() -> None:
        view, new = st.session_state[_VIEW], st.session_state[key]
        new = tuple(new) if isinstance(new, list) else new
        if new is not None:
            set_view(change(view, new) if change else replace(view, **{field: new}))

    return {"key": key, "on_change": apply}
