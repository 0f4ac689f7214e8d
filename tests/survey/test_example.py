"""The made-up example: marked, repeatable, readable by the importers, the same town the same."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from ankunft.base.errors import ParameterError
from ankunft.intake.survey.join import MADE_UP, TOKEN, Survey, join
from ankunft.intake.survey.responses import read_responses
from ankunft.intake.survey.structure import read_structure
from ankunft.intake.survey.tokens import read_tokens
from ankunft.survey.example import generator as example
from ankunft.survey.example.generator import make_example


def towns(n: int = 300) -> pd.DataFrame:
    kinds = ["new", "traditional", "none"]
    return pd.DataFrame(
        {
            "name": [f"Stadt {k}" for k in range(n)],
            "population": [20_000.0 + 500 * k for k in range(n)],
            "arrival_class": [kinds[k % 3] for k in range(n)],
        },
        index=[f"{k % 16 + 1:02}{k:06}" for k in range(n)],
    ).sort_index()


def imported(frame: pd.DataFrame, lang: str = "de", **options) -> Survey:
    files = make_example(frame, **options).files
    asked = read_structure(files[example.STRUCTURE], example.STRUCTURE, lang)
    responses = read_responses(files[example.RESPONSES], asked, example.RESPONSES)
    tokens = read_tokens(files[example.PARTICIPANTS], set(frame.index), example.PARTICIPANTS)
    return join(responses, frame, TOKEN, tokens)


def test_it_comes_back_through_the_importers_without_complaint():
    frame = towns()
    survey = imported(frame)
    assert {finding.code for finding in survey.record} <= {
        "duplicate_response", "none_of_these"
    }  # fmt: skip
    assert survey.invited == tuple(frame.index)
    assert len(frame) * 0.45 < len(survey.answers) < len(frame) * 0.75
    assert set(survey.meta["status"]) == {"complete", "partial"}
    kinds = {question.kind for question in survey.questionnaire.questions}
    assert kinds == {"single", "scale", "multiple", "number", "text"}
    complete = survey.answers[survey.meta["status"] == "complete"]
    assert complete[["neuesquartier", "druck", "stellen", "begleitung"]].notna().all(axis=None)
    assert complete["druck"].between(1, 5).all()


def test_it_is_marked_as_made_up_everywhere():
    files = make_example(towns(30)).files
    assert all("erfunden" in name for name in files)
    for name in (example.STRUCTURE, example.STRUCTURE_TXT):
        assert "Erfundenes Beispiel" in read_structure(files[name]).title
        assert "Made-up" in read_structure(files[name], lang="en").title
    rows = files[example.RESPONSES].decode("utf-8-sig").strip().splitlines()
    assert all("erfunden" in row for row in rows[1:])
    survey = imported(towns(30))
    assert survey.made_up
    assert MADE_UP not in survey.answers
    assert MADE_UP not in {question.code for question in survey.questionnaire.questions}
    mails = re.findall(r"[\w.]+@[\w.]+", files[example.PARTICIPANTS].decode())
    assert mails
    assert all(mail.endswith("@example.invalid") for mail in mails)


def test_both_structures_say_the_same():
    files = make_example(towns(5)).files
    for lang in ("de", "en"):
        assert read_structure(files[example.STRUCTURE], lang=lang) == read_structure(
            files[example.STRUCTURE_TXT], lang=lang
        )


def test_contacts_are_recognised_as_personal():
    survey = imported(towns())
    assert {"kontaktname", "kontaktmail", "anmerkung", "wo"} <= set(survey.personal)
    assert not {"neuesquartier", "druck", "stellen", "massnahmen[SQ001]"} & set(survey.personal)


def test_the_seed_decides_and_other_towns_do_not():
    frame = towns()
    once, again = imported(frame, seed=3), imported(frame, seed=3)
    pd.testing.assert_frame_equal(once.answers, again.answers)
    assert not once.answers.equals(imported(frame, seed=4).answers)
    fewer = imported(frame.iloc[::2], seed=3)
    pd.testing.assert_frame_equal(fewer.answers, once.answers.loc[fewer.answers.index])


def test_answers_go_together_with_the_class():
    survey = imported(towns(), response_rate=1)
    said = survey.answers["neuesquartier"].eq("A1")
    share = said.groupby(towns()["arrival_class"]).mean()
    assert share["new"] > share["traditional"] > share["none"]


def test_bare_keys_are_enough():
    survey = imported(pd.DataFrame({"name": ["Goslar"]}, index=["03153017"]), response_rate=1)
    assert survey.answers.index.to_list() == ["03153017"]


@pytest.mark.parametrize(("n", "rate"), [(0, 0.5), (3, 0.0), (3, 1.5)])
def test_what_cannot_be_is_refused(n, rate):
    with pytest.raises(ParameterError):
        make_example(towns(n), response_rate=rate)
