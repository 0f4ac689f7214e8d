"""Allocations: the total exactly, within the bounds, as the formula says."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ankunft.base.errors import ParameterError
from ankunft.selection.plan import Sampling
from ankunft.selection.sampling.allocation import allocate, bounded, rounded, sample_size, spreads

sizes_of = st.lists(st.integers(1, 300), min_size=1, max_size=30).map(
    lambda numbers: pd.Series(numbers, [f"s{k}" for k in range(len(numbers))])
)
spread_values = st.sampled_from([0.0, np.nan, 1e-12, 0.5, 1.0, 3.0, 1e6])


def sizes(*numbers: int) -> pd.Series:
    return pd.Series(numbers, list("abcdefgh")[: len(numbers)])


def neyman(n: int, minimum: int = 0) -> Sampling:
    return Sampling(n=n, allocation="neyman", neyman_variable="rent", minimum=minimum)


@given(sizes_of, st.data(), st.integers(0, 5), st.sampled_from(["proportional", "equal", "neyman"]))
@settings(max_examples=300)
def test_the_total_is_met_and_no_bound_is_broken(towns, data, minimum, method):
    least = np.minimum(minimum, towns)
    total = data.draw(st.integers(max(1, int(least.sum())), int(towns.sum())))
    spread = None
    if method == "neyman":
        values = data.draw(st.lists(spread_values, min_size=len(towns), max_size=len(towns)))
        spread = pd.Series(values, towns.index)
        assume((spread > 0).any())
    plan = Sampling(
        n=total,
        allocation=method,
        neyman_variable="rent" if method == "neyman" else "",
        minimum=minimum,
    )
    found = allocate(towns, plan, spread)
    assert found.sum() == total
    assert (found >= least).all()
    assert (found <= towns).all()
    assert found.index.equals(towns.index)
    assert found.dtype == np.int64


@given(sizes_of, st.floats(0.01, 1))
@settings(max_examples=150)
def test_a_proportional_allocation_differs_from_the_quota_by_less_than_one_town(towns, share):
    whole = round(share * towns.sum())
    assume(whole >= 1)
    found = allocate(towns, Sampling(n=whole, minimum=0))
    quota = whole * towns / towns.sum()
    assert (np.abs(found - quota) < 1).all()


@given(st.lists(st.integers(1, 6), min_size=2, max_size=4), st.data())
@settings(max_examples=60)
def test_largest_remainders_are_the_nearest_whole_numbers(numbers, data):
    most = np.array(numbers)
    total = data.draw(st.integers(1, int(most.sum())))
    exact = total * most / most.sum()
    found = rounded(exact, total)
    every = [n for n in product(*[range(k + 1) for k in numbers]) if sum(n) == total]
    best = min(((np.array(n) - exact) ** 2).sum() for n in every)
    assert ((found - exact) ** 2).sum() == pytest.approx(best)


def test_of_equal_remainders_the_first_stratum_counts():
    assert allocate(sizes(5, 5, 5), Sampling(n=7, minimum=0)).to_list() == [3, 2, 2]


@given(sizes_of, st.data())
@settings(max_examples=100)
def test_inside_the_bounds_all_strata_have_the_same_factor(towns, data):
    most = towns.to_numpy()
    least = np.minimum(2, most)
    total = data.draw(st.integers(int(least.sum()), int(most.sum())))
    count = len(most)
    measure = np.array(data.draw(st.lists(st.floats(0.01, 100), min_size=count, max_size=count)))
    found = bounded(measure, total, least, most)
    assert found.sum() == pytest.approx(total)
    factor = found / measure
    inside = (found > least + 1e-6) & (found < most - 1e-6)
    at_least, at_most = found <= least + 1e-6, found >= most - 1e-6
    if inside.any():
        common = factor[inside][0]
        assert factor[inside] == pytest.approx(common)
        fixed = least == most
        assert (factor[at_least & ~fixed] >= common * (1 - 1e-6)).all()
        assert (factor[at_most & ~fixed] <= common * (1 + 1e-6)).all()


def test_neyman_by_hand():
    spread = pd.Series([1.0, 3.0], ["a", "b"])
    assert allocate(sizes(100, 100), neyman(40), spread).to_list() == [10, 30]
    # all towns of the varied stratum are taken before the other one gets more
    assert allocate(sizes(100, 20), neyman(60, 2), spread * [1, 100]).to_list() == [40, 20]


@given(st.lists(st.tuples(st.integers(2, 7), st.floats(0.1, 9)), min_size=2, max_size=3), st.data())
@settings(max_examples=80)
def test_no_allocation_estimates_the_mean_better_than_neyman(strata, data):
    towns = np.array([n for n, _ in strata])
    spread = np.array([s for _, s in strata])
    total = data.draw(st.integers(len(towns), int(towns.sum())))
    least = np.ones(len(towns), dtype=np.int64)

    def variance(n):
        return (towns**2 * spread**2 / n).sum()

    optimum = variance(bounded(towns * spread, total, least, towns))
    every = [n for n in product(*[range(1, k + 1) for k in towns]) if sum(n) == total]
    assert optimum <= min(variance(np.array(n)) for n in every) * (1 + 1e-9)


def test_neyman_bears_the_smallest_and_largest_numbers():
    for unit in (1e-300, 1.0, 1e300):
        spread = pd.Series([1.0, 3.0, 0.0], ["a", "b", "c"]) * unit
        assert allocate(sizes(100, 100, 10), neyman(42, 2), spread).to_list() == [10, 30, 2]
        assert allocate(sizes(100, 100, 10), neyman(205, 2), spread).to_list() == [100, 100, 5]


def test_an_unknown_spread_is_the_mean_of_the_others():
    towns = sizes(100, 300, 50)
    known = pd.Series({"a": 1.0, "b": 5.0})
    filled = pd.Series({"a": 1.0, "b": 5.0, "c": 4.0})
    pd.testing.assert_series_equal(
        allocate(towns, neyman(60), known), allocate(towns, neyman(60), filled)
    )


def test_spreads_are_standard_deviations():
    values = pd.Series([1.0, 4.0, 9.0, np.nan, 5.0])
    found = spreads(values, pd.Series(["a", "a", "a", "a", "b"]))
    assert found["a"] == pytest.approx(np.std([1, 4, 9], ddof=1))
    assert np.isnan(found["b"])
    answers = pd.Series([True, False, None], dtype="boolean")
    assert spreads(answers, pd.Series(["a", "a", "a"]))["a"] == pytest.approx(np.sqrt(0.5))


@pytest.mark.parametrize(("share", "towns", "n"), [(0.4, 509, 204), (0.3, 5, 2), (1, 7, 7)])
def test_a_share_is_rounded_half_up(share, towns, n):
    assert sample_size(towns, Sampling(share=share)) == n


def test_nothing_is_drawn_of_nothing():
    assert allocate(sizes(), Sampling(share=0.4)).empty


def test_a_fixed_allocation_counts_as_it_stands():
    plan = Sampling(allocation="fixed", fixed={"b": 0, "a": 3}, minimum=2)
    assert allocate(sizes(5, 5), plan).to_dict() == {"a": 3, "b": 0}


def fixed(**numbers: int) -> Sampling:
    return Sampling(allocation="fixed", fixed=numbers)


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        (Sampling(n=12), "12 Gemeinden haben; zur Auswahl stehen nur 11"),
        (Sampling(n=4), "ergibt bei 3 Schichten 5 Gemeinden; der Umfang der Stichprobe ist aber 4"),
        (Sampling(share=0.01, minimum=0), "1 % von .* keine einzige"),
        (neyman(8), "streuen in keiner Schicht"),
        (fixed(a=1, b=1, c=1, d=1), "„d“, die es nicht gibt; es gibt a, b, c"),
        (fixed(a=1, b=1), "fehlt die Schicht „c“"),
        (fixed(a=1, b=6, c=1), "6 Gemeinden der Schicht „b“; sie hat nur 5"),
        (fixed(a=0, b=0, c=0), "keine einzige"),
    ],
)
def test_what_cannot_be_met(plan, message):
    with pytest.raises(ParameterError, match=message):
        allocate(sizes(5, 5, 1), plan)
