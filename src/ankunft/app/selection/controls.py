"""What stands above every step: the project, the steps, the way back; and how towns are counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from ankunft.app.loaders import national_coverage
from ankunft.app.plain import plain
from ankunft.app.search import search_box
from ankunft.app.selection.state import bound, can_undo, start_from, undo, within
from ankunft.app.selection_view import STEPS, SelectionView
from ankunft.app.session import SELECTION
from ankunft.app.thresholds import ground_choice
from ankunft.app.view import LIMITS
from ankunft.base.language import translator
from ankunft.selection.frame.projects import projects
from ankunft.selection.plan import Classes, Plan
from ankunft.typology import PRESETS, coverage_text


def step_names(lang: str) -> dict[str, str]:
    """The steps as they are called on screen."""
    _ = translator(lang)
    return {
        "frame": _("Grundgesamtheit"),
        "sample": _("Stichprobe"),
        "cases": _("Fälle"),
        "call": _("Aufruf"),
        "protocol": _("Protokoll"),
    }


def header(lang: str) -> None:
    """Title, steps and the way back in one row: the room below is the map's."""
    _ = translator(lang)
    names = step_names(lang)
    with st.container(horizontal=True, vertical_alignment="center", key="selectionhead"):
        st.title(_("Welche Städte untersuchen?"), anchor=False, width="content")
        st.segmented_control(
            _("Schritt"),
            STEPS,
            format_func=names.__getitem__,
            label_visibility="collapsed",
            width="content",
            **SELECTION.bound("step"),
        )
        st.button(
            _("Rückgängig"),
            icon=":material/undo:",
            key="selection_undo",
            on_click=undo,
            disabled=not can_undo(),
            width="content",
        )


def search(lang: str) -> None:
    """The field for a town; what is found is selected, and its panel follows the field."""
    _ = translator(lang)
    search_box(
        "selection_search", _select, lang,
        label=_("Gemeinde suchen"), placeholder=_("Gemeinde suchen …"),
    )  # fmt: skip


def choose_project(view: SelectionView, lang: str) -> None:
    """The project whose plan is the start."""
    _ = translator(lang)
    known = projects()
    key = "selection_project"
    st.session_state[key] = view.preset
    st.selectbox(
        _("Projekt"),
        list(known),
        format_func=lambda name: known[name].label(lang),
        label_visibility="collapsed",
        key=key,
        on_change=lambda: start_from(st.session_state[key]),
    )


def about_project(view: SelectionView, lang: str) -> None:
    """Which towns the project looks at, and the way back to its own plan."""
    _ = translator(lang)
    project = projects()[view.preset]
    with st.expander(_("Was das Projekt untersucht"), icon=":material/info:"):
        st.caption(plain(project.description(lang)))
        st.button(
            _("Zum Plan des Projekts zurück"),
            icon=":material/restart_alt:",
            key="selection_restart",
            disabled=not view.packed,
            on_click=lambda: start_from(SELECTION.now().preset),
        )


def settings(plan: Plan, lang: str) -> None:
    """By which count towns are large or small, and how they are classed."""
    _ = translator(lang)
    counts = {
        "census": _("Zensus, 15. Mai 2022"),
        "register": _("Gemeindeverzeichnis, 31. Dezember 2021"),
    }
    st.selectbox(
        _("Einwohnerzahl nach"),
        list(counts),
        format_func=counts.__getitem__,
        **bound("selection_population", plan.population, _with_population),
    )
    if plan.classes.former:
        st.info(plan.classes.said(lang))
    opened = st.expander(
        _("Regel der Ankunftsklassen"),
        icon=":material/category:",
        on_change="rerun",
        key="selection_classes",
    )
    if opened.open:
        with opened:
            _classes(plan.classes, lang)


def _classes(classes: Classes, lang: str) -> None:
    _ = translator(lang)
    st.selectbox(
        _("Regel"),
        list(PRESETS),
        format_func=lambda name: PRESETS[name].labels[lang],
        help="  \n".join(f"**{p.labels[lang]}**: {p.descriptions[lang]}" for p in PRESETS.values()),
        **bound("selection_class_preset", classes.preset, _class_setting("preset")),
    )
    st.radio(
        _("Berlin zählt zu"),
        ("east", "west"),
        format_func={"east": _("Ost"), "west": _("West")}.__getitem__,
        horizontal=True,
        **bound("selection_berlin", classes.berlin, _class_setting("berlin")),
    )
    ground_choice(lang, **bound("selection_ground", classes.ground, _class_setting("ground")))
    st.caption(coverage_text(national_coverage(classes.ground), "municipality", lang) + ".")
    if classes.preset != "own":
        return
    names = {
        "high": (_("Schwelle hoch"), 0.05),
        "low": (_("Schwelle niedrig"), 0.05),
        "margin": (_("Mindestzuwachs (Prozentpunkte)"), 0.5),
    }
    for field, (label, step) in names.items():
        low, high = LIMITS[field]
        value = within(float(getattr(classes, field)), float(low), float(high))
        st.number_input(
            label, float(low), float(high), step=step, format="%.2f",
            **bound(f"selection_{field}", value, _class_setting(field)),
        )  # fmt: skip
    st.number_input(
        _("Mindestzahl Personen"), *LIMITS["min_n"], step=100,
        **bound("selection_min_n", classes.min_n, _class_setting("min_n")),
    )  # fmt: skip


def _with_population(plan: Plan, name: str) -> Plan:
    return plan.model_copy(update={"population": name})


def _class_setting(field: str) -> Callable[[Plan, Any], Plan]:
    def make(plan: Plan, value: Any) -> Plan:
        # whoever sets a rule has read what became of a former one
        update = {field: value, "former": ""}
        return plan.model_copy(update={"classes": plan.classes.model_copy(update=update)})

    return make


def _select(town: str) -> None:
    SELECTION.set(replace(SELECTION.now(), selected=town))
