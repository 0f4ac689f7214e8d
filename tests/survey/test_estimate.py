"""Estimates against the textbook formulas by hand, and their coverage under the design."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from drawn import by_hand, design_of
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from ankunft.base.errors import ParameterError
from ankunft.survey.inference.design import svy_sample
from ankunft.survey.inference.estimate import estimate, share_interval
from ankunft.survey.inference.suppress import COMPLEMENT, DOMINATED, FEW, SHOWN

DESIGN = design_of({"all_in": (190, 120), "east|02": (60, 25), "west|02": (300, 40)})
CENSUS = design_of({"all_in": (30, 30), "east|02": (12, 12)})
TOWNS = 550


def answers(seed: int, design: pd.DataFrame = DESIGN, missing: float = 0.0) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    n = len(design)
    frame = pd.DataFrame(
        {
            "where": draw.choice(["centre", "edge", "both"], n, p=[0.5, 0.3, 0.2]),
            "pressure": draw.integers(1, 6, n).astype(float),
            "staff": draw.gamma(2, 3, n),
        },
        index=design.index,
    )
    return frame[draw.random(n) >= missing].reindex(design.index)


@given(st.integers(0, 10_000))
@settings(max_examples=15)
def test_shares_and_their_errors_are_those_of_a_stratified_sample(seed):
    where = answers(seed)["where"]
    found = estimate(where, DESIGN, "single")
    assert (found.n, found.missing) == (185, 0)
    for code, row in found.shares.iterrows():
        mean, se = by_hand(where.eq(code), DESIGN)
        assert row["share"] == pytest.approx(100 * mean)
        assert row["se"] == pytest.approx(100 * se)
        assert row["towns"] == pytest.approx(TOWNS * mean)
        assert row["n"] == where.eq(code).sum()
        assert row["low"] < row["share"] < row["high"]
    assert found.shares["share"].sum() == pytest.approx(100)


@given(st.integers(0, 10_000))
@settings(max_examples=15)
def test_means_and_totals_are_those_of_a_stratified_sample(seed):
    staff = answers(seed)["staff"]
    figures = estimate(staff, DESIGN, "number").figures
    mean, se = by_hand(staff, DESIGN)
    half = stats.t.ppf(0.975, len(DESIGN) - 3) * se
    wanted = [mean, se, mean - half, mean + half]
    columns = ["value", "se", "low", "high"]
    assert figures.loc["mean", columns].tolist() == pytest.approx(wanted)
    assert figures.loc["total", columns].tolist() == pytest.approx([TOWNS * x for x in wanted])


def test_the_median_is_the_weighted_one():
    staff = answers(3)["staff"]
    row = estimate(staff, DESIGN, "number").figures.loc["median"]
    ordered = staff.sort_values()
    reached = DESIGN["weight"][ordered.index].cumsum() / TOWNS
    below, above = ordered[reached < 0.5].iloc[-1], ordered[reached >= 0.5].iloc[0]
    assert below <= row["value"] <= above
    assert row["low"] < row["value"] < row["high"]


def test_towns_without_an_answer_are_a_domain():
    staff = answers(5, missing=0.3)["staff"]
    found = estimate(staff, DESIGN, "number")
    known = staff.notna()
    weight = DESIGN["weight"].where(known, 0.0)
    mean = (weight * staff.fillna(0)).sum() / weight.sum()
    scaled = weight * (staff.fillna(0) - mean) / weight.sum()
    variance = 0.0
    for _, part in DESIGN.groupby("stratum"):
        z, n, size = scaled[part.index], len(part), part["population"].iloc[0]
        variance += (1 - n / size) * n * z.var(ddof=1)
    assert found.figures.at["mean", "value"] == pytest.approx(mean)
    assert found.figures.at["mean", "se"] == pytest.approx(np.sqrt(variance))
    assert (found.n, found.missing) == (known.sum(), (~known).sum())
    assert found.figures.at["total", "value"] == pytest.approx(TOWNS * mean)


def test_if_all_towns_answered_nothing_is_left_to_chance():
    given_ = answers(1, CENSUS)
    for kind, name in (("single", "where"), ("scale", "pressure"), ("number", "staff")):
        found = estimate(given_[name], CENSUS, kind, fewest=1)
        for table in (found.shares, found.figures):
            if table is not None:
                assert table["se"].drop("median", errors="ignore").to_numpy() == pytest.approx(0)
    shares = estimate(given_["where"], CENSUS, "single", choices=["nowhere"], fewest=1).shares
    np.testing.assert_allclose(shares["low"], shares["share"])
    np.testing.assert_allclose(shares["high"], shares["share"])
    assert shares.loc["nowhere", ["share", "low", "high"]].tolist() == [0, 0, 0]


def test_a_silent_town_of_the_whole_stratum_widens_the_interval():
    almost = design_of({"all_in": (30, 29), "east|02": (12, 12)})
    found = estimate(answers(1, almost)["where"], almost, "single", fewest=1).shares
    assert (found["se"] > 0).all()
    assert (found["high"] - found["low"] > 1).all()


def test_the_interval_is_that_of_svy_and_of_r():
    where = answers(8)["where"]
    sample = svy_sample(DESIGN, {"where": where.tolist()})
    rows = sample.estimation.prop("where", ci_method="beta").to_polars().to_dicts()
    mine = estimate(where, DESIGN, "single").shares
    for row in rows:
        own = mine.loc[row["where"], ["low", "high"]]
        assert own.tolist() == pytest.approx([100 * row["lci"], 100 * row["uci"]])


def test_an_interval_stays_within_what_the_answers_allow():
    low, high = share_interval(0.0, 0.0, 20, 25, 0, 60)
    assert (low, high) == (0, pytest.approx(1 - 0.025 ** (1 / (25 * (stats.t.ppf(.975, 24) / stats.t.ppf(.975, 20)) ** 2))))  # fmt: skip
    assert share_interval(1.0, 0.0, 20, 25, 25, 26)[0] == pytest.approx(25 / 26)
    assert share_interval(0.5, 0.3, 20, 40, 20, 41) == pytest.approx((20 / 41, 21 / 41))
    assert np.isnan(share_interval(0.5, 0.1, 0, 1, 1, 10)).all()


def test_intervals_cover_the_truth_about_as_often_as_they_say():
    """250 draws of a small frame: 95 % less three standard errors at least; the mean is unbiased."""
    truth = np.repeat([1.0, 0.0], [8, 52]), np.repeat([1.0, 0.0], [40, 80])
    share = 48 / 180
    design = design_of({"a": (60, 15), "b": (120, 30)})
    draw = np.random.default_rng(4)
    hits = 0
    means, runs = [], 250
    for _ in range(runs):
        given_ = np.concatenate(
            [draw.choice(truth[0], 15, replace=False), draw.choice(truth[1], 30, replace=False)]
        )
        flags = pd.DataFrame({"yes": given_.astype(bool)}, index=design.index)
        row = estimate(flags, design, "multiple", fewest=1).shares.loc["yes"]
        hits += row["low"] <= 100 * share <= row["high"]
        means.append(row["share"])
    assert hits / runs >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / runs)
    error = np.std(means) / np.sqrt(runs)
    assert abs(np.mean(means) - 100 * share) < 4 * error


def test_a_scale_has_shares_and_a_mean():
    pressure = answers(2)["pressure"]
    found = estimate(pressure, DESIGN, "scale", choices=["1", "2", "3", "4", "5"])
    assert found.shares.index.tolist() == ["1", "2", "3", "4", "5"]
    mean, se = by_hand(pressure, DESIGN)
    assert found.figures.loc["mean", ["value", "se"]].tolist() == pytest.approx([mean, se])


def test_several_answers_are_shares_of_those_who_answered():
    boxes = pd.DataFrame({"a": True, "b": False}, index=DESIGN.index, dtype="boolean")
    boxes.iloc[::2, 1] = True
    boxes.iloc[:10] = pd.NA
    found = estimate(boxes, DESIGN, "multiple", fewest=1)
    assert (found.n, found.missing) == (175, 10)
    assert found.shares.at["a", "share"] == pytest.approx(100)
    assert found.shares.at["b", "n"] == boxes["b"].sum()


def test_small_results_are_not_shown():
    where = pd.Series("centre", index=DESIGN.index)
    where.iloc[:3], where.iloc[3:100] = "both", "edge"
    shares = estimate(where, DESIGN, "single").shares
    assert shares.at["both", "hidden"] == FEW
    gone = shares["hidden"] != SHOWN
    assert shares[gone].drop(columns="hidden").isna().all(axis=None)
    assert shares[~gone].notna().all(axis=None)
    assert gone.sum() == 2
    staff = pd.Series(np.nan, index=DESIGN.index)
    staff.iloc[:4] = 3.0
    figures = estimate(staff, DESIGN, "number").figures
    assert figures["value"].isna().all()
    assert (figures["hidden"] == FEW).all()
    staff.iloc[:6] = [1000, 1, 1, 1, 1, 1]
    assert (estimate(staff, DESIGN, "number").figures["hidden"] == DOMINATED).all()


def test_a_mean_does_not_give_away_hidden_answers():
    pressure = pd.Series(4.0, index=DESIGN.index)
    assert estimate(pressure, DESIGN, "scale").figures["value"].isna().all()
    pressure.iloc[:60], pressure.iloc[60:64], pressure.iloc[64:90] = 5.0, 1.0, 3.0
    found = estimate(pressure, DESIGN, "scale")
    assert (found.shares["hidden"] != SHOWN).sum() == 2
    assert found.figures["hidden"].tolist() == [COMPLEMENT]
    assert found.figures["value"].isna().all()
    pressure.iloc[90:93], pressure.iloc[93:95] = 6.0, 7.0
    found = estimate(pressure, DESIGN, "scale")
    assert (found.shares["hidden"] != SHOWN).sum() == 3
    assert found.figures["value"].notna().all()


@pytest.mark.parametrize("kind", ["single", "scale", "multiple", "number"])
def test_one_answer_alone_has_no_interval(kind):
    design = design_of({"a": (30, 1)})
    given_ = pd.Series([True if kind == "multiple" else "x" if kind == "single" else 3.0],
                       index=design.index)  # fmt: skip
    found = estimate(given_.to_frame(), design, kind, fewest=1)
    table = found.shares if found.shares is not None else found.figures.drop("median")
    assert table["low"].isna().all()
    assert table.iloc[0, :2].notna().any()


@pytest.mark.parametrize("kind", ["single", "scale", "multiple", "number"])
def test_a_question_nobody_answered_has_no_figures(kind):
    name = {"single": "where", "scale": "pressure"}.get(kind, "staff")
    given_ = answers(1)[[name]].iloc[:0]
    assert estimate(given_, DESIGN, kind).n == 0
    found = estimate(given_, DESIGN, kind, choices=["1", "2"])
    assert found.n == 0
    for table in (found.shares, found.figures):
        if table is not None:
            assert table.drop(columns=["n", "hidden"], errors="ignore").isna().all(axis=None)


def test_what_cannot_be_estimated_is_refused():
    given_ = answers(1)
    with pytest.raises(ParameterError, match="„text“"):
        estimate(given_["where"], DESIGN, "text")
    with pytest.raises(ParameterError, match="Zahlen"):
        estimate(given_["where"], DESIGN, "number")
    with pytest.raises(ParameterError, match="Spalte je Antwort"):
        estimate(given_["where"], DESIGN, "multiple")
    with pytest.raises(ParameterError, match="genau eine Spalte"):
        estimate(given_, DESIGN, "single")


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (lambda d: d.drop(columns="weight"), "weight"),
        (lambda d: d.assign(weight=0.0), "kein Gewicht"),
        (lambda d: d.assign(population=5), "mehr Antworten als Städte"),
        (lambda d: d.iloc[:0], "keine Antwort"),
        (lambda d: pd.concat([d, d.iloc[:1]]), "mehrfach"),
    ],
)
def test_weights_that_are_none_are_refused(change, wrong):
    with pytest.raises(ParameterError, match=wrong):
        estimate(answers(1)["where"], change(DESIGN), "single")
