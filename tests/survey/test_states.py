"""How a response stands to a question: none of these is no missing answer, and neither is a value
that cannot be read."""

from __future__ import annotations

import pandas as pd
import pytest
from exports import BOXES, HEADER, NEW, QUESTIONS, ROWS, TITLES, by_town, changed, in_numbers, read

from ankunft.intake.survey.limesurvey_types import RawQuestion
from ankunft.intake.survey.questions import Question, Questionnaire
from ankunft.intake.survey.structure import read_structure
from ankunft.survey.example.limesurvey_files import lss, structure_txt

TUN = HEADER.index("tun[SQ001]")


def states(found, name: str = "tun") -> list[str]:
    return found.states[name].to_list()


def without(column: str, rows: list[list[str]] = ROWS) -> tuple[list[list[str]], list[str]]:
    place = HEADER.index(column)
    return (
        [[cell for k, cell in enumerate(row) if k != place] for row in rows],
        [name for name in HEADER if name != column],
    )


def with_condition(condition: str, group: str = "1"):
    """The questionnaire with another condition of the boxes."""
    changed_ = {}
    for lang, asked in QUESTIONS.items():
        new = [RawQuestion(**vars(one)) for one in asked]
        for one in new:
            if one.code == "tun":
                one.relevance = (group, condition)
        changed_[lang] = new
    return read_structure(lss(TITLES, changed_), "s.lss")


def test_a_shown_choice_without_a_tick_is_none_of_these():
    found = read()
    assert states(found) == ["answered", "none", "unasked", "unreached", "unreached"]
    boxes = found.answers[["tun[SQ001]", "tun[SQ002]"]].astype(object)
    assert boxes.iloc[1].to_list() == [False, False]
    assert boxes.iloc[2:].isna().all(axis=None)


def test_both_counts_are_said_in_both_languages():
    (finding,) = (f for f in by_town(read()).record if f.code == "none_of_these")
    assert dict(finding.params) == {"column": "tun", "n": 1, "missing": 2}
    assert "keines davon" in finding.text("de")
    assert "none of these" in finding.text("en")


def test_a_condition_that_always_holds_leaves_the_page_to_tell():
    found = read(asked=with_condition("1"))
    assert states(found) == ["answered", "none", "none", "unreached", "unreached"]


def test_a_condition_that_is_not_understood_leaves_the_page_to_tell_and_that_is_said():
    found = read(asked=with_condition('regexMatch("/A1/", neu.NAOK)'))
    assert states(found) == ["answered", "none", "none", "unreached", "unreached"]
    (finding,) = (f for f in found.found if f.code == "unclear_condition")
    assert finding.ids == ("tun",)
    assert "tun" in finding.text("en")


def test_the_condition_of_the_group_counts_too():
    found = read(asked=with_condition("1", group='neu == "A2"'))
    # what was ticked all the same was shown
    assert states(found) == ["answered", "unasked", "none", "unreached", "unreached"]


@pytest.mark.parametrize(
    "rows", [in_numbers("1", "0"), in_numbers("1", "2"), in_numbers("1", "2", "0")]
)
def test_a_no_that_an_export_writes_for_everybody_is_no_evidence(rows):
    assert states(read(rows)) == ["answered", "none", "unasked", "unreached", "unreached"]
    always = states(read(rows, asked=with_condition("1")))
    assert always == ["answered", "none", "none", "unreached", "unreached"]


def test_an_empty_row_in_a_file_that_writes_noes_was_not_shown():
    def cell(place: int, text: str, row: list[str]) -> str:
        if place not in BOXES or row[0] == "2":
            return text
        return "Y" if text else "N" if row[0] == "1" else ""

    found = read(changed(cell), asked=with_condition("1"))
    assert states(found)[:3] == ["answered", "unasked", "unasked"]


def test_a_single_no_typed_by_hand_makes_no_such_file():
    rows = changed(lambda k, text, row: "N" if k == TUN and row[0] == "3" else text)
    found = states(read(rows, asked=with_condition("1")))
    assert found == ["answered", "none", "none", "unreached", "unreached"]


def test_not_shown_as_the_file_says_it_is_not_none_of_these():
    rows = changed(lambda k, text, row: "N/A" if k in BOXES and row[0] in "23" else text)
    found = read(rows, asked=with_condition("1"))
    assert states(found)[:3] == ["answered", "unasked", "unasked"]
    one = changed(lambda k, text, row: "N/A" if k == TUN and row[0] == "2" else text)
    assert states(read(one, asked=with_condition("1")))[1] == "none"


def test_not_asked_is_kept_apart_from_not_answered_and_not_readable():
    place = HEADER.index("dabei")
    texts = iter(["N/A", "keine Angabe", "", "", ""])
    rows = changed(lambda k, text, _row: next(texts) if k == place else text)
    found = read(rows)
    assert states(found, "dabei")[:3] == ["unasked", "unread", "blank"]
    assert found.answers["dabei"].isna().all()
    assert found.unread[["column", "value", "n"]].to_numpy().tolist() == [
        ["dabei", "keine Angabe", 1]
    ]


def test_a_box_that_cannot_be_read_makes_no_none():
    rows = changed(lambda k, text, row: "?" if k == TUN and row[0] == "2" else text)
    found = read(rows)
    assert states(found)[1] == "unread"
    assert pd.isna(found.answers["tun[SQ001]"].iloc[1])
    ticked = changed(lambda k, text, row: "?" if k == BOXES[1] and row[0] == "1" else text)
    found = read(ticked)
    assert states(found)[0] == "answered"
    assert found.answers["tun[SQ001]"].iloc[0]
    assert pd.isna(found.answers["tun[SQ002]"].iloc[0])


def test_without_the_last_page_the_last_answer_tells():
    rows, header = without("lastpage")
    assert states(read(rows, header)) == ["answered", "none", "unasked", "unreached", "unreached"]


def test_a_number_of_pages_that_is_not_the_questionnaire_s_is_not_used():
    rows = changed(lambda k, text, _row: "9" if HEADER[k] == "lastpage" else text)
    assert states(read(rows)) == ["answered", "none", "unasked", "unreached", "unreached"]


@pytest.mark.parametrize(("paged", "pages"), [("G", [1, 1, 2]), ("S", [1, 2, 3]), ("A", [1, 1, 1])])
@pytest.mark.parametrize("write", [lss, structure_txt])
def test_pages_are_counted_as_the_survey_is_shown(write, paged, pages):
    content = write(TITLES, QUESTIONS)
    content = content.replace(b"<format>G<", f"<format>{paged}<".encode())
    content = content.replace(b"format\t1\tG", f"format\t1\t{paged}".encode())
    asked = read_structure(content, "s")
    assert [question.page for question in asked.questions][:3] == pages


def test_conditions_of_both_structures_are_the_same():
    first, second = (read_structure(write(TITLES, QUESTIONS)) for write in (lss, structure_txt))
    assert first == second
    assert first.question("tun").conditions == (NEW,)
    assert first.question("neu").conditions == ()


def test_conditions_that_name_numbers_of_questions_are_understood():
    content = lss(TITLES, QUESTIONS).decode()
    content = content.replace("neu.NAOK", "123456X1X1.NAOK")
    assert read_structure(content.encode()).question("tun").conditions == (NEW,)
    content = content.replace("123456X1X1.NAOK", "123456X2X3SQ001.NAOK")
    assert "tun_SQ001.NAOK" in read_structure(content.encode()).question("lage").conditions[0]


def test_a_condition_on_a_question_that_was_not_asked_does_not_hold():
    asked = Questionnaire(
        (
            Question("a", "A", "single", {"Y": "Ja", "N": "Nein"}, page=1),
            Question("b", "B", "single", {"Y": "Ja", "N": "Nein"}, conditions=('a == "Y"',), page=1),
            Question("m", "M", "multiple", {}, {"x": "X", "z": "Z"}, conditions=('b != "Y"',), page=1),
        )
    )  # fmt: skip
    rows = [["2025-03-03", "N", "", "", ""], ["2025-03-03", "Y", "", "", ""], ["2025-03-03", "Y", "Y", "", ""]]  # fmt: skip
    header = ["submitdate", "a", "b", "m[x]", "m[z]"]
    assert states(read(rows, header, asked=asked), "m") == ["unasked", "none", "unasked"]


def test_questions_that_name_each_other_end_somewhere():
    asked = Questionnaire(
        tuple(
            Question(f"q{k}", "Q", "multiple", {}, {"x": "X"}, conditions=(f"q{(k + 1) % 3000}_x",))
            for k in range(3000)
        )
    )
    rows = [["2025-03-03", "Y", ""], ["2025-03-03", "", ""]]
    found = read(rows, ["submitdate", "q0[x]", "q1[x]"], asked=asked)
    assert found.states["q0"].to_list() == ["answered", "unasked"]


def test_boxes_that_the_file_lacks_or_did_not_show_stay_unknown():
    rows = changed(lambda k, text, row: "N/A" if k == BOXES[1] and row[0] in "12" else text)
    found = read(rows).answers[["tun[SQ001]", "tun[SQ002]", "tun[-oth-]"]].astype(object)
    assert found.iloc[0].to_list()[::2] == [True, True]
    assert found.iloc[1].to_list()[::2] == [False, False]
    assert found["tun[SQ002]"].isna().all()
    fewer, header = without("tun[SQ002]")
    found = read(fewer, header).answers
    assert found["tun[SQ002]"].isna().all()
    assert found["tun[SQ001]"].iloc[:2].to_list() == [True, False]


def test_the_label_of_a_box_is_a_tick():
    words = iter(["Beratung", "", "", "", "", ""])
    rows = changed(lambda k, text, _row: next(words) if k == TUN else text)
    assert states(read(rows))[:2] == ["answered", "none"]
    assert read(rows).answers["tun[SQ001]"].iloc[0]
