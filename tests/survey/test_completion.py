"""Which responses count as complete, and which as opened only: told by the file, not by what could
be read."""

from __future__ import annotations

import pandas as pd
import pytest
from exports import ASKED, HEADER, ROWS, by_town, changed, read, texts_of
from hypothesis import given, settings
from hypothesis import strategies as st

from ankunft.intake.survey.completion import dates

COMPLETE = [True, True, True, False, False]


def without(*columns: str) -> tuple[list[list[str]], list[str]]:
    kept = [k for k, name in enumerate(HEADER) if name not in columns]
    return [[row[k] for k in kept] for row in ROWS], [HEADER[k] for k in kept]


def codes(found) -> set[str]:
    return {finding.code for finding in found.found}


@pytest.mark.parametrize("header", [HEADER, texts_of(code=True), texts_of(code=False)])
def test_the_date_of_submission_tells_whatever_the_heading(header):
    found = read(ROWS, header)
    assert found.meta["complete"].to_list() == COMPLETE
    assert "no_submitdate" not in codes(found)
    assert found.meta["submitted"].notna().to_list() == COMPLETE


@pytest.mark.parametrize("nothing", ["", "NA", "NULL", "NaN", "N/A", "0000-00-00 00:00:00", "0"])
def test_other_programs_ways_to_write_no_date_are_no_date(nothing):
    rows = changed(lambda k, text, _row: text or nothing if HEADER[k] == "submitdate" else text)
    assert read(rows).meta["complete"].to_list() == COMPLETE


def test_without_it_the_last_page_tells_and_that_is_said():
    found = read(*without("submitdate"))
    assert found.meta["complete"].to_list() == COMPLETE
    (said,) = (f.text("de") for f in found.found if f.code == "no_submitdate")
    assert "Seite 2" in said


def test_without_both_all_that_hold_an_answer_are_taken_to_be_complete():
    found = read(*without("submitdate", "lastpage"))
    (said,) = (f.text("de") for f in found.found if f.code == "no_submitdate")
    assert "Alle Antworten" in said
    survey = by_town(found)
    assert survey.meta["status"].to_list() == ["complete"] * 4
    assert "16077001" not in survey.answers.index


def test_an_answer_that_cannot_be_read_is_an_answer():
    """A town that has answered in words nobody knows is not lost."""
    rows = changed(lambda k, text, row: f"?{text}" if k >= 6 and text else text)
    survey = by_town(read(rows))
    assert survey.answers.index.to_list() == ["01001000", "01002000", "03153017", "07334007"]
    assert survey.meta["status"].to_list() == ["complete"] * 3 + ["partial"]
    assert survey.states["neu"].to_list() == ["unread"] * 4
    assert survey.unread[survey.unread["column"] == "neu"]["n"].to_list() == [3, 1]


def test_a_no_written_for_boxes_of_a_page_that_nobody_saw_is_no_answer():
    place = HEADER.index("tun[SQ001]")
    rows = changed(lambda k, text, _row: text or "0" if k == place else text)
    assert "16077001" not in by_town(read(rows)).answers.index


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["2025-03-04 10:00:05"], ["2025-03-04 10:00:05"]),
        (["04.03.2025 10:00"], ["2025-03-04 10:00:00"]),
        (["4.3.25 9:05"], ["2025-03-04 09:05:00"]),
        (["04.03.2025"], ["2025-03-04 00:00:00"]),
        (["45720"], ["2025-03-04 00:00:00"]),
        (["45720,41667"], ["2025-03-04 10:00:00"]),
        (["3/14/2025 2:25 PM", "3/4/2025 14:25"], ["2025-03-14 14:25:00", "2025-03-04 14:25:00"]),
        (["14/3/2025", "4/3/2025 14:25"], ["2025-03-14 00:00:00", "2025-03-04 14:25:00"]),
        (["4/3/2025"], [None]),
        (["14/3/2025", "3/14/2025"], [None, None]),
        (["31.02.2025"], [None]),
        (["########"], [None]),
        ([""], [None]),
    ],
)
def test_dates_as_spreadsheets_write_them(texts, expected):
    found = dates(pd.Series(texts, dtype="str"))
    assert [None if pd.isna(day) else str(day) for day in found] == expected


def test_a_date_that_cannot_be_read_leaves_the_response_complete_and_is_said():
    rows = changed(lambda k, text, _row: "########" if HEADER[k] == "submitdate" and text else text)
    found = read(rows)
    assert found.meta["complete"].to_list() == COMPLETE
    (said,) = (f for f in found.found if f.code == "unread_date")
    assert said.lines == (2, 3, 4)


@given(st.lists(st.text(max_size=12), min_size=1, max_size=8))
@settings(max_examples=60)
def test_any_texts_are_dates_or_none(texts):
    found = dates(pd.Series(texts, dtype="str"))
    assert len(found) == len(texts)
    assert str(found.dtype) == "datetime64[s]"


garbled = st.lists(st.lists(st.sampled_from(["", "?", "zz"]), min_size=12, max_size=12), min_size=5, max_size=5)  # fmt: skip


@given(garbled)
@settings(max_examples=40)
def test_whatever_stands_in_the_cells_completeness_and_towns_stay(cells):
    """No unreadable cell takes a complete response away, or a town that has answered something."""
    rows = [[*row[:6], *(mess if row[6 + k] else "" for k, mess in enumerate(own))] for row, own in zip(ROWS, cells, strict=True)]  # fmt: skip
    found = read(rows)
    assert found.meta["complete"].to_list() == COMPLETE
    survey = by_town(found)
    answered = {row[5] for row in rows if row[1] or any(row[6:])}
    assert set(survey.answers.index) == answered
    assert int(found.unread["n"].sum()) == sum(bool(c) for r in rows for k, c in enumerate(r[6:]) if HEADER[6 + k] in ASKED.columns)  # fmt: skip
