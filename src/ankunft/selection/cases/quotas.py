"""The best list of so many towns under wishes ("at least four in the East"), solved exactly.

Units are what is picked: towns, or pairs of towns. With x_i = 1 for a picked unit, u_i its utility
and c_iw how many of its towns fulfil wish w:

    maximise Σ u_i x_i    subject to  Σ x_i = k,   low_w ≤ Σ c_iw x_i ≤ high_w,   each town once.

A goal (:class:`ankunft.selection.cases.candidates.Goal`) that comes before the utility is maximised first and then held. Among equally
good lists the one whose AGS come first is taken. The solver is HiGHS through
:func:`scipy.optimize.milp`; all coefficients are whole numbers, so that "equal" is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ankunft.profiles.similarity import Floats, Rows
from ankunft.selection.cases.candidates import Problem, candidates
from ankunft.selection.cases.values import best_first

STEPS = 1_000_000
"""Utilities are rounded to so many steps of their range before lists are compared, so two lists of
k towns whose sums differ by less than k steps may count as equal."""

BLOCK = 16
"""Units whose order is settled in one go; the solver tells 2¹⁶ well apart."""


def best(problem: Problem, *, break_ties: bool = True) -> Rows | None:
    """The units of the best list, ascending; None if the wishes cannot be met together.

    Without `break_ties` any of equally good lists, which is faster.
    """
    if problem.k == 0 or not problem.keys.size:
        return np.empty(0, dtype=np.intp) if _met_by_nothing(problem) else None
    top = _top(problem)
    if top is not None and not (break_ties and problem.low.size):
        return np.sort(top)
    kept = candidates(problem)
    steps = replace(problem, utility=_in_steps(problem.utility))
    small = steps.part(kept)
    model = _Model(small)
    held: list[_Row] = []
    found = np.empty(0)
    for objective in model.objectives:
        solved = model.solve(held, objective)
        if solved is None:
            return None
        found = solved
        held.append(_Row(objective, float(objective @ found) - 0.5, np.inf))
    if break_ties:
        found = _first_by_key(model, small, held, found)
    return np.sort(kept[np.flatnonzero(found[: len(small.keys)])])


def feasible(problem: Problem) -> bool:
    """Whether any list meets all wishes."""
    if problem.k == 0 or not problem.keys.size:
        return _met_by_nothing(problem)
    small = problem.part(candidates(problem))
    return _Model(small).solve([]) is not None


def shortfall(problem: Problem) -> int:
    """The smallest number of towns by which wishes have to be lowered or raised in total.

    There have to be enough units for a list without wishes.
    """
    if problem.k == 0:
        return int((np.maximum(problem.low, 0) + np.maximum(-problem.high, 0)).sum())
    small = problem.part(candidates(problem))
    return _Model(small, slack=True).least_slack()


@dataclass(frozen=True, eq=False)
class _Row:
    """low ≤ coefficients · variables ≤ high."""

    coefficients: Floats
    low: float
    high: float


class _Model:
    """The problem as matrices: units first, then the cells of the goals, then slacks."""

    def __init__(self, problem: Problem, *, slack: bool = False) -> None:
        self.units = len(problem.keys)
        cells = sum(goal.worth.size for goal in problem.goals)
        wishes = problem.low.size
        self.size = self.units + cells + (2 * wishes if slack else 0)
        self.upper = np.ones(self.size)
        self.upper[self.units + cells :] = np.inf
        self._matrix: Any = None
        self._rows: list[NDArray[np.float64]] = []
        self._low: list[float] = []
        self._high: list[float] = []
        self._add(np.ones(self.units), problem.k, problem.k)
        self._once(problem)
        for w in range(wishes):
            self._wish(problem, w, self.units + cells + 2 * w if slack else None)
        self.objectives = self._goals(problem)
        whole = np.zeros(self.size)
        whole[: self.units] = problem.utility
        self.objectives.append(whole)

    def solve(self, held: Sequence[_Row], objective: Floats | None = None) -> Floats | None:
        """The variables as whole numbers; None if there is no solution."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array, vstack

        if self._matrix is None:
            self._matrix = csr_array(np.vstack(self._rows))
        rows = vstack([self._matrix, *(csr_array(row.coefficients[None]) for row in held)])
        low = np.array([*self._low, *(row.low for row in held)])
        high = np.array([*self._high, *(row.high for row in held)])
        cost = np.zeros(self.size) if objective is None else -objective
        result = milp(
            cost,
            integrality=np.ones(self.size),
            bounds=Bounds(np.zeros(self.size), self.upper),
            constraints=LinearConstraint(rows, low, high),
            options={"mip_rel_gap": 0.0},
        )
        if result.status == 2:
            return None
        if not result.success:
            raise RuntimeError(f"the solver gave up: {result.message}")
        return np.round(result.x)

    def least_slack(self) -> int:
        """The smallest sum of the slacks."""
        cost = np.zeros(self.size)
        cost[~np.isfinite(self.upper)] = -1.0
        found = self.solve([], cost)
        if found is None:
            raise RuntimeError("too few units for a list")
        return round(-float(cost @ found))

    def _add(self, units: Floats, low: float, high: float) -> NDArray[np.float64]:
        row = np.zeros(self.size)
        row[: units.size] = units
        self._rows.append(row)
        self._low.append(float(low))
        self._high.append(float(high))
        return row

    def _once(self, problem: Problem) -> None:
        if problem.towns.shape[1] == 1:
            return
        for town, times in zip(*np.unique(problem.towns, return_counts=True), strict=True):
            if times > 1:
                self._add((problem.towns == town).any(axis=1).astype(float), 0, 1)

    def _wish(self, problem: Problem, w: int, slack: int | None) -> None:
        row = self._add(problem.counts[:, w].astype(float), problem.low[w], problem.high[w])
        if slack is not None:
            row[slack], row[slack + 1] = 1.0, -1.0

    def _goals(self, problem: Problem) -> list[Floats]:
        objectives: list[Floats] = []
        at = self.units
        for goal in problem.goals:
            for cell in range(goal.worth.size):
                row = self._add(goal.members[:, cell].astype(float), 0, np.inf)
                row[at + cell] = -1.0  # covered only if a unit of the cell is picked
            objective = np.zeros(self.size)
            objective[at : at + goal.worth.size] = goal.worth
            objectives.append(objective)
            at += goal.worth.size
        return objectives


def _met_by_nothing(problem: Problem) -> bool:
    return problem.k == 0 and bool((problem.low <= 0).all() and (problem.high >= 0).all())


def _top(problem: Problem) -> Rows | None:
    """The best single towns, where they happen to meet all wishes and no goal comes first."""
    if problem.goals or problem.towns.shape[1] > 1 or problem.keys.size < problem.k:
        return None
    top = best_first(problem.utility, problem.keys)[: problem.k]
    met = problem.counts[top].sum(axis=0)
    return top if ((problem.low <= met) & (met <= problem.high)).all() else None


def _in_steps(utility: Floats) -> Floats:
    span = float(np.ptp(utility))
    steps = (utility - utility.min()) / span * STEPS if span > 0 else np.zeros_like(utility)
    return np.round(steps)


def _first_by_key(model: _Model, problem: Problem, held: Sequence[_Row], found: Floats) -> Floats:
    """Among the lists as good as `found` the one whose keys come first."""
    picked = np.flatnonzero(found[: model.units])
    other = np.zeros(model.size)
    other[picked] = 1.0
    rows = list(held)
    if model.solve([*rows, _Row(other, 0, picked.size - 1)]) is None:
        return found
    order = np.argsort(problem.keys, kind="stable")
    settled = 0.0
    for block in np.split(order, range(BLOCK, order.size, BLOCK)):
        # each unit outweighs all that follow it
        first = np.zeros(model.size)
        first[block] = 2.0 ** np.arange(block.size - 1, -1, -1)
        solved = model.solve(rows, first)
        if solved is None:  # cannot be: `found` meets all that is held
            raise RuntimeError("the solver lost a feasible list")
        found = solved
        value = float(first @ found)
        rows.append(_Row(first, value, value))
        settled += found[block].sum()
        if settled == problem.k:
            break
    return found
