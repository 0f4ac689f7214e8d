"""What is hidden cannot be reckoned from everything that is shown together."""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
import pytest
from attacker import Attacker
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ankunft.survey.inference.disclosure import EVERYONE, WIDTH, option_protection, protection
from ankunft.survey.inference.disclosure_numbers import number_protection
from ankunft.survey.inference.suppress import (
    COMPLEMENT,
    DOMINATED,
    FEW,
    PERCENT,
    SHOWN,
    UNANIMOUS,
    dominated,
)

EXAMPLES = int(os.environ.get("ANKUNFT_AUDIT", "300"))
"""Random surveys; `make audit` asks for 10,000."""


def towns(counts: list[list[int]]) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """Truth values, weights of 1 and groups of as many towns; `counts` are answers by groups."""
    pairs = [
        (f"a{i}", f"g{j}")
        for i, row in enumerate(counts)
        for j, n in enumerate(row)
        for _ in range(n)
    ]
    answer, group = (pd.Series(part, dtype=object) for part in zip(*pairs, strict=True))
    flags = pd.DataFrame({f"a{i}": answer == f"a{i}" for i in range(len(counts))})
    return flags, pd.Series(1.0, flags.index), group


def check(flags, weights, groupings, tables, *, whole: bool) -> None:
    """No hidden cell is known, and none is known too closely."""
    attacker = Attacker(flags, weights, groupings, tables)
    for name, table in tables.items():
        for group in table.columns:
            inside = (attacker.own[name].astype(object) == group).to_numpy()
            for answer in table.index[table[group] != SHOWN]:
                if not flags[answer].any():
                    continue
                true, base = flags[answer].to_numpy()[inside].sum(), inside.sum()
                low, high = attacker.interval(name, answer, group, whole=False)
                assert high >= min(true + WIDTH, base) - 1e-5, (name, answer, group)
                assert low <= max(true - WIDTH, 0) + 1e-5, (name, answer, group)
                if whole:
                    low, high = attacker.interval(name, answer, group, whole=True)
                    assert high - low > 0.5, (name, answer, group)


@pytest.mark.parametrize(
    "counts",
    [
        [[6, 18, 4, 16, 2], [0, 20, 0, 1, 6]],
        [[3, 3, 6], [3, 8, 3], [2, 8, 5], [10, 4, 16]],
        [[3, 3, 2, 10], [3, 8, 8, 4], [6, 3, 5, 16]],
    ],
    ids=["five groups", "answers by groups", "groups by answers"],
)
def test_what_tables_gave_away_one_by_one(counts):
    flags, weights, group = towns(counts)
    tables = protection(flags, weights, {"g": group}).tables
    assert (tables[EVERYONE] == SHOWN).all(axis=None)
    small = (np.array(counts) > 0) & (np.array(counts) < 5)
    assert (tables["g"].to_numpy()[small] != SHOWN).all()
    check(flags, weights, {"g": group}, tables, whole=True)


@st.composite
def surveys(draw) -> tuple[pd.DataFrame, pd.Series, dict[str, pd.Series]]:
    """A few dozen towns with an answer, one to three groupings and one or several weights."""
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    number = draw(st.integers(5, 60))
    answers = draw(st.integers(2, 4))
    odds = chance.dirichlet(np.full(answers, draw(st.sampled_from([0.3, 1.0, 3.0]))))
    answer = chance.choice(answers, number, p=odds)
    flags = pd.DataFrame({f"a{i}": answer == i for i in range(answers)})
    groupings = {}
    for k in range(draw(st.integers(1, 3))):
        groups = draw(st.integers(1, 5))
        own = pd.Series(chance.integers(0, groups, number), dtype=object).map("g{}".format)
        groupings[f"by{k}"] = own.where(chance.random(number) > 0.05, None)
    steps = draw(st.sampled_from([[1.0], [1.0, 2.5], [1.0, 1.7, 3.2]]))
    return flags, pd.Series(chance.choice(steps, number)), groupings


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(surveys())
def test_no_hidden_cell_of_a_random_survey_can_be_reckoned(survey):
    flags, weights, groupings = survey
    tables = protection(flags, weights, groupings).tables
    for name, own in {EVERYONE: pd.Series(EVERYONE, flags.index), **groupings}.items():
        counts = flags.groupby(own).sum().T
        small = (counts > 0) & (counts < 5)
        hidden = tables[name] != SHOWN
        assert not (small & ~hidden).any(axis=None), "primary suppression"
    check(flags, weights, groupings, tables, whole=len(flags) <= 25)


def test_a_weighted_share_does_not_tell_what_the_count_hides():
    """Two strata: the count and the weighted share over all towns are two equations for two cells."""
    flags, _, group = towns([[3, 12], [27, 18]])
    weights = group.map({"g0": 1.0, "g1": 3.0})
    tables = protection(flags, weights, {"stratum": group}).tables
    assert tables["stratum"].at["a0", "g0"] == FEW
    check(flags, weights, {"stratum": group}, tables, whole=False)
    assert (
        tables[EVERYONE].at["a0", EVERYONE] != SHOWN or tables[EVERYONE].at["a1", EVERYONE] != SHOWN
    )


def test_the_order_of_tables_and_towns_does_not_matter():
    flags, weights, group = towns([[3, 9, 6, 5], [3, 8, 3, 7], [2, 8, 5, 6]])
    other = pd.Series(np.resize(["x", "y", "z"], len(flags)), flags.index)
    first = protection(flags, weights, {"a": group, "b": other}).tables
    mixed = flags.sample(frac=1, random_state=3)
    again = protection(mixed, weights, {"b": other, "a": group}).tables
    for name, table in first.items():
        pd.testing.assert_frame_equal(table, again[name])


def test_an_option_nobody_named_is_shown_and_one_all_named_is_not():
    flags, weights, group = towns([[10, 12], [8, 9]])
    boxes = pd.DataFrame({"none": False, "all": True, "some": flags["a0"]}, index=flags.index)
    tables = option_protection(boxes, weights, {"g": group}).tables
    assert (tables["g"].loc["none"] == SHOWN).all()
    assert (tables["g"].loc["all"] == UNANIMOUS).all()
    assert (tables["g"].loc["some"] == SHOWN).all()


def test_one_hides_nothing_and_no_answer_is_no_table():
    flags, weights, group = towns([[1, 0], [2, 9]])
    tables = protection(flags, weights, {"g": group}, fewest=1).tables
    assert all((table == SHOWN).all(axis=None) for table in tables.values())
    nobody = protection(flags.iloc[:0], weights.iloc[:0], {"g": group.iloc[:0]}).tables
    assert nobody["g"].size == 0


# --- numbers


def numbers(*groups: list[float]) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Values, weights of 1 and groups."""
    values = pd.Series([v for own in groups for v in own], dtype=float)
    names = pd.Series([f"g{i}" for i, own in enumerate(groups) for _ in own], dtype=object)
    return values, pd.Series(1.0, values.index), names


def test_six_identical_answers_are_hidden_like_a_unanimous_scale():
    values, weights, group = numbers([7] * 6, [1, 2, 3, 4, 5, 9], [3, 1, 2, 8, 9, 4])
    codes = number_protection(values, weights, {"g": group})["g"]
    assert codes["g0"] == UNANIMOUS
    assert (codes != SHOWN).sum() >= 2


def test_the_union_of_hidden_groups_is_no_telling_group_either():
    """One large and one tiny group: together they would still be the large town."""
    values, weights, group = numbers([1000], [1], [5, 6, 7, 8, 9], [10, 20, 30, 40, 50, 60])
    codes = number_protection(values, weights, {"g": group})["g"]
    hidden = group.isin(codes.index[codes != SHOWN])
    assert hidden.sum() >= 5
    assert not dominated(values[hidden]) or (codes != SHOWN).all()


def test_a_mean_that_all_tables_together_give_away_is_hidden_further():
    values, weights, group = numbers([50, 60], [8, 9, 7, 6, 5, 4], [10, 12, 14, 11, 13, 15])
    other = pd.Series(["x"] * 8 + ["y"] * 6, values.index)  # x is g0 and g1 together
    codes = number_protection(values, weights, {"g": group, "h": other})
    assert codes["g"]["g0"] == FEW
    told = [g for g in ("g1", "g2") if codes["g"][g] == SHOWN]
    if "g1" in told:
        assert codes["h"]["x"] != SHOWN
    assert codes["g"].isin([FEW, COMPLEMENT]).sum() >= 2


@settings(max_examples=max(EXAMPLES // 10, 30), deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(6, 40), st.integers(1, 4), st.integers(1, 3))
def test_no_hidden_sum_can_be_reckoned_closely(seed, number, groups, others):
    from scipy.optimize import linprog

    chance = np.random.default_rng(seed)
    values = pd.Series(chance.lognormal(2, 1.2, number).round())
    weights = pd.Series(1.0, values.index)
    own = {
        "a": pd.Series(chance.integers(0, groups, number)).map("g{}".format),
        "b": pd.Series(chance.integers(0, others, number)).map("h{}".format),
    }
    codes = number_protection(values, weights, own)
    everywhere = {EVERYONE: pd.Series(EVERYONE, values.index), **own}
    rows, room = [], []
    for name, of_town in everywhere.items():
        for group in codes[name].index[codes[name] == SHOWN]:
            inside = (of_town == group).to_numpy(float)
            sum_, slack = inside @ values, 0.05 * inside.sum()
            rows += [inside, -inside]
            room += [sum_ + slack + 1e-6, slack - sum_ + 1e-6]
    for name, of_town in everywhere.items():
        for group in codes[name].index[codes[name] != SHOWN]:
            inside = (of_town == group).to_numpy(float)
            true, needed = inside @ values, PERCENT / 100 * (inside * values).max()
            for sign in (1, -1):
                found = linprog(
                    sign * inside, A_ub=np.array(rows) if rows else None, b_ub=room or None
                )
                if found.status == 3:
                    continue  # nothing bounds it
                assert found.success
                reached = sign * found.fun
                assert sign * (true - reached) >= needed - 1e-4 or (sign > 0 and reached <= 1e-4)


@pytest.mark.parametrize("code", [FEW, COMPLEMENT, UNANIMOUS, DOMINATED])
def test_every_reason_has_words(code):
    from ankunft.survey.inference.suppress import reason

    assert reason(code, "de") != reason(code, "en")
