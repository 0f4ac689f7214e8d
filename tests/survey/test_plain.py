"""Any table of answers with a mapping of its columns."""

from __future__ import annotations

import io

import numpy as np
import openpyxl
import pandas as pd
import pytest

from ankunft.base.errors import PackageError, ParameterError
from ankunft.intake.survey.files import read_table
from ankunft.intake.survey.plain import MOST_ANSWERS, ColumnMapping, guess_kinds, read_plain

TABLE = """AGS;Neues Quartier?;Druck;Maßnahmen;Stellen;Hinweis;Ziel [Wohnen];Ziel [Arbeit]
03153017;ja;5 – sehr hoch;Beratung, Treffpunkt;1.200;gern;x;
07334007;nein;2;Beratung;950,5;;;
16070029;ja;;;;nichts;ja;nein
"""
MAPPING = ColumnMapping(
    "AGS",
    {
        "Neues Quartier?": "single",
        "Druck": "scale",
        "Maßnahmen": "multiple",
        "Stellen": "number",
        "Hinweis": "text",
        "Ziel [Wohnen]": "multiple",
        "Ziel [Arbeit]": "multiple",
    },
)


def read(text: str = TABLE, mapping: ColumnMapping = MAPPING):
    return read_plain(text.encode(), mapping, "tabelle.csv")


def test_columns_become_questions():
    found = read()
    kinds = {question.code: question.kind for question in found.questionnaire.questions}
    assert kinds == {
        "Neues Quartier?": "single", "Druck": "scale", "Maßnahmen": "multiple",
        "Stellen": "number", "Hinweis": "text", "Ziel": "multiple",
    }  # fmt: skip
    asked = found.questionnaire
    assert asked.question("Neues Quartier?").answers == {"ja": "ja", "nein": "nein"}
    assert asked.question("Druck").answers == {"2": "2", "3": "3", "4": "4", "5": "5 – sehr hoch"}
    assert asked.question("Ziel").columns == ("Ziel[Wohnen]", "Ziel[Arbeit]")
    assert list(asked.columns) == list(found.answers)


def test_answers_get_their_types():
    answers = read().answers
    np.testing.assert_equal(answers["Stellen"].to_numpy(), [1200, 950.5, np.nan])
    np.testing.assert_equal(answers["Druck"].to_numpy(), [5, 2, np.nan])
    boxes = answers[["Maßnahmen[SQ001]", "Maßnahmen[SQ002]"]].astype(object)
    assert boxes.iloc[:2].to_numpy().tolist() == [[True, True], [True, False]]
    assert boxes.iloc[2].isna().all()
    assert answers["Ziel[Wohnen]"].to_list()[::2] == [True, True]
    assert answers["Ziel[Arbeit]"].to_list()[::2] == [False, False]
    assert pd.isna(answers["Ziel[Arbeit]"].iloc[1])


def test_a_date_says_which_answers_were_sent_off():
    text = "AGS;Druck;Datum\n03153017;1;04.03.2025\n07334007;2;\n"
    found = read(text, ColumnMapping("AGS", {"Druck": "scale"}, "Datum"))
    assert found.meta["complete"].to_list() == [True, False]
    assert found.meta["submitted"].iloc[0] == pd.Timestamp("2025-03-04")
    assert read().meta["complete"].all()


def test_kinds_are_guessed():
    rows = ["AGS;Druck;Stellen;Quartier;Hinweis;Leer;Ziel [a]"]
    for k in range(30):
        rows.append(f"{1001000 + k};{k % 5 + 1};{k * 37},5;{'ja' if k % 3 else 'nein'};Satz {k};;{'Y' if k % 2 else ''}")  # fmt: skip
    found = guess_kinds(read_table("\n".join(rows).encode(), "t.csv"))
    assert found == {
        "Druck": "scale", "Stellen": "number", "Quartier": "single", "Hinweis": "text",
        "Ziel [a]": "multiple",
    }  # fmt: skip


def test_an_excel_file_reads_like_the_same_csv():
    book = openpyxl.Workbook()
    rows = [line.split(";") for line in TABLE.splitlines()]
    rows[1][4], rows[2][4] = 1200, 950.5
    for row in rows:
        book.active.append([cell or None for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    found = read_plain(stream.getvalue(), MAPPING, "tabelle.xlsx")
    pd.testing.assert_frame_equal(found.answers, read().answers)


@pytest.mark.parametrize(
    ("mapping", "expected"),
    [
        (ColumnMapping("Schlüssel", {"Druck": "scale"}), "„Schlüssel“ gibt es in der Datei nicht"),
        (ColumnMapping("AGS", {"Drück": "scale"}), "„Drück“"),
        (ColumnMapping("AGS", {"Druck": "scale"}, "Tag"), "„Tag“"),
        (ColumnMapping("AGS"), "Mindestens eine Spalte"),
        (ColumnMapping("AGS", {"Druck": "skala"}), "möglich sind single"),
        (ColumnMapping("AGS", {"Hinweis": "scale"}), "keine ganzen Zahlen"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(mapping, expected):
    with pytest.raises(ParameterError, match=expected):
        read(mapping=mapping)


def test_a_list_of_too_many_answers_is_no_choice():
    text = "AGS;F\n" + "".join(f"{k:08};Antwort {k}\n" for k in range(MOST_ANSWERS + 1))
    with pytest.raises(ParameterError, match=f"{MOST_ANSWERS + 1} verschiedene Antworten"):
        read(text, ColumnMapping("AGS", {"F": "single"}))
    wide = "AGS;F\n" + "00000001;0\n00000002;999\n"
    with pytest.raises(ParameterError, match="1000 verschiedene"):
        read(wide, ColumnMapping("AGS", {"F": "scale"}))


def test_numbers_in_two_styles_are_read_one_by_one():
    found = read("AGS;F\n00000001;1,5\n00000002;2.5\n", ColumnMapping("AGS", {"F": "number"}))
    assert found.answers["F"].to_list() == [1.5, 2.5]


def test_the_meaning_beside_a_point_may_be_worded_in_several_ways():
    text = "AGS;F\n00000001;5 (hoch)\n00000002;5 – sehr hoch\n00000003;5\n00000004;4.5\n00000005;1"
    found = read(text, ColumnMapping("AGS", {"F": "scale"}))
    np.testing.assert_equal(found.answers["F"].to_numpy(), [5, 5, 5, np.nan, 1])
    assert [finding.lines for finding in found.found] == [(5,)]
    assert list(found.questionnaire.question("F").answers) == ["1", "2", "3", "4", "5"]


def test_two_columns_for_one_answer_are_refused():
    kinds = {"Ziel[a]": "multiple", "Ziel [a]": "multiple"}
    with pytest.raises(PackageError, match="Zwei Spalten"):
        read("AGS;Ziel[a];Ziel [a]\n00000001;x;x\n", ColumnMapping("AGS", kinds))
