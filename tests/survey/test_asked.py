"""Who was asked, and how far each has answered."""

from __future__ import annotations

import pandas as pd
from drawn import sample_of
from hypothesis import given
from hypothesis import strategies as st

from ankunft.survey.inference.asked import ASKED, UNASKED, town_status

SAMPLE = sample_of({"all_in": (3, 3), "east": (4, 2)})
TOWNS = list(SAMPLE.index)


def status(**given: str) -> pd.Series:
    return pd.Series(given, dtype="str")


def test_before_there_are_answers_the_sample_is_asked():
    found = town_status(SAMPLE, None)
    assert list(found.index) == [*TOWNS[:3], *TOWNS[3:5]]
    assert set(found["status"]) == {ASKED}
    assert set(found["role"]) == {"drawn"}


def test_a_town_that_answered_unasked_is_set_apart():
    answers = pd.Series(["complete", "partial"], [TOWNS[0], "99000000"], dtype="str")
    found = town_status(SAMPLE, answers)
    assert found.at[TOWNS[0], "status"] == "complete"
    assert found.at["99000000", "status"] == UNASKED
    assert found.at["99000000", "role"] == ""
    assert (found["status"] == "none").sum() == 4


def test_a_town_of_the_token_list_is_asked_too():
    found = town_status(None, pd.Series(["complete"], ["b"], dtype="str"), ("a", "b"))
    assert found["status"].to_dict() == {"a": "none", "b": "complete"}


def test_without_sample_and_list_nobody_is_unasked():
    found = town_status(None, pd.Series(["partial"], ["b"], dtype="str"))
    assert found["status"].to_dict() == {"b": "partial"}
    assert town_status(None, None).empty


@given(
    st.dictionaries(st.sampled_from([*TOWNS, "x", "y"]), st.sampled_from(["complete", "partial"]))
)
def test_every_answer_is_there_once(answers):
    given_status = pd.Series(answers, dtype="str")
    found = town_status(SAMPLE, given_status)
    assert found.index.is_unique
    assert set(answers) <= set(found.index)
    asked = found[found["role"] != ""]
    assert asked["status"].to_dict() == {a: answers.get(a, "none") for a in asked.index}
