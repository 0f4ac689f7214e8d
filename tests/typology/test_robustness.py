"""The counted robustness equals the tried one; noise is reproducible."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typology_strategies import areas, panel_of, parameters, years

from ankunft import typology
from ankunft.typology import ArrivalClass, Panel, Parameters

OFFSETS = (-0.2, -0.1, 0.0, 0.1, 0.2)
MARGIN_OFFSETS = (-2.0, -1.0, 0.0, 1.0, 2.0)


def tried(panel: Panel, p: Parameters) -> np.ndarray:
    """Robustness by classing the panel once per setting."""
    base = typology.classify(panel, p)
    same, total = np.zeros(len(panel)), 0
    for dh, dl, dm in product(OFFSETS, OFFSETS, MARGIN_OFFSETS):
        high, low = round(p.high + dh, 6), round(p.low + dl, 6)
        if low > high or low < 0 or high <= 0:
            continue
        setting = replace(p, high=high, low=low, margin=p.margin + dm)
        same += typology.classify(panel, setting) == base
        total += 1
    return np.where(base == ArrivalClass.NO_DATA, np.nan, same / total)


@settings(max_examples=60)
@given(st.lists(areas, min_size=1, max_size=12), parameters(("relative",)), years)
def test_counting_equals_trying_every_setting(rows, p, span):
    base = panel_of(rows, span)
    counted = typology.robustness(base, p)
    np.testing.assert_allclose(counted, tried(base, p), rtol=0, atol=1e-12)
    said = counted[~np.isnan(counted)]
    # the parameters themselves are one of the settings
    assert ((said > 0) & (said <= 1)).all()


def test_all_125_settings_count_where_low_stays_below_high():
    p = Parameters(high=2.0, low=1.0)
    # LQ 1.9 in both years: the highs 1.8 and 1.9 make it traditional, the others do not
    base = Panel([19.0], [19.0], [5000.0], [5000.0], 10.0, 10.0)
    # unassigned as long as it does not grow enough: highs 2.0, 2.1, 2.2 and the margins above 0
    assert typology.robustness(base, p)[0] == pytest.approx(3 * 5 * 4 / 125)


def test_settings_with_low_above_high_are_left_out():
    # high = low = 1.2: fifteen pairs are legal, in three of which the high value is 1.0 or 1.1
    base = Panel([11.5], [11.5], [5000.0], [5000.0], 10.0, 20.0)
    p = Parameters(high=1.2, low=1.2)
    assert typology.robustness(base, p)[0] == pytest.approx(1.0 - 3 / 15)


def test_an_intensified_area_is_as_firm_as_its_distance_from_both_thresholds():
    # LQ 1.1, then 1.5: intensified while low <= 1.1 < high <= 1.5, whatever the margin
    base = Panel([11.0], [15.0], [5000.0], [5000.0], 10.0, 10.0)
    p = Parameters(high=1.2, low=1.0)
    assert typology.classify(base, p)[0] == ArrivalClass.INTENSIFIED
    # legal pairs: the lows 0.8 to 1.2 below the highs 1.0 to 1.4; of these high in 1.2, 1.3, 1.4
    # and low in 0.8, 0.9, 1.0, 1.1
    legal = 3 + 4 + 5 + 5 + 5
    assert typology.robustness(base, p)[0] == pytest.approx(3 * 4 / legal)


def test_robustness_is_missing_where_nothing_is_said_and_for_rules_without_settings():
    base = Panel([np.nan, 15.0], [12.0, 15.0], [5000.0] * 2, [5000.0] * 2, 10.0, 10.0)
    assert np.isnan(typology.robustness(base, Parameters())).tolist() == [True, False]
    for rule in ("absolute", "fifth"):
        assert np.isnan(typology.robustness(base, Parameters(rule=rule))).all()


def test_standard_errors_by_population():
    people = [0, 299, 300, 999, 1000, 4999, 5000, 9999, 10_000, 4e6, np.nan]
    np.testing.assert_array_equal(
        typology.standard_error(people),
        [1.0, 1.0, 0.6, 0.6, 0.4, 0.4, 0.25, 0.25, 0.1, 0.1, np.nan],
    )


def random_panel(size: int) -> Panel:
    rng = np.random.default_rng(7)
    return typology.panel_for(
        Parameters(rule="fifth"),
        share_t0=rng.uniform(0, 20, size),
        share_t1=rng.uniform(0, 30, size),
        n_t0=rng.uniform(100, 20_000, size),
        n_t1=rng.uniform(100, 20_000, size),
    )


@pytest.mark.parametrize("rule", ["relative", "absolute", "fifth"])
def test_noise_is_reproducible_and_a_share(rule):
    base, p = random_panel(300), Parameters(rule=rule)
    first = typology.noise_robustness(base, p, seed=3)
    np.testing.assert_array_equal(first, typology.noise_robustness(base, p, seed=3))
    assert not np.array_equal(first, typology.noise_robustness(base, p, seed=4), equal_nan=True)
    unsaid = typology.classify(base, p) == ArrivalClass.NO_DATA
    np.testing.assert_array_equal(np.isnan(first), unsaid)
    assert ((first[~unsaid] >= 0) & (first[~unsaid] <= 1)).all()
    assert (first[~unsaid] < 1).any()


def test_noise_does_not_depend_on_the_size_of_the_blocks(monkeypatch):
    base, p = random_panel(101), Parameters()
    whole = typology.noise_robustness(base, p, draws=50)
    # by name, because the package's attribute is the function
    module = import_module("ankunft.typology.robustness")
    monkeypatch.setattr(module, "_BLOCK", 50 * 7)
    np.testing.assert_array_equal(whole, typology.noise_robustness(base, p, draws=50))


def test_noise_of_an_area_does_not_depend_on_the_other_areas():
    base = random_panel(40)
    changed = Panel(
        np.where(np.arange(40) == 5, base.share_t0, np.nan),
        base.share_t1,
        base.n_t0,
        base.n_t1,
        7.7,
        13.2,
    )
    p = Parameters(min_n=0)
    assert typology.noise_robustness(changed, p)[5] == typology.noise_robustness(base, p)[5]


def test_noise_follows_the_population_of_each_year():
    # 0.3 points below the threshold in the second year, far from it in the first
    base = Panel([20.0] * 2, [11.7] * 2, [200.0, 20_000.0], [20_000.0, 200.0], 10.0, 10.0)
    sure, unsure = typology.noise_robustness(base, Parameters(min_n=0), draws=4000)
    assert sure > 0.99  # standard error 0.1: the threshold is three of them away
    assert unsure == pytest.approx(0.618, abs=0.03)  # standard error 1.0: P(Z < 0.3)


def test_drawn_shares_are_never_negative():
    # emerging where the share falls by at most 0.1 points
    base = Panel([0.1], [0.1], [200.0], [200.0], 100.0, 99.5)
    p = Parameters(min_n=0, margin=0.4)
    # the half of the draws whose first share is below 0.1 cannot fall by more; with negative
    # shares it would be 0.53
    assert typology.noise_robustness(base, p, draws=4000)[0] == pytest.approx(0.64, abs=0.03)


def test_noise_moves_an_area_among_the_observed_places_of_its_own_town():
    # two towns of a hundred units: in one a point of noise passes nobody, in the other everybody
    wide, narrow = np.arange(100.0), 50 + np.arange(100) / 1000
    shares, people = np.concatenate([wide, narrow]), np.full(200, 250.0)
    p = Parameters(rule="fifth", min_n=0)
    base = typology.panel_for(
        p, share_t0=shares, share_t1=shares, n_t0=people, n_t1=people, groups=["a"] * 100 + ["b"] * 100
    )  # fmt: skip
    classes, noise = typology.classify(base, p), typology.noise_robustness(base, p)
    assert classes[95] == classes[195] == ArrivalClass.TRADITIONAL
    assert noise[95] == 1
    assert noise[195] == pytest.approx(0.25, abs=0.1), (
        "in the upper fifth in half of the draws, twice"
    )


def test_noise_of_the_upper_fifth_is_that_of_classing_the_drawn_shares():
    """The places of drawn shares, found one by one."""
    base, p = random_panel(60), Parameters(rule="fifth", min_n=0)
    row, draws = 17, 40
    noise = np.random.default_rng(5).standard_normal((60, draws, 2))[row]
    errors = [typology.standard_error(n)[row] for n in (base.n_t0, base.n_t1)]
    same = 0
    for draw in noise:
        places = []
        for shares, people, error, moved in zip(
            (base.share_t0, base.share_t1), (base.n_t0, base.n_t1), errors, draw, strict=True
        ):
            drawn = max(shares[row] + error * moved, 0)
            below, tied = people[shares < drawn].sum(), people[shares == drawn].sum()
            places.append((below + tied / 2) / people.sum())
        found = typology.rules.classify_positions(*(np.array([x]) for x in places), p)
        same += found[0] == typology.classify(base, p)[row]
    assert typology.noise_robustness(base, p, draws=draws, seed=5)[row] == same / draws
