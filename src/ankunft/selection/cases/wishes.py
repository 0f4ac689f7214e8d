"""Wishes for a list of cases (quotas), and which of them cannot be met together.

A town counts towards a wish if all its criteria hold; a town without figures does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from ankunft.selection.cases.candidates import Ints, Problem
from ankunft.selection.cases.quotas import feasible, shortfall
from ankunft.selection.cases.values import Mask
from ankunft.selection.frame.criteria import describe, verdict
from ankunft.selection.frame.variables import Variable
from ankunft.selection.plan import Quota

MOST_SUBSETS = 300
"""Sets of wishes that are tried when the smallest conflict is looked for."""


@dataclass(frozen=True, eq=False)
class Wish:
    """A quota beside the towns of the frame: which fulfil it (mask, and their AGS), and how many
    have no figures."""

    quota: Quota
    fulfilled: Mask
    towns: pd.Index
    unknown: int

    def text(self, variables: Mapping[str, Variable], lang: str) -> str:
        """Its criteria in words."""
        parts = [describe(criterion, variables, lang) for criterion in self.quota.all_of]
        return " · ".join(parts)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Wishes (by position) that cannot be met together, though each smaller part of them can.

    `short` is the smallest number of towns by which they would have to give way in total.
    """

    wishes: tuple[int, ...]
    short: int


def read_wishes(
    frame: pd.DataFrame, variables: Mapping[str, Variable], quotas: Sequence[Quota]
) -> tuple[Wish, ...]:
    """Which towns fulfil which quota.

    Raises
    ------
    ParameterError
        For criteria the frame cannot answer.
    """
    return tuple(_wish(frame, variables, quota) for quota in quotas)


def bounds(wishes: Sequence[Wish], n: int, included: Mask) -> tuple[Ints, Ints]:
    """How many of the towns still to be picked have to and may fulfil each wish."""
    already = np.array([(wish.fulfilled & included).sum() for wish in wishes], dtype=np.int64)
    low = np.array([wish.quota.at_least for wish in wishes], dtype=np.int64)
    most = [n if wish.quota.at_most is None else wish.quota.at_most for wish in wishes]
    return low - already, np.array(most, dtype=np.int64) - already


def smallest_conflict(problem: Problem) -> Conflict:
    """The wishes that stand in each other's way, where all together cannot be met.

    First wishes are left out one after the other as long as the rest still cannot be met; then
    every smaller set is tried, up to :data:`MOST_SUBSETS` of them.
    """
    core = list(range(problem.low.size))
    for wish in range(problem.low.size):
        rest = [other for other in core if other != wish]
        if not feasible(problem.only(rest)):
            core = rest
    found = _smaller(problem, len(core)) or tuple(core)
    return Conflict(found, shortfall(problem.only(found)))


def _smaller(problem: Problem, size: int) -> tuple[int, ...] | None:
    tried = 0
    for fewer in range(1, size):
        for some in combinations(range(problem.low.size), fewer):
            tried += 1
            if tried > MOST_SUBSETS:
                return None
            if not feasible(problem.only(some)):
                return some
    return None


def _wish(frame: pd.DataFrame, variables: Mapping[str, Variable], quota: Quota) -> Wish:
    holds = pd.Series(True, index=frame.index, dtype="boolean")
    for criterion in quota.all_of:
        answer = verdict(frame, criterion, variables)
        holds &= pd.Series(np.asarray(answer, dtype=object), index=frame.index, dtype="boolean")
    fulfilled = holds.fillna(False).to_numpy(dtype=bool)
    return Wish(quota, fulfilled, frame.index[fulfilled], int(holds.isna().sum()))
