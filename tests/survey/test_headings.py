"""Headings of a file: codes, codes with texts, texts alone; what is told by its place or asked."""

from __future__ import annotations

import pytest
from exports import ASKED, HEADER, ROWS, read, texts_of
from hypothesis import given
from hypothesis import strategies as st

from ankunft.base.errors import PackageError, ParameterError
from ankunft.intake.survey.headings import Headings, read_headings
from ankunft.intake.survey.known_headings import META
from ankunft.intake.survey.questions import OTHER, Question, Questionnaire

COLUMNS = ["neu", "lage", "lage[other]", "tun[SQ001]", "tun[other]", "mit[SQ001]", "rang[1]"]
TWINS = Questionnaire(
    (
        Question("a", "Bitte begründen:", "text"),
        Question("b", "Wie viele?", "number"),
        Question("c", "Bitte begründen:", "text"),
        Question("wo", "Welches Quartier?", "text"),
        Question("d", "Wo liegt das Quartier?", "text"),
        Question("paar.1", "Wie?", "scale", {"1": "1", "2": "2", "3": "3"}, {"SQ1": "Amt"}),
        Question("paar.2", "Wie?", "scale", {"1": "1", "2": "2", "3": "3"}, {"SQ1": "Amt"}),
        Question("p", "Was?", "multiple", {}, {"S1": "a", OTHER: "Sonstiges"}, ("p[S1comment]", "p[other]", "p[othercomment]")),
    )
)  # fmt: skip


def headings(*labels: str, asked: Questionnaire = ASKED, **chosen: str) -> Headings:
    return read_headings(list(labels), asked, "a.csv", chosen)


@pytest.mark.parametrize(
    "labels",
    [
        ["neu", "lage", "lage[other]", "tun[SQ001]", "tun[other]", "mit[SQ001]", "rang[1]"],
        ["neu", "lage", "lage_other", "tun_SQ001", "tun_other", "mit_SQ001", "rang_1"],
        ["neu", "lage", "lage.other.", "tun.SQ001.", "tun.other.", "mit.SQ001.", "rang.1."],
        ["NEU", "LAGE", "LAGE_OTHER", "TUN_SQ001", "TUN_OTHER", "MIT_SQ001", "RANG_1"],
        [
            "neu. Neues Quartier?", "lage. Wo liegt es?", "lage[other]. Wo liegt es? [Sonstiges]",
            "tun[SQ001]. Was geschieht? [Beratung]", "tun[other]", "mit[SQ001] – mit", "rang[1]: x",
        ],
        [
            "Neues Quartier?", "Wo liegt es?", "Wo liegt es? [Sonstiges]",
            "Was geschieht? [Beratung]", "Was geschieht? [Other]",
            "Wie gut gelingt es mit [den Ämtern]", "Was fehlt? [Rang 1]",
        ],
        [
            "New quarter?", "Where is it?", "Where is it? [Other]", "What is done? [Advice]",
            "What is done? [Other]", "How well with [departments]", "What is missing? [Rank 1]",
        ],
        [
            "Neues.Quartier.", "Wo.liegt.es.", "Wo.liegt.es...Sonstiges.",
            "Was.geschieht...Beratung.", "Was.geschieht...Sonstiges.",
            "Wie.gut.gelingt.es.mit..den.Ämtern.", "Was.fehlt...Rang.1.",
        ],
        [
            "neu..Neues.Quartier.", "lage..Wo.liegt.es.", "lage.other...Wo.liegt.es...Sonstiges.",
            "tun.SQ001...Was.geschieht...Beratung.", "tun.other.", "mit_SQ001", "rang_1",
        ],
        [
            "Neues Quar.. ", "Wo liegt es?", "Wo liegt es? [Sonsti.. ]", "Was gesch.. [Beratu.. ]",
            "Was gesch.. [Sonsti.. ]", "Wie gut gel… [den Ä…]", "Was fehlt? [Rang 1]",
        ],
    ],
)  # fmt: skip
def test_the_forms_of_headings_that_exports_write(labels):
    found = headings(*labels)
    assert [found.columns.get(label) for label in labels] == COLUMNS
    assert not [finding for finding in found.found if finding.severity == "repair"]


@pytest.mark.parametrize("column", META)
def test_limesurvey_s_own_columns_in_every_form(column):
    for text in META[column]:
        for label in (column, f"{column}. {text}", text, f"{column}: {text}"):
            assert headings("neu", label).columns[label] == column


def test_words_that_begin_like_a_column_of_limesurvey_are_none():
    labels = ["id number", "token value", "seed money", "AGS"]
    assert headings("neu", *labels).columns == {"neu": "neu"}


def test_the_text_of_one_question_may_begin_with_the_code_of_another():
    labels = ["wo liegt das Quartier?", "wo. Welches Quartier?"]
    assert headings(*labels, asked=TWINS).columns == {labels[0]: "d", labels[1]: "wo"}


def test_what_the_text_does_not_tell_the_place_does():
    labels = ["neu", "Wo liegt es?", "Sonstiges", "tun[SQ001]", "tun[SQ002]", "Sonstiges (2)", "stellen"]  # fmt: skip
    found = headings(*labels)
    assert [found.columns[label] for label in labels] == [
        "neu", "lage", "lage[other]", "tun[SQ001]", "tun[SQ002]", "tun[other]", "stellen"
    ]  # fmt: skip
    said = [f.text(lang) for f in found.found if f.code == "heading" for lang in ("de", "en")]
    assert len(said) == 4
    assert "„Sonstiges“" in said[0]
    assert "lage[other]" in said[0]


def test_equal_texts_of_two_questions_are_told_by_their_order():
    labels = ["Bitte begründen:", "Wie viele?", "Bitte begründen:.1"]
    found = headings(*labels, asked=TWINS)
    assert list(found.columns.values()) == ["b", "a", "c"]
    assert found.columns["Bitte begründen:.1"] == "c"


def test_a_heading_that_stays_ambiguous_is_asked_and_not_read():
    found = headings("Sonstiges", "neu")
    assert found.columns == {"neu": "neu"}
    (asked,) = (f for f in found.found if f.severity == "repair")
    assert asked.choices == ("lage[other]", "tun[other]")
    assert "Fragencode" in asked.text("de")
    assert "question code" in asked.text("en").casefold()
    chosen = headings("Sonstiges", "neu", Sonstiges="tun[other]")
    assert chosen.columns["Sonstiges"] == "tun[other]"
    assert not [f for f in chosen.found if f.severity == "repair"]


def test_what_was_placed_can_be_changed_and_the_offer_stays_the_same():
    labels = ["neu", "Sonstiges", "tun[SQ001]"]
    first = headings(*labels)
    other = headings(*labels, Sonstiges="tun[other]")
    assert (first.columns["Sonstiges"], other.columns["Sonstiges"]) == ("lage[other]", "tun[other]")
    offers = [next(f.choices for f in found.found if f.choices) for found in (first, other)]
    assert offers[0] == offers[1] == ("lage[other]", "tun[other]")


def test_codes_win_over_texts_and_two_columns_for_one_answer_are_refused():
    assert headings("tun[SQ001]", "Beratung").columns == {"tun[SQ001]": "tun[SQ001]"}
    for labels in (
        ["tun[SQ001]", "tun_SQ001"],
        ["neu", "neu (2)"],
        ["Wo liegt es?", "Where is it?"],
    ):
        with pytest.raises(PackageError, match="Zwei Spalten"):
            headings(*labels)


def test_the_scales_and_comments_of_a_question():
    labels = ["Wie? [Amt][Scale 1]", "Wie? [Amt][Skala 2]", "Was? [a]", "Was? [a][Kommentar]", "Was? [Sonstiges]"]  # fmt: skip
    found = headings(*labels, asked=TWINS).columns
    assert list(found.values()) == [
        "paar.1[SQ1]",
        "paar.2[SQ1]",
        "p[S1]",
        "p[S1comment]",
        "p[other]",
    ]
    assert headings("paar_SQ1_1", asked=TWINS).columns == {"paar_SQ1_1": "paar.2[SQ1]"}


def test_texts_in_any_script_are_told_apart():
    asked = Questionnaire(
        (
            Question("a", "Чи є новий район?", "text"),
            Question("b", "Скільки посад?", "text"),
            Question("c", "هل يوجد حي جديد؟", "text"),
        )
    )
    labels = ["Скільки посад?", "هل يوجد حي جديد؟", "Чи є новий район?"]
    assert list(headings(*labels, asked=asked).columns.values()) == ["b", "c", "a"]


def test_addresses_of_people_are_dropped_whatever_the_heading():
    found = read([[*row, "192.0.2.7", "http://x.example"] for row in ROWS],
                 [*HEADER, "ipaddr. IP-Adresse", "Weiterleitungs-URL"])  # fmt: skip
    assert "192.0.2.7" not in found.texts.to_csv() + found.meta.to_csv()
    assert "dropped" in {finding.code for finding in found.found}
    assert list(found.texts) == ["schluessel"]


def test_a_decision_that_the_file_does_not_ask_for_is_refused():
    with pytest.raises(ParameterError, match="nichts zu entscheiden"):
        read(dabei="1/2")
    header = ["Sonstiges", "neu", "AGS"]
    with pytest.raises(ParameterError, match=r"möglich: lage\[other\], tun\[other\]"):
        read([["x", "A1", "01001000"]], header, Sonstiges="neu")


@given(st.lists(st.text(max_size=25), max_size=12, unique=True))
def test_any_headings_give_known_columns_each_once(labels):
    try:
        found = headings(*labels)
    except PackageError:
        return
    columns = list(found.columns.values())
    assert len(columns) == len(set(columns))
    assert set(columns) <= {*META, *ASKED.columns, *ASKED.comments}
    assert set(found.columns) <= set(labels)


def test_headings_that_are_cut_off_often_take_no_time():
    asked = Questionnaire((Question("q", "a " * 500, "text"),))
    assert headings("a.." * 3_000 + "b", asked=asked).columns == {}
    assert headings("a..a..a..", asked=asked).columns == {"a..a..a..": "q"}


def test_texts_tell_as_much_as_codes():
    assert list(headings(*texts_of(code=False)).columns.values()) == [
        column for column in HEADER if column != "schluessel"
    ]
