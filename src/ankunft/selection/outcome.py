"""A plan carried out: who is in the frame, who is drawn, which cases are picked.

Sample and cases are two ways to choose from the same frame; a plan may hold either or both, and
neither looks at the other. Without both the list is the frame itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.base.language import translator
from ankunft.edition import Edition
from ankunft.selection.cases.choose import choose_cases
from ankunft.selection.cases.result import CaseResult
from ankunft.selection.frame.criteria import Filtered, evaluate
from ankunft.selection.frame.towns import town_frame
from ankunft.selection.frame.variables import Variable, variable, variables
from ankunft.selection.plan import Criterion, Plan
from ankunft.selection.sampling.draw import Sample, draw


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a plan gives with the figures of `frame` (all towns, see
    :func:`ankunft.selection.frame.towns.town_frame`)."""

    plan: Plan
    frame: pd.DataFrame
    variables: Mapping[str, Variable]
    filtered: Filtered
    sample: Sample | None
    cases: CaseResult | None

    @property
    def inside(self) -> pd.DataFrame:
        """The rows of the frame that the filters let in."""
        return self.frame[self.filtered.inside.to_numpy()]

    @property
    def chosen(self) -> list[str]:
        """AGS of the towns in the list, ascending: sample and cases, else the whole frame."""
        found: set[str] = set()
        if self.sample:
            found |= set(self.sample.table.index[self.sample.table["selected"]])
        if self.cases:
            found |= set(self.cases.table.index)
        return sorted(found) if self.sample or self.cases else sorted(self.inside.index)

    @property
    def recorded(self) -> tuple[str, ...]:
        """Variables whose figures of single towns lists and protocols may hold: all that decide but
        the answers of a survey, because a municipality is identifiable."""
        names = used_variables(self.plan)
        return tuple(name for name in names if self.variables[name].level != "survey")

    @property
    def rests_on_answers(self) -> bool:
        """Whether cases are picked by answers of a survey: from their figures (a value, a residual,
        a score) it would follow what a single town answered, so lists and protocols lack them."""
        cases = self.plan.cases
        if cases is None:
            return False
        names = [cases.outcome, *cases.covariates, *(part.variable for part in cases.score)]
        return any(self.variables[name].level == "survey" for name in names if name)

    def confidence_note(self, lang: str) -> str:
        """See :func:`confidence_note`."""
        return confidence_note(self.plan, self.variables, lang)

    def case_reason(self, ags: str, lang: str) -> str:
        """Why a town is a case, for lists and protocols; raises KeyError for other towns."""
        assert self.cases is not None
        if self.rests_on_answers and self.cases.table.at[ags, "role"] == "case":
            _ = translator(lang)
            return _(
                "Gewählt nach Antworten einer Befragung; was einzelne Gemeinden geantwortet haben, "
                "steht hier nicht."
            )
        return self.cases.reason(ags, lang)


def confidence_note(plan: Plan, known: Mapping[str, Variable], lang: str) -> str:
    """A sentence for every list that answers of a survey decide, "" for others: who is on such a
    list, or is not, tells what a town answered, although no answer stands in it."""
    _ = translator(lang)
    names = (known[name] for name in used_variables(plan) if name in known)
    if all(variable.level != "survey" for variable in names):
        return ""
    return _(
        "Vertraulich: Über diese Liste entscheiden Antworten einer Befragung. Wer sie mit der Regel "
        "kennt, erfährt, was einzelne Gemeinden geantwortet haben; bitte nicht weitergeben."
    )


def carry_out(plan: Plan, frame: pd.DataFrame, known: Mapping[str, Variable]) -> Outcome:
    """Filter, draw and pick.

    Raises
    ------
    ParameterError
        If the plan asks for a variable that does not exist, or cannot be carried out.
    """
    for name in used_variables(plan):
        variable(known, name)
    filtered = evaluate(frame, plan.groups, known)
    inside = frame[filtered.inside.to_numpy()]
    sample = draw(inside, plan.sampling, plan.decisions, known) if plan.sampling else None
    cases = _cases(plan, inside, known) if plan.cases else None
    return Outcome(plan, frame, known, filtered, sample, cases)


def choose(
    edition: Edition,
    plan: Plan,
    survey: pd.DataFrame | None = None,
    survey_variables: tuple[Variable, ...] = (),
) -> Outcome:
    """:func:`carry_out` with the figures of an edition and, where there are any, of a survey."""
    frame = town_frame(edition, plan, survey)
    return carry_out(plan, frame, variables(edition, survey_variables))


def used_variables(plan: Plan) -> tuple[str, ...]:
    """Ids of all variables that decide, each once, in the order of the plan."""
    criteria: list[Criterion] = [c for group in plan.groups for c in group.any_of]
    names: list[str] = []
    if plan.sampling:
        criteria += [plan.sampling.all_in] if plan.sampling.all_in else []
        names += [stratum.variable for stratum in plan.sampling.strata]
        names += [plan.sampling.neyman_variable]
    if plan.cases:
        names += [plan.cases.outcome, *plan.cases.covariates]
        names += [part.variable for part in plan.cases.score]
        criteria += [c for quota in plan.cases.quotas for c in quota.all_of]
    if plan.interviews:
        names += [plan.interviews.variable]
    everything = [criterion.variable for criterion in criteria] + names
    return tuple(dict.fromkeys(name for name in everything if name))


def _cases(plan: Plan, inside: pd.DataFrame, known: Mapping[str, Variable]) -> CaseResult:
    assert plan.cases is not None
    towns: dict[str, list[str]] = {"veto": [], "include": [], "no_response": []}
    for decision in plan.decisions:
        towns[decision.action].append(decision.ags)
    if not len(inside):
        raise ParameterError("In der Grundgesamtheit ist keine Gemeinde.")
    return choose_cases(inside, known, plan.cases, towns["veto"], towns["include"])
