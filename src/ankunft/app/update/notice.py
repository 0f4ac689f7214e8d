"""A running app and an edition that was changed behind its back: by an update, here or elsewhere."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from ankunft.app.loaders import edition
from ankunft.app.shared import forget
from ankunft.app.style import is_dark
from ankunft.base.errors import EditionError
from ankunft.base.language import translator
from ankunft.edition import open_edition
from ankunft.edition.folders import user_folders

RECKONED = (
    "selection_outcome",
    "selection_so_far",
    "selection_protocol",
    "selection_replay_result",
    "selection_call_read",
    "survey_kept",
    "survey_shares",
    "survey_protected",
    "survey_read",
    "town_scene",
)
"""Parts of a session that were reckoned from an edition and can be reckoned again. What people put
in stays."""

_SHOWN, _NOTICED = "edition_shown", "edition_noticed"
_STYLE = """
.st-key-edition_notice { border-radius: 8px; padding: .3rem .8rem; }
.st-key-edition_notice p, .st-key-edition_notice [data-testid="stMarkdownContainer"] { margin: 0; }
"""
_BACKGROUND = {"light": "#efeaf6", "dark": "#2c2640"}


def pinned() -> bool:
    """Whether the edition is named by the environment, and so none of the user's own is shown."""
    return bool(os.environ.get("ANKUNFT_EDITION"))


def newest() -> str:
    """Hash of the edition that an app started now would show; "" if there is none that opens.

    Costs no more than a look at the date of one file, unless that has changed.
    """
    place = user_folders().pointer
    try:
        told = place.stat()
        stamp = (told.st_mtime_ns, told.st_ino, told.st_size)
    except OSError:
        stamp = (0, 0, 0)
    return _hash(place, stamp)


@lru_cache(maxsize=8)
def _hash(place: Path, stamp: tuple[int, int, int]) -> str:
    try:
        return open_edition().hash
    except EditionError:
        return ""


def renew() -> None:
    """Let all sessions read the newest edition at their next run."""
    forget()


def follow() -> None:
    """Before a page: read anew if the edition shown was deleted, and forget what this session has
    reckoned from another one."""
    if not pinned() and not (edition().path / "manifest.json").is_file() and newest():
        renew()
    if st.session_state.get(_SHOWN, edition().hash) != edition().hash:
        for key in RECKONED:
            st.session_state.pop(key, None)
    st.session_state[_SHOWN] = edition().hash


def notice(lang: str) -> None:
    """One line at the top if there is another edition than the one shown."""
    # always there: a part that comes and goes would move what follows to other places of the page,
    # and a map that is just speaking to its old place would be lost
    place = st.container()
    found = _waiting()
    st.session_state[_NOTICED] = found
    if not found:
        return
    _ = translator(lang)
    colour = _BACKGROUND["dark" if is_dark() else "light"]
    place.html(f"<style>{_STYLE} .st-key-edition_notice {{ background: {colour}; }}</style>")
    with place.container(key="edition_notice", horizontal=True, vertical_alignment="center"):
        st.markdown(
            _("Eine andere Ausgabe der Daten liegt bereit (`{hash}`).").format(hash=found[:12]),
            width="content",
        )
        st.button(_("Neu laden"), key="edition_reload", on_click=renew, icon=":material/refresh:")


def look_up() -> None:
    """At the head of a fragment, whose runs pass by the notice: run everything if that has news."""
    follow()
    found = _waiting()
    if found != st.session_state.get(_NOTICED, ""):
        # told once, even where nothing but the fragment should run
        st.session_state[_NOTICED] = found
        st.rerun()


def _waiting() -> str:
    """Hash of another edition than the one shown; "" if there is none."""
    found = "" if pinned() else newest()
    return "" if found == edition().hash else found


def run(page: StreamlitPage) -> None:
    """Run the page, and once more if meanwhile another session has changed the edition."""
    before = edition()
    try:
        page.run()
    except Exception:
        # a part of the page was old, a part new
        if edition() is before:
            raise
    if edition() is not before:
        st.rerun()
