"""Answers as variables of towns."""

from dataclasses import replace

import pandas as pd
import pytest

from ankunft.intake.survey.join import Survey
from ankunft.intake.survey.personal import Personal
from ankunft.intake.survey.questions import Question, Questionnaire
from ankunft.selection.frame.criteria import verdict
from ankunft.selection.frame.from_survey import survey_digest, survey_variables
from ankunft.selection.plan import Criterion


@pytest.fixture
def survey():
    asked = Questionnaire(
        (
            Question("neu", "Gibt es ein neues Ankunftsquartier?", "single", {"Y": "Ja", "N": "Nein"}),
            Question("lage", "Wo?", "single", {"A1": "Zentrum", "A2": "Rand"}),
            Question("druck", "Handlungsdruck", "scale", {"1": "gering", "5": "hoch"}),
            Question("tun", "Maßnahmen", "multiple", subquestions={"a": "Beratung", "b": "Kurse"}),
            Question("stellen", "Stellen", "number"),
            Question("wort", "Anmerkung", "text"),
            Question("tel", "Telefonnummer", "number"),
        )
    )  # fmt: skip
    answers = pd.DataFrame(
        {
            "neu": pd.Series(["Y", "N", None], dtype="str"),
            "lage": pd.Series(["A1", None, "A2"], dtype="str"),
            "druck": [5.0, float("nan"), 1.0],
            "tun[a]": pd.Series([True, None, False], dtype="boolean"),
            "tun[b]": pd.Series([False, None, True], dtype="boolean"),
            "stellen": [2.5, 0.0, float("nan")],
            "wort": pd.Series(["geheim", None, None], dtype="str"),
            "tel": [4930.0, float("nan"), float("nan")],
        }
    ).set_axis(["01001000", "01002000", "01003000"], axis=0)
    personal = {"tel": Personal("phone", "question"), "wort": Personal("free_text", "question")}
    return Survey(asked, answers, pd.DataFrame(index=answers.index), (), personal)


def test_closed_answers_become_variables_of_their_kind(survey):
    found, frame = survey_variables(survey)
    kinds = {variable.id: variable.kind for variable in found}
    assert kinds == {
        "survey:neu": "yesno",
        "survey:lage": "category",
        "survey:druck": "number",
        "survey:tun[a]": "yesno",
        "survey:tun[b]": "yesno",
        "survey:stellen": "number",
    }
    assert list(frame.columns) == list(kinds)
    assert frame["survey:neu"].to_list()[:2] == [True, False]
    assert frame["survey:neu"].isna().to_list() == [False, False, True]


def test_answers_can_be_asked_by_the_criteria_of_a_plan(survey):
    found, frame = survey_variables(survey)
    known = {variable.id: variable for variable in found}
    asked = Criterion(variable="survey:tun[b]", operator="one_of", values=("yes",))
    said = pd.Series(verdict(frame, asked, known))
    assert said.fillna(False).to_list() == [False, False, True]
    assert said.isna().to_list() == [False, True, False]
    high = Criterion(variable="survey:druck", operator="at_least", value=4)
    assert pd.Series(verdict(frame, high, known)).isna().to_list() == [False, True, False]


def test_neither_free_text_nor_personal_data_become_variables(survey):
    found, frame = survey_variables(survey)
    shown = " ".join([*frame.columns, *(variable.label_de for variable in found)])
    assert "wort" not in shown
    assert "Telefon" not in shown
    assert "geheim" not in frame.to_csv()


def test_a_made_up_example_is_marked_in_every_label(survey):
    found, _frame = survey_variables(replace(survey, made_up=True))
    assert all("erfunden" in variable.label("de") for variable in found)
    assert all("made-up" in variable.label("en") for variable in found)


def test_the_digest_names_the_answers_whatever_the_order_of_columns(survey):
    _found, frame = survey_variables(survey)
    changed = frame.assign(**{"survey:stellen": [2.5, 1.0, float("nan")]})
    assert survey_digest(frame) == survey_digest(frame[sorted(frame.columns)])
    assert survey_digest(frame) != survey_digest(changed)
