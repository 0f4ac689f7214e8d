"""The rules against their table, and what must hold for any figures and parameters."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typology_oracle import holding, is_known, needed_excess
from typology_strategies import Area, areas, panel_of, parameters, years

from ankunft import typology
from ankunft.errors import ParameterError
from ankunft.typology import ArrivalClass, Panel, Parameters

TOWN = typology.default_parameters("municipality")
RELATIVE = ("relative", "growth")


def panel(share_t0, share_t1, *, ref=(10.0, 10.0), n=5000.0, years=(2011, 2022)) -> Panel:
    size = len(share_t0)
    return Panel(share_t0, share_t1, [n] * size, [n] * size, *ref, *years)


def names(classes) -> list[str]:
    return [ArrivalClass(code).id for code in classes]


@given(st.lists(areas, min_size=1, max_size=12), parameters(), years)
def test_every_area_has_exactly_the_class_of_the_table(rows, p, span):
    classes = typology.classify(panel_of(rows, span), p)
    needed = needed_excess(rows, p, span[1] - span[0])
    assert classes.dtype == np.uint8
    for area, code in zip(rows, classes, strict=True):
        if not is_known(area, p):
            assert code == ArrivalClass.NO_DATA
            continue
        rules = holding(area, p, needed)
        assert len(rules) <= 1
        assert code == (rules[0] if rules else ArrivalClass.NONE)


@given(st.lists(areas, min_size=1, max_size=12), parameters(), st.randoms(use_true_random=False))
def test_order_of_areas_does_not_matter(rows, p, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    classes = typology.classify(panel_of(rows), p)
    shuffled = typology.classify(panel_of([rows[i] for i in order]), p)
    assert shuffled.tolist() == classes[order].tolist()


@given(st.lists(areas, min_size=1, max_size=12), parameters(RELATIVE), st.integers(-3, 4))
def test_scaling_all_shares_and_the_margin_changes_nothing(rows, p, power):
    # powers of two, because they scale binary numbers without rounding
    factor = 2.0**power
    base = panel_of(rows)
    scaled = Panel(
        base.share_t0 * factor,
        base.share_t1 * factor,
        base.n_t0,
        base.n_t1,
        base.ref_t0 * factor,
        base.ref_t1 * factor,
    )
    scaled_margin = typology.Parameters(
        rule=p.rule,
        high=p.high,
        low=p.low,
        margin=p.margin * factor,
        min_n=p.min_n,
        top_share=p.top_share,
    )
    assert typology.classify(scaled, scaled_margin).tolist() == typology.classify(base, p).tolist()


@given(st.lists(areas, min_size=1, max_size=12), parameters())
def test_missing_figures_never_warn(rows, p):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        base = panel_of(rows)
        typology.classify(base, p)
        typology.robustness(base, p)
        typology.noise_robustness(base, p, draws=3)


@given(st.lists(areas, min_size=1, max_size=30), parameters(("growth",)))
def test_growth_rule_lets_at_least_the_top_share_through(rows, p):
    base = panel_of(rows)
    known = typology.known(base, p)
    fast = typology.excess(base)[known] >= typology.growth_cutoff(base, p) - 1e-9
    if known.any():
        assert fast.sum() >= max(1, int(known.sum() * p.top_share))


def test_growth_rule_takes_the_top_tenth_of_areas_with_enough_people():
    shares = np.arange(1.0, 41.0)
    growth = Panel(
        np.ones(40), shares, [5000.0] * 20 + [10.0] * 20, np.full(40, 5000.0), 100.0, 100.0
    )
    p = typology.preset_parameters("growth", "municipality")
    classes = typology.classify(growth, p)
    # two of the twenty populous areas; the faster ones have too few people to count
    assert names(classes[:20]) == ["none"] * 18 + ["emerging"] * 2
    assert set(classes[20:]) == {ArrivalClass.NO_DATA}


def test_growth_cutoff_can_be_given_for_a_part_of_the_level():
    level = panel(np.ones(50), np.arange(50.0), ref=(100.0, 100.0))
    p = typology.preset_parameters("growth", "municipality")
    part = panel(np.ones(5), np.arange(20.0, 25.0), ref=(100.0, 100.0))
    cutoff = typology.growth_cutoff(level, p)
    assert names(typology.classify(part, p, required=cutoff)) == ["none"] * 5
    assert "emerging" in names(typology.classify(part, p))


def test_growth_cutoff_of_a_level_without_figures_is_missing():
    empty = panel([np.nan], [np.nan])
    assert np.isnan(typology.growth_cutoff(empty, Parameters(rule="growth")))
    assert names(typology.classify(empty, Parameters(rule="growth"))) == ["no_data"]


def test_the_default_table_for_towns():
    classes = typology.classify(
        panel([12, 9.9, 9, 12, 10, 9.9, 11.9, 12], [12, 12, 11.5, 11.9, 13, 11.8, 13, 11.9]), TOWN
    )
    assert names(classes) == [
        "traditional",
        "new",
        "emerging",
        "receding",
        "none",  # between low and high at first
        "none",  # below high in both years, grew by 1.9 points only
        "none",
        "receding",
    ]


def test_rounded_shares_on_a_threshold_have_reached_it():
    # 9.24 / 7.7 is 1.2 and 12.5 - 5.0 - (13.2 - 7.7) is 2.0, though not in binary numbers
    classes = typology.classify(
        Panel([9.24, 5.0], [15.84, 12.5], [5000] * 2, [5000] * 2, 7.7, 13.2), TOWN
    )
    assert names(classes) == ["traditional", "emerging"]


def test_boundaries_of_the_absolute_rule():
    p = typology.preset_parameters("absolute", "municipality")
    old = [12, 12, 12, 12, 8, 7.9, 7.9, 7.9, 7.9, 11.9]
    new = [16, 15.9, 12, 11.9, 16, 16, 15.9, 12, 11.9, 11.9]
    assert names(typology.classify(panel(old, new, ref=(np.nan, 0.0)), p)) == [
        "traditional",
        "none",
        "none",
        "receding",
        "none",
        "new",
        "emerging",
        "emerging",
        "none",
        "none",
    ]


@pytest.mark.parametrize(
    ("span", "expected"), [(11, "emerging"), (12, "none"), (5, "emerging"), (22, "none")]
)
def test_margin_is_scaled_with_the_interval(span, expected):
    base = panel([5.0], [7.1], years=(2000, 2000 + span))
    assert base.span_factor == span / 11
    assert names(typology.classify(base, TOWN)) == [expected]


@pytest.mark.parametrize(
    "missing",
    [
        {"share_t0": np.nan},
        {"share_t1": np.nan},
        {"share_t0": -9.0},  # the publishers' code for "suppressed"
        {"share_t1": np.inf},
        {"n_t0": np.nan},
        {"n_t1": np.nan},
        {"n_t0": 999.0},
        {"n_t1": 999.0},
        {"ref_t0": 0.0},
        {"ref_t1": np.nan},
    ],
)
def test_missing_figures_and_few_people_give_no_statement(missing):
    figures = {
        "share_t0": 12.0,
        "share_t1": 14.0,
        "n_t0": 1000.0,
        "n_t1": 1000.0,
        "ref_t0": 10.0,
        "ref_t1": 10.0,
    }
    whole = Panel(**{name: [value] for name, value in figures.items()})
    assert names(typology.classify(whole, TOWN)) == ["traditional"]
    figures.update(missing)
    lacking = Panel(**{name: [value] for name, value in figures.items()})
    assert names(typology.classify(lacking, TOWN)) == ["no_data"]


def test_a_share_of_nil_is_a_figure():
    assert names(typology.classify(panel([0.0, 0.0], [0.0, 12.0]), TOWN)) == ["none", "new"]


def test_location_quotients_change_and_excess():
    base = panel([9.0, np.nan, 4.0], [15.0, 3.0, 2.0], ref=([10.0, 10.0, 0.0], [12.0] * 3))
    lq0, lq1 = typology.location_quotients(base)
    np.testing.assert_allclose(lq0, [0.9, np.nan, np.nan])
    np.testing.assert_allclose(lq1, [1.25, 0.25, 1 / 6])
    np.testing.assert_allclose(typology.change(base), [6.0, np.nan, -2.0])
    np.testing.assert_allclose(typology.excess(base), [4.0, np.nan, -14.0])


def test_panels_of_unequal_length_or_order_are_refused():
    with pytest.raises(ParameterError, match="verschieden lang"):
        Panel([1.0, 2.0], [1.0], [1.0], [1.0], 1.0, 1.0)
    with pytest.raises(ParameterError, match="verschieden lang"):
        Panel([1.0, 2.0], [1.0, 2.0], [1.0, 2.0], [1.0, 2.0], [1.0], 1.0)
    with pytest.raises(ParameterError, match="nach dem ersten"):
        panel([1.0], [1.0], years=(2022, 2011))


def test_an_area_of_the_oracle_uses_the_same_figures():
    area = Area(92, 158, 5000, 5000, 77, 132)
    base = panel_of([area])
    assert base.share_t0[0] == 9.2
    assert len(base) == 1
