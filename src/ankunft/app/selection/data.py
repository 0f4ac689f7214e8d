"""What the steps share: the figures of all towns and the outcome of the plan, each kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from ankunft.app.loaders import edition
from ankunft.app.shared import shared
from ankunft.base.errors import ParameterError
from ankunft.selection.frame.towns import town_frame
from ankunft.selection.frame.variables import Variable, variables
from ankunft.selection.outcome import Outcome, carry_out
from ankunft.selection.plan import Classes, Plan

SURVEY = "selection_survey"
"""Answers of the survey of this session as (digest, frame by AGS, their variables); set by the
page of the survey."""


def frame_of(plan: Plan) -> pd.DataFrame:
    """Figures of all towns, see :func:`ankunft.selection.frame.towns.town_frame`."""
    bare = town_figures(plan.population, plan.classes)
    survey = st.session_state.get(SURVEY)
    return bare.join(survey[1]) if survey else bare


def known_variables() -> Mapping[str, Variable]:
    """All variables, those of the survey of this session last in their group."""
    survey = st.session_state.get(SURVEY)
    return variables(edition(), survey[2]) if survey else _variables()


def outcome(plan: Plan) -> Outcome:
    """The plan carried out; kept for the next run of the session.

    Raises
    ------
    ParameterError
        If the plan cannot be carried out.
    """
    key = (plan, survey_digest())
    kept = st.session_state.get("selection_outcome")
    if kept is None or kept[0] != key:
        kept = (key, carry_out(plan, frame_of(plan), known_variables()))
        st.session_state["selection_outcome"] = kept
    return kept[1]


def outcome_so_far(plan: Plan) -> tuple[Outcome, str]:
    """The outcome, and "" or why a part of the plan cannot be carried out and is left out.

    The map stays whatever a user puts in: first without the cases, then without the sample, without
    both, and at last with all towns.
    """
    key = (plan, survey_digest())
    kept = st.session_state.get("selection_so_far")
    if kept is None or kept[0] != key:
        kept = (key, _carried_out(plan))
        st.session_state["selection_so_far"] = kept
    return kept[1]


def _carried_out(plan: Plan) -> tuple[Outcome, str]:
    complaint = ""
    for left_out in _LEFT_OUT:
        try:
            return outcome(plan.model_copy(update=left_out)), complaint
        except ParameterError as error:
            complaint = complaint or str(error)
    raise ParameterError(complaint)


_NEITHER: dict[str, Any] = {"cases": None, "sampling": None}
_LEFT_OUT: tuple[dict[str, Any], ...] = (
    {},
    {"cases": None},
    {"sampling": None},
    _NEITHER,
    {**_NEITHER, "groups": (), "interviews": None},
    {**_NEITHER, "groups": (), "interviews": None, "classes": Classes()},
)


def survey_digest() -> str:
    """Names the answers that the variables of the survey hold; "" without a survey."""
    survey = st.session_state.get(SURVEY)
    return survey[0] if survey else ""


@shared(8)
def town_figures(population: str, classes: Classes) -> pd.DataFrame:
    """The figures of all towns without a survey, kept for all sessions."""
    plan = Plan.model_validate({"population": population, "classes": classes.model_dump()})
    return town_frame(edition(), plan)


@shared()
def _variables() -> Mapping[str, Variable]:
    return variables(edition())
