"""Asking the servers how much there is to load, without loading it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ankunft.app.plain import plain
from ankunft.base.errors import AnkunftError
from ankunft.base.language import NO_BREAK_SPACE, translator
from ankunft.edition.folders import user_folders
from ankunft.update.choice import Outcome
from ankunft.update.mirrors import update_catalogue
from ankunft.update.plan import Plan, Planned, plan
from ankunft.update.retry import Patience
from ankunft.update.texts import amount_text, plan_label, size_text

BRIEF = Patience(tries=2, connect=5.0, stall=10.0, asked=5.0)
"""Somebody is waiting in front of the page."""

_ASK, _FOUND = "update_asked", "update_plan"


def ask_button(lang: str) -> None:
    """The button; the servers are asked in the run that follows."""
    _ = translator(lang)
    st.button(
        _("Nur prüfen, was zu laden ist"), key="update_ask", icon=":material/search:", on_click=_ask
    )


def _ask() -> None:
    st.session_state[_ASK] = True


def forget_answers() -> None:
    """An update makes the answers stale."""
    st.session_state.pop(_FOUND, None)


def answers(lang: str) -> None:
    """What the servers said, if they were asked in this session."""
    _ = translator(lang)
    if st.session_state.pop(_ASK, False):
        try:
            with st.spinner(_("Die Server werden gefragt …")):
                st.session_state[_FOUND] = plan(
                    user_folders().sources, update_catalogue(), patience=BRIEF
                )
        except AnkunftError as error:
            st.error(plain(str(error)))
    found: Plan | None = st.session_state.get(_FOUND)
    if found is None:
        return
    st.markdown(amount_text(found, lang))
    rows = [_row(entry, lang) for entry in found.entries if entry.outcome is not Outcome.BY_HAND]
    table = pd.DataFrame(rows, columns=[_("Quelle"), _("Stand"), _("Größe")])
    st.table(table.set_index(_("Quelle")), border="horizontal")
    reasons = [f"- {plain(entry.reason)}" for entry in found.entries if entry.reason]
    if reasons:
        st.markdown("\n".join(reasons))


def _row(entry: Planned, lang: str) -> tuple[str, str, str]:
    title = entry.source.title_de if lang == "de" else entry.source.title_en
    asked = entry.outcome in (Outcome.FETCHED, Outcome.UNCHANGED)
    size = size_text(entry.size, lang) if asked or entry.size is not None else "–"
    return plain(title), plan_label(entry.outcome, lang), size.replace(" ", NO_BREAK_SPACE)
