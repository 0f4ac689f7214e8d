"""What strata are made of: up to four variables, numbers cut at bounds."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from babel.numbers import NumberFormatError, parse_decimal

from ankunft.app.plain import plain
from ankunft.app.selection.criterion_editor import variable_name
from ankunft.app.selection.data import known_variables, outcome_so_far
from ankunft.app.selection.state import bound, change, complain
from ankunft.base.language import format_number, translator
from ankunft.selection.plan import MOST_STRATA_VARIABLES, Plan, Sampling, StratumVariable

Chosen = tuple[StratumVariable, ...]
MOST_DECIMALS = 6
"""Decimals of a bound as people read it."""


def strata_editor(plan: Plan, sampling: Sampling, lang: str) -> None:
    """One row per variable, and a field to add one."""
    _ = translator(lang)
    title, most = _("Schichten nach"), _("höchstens {n} Merkmale").format(n=MOST_STRATA_VARIABLES)
    st.markdown(f"**{title}** :gray[:small[{most}]]")
    for place, chosen in enumerate(sampling.strata):
        _row(place, chosen, lang)
    if len(sampling.strata) < MOST_STRATA_VARIABLES:
        key = "selection_add_stratum"
        taken = {chosen.variable for chosen in sampling.strata}

        def apply() -> None:
            name = st.session_state[key]
            st.session_state[key] = None
            if name:
                change(lambda old: _put(old, (*_strata(old), _first(name, old))))

        text = _("Merkmal hinzufügen …")
        st.selectbox(
            text,
            [name for name in known_variables() if name not in taken],
            index=None,
            format_func=lambda name: variable_name(name, lang),
            placeholder=text,
            label_visibility="collapsed",
            key=key,
            on_change=apply,
        )


def _row(place: int, chosen: StratumVariable, lang: str) -> None:
    """The variable's name, its bounds, and a button to take it out."""
    _ = translator(lang)
    known = known_variables().get(chosen.variable)
    name, out = st.columns([6, 1], vertical_alignment="center")
    name.markdown(f"{place + 1}\\. {_plain_label(chosen.variable, lang)}")
    out.button(
        _("Merkmal {name} entfernen").format(name=_plain_label(chosen.variable, lang)),
        icon=":material/close:",
        type="tertiary",
        key=f"selection_stratum_{place}_remove",
        on_click=_remove,
        args=(place, chosen),
    )
    if known is None or known.kind != "number":
        return
    bad = _("„{text}“ ist keine Zahl; Grenzen stehen durch Strichpunkte getrennt, aufsteigend.")

    def put(old: Plan, text: str) -> Plan:
        try:
            breaks = numbers(text, lang)
        except ValueError as error:
            complain(bad.format(text=str(error)))
            return old
        return _replaced(old, place, chosen.variable, breaks)

    st.text_input(
        _("Grenzen ({unit})").format(unit=known.unit(lang) or _("Wert")),
        help=_("Durch Strichpunkte getrennt, aufsteigend; eine Grenze gehört zur oberen Schicht."),
        **bound(f"selection_stratum_{place}_{chosen.variable}", written(chosen.breaks, lang), put),
    )


def written(breaks: tuple[float, ...], lang: str) -> str:
    """Bounds as people write them."""
    return "; ".join(format_number(b, lang, MOST_DECIMALS, trim=True) for b in breaks)


def numbers(text: str, lang: str) -> tuple[float, ...]:
    """The numbers of a text, written as people of the language do and parted by semicolons.

    Raises
    ------
    ValueError
        With the first part that is no number.
    """
    found = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        try:
            found.append(float(parse_decimal(part.replace("−", "-"), locale=lang, strict=True)))
        except NumberFormatError:
            raise ValueError(part[:40]) from None
        if not np.isfinite(found[-1]):
            raise ValueError(part[:40])
    return tuple(found)


def _first(name: str, plan: Plan) -> StratumVariable:
    """A number is cut at its median in the frame, so that both halves have towns."""
    known = known_variables()[name]
    if known.kind != "number":
        return StratumVariable(variable=name)
    middle = outcome_so_far(plan)[0].inside[name].median()
    return StratumVariable(
        variable=name,
        breaks=(round(float(middle), known.decimals) if np.isfinite(middle) else 0.0,),
    )


def _remove(place: int, chosen: StratumVariable) -> None:
    """`chosen` is the one that was shown: a quick second click must not take the next one out."""

    def without(old: Plan) -> Plan:
        now = _strata(old)
        if place >= len(now) or now[place] != chosen:
            return old
        return _put(old, (*now[:place], *now[place + 1 :]))

    change(without)


def _replaced(old: Plan, place: int, name: str, breaks: tuple[float, ...]) -> Plan:
    now = _strata(old)
    if place >= len(now) or now[place].variable != name:
        return old
    new = StratumVariable(variable=name, breaks=breaks)
    return _put(old, (*now[:place], new, *now[place + 1 :]))


def _strata(plan: Plan) -> Chosen:
    return plan.sampling.strata if plan.sampling else ()


def _put(plan: Plan, strata: Chosen) -> Plan:
    if plan.sampling is None:
        return plan
    changes: dict[str, Any] = {"strata": strata}
    return plan.model_copy(update={"sampling": plan.sampling.model_copy(update=changes)})


def _plain_label(name: str, lang: str) -> str:
    known = known_variables().get(name)
    return plain(known.label(lang) if known else name)
