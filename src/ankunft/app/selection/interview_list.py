"""The quota list of guided interviews: how many, with whom, and which are still open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from ankunft.app.plain import plain
from ankunft.app.selection.criterion_editor import variable_name
from ankunft.app.selection.data import known_variables
from ankunft.app.selection.kept import kept
from ankunft.app.selection.listing import town_files
from ankunft.app.selection.state import bound
from ankunft.app.show_table import show_table
from ankunft.base.errors import ParameterError
from ankunft.base.language import format_integer, translator
from ankunft.selection.call.interviews import NATIONAL, Held, notes, quota_list
from ankunft.selection.outcome import Outcome
from ankunft.selection.plan import Interviews, Plan

HELD = "selection_interviews_held"
"""Interviews that took place, of this session: towns (AGS), and counts by kind of organisation."""
MOST = 1_000


def interview_controls(plan: Plan, lang: str) -> None:
    """How many interviews on either side, and by which answer they are spread."""
    _ = translator(lang)
    st.toggle(
        _("Interviews planen"), **bound("selection_talks", plan.interviews is not None, _planning)
    )
    if plan.interviews is None:
        return
    st.number_input(
        _("kommunale Interviews"), 0, MOST,
        **bound("selection_talks_municipal", plan.interviews.municipal, _setting("municipal")),
    )  # fmt: skip
    answers = [known.id for known in known_variables().values() if known.level == "survey"]
    names = {"": _("noch keine Angabe")} | {name: variable_name(name, lang) for name in answers}
    used = plan.interviews.variable
    if used not in names:
        names[used] = variable_name(used, lang)
    st.selectbox(
        _("verteilt nach der Angabe zu"),
        list(names),
        format_func=names.__getitem__,
        help=_("Aus der Kommunalbefragung: etwa der Handlungsdruck, wie die Städte ihn angeben."),
        **bound("selection_talks_variable", used, _setting("variable")),
    )
    with st.expander(_("bundesweite Interviews")):
        for kind, wanted in (dict(plan.interviews.national) or NATIONAL).items():
            st.number_input(
                _kind_name(kind, lang), 0, MOST,
                **bound(f"selection_talks_of_{kind}", wanted, _national(kind)),
            )  # fmt: skip


def interview_results(plan: Plan, outcome: Outcome, lang: str) -> None:
    """The list: wanted, held, open; with fields for those that took place."""
    _ = translator(lang)
    if plan.interviews is None:
        return
    st.subheader(_("Interviews"), anchor=False)
    towns, kinds = _held_fields(plan.interviews, outcome, lang)
    held = [Held("municipal", ags) for ags in towns]
    held += [Held("national", kind) for kind, count in kinds.items() for _n in range(count)]
    try:
        quota = quota_list(plan.interviews, *_stated(plan.interviews, outcome, held, lang), lang)
    except ParameterError as error:
        st.error(plain(str(error)), icon=":material/block:")
        return
    for note in notes(quota, plan.interviews, lang):
        st.caption(plain(note))
    rows = interview_table(quota, lang)
    show_table(rows, key="selection_interview_table")
    said = notes(quota, plan.interviews, lang)
    town_files(lambda: quota, "interviews", _("Interviews"), said, lang)


def interview_table(quota: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The quota list as people read it."""
    _ = translator(lang)
    sides = {"municipal": _("kommunal"), "national": _("bundesweit")}
    return pd.DataFrame(
        {
            _("Ebene"): quota["side"].map(sides),
            _("Angabe oder Einrichtung"): quota["label"],
            _("Städte mit dieser Angabe"): [
                "–" if pd.isna(n) else format_integer(n, lang) for n in quota["towns"]
            ],
            _("vorgesehen"): quota["wanted"],
            _("geführt"): quota["held"],
            _("offen"): quota["open"],
        }
    )


def _stated(
    interviews: Interviews, outcome: Outcome, held: list[Held], lang: str
) -> tuple[pd.Series | None, list[Held], dict[str, str]]:
    """What the chosen towns answered, the interviews held, and the labels of the answers."""
    known = outcome.variables.get(interviews.variable)
    if known is None:  # the survey is not loaded, or has no such question any more
        return None, held, {}
    stated = outcome.frame[interviews.variable].reindex(outcome.chosen)
    labels = {
        value: german if lang == "de" else english for value, german, english in known.choices
    }
    return stated, held, labels


def _held_fields(
    interviews: Interviews, outcome: Outcome, lang: str
) -> tuple[list[str], dict[str, int]]:
    """Which interviews took place; kept for the session, whatever step is open."""
    _ = translator(lang)
    towns, kinds = st.session_state.get(HELD, ((), {}))
    wanted = dict(interviews.national) or NATIONAL
    counts = {kind: kinds.get(kind, 0) for kind in wanted}
    names = outcome.frame["name"]
    with st.expander(_("Geführte Interviews eintragen"), icon=":material/edit:"):
        st.multiselect(
            _("kommunale Interviews in"),
            sorted({*outcome.chosen, *towns}),
            format_func=lambda ags: f"{names.get(ags, '')} · {ags}",
            placeholder=_("Städte wählen …"),
            **kept("selection_held_towns", list(towns), lambda new: _hold(tuple(new), kinds)),
        )
        for kind, count in counts.items():
            st.number_input(
                _kind_name(kind, lang), 0, MOST,
                **kept(f"selection_held_{kind}", count, partial(_hold_national, kind)),
            )  # fmt: skip
    return list(towns), counts


def _hold(towns: tuple[str, ...], kinds: dict[str, int]) -> None:
    st.session_state[HELD] = (towns, kinds)


def _hold_national(kind: str, count: int) -> None:
    towns, kinds = st.session_state.get(HELD, ((), {}))
    _hold(towns, kinds | {kind: count})


def _kind_name(kind: str, lang: str) -> str:
    table = quota_list(Interviews(municipal=0, national={kind: 1}), lang=lang)
    return translator(lang)(str(table["label"].iloc[-1]))


def _planning(plan: Plan, wanted: bool) -> Plan:
    return plan.model_copy(update={"interviews": Interviews() if wanted else None})


def _setting(field: str) -> Callable[[Plan, Any], Plan]:
    def make(plan: Plan, value: Any) -> Plan:
        return _changed(plan, {field: value})

    return make


def _national(kind: str) -> Callable[[Plan, Any], Plan]:
    def make(plan: Plan, value: Any) -> Plan:
        assert plan.interviews is not None
        wanted = dict(plan.interviews.national) or dict(NATIONAL)
        return _changed(plan, {"national": wanted | {kind: value}})

    return make


def _changed(plan: Plan, changes: dict[str, Any]) -> Plan:
    if plan.interviews is None:
        return plan
    return plan.model_copy(update={"interviews": plan.interviews.model_copy(update=changes)})
