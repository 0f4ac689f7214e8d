"""The best list under wishes, against trying every list; and which wishes contradict."""

from __future__ import annotations

from itertools import combinations
from unittest.mock import patch

import numpy as np
import pytest
from case_towns import VARIABLES, made_towns, wish
from hypothesis import given, settings
from hypothesis import strategies as st

from ankunft.base.errors import ParameterError
from ankunft.selection.cases.candidates import Goal, Problem
from ankunft.selection.cases.choose import choose_cases
from ankunft.selection.cases.quotas import STEPS, best, feasible, shortfall
from ankunft.selection.cases.wishes import read_wishes, smallest_conflict
from ankunft.selection.plan import Cases, Criterion, Quota, ScoreWeight

SCORE = (ScoreWeight(variable="age"), ScoreWeight(variable="people", high=False))
few = settings(max_examples=60)


def made_problem(seed: int, *, pairs: bool = False, goals: bool = False) -> Problem:
    """Towns or pairs with few different utilities, so that there are ties; wishes at random."""
    draw = np.random.default_rng(seed)
    n = 8
    towns = np.array(list(combinations(range(6), 2))) if pairs else np.arange(n)[:, None]
    belongs = draw.random((n, 3)) < 0.4
    low = draw.integers(0, 3, 3)
    utility = draw.integers(0, 5, len(towns))
    utility[:2] = 0, 4  # a range that divides STEPS, so that equal sums stay equal
    cells = draw.random((len(towns), 4)) < 0.3
    return Problem(
        keys=np.array(["".join(f"{town:02}" for town in row) for row in towns]),
        towns=towns,
        utility=utility.astype(float),
        k=2 if pairs else 3,
        counts=belongs[towns].sum(axis=1).astype(np.int64),
        low=low,
        high=low + draw.integers(0, 3, 3),
        goals=(Goal(cells, draw.integers(1, 4, 4)),) if goals else (),
    )


def lists(problem: Problem) -> list[tuple[int, ...]]:
    """Every list of k units that names each town once."""
    every = combinations(range(len(problem.keys)), problem.k)
    size = problem.k * problem.towns.shape[1]
    return [some for some in every if np.unique(problem.towns[list(some)]).size == size]


def legal(problem: Problem) -> list[tuple[int, ...]]:
    met = [problem.counts[list(some)].sum(axis=0) for some in lists(problem)]
    return [
        some
        for some, sums in zip(lists(problem), met, strict=True)
        if ((problem.low <= sums) & (sums <= problem.high)).all()
    ]


def quality(problem: Problem, some: tuple[int, ...]) -> tuple[float, ...]:
    goals = [goal.members[list(some)].any(axis=0) @ goal.worth for goal in problem.goals]
    return (*goals, problem.utility[list(some)].sum())


@given(st.integers(0, 100_000), st.booleans(), st.booleans())
@few
def test_the_list_is_the_best_of_all_and_wishes_are_refused_only_if_none_meets_them(
    seed, pairs, goals
):
    problem = made_problem(seed, pairs=pairs, goals=goals)
    possible = legal(problem)
    found = best(problem)
    assert feasible(problem) == bool(possible)
    assert (found is None) == (not possible)
    if found is not None:
        assert tuple(found) in possible
        assert quality(problem, tuple(found)) == max(quality(problem, p) for p in possible)
        quick = best(problem, break_ties=False)
        assert quick is not None
        assert quality(problem, tuple(quick)) == quality(problem, tuple(found))


@given(st.integers(0, 100_000))
@few
def test_between_equals_the_first_by_key_is_taken(seed):
    problem = made_problem(seed)
    possible = legal(problem)
    if possible:
        most = max(quality(problem, some) for some in possible)
        first = min(some for some in possible if quality(problem, some) == most)
        assert tuple(best(problem)) == first
        with patch("ankunft.selection.cases.quotas.BLOCK", 3):
            assert tuple(best(problem)) == first


@given(st.integers(0, 100_000), st.randoms(use_true_random=False))
@few
def test_the_order_of_the_rows_decides_nothing(seed, random):
    problem = made_problem(seed)
    rows = np.array(random.sample(range(8), 8))
    once, again = best(problem), best(problem.part(rows))
    if once is None:
        assert again is None
    else:
        assert set(problem.keys[once]) == set(problem.keys[rows][again])


@given(st.integers(0, 100_000), st.booleans())
@few
def test_a_conflict_is_the_smallest_one_and_says_how_much_is_missing(seed, pairs):
    problem = made_problem(seed, pairs=pairs)
    if legal(problem):
        return
    found = smallest_conflict(problem)
    impossible = [
        some
        for size in (1, 2, 3)
        for some in combinations(range(3), size)
        if not legal(problem.only(some))
    ]
    assert found.wishes in impossible
    assert len(found.wishes) == min(len(some) for some in impossible)
    part = problem.only(found.wishes)
    sums = [part.counts[list(some)].sum(axis=0) for some in lists(part)]
    short = [(np.maximum(part.low - s, 0) + np.maximum(s - part.high, 0)).sum() for s in sums]
    assert found.short == min(short) == shortfall(part) > 0


def test_utilities_closer_than_a_step_count_as_equal():
    problem = made_problem(0)
    utility = np.where(np.arange(8) == 0, 0.0, 1.0)
    utility[7] += 0.1 / STEPS
    free = Problem(problem.keys, problem.towns, utility, 1, *wish_on(7))
    assert best(free).tolist() == [1]


def wish_on(unit: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A wish that tells one unit from the others and asks for nothing."""
    return (np.arange(8) == unit).astype(np.int64)[:, None], np.array([0]), np.array([9])


def test_nothing_to_pick_meets_only_wishes_that_are_met_already():
    problem = made_problem(0)
    nothing = Problem(problem.keys, problem.towns, problem.utility, 0, *wish_on(1))
    assert best(nothing).size == 0
    wanted = Problem(
        problem.keys, problem.towns, problem.utility, 0, wish_on(1)[0], np.array([2]), np.array([9])
    )
    assert best(wanted) is None
    assert smallest_conflict(wanted).short == 2


@given(st.integers(0, 10_000))
@settings(max_examples=15)
def test_wishes_that_ask_for_nothing_change_nothing(seed):
    towns = made_towns(seed=seed)
    free = choose_cases(towns, VARIABLES, Cases(n=7, score=SCORE))
    asked = choose_cases(
        towns, VARIABLES, Cases(n=7, score=SCORE, quotas=(wish("part", "east", "west"),))
    )
    assert list(free.table.index) == list(asked.table.index)


def test_a_list_under_wishes_meets_them_and_gives_up_as_little_as_possible():
    towns = made_towns()
    quotas = (wish("part", "east", at_least=4), wish("kind", "a", at_least=1, at_most=2))
    result = choose_cases(towns, VARIABLES, Cases(n=6, score=SCORE, quotas=quotas))
    chosen = towns.loc[result.table.index]
    assert (chosen["part"] == "east").sum() >= 4
    assert 1 <= (chosen["kind"] == "a").sum() <= 2
    assert result.explanation("de") == ""
    table = result.wish_table("de")
    assert table["available"].tolist() == [
        (towns["part"] == "east").sum(),
        (towns["kind"] == "a").sum(),
    ]
    assert table["chosen"].tolist()[0] == (chosen["part"] == "east").sum()
    free = choose_cases(towns, VARIABLES, Cases(n=6, score=SCORE))
    assert result.table["score"].sum() <= free.table["score"].sum()


def test_wishes_that_contradict_are_named_with_the_towns_there_are():
    towns = made_towns()
    quotas = (
        wish("part", "east", at_least=4),
        wish("kind", "a", "b"),
        wish("part", "west", at_least=3),
    )
    result = choose_cases(towns, VARIABLES, Cases(n=6, score=SCORE, quotas=quotas))
    assert result.table.empty
    assert result.conflict.wishes == (0, 2)
    assert result.conflict.short == 1
    german, english = result.explanation("de"), result.explanation("en")
    east = (towns["part"] == "east").sum()
    assert f"mindestens 4: Größe part: Ost (in Frage kommen {east})" in german
    assert "Größe kind" not in german
    assert "Figure part" in english


def test_included_towns_count_towards_wishes_and_a_veto_takes_away():
    towns = made_towns()
    east = towns.index[towns["part"] == "east"]
    only_east = (wish("part", "west", at_most=0),)
    full = Cases(n=2, score=SCORE, quotas=(wish("part", "east", at_most=1),))
    result = choose_cases(towns, VARIABLES, full, included=east[:1])
    picked = result.table.index[result.table["role"] == "case"]
    assert (towns.loc[picked, "part"] == "west").all()
    asked = Cases(n=3, score=SCORE, quotas=only_east)
    nothing_left = choose_cases(towns, VARIABLES, asked, vetoed=east[2:])
    assert nothing_left.conflict.short == 1
    assert nothing_left.available == ((towns["part"] == "west").sum(),)


def test_a_town_without_figures_fulfils_no_wish_and_is_counted():
    towns = made_towns(seed=2, holes=0.2)
    all_of = (
        Criterion(variable="part", operator="one_of", values=("east",)),
        Criterion(variable="age", operator="above", value=44),
    )
    (found,) = read_wishes(towns, VARIABLES, (Quota(all_of=all_of),))
    east, old = towns["part"] == "east", towns["age"] > 44
    assert (found.fulfilled == (east & old).to_numpy()).all()
    no = (towns["part"].notna() & ~east) | (towns["age"].notna() & ~old)
    assert found.unknown == (~no & ~(east & old)).sum() > 0
    with pytest.raises(ParameterError, match="nothing"):
        read_wishes(towns, VARIABLES, (wish("nothing", "a"),))
