"""The weights of a score: one row per variable, and a field to add one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from ankunft.app.plain import plain
from ankunft.app.selection.criterion_editor import variable_name
from ankunft.app.selection.data import known_variables
from ankunft.app.selection.state import bound, change, complain
from ankunft.base.language import translator
from ankunft.selection.plan import Cases, Plan, ScoreWeight

MOST_WEIGHT = 100.0
Weights = tuple[ScoreWeight, ...]


def score_editor(cases: Cases, lang: str) -> None:
    """Which variables count, how much, and whether high or low values do."""
    _ = translator(lang)
    for place, part in enumerate(cases.score):
        _row(place, part, lang)
    taken = {part.variable for part in cases.score}
    free = [v.id for v in known_variables().values() if v.kind != "category" and v.id not in taken]
    text, key = _("Merkmal hinzufügen …"), "selection_add_weight"

    def add() -> None:
        name = st.session_state[key]
        st.session_state[key] = None
        if name:
            change(lambda old: _put(old, (*_weights(old), ScoreWeight(variable=name))))

    st.selectbox(
        text,
        free,
        index=None,
        format_func=lambda name: variable_name(name, lang),
        placeholder=text,
        label_visibility="collapsed",
        key=key,
        on_change=add,
    )


def _row(place: int, part: ScoreWeight, lang: str) -> None:
    _ = translator(lang)
    # the row of a variable keeps its widgets when another row is removed
    key = f"selection_weight_{part.variable}"
    with st.container(border=True):
        name, gone = st.columns([6, 1], vertical_alignment="center")
        name.markdown(plain(variable_name(part.variable, lang)))
        gone.button(
            _("Merkmal entfernen"),
            icon=":material/close:",
            type="tertiary",
            key=f"selection_stratum_{key}_remove",
            on_click=_remove,
            args=(part.variable, _("Eine Punktzahl braucht mindestens ein Merkmal.")),
        )
        weight, side = st.columns([2, 3], vertical_alignment="bottom")
        weight.number_input(
            _("Gewicht"), 0.1, MOST_WEIGHT, step=0.5, format="%.2f",
            **bound(f"{key}_weight", float(part.weight), _setting(place, part, "weight")),
        )  # fmt: skip
        sides = {True: _("hohe Werte"), False: _("niedrige Werte")}
        side.selectbox(
            _("Es zählen"),
            list(sides),
            format_func=sides.__getitem__,
            **bound(f"{key}_high", part.high, _setting(place, part, "high")),
        )


def _setting(place: int, shown: ScoreWeight, field: str) -> Callable[[Plan, Any], Plan]:
    def make(old: Plan, value: Any) -> Plan:
        weights = list(_weights(old))
        if place < len(weights) and weights[place].variable == shown.variable:
            weights[place] = weights[place].model_copy(update={field: value})
        return _put(old, tuple(weights))

    return make


def _remove(name: str, last: str) -> None:
    def without(old: Plan) -> Plan:
        left = tuple(part for part in _weights(old) if part.variable != name)
        if not left:
            complain(last)
            return old
        return _put(old, left)

    change(without)


def _weights(old: Plan) -> Weights:
    return old.cases.score if old.cases else ()


def _put(old: Plan, weights: Weights) -> Plan:
    if old.cases is None:
        return old
    return old.model_copy(update={"cases": old.cases.model_copy(update={"score": weights})})
