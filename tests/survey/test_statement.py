"""A town's own statement beside the figures."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score

from ankunft.base.errors import ParameterError
from ankunft.survey.statement import FEWEST, agreement, has_answer


def both(stated, figures):
    keys = [f"{i:08}" for i in range(len(stated))]
    return (
        pd.Series(stated, index=keys, dtype="boolean"),
        pd.Series(figures, index=keys, dtype="boolean"),
    )


def test_kappa_is_that_of_an_independent_reckoning():
    generator = np.random.default_rng(3)
    stated = generator.random(200) < 0.4
    figures = np.where(generator.random(200) < 0.75, stated, ~stated)
    found = agreement(*both(list(stated), list(figures)))
    assert found.kappa == pytest.approx(cohen_kappa_score(stated, figures))
    assert found.low < found.kappa < found.high
    assert found.table.to_numpy().sum() == found.n == 200
    assert len(found.disagreements) == (stated != figures).sum()


def test_towns_without_figures_are_counted_and_not_compared():
    found = agreement(*both([True, False, None, True], [True, None, True, False]))
    assert (found.n, found.unknown) == (2, 1)
    assert list(found.disagreements.index) == ["00000003"]
    assert np.isnan(found.kappa)


def test_full_agreement_is_one():
    half = [True] * FEWEST + [False] * FEWEST
    found = agreement(*both(half, half))
    assert found.kappa == pytest.approx(1)
    assert found.high == pytest.approx(1)


def test_one_answer_only_gives_no_kappa_but_a_sentence():
    found = agreement(*both([True] * 50, [True] * 50))
    assert np.isnan(found.kappa)
    assert found.text("de").startswith("In 50 von 50 Gemeinden")


def test_a_town_that_stands_twice_is_refused():
    twice = pd.Series([True, False], index=["00000001", "00000001"], dtype="boolean")
    with pytest.raises(ParameterError, match="zweimal"):
        agreement(twice, twice)


def test_codes_that_mean_neither_yes_nor_no_are_missing():
    answers = pd.Series(["Y", "N", "U", None], dtype="str")
    found = has_answer(answers, frozenset({"Y"}), frozenset({"N"}))
    assert found.to_list()[:2] == [True, False]
    assert found.isna().to_list() == [False, False, True, True]
