"""The seven strategies, against looking at every town or pair; vetoes, inclusions and reasons."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from case_towns import VARIABLES, made_towns, wish
from hypothesis import given, settings
from hypothesis import strategies as st

from ankunft.base.errors import ParameterError
from ankunft.profiles.similarity import spread
from ankunft.selection.cases.choose import choose_cases
from ankunft.selection.cases.pairs import CALIPER, CAP, TIE
from ankunft.selection.cases.regression import regress
from ankunft.selection.cases.result import CaseResult
from ankunft.selection.plan import Cases

COVARIATES = ("people", "age", "part")
PAIRED = ("most_similar", "most_different")
EVERY = ("typical", "diverse", "extreme", "deviant", "influential", *PAIRED)
few = settings(max_examples=15)


def pick(towns: pd.DataFrame, strategy: str, n: int = 6, **rest: object) -> CaseResult:
    known = ("outcome", "covariates", "quotas")
    given_cases = {"outcome": "share", "covariates": COVARIATES} | {
        key: rest.pop(key) for key in known if key in rest
    }
    cases = Cases(n=n, strategy=strategy, **given_cases)
    return choose_cases(towns, VARIABLES, cases, **rest)


@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.1]))
@few
def test_towns_are_sought_by_the_figure_of_their_strategy(seed, holes):
    towns = made_towns(60, seed=seed, holes=holes)
    found = regress(towns, VARIABLES, "share", COVARIATES).towns
    wanted = {
        "typical": found["residual"].abs().nsmallest(6),
        "deviant": found["studentised"].abs().nlargest(6),
        "influential": found["cook"].nlargest(6),
        "extreme": (towns["share"] - towns["share"].mean()).abs().nlargest(6),
    }
    for strategy, best in wanted.items():
        table = pick(towns, strategy).table
        assert list(table.index) == list(best.index)
        np.testing.assert_array_equal(table["value"], towns.loc[table.index, "share"])


def test_extremes_are_told_in_standard_deviations():
    towns = made_towns()
    table = pick(towns, "extreme", covariates=()).table
    wanted = (towns["share"] - towns["share"].mean()) / towns["share"].std(ddof=0)
    np.testing.assert_allclose(table["extremity"], wanted[table.index])
    assert table["fitted"].isna().all()


def distances(towns: pd.DataFrame) -> pd.DataFrame:
    """Every pair, one after the other, as the definition says it."""
    rows = []
    towns = towns.dropna(subset=["share", *COVARIATES])
    scales = {name: spread(towns[name].to_numpy()) for name in ("people", "age", "share")}
    for a, b in combinations(sorted(towns.index), 2):
        one, other = towns.loc[a], towns.loc[b]
        gaps = [min(CAP, abs(one[k] - other[k]) / scales[k]) for k in ("people", "age")]
        gaps.append(float(one["part"] != other["part"]))
        distance = np.sqrt(np.mean(np.square(gaps)))
        rows.append((a, b, distance, abs(one["share"] - other["share"]) / scales["share"]))
    return pd.DataFrame(rows, columns=["a", "b", "distance", "difference"])


@given(st.integers(0, 10_000), st.sampled_from(PAIRED), st.sampled_from([0.0, 0.1]))
@few
def test_a_pair_is_alike_on_one_side_and_as_far_apart_as_can_be_on_the_other(seed, strategy, holes):
    towns = made_towns(30, seed=seed, holes=holes)
    every = distances(towns)
    near, far = ("distance", "difference")[:: 1 if strategy == "most_similar" else -1]
    limit = every[near].sort_values().iloc[int(np.ceil(CALIPER * len(every))) - 1]
    alike = every[every[near] <= limit + 1e-9]
    table = pick(towns, strategy, n=2).table
    a, b = sorted(table.index)
    chosen = alike[(alike["a"] == a) & (alike["b"] == b)].iloc[0]
    assert chosen[far] >= alike[far].max() - TIE
    assert table["distance"].to_list() == pytest.approx([chosen["distance"]] * 2)
    assert table["difference"].to_list() == pytest.approx([chosen["difference"]] * 2)


@given(st.integers(0, 10_000), st.sampled_from(PAIRED))
@few
def test_several_pairs_share_no_town_and_are_the_best_together(seed, strategy):
    towns = made_towns(24, seed=seed)
    table = pick(towns, strategy, n=4).table
    assert table.index.is_unique
    assert table["pair"].tolist() == [1, 1, 2, 2]
    every = distances(towns)
    near, far = ("distance", "difference")[:: 1 if strategy == "most_similar" else -1]
    limit = every[near].sort_values().iloc[int(np.ceil(CALIPER * len(every))) - 1]
    alike = every[every[near] <= limit + 1e-9]
    sums = [
        one[far] + other[far]
        for (_, one), (_, other) in combinations(alike.iterrows(), 2)
        if len({one["a"], one["b"], other["a"], other["b"]}) == 4
    ]
    assert table[far].sum() / 2 >= max(sums) - 2 * TIE - 1e-6


def test_pairs_of_a_category_differ_in_it_and_are_the_nearest_of_those():
    table = pick(made_towns(), "most_similar", n=2, outcome="kind").table
    towns = made_towns()
    assert towns.loc[table.index, "kind"].nunique() == 2
    assert (table["difference"] == 1).all()
    assert table["value"].isna().all()


@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.1]))
@settings(max_examples=6)
def test_diverse_cases_cover_as_many_levels_as_any_list(seed, holes):
    towns = made_towns(11, seed=seed, holes=holes)
    result = pick(towns, "diverse", n=3, covariates=("part", "age"))
    levels = result.levels
    combination = levels.agg("|".join, axis=1)
    worth = combination.map(combination.value_counts())
    assert set(levels.index) == set(towns.dropna(subset=["share", "part", "age"]).index)

    def covered(ags: list[str]) -> tuple[int, int]:
        met = dict(zip(combination[ags], worth[ags], strict=True))
        return sum(len(set(levels[name][ags])) for name in levels), sum(met.values())

    most = max(covered(list(some)) for some in combinations(levels.index, 3))
    assert covered(list(result.table.index)) == most


def test_thirds_hold_a_third_of_the_towns_each_and_equal_values_stay_together():
    towns = made_towns(30)
    levels = pick(towns, "diverse").levels
    assert levels["people"].value_counts().tolist() == [10, 10, 10]
    assert (towns.loc[levels.index[levels["people"] == "2"], "people"].min()) > (
        towns.loc[levels.index[levels["people"] == "1"], "people"].max()
    )
    rounded = towns.assign(age=towns["age"].round())
    together = pick(rounded, "diverse").levels["age"].groupby(rounded["age"]).nunique()
    assert (together == 1).all()


@pytest.mark.parametrize("strategy", EVERY)
def test_a_veto_and_an_inclusion_count(strategy):
    towns = made_towns(60, seed=1)
    first = pick(towns, strategy)
    vetoed = first.table.index[:2]
    other = pick(towns, strategy, vetoed=vetoed)
    assert not set(vetoed) & set(other.table.index)
    assert len(other.table) == 6
    taken = [*first.table.index[-2:], "16999999", "16999998"]
    with_them = pick(towns, strategy, included=taken)
    assert set(taken) < set(with_them.table.index)
    assert with_them.table["role"].tolist() == ["case"] * 2 + ["included"] * 4
    assert with_them.table.loc["16999999", ["name", "value"]].isna().all()
    assert with_them.reason(taken[0], "de") == (
        "Durch Entscheidung aufgenommen, nicht durch die Strategie."
    )


def test_a_veto_moves_no_figure_of_the_others():
    towns = made_towns(60, seed=1)
    once = pick(towns, "deviant").table
    again = pick(towns, "deviant", vetoed=once.index[:1]).table
    pd.testing.assert_frame_equal(
        once.iloc[1:].drop(columns="order"), again.iloc[:5].drop(columns="order")
    )


@pytest.mark.parametrize("strategy", EVERY)
def test_the_order_of_the_rows_decides_nothing(strategy):
    towns = made_towns(60, seed=4, holes=0.05)
    once, again = pick(towns, strategy), pick(towns.sample(frac=1, random_state=1), strategy)
    pd.testing.assert_frame_equal(once.table, again.table)


@pytest.mark.parametrize("strategy", EVERY)
def test_wishes_hold_for_every_strategy(strategy):
    towns = made_towns(80, seed=2)
    quotas = (wish("part", "east", at_least=4, at_most=4), wish("kind", "a", at_least=2))
    result = pick(towns, strategy, quotas=quotas)
    assert result.conflict is None
    chosen = towns.loc[result.table.index]
    assert (chosen["part"] == "east").sum() == 4
    assert (chosen["kind"] == "a").sum() >= 2


@pytest.mark.parametrize("strategy", EVERY)
@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_case_has_a_sentence_with_its_figures(strategy, lang):
    towns = made_towns(60, seed=6)
    result = pick(towns, strategy)
    label = VARIABLES["share"].label(lang)
    for ags, sentence in result.reasons(lang).items():
        assert label in sentence
        assert VARIABLES["share"].show(towns.at[ags, "share"], lang) in sentence
        assert "{" not in sentence
        assert sentence.endswith(".")
    assert all(note.endswith(".") and "{" not in note for note in result.notes(lang))


def test_a_pair_names_its_partner():
    towns = made_towns(60, seed=6)
    result = pick(towns, "most_similar")
    first, second = result.table.index[:2]
    assert towns.at[second, "name"] in result.reason(first, "de")
    assert towns.at[first, "name"] in result.reason(second, "de")


def test_what_is_missing_is_counted():
    towns = made_towns(60, seed=6, holes=0.1)
    result = pick(towns, "typical")
    incomplete = towns[["share", *COVARIATES]].isna().any(axis=1)
    assert set(result.missing) == set(towns.index[incomplete])
    assert result.eligible == 60 - incomplete.sum()
    assert str(incomplete.sum()) in result.notes("de")[1]
    assert "R²" in result.notes("de")[0]


@pytest.mark.parametrize(
    ("strategy", "rest", "said"),
    [
        ("most_similar", {"n": 5}, "gerade Zahl"),
        ("most_different", {"covariates": ()}, "mindestens eine erklärende"),
        ("most_similar", {"covariates": ("still",)}, "denselben Wert"),
        ("most_similar", {"covariates": ("change",)}, "aus denselben Angaben"),
        ("diverse", {"covariates": ("klass",)}, "aus denselben Angaben"),
        ("most_similar", {"n": 40}, "20 Paare ohne gemeinsame Kommune"),
        ("typical", {"n": 41}, "Für 41 Fälle .* 40 Kommunen"),
        ("extreme", {"outcome": "centre"}, "keine Extreme"),
        ("extreme", {"outcome": "still"}, "unterscheidet die Kommunen nicht"),
        ("extreme", {"n": 1, "included": ["01000001", "01000002"]}, "nur 1 Fälle"),
        ("extreme", {"vetoed": ["01000000"], "included": ["01000000"]}, "Veto und Aufnahme"),
    ],
)
def test_what_cannot_be_done_is_said(strategy, rest, said):
    with pytest.raises(ParameterError, match=said):
        pick(made_towns(), strategy, **rest)


def test_wishes_that_similar_pairs_cannot_meet_are_told_as_such():
    towns = made_towns(60, seed=2)
    odd = (wish("part", "east", at_least=3, at_most=3),)
    result = pick(towns, "most_similar", quotas=odd)
    assert result.conflict.wishes == (0,)
    assert "nur unter den ähnlichen Paaren" in result.explanation("de")


def test_too_many_towns_for_pairs_are_refused_before_they_fill_the_memory(monkeypatch):
    monkeypatch.setattr("ankunft.selection.cases.pairs.MOST_TOWNS", 30)
    with pytest.raises(ParameterError, match="höchstens 30 Kommunen"):
        pick(made_towns(), "most_similar")
