"""LimeSurvey's responses: headers, typed answers, complete and partial, hostile files."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ankunft.base.errors import PackageError
from ankunft.intake.survey.completion import dates
from ankunft.intake.survey.files import MOST_COLUMNS
from ankunft.intake.survey.questions import OTHER, Question, Questionnaire
from ankunft.intake.survey.responses import Responses, read_responses
from ankunft.survey.example.limesurvey_files import responses_csv

ASKED = Questionnaire(
    (
        Question("wahl", "Wahl", "single", {"A1": "Ja", "A2": "Nein", OTHER: "Sonstiges"}, {}, ("wahl[other]",)),
        Question("druck", "Druck", "scale", {str(k): str(k) for k in range(1, 6)}),
        Question("tun", "Tun", "multiple", {}, {"SQ001": "a", "SQ002": "b", OTHER: "Sonstiges"}, ("tun[other]",)),
        Question("zahl", "Zahl", "number"),
        Question("frei", "Frei", "text"),
        Question("paar.1", "Paar", "scale", {"1": "1", "2": "2", "3": "3"}, {"SQ001": "a"}),
    )
)  # fmt: skip


def read(header: list[str], *rows: list[str]) -> Responses:
    return read_responses(responses_csv(header, rows), ASKED, "antworten.csv")


def codes(found: Responses) -> list[str]:
    return [finding.code for finding in found.found if finding.code != "absent_question"]


def test_answers_get_their_types():
    header = ["id", "submitdate", "lastpage", "token", "wahl", "wahl[other]", "druck", "tun[SQ001]",
              "tun[SQ002]", "tun[other]", "zahl", "frei", "paar[SQ001][1]"]  # fmt: skip
    found = read(
        header,
        ["1", "2025-03-04 10:00:00", "4", "abc", "A1", "", "5", "Y", "", "", "12.50", "Text", "3"],
        ["2", "", "2", "def", OTHER, "Etwas", "", "", "", "Anderes", "N/A", "", ""],
        ["3", "", "1", "ghi", "", "", "", "", "", "", "", "", ""],
    )
    answers = found.answers
    assert answers["wahl"].to_list()[:2] == ["A1", OTHER]
    assert answers["wahl[other]"].iloc[1] == "Etwas"
    np.testing.assert_equal(answers["druck"].to_numpy(), [5.0, np.nan, np.nan])
    np.testing.assert_equal(answers["zahl"].to_numpy(), [12.5, np.nan, np.nan])
    np.testing.assert_equal(answers["paar.1[SQ001]"].to_numpy(), [3.0, np.nan, np.nan])
    assert answers["tun[SQ001]"].dtype == "boolean"
    boxes = answers[["tun[SQ001]", "tun[SQ002]", f"tun[{OTHER}]"]].astype(object)
    assert boxes.iloc[0].to_list() == [True, False, False]
    assert boxes.iloc[1].to_list() == [False, False, True]
    assert boxes.iloc[2].isna().all()
    assert answers.iloc[2].isna().all()
    meta = found.meta
    assert meta["complete"].to_list() == [True, False, False]
    assert meta["submitted"].iloc[0] == pd.Timestamp("2025-03-04 10:00")
    assert meta["last_page"].to_list() == [4.0, 2.0, 1.0]
    assert meta["line"].to_list() == [2, 3, 4]
    assert codes(found) == []


@pytest.mark.parametrize(
    "header",
    [
        ["wahl", "druck", "tun[SQ001]", "paar[SQ001][1]"],
        ["wahl", "druck", "tun_SQ001", "paar_SQ001_0"],
        ["wahl. Gibt es das?", "druck. Wie hoch?", "tun[SQ001]. Was? (a)", "paar[SQ001][1]. Wie?"],
        ["wahl Gibt es das?", "druck Wie hoch?", "tun[SQ001] Was?", "paar[SQ001][1] Wie?"],
    ],
)
def test_headers_in_the_ways_that_limesurvey_offers(header):
    found = read(header, ["A2", "4", "Y", "2"]).answers.iloc[0]
    assert found["wahl"] == "A2"
    assert (found["druck"], found["tun[SQ001]"], found["paar.1[SQ001]"]) == (4, True, 2)


def test_a_column_s_own_name_wins_over_other_spellings():
    boxes = Question("a", "A", "multiple", {}, {"b": "B", "c": "C"})
    for questions in (
        (boxes, Question("a_b", "N", "number")),
        (Question("a_b", "N", "number"), boxes),
    ):
        content = responses_csv(["a_b", "a_c"], [["7", "Y"]])
        found = read_responses(content, Questionnaire(questions)).answers.iloc[0]
        assert (found["a_b"], found["a[c]"]) == (7, True)


def test_labels_stand_for_their_codes_and_written_noes_count():
    found = read(["wahl", "tun[SQ001]", "tun[SQ002]"], ["Nein", "Nein", "No"], ["ja", "1", "0"])
    assert found.answers["wahl"].to_list() == ["A2", "A1"]
    assert found.answers["tun[SQ001]"].to_list() == [False, True]
    assert found.answers["tun[SQ002]"].to_list() == [False, False]


def test_codes_with_letters_are_points_once_people_say_so():
    answers = {"AO01": "niedrig", "AO02": "mittel", "AO03": "hoch"}
    asked = Questionnaire((Question("q", "Q", "single", answers, {"SQ001": "a", "SQ002": "b"}),))
    content = responses_csv(["q[SQ001]", "q[SQ002]"], [["AO03", "mittel"]])
    assert read_responses(content, asked).answers.iloc[0].to_list() == ["AO03", "AO02"]
    scaled = asked.with_kind("q", "scale")
    assert read_responses(content, scaled).answers.iloc[0].to_list() == [3.0, 2.0]


def test_answers_that_no_question_knows_are_missing_and_listed_with_their_lines():
    found = read(["wahl", "druck", "zahl"], ["A1", "4", "3"], ["A9", "6", "viele"])
    assert found.answers.iloc[1].isna().all()
    bad = [finding for finding in found.found if finding.code == "unread_answer"]
    assert [dict(finding.params)["column"] for finding in bad] == ["wahl", "druck", "zahl"]
    assert all(finding.lines == (3,) for finding in bad)
    assert "antworten.csv, Zeile 3" in bad[0].text("de")
    assert "A9 (1)" in bad[0].text("de")
    assert found.unread.to_dict("records")[0] == {
        "column": "wahl", "value": "A9", "n": 1, "lines": (3,)
    }  # fmt: skip


def test_what_is_about_the_person_at_the_screen_is_never_kept():
    header = [
        "wahl",
        "druck",
        "ipaddr",
        "refurl",
        "interviewtime",
        "groupTime12",
        "wahlTime",
        "ags",
    ]
    found = read(header, ["A1", "1", "192.0.2.7", "http://x.example", "61", "3", "2", "03153017"])
    assert list(found.texts) == ["ags"]
    assert "192.0.2.7" not in found.answers.to_csv() + found.meta.to_csv() + found.texts.to_csv()
    assert "dropped" in codes(found)


def test_without_dates_all_is_said():
    found = read(["wahl", "druck"], ["A1", "2"])
    assert found.meta["complete"].all()
    assert codes(found) == ["no_submitdate"]
    # LimeSurvey writes this date where a survey keeps none
    found = read(["submitdate", "wahl"], ["1980-01-01 00:00:00", "A1"], ["bald", "A2"])
    assert found.meta["complete"].to_list() == [True, True]
    assert found.meta["submitted"].isna().all()
    assert codes(found) == ["unread_date"]


def test_dates_of_a_german_spreadsheet():
    texts = pd.Series(["2025-03-04 10:00:05", "04.03.2025 10:00", "4.3.2025", "", "31.02.2025"])
    assert dates(texts).isna().to_list() == [False, False, False, True, True]
    assert dates(texts).dt.strftime("%m-%d").to_list()[:3] == ["03-04"] * 3


def test_formulas_stay_texts_and_masked_numbers_are_read():
    formula = '=HYPERLINK("http://x.example";"hier")'
    found = read(["zahl", "frei", "wahl"], ["'-5", formula, "=1+1"], ["-5", "'=2+2", "A1"])
    assert found.answers["zahl"].to_list() == [-5.0, -5.0]
    assert found.answers["frei"].iloc[0] == formula
    assert pd.isna(found.answers["wahl"].iloc[0])
    assert "unread_answer" in codes(found)


def test_absent_questions_are_named():
    found = read(["wahl", "druck"], ["A1", "2"])
    absent = next(finding for finding in found.found if finding.code == "absent_question")
    assert {"zahl", "frei", "tun[SQ001]"} <= set(absent.ids)
    assert f"tun[{OTHER}]" not in absent.ids
    assert found.answers["zahl"].dtype == np.float64
    assert found.answers["tun[SQ002]"].isna().all()


WIDE = b";".join(b"c%d" % k for k in range(100_000)) + b"\n" + b";".join([b"1"] * 100_000)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (WIDE, f"100000 Spalten; möglich sind {MOST_COLUMNS}"),
        (b"wahl,druck\nA1,\x001\n", "Zeile 2: Dort steht ein Nullzeichen"),
        (b"\xff\xfew\x00,", "UTF-16"),
        ("wahl,druck\nA1,1\n".encode("utf-16-le"), "Nullzeichen"),
        (b"name,ort\nx,y\n", "Keine Spalte gehört zum Fragebogen"),
        (b"wahl,wahl,druck\nA1,A2,3\n", "Zwei Spalten"),
        (b"tun[SQ001],tun_SQ001,druck\nY,Y,3\n", "Zwei Spalten"),
        (b"wahl,druck\nA1,1\nA2,1,2,3\n", "Zeile 3"),
        (b'wahl,druck\nA1,"offen\n', "lässt sich nicht lesen|Spalten"),
        (b"wahl,druck\n", "nur eine Kopfzeile"),
        (b"", "Kopfzeile|leer"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "Nullzeichen"),
    ],
)
def test_hostile_files_are_refused_in_one_sentence(content, expected):
    with pytest.raises(PackageError, match=expected) as error:
        read_responses(content, ASKED, "../antworten.csv")
    assert "\n" not in str(error.value)


def test_western_european_letters_are_read():
    found = read_responses("frei;druck\nGrüße aus Köln;3\n".encode("cp1252"), ASKED, "a.csv")
    assert found.answers["frei"].iloc[0] == "Grüße aus Köln"


cells = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)


@given(st.lists(st.tuples(cells, cells, cells, cells, cells), min_size=1, max_size=8))
@settings(max_examples=60)
def test_any_cells_give_legal_answers_or_a_sentence(rows):
    header = ["wahl", "druck", "tun[SQ001]", "zahl", "frei"]
    try:
        found = read(header, *map(list, rows))
    except PackageError:
        return
    assert set(found.answers["wahl"].dropna()) <= {"A1", "A2", OTHER}
    assert found.answers["druck"].dropna().isin([1, 2, 3, 4, 5]).all()
    assert np.isfinite(found.answers["zahl"].dropna()).all()
    assert len(found.answers) == len(found.meta) == len(found.texts) <= len(rows)
