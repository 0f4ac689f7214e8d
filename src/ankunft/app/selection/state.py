"""The plan of this session: what it is, how it changes, and how a change is taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import streamlit as st
from pydantic import ValidationError

from ankunft.app.selection_view import SelectionView, pack, unpack
from ankunft.app.session import SELECTION
from ankunft.base.errors import ParameterError
from ankunft.selection.frame.projects import project, projects
from ankunft.selection.plan import Decision, Plan, read_plan, sentence

DECISIONS = "selection_decisions"
_FORMER = "selection_former"
N = TypeVar("N", int, float)
_COMPLAINT = "selection_complaint"
MOST_STEPS_BACK = 50


def current() -> SelectionView:
    """The view of the page; a project that does not exist is the first one."""
    view = SELECTION.current()
    return view if view.preset in projects() else SELECTION.set(replace(view, preset=_first()))


def plan() -> Plan:
    """The plan as it stands, with what people decided in this session."""
    view = current()
    bare = unpack(view.packed) if view.packed else project(view.preset).plan
    return bare.model_copy(update={"decisions": st.session_state.get(DECISIONS, ())})


def change(make: Callable[[Plan], Plan]) -> bool:
    """Put another plan in place of the current one; the current one can be taken back.

    Returns whether the new plan is legal and short enough for an address. If it is not, the old one
    stays and :func:`take_complaint` says why: callbacks of widgets have no other place to say it.
    """
    before = plan()
    try:
        after = read_plan(make(before).model_dump())  # copies of a model are not checked
        preset = after.preset if after.preset in projects() else current().preset
        packed = "" if _is_of_project(after, preset) else pack(after)
    except ParameterError as error:
        complain(str(error))
        return False
    except ValidationError as error:
        complain(sentence(error, "Der Plan"))
        return False
    if after != before:
        former = [*st.session_state.get(_FORMER, []), (current().preset, before)]
        st.session_state[_FORMER] = former[-MOST_STEPS_BACK:]
        SELECTION.set(replace(current(), preset=preset))
        _put(packed, after.decisions)
    return True


def complain(text: str) -> None:
    """Say this in place of the change that was asked for, once."""
    st.session_state[_COMPLAINT] = text


def take_complaint() -> str:
    """Why the last change was not made, "" if it was; told once."""
    return st.session_state.pop(_COMPLAINT, "")


def bound(key: str, value: Any, make: Callable[[Plan, Any], Plan]) -> dict[str, Any]:
    """Arguments that bind a widget to a part of the plan: it shows `value`, and what a user puts in
    makes a new plan from the current one."""
    if st.session_state.get(key) != value:
        # only then: writing a value tells the browser to forget what is being typed
        st.session_state[key] = value

    def apply() -> None:
        new = st.session_state[key]
        if new is not None:
            change(lambda old: make(old, new))

    return {"key": key, "on_change": apply}


def within(value: N, low: N, high: N) -> N:
    """The value as far as a widget can show it; a plan from a link may hold others."""
    return min(max(value, low), high)


def start_from(preset: str) -> None:
    """Take the plan of a project; decisions stay, because they are about towns."""
    former = [*st.session_state.get(_FORMER, []), (current().preset, plan())]
    st.session_state[_FORMER] = former[-MOST_STEPS_BACK:]
    SELECTION.set(replace(current(), preset=preset, packed=""))


def can_undo() -> bool:
    """Whether there is a change to take back."""
    return bool(st.session_state.get(_FORMER))


def undo() -> None:
    """Take the last change back."""
    former = st.session_state.get(_FORMER, [])
    if former:
        preset, before = former[-1]
        st.session_state[_FORMER] = former[:-1]
        SELECTION.set(replace(current(), preset=preset))
        _put("" if _is_of_project(before, preset) else pack(before), before.decisions)


def decide(decision: Decision) -> None:
    """Record what people decided about a town, in place of what they decided before."""
    change(lambda old: _with(old, (*_others(old, decision.ags), decision)))


def undecide(ags: str) -> None:
    """Forget what was decided about a town."""
    change(lambda old: _with(old, _others(old, ags)))


def _with(old: Plan, decisions: tuple[Decision, ...]) -> Plan:
    return old.model_copy(update={"decisions": decisions})


def _others(old: Plan, ags: str) -> tuple[Decision, ...]:
    return tuple(decision for decision in old.decisions if decision.ags != ags)


def _put(packed: str, decisions: tuple[Decision, ...]) -> None:
    st.session_state[DECISIONS] = decisions
    SELECTION.set(replace(current(), packed=packed))


def _is_of_project(one: Plan, preset: str) -> bool:
    return one.model_copy(update={"decisions": ()}) == project(preset).plan


def _first() -> str:
    return next(iter(projects()))
