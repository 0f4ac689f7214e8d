"""The rules against their table, and what must hold for any figures and parameters."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typology_oracle import holding, is_known, places_of
from typology_strategies import Area, areas, grouped, panel_of, parameters, ranked_panel, years

from ankunft import typology
from ankunft.base.errors import ParameterError
from ankunft.typology import ArrivalClass, Panel

TOWN = typology.default_parameters("municipality")
FIFTH = typology.preset_parameters("fifth", "municipality")


def panel(share_t0, share_t1, *, ref=(10.0, 10.0), n=5000.0, years=(2011, 2022)) -> Panel:
    size = len(share_t0)
    return Panel(share_t0, share_t1, [n] * size, [n] * size, *ref, *years)


def names(classes) -> list[str]:
    return [ArrivalClass(code).id for code in classes]


@given(st.lists(areas, min_size=1, max_size=12), parameters(), years)
def test_every_area_has_exactly_the_class_of_the_table(rows, p, span):
    classes = typology.classify(panel_of(rows, span), p)
    assert classes.dtype == np.uint8
    for area, code in zip(rows, classes, strict=True):
        if not is_known(area, p):
            assert code == ArrivalClass.NO_DATA
            continue
        rules = holding(area, p, span[1] - span[0])
        assert len(rules) <= 1
        assert code == (rules[0] if rules else ArrivalClass.NONE)


@given(grouped, parameters(("fifth",)))
def test_every_area_has_exactly_the_class_of_its_place(given, p):
    rows, groups = given
    panel = ranked_panel(rows, groups, p)
    places = places_of(rows, groups, p)
    p0, p1 = typology.positions(panel)
    for row, (area, code) in enumerate(zip(rows, typology.classify(panel, p), strict=True)):
        if not is_known(area, p, places[row]):
            assert code == ArrivalClass.NO_DATA
            continue
        assert (p0[row], p1[row]) == pytest.approx(tuple(map(float, places[row])), abs=1e-12)
        rules = holding(area, p, 11, places[row])
        assert len(rules) <= 1
        assert code == (rules[0] if rules else ArrivalClass.NONE)


@given(st.lists(areas, min_size=1, max_size=12), parameters())
def test_without_a_gap_between_the_thresholds_nothing_is_intensified(rows, p):
    closed = replace(
        p, low=p.high, absolute_old_low=p.absolute_old_high, fifth_low=p.fifth_high
    )  # fmt: skip
    assert ArrivalClass.INTENSIFIED not in typology.classify(panel_of(rows), closed)


@given(st.lists(areas, min_size=1, max_size=12), parameters(), st.randoms(use_true_random=False))
def test_order_of_areas_does_not_matter(rows, p, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    classes = typology.classify(panel_of(rows), p)
    shuffled = typology.classify(panel_of([rows[i] for i in order]), p)
    assert shuffled.tolist() == classes[order].tolist()


@given(st.lists(areas, min_size=1, max_size=12), parameters(("relative",)), st.integers(-3, 4))
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


def ranked(places, *, n=5000.0) -> Panel:
    """Areas whose shares rise by one, each as large as the others; `places` are their rows in the
    second year."""
    size = len(places)
    return typology.panel_for(
        FIFTH, share_t0=np.arange(1.0, size + 1), share_t1=np.asarray(places) + 1.0,
        n_t0=[n] * size, n_t1=[n] * size,
    )  # fmt: skip


def test_the_upper_fifth_is_where_a_fifth_of_the_people_live():
    panel = ranked(np.arange(20))
    p0, _ = typology.positions(panel)
    np.testing.assert_allclose(p0, (np.arange(20) + 0.5) / 20)
    classes = typology.classify(panel, FIFTH)
    assert names(classes) == ["none"] * 16 + ["traditional"] * 4


def test_each_class_of_the_upper_fifth():
    # ten areas of one size: places 0.05, 0.15, …, 0.95
    now = [0, 9, 4, 1, 2, 3, 5, 8, 6, 7]
    assert names(typology.classify(ranked(now), FIFTH)) == [
        "none",
        "new",  # 0.15 to 0.95
        "emerging",  # 0.25 to 0.45
        "none",
        "none",
        "none",
        "none",
        "intensified",  # 0.75 to 0.85
        "receding",  # 0.85 to 0.65
        "receding",
    ]


def test_a_place_on_a_threshold_has_reached_it():
    # eight hundred people of a thousand live in units with a lower share: 0.8 of the tenths
    panel = typology.panel_for(
        FIFTH,
        share_t0=[*[1.0] * 9, 2.0],
        share_t1=[*[1.0] * 9, 2.0],
        n_t0=[*[7.0] * 9, 42.0],  # (63 + 21) / 105 = 0.8
        n_t1=[*[7.0] * 9, 42.0],
    )
    any_size = replace(FIFTH, min_n=0)
    assert typology.positions(panel)[0][-1] == pytest.approx(0.8, abs=1e-15)
    assert names(typology.classify(panel, any_size))[-1] == "traditional"


def test_equal_shares_are_equal_whatever_their_last_digit():
    shares = [0.1 + 0.2, 0.3, *np.arange(1.0, 11.0)]
    panel = typology.panel_for(
        FIFTH, share_t0=shares, share_t1=shares, n_t0=[100.0] * 12, n_t1=[100.0] * 12
    )
    p0, _ = typology.positions(panel)
    assert p0[0] == p0[1] == pytest.approx(1 / 12)


def test_the_upper_fifth_needs_ten_units_with_both_years():
    nine = ranked(np.arange(9))
    assert set(typology.classify(nine, FIFTH)) == {ArrivalClass.NO_DATA}
    assert not typology.enough_units(nine, FIFTH).any()
    assert set(typology.classify(ranked(np.arange(10)), FIFTH)) != {ArrivalClass.NO_DATA}
    # a tenth that lacks a year does not help, and is nobody's neighbour
    lacking = typology.panel_for(
        FIFTH, share_t0=np.arange(10.0), share_t1=[*np.arange(9.0), np.nan],
        n_t0=[5000.0] * 10, n_t1=[5000.0] * 10,
    )  # fmt: skip
    assert lacking.standing.units.tolist() == [9] * 10
    assert set(typology.classify(lacking, FIFTH)) == {ArrivalClass.NO_DATA}


def test_units_of_one_year_move_nobody():
    """A large quarter that is new in the second year changes the place of no other."""
    shares, people = np.arange(12.0), np.full(12, 1000.0)
    before = typology.panel_for(FIFTH, share_t0=shares, share_t1=shares, n_t0=people, n_t1=people)
    after = typology.panel_for(
        FIFTH,
        share_t0=np.append(shares, np.nan), share_t1=np.append(shares, 0.5),
        n_t0=np.append(people, 0.0), n_t1=np.append(people, 50_000.0),
    )  # fmt: skip
    for t in (0, 1):
        np.testing.assert_array_equal(
            typology.positions(after)[t][:12], typology.positions(before)[t]
        )
    assert np.isnan(typology.positions(after)[0][12])


def test_a_panel_for_another_rule_does_not_know_places():
    with pytest.raises(ParameterError, match="oberes Fünftel"):
        typology.classify(panel([1.0], [2.0]), FIFTH)


def test_a_level_without_figures_has_no_places():
    empty = typology.panel_for(
        FIFTH, share_t0=[np.nan], share_t1=[np.nan], n_t0=[np.nan], n_t1=[np.nan]
    )
    assert names(typology.classify(empty, FIFTH)) == ["no_data"]
    assert np.isnan(typology.noise_robustness(empty, FIFTH)).all()


def test_the_default_table_for_towns():
    classes = typology.classify(
        panel([12, 9.9, 9, 12, 10, 9.9, 11.9, 12], [12, 12, 11.5, 11.9, 13, 11.8, 13, 11.9]), TOWN
    )
    assert names(classes) == [
        "traditional",
        "new",
        "emerging",
        "receding",
        "intensified",  # between low and high at first
        "none",  # below high in both years, grew by 1.9 points only
        "intensified",
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
    old = [12, 12, 12, 12, 11.9, 8, 7.9, 7.9, 7.9, 7.9, 11.9, 11.9]
    new = [16, 15.9, 12, 11.9, 16, 16, 16, 15.9, 12, 11.9, 12, 11.9]
    assert names(typology.classify(panel(old, new, ref=(np.nan, 0.0)), p)) == [
        "traditional",
        "none",
        "none",
        "receding",
        "intensified",
        "intensified",
        "new",
        "emerging",
        "emerging",
        "none",
        "emerging",
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
