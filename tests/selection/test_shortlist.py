"""The shortlist: places, order, decisions with reasons, and what it says is missing."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankunft.base.errors import ParameterError
from ankunft.selection.call.shortlist import CHOSEN, shortlist
from ankunft.selection.plan import Decision


def applied(answers: list[tuple[bool, object]]) -> pd.DataFrame:
    """Applications with (complete, eligible); the keys ascend."""
    ags = pd.Index([f"{k:08}" for k in range(1, len(answers) + 1)], name="ags")
    reasons = [[] if complete else ["Der Kontakt fehlt."] for complete, _eligible in answers]
    return pd.DataFrame(
        {
            "name": [f"Stadt {k}" for k in ags],
            "complete": [complete for complete, _eligible in answers],
            "eligible": pd.array([eligible for _complete, eligible in answers], dtype="boolean"),
            "reasons": pd.Series(reasons, ags, object),
        },
        index=ags,
    )


def decision(number: int, action: str, reason: str = "Beschluss des Beirats") -> Decision:
    return Decision(ags=f"{number:08}", action=action, reason=reason)


GOOD = (True, True)


def points(*values: float) -> pd.Series:
    return pd.Series(values, index=[f"{k:08}" for k in range(1, len(values) + 1)])


def test_the_highest_scores_are_chosen():
    found = shortlist(applied([GOOD] * 4), score=points(1, 4, 2, 3), least=2, most=3)
    assert list(found.table.index[:3]) == ["00000002", "00000004", "00000003"]
    assert found.table["position"].tolist() == [1, 2, 3, pd.NA]
    assert found.table["role"].tolist() == ["shortlisted"] * 3 + ["reserve"]
    assert found.notes("de") == []


def test_without_a_score_people_decide_when_there_are_too_many():
    found = shortlist(applied([GOOD] * 13), [decision(5, "include")])
    assert found.table["selected"].sum() == 1
    assert found.undecided
    assert found.missing == 7
    assert any("noch zu entscheiden" in text and "12" in text for text in found.notes("de"))
    assert shortlist(applied([GOOD] * 12)).table["selected"].all()


def test_decisions_count_before_criteria_and_keep_their_reason():
    answers = [(True, False), (False, True), (True, pd.NA), GOOD, GOOD, GOOD]
    found = shortlist(
        applied(answers),
        [decision(1, "include", "Patenstadt"), decision(4, "veto", "Doppelförderung"),
         decision(5, "no_response", "zurückgezogen"), decision(99, "veto")],
        least=3, most=4,
    )  # fmt: skip
    role = found.table["role"].to_dict()
    assert list(role.values()) == [
        "included", "shortlisted", "incomplete", "unknown", "no_response", "veto",
    ]  # fmt: skip
    assert found.table.loc["00000001", "reason"] == "Patenstadt"
    assert found.table.loc["00000004", "reason"] == "Doppelförderung"
    assert found.table.loc["00000002", "reason"] == "Der Kontakt fehlt."
    assert found.not_applied == ("00000099",)
    assert found.missing == 1
    notes = " ".join(found.notes("de"))
    assert "(3) fehlen noch Städte: 1." in notes
    assert "00000099" in notes


def test_a_tie_at_the_end_of_the_list_is_said():
    found = shortlist(applied([GOOD] * 4), score=points(1, 1, 5, 1), least=1, most=2)
    assert found.tied == ("00000001", "00000002", "00000004")
    assert list(found.table.index[:2]) == ["00000003", "00000001"]
    assert shortlist(applied([GOOD] * 3), score=points(1, 1, 1), least=1, most=3).tied == ()


def test_more_inclusions_than_places_are_said():
    found = shortlist(
        applied([GOOD] * 3), [decision(k, "include") for k in (1, 2)], least=1, most=1
    )
    assert found.table["selected"].sum() == 2
    assert any(text.startswith("Über der größten Zahl (1)") for text in found.notes("de"))


def test_contradictions_are_refused_and_a_veto_stays():
    towns = applied([GOOD] * 3)
    for actions in (("veto", "include"), ("include", "no_response")):
        with pytest.raises(ParameterError, match="00000001 stehen eine Aufnahme"):
            shortlist(towns, [decision(1, action) for action in actions])
    found = shortlist(towns, [decision(1, "veto", "erst"), decision(1, "no_response")])
    assert found.table.loc["00000001", ["role", "reason"]].tolist() == ["veto", "erst"]
    with pytest.raises(ParameterError, match="5 bis 3 Städte"):
        shortlist(towns, least=5, most=3)


@given(
    st.lists(
        st.tuples(st.booleans(), st.sampled_from([True, False, pd.NA]),
                  st.sampled_from([math.nan, 0.0, 0.5, 1.0]),
                  st.sampled_from(["", "veto", "include", "no_response"])),
        min_size=1, max_size=20,
    ),
    st.integers(1, 6), st.integers(0, 6),
)  # fmt: skip
def test_rules_hold_for_all_applications(rows, least, more):
    towns = applied([(complete, eligible) for complete, eligible, _score, _action in rows])
    decisions = [decision(k, row[3]) for k, row in enumerate(rows, start=1) if row[3]]
    score = points(*(row[2] for row in rows))
    found = shortlist(towns, decisions, score, least, least + more)
    table = found.table
    assert sorted(table.index) == list(towns.index)
    included = sum(row[3] == "include" for row in rows)
    assert (table["role"] == "included").sum() == included
    assert table["selected"].sum() <= max(included, found.most)
    assert table["selected"].equals(table["role"].isin(CHOSEN))
    listed = table[table["role"] == "shortlisted"]
    good = towns.loc[listed.index]
    assert good["complete"].all()
    assert good["eligible"].all()
    waiting = table[table["role"] == "reserve"]
    # nobody waits behind a town with a lower score
    assert not (waiting["score"].max() > listed["score"].min())
    # a place stays free only for want of towns, or because people have to decide
    free = found.most - table["selected"].sum()
    assert free <= 0 or waiting.empty or found.undecided
    assert (table["reason"].loc[[d.ags for d in decisions]] != "").all()
