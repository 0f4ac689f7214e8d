"""The quota list of interviews: even over the scale, met exactly, what is open."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankunft.base.errors import ParameterError
from ankunft.selection.call.interviews import NATIONAL, Held, notes, quota_list, spread
from ankunft.selection.plan import Interviews

PLAN = Interviews()


def stated(*answers: float) -> pd.Series:
    return pd.Series(answers, index=[f"{k:08}" for k in range(1, len(answers) + 1)], dtype=float)


@given(st.integers(0, 40), st.lists(st.integers(0, 12), max_size=7))
def test_places_are_as_even_as_the_towns_allow(total, towns):
    wanted = spread(total, towns)
    assert sum(wanted) == min(total, sum(towns))
    assert all(0 <= place <= of for place, of in zip(wanted, towns, strict=True))
    for k, place in enumerate(wanted):
        for other in range(len(wanted)):
            # who has room has at most one less than any other, and none less than a later one
            if place < towns[k]:
                assert place >= wanted[other] - (other < k)


def test_fifteen_and_fifteen():
    table = quota_list(PLAN, stated(*[1, 2, 3, 4, 5] * 4, np.nan))
    municipal = table[table["side"] == "municipal"]
    assert municipal["category"].tolist() == ["5", "4", "3", "2", "1"]
    assert municipal["wanted"].tolist() == [3] * 5
    assert municipal["towns"].tolist() == [4] * 5
    national = table[table["side"] == "national"]
    assert national["wanted"].sum() == 15
    assert national["category"].tolist() == list(NATIONAL)
    assert national["towns"].isna().all()
    assert (table["open"] == table["wanted"]).all()
    assert notes(table, PLAN, "de") == []


def test_interviews_fill_their_cell():
    held = [Held("municipal", "00000001"), Held("municipal", "00000099"),
            *[Held("national", "science")] * 4]  # fmt: skip
    table = quota_list(PLAN, stated(5, 4, 4), held, {"5": "sehr hoch"}).set_index("category")
    assert table.loc["5", ["label", "wanted", "held", "open"]].tolist() == ["sehr hoch", 1, 1, 0]
    assert table.loc["4", ["wanted", "held", "open"]].tolist() == [2, 0, 2]
    assert table.loc["", ["label", "wanted", "held", "open"]].tolist() == ["keine Angabe", 0, 1, 0]
    assert table.loc["science", ["held", "open"]].tolist() == [4, 0]
    said = notes(table.reset_index(), PLAN, "de")
    assert said == [
        "Für so viele kommunale Interviews fehlen Städte mit Angabe: 12.",
        "Geführte Interviews über der Quote: 2.",
    ]


@pytest.mark.parametrize("answers", [None, stated(np.nan, np.nan)])
def test_without_answers_all_municipal_interviews_are_open(answers):
    table = quota_list(Interviews(municipal=7, national={"Stiftungen": 2}), answers)
    assert table[["category", "wanted", "open"]].to_numpy().tolist() == [
        ["", 7, 7], ["Stiftungen", 2, 2],
    ]  # fmt: skip
    assert notes(table, PLAN, "de") == ["Noch hat keine Stadt ihren Handlungsdruck angegeben."]


def test_texts_are_categories_too():
    answers = pd.Series({"00000001": "A2", "00000002": "A1", "00000003": None}, dtype="str")
    table = quota_list(Interviews(municipal=1), answers)
    assert table["category"].tolist()[:2] == ["A2", "A1"]
    assert table["wanted"].tolist()[:2] == [1, 0]


def test_what_fits_no_cell_is_refused():
    with pytest.raises(ParameterError, match="„Verein“; die Quote kennt: ministries"):
        quota_list(PLAN, None, [Held("national", "Verein")])
    with pytest.raises(ParameterError, match="12 verschiedene Werte"):
        quota_list(PLAN, stated(*range(12)))
