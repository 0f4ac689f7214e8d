"""Limits of colour scales: no step is empty, values that differ are told apart, numbers are round."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ankunft.app.view import SCHEMES
from ankunft.base.language import LANGUAGES
from ankunft.output.maps.breaks import GROUPS, _best, _levels, class_limits, diverging_limits
from ankunft.output.maps.colouring import interval_labels

COUNTS = range(2, 8)
nan = np.nan

numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda v: round(v, 3))
columns = st.lists(numbers | st.just(nan), max_size=60)
of_any_size = st.lists(st.floats(-1e12, 1e12) | st.just(nan), max_size=30)


@st.composite
def mostly_nil(draw: Any) -> list[float]:
    """90 of 100 areas have nobody."""
    return [0.0] * draw(st.integers(50, 90)) + draw(st.lists(st.floats(0, 40), max_size=10))


@st.composite
def long_tails(draw: Any) -> list[float]:
    """Many areas alike and few far away, more than there are groups."""
    made = np.random.default_rng(draw(st.integers(0, 99)))
    values = made.gamma(draw(st.sampled_from([0.2, 1, 5])), 5, draw(st.sampled_from([50, 900])))
    return np.where(
        made.random(values.size) < draw(st.sampled_from([0, 0.5, 0.9])), 0, values
    ).tolist()


tied = st.one_of(
    columns,
    of_any_size,
    mostly_nil(),
    long_tails(),
    st.lists(st.integers(0, 3).map(float), min_size=1, max_size=200),
    st.lists(st.sampled_from([1.25, 1.25, 1.25, 7.0, nan]), max_size=100),
    st.tuples(st.floats(-1e6, 1e6), st.integers(1, 20)).map(lambda pair: [pair[0]] * pair[1]),
    st.lists(st.sampled_from([100.0, 0.5, 100.25]), max_size=100),
)
schemes = st.sampled_from(SCHEMES)


def steps_of(values: np.ndarray, limits: np.ndarray) -> np.ndarray:
    """Areas per step, as the map counts them."""
    known = values[np.isfinite(values)]
    codes = np.searchsorted(limits, known, side="right")
    return np.bincount(codes, minlength=limits.size + 1)


@settings(max_examples=400)
@given(values=tied.map(np.array), scheme=schemes, count=st.integers(2, 7))
def test_no_step_is_empty_and_none_is_wasted(values, scheme, count):
    """As many steps as asked for, or one for each of fewer distinct values."""
    values = values.astype(float)
    limits = class_limits(values, scheme, count)
    distinct = np.unique(values[np.isfinite(values)])
    assert limits.size == max(0, min(count, distinct.size) - 1)
    assert (np.diff(limits) > 0).all()
    if distinct.size:
        assert (steps_of(values, limits) > 0).all()
    if distinct.size <= count:
        codes = np.searchsorted(limits, distinct, side="right")
        assert np.unique(codes).size == distinct.size, "values that differ have their own steps"


@settings(max_examples=200)
@given(values=tied.map(np.array), scheme=schemes, count=st.integers(2, 7))
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_legend_says_where_a_value_is(values, scheme, count, lang):
    values = values.astype(float)
    limits = class_limits(values, scheme, count)
    labels = interval_labels(values, limits, lang)
    assert len(set(labels)) == len(labels) == limits.size + 1
    if not limits.size:
        return
    read = [
        [number(word, lang) for word in label.split() if word[-1].isdigit()] for label in labels
    ]
    lows = [-np.inf, *(pair[0] for pair in read[1:])]
    highs = [*(pair[-1] for pair in read[:-1]), np.inf]
    for value in values[np.isfinite(values)]:
        code = np.searchsorted(limits, value, side="right")
        assert lows[code] <= value < highs[code]


def number(word: str, lang: str) -> float:
    """A number as people write it."""
    plain = word.replace("−", "-").replace({"de": ".", "en": ","}[lang], "")
    return float(plain.replace(",", "."))


def partitions(levels: np.ndarray, steps: int) -> list[list[np.ndarray]]:
    places = combinations(range(1, levels.size), steps - 1)
    return [np.split(levels, place) for place in places]


@settings(max_examples=60)
@given(
    values=st.lists(st.integers(0, 9).map(float), min_size=3, max_size=30).map(np.array),
    steps=st.integers(2, 5),
)
def test_natural_breaks_are_the_best_there_are(values, steps):
    """Least squared distances to the means, against all ways to divide the values."""
    levels = np.unique(values)
    steps = min(steps, levels.size)
    if steps < 2:
        return

    def loss(parts: list[np.ndarray]) -> float:
        own = [values[np.isin(values, part)] for part in parts]
        return sum(float(((part - part.mean()) ** 2).sum()) for part in own)

    # before rounding, which may move a limit past a value
    places = _best(*_levels(values), "natural", steps)
    best = min(map(loss, partitions(levels, steps)))
    assert loss(np.split(levels, places)) == pytest.approx(best)


@settings(max_examples=60)
@given(
    nil=st.integers(60, 90),
    others=st.lists(st.integers(1, 9).map(float), min_size=5, max_size=10, unique=True),
)
def test_quantiles_beside_many_equal_values_share_out_the_rest(nil, others):
    values = np.array([0.0] * nil + others)
    counts = steps_of(values, class_limits(values, "quantiles", 4))
    assert counts[0] == nil
    assert counts[1:].max() - counts[1:].min() <= 1


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("values", [[], [nan], [3.0], [2.0, 2.0, nan]])
def test_values_that_do_not_differ_have_no_limits(values, scheme):
    assert class_limits(np.array(values, dtype=float), scheme, 5).size == 0


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_cases_of_the_trial(scheme):
    """90 % nil; 0 to 3; two distinct values: once one step, or a step that nobody was in."""
    made = np.random.default_rng(0)
    integers = made.integers(0, 4, 500).astype(float)
    np.testing.assert_array_equal(class_limits(integers, scheme, 5), [1, 2, 3])
    (between,) = class_limits(np.array([4.0] * 99 + [5.0]), scheme, 5)
    assert between == 5
    nil = np.where(made.random(1_000) < 0.9, 0, made.gamma(2, 5, 1_000).round(2))
    for count in COUNTS:
        limits = class_limits(nil, scheme, count)
        assert limits.size == count - 1
        assert steps_of(nil, limits).min() > 0


def test_each_scheme_does_what_it_is_called():
    even = np.linspace(0, 100, 1_001)
    for scheme in SCHEMES:
        np.testing.assert_array_equal(class_limits(even, scheme, 5), [20, 40, 60, 80])
    skewed = np.random.default_rng(1).gamma(2, 5, 5_000)
    counts = steps_of(skewed, class_limits(skewed, "quantiles", 5))
    assert counts.min() > 0.85 * 1_000
    equal = class_limits(np.append(skewed.clip(0, 60), np.linspace(30, 60, 20)), "equal", 4)
    np.testing.assert_allclose(equal, [15, 30, 45], atol=2)
    (natural,) = class_limits(
        np.append(np.linspace(0, 10, 900), np.linspace(90, 100, 100)), "natural", 2
    )
    assert 10 < natural <= 90


def test_a_long_tail_does_not_lie_in_one_step():
    """More values than groups: the far ones are not lumped with the many."""
    values = np.append(np.linspace(0, 0.1, 100 * GROUPS), [50.0, 51.0, 90.0])
    limits = class_limits(values, "natural", 3)
    assert steps_of(values, limits).tolist() == [100 * GROUPS, 2, 1]


def test_limits_are_round(edition):
    shares = edition.municipalities["share_foreign_2022"].to_numpy(float)
    for scheme in SCHEMES:
        limits = class_limits(shares, scheme, 5)
        assert limits.size == 4
        np.testing.assert_allclose(limits, limits.round(1), atol=1e-12)


def test_numbers_that_nearly_are_equal_are_told_apart():
    near = 1 + np.arange(4) * 2.0**-52
    for scheme in SCHEMES:
        assert steps_of(near, class_limits(near, scheme, 4)).tolist() == [1, 1, 1, 1]
    tiny = np.array([0.0, 5e-324, 1e-323])
    assert steps_of(tiny, class_limits(tiny, "natural", 3)).min() == 1


@settings(max_examples=200)
@given(values=tied.map(np.array), scheme=schemes)
def test_diverging_limits_are_symmetric_around_nil(values, scheme):
    values = values.astype(float)
    limits = diverging_limits(values, scheme)
    assert limits.size <= 5
    assert 0 in limits
    assert (np.diff(limits) > 0).all()
    np.testing.assert_array_equal(limits, -limits[::-1])
    sizes = np.abs(values[np.isfinite(values)])
    if np.unique(sizes[sizes > 0]).size:
        of_sizes = steps_of(sizes, limits[limits > 0])
        assert (of_sizes > 0).all(), "no strength without an area"


def test_changes_up_and_down_by_the_same_have_the_same_strength():
    values = np.array([-2.0, -1, -1, 0, 1, 1, 2])
    for scheme in SCHEMES:
        limits = diverging_limits(values, scheme)
        codes = np.searchsorted(limits, values, side="right")
        falling, rising = codes[values < 0], codes[values > 0][::-1]
        np.testing.assert_array_equal(falling, limits.size - rising)
