"""Wishes for the list of cases: so many towns for which criteria hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from ankunft.app.plain import plain
from ankunft.app.selection.criterion_editor import (
    criterion_editor,
    first_criterion,
    variable_name,
    with_at,
    without,
)
from ankunft.app.selection.data import known_variables, outcome_so_far
from ankunft.app.selection.state import bound, change
from ankunft.app.selection.state import plan as plan_now
from ankunft.base.errors import ParameterError
from ankunft.base.language import format_integer, translator
from ankunft.selection.plan import Cases, Criterion, Plan, Quota
from ankunft.selection.protocol.report_plan import wish_text

MOST = 1_000
Quotas = tuple[Quota, ...]


def quota_editor(plan: Plan, cases: Cases, lang: str) -> None:
    """One sentence per wish that opens to be changed, and a field to add one."""
    _ = translator(lang)
    st.markdown(f"**{_('Wünsche an die Liste')}**")
    for number, quota in enumerate(cases.quotas):
        with st.container(border=True):
            _wish(plan, number, quota, lang)
    _add(_("Wunsch hinzufügen: Merkmal suchen …"), "selection_add_wish", add_wish, lang)


def opened_key(number: int) -> str:
    """Whether the editor of a wish is open."""
    return f"selection_wish_{number}"


def add_wish(name: str) -> None:
    """A new wish for at least one town, open to be changed."""
    plan = plan_now()
    number = len(_quotas(plan))
    inside = outcome_so_far(plan)[0].inside
    quota = Quota(all_of=(first_criterion(name, plan, inside),), at_least=1)
    if change(lambda old: _put(old, (*_quotas(old), quota))):
        st.session_state[opened_key(number)] = True


def remove_wish(number: int, shown: Quota) -> None:
    """Take a wish away; `shown` is the one on screen: a second click must not take the next one."""
    quotas = _quotas(plan_now())
    if number >= len(quotas) or quotas[number] != shown:
        return
    for place in range(number, len(quotas) - 1):
        st.session_state[opened_key(place)] = st.session_state.get(opened_key(place + 1), False)
    st.session_state.pop(opened_key(len(quotas) - 1), None)
    change(lambda old: _put(old, (*quotas[:number], *quotas[number + 1 :])))


def _wish(plan: Plan, number: int, quota: Quota, lang: str) -> None:
    _ = translator(lang)
    st.markdown(plain(_words(quota, lang)))
    result = outcome_so_far(plan)[0].cases
    if result is not None and result.cases.quotas == _quotas(plan):
        row = result.wish_table(lang).iloc[number]
        text = _("in Frage kommen {available} · gewählt {chosen} · ohne Angabe {unknown}")
        counts = {name: int(row[name]) for name in ("available", "chosen", "unknown")}
        st.caption(text.format(**{k: format_integer(n, lang) for k, n in counts.items()}))
    # the label stays while the wish is changed: with another one it would be another expander
    opened = st.expander(
        _("Wunsch {number} ändern").format(number=number + 1),
        icon=":material/edit:",
        on_change="rerun",
        key=opened_key(number),
    )
    if opened.open:
        with opened:
            _editor(plan, number, quota, lang)


def _words(quota: Quota, lang: str) -> str:
    try:
        return wish_text(quota, known_variables(), lang)
    except (ParameterError, KeyError):
        return " · ".join(criterion.variable for criterion in quota.all_of)


def _editor(plan: Plan, number: int, quota: Quota, lang: str) -> None:
    _ = translator(lang)
    key = f"selection_w{number}"
    low, high = st.columns(2, vertical_alignment="bottom")
    low.number_input(
        _("mindestens Städte"), 0, MOST, **bound(f"{key}_least", quota.at_least, _least(number))
    )
    _most(high, number, quota, lang)
    for place, criterion in enumerate(quota.all_of):
        if place:
            st.markdown(f":gray[{_('und')}]")
        criterion_editor(criterion, f"{key}_c{place}", _replacing(number, place), plan, lang)
        if len(quota.all_of) > 1:
            st.button(
                _("Merkmal entfernen"),
                icon=":material/remove:",
                type="tertiary",
                key=f"{key}_c{place}_remove",
                on_click=_remove_criterion,
                args=(number, place, criterion),
            )
    _add(_("und: weiteres Merkmal …"), f"{key}_and", lambda name: _also(number, name), lang)
    st.button(
        _("Wunsch entfernen"),
        icon=":material/delete:",
        key=f"{key}_remove",
        on_click=remove_wish,
        args=(number, quota),
    )


def _most(place: Any, number: int, quota: Quota, lang: str) -> None:
    """The upper limit; an empty field is none, which :func:`bound` would take for no answer."""
    _ = translator(lang)
    key = f"selection_w{number}_most"
    st.session_state[key] = quota.at_most

    def apply() -> None:
        most = st.session_state[key]
        change(
            lambda old: _changed(
                old,
                number,
                lambda q: q.model_copy(
                    update={
                        "at_most": most,
                        "at_least": q.at_least if most is None else min(q.at_least, most),
                    }
                ),
            )
        )

    place.number_input(
        _("höchstens (leer: ohne Grenze)"), 0, MOST, value=None, key=key, on_change=apply
    )


def _least(number: int) -> Callable[[Plan, int], Plan]:
    def make(old: Plan, least: int) -> Plan:
        def raised(quota: Quota) -> Quota:
            most = quota.at_most
            changes = {"at_least": least, "at_most": most if most is None else max(least, most)}
            return quota.model_copy(update=changes)

        return _changed(old, number, raised)

    return make


def _add(text: str, key: str, add: Callable[[str], None], lang: str) -> None:
    """A field that makes a criterion of the variable chosen in it, and is free again."""

    def apply() -> None:
        name = st.session_state[key]
        st.session_state[key] = None
        if name:
            add(name)

    st.selectbox(
        text,
        list(known_variables()),
        index=None,
        format_func=lambda name: variable_name(name, lang),
        placeholder=text,
        label_visibility="collapsed",
        key=key,
        on_change=apply,
    )


def _also(number: int, name: str) -> None:
    change(
        lambda old: _changed(
            old, number, lambda q: _asking(q, (*q.all_of, first_criterion(name, old)))
        )
    )


def _remove_criterion(number: int, place: int, shown: Criterion) -> None:
    change(lambda old: _changed(old, number, lambda q: _asking(q, without(q.all_of, place, shown))))


def _replacing(number: int, place: int) -> Callable[[Plan, Criterion], Plan]:
    def make(old: Plan, criterion: Criterion) -> Plan:
        return _changed(old, number, lambda q: _asking(q, with_at(q.all_of, place, criterion)))

    return make


def _asking(quota: Quota, criteria: tuple[Criterion, ...]) -> Quota:
    return quota.model_copy(update={"all_of": criteria})


def _changed(old: Plan, number: int, make: Callable[[Quota], Quota]) -> Plan:
    quotas = _quotas(old)
    if number >= len(quotas):
        return old
    return _put(old, (*quotas[:number], make(quotas[number]), *quotas[number + 1 :]))


def _quotas(old: Plan) -> Quotas:
    return old.cases.quotas if old.cases else ()


def _put(old: Plan, quotas: Quotas) -> Plan:
    if old.cases is None:
        return old
    return old.model_copy(update={"cases": old.cases.model_copy(update={"quotas": quotas})})
