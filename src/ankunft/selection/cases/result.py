"""Chosen cases as one value: who, in what order, with which figures, and what to know of the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ankunft.selection.cases.regression import Regression
from ankunft.selection.cases.wishes import Conflict, Wish
from ankunft.selection.frame.variables import Variable
from ankunft.selection.plan import Cases

FIGURES = (
    "value",
    "fitted",
    "residual",
    "studentised",
    "cook",
    "leverage",
    "extremity",
    "distance",
    "difference",
    "score",
    "stability",
)
"""Columns of figures in the table of cases; NaN where the strategy has no such figure."""


@dataclass(frozen=True, eq=False)
class CaseResult:
    """The cases, or why there are none. Sentences are in :mod:`ankunft.selection.cases.reasons`.

    Attributes
    ----------
    cases
        What was asked for.
    variables
        All variables by id.
    table
        Index ags, in the order found: name, order (from 1), pair (from 1, NA without), role
        ("case", or "included" by a decision: those come last and have no figures of the strategy)
        and :data:`FIGURES`: value (outcome as a number), fitted, residual (value − fitted),
        studentised, cook, leverage, extremity (standard deviations from the mean), distance and
        difference (of the pair, in spreads), score (0–100), stability (0–1: share of draws of
        weights in which the town stays in the list). Empty where wishes contradict. The order is
        that of the method; lists for people are by name.
    towns
        The rows of the town frame of those cases that are in it.
    levels
        Of diverse cases: see :class:`ankunft.selection.cases.diverse.Diverse`; else empty.
    parts
        Of a score: percentiles 0–100, index ags, columns ids; else empty.
    in_frame, eligible
        Towns of the frame, and those that could be picked (figures there, no veto).
    missing
        AGS of towns that lack a figure.
    regression
        Where the strategy rests on one.
    mean
        Of the outcome over the towns with figures, NaN where it is not used.
    limit
        How near pairs had to be, NaN without pairs.
    wishes, available
        The quotas, and for each how many towns that could be in the list fulfil it.
    conflict
        Wishes that cannot be met together, or None.
    """

    cases: Cases
    variables: Mapping[str, Variable]
    table: pd.DataFrame
    towns: pd.DataFrame
    levels: pd.DataFrame
    parts: pd.DataFrame
    in_frame: int
    eligible: int
    missing: tuple[str, ...]
    regression: Regression | None
    mean: float
    limit: float
    wishes: tuple[Wish, ...]
    available: tuple[int, ...]
    conflict: Conflict | None

    def reason(self, ags: str, lang: str) -> str:
        """Why this town is in the list, in one sentence with its figures."""
        from ankunft.selection.cases.reasons import reason

        return reason(self, ags, lang)

    def reasons(self, lang: str) -> pd.Series:
        """The reasons of all cases by AGS."""
        texts = [self.reason(ags, lang) for ags in self.table.index]
        return pd.Series(texts, self.table.index, dtype=object)

    def notes(self, lang: str) -> tuple[str, ...]:
        """What to know of the method and of towns that could not be cases."""
        from ankunft.selection.cases.notes import notes

        return notes(self, lang)

    def explanation(self, lang: str) -> str:
        """Which wishes cannot be met together, and how far they are apart; "" if all are met."""
        from ankunft.selection.cases.notes import explanation

        return explanation(self, lang)

    def wish_table(self, lang: str) -> pd.DataFrame:
        """One row per wish: wish (text), at_least, at_most (NA: any), available, unknown (towns
        without figures for it), chosen."""
        from ankunft.selection.cases.notes import wish_table

        return wish_table(self, lang)
