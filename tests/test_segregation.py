"""How unevenly people live: PySAL's figures, their interval, and when a change is named."""

from __future__ import annotations

import numpy as np
import pytest
from areas import nan
from hypothesis import given, settings
from hypothesis import strategies as st
from segregation.singlegroup import BiasCorrectedDissim, Dissim, Isolation

from ankunft.errors import ParameterError
from ankunft.segregation import (
    MINIMUM_UNITS,
    _indices,
    beside,
    change,
    missing_text,
    segregation,
)

FAST = {"draws": 100, "bootstrap": 20}


def town(units: int = 40, people: float = 2000, spread: float = 8, seed: int = 1):
    """(foreign, people): shares of 20 % ± spread points."""
    generator = np.random.default_rng(seed)
    n = np.full(units, people)
    share = np.clip(20 + spread * generator.standard_normal(units), 0, 100)
    return np.rint(share * n / 100), n


def by_hand(x, n) -> tuple[float, float]:
    y = n - x
    d = sum(abs(a / sum(x) - b / sum(y)) for a, b in zip(x, y, strict=True)) / 2
    return d, sum(a / sum(x) * a / c for a, c in zip(x, n, strict=True))


def test_the_values_are_those_of_the_formulas():
    x, n = town()
    result = segregation(x, n, **FAST)
    assert (result.dissimilarity, result.isolation) == pytest.approx(by_hand(x, n))
    assert (result.units, result.people, result.missing) == (40, 80_000, "")


def test_even_and_separate_settlement_are_the_ends_of_the_scale():
    n = np.full(30, 1000.0)
    even = segregation(n / 10, n, **FAST)
    assert even.dissimilarity == pytest.approx(0)
    assert even.isolation == pytest.approx(0.1)
    assert even.dissimilarity_corrected < 0, "chance alone would give more"
    apart = segregation(np.where(np.arange(30) < 10, n, 0), n, **FAST)
    assert apart.dissimilarity == pytest.approx(1)
    assert apart.dissimilarity_corrected == pytest.approx(1)
    assert apart.isolation == pytest.approx(1)


def test_the_correction_takes_off_what_chance_gives():
    """A thousand units of 20 people, settled at random: D is far from 0, the corrected D near."""
    n = np.full(1000, 20)
    x = np.random.default_rng(3).binomial(n, 0.2)
    result = segregation(x, n, draws=20, bootstrap=20)
    assert result.dissimilarity > 0.2
    # the correction is known to take off only part when units are this small
    assert result.dissimilarity_corrected < 0.6 * result.dissimilarity


counted = st.lists(
    st.tuples(st.integers(0, 500), st.integers(1, 500)), min_size=MINIMUM_UNITS, max_size=60
)


@given(counted)
@settings(max_examples=40)
def test_the_draws_use_the_formulas_of_pysal(units):
    import pandas as pd

    x = np.array([min(a, b) for a, b in units], dtype=float)
    n = np.array([b for _, b in units], dtype=float)
    if not 0 < x.sum() < n.sum():
        return
    d, isolation = _indices(np.stack([x, x]), n)
    frame = pd.DataFrame({"x": x, "n": n})
    assert d == pytest.approx(Dissim(frame, "x", "n").statistic)
    assert isolation == pytest.approx(Isolation(frame, "x", "n").statistic)


def test_the_corrected_value_is_that_of_pysal_with_the_same_seed():
    import pandas as pd

    x, n = town()
    frame = pd.DataFrame({"x": x.astype(int), "n": n.astype(int)})
    np.random.seed(7)
    wanted = BiasCorrectedDissim(frame, "x", "n", B=20).statistic
    assert segregation(x, n, seed=7, **FAST).dissimilarity_corrected == pytest.approx(wanted)


def test_the_same_seed_gives_the_same_figures_and_disturbs_nobody():
    x, n = town()
    np.random.seed(5)
    wanted = np.random.random(3)
    np.random.seed(5)
    first = segregation(x, n, seed=4, **FAST)
    assert np.random.random(3).tolist() == wanted.tolist()
    assert segregation(x, n, seed=4, **FAST) == first
    other = segregation(x, n, seed=5, **FAST)
    assert (other.low, other.dissimilarity_corrected) != (first.low, first.dissimilarity_corrected)
    assert other.dissimilarity == first.dissimilarity


def test_the_interval_holds_the_estimate_and_widens_with_the_noise():
    """Shares of units under 300 people have an error of 1 point, from 10,000 on 0.1."""
    widths = []
    for people in (200.0, 20_000.0):
        result = segregation(*town(people=people), **FAST)
        assert result.low < result.dissimilarity_corrected < result.high
        assert result.isolation_low < result.isolation < result.isolation_high
        widths.append(result.high - result.low)
    assert widths[0] > 5 * widths[1]


def test_units_without_figures_or_people_are_left_out():
    x, n = town()
    more_x = np.concatenate([x, [nan, 5, 0, -1]])
    more_n = np.concatenate([n, [100, nan, 0, 100]])
    assert segregation(more_x, more_n, **FAST) == segregation(x, n, **FAST)


@pytest.mark.parametrize(
    ("units", "foreign", "missing"),
    [(MINIMUM_UNITS - 1, 10, "too_few_units"), (20, 0, "one_group"), (20, 100, "one_group")],
)
def test_no_figure_without_a_reason(units, foreign, missing):
    result = segregation(np.full(units, foreign), np.full(units, 100), **FAST)
    assert result.missing == missing
    assert (result.units, result.people) == (units, units * 100)
    values = (result.dissimilarity, result.dissimilarity_corrected, result.low, result.high)
    assert np.isnan([*values, result.isolation, result.isolation_low]).all()
    assert missing_text(result.missing, "de")
    assert missing_text("", "de") == ""


def test_twenty_units_are_enough():
    assert segregation(*town(units=MINIMUM_UNITS), **FAST).missing == ""


def test_more_foreign_nationals_than_people_are_refused():
    with pytest.raises(ParameterError, match="mehr Personen"):
        segregation(np.full(20, 11), np.full(20, 10), **FAST)


def test_a_clear_change_is_named_and_noise_is_not():
    before = town(spread=4)
    assert change(before, town(spread=10), **FAST).statement == "rise"
    assert change(town(spread=10), before, **FAST).statement == "fall"
    # every share moved by the error that such units have
    generator = np.random.default_rng(9)
    moved = before[0] + generator.normal(0, 0.4, 40) * before[1] / 100
    result = change(before, (moved, before[1]), **FAST)
    assert (result.statement, result.named) == ("unclear", False)
    assert result.change_low < 0 < result.change_high
    assert result.change_low < result.change < result.change_high


def test_more_foreign_nationals_everywhere_raise_isolation_alone():
    x, n = town(spread=6)
    result = change((x, n), (x + 0.1 * (n - x), n), **FAST)
    assert result.isolation_statement == "rise"
    assert result.isolation_change == pytest.approx(
        by_hand(x + 0.1 * (n - x), n)[1] - by_hand(x, n)[1]
    )


def test_a_change_counts_only_the_units_of_both_years():
    x, n = town(units=42)
    # the last unit is new, and only foreign nationals live in it
    then, now = x.copy(), x.copy()
    then[-1], now[-1] = nan, n[-1]
    levels = [segregation(year, n, seed=(0, i), **FAST) for i, year in enumerate((then, now))]
    assert levels[1].dissimilarity > levels[0].dissimilarity + 0.01
    result = change((then, n), (now, n), **FAST)
    assert result.change_units == 41
    assert result.statement == "unclear"


def test_years_with_different_towns_are_not_compared():
    x, n = town()
    for units, statement in ((2, "unclear"), (3, "not_comparable")):
        then = x.copy()
        then[:units] = nan  # 5 % of the people are two units
        result = change((then, n), (x, n), **FAST)
        assert (result.statement, result.change_units) == (statement, 40 - units)
        assert np.isnan(result.change) == (statement == "not_comparable")
    assert change((x[:19], n[:19]), (x[:19], n[:19]), **FAST).statement == "not_comparable"


def test_unit_sizes_stand_beside_one_another():
    cells = {year: town(units=60, spread=s) for year, s in ((2011, 10), (2022, 5))}
    few = {year: town(units=10) for year in (2022, 2011)}
    table = beside([("1-km-Zellen", cells), ("Ortsteile", few)], **FAST)
    assert table["unit"].to_list() == ["1-km-Zellen"] * 2 + ["Ortsteile"] * 2
    assert table["year"].to_list() == [2011, 2022] * 2
    assert table["statement"].to_list() == ["", "fall", "", "not_comparable"]
    assert table["missing"].to_list() == ["", "", "too_few_units", "too_few_units"]
    assert table["change"].isna().to_list() == [True, False, True, True]
    alone = segregation(*cells[2022], seed=(0, 2022), **FAST)
    row = table.iloc[1]
    assert row["dissimilarity_corrected"] == alone.dissimilarity_corrected
    assert (row["low"], row["isolation_high"]) == (alone.low, alone.isolation_high)
    both_known = row["dissimilarity_corrected"] - table.iloc[0]["dissimilarity_corrected"]
    assert row["change"] == pytest.approx(both_known), "all units are known in both years"
