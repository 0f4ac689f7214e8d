"""Values that could not be read: each with its column, how often and where, and nothing personal."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from exports import HEADER, ROWS, by_town, changed, read
from hypothesis import given
from hypothesis import strategies as st

from ankunft.intake.survey.unread import HIDDEN, MOST_VALUES, shown, unread_findings, unread_values

STELLEN = HEADER.index("stellen")


def listed(*texts: str) -> pd.DataFrame:
    table = pd.DataFrame({"q": pd.Series(texts, dtype="str")})
    return unread_values(table, {"q": np.ones(len(texts), dtype=bool)}, table.index.to_series() + 2)


def test_values_are_counted_the_most_frequent_first():
    found = listed("b", "a", "a ", "c", "a")
    assert found.to_dict("list") == {
        "column": ["q"] * 3,
        "value": ["a", "b", "c"],
        "n": [3, 1, 1],
        "lines": [(3, 4, 6), (2,), (5,)],
    }


@pytest.mark.parametrize(
    "text",
    ["erika@stadt.example", "Tel. 05321/704-0", "Erika Mustermann", "Frau Dr. Muster", "a (at) b.de"],
)  # fmt: skip
def test_what_looks_personal_is_not_shown(text):
    assert shown(text) == HIDDEN


def test_long_and_unprintable_texts_are_shortened_to_one_line():
    assert shown("ca. 2015") == "ca. 2015"
    assert shown("a\n\x1b[31mb") == "a [31mb"
    assert len(shown("wort " * 100)) == 60


def test_a_sentence_names_column_value_and_count_in_both_languages():
    (finding,) = unread_findings(listed("ca. 2015", "ca. 2015", "bald"), "a.csv")
    assert finding.text("de") == (
        "„q“: nicht lesbare Angaben, die in den Ergebnissen fehlen: 3, "
        "nämlich ca. 2015 (2), bald (1). a.csv, Zeilen 2, 3, 4."
    )
    assert "3, namely ca. 2015 (2), bald (1). a.csv, lines 2, 3, 4." in finding.text("en")
    (many,) = unread_findings(listed(*map(str, range(50))), "a.csv")
    assert many.text("de").count("(1)") == MOST_VALUES
    assert "…" in many.text("de")


def test_nothing_of_a_file_is_dropped_in_silence():
    rows = changed(lambda k, text, _row: f"{text}?" if k == STELLEN and text else text)
    survey = by_town(read(rows))
    assert survey.unread["value"].to_list() == ["1.5?", "12?", "2?"]
    more = by_town(read([[*row, "x"] for row in ROWS], [*HEADER, "Bemerkung der Stadt"]))
    (unused,) = (f for f in more.record if f.code == "unused_columns")
    assert unused.ids == ("Bemerkung der Stadt",)
    assert "schluessel" not in str(unused)


@given(st.lists(st.text(max_size=8), max_size=15))
def test_every_value_is_counted_once(texts):
    found = listed(*texts)
    assert found["n"].sum() == len(texts)
    assert sorted(line for lines in found["lines"] for line in lines) == list(
        range(2, 2 + len(texts))
    )
