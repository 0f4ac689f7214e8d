"""The views of this session: one value per page in the session state, mirrored in the address.

Widgets are bound to fields of a view: they show its value, and a change makes a new view before
the page runs again. Nothing else keeps state.
"""

from __future__ import annotations

import runpy
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from ankunft.app.framework import keep_theme
from ankunft.app.profile_view import ProfileView
from ankunft.app.selection_view import SelectionView
from ankunft.app.town_view import TownView
from ankunft.app.view import View
from ankunft.base.language import translator

V = TypeVar("V", View, TownView, ProfileView, SelectionView)
_COMPLAINTS = "view_complaints"
_APP = "app"

APP = Path(__file__).resolve().parents[3] / "app.py"
"""The entry point."""

MAPS = ("", "karte", "start", "quartiere", "aehnliche", "fallauswahl")
"""Pages whose map a link opens at its place."""

WITHOUT_VIEW = ("befragung", "eigene-daten", "daten")
"""Pages whose address names nothing but the language and what else every page shares."""

STALE = 3.0
"""Seconds in which a request may still carry the address before the last one."""

SHARED = ("lang", "tiles", "patterns")
"""Parts of the address that mean the same on every page; the atlas keeps them."""


@dataclass(frozen=True)
class Store(Generic[V]):
    """Where the view of one kind of page is kept, and on which pages the address means it."""

    key: str
    kind: type[V]
    pages: tuple[str, ...]
    widgets: str

    def current(self) -> V:
        """The view of this session; read from the address at the first run, and again whenever a
        link has led here with another one."""
        _run_app()
        query = st.query_params.to_dict()
        here = page_path() in self.pages
        if page_path() not in MAPS:
            query.pop("pos", None)  # that of a small map beside other things
        if self.key not in st.session_state:
            self._read(query if here else {k: v for k, v in query.items() if k in SHARED})
        elif here and self._is_another(query):
            self._read(query)
        return st.session_state[self.key]

    def now(self) -> V:
        """The view as it stands, for callbacks and parts of a page: without a look at the address."""
        return st.session_state[self.key]

    def _is_another(self, query: Mapping[str, str]) -> bool:
        """Whether the address is not the one written last; where the map is does not matter, and a
        page opened from the menu has none."""
        named = {key: text for key, text in query.items() if key != "pos"}
        if not named or named == st.session_state.get(f"{self.key}_written"):
            return False
        # what the user has just changed counts more; and a quick second click still carries the
        # address from before the first one, because the browser has not been told the new one yet
        before, until = st.session_state.get(f"{self.key}_before", (None, 0.0))
        stale = named == before and time.monotonic() - until < STALE
        return not (stale or st.session_state.get(f"{self.key}_changed"))

    def _read(self, query: Mapping[str, str]) -> None:
        view, complaints = self.kind.from_query_lenient(query)
        st.session_state[self.key] = view
        st.session_state.setdefault(_COMPLAINTS, []).extend(complaints)
        st.session_state[f"{self.key}_written"] = {k: v for k, v in query.items() if k != "pos"}

    def set(self, view: V) -> V:
        """Make `view` the view of this session."""
        st.session_state[self.key] = view
        st.session_state[f"{self.key}_changed"] = True
        return view

    def bound(self, field: str, change: Callable[[V, Any], V] | None = None) -> dict[str, Any]:
        """Arguments that bind a widget to a field of the view.

        `change` makes the new view from the old one and the widget's value; left out, it replaces
        the field.
        """
        key = f"{self.widgets}_{field}"
        value = getattr(self.now(), field)
        st.session_state[key] = list(value) if isinstance(value, tuple) else value

        def apply() -> None:
            view: Any = self.now()
            new = st.session_state[key]
            new = tuple(new) if isinstance(new, list) else new
            if new is not None:
                self.set(change(view, new) if change else replace(view, **{field: new}))

        return {"key": key, "on_change": apply}

    def write_address(self, view: V) -> None:
        """Let the address of the page name the view, so that the link reopens it.

        The position of the map is left to the map itself: it adds it to every address.
        """
        shared = {k: v for k, v in ATLAS.now().to_query().items() if k in SHARED}
        query = view.to_query() | shared
        query.pop("pos", None)
        if st.query_params.to_dict() != query:
            st.query_params.from_dict(query)
        written = st.session_state.get(f"{self.key}_written")
        if written != query:
            st.session_state[f"{self.key}_before"] = (written, time.monotonic())
        st.session_state[f"{self.key}_written"] = query
        st.session_state[f"{self.key}_changed"] = False


ATLAS = Store("view", View, ("", "karte", "start"), "widget")
TOWN = Store("town_view", TownView, ("quartiere",), "town")
PROFILE = Store("profile_view", ProfileView, ("stadtprofil", "vergleich", "aehnliche"), "profile")
SELECTION = Store("selection_view", SelectionView, ("fallauswahl",), "selection")


def current_view() -> View:
    """The view of the atlas; language and base map are those of every page."""
    return ATLAS.current()


def set_view(view: View) -> View:
    """Make `view` the view of the atlas."""
    return ATLAS.set(view)


def write_address(view: View) -> None:
    """See :meth:`Store.write_address`."""
    ATLAS.write_address(view)


def bound(field: str, change: Callable[[View, Any], View] | None = None) -> dict[str, Any]:
    """See :meth:`Store.bound`."""
    return ATLAS.bound(field, change)


def page_path() -> str:
    """The last part of the address of the open page: "" or the name of the page."""
    stores = (ATLAS, TOWN, PROFILE, SELECTION)
    pages = {page for store in stores for page in store.pages} | {*WITHOUT_VIEW}
    last = (st.context.url or "").split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    return last if last in pages else ""


def begin() -> None:
    """What app.py calls first."""
    if _APP not in st.session_state:
        st.session_state[_APP] = True
        keep_theme()
        _leave_pages_mode()


def _run_app() -> None:
    """Run app.py if Streamlit ran the page alone; app.py runs the page.

    Beside a folder named pages it does so until a script of the process calls `st.navigation`; the
    first visitor with a link to a page would get neither menu nor language switch.
    """
    if _APP not in st.session_state:
        _leave_pages_mode()
        runpy.run_path(str(APP))
        st.stop()


def _leave_pages_mode() -> None:
    """Begin again without the mode in which Streamlit runs each file of the folder pages.

    In that mode app.py is itself a page: what it draws would be thrown away with the next run, the
    map and a half-filled upload of the first visitor with it.
    """
    if getattr(PagesManager, "uses_pages_directory", False):
        PagesManager.uses_pages_directory = False
        st.rerun()


def complain(text: str) -> None:
    """Say this once on the page: what a view asks for and the data do not allow."""
    st.session_state.setdefault(_COMPLAINTS, []).append(text)


def take_complaints() -> list[str]:
    """What was wrong with the address the session began with, or with its data; told once."""
    _ = translator(ATLAS.current().lang)
    return [_(text) for text in st.session_state.pop(_COMPLAINTS, [])]
