"""A running update: bars that fill, and the way to end it."""

from __future__ import annotations

import streamlit as st

from ankunft.app.session import current_view
from ankunft.app.update.words import building_text, checking_text, fetching_text, source_text
from ankunft.base.language import translator
from ankunft.update import job
from ankunft.update.job_state import JobState, Phase, SourceState
from ankunft.update.mirrors import update_catalogue

EVERY = 0.5
"""Seconds between two looks at the process."""


@st.fragment(run_every=EVERY)
def progress() -> None:
    """Drawn anew until the update has ended; then the page is."""
    running, lang = job.current(), current_view().lang
    _ = translator(lang)
    if running is None or not running.running:
        st.rerun()
    state = running.state
    catalogue = {s.id: s for s in update_catalogue().values() if not s.by_hand}
    st.progress(_fetched(state, len(catalogue)), text=fetching_text(state, len(catalogue), lang))
    st.progress(_worked(state, Phase.BUILD), text=building_text(state, lang))
    st.progress(_worked(state, Phase.CHECK), text=checking_text(state, lang))
    st.button(
        _("Wird abgebrochen …") if running.cancelling else _("Abbrechen"),
        key="update_cancel",
        icon=":material/close:",
        disabled=running.cancelling,
        on_click=_cancel,
    )
    st.caption(
        _(
            "Sie können die Seite verlassen und später wiederkommen. Wer abbricht, verliert nichts: Die "
            "nächste Aktualisierung setzt an derselben Stelle fort."
        )
    )
    for id_, source in catalogue.items():
        title = source.title_de if lang == "de" else source.title_en
        one = state.sources.get(id_)
        filled = 0.0 if one and one.empty else _share(state, one)
        st.progress(filled, text=source_text(title, one, lang))


def _cancel() -> None:
    running = job.current()
    if running:
        running.cancel()


def _share(state: JobState, one: SourceState | None) -> float:
    """How much of a source is loaded, as far as it is known."""
    if state.phase in (Phase.BUILD, Phase.CHECK) or (one and one.whole):
        return 1.0
    return _part(one.done, one.total) if one else 0.0


def _fetched(state: JobState, files: int) -> float:
    """How much is loaded; by files, because the size of those that wait is not known."""
    if state.phase in (Phase.BUILD, Phase.CHECK):
        return 1.0
    return min(1.0, sum(_share(state, one) for one in state.sources.values()) / max(1, files))


def _worked(state: JobState, phase: Phase) -> float:
    """How full the bar of a phase is: not begun, on the way, or behind us."""
    if state.phase is phase:
        return _part(state.step_done, state.step_total)
    return 1.0 if phase is Phase.BUILD and state.phase is Phase.CHECK else 0.0


def _part(done: int, total: int | None) -> float:
    return min(1.0, max(0.0, done / total)) if total else 0.0
