"""Cross-tables: shares within groups, and Rao and Scott's test against its formula in numpy."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from drawn import by_hand, design_of
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from ankunft.base.errors import ParameterError
from ankunft.survey.inference.crosstab import crosstab
from ankunft.survey.inference.suppress import FEW, SHOWN

DESIGN = design_of({"all_in": (190, 120), "east|02": (60, 25), "west|02": (300, 40)})


def made(seed: int, missing: float = 0.0) -> tuple[pd.Series, pd.Series]:
    """Answers and groups that have something to do with each other."""
    draw = np.random.default_rng(seed)
    group = pd.Series(draw.choice(["new", "none", "old"], len(DESIGN)), index=DESIGN.index)
    p = group.map({"new": 0.6, "none": 0.45, "old": 0.4}).to_numpy()
    answer = pd.Series(
        np.where(draw.random(len(DESIGN)) < p, "yes", draw.choice(["no", "partly"], len(DESIGN))),
        index=DESIGN.index,
    )
    return answer.where(draw.random(len(DESIGN)) >= missing), group


def second_order(answer: pd.Series, group: pd.Series) -> tuple[float, float, float, float]:
    """F after Rao & Scott 1984 with Satterthwaite's degrees of freedom, from the eigenvalues.

    The generalised design effects are those of the interaction part of a saturated log-linear
    model: contrasts orthogonal (in the metric of the multinomial) to the main effects.
    """
    known = answer.notna()
    rows, columns = sorted(answer.dropna().unique()), sorted(group.unique())
    cells = np.array(
        [(answer.eq(r) & group.eq(c) & known).to_numpy(float) for r in rows for c in columns]
    ).T
    weight = DESIGN["weight"].to_numpy() * known.to_numpy()
    p = weight @ cells / weight.sum()
    z = (cells - p) * (weight / weight.sum())[:, None]
    v = np.zeros((len(p), len(p)))
    for _, part in DESIGN.reset_index().groupby("stratum"):
        own, n, size = z[part.index], len(part), part["population"].iloc[0]
        own = own - own.mean(axis=0)
        v += (1 - n / size) * n / (n - 1) * own.T @ own
    table = p.reshape(len(rows), len(columns))
    expected = np.outer(table.sum(axis=1), table.sum(axis=0))
    n = int(known.sum())
    chi2 = n * ((table - expected) ** 2 / expected).sum()
    r, c = len(rows), len(columns)
    main = [np.ones(r * c)]
    main += [np.kron(np.eye(r)[k], np.ones(c)) for k in range(1, r)]
    main += [np.kron(np.ones(r), np.eye(c)[k]) for k in range(1, c)]
    inter = [np.kron(np.eye(r)[a], np.eye(c)[b]) for a in range(1, r) for b in range(1, c)]
    x1, x2 = np.array(main).T, np.array(inter).T
    contrast = x2 - x1 @ np.linalg.lstsq(x1, x2, rcond=None)[0]
    inverse = np.diag(1 / p)
    srs = (np.diag(p) - np.outer(p, p)) / n
    bread = contrast.T @ inverse @ srs @ inverse @ contrast
    meat = contrast.T @ inverse @ v @ inverse @ contrast
    delta = np.linalg.eigvals(np.linalg.solve(bread, meat)).real
    df1 = delta.sum() ** 2 / (delta**2).sum()
    df2 = df1 * (len(DESIGN) - DESIGN["stratum"].nunique())
    f = chi2 / delta.sum()
    return f, df1, df2, float(stats.f.sf(f, df1, df2))


@pytest.mark.parametrize("seed", range(6))
def test_the_test_is_that_of_rao_and_scott(seed):
    answer, group = made(seed)
    row = crosstab(answer, group, DESIGN, "single").tests.iloc[0]
    assert row[["f", "df1", "df2", "p"]].tolist() == pytest.approx(
        list(second_order(answer, group)), rel=1e-6
    )


def test_the_test_knows_missing_answers_as_a_domain():
    answer, group = made(7, missing=0.2)
    row = crosstab(answer, group, DESIGN, "single").tests.iloc[0]
    assert row[["f", "df1"]].tolist() == pytest.approx(list(second_order(answer, group)[:2]))


def test_the_test_rejects_what_is_made_to_differ_and_rarely_else():
    draw = np.random.default_rng(11)
    group = pd.Series(draw.choice(["a", "b"], len(DESIGN)), index=DESIGN.index)
    telling = group.map({"a": 1.0, "b": 2.0})
    noise = draw.random(len(DESIGN)) < 0.2
    tests = crosstab(telling.mask(noise, 3.0 - telling), group, DESIGN, "scale").tests
    assert tests["p"].iloc[0] < 1e-6
    chance = [
        crosstab(
            pd.DataFrame({"x": draw.random(len(DESIGN)) < 0.5}, index=DESIGN.index),
            group, DESIGN, "multiple",
        ).tests["p"].iloc[0]
        for _ in range(60)
    ]  # fmt: skip
    assert sum(p < 0.05 for p in chance) <= stats.binom.ppf(0.999, 60, 0.05)
    assert min(chance) < 0.5 < max(chance)


@given(st.integers(0, 10_000))
@settings(max_examples=10)
def test_shares_within_a_stratum_are_those_of_a_simple_random_sample(seed):
    answer, _ = made(seed)
    found = crosstab(answer, DESIGN["stratum"], DESIGN, "single", fewest=1)
    for row in found.table.itertuples():
        part = DESIGN[DESIGN["stratum"] == row.group]
        mean, se = by_hand(answer.eq(row.answer), part)
        assert row.share == pytest.approx(100 * mean)
        assert row.se == pytest.approx(100 * se)
    assert found.bases["towns"].to_dict() == pytest.approx(
        {"all_in": 190, "east|02": 60, "west|02": 300}
    )


def test_each_group_adds_up_and_counts_its_towns():
    answer, group = made(3, missing=0.1)
    found = crosstab(answer, group, DESIGN, "single", fewest=1)
    sums = found.table.groupby("group")[["share", "n"]].sum()
    assert sums["share"].to_numpy() == pytest.approx([100] * 3)
    assert sums["n"].to_dict() == group[answer.notna()].value_counts().sort_index().to_dict()
    assert found.bases["n"].to_dict() == sums["n"].to_dict()
    assert (found.bases["effective_n"] <= found.bases["n"]).all()


def test_an_answer_nobody_in_the_group_gave_is_nought():
    answer, group = made(3)
    answer[(group == "old").to_numpy() & (answer == "partly").to_numpy()] = "no"
    rows = crosstab(answer, group, DESIGN, "single", fewest=1).table.set_index(["group", "answer"])
    assert rows.loc[("old", "partly"), ["n", "share", "low"]].tolist() == [0, 0, 0]
    assert rows.loc[("old", "partly"), "high"] > 0


def test_numbers_have_a_mean_per_group():
    staff = pd.Series(np.random.default_rng(5).gamma(2, 3, len(DESIGN)), index=DESIGN.index)
    found = crosstab(staff, DESIGN["stratum"], DESIGN, "number")
    row = found.table.set_index("group").loc["east|02"]
    part = DESIGN[DESIGN["stratum"] == "east|02"]
    assert row[["mean", "se"]].tolist() == pytest.approx(list(by_hand(staff, part)))
    assert found.tests.empty


def test_the_order_of_a_categorical_stays():
    answer, group = made(3)
    ordered = pd.Series(pd.Categorical(group, ["old", "new", "none", "empty"]), index=group.index)
    found = crosstab(answer, ordered, DESIGN, "single", choices=["yes", "partly", "no"])
    assert found.bases.index.tolist() == ["old", "new", "none"]
    assert found.table["answer"].tolist() == ["yes", "partly", "no"] * 3


def test_groups_of_fewer_than_five_towns_are_not_shown():
    answer, group = made(3)
    group.iloc[:4] = "rare"
    found = crosstab(answer, group, DESIGN, "single").table
    rare = found[found["group"] == "rare"]
    assert rare["hidden"].tolist() == [FEW] * 3
    gone = found["hidden"] != SHOWN
    assert gone[rare.index].all()
    assert found.loc[gone, ["n", "share", "se", "low", "high"]].isna().all(axis=None)
    for _, line in found.groupby("answer"):
        assert (line["hidden"] != SHOWN).sum() >= 2
    staff = pd.Series(np.arange(len(DESIGN), dtype=float), index=DESIGN.index)
    numbers = crosstab(staff, group, DESIGN, "number").table.set_index("group")
    assert numbers.at["rare", "hidden"] == FEW
    assert np.isnan(numbers.at["rare", "mean"])


def test_towns_without_a_group_are_counted_and_left_out():
    answer, group = made(3)
    group.iloc[:20] = None
    found = crosstab(answer, group, DESIGN, "single")
    assert found.dropped == 20
    assert found.bases["n"].sum() == len(DESIGN) - 20
    assert any("keiner Gruppe gehören: 20." in note for note in found.notes("de"))


def test_there_is_nothing_to_test_without_a_choice_or_without_chance():
    answer, group = made(3)
    same = pd.Series("yes", index=DESIGN.index)
    assert crosstab(same, group, DESIGN, "single").tests["p"].isna().all()
    assert crosstab(answer, same, DESIGN, "single").tests["p"].isna().all()
    census = design_of({"all_in": (120, 120)})
    tests = crosstab(answer, group, census, "single")
    assert tests.tests["p"].isna().all()
    assert tests.notes("de") == []


@pytest.mark.parametrize("kind", ["single", "scale", "multiple", "number"])
def test_a_question_nobody_answered_is_empty(kind):
    _, group = made(3)
    nothing = pd.DataFrame({"x": pd.Series(np.nan, index=DESIGN.index)})
    found = crosstab(nothing, group, DESIGN, kind)
    assert found.table.empty
    assert found.bases["n"].eq(0).all()
    assert found.tests["p"].isna().all()


def test_the_test_is_said_in_words():
    answer, group = made(3)
    notes = crosstab(answer, group, DESIGN, "single").notes("de")
    assert len(notes) == 1
    assert "Rao und Scott" in notes[0]


def test_what_cannot_be_crossed_is_refused():
    answer, group = made(3)
    with pytest.raises(ParameterError, match="„text“"):
        crosstab(answer, group, DESIGN, "text")
    with pytest.raises(ParameterError, match="zu einer der Gruppen"):
        crosstab(answer, group.iloc[:0], DESIGN, "single")
