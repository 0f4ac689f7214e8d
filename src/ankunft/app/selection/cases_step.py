"""The step of the cases: by which strategy or score, and which towns they are."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ankunft.app.plain import plain
from ankunft.app.selection.case_results import case_results
from ankunft.app.selection.criterion_editor import variable_name
from ankunft.app.selection.data import known_variables
from ankunft.app.selection.quota_editor import quota_editor
from ankunft.app.selection.score_editor import score_editor
from ankunft.app.selection.state import bound
from ankunft.base.language import translator
from ankunft.selection.outcome import Outcome
from ankunft.selection.plan import Cases, Plan, ScoreWeight
from ankunft.selection.words import strategy_names, strategy_rules

FIRST = Cases(n=6, strategy="diverse", outcome="change", covariates=("part", "size_class"))
"""What cases start from in a project that picks none."""
FIRST_SCORE = (ScoreWeight(variable="change"),)
MOST_CASES = 200


def controls(plan: Plan, lang: str) -> None:
    """How many cases, found by which strategy or score, under which wishes."""
    _ = translator(lang)
    st.toggle(_("Fälle auswählen"), **bound("selection_picks", plan.cases is not None, _picking))
    if plan.cases is None:
        return
    st.number_input(
        _("Anzahl der Fälle"), 1, MOST_CASES,
        **bound("selection_case_n", plan.cases.n, lambda old, n: with_cases(old, n=n)),
    )  # fmt: skip
    ways = {"strategy": _("Strategie"), "score": _("gewichtete Punktzahl")}
    st.radio(
        _("Auswahl nach"),
        tuple(ways),
        format_func=ways.__getitem__,
        horizontal=True,
        **bound("selection_case_way", "score" if plan.cases.score else "strategy", _by),
    )
    if plan.cases.score:
        score_editor(plan.cases, lang)
    else:
        _strategy(plan.cases, lang)
    quota_editor(plan, plan.cases, lang)


def results(plan: Plan, outcome: Outcome, lang: str) -> None:
    """The cases with their reasons; without cases, what to do."""
    _ = translator(lang)
    if outcome.cases is not None:
        case_results(outcome, outcome.cases, lang)
    elif plan.cases is None:
        st.info(_("Dieser Plan wählt keine Fälle. Schalten Sie „Fälle auswählen“ ein."))


def with_cases(plan: Plan, **changes: Any) -> Plan:
    """The plan with other values in its cases."""
    if plan.cases is None:
        return plan
    return plan.model_copy(update={"cases": plan.cases.model_copy(update=changes)})


def _picking(plan: Plan, wanted: bool) -> Plan:
    return plan.model_copy(update={"cases": (plan.cases or FIRST) if wanted else None})


def _by(plan: Plan, way: str) -> Plan:
    """Strategy and score exclude each other."""
    assert plan.cases is not None
    if (way == "score") == bool(plan.cases.score):
        return plan
    if way == "score":
        return with_cases(plan, strategy=None, outcome="", covariates=(), score=FIRST_SCORE)
    return with_cases(
        plan, score=(), strategy=FIRST.strategy, outcome=FIRST.outcome, covariates=FIRST.covariates
    )


def _strategy(cases: Cases, lang: str) -> None:
    _ = translator(lang)
    names, rules, known = strategy_names(lang), strategy_rules(lang), known_variables()
    st.selectbox(
        _("Strategie"),
        list(names),
        format_func=names.__getitem__,
        help=_("Nach Seawright und Gerring (2008)."),
        **bound(
            "selection_strategy", cases.strategy, lambda old, new: with_cases(old, strategy=new)
        ),
    )
    st.caption(plain(rules[str(cases.strategy)]))
    st.selectbox(
        _("Zielgröße"),
        list(known),
        format_func=lambda name: variable_name(name, lang),
        help=_("Wonach gefragt wird: Fälle stehen für ihre Werte oder weichen von ihnen ab."),
        **bound(
            "selection_outcome_variable",
            cases.outcome if cases.outcome in known else None,
            lambda old, new: with_cases(old, outcome=new),
        ),
    )
    if cases.strategy != "extreme":
        st.multiselect(
            _("Erklärende Größen"),
            list(known),
            format_func=lambda name: variable_name(name, lang),
            help=_("Woraus sich die Zielgröße erwarten lässt, oder worin Städte sich gleichen."),
            placeholder=_("Merkmale wählen …"),
            **bound(
                "selection_covariates",
                [name for name in cases.covariates if name in known],
                lambda old, new: with_cases(old, covariates=tuple(new)),
            ),
        )
