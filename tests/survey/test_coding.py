"""Texts of the cells of closed questions: codes, labels of all languages, words, numbers, zeros."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest
from exports import HEADER, ROWS, changed, read
from hypothesis import given
from hypothesis import strategies as st

from ankunft.intake.survey.coding import Coding, coding
from ankunft.intake.survey.numbering import SCHEMES, numbered, scheme_of
from ankunft.intake.survey.questions import OTHER, Kind, Question, Wording

YESNO = {"Y": "Ja", "N": "Nein"}
LIST = {"A1": "Ja", "A2": "Nein"}


def question(answers: dict[str, str], english: dict[str, str] | None = None, kind: Kind = "single", **more) -> Question:  # fmt: skip
    wordings = {"de": Wording("Frage", answers, {})}
    if english:
        wordings["en"] = Wording("Question", english, {})
    return Question("q", "Frage", kind, answers, wordings=wordings, **more)


def coded(asked: Question, *texts: str, **more) -> Coding:
    return coding(asked, Counter(texts), **more)


def codes(asked: Question, *texts: str, language: str = "", **more) -> list[str | None]:
    made = coded(asked, *texts, **more)
    return [made.of(text, language) for text in texts]


def test_labels_of_every_language_stand_for_their_codes():
    asked = question({"a": "Mitte", "b": "Am Rand", OTHER: "Sonstiges"}, {"a": "Centre", "b": "Edge", OTHER: "Other"})  # fmt: skip
    texts = ("Mitte", "centre", "AM  RAND", "edge", "Other", "sonstiges", "a", "-oth-", "Hafen")
    assert codes(asked, *texts) == ["a", "a", "b", "b", OTHER, OTHER, "a", OTHER, None]


def test_the_language_of_the_response_tells_where_the_same_word_means_two_things():
    asked = question({"a": "Gift", "b": "Geschenk"}, {"a": "Poison", "b": "Gift"})
    assert codes(asked, "Gift", language="de") == ["a"]
    assert codes(asked, "Gift", language="en") == ["b"]
    assert codes(asked, "Gift", language="fr") == [None]


def test_labels_that_differ_in_signs_alone_are_told_apart():
    asked = question({"a": "< 5", "b": "> 5", "c": "5"})
    assert codes(asked, "< 5", ">  5", "5", "≥ 5") == ["a", "b", "c", None]
    same = question({"a": "Ja", "b": "Ja!"})
    assert codes(same, "ja", "JA!", "ja?") == ["a", "b", None]


def test_labels_in_any_script():
    asked = question({"a": "نعم", "b": "لا"}, {"a": "так", "b": "ні"})
    assert codes(asked, "لا", "ТАК") == ["b", "a"]


@pytest.mark.parametrize("answers", [YESNO, LIST])
@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("Y", "N"), ("y", "n"), ("ja", "nein"), ("Yes", "No"), ("TRUE", "FALSE"),
        ("WAHR", "FALSCH"), ("j", "n"), ("1", "2"), ("1", "0"), ("-1", "0"), ("1.0", "2.0"),
        ("1,0", "0,0"),
    ],
)  # fmt: skip
def test_yes_and_no_as_people_and_programs_write_them(answers, yes, no):
    first, second = answers
    assert codes(question(answers), yes, no) == [first, second]


@pytest.mark.parametrize(
    ("numbers", "scheme"),
    [
        ("1", "1/2"), ("2", "1/2"), ("12", "1/2"), ("0", "1/0"), ("10", "1/0"), ("012", ""),
        ("02", ""), ("9", ""), ("129", "1/2"), ("", ""),
    ],
)  # fmt: skip
def test_the_scheme_follows_from_all_numbers_of_a_column(numbers, scheme):
    assert scheme_of(list(numbers)) == scheme


def test_a_scheme_that_is_not_certain_is_asked_and_until_then_nothing_is_read():
    made = coded(question(YESNO), "0", "1", "1", "2")
    assert [made.of(text, "") for text in "012"] == [None, None, None]
    (asked,) = made.found
    assert (asked.severity, asked.choices) == ("repair", ("1/2", "1/0"))
    assert dict(asked.params) == {"column": "q", "n": 4}
    chosen = coded(question(YESNO), "0", "1", "1", "2", chosen="1/0")
    assert [chosen.of(text, "") for text in "012"] == ["N", "Y", None]
    assert chosen.found[0].severity == "note"


def test_the_older_scheme_of_limesurvey_for_r_can_be_chosen():
    made = coded(question(YESNO), "1", "2", chosen="2/1")
    assert [made.of(text, "") for text in "12"] == ["N", "Y"]
    assert made.found[0].choices == ("1/2", "2/1")
    assert "2 = Ja" in made.found[0].text("de")


@given(st.lists(st.sampled_from(["-1", "0", "1", "2", "3"]), max_size=12))
def test_a_number_never_means_both_and_what_is_not_read_is_asked(numbers):
    means, found = numbered("q", Counter(numbers), "")
    likely = scheme_of(numbers)
    assert means == SCHEMES.get(likely, {})
    if set(numbers) & {"-1", "0", "1", "2"}:
        (finding,) = found
        assert (finding.severity == "repair") == (not likely)
    else:
        assert not found


def test_numbers_are_codes_where_the_question_has_such_codes():
    asked = question({"1": "Nein", "2": "Ja"})
    made = coded(asked, "1", "2", "1")
    assert [made.of(text, "") for text in "12"] == ["1", "2"]
    assert not made.found
    assert codes(asked, "0") == [None]


def test_three_answers_are_no_question_of_yes_and_no():
    asked = question({"A1": "Ja", "A2": "Nein", "A3": "Weiß nicht"})
    assert codes(asked, "1", "2", "Y", "ja") == [None, None, None, "A1"]


@pytest.mark.parametrize(
    ("answers", "numbers", "expected"),
    [
        ({"Y": "Ja", "U": "Unsicher", "N": "Nein"}, {"1": "Y", "2": "N", "3": "U"}, ["Y", "N", "U"]),
        ({"I": "Zunahme", "S": "Gleich", "D": "Abnahme"}, {"1": "I", "2": "S", "3": "D"}, ["I", "S", "D"]),
    ],
)  # fmt: skip
def test_numbers_of_limesurvey_s_fixed_answers_are_those_of_its_exports(answers, numbers, expected):
    made = coded(question(answers, numbers=numbers), "1", "2", "3", "4")
    assert [made.of(text, "") for text in "1234"] == [*expected, None]
    assert "1 = " in made.found[0].text("de")


def test_lost_zeros_are_offered_and_put_back_only_by_choice():
    asked = question({"01": "Mitte", "02": "Rand", "10": "Umland"})
    made = coded(asked, "1", "1", "2", "10", "3")
    assert [made.of(text, "") for text in ("1", "2", "10", "3")] == [None, None, "10", None]
    (offer,) = made.found
    assert (offer.severity, offer.choices) == ("repair", ("zeros",))
    assert dict(offer.params) == {"column": "q", "n": 3, "pairs": "1 = 01, 2 = 02"}
    mended = coded(asked, "1", "1", "2", "10", "3", chosen="zeros")
    assert [mended.of(text, "") for text in ("1", "2", "10", "3")] == ["01", "02", "10", None]
    assert [f.severity for f in mended.found] == ["note"]


def test_lost_zeros_that_fit_two_codes_are_not_offered():
    assert not coded(question({"01": "a", "001": "b"}), "1").found
    assert codes(question({"00": "a", "01": "b"}), "0", chosen="zeros") == ["00"]


def test_codes_that_are_labels_of_other_answers_follow_the_rest_of_the_file():
    asked = question({"1": "0", "2": "1", "3": "2"})
    alone = coded(asked, "1", "2")
    assert [alone.of(text, "") for text in "12"] == ["1", "2"]
    assert alone.found[0].choices == ("codes", "labels")
    # 0 can only be a label
    assert codes(asked, "0", "1") == ["1", "2"]
    assert codes(asked, "1", form="labels") == ["2"]
    assert codes(asked, "1", form="codes") == ["1"]
    assert not coded(asked, "1", form="codes").found
    mixed = coded(asked, "0", "1", "3")
    assert [mixed.of(text, "") for text in "01"] == ["1", None]
    assert mixed.found[0].severity == "repair"
    assert codes(asked, "0", "1", "3", chosen="labels") == ["1", "2", "3"]


def test_what_other_programs_leave_for_nothing_is_missing_unless_it_is_an_answer():
    def read_with(text: str):
        rows = changed(lambda k, cell, _row: text if HEADER[k] == "dabei" and cell == "N" else cell)
        return read(rows)

    for text in ("NA", "nan", "#NV", "NULL", "N/A", "."):
        found = read_with(text)
        assert found.unread.empty
        assert found.answers["dabei"].isna().to_list() == [False, True, False, True, True]
    assert codes(question({"NA": "nicht zutreffend"}), "NA", "na") == ["NA", None]
    assert read_with("vielleicht").unread["value"].to_list() == ["vielleicht"]


answers = st.dictionaries(
    st.text("ABC012", min_size=1, max_size=3), st.text(max_size=6), min_size=1, max_size=6
)


@given(answers, answers, st.lists(st.text("ABCabc012-. ", max_size=4), max_size=10))
def test_what_is_read_is_an_answer_and_a_code_stays_one(german, english, texts):
    asked = question(german, english)
    made = coded(asked, *texts)
    for text in texts:
        assert made.of(text, "de") in {None, *german, *english}
    for code in german:
        alone = coded(asked, code)
        assert alone.of(code, "") == code


@given(st.dictionaries(st.sampled_from("abcd"), st.text(min_size=1), min_size=2))
def test_every_label_that_is_unique_is_read(labels):
    known = question(labels, {code: f"{code} english" for code in labels})
    plain = Counter(" ".join(label.casefold().split()) for label in labels.values())
    for code, label in labels.items():
        assert codes(known, f"{code} english") == [code]
        if (
            label.isalpha()
            and label.isascii()
            and plain[label.casefold()] == 1
            and label not in labels
        ):
            assert codes(known, label) == [code]


def test_points_of_a_scale_may_look_like_numbers_with_decimals():
    rows = [[cell + ".0" if HEADER[k].startswith("mit") and cell else cell for k, cell in enumerate(row)] for row in ROWS]  # fmt: skip
    pd.testing.assert_frame_equal(read(rows).answers, read().answers)
