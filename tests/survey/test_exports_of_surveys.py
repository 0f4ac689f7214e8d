"""However an export or a spreadsheet writes a survey, the same towns give the same answers."""

from __future__ import annotations

from pathlib import Path

import exports
import pandas as pd
import pytest
from exports import (
    ASKED,
    HEADER,
    ROWS,
    as_text,
    by_town,
    changed,
    in_numbers,
    in_words,
    read,
    texts_of,
)

from ankunft.edition.figures import figures
from ankunft.intake.survey.join import TOKEN, Survey, join
from ankunft.intake.survey.responses import read_responses
from ankunft.intake.survey.structure import read_structure
from ankunft.intake.survey.tokens import read_tokens


def r_names() -> list[str]:
    """As R makes names of headings: brackets become dots."""
    return ["".join(c if c.isalnum() else "." for c in column) for column in HEADER]


def saved_by_excel() -> bytes:
    """Semicolons, cp1252, German dates, keys without their zero, lost zeros of codes come apart."""

    def cell(place: int, text: str, _row: list[str]) -> str:
        if HEADER[place] in ("submitdate", "datestamp") and text:
            return pd.Timestamp(text).strftime("%d.%m.%Y %H:%M")
        return text.lstrip("0") if HEADER[place] == "schluessel" else text

    rows = changed(cell)
    rows.append([""] * len(HEADER))
    return as_text(HEADER, rows, ";").encode("cp1252")


def true_and_false(true: str, false: str) -> list[list[str]]:
    return in_numbers(true, false)


def typed_workbook() -> bytes:
    """Numbers as numbers, dates as dates, yes and no as truth values."""

    def cell(place: int, text: str) -> object:
        name = HEADER[place]
        if not text:
            return ""
        if name in ("submitdate", "datestamp"):
            return pd.Timestamp(text).to_pydatetime()
        if name == "dabei":
            return text == "Y"
        if name in ("id", "lastpage", "stellen", "schluessel") or name.startswith("mit"):
            return float(text)
        return text

    return exports.workbook(HEADER, [[cell(k, text) for k, text in enumerate(r)] for r in ROWS])


def without_other_code() -> list[list[str]]:
    """LimeSurvey takes "-oth-" out of some exports."""
    return changed(lambda _place, cell, _row: "" if cell == "-oth-" else cell)


def lower(column: str) -> str:
    return column.replace("[", "_").replace("]", "")


def upper_names() -> list[str]:
    return [c if c == "schluessel" else lower(c).upper() for c in HEADER]


WAYS: dict[str, bytes | tuple[list[list[str]], list[str]]] = {
    "codes": (ROWS, HEADER),
    "words, each in its language": (in_words(), HEADER),
    "German words": (in_words(0), HEADER),
    "English words": (in_words(1), HEADER),
    "words below texts": (in_words(0), texts_of(code=False)),
    "numbers 1 and 2": (in_numbers("1", "2"), HEADER),
    "R": (in_numbers("1", "2", "0"), [lower(column) for column in HEADER]),
    "names made by R": (in_numbers("1", "2", "0"), r_names()),
    "capital letters": (in_numbers("1", "2", "0"), upper_names()),
    "1 and 0": (in_numbers("1", "0"), HEADER),
    "1.0 and 0.0": (in_numbers("1.0", "0.0"), HEADER),
    "−1 and 0": (in_numbers("-1", "0"), HEADER),
    "TRUE and FALSE": (true_and_false("TRUE", "FALSE"), HEADER),
    "WAHR and FALSCH": (true_and_false("WAHR", "FALSCH"), HEADER),
    "ja and nein": (true_and_false("ja", "nein"), HEADER),
    "code and text": (ROWS, texts_of(code=True)),
    "text": (ROWS, texts_of(code=False)),
    "codes below texts": ([HEADER, *ROWS], texts_of(code=False)),
    "no code for other": (without_other_code(), HEADER),
    "saved by Excel": saved_by_excel(),
    "a line that says sep": ("sep=;\r\n" + as_text(HEADER, ROWS, ";")).encode("utf-8-sig"),
    "tabs in UTF-16": as_text(HEADER, ROWS, "\t").encode("utf-16"),
    "semicolons in UTF-8": as_text(HEADER, ROWS, ";").encode(),
    "Excel with types": typed_workbook(),
    "Excel with texts": exports.workbook(HEADER, ROWS),
}


def survey_of(way: str) -> Survey:
    made = WAYS[way]
    ending = "xlsx" if way.startswith("Excel") else "csv"
    if isinstance(made, bytes):
        return by_town(read(made, name=f"a.{ending}"))
    return by_town(read(made[0], made[1]))


@pytest.fixture(scope="module")
def expected() -> Survey:
    return by_town(read())


def test_the_answers_that_all_ways_must_give(expected):
    answers = expected.answers
    assert answers.index.to_list() == ["01001000", "01002000", "03153017", "07334007"]
    assert expected.meta["status"].to_list() == ["complete"] * 3 + ["partial"]
    assert answers["neu"].to_list() == ["A1", "A1", "A2", "A1"]
    assert answers["lage"].fillna("").to_list() == ["01", "-oth-", "", "02"]
    assert answers["dabei"].fillna("").to_list() == ["Y", "N", "Y", ""]
    boxes = answers[["tun[SQ001]", "tun[SQ002]", "tun[-oth-]"]].astype(object)
    assert boxes.iloc[0].to_list() == [True, False, True]
    assert boxes.iloc[1].to_list() == [False, False, False]
    assert boxes.iloc[2:].isna().all(axis=None)
    assert expected.states["tun"].to_list() == ["answered", "none", "unasked", "unreached"]
    assert expected.states["lage"].to_list() == ["answered", "answered", "unasked", "answered"]
    assert expected.states["dabei"].to_list() == ["answered", "answered", "answered", "unreached"]


@pytest.mark.parametrize("way", [way for way in WAYS if way != "codes"])
def test_every_way_of_writing_gives_the_same_answers(way, expected):
    found = survey_of(way)
    numbers = ["stellen", "mit[SQ001]", "mit[SQ002]"]
    pd.testing.assert_frame_equal(found.answers[numbers], expected.answers[numbers])
    pd.testing.assert_frame_equal(found.answers, expected.answers)
    pd.testing.assert_frame_equal(found.states, expected.states)
    assert found.meta["status"].to_list() == expected.meta["status"].to_list()
    assert found.unread.empty


@pytest.mark.parametrize("structure", [exports.STRUCTURE, exports.STRUCTURE_TXT])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_either_structure_in_either_language_will_do(structure, lang, expected):
    asked = read_structure(structure, "s", lang)
    found = by_town(read(in_words(), asked=asked))
    pd.testing.assert_frame_equal(found.answers, expected.answers)
    pd.testing.assert_frame_equal(found.states, expected.states)


def test_how_numbers_were_read_is_said():
    said = {
        way: [f.text("de") for f in survey_of(way).record if f.code == "numbers"]
        for way in ("codes", "R", "1 and 0", "numbers 1 and 2")
    }
    assert said["codes"] == []
    assert said["R"] == [
        "„tun“: Zahlen, gelesen als 1 = Ja und 0 = Nein (10 Angaben).",
        "„dabei“: Zahlen, gelesen als 1 = Ja und 2 = Nein (3 Angaben).",
    ]
    assert all("1 = Ja und 0 = Nein" in text for text in said["1 and 0"])
    assert all("1 = Ja und 2 = Nein" in text for text in said["numbers 1 and 2"])


CASES = {
    "40-basis": {},
    "41-antworten-in-zwei-sprachen": {},
    "42-ja-nein-als-1-2": {},
    "44-ueberschrift-fragentext": {},
    "45-durch-excel-gespeichert": {},
    "46-r-datendatei": {},
    "47-sep-zeile": {},
    "48-xlsx-export": {},
    "49-code-und-text": {},
    "49c-nicht-gestellt-und-keine-angabe": {
        "seit": {"ca. 2015": 37, "-oth-": 19},
        "druck": {"keine Angabe": 37, "-oth-": 19},
        "stellen": {"2-3": 37, "-oth-": 19},
    },
}


@pytest.fixture(scope="module")
def cases(sources: Path) -> Path:
    folder = sources.parent / "cases" / "survey"
    if not folder.is_dir():
        pytest.skip(f"no cases in {folder}")
    return folder


def case(cases: Path, name: str, edition) -> Survey:
    towns = figures(edition, "municipality").set_index("ags")[["name"]]
    asked = read_structure(cases / "40-basis" / "struktur.txt")
    tokens = read_tokens(cases / "40-basis" / "zugaenge.csv", towns.index)
    (file,) = (cases / name).glob("antworten.*")
    return join(read_responses(file, asked), towns, TOKEN, tokens)


@pytest.mark.sources
@pytest.mark.parametrize("name", CASES)
def test_the_shared_cases(cases, edition, name):
    basis, found = case(cases, "40-basis", edition), case(cases, name, edition)
    assert found.meta["status"].value_counts().to_dict() == {"complete": 124, "partial": 21}
    unread = {
        column: dict(zip(rows["value"], rows["n"], strict=True))
        for column, rows in found.unread.groupby("column", sort=False)
    }
    assert unread == CASES[name]
    # 45 has lines within a remark, which is no part of the results
    same = [c for c in basis.answers if c not in unread and c != "anmerkung"]
    pd.testing.assert_frame_equal(found.answers[same], basis.answers[same])
    assert found.states["massnahmen"].value_counts().to_dict() == {
        "none": 97, "answered": 27, "unreached": 21
    }  # fmt: skip
    if unread:
        assert found.states["druck"].value_counts()["unasked"] > 0
        assert all(
            len(lines) == n
            for lines, n in zip(found.unread["lines"], found.unread["n"], strict=True)
        )


def test_the_questionnaire_of_these_tests_is_complete():
    assert {question.code for question in ASKED.questions} == {c.split("[")[0] for c in HEADER[6:]}
