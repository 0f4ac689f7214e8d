"""The filter builder: conditions that all have to hold, each made of criteria of which one has to."""

from __future__ import annotations

from collections.abc import Callable

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
from ankunft.selection.frame.criteria import describe
from ankunft.selection.plan import Criterion, Group, Plan

Groups = tuple[Group, ...]


def filters(plan: Plan, lang: str) -> None:
    """All conditions with what they let through, and a field to add one."""
    _ = translator(lang)
    title, rule = _("Bedingungen"), _("alle müssen erfüllt sein")
    st.markdown(f"**{title}** :gray[:small[{rule}]]")
    for number, group in enumerate(plan.groups):
        _group(plan, number, group, lang)
    _add(_("Bedingung hinzufügen: Merkmal suchen …"), "selection_add", add_group, lang)


def _group(plan: Plan, number: int, group: Group, lang: str) -> None:
    """A condition in words, how many towns it lets through, and below it what changes it."""
    _ = translator(lang)
    with st.container(border=True, key=f"selection_condition_{number}"):
        st.markdown(plain(_words(group, lang)))
        outcome, _complaint = outcome_so_far(plan)
        if outcome.plan.groups == plan.groups:
            counts = outcome.filtered.counts.iloc[number]
            text = _("{passing} erfüllen sie · {failing} nicht · {unknown} ohne Angabe")
            shown = {str(name): format_integer(int(n), lang) for name, n in counts.items()}
            st.caption(text.format(**shown))
        # the label stays while the condition is changed: with it the expander would be another one,
        # closed, and the keyboard would be nowhere
        opened = st.expander(
            _("Bedingung {number} ändern").format(number=number + 1),
            icon=":material/edit:",
            on_change="rerun",
            key=opened_key(number),
        )
        if opened.open:
            with opened:
                _editor(plan, number, group, lang)


def _editor(plan: Plan, number: int, group: Group, lang: str) -> None:
    _ = translator(lang)
    for place, criterion in enumerate(group.any_of):
        if place:
            either = _("oder")
            st.markdown(f":gray[{either}]")
        key = f"selection_g{number}_c{place}"
        criterion_editor(criterion, key, _replacing(number, place), plan, lang)
        if len(group.any_of) > 1:
            st.button(
                _("Merkmal entfernen"),
                icon=":material/remove:",
                type="tertiary",
                key=f"{key}_remove",
                on_click=remove_criterion,
                args=(number, place, criterion),
            )
    _add(
        _("oder: weiteres Merkmal …"),
        f"selection_g{number}_or",
        lambda name: add_criterion(number, name),
        lang,
    )
    names = {"drop": _("ausschließen"), "keep": _("behalten")}
    st.radio(
        _("Gemeinden ohne Angabe"),
        tuple(names),
        format_func=names.__getitem__,
        horizontal=True,
        **bound(
            f"selection_g{number}_unknown",
            group.unknown,
            lambda old, new: _put(old, number, lambda g: g.model_copy(update={"unknown": new})),
        ),
    )
    st.button(
        _("Bedingung entfernen"),
        icon=":material/delete:",
        key=f"selection_g{number}_remove",
        on_click=remove_group,
        args=(number, group),
    )


def _words(group: Group, lang: str) -> str:
    try:
        return describe(group, known_variables(), lang)
    except ParameterError as error:
        return str(error)


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


def opened_key(number: int) -> str:
    """Whether the editor of a condition is open."""
    return f"selection_group_{number}"


def add_group(name: str) -> None:
    """A new condition, open to be changed."""
    number = len(plan_now().groups)
    if change(
        lambda old: _grouped(old, (*old.groups, Group(any_of=(first_criterion(name, old),))))
    ):
        st.session_state[opened_key(number)] = True


def remove_group(number: int, group: Group) -> None:
    """Take a condition away; those behind it keep whether they are open.

    `group` is the one that was shown: a quick second click must not remove the next one.
    """
    groups = plan_now().groups
    if number >= len(groups) or groups[number] != group:
        return
    for place in range(number, len(groups) - 1):
        st.session_state[opened_key(place)] = st.session_state.get(opened_key(place + 1), False)
    st.session_state.pop(opened_key(len(groups) - 1), None)
    change(lambda old: _grouped(old, (*old.groups[:number], *old.groups[number + 1 :])))


def add_criterion(number: int, name: str) -> None:
    """Another way to meet a condition."""
    change(lambda old: _put(old, number, lambda g: _asking(g, (*g.any_of, first_criterion(name, old)))))  # fmt: skip


def remove_criterion(number: int, place: int, criterion: Criterion) -> None:
    """Take one way to meet a condition away; `criterion` is the one that was shown."""

    change(lambda old: _put(old, number, lambda g: _asking(g, without(g.any_of, place, criterion))))


def _replacing(number: int, place: int) -> Callable[[Plan, Criterion], Plan]:
    def make(old: Plan, criterion: Criterion) -> Plan:
        return _put(old, number, lambda g: _asking(g, with_at(g.any_of, place, criterion)))

    return make


def _put(old: Plan, number: int, make: Callable[[Group], Group]) -> Plan:
    if number >= len(old.groups):
        return old
    return _grouped(old, (*old.groups[:number], make(old.groups[number]), *old.groups[number + 1 :]))  # fmt: skip


def _grouped(old: Plan, groups: Groups) -> Plan:
    return old.model_copy(update={"groups": groups})


def _asking(group: Group, criteria: tuple[Criterion, ...]) -> Group:
    return group.model_copy(update={"any_of": criteria})
