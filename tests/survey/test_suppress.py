"""What is hidden, and that it cannot be reckoned from what is shown."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ankunft.errors import ParameterError
from ankunft.survey.inference.suppress import (
    COMPLEMENT,
    DOMINATED,
    FEW,
    SHOWN,
    UNANIMOUS,
    dominated,
    protect,
    protect_numbers,
    protect_option,
    reason,
)

tables = st.integers(1, 5).flatmap(
    lambda rows: st.lists(
        st.lists(st.sampled_from([0, 0, 1, 2, 4, 5, 6, 9, 30]), min_size=rows, max_size=rows),
        min_size=1,
        max_size=5,
    )
)


def one(*counts: int, **settings_: object) -> list[str]:
    """The codes of a single column of answers."""
    return protect(pd.DataFrame({"all": counts}), totals=False, **settings_)["all"].tolist()


def test_enough_towns_everywhere_hides_nothing():
    assert one(20, 5, 7) == [SHOWN] * 3
    assert one(20, 0, 7) == [SHOWN] * 3


def test_fewer_than_five_towns_are_never_shown():
    assert one(2, 2) == [FEW, FEW]
    assert one(20, 4, 12, 3) == [SHOWN, FEW, SHOWN, FEW]


def test_one_hidden_answer_takes_another_along():
    assert one(20, 4, 12) == [SHOWN, FEW, COMPLEMENT]


def test_hidden_answers_hold_at_least_five_towns_together():
    assert one(20, 1, 12, 2) == [SHOWN, FEW, COMPLEMENT, FEW]


def test_a_single_dominating_answer_left_over_goes_too():
    assert one(187, 3) == [COMPLEMENT, FEW]
    assert one(187, 2, 1) == [COMPLEMENT, FEW, FEW]


def test_that_all_say_the_same_is_not_shown():
    assert one(12, 0, 0) == [UNANIMOUS] * 3
    assert one(12, 0, harmless=[1]) == [UNANIMOUS] * 2
    assert one(0, 12, harmless=[1]) == [SHOWN] * 2


def test_one_hides_nothing():
    assert one(1, 0, fewest=1) == [SHOWN] * 2


def test_totals_over_the_groups_do_not_give_a_small_group_away():
    counts = pd.DataFrame({"east": [3, 1], "west": [30, 40], "north": [12, 9]}, index=["a", "b"])
    codes = protect(counts)
    assert codes["east"].tolist() == [FEW, FEW]
    assert codes["north"].tolist() == [COMPLEMENT, COMPLEMENT]
    assert codes["west"].tolist() == [SHOWN, SHOWN]
    alone = protect(counts, totals=False)
    assert alone[["west", "north"]].eq(SHOWN).all(axis=None)


@given(tables, st.booleans())
@settings(max_examples=300)
def test_no_line_gives_away_what_it_hides(columns, totals):
    counts = pd.DataFrame(columns).T
    numbers, hidden = counts.to_numpy(), protect(counts, totals=totals).to_numpy() != SHOWN
    assert hidden[(numbers > 0) & (numbers < 5)].all()
    lines = [(numbers[:, k], hidden[:, k]) for k in range(numbers.shape[1])]
    if totals:
        lines += [(numbers[k], hidden[k]) for k in range(numbers.shape[0])]
    for values, gone in lines:
        if gone.any() and not gone.all():
            assert gone.sum() >= 2
            assert values[gone].sum() >= 5


def test_an_option_counts_both_sides():
    yes, bases = pd.Series({"all": 0}), pd.Series({"all": 20})
    assert protect_option(yes, bases, totals=False)["all"] == SHOWN
    assert protect_option(yes + 20, bases, totals=False)["all"] == UNANIMOUS
    assert protect_option(yes + 3, bases, totals=False)["all"] == FEW
    assert protect_option(yes + 17, bases, totals=False)["all"] == COMPLEMENT
    assert protect_option(yes + 8, bases, totals=False)["all"] == SHOWN


def test_dominance():
    assert dominated(pd.Series([1000.0, 3, 2, 1, 1]))
    assert not dominated(pd.Series([1000.0, 3, 60, 60, 60]))
    assert not dominated(pd.Series([0.0] * 6))
    assert not dominated(pd.Series(dtype=float))


def test_groups_of_numbers():
    values = pd.Series([5.0, 6, 7, 5, 6, 1000, 1, 1, 1, 1, 3, 4, 5, 6, 5, 5, 5, 5, 5, 5, 5])
    groups = pd.Series(["a"] * 5 + ["b"] * 5 + ["c"] * 5 + ["d"] * 6)
    codes = protect_numbers(values, groups)
    assert codes.to_dict() == {"a": COMPLEMENT, "b": DOMINATED, "c": SHOWN, "d": SHOWN}
    few = protect_numbers(values.iloc[:7], groups.iloc[:7])
    assert few.to_dict() == {"a": COMPLEMENT, "b": FEW}
    assert protect_numbers(values, groups, totals=False)["a"] == SHOWN


def test_missing_numbers_count_for_nobody():
    values = pd.Series([1.0, 2, 3, 4, np.nan])
    assert protect_numbers(values, pd.Series(["a"] * 5)).to_dict() == {"a": FEW}


def test_reasons_are_said_in_words():
    for code in (FEW, UNANIMOUS, COMPLEMENT, DOMINATED):
        assert reason(code, "de")
    assert "7" in reason(FEW, "de", fewest=7)
    assert reason(SHOWN, "de") == ""
    with pytest.raises(ParameterError, match="kein Grund"):
        reason("because", "de")
