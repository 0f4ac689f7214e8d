"""Small towns beside large ones: the spread in each size class and the share between them."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankunft.base.town_groups import SIZE_CLASSES, size_class
from ankunft.profiles.frame import entry, profile_frame, transformed
from ankunft.profiles.size_classes import by_size, share_between, statement

CHANGE = entry("change")
nan = math.nan


def towns(people: list[float], change: list[float]) -> pd.DataFrame:
    frame = pd.DataFrame({"population_2022": people, "change": change})
    return frame.assign(size_class=size_class(frame["population_2022"]))


def test_the_decomposition_by_hand():
    # means 2 and 6, overall 4: between 4·4 = 16, within 4·1 = 4
    result = by_size(towns([900, 900, 9e4, 9e4], [1, 3, 5, 7]), CHANGE)
    assert result.between == pytest.approx(0.8)
    assert result.within == pytest.approx(0.2)
    assert result.reason == ""
    assert statement(result, "de") == (
        "Von den Unterschieden zwischen den Gemeinden (Varianz) liegen 20,0\u00a0% innerhalb der "
        "Größenklassen und 80,0\u00a0% zwischen ihnen."
    )


def test_the_spread_of_each_class():
    people = [900.0] * 5 + [30_000] * 2 + [6_000]
    result = by_size(towns(people, [0, 1, 2, 3, 4, 5, nan, nan]), CHANGE)
    assert result.table.index.to_list() == ["rural", "small_town", "smaller_medium_town"]
    rural = result.table.loc["rural"]
    assert rural.to_list() == pytest.approx([5, 0, 0.4, 1, 2, 3, 3.6, 2])
    assert list(result.table) == ["n", "missing", "p10", "q1", "median", "q3", "p90", "spread"]
    assert result.table.loc["small_town", ["n", "missing"]].to_list() == [0, 1]
    assert math.isnan(result.table.at["small_town", "median"])
    assert result.table.at["smaller_medium_town", "missing"] == 1
    assert (result.n, result.missing) == (6, 2)


@pytest.mark.parametrize(
    ("people", "change", "reason", "words"),
    [([900, 950], [1, 2], "one_class", "einer Größenklasse"),
     ([900, 9e4], [1, nan], "one_class", "einer Größenklasse"),
     ([900, 9e4], [nan, nan], "one_class", "einer Größenklasse"),
     ([900, 950, 9e4], [0.1, 0.1, 0.1], "no_spread", "unterscheiden sich nicht")],
)  # fmt: skip
def test_where_nothing_can_be_said_the_reason_is(people, change, reason, words):
    result = by_size(towns(people, change), CHANGE)
    assert result.reason == reason
    assert math.isnan(result.between)
    assert math.isnan(result.within)
    assert words in statement(result, "de")


values = st.lists(st.tuples(st.floats(-1e3, 1e3), st.sampled_from("abc")), min_size=2, max_size=30)


@given(values, st.floats(-100, 100), st.floats(0.5, 5))
def test_the_share_between_is_a_share_whatever_the_unit(pairs, shift, factor):
    numbers = np.array([number for number, _ in pairs])
    groups = np.array([group for _, group in pairs])
    share = share_between(numbers, groups)
    if np.ptp(numbers) < 1e-3:
        return
    assert -1e-9 <= share <= 1 + 1e-9
    within = sum(((part := numbers[groups == g]) - part.mean()) @ (part - part.mean())
                 for g in set(groups))  # fmt: skip
    total = ((numbers - numbers.mean()) ** 2).sum()
    assert 1 - share == pytest.approx(within / total, abs=1e-6)
    assert share_between(factor * numbers + shift, groups) == pytest.approx(share, abs=1e-6)


def test_groups_of_one_value_each_explain_all():
    assert share_between(np.array([1.0, 1, 4, 4]), np.array(list("aabb"))) == 1
    assert share_between(np.array([1.0, 4, 1, 4]), np.array(list("aabb"))) == 0
    assert math.isnan(share_between(np.array([2.0, 2]), np.array(list("ab"))))


@pytest.fixture(scope="module")
def frame(edition) -> pd.DataFrame:
    return profile_frame(edition)


def test_most_of_the_variance_lies_within_the_size_classes(frame):
    share = by_size(frame, entry("share_foreign_2022"))
    assert share.table.index.to_list() == [name for name, _ in SIZE_CLASSES]
    assert share.n + share.missing == len(frame)
    assert share.table["n"].sum() == share.n
    assert 0.5 < share.within < 1
    vacancy = by_size(frame, entry("vacancy_2022"), least=5_000)
    assert "rural" not in vacancy.table.index
    assert vacancy.n + vacancy.missing == (frame["population_2022"] >= 5_000).sum()
    known = frame[(frame["population_2022"] >= 5_000) & frame["vacancy_2022"].notna()]
    logit = transformed(known, entry("vacancy_2022"))
    means = logit.groupby(known["size_class"]).transform("mean")
    assert vacancy.within == pytest.approx((logit - means).var() / logit.var())


def test_the_classes_are_made_of_the_population(frame):
    result = by_size(frame, entry("population_2022"))
    assert result.reason == "makes_the_classes"
    assert "gebildet" in statement(result, "de")
    assert result.table.at["small_town", "median"] < result.table.at["city", "median"]


def test_figures_of_the_kreis_are_marked(frame):
    assert statement(by_size(frame, entry("q_alo")), "de").endswith(
        "Gemeinden eines Kreises haben hier denselben Wert."
    )
