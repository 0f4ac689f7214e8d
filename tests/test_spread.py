"""One scale per figure: from the spread of all places, whoever is shown."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankunft.profiles.frame import entries, profile_frame
from ankunft.profiles.spread import ENDS, HALF, RATIO, entry_spread, series_spread, spread_of

values = st.lists(st.floats(-1e9, 1e9) | st.just(float("nan")), max_size=80)


@given(values, st.booleans())
def test_a_scale_holds_all_but_the_outermost(given, size):
    spread = spread_of(given, size=size)
    known = np.array([value for value in given if np.isfinite(value)])
    if not known.size:
        assert spread is None
        return
    assert spread.low < spread.high
    assert spread.low <= spread.lower <= spread.upper <= spread.high
    sides = spread.side(known)
    np.testing.assert_array_equal(sides < 0, known < spread.low)
    np.testing.assert_array_equal(sides > 0, known > spread.high)
    assert np.mean(sides < 0) <= 0.002 + 1 / known.size
    placed = spread.clip(known)
    np.testing.assert_array_equal(placed[sides == 0], known[sides == 0])
    assert not spread.log or (size and 0 < spread.low < spread.high / RATIO)


def test_missing_has_no_place_and_no_side():
    spread = spread_of([1.0, 2, 3])
    assert np.isnan(spread.clip([np.nan])).all()
    assert spread.side([np.nan]).tolist() == [0]


def test_the_scales_of_the_real_edition(edition):
    """Stated on the pages: one municipality in a thousand at either end, the middle half."""
    frame = profile_frame(edition)
    logarithmic = set()
    for entry in entries(edition):
        spread, known = entry_spread(frame, entry), frame[entry.id].dropna()
        assert (spread.low, spread.high) == pytest.approx(tuple(known.quantile(list(ENDS))))
        assert (spread.lower, spread.upper) == pytest.approx(tuple(known.quantile(list(HALF))))
        assert (spread.side(known) != 0).mean() <= 0.002 + 2 / len(known)
        logarithmic |= {entry.id} if spread.log else set()
    assert logarithmic == {"population_2022", "density_2022", "centre_ratio_2011"}


def test_a_series_has_one_scale_for_all_years_and_a_half_for_each():
    rows = pd.DataFrame({"year": [1, 1, 1, 2, 2, 2, 3], "value": [1.0, 2, 3, 11, 12, 13, np.nan]})
    spread = series_spread(rows)
    assert (spread.low, spread.high) == pytest.approx(
        np.quantile([1, 2, 3, 11, 12, 13], [0.01, 0.99])
    )
    assert spread.halves.index.to_list() == [1, 2]
    assert spread.halves.loc[2].to_list() == [11.5, 12.5]
    nothing = series_spread(rows.iloc[-1:])
    assert nothing.low < nothing.high
    assert nothing.halves.empty
