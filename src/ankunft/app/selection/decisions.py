"""What people decide about towns: a form, and the list of what was decided."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from ankunft.app.plain import plain
from ankunft.app.selection.state import complain, decide, undecide
from ankunft.base.language import translator
from ankunft.selection.outcome import Outcome
from ankunft.selection.plan import LONGEST_TEXT, Action, Decision, Plan
from ankunft.selection.words import action_names

_TOWN, _ACTION, _REASON = "selection_decide_town", "selection_decide_action", "selection_decide_why"
ACTIONS: tuple[Action, ...] = ("veto", "include", "no_response")


def decision_form(towns: Mapping[str, str], lang: str) -> None:
    """Decide about one of these towns (AGS -> name), with the reason."""
    _ = translator(lang)
    names = action_names(lang)
    if st.session_state.get(_TOWN) not in towns:
        st.session_state.pop(_TOWN, None)
    with st.form("selection_decide", clear_on_submit=True):
        town, action = st.columns([3, 2], vertical_alignment="bottom")
        town.selectbox(
            _("Stadt, über die entschieden wird"),
            list(towns),
            index=None,
            format_func=lambda ags: f"{towns[ags]} · {ags}",
            placeholder=_("Stadt wählen …"),
            key=_TOWN,
        )
        action.selectbox(_("Entscheidung"), ACTIONS, format_func=names.__getitem__, key=_ACTION)
        st.text_input(_("Grund der Entscheidung"), max_chars=LONGEST_TEXT, key=_REASON)
        st.form_submit_button(
            _("Entscheidung festhalten"),
            on_click=_submit,
            args=(_("Eine Entscheidung braucht eine Stadt und einen Grund."),),
        )


def _submit(incomplete: str) -> None:
    state = st.session_state
    town, reason = state.get(_TOWN), (state.get(_REASON) or "").strip()
    if not town or not reason:
        complain(incomplete)
        return
    decide(Decision(ags=town, action=state[_ACTION], reason=reason))


def decision_list(plan: Plan, outcome: Outcome, lang: str) -> None:
    """Every decision of the plan, each with a button that takes it back."""
    _ = translator(lang)
    names = action_names(lang)
    for made in plan.decisions:
        known = made.ags in outcome.frame.index
        name = str(outcome.frame.at[made.ags, "name"]) if known else made.ags
        text, back = st.columns([6, 2], vertical_alignment="center")
        text.markdown(f"**{plain(name)}** · {names[made.action]}: {plain(made.reason)}")
        back.button(
            _("Zurücknehmen"),
            icon=":material/undo:",
            key=f"selection_take_back_{made.ags}",
            on_click=undecide,
            args=(made.ags,),
        )
