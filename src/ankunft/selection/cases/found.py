"""Chosen cases as one value: who, in what order, with which figures."""

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
class Found:
    """The cases, or why there are none; :class:`ankunft.selection.cases.result.CaseResult` says it in words.

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
