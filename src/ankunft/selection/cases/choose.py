"""From a plan's cases to the list: strategy or score gives every town (or pair) its utility, the
wishes limit the list, the best list is solved exactly."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from math import nan

import numpy as np
import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.profiles.similarity import Floats, Rows
from ankunft.selection.cases.candidates import Goal, Problem
from ankunft.selection.cases.diverse import diverse
from ankunft.selection.cases.found import FIGURES
from ankunft.selection.cases.pairs import PAIRED, pairs
from ankunft.selection.cases.quotas import best, feasible
from ankunft.selection.cases.regression import Regression
from ankunft.selection.cases.result import CaseResult
from ankunft.selection.cases.score import DRAWS, DRAWS_WITH_WISHES, draws, score
from ankunft.selection.cases.strategies import rank
from ankunft.selection.cases.values import Mask, best_first, is_category, joined, member, numbers
from ankunft.selection.cases.wishes import Wish, bounds, read_wishes, smallest_conflict
from ankunft.selection.frame.variables import Variable
from ankunft.selection.plan import Cases, ScoreWeight


@dataclass(frozen=True, eq=False)
class _Found:
    """What can be picked, before wishes: positions of the towns of each unit (units × 1 or 2),
    their utility, and figures per unit for the table."""

    units: Rows
    utility: Floats
    figures: pd.DataFrame
    missing: tuple[str, ...]
    regression: Regression | None = None
    mean: float = nan
    limit: float = nan
    goals: tuple[Goal, ...] = ()
    levels: pd.DataFrame = field(default_factory=pd.DataFrame)
    parts: pd.DataFrame = field(default_factory=pd.DataFrame)


def choose_cases(
    frame: pd.DataFrame,
    variables: Mapping[str, Variable],
    cases: Cases,
    vetoed: Collection[str] = (),
    included: Collection[str] = (),
) -> CaseResult:
    """Pick `cases.n` towns of the frame (all rows of it are inside the sampling frame).

    Towns under a veto are never picked, but stay part of the regression and of the range that is
    to be covered. Included towns are always in the list, count towards n and the wishes, and may
    lie outside the frame (then without a name and figures). Wishes that contradict are no error:
    the table is empty and `conflict` says which.

    Raises
    ------
    ParameterError
        As the strategies; if a town is vetoed and included, or too few towns can be picked.
    """
    both = sorted(set(vetoed) & set(included))
    if both:
        raise ParameterError(f"{joined(both)}: Veto und Aufnahme schließen einander aus.")
    frame = frame.sort_index()
    inside = member(frame, included)
    allowed = ~member(frame, vetoed) & ~inside
    picks = _picks(cases, len(set(included)))
    found = _find(frame, variables, cases, allowed, inside)
    wishes = read_wishes(frame, variables, cases.quotas)
    problem = _problem(frame, found, wishes, picks, cases.n, inside)
    open_towns = np.zeros(len(frame), dtype=bool)
    open_towns[found.units.ravel()] = True
    if not feasible(problem.only([])):
        raise ParameterError(_too_few(cases, picks, int(open_towns.sum())))
    chosen = best(problem)
    if chosen is None:
        table, conflict = _empty(), smallest_conflict(problem)
    else:
        table = _table(frame, found, problem, chosen, variables, cases, sorted(set(included)))
        conflict = None
    return CaseResult(
        cases=cases,
        variables=variables,
        table=table,
        towns=frame.reindex(table.index[table.index.isin(frame.index)]),
        levels=found.levels,
        parts=found.parts,
        in_frame=len(frame),
        eligible=int(open_towns.sum()),
        missing=found.missing,
        regression=found.regression,
        mean=found.mean,
        limit=found.limit,
        wishes=wishes,
        available=tuple(int((w.fulfilled & (open_towns | inside)).sum()) for w in wishes),
        conflict=conflict,
    )


def _picks(cases: Cases, included: int) -> int:
    """Units still to be picked besides the included towns."""
    left = cases.n - included
    if left < 0:
        raise ParameterError(
            f"Es sind {included} Kommunen durch Entscheidung aufgenommen, aber nur {cases.n} Fälle "
            "vorgesehen."
        )
    if cases.strategy not in PAIRED:
        return left
    if left % 2:
        raise ParameterError(
            f"Paare brauchen eine gerade Zahl von Fällen; zu wählen sind {left} "
            f"({cases.n} Fälle, davon {included} durch Entscheidung aufgenommen)."
        )
    return left // 2


def _find(
    frame: pd.DataFrame,
    variables: Mapping[str, Variable],
    cases: Cases,
    allowed: Mask,
    inside: Mask,
) -> _Found:
    if cases.score:
        scored = score(frame, variables, cases.score)
        figures = pd.DataFrame({"score": scored.score})
        found = _single(frame, allowed, figures, scored.score.to_numpy(), scored.missing)
        return replace(found, parts=scored.parts)
    if cases.strategy in PAIRED:
        pair = pairs(frame, variables, cases, allowed)
        return _Found(
            units=np.column_stack([pair.first, pair.second]),
            utility=pair.utility,
            figures=pd.DataFrame({"distance": pair.distance, "difference": pair.difference}),
            missing=pair.missing,
            limit=pair.limit,
        )
    if cases.strategy == "diverse":
        cover = diverse(frame, variables, cases)
        figures = pd.DataFrame(index=cover.levels.index)
        found = _single(frame, allowed, figures, cover.utility, cover.missing)
        goals = cover.goals(
            frame.index[found.units[:, 0]], member(cover.levels, frame.index[inside])
        )
        return replace(found, goals=goals, levels=cover.levels)
    ranked = rank(frame, variables, cases)
    found = _single(frame, allowed, ranked.towns, ranked.utility, ranked.missing)
    return replace(found, regression=ranked.regression, mean=ranked.mean)


def _single(
    frame: pd.DataFrame,
    allowed: Mask,
    figures: pd.DataFrame,
    utility: Floats,
    missing: tuple[str, ...],
) -> _Found:
    positions = frame.index.get_indexer(figures.index)
    usable = allowed[positions]
    return _Found(positions[usable, None], utility[usable], figures[usable], missing)


def _problem(
    frame: pd.DataFrame,
    found: _Found,
    wishes: tuple[Wish, ...],
    picks: int,
    n: int,
    inside: Mask,
) -> Problem:
    ags = frame.index.to_numpy(str)
    keys = ags[found.units[:, 0]]
    for column in range(1, found.units.shape[1]):
        keys = np.char.add(keys, ags[found.units[:, column]])
    counts = [wish.fulfilled[found.units].sum(axis=1) for wish in wishes]
    low, high = bounds(wishes, n, inside)
    return Problem(
        keys=keys,
        towns=found.units,
        utility=found.utility,
        k=picks,
        counts=np.array(counts, dtype=np.int64).reshape(len(wishes), len(keys)).T,
        low=low,
        high=high,
        goals=found.goals,
    )


def _table(
    frame: pd.DataFrame,
    found: _Found,
    problem: Problem,
    chosen: Rows,
    variables: Mapping[str, Variable],
    cases: Cases,
    included: list[str],
) -> pd.DataFrame:
    figures = found.figures.iloc[chosen]
    if cases.score:
        figures = figures.assign(stability=_stability(found, problem, chosen, cases.score))
    order = best_first(problem.utility[chosen], problem.keys[chosen])
    size = found.units.shape[1]
    rows = found.units[chosen][order].ravel()
    table = figures.iloc[order].iloc[np.repeat(np.arange(order.size), size)]
    table = table.set_axis(frame.index[rows], axis=0).assign(
        pair=np.repeat(np.arange(order.size), size) + 1 if size == 2 else None, role="case"
    )
    by_decision = pd.DataFrame({"role": "included"}, index=pd.Index(included, dtype=object))
    table = pd.concat([table, by_decision]) if included else table
    return _shaped(table, frame, variables, cases)


def _shaped(
    table: pd.DataFrame, frame: pd.DataFrame, variables: Mapping[str, Variable], cases: Cases
) -> pd.DataFrame:
    """The columns of the result in their order and types."""
    index = pd.Index(table.index.to_numpy(object), dtype="str", name="ags")
    table = table.set_axis(index, axis=0)
    if cases.outcome and not is_category(variables[cases.outcome]):
        values = pd.Series(numbers(frame, variables[cases.outcome]), frame.index)
        table["value"] = values.reindex(index).to_numpy()
    table["name"] = frame["name"].reindex(index).to_numpy()
    table["order"] = np.arange(1, len(table) + 1)
    table["pair"] = table["pair"].astype("Int64")
    table = table.reindex(columns=["name", "order", "pair", "role", *FIGURES])
    table[list(FIGURES)] = table[list(FIGURES)].astype(np.float64)
    return table


def _empty() -> pd.DataFrame:
    table = pd.DataFrame(columns=["name", "order", "pair", "role", *FIGURES])
    table = table.astype({"order": np.int64, "pair": "Int64"})
    table[list(FIGURES)] = table[list(FIGURES)].astype(np.float64)
    return table.set_axis(pd.Index([], dtype="str", name="ags"), axis=0)


def _stability(
    found: _Found, problem: Problem, chosen: Rows, weights: tuple[ScoreWeight, ...]
) -> Floats:
    """Share of the draws of weights in which each of the chosen is in the best list."""
    parts = found.parts.loc[found.figures.index].to_numpy()
    drawn = draws(weights, DRAWS_WITH_WISHES if problem.low.size else DRAWS)
    stays = np.zeros(chosen.size)
    for row in drawn:
        again = best(replace(problem, utility=parts @ row), break_ties=False)
        stays += np.isin(chosen, again if again is not None else [])
    return stays / len(drawn)


def _too_few(cases: Cases, picks: int, towns: int) -> str:
    if cases.strategy in PAIRED:
        return (
            f"{picks} Paare ohne gemeinsame Kommune lassen sich nicht bilden: Unter den ähnlichen "
            f"Paaren sind nur {towns} Kommunen."
        )
    return (
        f"Für {picks} Fälle reicht der Auswahlrahmen nicht: Wählbar und mit allen Angaben sind "
        f"{towns} Kommunen."
    )
