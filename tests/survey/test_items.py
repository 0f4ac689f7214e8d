"""What of a questionnaire has results, and which question asks for a new arrival quarter."""

from __future__ import annotations

import pandas as pd
import pytest

from ankunft.intake.survey.join import Survey
from ankunft.intake.survey.personal import Personal
from ankunft.intake.survey.questions import Question, Questionnaire
from ankunft.survey.agreement_question import Asked, asked_questions, likely, yes_and_no
from ankunft.survey.items import items

YESNO = {"A1": "Ja", "A2": "Nein, noch nicht", "A3": "Weiß nicht"}
GERMAN = Questionnaire(
    (
        Question("teil", "Nehmen Sie teil?", "single", {"Y": "Ja", "N": "Nein"}),
        Question("neu", "Gibt es ein neues Quartier?", "single", YESNO),
        Question(
            "was", "Was geschieht?", "multiple", subquestions={"SQ1": "Kurse", "SQ2": "Räume"}
        ),
        Question(
            "wie",
            "Wie gut?",
            "scale",
            {"1": "schlecht", "2": "gut"},
            {"a": "Ämter", "b": "Vereine"},
        ),
        Question("zahl", "Wie viele?", "number"),
        Question("tel", "Telefon", "number"),
        Question("frei", "Sonst?", "text"),
    )
)
ENGLISH = Questionnaire(
    (Question("neu", "Is there a new quarter?", "single", {**YESNO, "A1": "Yes", "A2": "No"}),)
)


def survey() -> Survey:
    answers = pd.DataFrame(index=pd.Index(["03153017"], name="ags"))
    personal = {"tel": Personal("phone", "header"), "was[SQ2]": Personal("name", "content")}
    return Survey(GERMAN, answers, pd.DataFrame(), (), personal)


def test_texts_and_personal_columns_are_no_items():
    found = items(survey())
    assert list(found) == ["teil", "neu", "was", "wie[a]", "wie[b]", "zahl"]
    assert found["was"].columns == ("was[SQ1]",)
    assert found["was"].choices == {"was[SQ1]": "Kurse"}
    assert found["wie[b]"].label == "Wie gut? – Vereine"
    assert found["wie[b]"].choices == {"1": "schlecht", "2": "gut"}
    assert found["zahl"].choices == {}


def test_labels_are_those_of_the_readers_language_where_there_are_any():
    found = items(survey(), ENGLISH)
    assert found["neu"].label == "Is there a new quarter?"
    assert found["neu"].choices["A1"] == "Yes"
    assert found["was"].label == "Was geschieht?"


@pytest.mark.parametrize("words", [None, ENGLISH])
def test_the_question_for_a_new_quarter_is_guessed_with_its_answers(words):
    known = asked_questions(items(survey(), words))
    assert set(known) == {"teil", "neu", "was[SQ1]"}
    assert likely(known) == "neu"
    assert yes_and_no(known["neu"]) == (["A1"], ["A2"])
    assert yes_and_no(known["teil"]) == (["Y"], ["N"])


def test_without_such_words_a_question_of_yes_and_no_is_guessed():
    known = {
        "farbe": Asked("farbe", "Welche Farbe?", {"1": "rot"}),
        "ja": Asked("ja", "Nehmen Sie teil?", {"1": "ja", "2": "nein"}),
    }
    assert likely(known) == "ja"
    assert likely({}) == ""


def test_an_answer_that_begins_with_other_letters_means_nothing():
    asked = Asked("x", "?", {"1": "jährlich", "2": "Neinstedt", "3": "n/a"})
    assert yes_and_no(asked) == ([], [])
