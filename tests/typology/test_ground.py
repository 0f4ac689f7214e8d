"""S of both years on the same ground, and how much of the town that is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ankunft.typology import (
    Parameters,
    counted,
    coverage,
    coverage_text,
    coverage_warning,
    panel_for,
    references,
)
from ankunft.typology.ground import LOW_COVERAGE

nan = np.nan

FOREIGN = np.array([[10.0, 20, nan, 0], [30, nan, 40, 50]])
BASE = np.array([[100.0, 200, nan, 0], [110, nan, 300, 500]])
"""Known in both years, in the first, in the second; the last was empty and then settled."""

EMPTY = np.array([[False, False, False, True], [False] * 4])


def test_a_unit_counts_in_both_years_or_in_none():
    within = counted(FOREIGN, BASE, "common", empty=EMPTY)
    assert within.tolist() == [[True, False, False, True]] * 2
    assert references(FOREIGN, BASE, within).tolist() == [10, pytest.approx(100 * 80 / 610)]


def test_each_year_has_its_own_on_request():
    within = counted(FOREIGN, BASE, "each", empty=EMPTY)
    assert within.tolist() == [[True, True, False, True], [True, False, True, True]]
    shares = references(FOREIGN, BASE, within)
    assert shares.tolist() == [10, pytest.approx(100 * 120 / 910)]


def test_where_nobody_lived_is_known_and_what_is_missing_is_not():
    foreign, base = np.array([[0.0, 5], [9, 5]]), np.array([[0.0, 50], [90, 50]])
    assert counted(foreign, base).all(), "a figure of 0 is a figure"
    foreign[0, 0] = base[0, 0] = nan
    assert counted(foreign, base).tolist() == [[False, True]] * 2


def test_a_town_without_the_second_year_keeps_its_first():
    towns = ["a", "a", "b", "b"]
    foreign = np.array([[10.0, nan, 1, 2], [nan, nan, 3, nan]])
    base = np.array([[100.0, nan, 10, 10], [nan, nan, 10, nan]])
    within = counted(foreign, base, groups=towns)
    assert within.tolist() == [[True, False, True, False], [False, False, True, False]]
    shares = references(foreign, base, within, towns)
    np.testing.assert_allclose(shares[0], [10, 10, 10, 10])
    np.testing.assert_allclose(shares[1], [nan, nan, 30, 30])


def test_nothing_in_common_gives_no_reference():
    foreign = np.array([[1.0, nan], [nan, 2]])
    base = np.array([[10.0, nan], [nan, 20]])
    assert np.isnan(references(foreign, base, counted(foreign, base))).all()


SHARES = arrays(float, (2, 12), elements=st.one_of(st.just(nan), st.floats(0, 100)))
PEOPLE = arrays(float, (2, 12), elements=st.integers(1, 9_000).map(float))


@given(SHARES, PEOPLE)
def test_the_reference_never_rests_on_different_units(shares, people):
    measured = panel_for(
        Parameters(), share_t0=shares[0], share_t1=shares[1], n_t0=people[0], n_t1=people[1]
    )
    both = np.isfinite(shares).all(axis=0)
    first, last = np.isfinite(shares).any(axis=1)
    if first and last:
        assert measured.counted.tolist() == [both.tolist()] * 2
        for row, reference in enumerate((measured.ref_t0, measured.ref_t1)):
            if both.any():
                own = (shares[row] * people[row] / 100)[both].sum() / people[row][both].sum()
                assert reference == pytest.approx(100 * own)
            else:
                assert np.isnan(reference)


@given(SHARES, PEOPLE)
def test_complete_figures_make_no_difference(shares, people):
    whole = np.nan_to_num(shares)
    figures = {"share_t0": whole[0], "share_t1": whole[1], "n_t0": people[0], "n_t1": people[1]}
    common = panel_for(Parameters(), **figures)
    each = panel_for(Parameters(ground="each"), **figures)
    assert (common.ref_t0, common.ref_t1) == (each.ref_t0, each.ref_t1)


def test_the_coverage_counts_units_and_people_of_the_second_year():
    within = counted(FOREIGN, BASE, "common", empty=EMPTY)
    found = coverage(within, BASE, (2011, 2022))
    # the second lacks its inhabitants of 2022: those of 2011 stand for them
    assert (found.units_t0, found.units, found.of) == (2, 2, 4)
    assert found.people == pytest.approx(100 * 610 / (110 + 200 + 300 + 500))
    assert found.alike
    assert found.low
    each = coverage(counted(FOREIGN, BASE, "each", empty=EMPTY), BASE, (2011, 2022))
    assert (each.units_t0, each.units, each.alike) == (3, 3, False)


def test_nobody_misses_what_is_empty_in_both_years():
    foreign = base = np.array([[0.0, 10], [0, 10]])
    found = coverage(counted(foreign, base), base, (2011, 2022))
    assert (found.units, found.of, found.people, found.low) == (1, 1, 100, False)


def test_one_year_alone_is_compared_with_nothing():
    within = np.array([[True, True, False], [False, False, False]])
    people = np.array([[60.0, 30, 10], [nan] * 3])
    found = coverage(within, people, (2011, 2022))
    assert (found.units_t0, found.units, found.alike, found.people) == (2, 2, True, 90)


@pytest.mark.parametrize(
    ("known", "share"), [(94.6, "94,6\u00a0%"), (95, "95\u00a0%"), (99.96, "99,96\u00a0%"), (58.4, "58\u00a0%")]
)  # fmt: skip
def test_the_coverage_is_never_rounded_up_to_all_or_to_enough(known, share):
    people = np.array([[known, 100 - known]] * 2)
    found = coverage(np.array([[True, False]] * 2), people, (2011, 2022))
    text = coverage_text(found, "district", "de")
    assert text == f"Bezug: 1 von 2 Gebieten, {share} der Einwohner"
    assert found.low is (known < LOW_COVERAGE)
    assert bool(coverage_warning(found, "de")) is found.low


def test_two_grounds_are_said_to_be_two():
    within = np.array([[True, False], [True, True]])
    found = coverage(within, np.array([[40.0, nan], [60, 40]]), (2011, 2022))
    text = coverage_text(found, "municipality", "en")
    assert text.startswith("Reference: 2 of 2 municipalities, 100%")
    assert "2011: 1, 60%" in text
    assert "not the same ground" in text
    assert "nicht dieselben Gebiete" in coverage_warning(found, "de")
