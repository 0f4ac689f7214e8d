"""Answers with the weights of a sample, or for themselves."""

from __future__ import annotations

import pandas as pd
import pytest
from drawn import SIZES, sample_of
from hypothesis import given
from hypothesis import strategies as st

from ankunft.base.errors import ParameterError
from ankunft.survey.inference.estimate import estimate
from ankunft.survey.inference.weighted import for_themselves, weighted

SAMPLE = sample_of()
DRAWN = SAMPLE.index[SAMPLE["drawn"]]


@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=60))
def test_for_themselves_shares_are_plain_proportions_without_an_interval(given_answers):
    towns = pd.Index([f"{k:08}" for k in range(len(given_answers))])
    answers = pd.Series(given_answers, towns, dtype="str")
    found = estimate(answers, for_themselves(towns).design, "single", fewest=1)
    plain = 100 * answers.value_counts(normalize=True)
    assert found.shares is not None
    for code, row in found.shares.iterrows():
        assert row["share"] == pytest.approx(plain[code])
        if len(towns) > 1:
            assert row["low"] == pytest.approx(plain[code])
            assert row["high"] == pytest.approx(plain[code])


def test_weights_stand_for_the_frame_with_and_without_raking():
    answered = DRAWN[::2]
    frame = pd.DataFrame({"part": [s.split("|")[0] for s in SAMPLE["stratum"]]}, SAMPLE.index)
    total = sum(towns for towns, _ in SIZES.values())
    bare = weighted(SAMPLE, answered)
    raked = weighted(SAMPLE, answered, margins=frame)
    assert bare.raked is None
    assert bare.design["weight"].sum() == pytest.approx(total)
    sums = raked.design["weight"].groupby(frame["part"]).sum()
    for part, towns in frame["part"].value_counts().items():
        assert sums[part] == pytest.approx(towns)
    assert raked.stands_for_others
    assert len(raked.notes("de")) > len(bare.notes("de"))


def test_without_margins_to_rake_to_nothing_is_raked():
    assert weighted(SAMPLE, DRAWN, margins=pd.DataFrame(index=SAMPLE.index)).raked is None


def test_the_notes_say_for_whom_answers_speak():
    alone = for_themselves(pd.Index(["01", "02"]))
    assert not alone.stands_for_others
    assert "für die 2 Gemeinden" in alone.notes("de")[0]
    assert alone.effective_n == 2


def test_answers_of_towns_that_were_not_drawn_give_no_weights():
    with pytest.raises(ParameterError, match="gezogenen"):
        weighted(SAMPLE, pd.Index(["99999999"]))
