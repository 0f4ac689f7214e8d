"""The step of the sample: how it is drawn, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from ankunft.app.selection.criterion_editor import criterion_editor, first_criterion, variable_name
from ankunft.app.selection.data import known_variables
from ankunft.app.selection.sample_results import sample_results
from ankunft.app.selection.sample_size import fixed_editor, size, with_allocation
from ankunft.app.selection.state import bound
from ankunft.app.selection.strata_editor import strata_editor
from ankunft.base.language import translator
from ankunft.selection.outcome import Outcome
from ankunft.selection.plan import Allocation, Criterion, Plan, Sampling
from ankunft.selection.words import allocation_names

FIRST = Sampling(share=0.4)
"""What a sample starts from that a project does not draw."""
ALL_IN = "population"
"""Variable by which towns are all taken, until another one is chosen."""


def controls(plan: Plan, lang: str) -> None:
    """Every parameter of the draw."""
    _ = translator(lang)
    st.toggle(
        _("Stichprobe ziehen"),
        **bound("selection_draws", plan.sampling is not None, _drawing),
    )
    if plan.sampling is None:
        return
    _all_in(plan, plan.sampling, lang)
    if plan.sampling.allocation != "fixed":
        size(plan.sampling, lang)
    names = allocation_names(lang)
    st.selectbox(
        _("Aufteilung auf die Schichten"),
        list(names),
        format_func=names.__getitem__,
        help=_(
            "Proportional: wie die Schichten groß sind. Gleich: aus jeder Schicht gleich viele. "
            "Optimal (Neyman): mehr, wo ein Merkmal stärker streut. Fest: je Schicht vorgegeben."
        ),
        **bound("selection_allocation", plan.sampling.allocation, _allocate),
    )
    if plan.sampling.allocation == "neyman":
        _spread_of(plan.sampling, lang)
    if plan.sampling.allocation == "fixed":
        st.caption(_("Wie viele aus jeder Schicht, steht in der ersten Tabelle unter der Karte."))
    strata_editor(plan, plan.sampling, lang)
    _numbers(plan.sampling, lang)


def results(plan: Plan, outcome: Outcome, lang: str) -> None:
    """What came of the draw; without one, what to do."""
    _ = translator(lang)
    if plan.sampling and plan.sampling.allocation == "fixed":
        fixed_editor(plan, lang)
    if outcome.sample is None:
        if plan.sampling is None:
            st.info(_("Dieser Plan zieht keine Stichprobe. Schalten Sie „Stichprobe ziehen“ ein."))
        return
    sample_results(outcome, outcome.sample, lang)


def sampling_of(field: str) -> Callable[[Plan, Any], Plan]:
    """Puts a value in a field of the sampling."""

    def make(plan: Plan, value: Any) -> Plan:
        return _with(plan, **{field: value})

    return make


def _with(plan: Plan, **changes: Any) -> Plan:
    if plan.sampling is None:
        return plan
    return plan.model_copy(update={"sampling": plan.sampling.model_copy(update=changes)})


def _drawing(plan: Plan, wanted: bool) -> Plan:
    return plan.model_copy(update={"sampling": (plan.sampling or FIRST) if wanted else None})


def _allocate(plan: Plan, name: Allocation) -> Plan:
    return with_allocation(plan, name)


def _all_in(plan: Plan, sampling: Sampling, lang: str) -> None:
    """The part of the frame of which all towns are taken."""
    _ = translator(lang)

    def switched(old: Plan, wanted: bool) -> Plan:
        return _with(old, all_in=first_criterion(ALL_IN, old) if wanted else None)

    def edited(old: Plan, criterion: Criterion) -> Plan:
        return _with(old, all_in=criterion)

    st.toggle(
        _("Einen Teil vollständig erheben"),
        help=_("Vollerhebung: Aus diesem Teil kommen alle Gemeinden in die Stichprobe."),
        **bound("selection_has_all_in", sampling.all_in is not None, switched),
    )
    if sampling.all_in:
        with st.container(border=True):
            criterion_editor(sampling.all_in, "selection_all_in", edited, plan, lang)


def _spread_of(sampling: Sampling, lang: str) -> None:
    _ = translator(lang)
    numbers = [v.id for v in known_variables().values() if v.kind == "number"]
    chosen = sampling.neyman_variable if sampling.neyman_variable in numbers else None
    st.selectbox(
        _("Merkmal, dessen Streuung zählt"),
        numbers,
        format_func=lambda name: variable_name(name, lang),
        **bound("selection_neyman", chosen, sampling_of("neyman_variable")),
    )


def _numbers(sampling: Sampling, lang: str) -> None:
    """Minimum, collapsing, seed and the assumed response."""
    _ = translator(lang)
    left, right = st.columns(2, vertical_alignment="bottom")
    left.number_input(
        _("Mindestens je Schicht"), 0, 100,
        help=_("So viele Gemeinden werden aus jeder Schicht wenigstens gezogen."),
        disabled=sampling.allocation == "fixed",
        **bound("selection_minimum", sampling.minimum, sampling_of("minimum")),
    )  # fmt: skip
    right.number_input(
        _("Zusammenlegen unter"), 1, 100,
        help=_("Schichten mit weniger Gemeinden werden mit der nächstliegenden zusammengelegt."),
        **bound("selection_collapse", sampling.collapse_below, sampling_of("collapse_below")),
    )  # fmt: skip
    left, right = st.columns(2, vertical_alignment="bottom")
    left.number_input(
        _("Startzahl des Zufalls"), 0, 2**53 - 1,
        help=_("Dieselbe Startzahl zieht auf jedem Rechner dieselben Gemeinden."),
        **bound("selection_seed", min(sampling.seed, 2**53 - 1), sampling_of("seed")),
    )  # fmt: skip
    right.number_input(
        _("Rücklauf (%)"), 1, 100, step=5,
        help=_("Annahme: So viel Prozent der angeschriebenen Gemeinden antworten."),
        **bound("selection_response", max(1, round(100 * sampling.response_rate)),
                lambda old, percent: _with(old, response_rate=percent / 100)),
    )  # fmt: skip
