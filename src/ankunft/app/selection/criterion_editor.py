"""One criterion as widgets: which variable, compared how, with what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from ankunft.app.loaders import edition
from ankunft.app.plain import plain
from ankunft.app.selection.data import frame_of, known_variables
from ankunft.app.selection.state import bound, complain
from ankunft.base.language import format_integer, translator
from ankunft.selection.frame.variables import Variable, variable_blocks
from ankunft.selection.plan import NUMERIC, Criterion, Operator, Plan

Criteria = tuple[Criterion, ...]

Make = Callable[[Plan, Criterion], Plan]
"""Puts another criterion in the place of the one that is edited."""


def variable_name(name: str, lang: str) -> str:
    """A variable as a menu lists it: its group first, so that both can be searched."""
    known = known_variables().get(name)
    if known is None:
        return name
    blocks = {block.id: block.label(lang) for block in variable_blocks()}
    return f"{blocks.get(known.block, '')}: {known.label(lang)}"


def first_criterion(name: str, plan: Plan, towns: pd.DataFrame | None = None) -> Criterion:
    """What a new criterion asks: at least the median of these towns, else of all; yes; the first
    category."""
    known = known_variables()[name]
    if known.kind != "number":
        return Criterion(variable=name, operator="one_of", values=(known.choices[0][0],))
    middle = (frame_of(plan) if towns is None else towns)[name].median()
    value = round(float(middle), known.decimals) if np.isfinite(middle) else 0.0
    return Criterion(variable=name, operator="at_least", value=value)


def criterion_editor(criterion: Criterion, key: str, make: Make, plan: Plan, lang: str) -> None:
    """Widgets bound to a criterion of the plan; `key` names its place."""
    _ = translator(lang)
    variables = known_variables()
    st.selectbox(
        _("Merkmal"),
        list(variables),
        format_func=lambda name: variable_name(name, lang),
        label_visibility="collapsed",
        **bound(
            f"{key}_variable",
            criterion.variable if criterion.variable in variables else None,
            lambda old, name: make(old, first_criterion(name, plan)),
        ),
    )
    known = variables.get(criterion.variable)
    if known is None:
        return
    own = f"{key}_{known.id}"  # what is put in for one variable is nothing to another
    if known.kind == "number":
        _number(criterion, known, own, make, lang)
    elif known.kind == "yesno":
        _yes_no(criterion, known, own, make, lang)
    else:
        _categories(criterion, known, own, make, lang)
    st.caption(plain(_about(known, plan, lang)))


def _number(criterion: Criterion, known: Variable, key: str, make: Make, lang: str) -> None:
    _ = translator(lang)
    names: dict[Operator, str] = {
        "at_least": _("mindestens"), "at_most": _("höchstens"), "above": _("über"), "below": _("unter"),
    }  # fmt: skip
    how, value = st.columns([3, 2], vertical_alignment="bottom")
    how.selectbox(
        _("Vergleich"),
        NUMERIC,
        format_func=names.__getitem__,
        label_visibility="collapsed",
        **bound(
            f"{key}_operator",
            criterion.operator if criterion.operator in names else None,
            lambda old, new: make(old, _with(criterion, operator=new)),
        ),
    )
    value.number_input(
        known.unit(lang) or _("Wert"),
        step=_step(known, criterion.value or 0.0),
        format=f"%.{known.decimals}f",
        **bound(
            f"{key}_value",
            float(criterion.value or 0),
            lambda old, new: make(old, _with(criterion, value=float(new))),
        ),
    )


def _step(known: Variable, value: float) -> float:
    """A step that a person would take: a tenth of the order of magnitude."""
    least = 10.0**-known.decimals
    return max(least, 10.0 ** (np.floor(np.log10(abs(value))) - 1)) if value else least


def _yes_no(criterion: Criterion, known: Variable, key: str, make: Make, lang: str) -> None:
    _ = translator(lang)
    yes = ("yes" in criterion.values) == (criterion.operator == "one_of")
    st.radio(
        _("Wert"),
        ("yes", "no"),
        format_func=lambda value: known.show(value, lang),
        horizontal=True,
        label_visibility="collapsed",
        **bound(
            f"{key}_yes",
            "yes" if yes else "no",
            lambda old, new: make(old, _with(criterion, operator="one_of", values=(new,))),
        ),
    )


def _categories(criterion: Criterion, known: Variable, key: str, make: Make, lang: str) -> None:
    _ = translator(lang)
    names: dict[Operator, str] = {"one_of": _("ist"), "none_of": _("ist nicht")}
    st.radio(
        _("Vergleich"),
        tuple(names),
        format_func=names.__getitem__,
        horizontal=True,
        label_visibility="collapsed",
        **bound(
            f"{key}_operator",
            criterion.operator if criterion.operator in names else None,
            lambda old, new: make(old, _with(criterion, operator=new)),
        ),
    )
    possible = [choice[0] for choice in known.choices]
    empty = _("Eine Bedingung braucht mindestens einen Wert; sonst entfernen Sie sie.")

    def put(old: Plan, values: list[str]) -> Plan:
        if not values:
            complain(empty)
            return old
        return make(old, _with(criterion, values=tuple(values)))

    st.multiselect(
        _("Werte"),
        possible,
        format_func=lambda value: known.show(value, lang),
        label_visibility="collapsed",
        placeholder=_("Werte wählen …"),
        **bound(f"{key}_values", [v for v in criterion.values if v in possible], put),
    )


def _about(known: Variable, plan: Plan, lang: str) -> str:
    """Of what the figure is, for how many towns it is known, and where it is from."""
    _ = translator(lang)
    frame = frame_of(plan)
    levels = {
        "county": _("Wert des Kreises"),
        "quarter": _("Wert der Quartiere"),
        "survey": _("Angabe der Kommune"),
    }
    titles = {s["id"]: s[f"title_{lang}"] for s in edition().national_sources}
    share = _("bekannt für {known} von {all} Gemeinden").format(
        known=known_count(frame[known.id], lang), all=known_count(frame["name"], lang)
    )
    named = [titles[source] for source in known.sources if source in titles]
    source = _("Quelle: {sources}").format(sources="; ".join(named)) if named else ""
    return " · ".join(part for part in (levels.get(known.level, ""), share, source) if part)


def known_count(column: Any, lang: str) -> str:
    """How many towns have a figure, as people write it."""
    return format_integer(int(column.notna().sum()), lang)


def without(criteria: Criteria, place: int, shown: Criterion) -> Criteria:
    """The others, if the one that was shown still stands at its place; else all."""
    if criteria[place : place + 1] != (shown,):
        return criteria
    return (*criteria[:place], *criteria[place + 1 :])


def with_at(criteria: Criteria, place: int, criterion: Criterion) -> Criteria:
    """The same with another one at this place, or at the end."""
    return (*criteria[:place], criterion, *criteria[place + 1 :])


def _with(criterion: Criterion, **changes: Any) -> Criterion:
    return Criterion.model_validate(criterion.model_dump() | changes)
