"""The survey of this session, and what the page shows of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from ankunft.app.selection.data import SURVEY
from ankunft.intake.survey.join import Survey
from ankunft.intake.survey.questions import Questionnaire
from ankunft.selection.frame.read_survey import answers_of
from ankunft.survey.inference.raking import MOST
from ankunft.survey.items import Item, items

LOADED, VIEW = "survey_loaded", "survey_view"
STEPS = ("read", "response", "results", "statement")
BY_STRATUM = "stratum"
"""Groups that are the strata of the sample; other groups are variables."""


@dataclass(frozen=True, slots=True)
class SurveyView:
    """What the page shows; it lasts as long as the session and stands in no address.

    `classes` and `raking` are variables for the weights ("stratum": the strata), `cap` is the
    largest weight as a multiple of the mean, `mapped` what the map of the response shows ("status" of
    each town, or "rate" of its stratum). `item`, `groups`, `painted` and `answer` belong to
    the results, `stated` and `side` to the town's own statement.
    """

    step: str = STEPS[0]
    classes: str = BY_STRATUM
    raking: tuple[str, ...] = ()
    cap: float = MOST
    mapped: str = "status"
    item: str = ""
    groups: str = ""
    painted: str = "status"
    answer: str = ""
    stated: str = ""
    side: str = "arrival_class"


@dataclass(frozen=True, eq=False)
class Loaded:
    """A survey that was read in, and its questions in the languages of the page."""

    survey: Survey
    asked: Mapping[str, Questionnaire]
    files: tuple[str, ...]

    def items(self, lang: str) -> dict[str, Item]:
        """What has results, see :func:`ankunft.survey.items.items`."""
        return items(self.survey, self.asked.get(lang))


def loaded() -> Loaded | None:
    """The survey of this session."""
    return st.session_state.get(LOADED)


def load(new: Loaded) -> None:
    """Make it the survey of this session; its answers become variables of the selection."""
    answers = answers_of(new.survey, new.asked.get("en"))
    st.session_state[LOADED] = new
    st.session_state[SURVEY] = (answers.digest, answers.figures, answers.variables)
    change(item="", answer="", stated="", painted="status")


def take_out() -> None:
    """Forget the survey and everything made of it."""
    for key in (LOADED, SURVEY, "survey_kept"):
        st.session_state.pop(key, None)
    change(item="", answer="", stated="", painted="status", step=STEPS[0])


def view() -> SurveyView:
    """What the page shows now."""
    return st.session_state.setdefault(VIEW, SurveyView())


def change(**fields: Any) -> None:
    """Show something else."""
    st.session_state[VIEW] = replace(view(), **fields)


def bound(field: str) -> dict[str, Any]:
    """Arguments that bind a widget to a field of the view."""
    key = f"survey_{field}"
    value = getattr(view(), field)
    st.session_state[key] = list(value) if isinstance(value, tuple) else value

    def apply() -> None:
        new = st.session_state[key]
        if new is not None:
            change(**{field: tuple(new) if isinstance(new, list) else new})

    return {"key": key, "on_change": apply}


def within(field: str, options: list[str]) -> str:
    """The field's value if it is among the options, else the first one, which it becomes."""
    value = str(getattr(view(), field))
    if value not in options:
        value = options[0] if options else ""
        change(**{field: value})
    return value
