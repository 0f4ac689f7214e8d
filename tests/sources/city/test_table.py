"""Tables as texts: what the first line says, labels that occur again, times of day."""

from __future__ import annotations

import datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankunft.base.errors import PackageError
from ankunft.intake.areas.table import LINE, numbered, read_csv
from ankunft.intake.areas.workbook import cell_text, read_workbook


@pytest.mark.parametrize(
    ("first", "sign"), [("sep=;", ";"), ('"sep=,"', ","), ("SEP=|", "|"), ("sep=\t", "\t")]
)
@pytest.mark.parametrize("loose", [False, True])
def test_a_line_that_names_the_separator_is_no_header(tmp_path, first, sign, loose):
    path = tmp_path / "t.csv"
    path.write_text("\n".join([first, f"x{sign}y", f"1{sign}2", f"3{sign}4"]))
    table = read_csv(path, loose=loose)
    assert table.columns.to_list() == ["x", "y", LINE]
    assert table[LINE].to_list() == [3, 4]
    assert table["y"].to_list() == ["2", "4"]


def test_nothing_below_that_line_is_said(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("sep=;\n")
    with pytest.raises(PackageError):
        read_csv(path)


def test_labels_that_occur_again_are_refused_or_numbered(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a;b;a\n1;2;3\n")
    with pytest.raises(PackageError, match="zweimal"):
        read_csv(path)
    assert read_csv(path, repeated=True).iloc[0].to_dict() == {
        "a": "1", "b": "2", "a (2)": "3", LINE: 2
    }  # fmt: skip
    book = openpyxl.Workbook()
    for row in (["a", "b", "a"], ["1", "2", "3"]):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    assert "a (2)" in read_workbook(tmp_path / "t.xlsx", repeated=True)


@given(st.lists(st.sampled_from(["a", "b", "a (2)", "a (3)", ""]), max_size=12))
def test_numbered_labels_differ_and_begin_as_they_were(labels):
    found = numbered(labels)
    named = [label for label in found if label]
    assert len(named) == len(set(named))
    assert all(new.startswith(old) for new, old in zip(found, labels, strict=True))
    assert numbered(found) == found


def test_dates_of_a_workbook_keep_the_time_of_day():
    assert cell_text(datetime.datetime(2025, 3, 4)) == "2025-03-04"
    assert cell_text(datetime.datetime(2025, 3, 4, 10, 5)) == "2025-03-04 10:05:00"
    assert cell_text(datetime.date(2025, 3, 4)) == "2025-03-04"
