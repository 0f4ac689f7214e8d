"""Expected precision: against every sample there can be, and by simulated answers."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ankunft.base.errors import ParameterError
from ankunft.selection.sampling.precision import expected_precision, share_variance, squared_errors


def design(**strata: tuple[int, int]) -> pd.DataFrame:
    return pd.DataFrame.from_dict(strata, orient="index", columns=["towns", "n"])


def test_the_error_is_that_over_all_possible_samples():
    populations = {"a": [0, 0, 1, 1], "b": [0, 1, 1, 1, 1]}
    drawn = {"a": 2, "b": 3}
    every = product(*(combinations(values, drawn[name]) for name, values in populations.items()))
    weight = {name: len(values) / 9 for name, values in populations.items()}
    means = [weight["a"] * np.mean(a) + weight["b"] * np.mean(b) for a, b in every]
    spread = pd.Series({name: np.std(values, ddof=1) for name, values in populations.items()})
    found = expected_precision(design(a=(4, 2), b=(5, 3)), spread=spread)
    assert found.loc["total", "standard_error"] == pytest.approx(np.std(means))
    alone = [np.mean(a) for a in combinations(populations["a"], 2)]
    assert found.loc["a", "standard_error"] == pytest.approx(np.std(alone))
    # two of four are a share of one half
    share = expected_precision(design(a=(4, 2)))
    assert share.loc["a", "standard_error"] == pytest.approx(100 * np.std(alone))


@given(st.integers(1, 400), st.integers(0, 400))
def test_the_variance_of_a_share_is_that_of_its_figures(ones, zeros):
    towns = ones + zeros
    values = np.repeat([1.0, 0.0], [ones, zeros])
    wanted = values.var(ddof=1) if towns > 1 else 0
    assert share_variance(np.array([towns]), ones / towns)[0] == pytest.approx(wanted)


def test_the_half_width_by_hand():
    found = expected_precision(design(a=(100, 100), b=(400, 100)))
    error = np.sqrt(0.8**2 * (1 - 0.25) * 0.25 * 400 / 399 / 100) * 100
    assert found.loc["a", "half_width"] == 0
    assert found.loc["total", "standard_error"] == pytest.approx(error)
    assert found.loc["total", "half_width"] == pytest.approx(1.959964 * error)
    assert found.loc["total", ["towns", "n"]].to_list() == [500, 200]


def test_with_missing_answers_no_stratum_is_exact():
    taken = design(all_in=(190, 190), b=(400, 160))
    found = expected_precision(taken, response_rate=0.5)
    assert found["answers"].to_list() == [95, 80, 175]
    # every second answers, as if a half was drawn
    half = expected_precision(design(all_in=(190, 95), b=(400, 80)))
    np.testing.assert_allclose(found["standard_error"], half["standard_error"])
    assert (found["standard_error"] > 0).all()


def test_half_of_the_towns_answer_in_a_simulation():
    draw = np.random.default_rng(1)
    values = np.repeat([1.0, 0.0], [30, 70])
    means = [draw.choice(values, 20, replace=False).mean() for _ in range(20_000)]
    found = expected_precision(design(a=(100, 40)), response_rate=0.5, share=0.3)
    assert found.loc["a", "standard_error"] == pytest.approx(100 * np.std(means), rel=0.02)


@given(
    st.lists(st.tuples(st.integers(1, 300), st.floats(0.01, 1)), min_size=1, max_size=8),
    st.floats(0.05, 1),
    st.floats(0, 1),
)
@settings(max_examples=60)
def test_more_answers_and_a_clearer_share_are_more_exact(strata, rate, share):
    rows = {f"s{k}": (n, max(1, int(n * part))) for k, (n, part) in enumerate(strata)}
    table = design(**rows)
    found = expected_precision(table, response_rate=rate, share=share)["half_width"]
    assert (found >= 0).all()
    assert (found <= expected_precision(table, response_rate=rate)["half_width"] + 1e-9).all()
    assert (expected_precision(table, share=share)["half_width"] <= found + 1e-9).all()
    mirrored = expected_precision(table, response_rate=rate, share=1 - share)["half_width"]
    np.testing.assert_allclose(found, mirrored, atol=1e-6)


def test_what_is_not_drawn_is_not_known():
    found = expected_precision(design(a=(10, 0), b=(10, 5)))
    assert found["standard_error"].isna().to_list() == [True, False, True]
    unknown = expected_precision(design(a=(3, 3), b=(10, 5)), spread=pd.Series({"b": 2.0}))
    assert unknown["standard_error"].notna().all()
    assert squared_errors(np.array([3.0]), np.array([2.0]), np.array([np.nan])) != 0
    assert expected_precision(design().reindex([]))["half_width"].isna().to_list() == [True]


@pytest.mark.parametrize("wrong", [{"share": 1.1}, {"share": -0.1}, {"response_rate": 0}])
def test_impossible_assumptions(wrong):
    with pytest.raises(ParameterError, match="angenommene"):
        expected_precision(design(a=(10, 5)), **wrong)
