"""The weighted score: percentiles by hand, gaps, and how firmly a town stays in the list."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from case_towns import VARIABLES, made_towns, wish
from hypothesis import given, settings
from hypothesis import strategies as st

from ankunft.base.errors import ParameterError
from ankunft.selection.cases.choose import choose_cases
from ankunft.selection.cases.score import DRAWS, DRAWS_WITH_WISHES, draws, normal, score
from ankunft.selection.plan import Cases, ScoreWeight

WEIGHTS = (
    ScoreWeight(variable="age", weight=2),
    ScoreWeight(variable="people", high=False),
    ScoreWeight(variable="centre", weight=0.5),
)
few = settings(max_examples=15)


def by_hand(towns: pd.DataFrame, ags: str) -> float:
    """The score of one town, counting who lies below and who is equal."""
    complete = towns.dropna(subset=["age", "people", "centre"])
    own = complete.loc[ags]

    def percentile(name: str) -> float:
        below = (complete[name] < own[name]).sum()
        equal = (complete[name] == own[name]).sum()
        return 100 * (below + equal / 2) / len(complete)

    centre = 100.0 if own["centre"] else 0.0
    return (2 * percentile("age") + (100 - percentile("people")) + 0.5 * centre) / 3.5


@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.2]))
@few
def test_the_score_is_the_weighted_mean_of_percentiles(seed, holes):
    towns = made_towns(seed=seed, holes=holes)
    found = score(towns, VARIABLES, WEIGHTS)
    for ags in found.score.index:
        assert found.score[ags] == pytest.approx(by_hand(towns, ags))
    incomplete = towns[["age", "people", "centre"]].isna().any(axis=1)
    assert set(found.missing) == set(towns.index[incomplete])
    assert found.score.between(0, 100).all()


@given(st.integers(0, 10_000))
@few
def test_only_the_order_of_the_figures_and_the_ratio_of_the_weights_count(seed):
    towns = made_towns(seed=seed)
    stretched = towns.assign(people=np.log(towns["people"]), age=towns["age"] ** 3)
    tripled = [w.model_copy(update={"weight": 3 * w.weight}) for w in WEIGHTS]
    found = score(towns, VARIABLES, WEIGHTS).score
    pd.testing.assert_series_equal(found, score(stretched, VARIABLES, WEIGHTS).score)
    pd.testing.assert_series_equal(found, score(towns, VARIABLES, tripled).score)


def test_turning_every_weight_round_turns_the_score_round():
    towns = made_towns()
    turned = [w.model_copy(update={"high": not w.high}) for w in WEIGHTS]
    once, again = score(towns, VARIABLES, WEIGHTS).score, score(towns, VARIABLES, turned).score
    np.testing.assert_allclose(once + again, 100)


def test_weights_are_drawn_around_those_stated():
    drawn = draws(WEIGHTS, DRAWS)
    np.testing.assert_allclose(drawn.sum(axis=1), 1)
    np.testing.assert_allclose(drawn.mean(axis=0), normal(WEIGHTS), atol=0.01)
    np.testing.assert_array_equal(drawn, draws(WEIGHTS, DRAWS))
    # variance of a Dirichlet component: m (1 − m) / (50 + 1)
    m = normal(WEIGHTS)
    np.testing.assert_allclose(drawn.var(axis=0), m * (1 - m) / 51, rtol=0.2)


@pytest.mark.parametrize("quotas", [(), (wish("part", "east", at_least=3),)])
def test_stability_is_the_share_of_draws_in_which_the_town_stays(quotas):
    towns = made_towns(seed=5)
    result = choose_cases(towns, VARIABLES, Cases(n=5, score=WEIGHTS, quotas=quotas))
    parts = score(towns, VARIABLES, WEIGHTS).parts
    east = towns.loc[parts.index, "part"] == "east"
    drawn = draws(WEIGHTS, DRAWS_WITH_WISHES if quotas else DRAWS)
    stays = pd.Series(0, index=result.table.index)
    for weights in drawn:
        total = (parts @ weights).sort_values(ascending=False)
        best = total.index[:5]
        if quotas and east[best].sum() < 3:
            # the three best of the East, and the two best of the others: the West is full there
            best = [*total.index[east[total.index]][:3], *total.index[~east[total.index]][:2]]
        stays += stays.index.isin(best).astype(int)
    np.testing.assert_allclose(result.table["stability"], stays / len(drawn))
    assert 0 < result.table["stability"].min() < 1


def test_one_figure_alone_leaves_no_doubt():
    towns = made_towns()
    result = choose_cases(towns, VARIABLES, Cases(n=4, score=(ScoreWeight(variable="age"),)))
    assert (result.table["stability"] == 1).all()
    assert list(result.table.index) == list(
        towns.sort_index().sort_values("age", ascending=False, kind="stable").index[:4]
    )


def test_equal_scores_are_ordered_by_ags():
    towns = made_towns().assign(age=44.0)
    result = choose_cases(towns, VARIABLES, Cases(n=4, score=(ScoreWeight(variable="age"),)))
    assert list(result.table.index) == sorted(towns.index)[:4]


def test_texts_repetitions_and_unknown_figures_are_refused():
    towns = made_towns()
    for weights, said in (
        ([ScoreWeight(variable="part")], "„Größe part“ ist keine Zahl"),
        ([ScoreWeight(variable="age"), ScoreWeight(variable="age", high=False)], "mehrmals"),
        ([ScoreWeight(variable="nothing")], "„nothing“ gibt es nicht"),
    ):
        with pytest.raises(ParameterError, match=said):
            score(towns, VARIABLES, weights)


def test_a_score_says_what_counts_most_and_how_firm_it_is():
    towns = made_towns()
    result = choose_cases(towns, VARIABLES, Cases(n=3, score=WEIGHTS))
    ags = result.table.index[0]
    german, english = result.reason(ags, "de"), result.reason(ags, "en")
    assert "Größe age (" in german
    assert "von 100 Punkten" in german
    assert "Figure age (" in english
    assert "keine Bewertung" in result.notes("de")[0]
