"""Limits of colour scales: ascending, inside the values, few, and round numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ankunft.maps.breaks import class_limits, diverging_limits
from ankunft.view import SCHEMES

numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda v: round(v, 3))
columns = st.lists(numbers | st.just(float("nan")), max_size=60).map(np.array)
schemes = st.sampled_from(SCHEMES)


@settings(max_examples=150)
@given(values=columns, scheme=schemes, count=st.integers(3, 7))
def test_limits_are_few_ascending_and_within_the_values(values, scheme, count):
    values = values.astype(float)
    limits = class_limits(values, scheme, count)
    assert limits.size <= count - 1
    assert (np.diff(limits) > 0).all()
    if limits.size:
        known = values[np.isfinite(values)]
        assert limits.min() > known.min()
        assert limits.max() <= known.max()
        steps = np.bincount(np.searchsorted(limits, known, side="right"), minlength=limits.size + 1)
        assert steps[0] > 0
        assert steps[-1] > 0


@settings(max_examples=100)
@given(values=columns, scheme=schemes)
def test_diverging_limits_are_symmetric_around_nil(values, scheme):
    limits = diverging_limits(values.astype(float), scheme)
    assert limits.size <= 5
    assert 0 in limits
    assert (np.diff(limits) > 0).all()
    np.testing.assert_array_equal(limits, -limits[::-1])


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("values", [[], [np.nan], [3.0], [2.0, 2.0, np.nan]])
def test_values_that_do_not_differ_have_no_limits(values, scheme):
    assert class_limits(np.array(values, dtype=float), scheme, 5).size == 0


def test_each_scheme_does_what_it_is_called():
    skewed = np.concatenate([np.linspace(0, 10, 900), np.linspace(90, 100, 100)])
    equal = class_limits(skewed, "equal", 5)
    np.testing.assert_allclose(equal, [20, 40, 60, 80], atol=5)
    quantiles = class_limits(skewed, "quantiles", 5)
    counts = np.bincount(np.searchsorted(quantiles, skewed, side="right"))
    assert counts.min() > 150
    (natural,) = class_limits(skewed, "natural", 2)
    assert 10 <= natural <= 90


def test_limits_are_round(edition):
    shares = edition.municipalities["share_foreign_2022"].to_numpy(float)
    for scheme in SCHEMES:
        limits = class_limits(shares, scheme, 5)
        assert limits.size == 4
        np.testing.assert_allclose(limits, limits.round(1), atol=1e-12)
