"""Responses by town: keys, repairs, tokens, several responses of one town, personal data."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ankunft.base.errors import PackageError, ParameterError
from ankunft.intake.survey.join import TOKEN, Survey, join, key_columns
from ankunft.intake.survey.questions import Question, Questionnaire
from ankunft.intake.survey.responses import read_responses
from ankunft.intake.survey.tokens import read_tokens
from ankunft.intake.survey.town_keys import town_key
from ankunft.survey.example.limesurvey_files import participants_csv, responses_csv

TOWNS = pd.DataFrame(
    {"name": ["Flensburg", "Goslar", "Germersheim", "Altenburg"]},
    index=["01001000", "03153017", "07334007", "16077001"],
)
ASKED = Questionnaire(
    (
        Question("druck", "Druck", "scale", {str(k): str(k) for k in range(1, 6)}),
        Question("kontakt", "Ansprechperson", "text"),
    )
)
HEADER = ["id", "submitdate", "datestamp", "token", "druck", "kontakt", "schluessel"]
DAY = "2025-03-{:02} 10:00:00"


def row(key: str, druck: str, day: int = 0, *, changed: int = 1, token: str = "") -> list[str]:
    sent = DAY.format(day) if day else ""
    return ["1", sent, DAY.format(changed), token, druck, "", key]


def joined(*rows: list[str], key: str = "schluessel", tokens=None) -> Survey:
    responses = read_responses(responses_csv(HEADER, rows), ASKED, "a.csv")
    return join(responses, TOWNS, key, tokens)


def record(survey: Survey) -> dict[str, tuple]:
    return {finding.code: (finding.lines, finding.ids) for finding in survey.record}


@pytest.mark.parametrize(
    ("text", "expected", "repair"),
    [
        ("01001000", "01001000", ""),
        ("1001000", "01001000", "zero"),
        (" 01 001 000 ", "01001000", ""),
        ("1001000.0", "01001000", "zero"),
        ("010010000000", "01001000", "regional"),
        ("10010000000", "01001000", "regional"),
        ("031535401017", "03153017", "regional"),
        ("'01001000", "01001000", ""),
        ("99999999", "", ""),
        ("0100100", "", ""),
        ("Flensburg", "", ""),
        ("٠١٠٠١٠٠٠", "", ""),
        ("", "", ""),
    ],
)
def test_keys_as_people_write_them(text, expected, repair):
    assert tuple(town_key(text, set(TOWNS.index))) == (expected, repair)


def test_answers_are_joined_by_ags_and_repairs_recorded():
    survey = joined(row("3153017", "4", 5), row("1001000", "2", 5), row("07334007", "1"))
    assert survey.answers.index.to_list() == ["01001000", "03153017", "07334007"]
    assert survey.answers["druck"].to_list() == [2.0, 4.0, 1.0]
    assert survey.meta["status"].to_list() == ["complete", "complete", "partial"]
    assert record(survey)["key_repaired"] == ((2, 3), ("03153017", "01001000"))
    assert survey.invited == ()
    assert not survey.made_up


def test_the_newest_complete_response_counts():
    survey = joined(
        row("01001000", "1", 5),
        row("01001000", "2", 9),
        row("01001000", "3", 7),
        row("01001000", "4", changed=20),
        row("03153017", "1", changed=3),
        row("03153017", "2", changed=8),
        row("03153017", "3", changed=4),
    )
    assert survey.answers["druck"].to_dict() == {"01001000": 2.0, "03153017": 2.0}
    assert survey.meta["line"].to_dict() == {"01001000": 3, "03153017": 7}
    assert record(survey)["duplicate_response"] == ((2, 4, 5, 6, 8), ("01001000", "03153017"))


def test_unknown_missing_and_empty_ones_are_listed_and_left_out():
    survey = joined(
        row("01001000", "1", 5), row("99999999", "2", 5), row("geheim@x.example", "3", 5),
        row("", "4", 5), row("07334007", ""), row("03153017", "", 6),
    )  # fmt: skip
    assert survey.answers.index.to_list() == ["01001000", "03153017"]
    found = record(survey)
    assert found["unknown_key"] == ((3, 4), ("99999999",))
    assert found["no_key"] == ((5,), ())
    assert found["empty_response"][0] == (6,)
    said = " ".join(finding.text(lang) for finding in survey.record for lang in ("de", "en"))
    assert "geheim" not in said


def test_known_towns_that_answered_nothing_leave_an_empty_survey():
    survey = joined(row("01001000", ""), row("07334007", ""))
    assert survey.answers.empty
    assert list(survey.answers) == ["druck", "kontakt"]
    assert record(survey)["empty_response"][0] == (2, 3)


def test_a_wrong_column_is_said():
    with pytest.raises(PackageError, match="Keine Antwort hat"):
        joined(row("99999999", "1", 5))
    with pytest.raises(ParameterError, match="„AGS“"):
        joined(row("01001000", "1", 5), key="AGS")


def tokens_of(*rows: tuple[str, str]):
    people = [{"firstname": "Erika", "lastname": "Muster", "email": "e@x.example", "token": t, "ags": a} for t, a in rows]  # fmt: skip
    return read_tokens(participants_csv(people), set(TOWNS.index), "zugang.csv")


def test_answers_are_joined_by_token_and_the_list_says_who_was_invited():
    tokens = tokens_of(("abc", "01001000"), ("def", "3153017"), ("ghi", "07334007"))
    survey = joined(
        row("", "5", 3, token="def"), row("", "2", 3, token="zzz"), key=TOKEN, tokens=tokens
    )
    assert survey.answers["druck"].to_dict() == {"03153017": 5.0}
    assert survey.invited == ("01001000", "03153017", "07334007")
    assert record(survey)["unknown_key"] == ((3,), ())
    said = " ".join(finding.text("de") for finding in survey.record)
    assert "zzz" not in said
    assert "Muster" not in repr(tokens)
    assert "token_key_repaired" in record(survey)


def test_a_list_with_two_columns_will_do():
    found = read_tokens(b"Gemeinde;Token\n1001000;abc\n;def\n99;ghi\n", set(TOWNS.index), "z.csv")
    assert found.towns == {"abc": "01001000"}
    assert [(f.code, f.lines) for f in found.found] == [
        ("token_left_out", (3, 4)),
        ("token_key_repaired", ()),
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"code;AGS\nabc;01001000\n", "Zugangscode"),
        (b"token;Ort\nabc;Goslar\n", "AGS"),
        (b"token;AGS\nabc;01001000\nabc;03153017\n", "Zeilen 2 und 3"),
    ],
)
def test_a_list_that_does_not_say_who_is_who_is_refused(content, expected):
    with pytest.raises(PackageError, match=expected):
        read_tokens(content, set(TOWNS.index), "z.csv")


def test_the_column_of_the_key_is_found():
    rows = [row("1001000", "1", 5, token="abc"), row("03153017", "2", 5, token="def")]
    responses = read_responses(responses_csv(HEADER, rows), ASKED, "a.csv")
    assert key_columns(responses, TOWNS.index) == ["schluessel"]
    without = read_responses(responses_csv(HEADER[:-1], [r[:-1] for r in rows]), ASKED, "a.csv")
    assert key_columns(without, TOWNS.index) == [TOKEN]


def test_contacts_are_recognised_and_not_among_what_is_shown():
    mine = row("01001000", "1", 5)
    mine[5] = "Erika Muster"
    survey = joined(mine)
    assert set(survey.personal) == {"kontakt"}
    assert list(survey.shown) == ["druck"]


responses_of_towns = st.lists(
    st.tuples(st.sampled_from(list(TOWNS.index)), st.integers(0, 28), st.integers(1, 28)),
    min_size=1,
    max_size=25,
)


@given(responses_of_towns)
@settings(max_examples=60)
def test_the_choice_follows_its_rule(rows):
    survey = joined(*(row(ags, "3", day, changed=changed) for ags, day, changed in rows))
    assert survey.answers.index.is_unique
    assert survey.answers.index.to_list() == sorted({ags for ags, _day, _changed in rows})
    for ags, line in survey.meta["line"].items():
        own = [(d > 0, d or c, k) for k, (a, d, c) in enumerate(rows, start=2) if a == ags]
        assert line == max(own)[2]
        assert (survey.meta["status"][ags] == "complete") == max(own)[0]
