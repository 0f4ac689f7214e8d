"""What can be picked, towns or pairs of towns, and which of it can be part of the best list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft.profiles.similarity import Floats, Rows
from ankunft.selection.cases.values import Mask, best_first

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Goal:
    """Cells that the list is to cover: members (units × cells), and what covering each is worth."""

    members: Mask
    worth: Ints


@dataclass(frozen=True, eq=False)
class Problem:
    """What can be picked and what is wished for.

    Attributes
    ----------
    keys
        One text per unit; decides between equals (the AGS, or the two of a pair).
    towns
        Positions of each unit's towns in the frame (units × 1 or 2).
    utility
        Finite, the more the better.
    k
        Units to pick.
    counts, low, high
        Towns of each unit that fulfil each wish (units × wishes), and how many there have to be
        and may be.
    goals
        In the order of their importance.
    """

    keys: NDArray[np.str_]
    towns: NDArray[np.intp]
    utility: Floats
    k: int
    counts: Ints
    low: Ints
    high: Ints
    goals: tuple[Goal, ...] = ()

    def only(self, wishes: Sequence[int]) -> Problem:
        """The problem with these wishes alone and no goal."""
        some = list(wishes)
        return replace(
            self, counts=self.counts[:, some], low=self.low[some], high=self.high[some], goals=()
        )

    def part(self, units: Rows) -> Problem:
        """The problem with these units alone."""
        goals = tuple(replace(goal, members=goal.members[units]) for goal in self.goals)
        return replace(
            self,
            keys=self.keys[units],
            towns=self.towns[units],
            utility=self.utility[units],
            counts=self.counts[units],
            goals=goals,
        )


def candidates(problem: Problem) -> Rows:
    """Units that can be part of the best list: of those that serve wishes and goals alike, the best.

    An exchange with a better one of the same kind is always possible. Single towns: the best k.
    Pairs must not share a town with the others of the list, 2(k − 1) towns at most; so a pair can
    be left out when one of its towns stands in 2k − 1 better pairs, or once 2k − 1 better pairs
    share no town with one another.
    """
    kinds = [problem.counts, *(goal.members.astype(np.int64) for goal in problem.goals)]
    _, kind = np.unique(np.column_stack(kinds), axis=0, return_inverse=True)
    order = best_first(problem.utility, problem.keys)
    if problem.towns.shape[1] == 1:
        place = pd.Series(kind[order]).groupby(kind[order]).cumcount()
        return order[place < problem.k]
    return _candidate_pairs(problem, kind, order)


def _candidate_pairs(problem: Problem, kind: Ints, order: Rows) -> Rows:
    enough = 2 * problem.k - 1
    kept: list[int] = []
    seen: dict[int, dict[int, int]] = {}
    matched: dict[int, set[int]] = {}
    count: dict[int, int] = {}
    for unit in order:
        group = int(kind[unit])
        if count.get(group, 0) >= enough:
            continue
        towns = problem.towns[unit].tolist()
        times = seen.setdefault(group, {})
        if any(times.get(town, 0) >= enough for town in towns):
            continue
        kept.append(int(unit))
        for town in towns:
            times[town] = times.get(town, 0) + 1
        used = matched.setdefault(group, set())
        if used.isdisjoint(towns):
            used.update(towns)
            count[group] = count.get(group, 0) + 1
    return np.array(kept, dtype=np.intp)
