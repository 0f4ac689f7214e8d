"""The section that brings the official data up to date: before, during and after."""

from __future__ import annotations

import os

import streamlit as st

from ankunft.app.plain import plain
from ankunft.app.update.dry_run import answers, ask_button, forget_answers
from ankunft.app.update.in_use import comparison, in_use, shipped_hash
from ankunft.app.update.notice import pinned, renew
from ankunft.app.update.progress import progress
from ankunft.app.update.result import by_hand, result
from ankunft.app.view import View
from ankunft.base.errors import AnkunftError
from ankunft.base.extras import check_build_packages
from ankunft.base.language import translator
from ankunft.edition.folders import SHIPPED, Pointer, pointer, rollback, user_folders
from ankunft.update import job
from ankunft.update.choice import hosts
from ankunft.update.lock import update_lock
from ankunft.update.mirrors import update_catalogue

SWITCH = "ANKUNFT_UPDATE"
"""An operator whose visitors are not to start updates sets it to off."""

OFF = ("off", "0", "no", "false", "aus", "nein")
_COMPLAINT = "update_complaint"


def update_block(view: View) -> None:
    """What is in use, what an update would do, and its button, bars and result."""
    lang = view.lang
    _ = translator(lang)
    in_use(lang)
    comparison(lang)
    if complaint := st.session_state.pop(_COMPLAINT, ""):
        st.error(plain(complaint))
    hindrance = _hindrance(lang)
    if hindrance:
        st.info(hindrance)
        return
    running = job.current()
    if running and running.running:
        # drawn twice a second: without this the bars would pale each time on a busy machine
        st.html("<style>.st-key-update_progress [data-stale] { opacity: 1 !important; }</style>")
        with st.container(key="update_progress"):
            progress()
        return
    _before(lang)
    with st.container(horizontal=True):
        st.button(
            _("Jetzt aktualisieren"),
            key="update_start",
            type="primary",
            icon=":material/download:",
            on_click=_start,
        )
        ask_button(lang)
        _way_back(lang)
    answers(lang)
    if running:
        result(running.state, lang)
    by_hand(lang)


def _hindrance(lang: str) -> str:
    """Why there is no button, "" if there is one."""
    _ = translator(lang)
    if os.environ.get(SWITCH, "").strip().lower() in OFF:
        return _("Auf diesem Server lassen sich die Daten nicht aus der App aktualisieren.")
    if pinned():
        return _(
            "Diese Ausgabe ist fest eingestellt (ANKUNFT_EDITION); eine Aktualisierung würde nichts "
            "daran ändern."
        )
    try:
        check_build_packages()
        update_catalogue()
    except AnkunftError as error:
        return plain(str(error))
    return ""


def _before(lang: str) -> None:
    """Who is asked and what happens, said before anything does."""
    _ = translator(lang)
    asked = ", ".join(f"`{host}`" for host in hosts(update_catalogue()))
    st.markdown(
        _(
            "**Wer gefragt wird**: {hosts}, und Server, auf die diese weiterleiten. Übertragen werden nur die "
            "Anfragen nach den Dateien mit Name und Version von Programm und Python, nichts von Ihren Daten "
            "und Einstellungen."
        ).format(hosts=asked)
    )
    st.markdown(
        _(
            "**Was geschieht**: Die Dateien werden geladen, beim nächsten Mal nur geänderte; dann wird eine "
            "neue Ausgabe gebaut und geprüft. Das dauert einige Minuten, die App läuft weiter. Die jetzige "
            "Ausgabe bleibt, bis die neue geprüft ist, und lässt sich danach wieder einsetzen."
        )
    )


def _start() -> None:
    forget_answers()
    job.start()


def _way_back(lang: str) -> None:
    """The button that returns to the edition before, where there is one."""
    _ = translator(lang)
    told = pointer(user_folders())
    if told is None or told.edition == told.previous:
        return
    shipped = shipped_hash()
    if told.previous in (SHIPPED, shipped):
        text = _("Zurück zu {hash} (mitgeliefert)")
    else:
        text = _("Zurück zur Ausgabe {hash}")
    name = (told.previous or shipped)[:12]
    st.button(
        text.format(hash=name),
        key="update_back",
        icon=":material/undo:",
        on_click=_go_back,
        args=(told,),
    )


def _go_back(told: Pointer) -> None:
    folders = user_folders()
    try:
        with update_lock(folders.lock):
            rollback(folders, told)
    except AnkunftError as error:
        st.session_state[_COMPLAINT] = str(error)
    else:
        renew()
