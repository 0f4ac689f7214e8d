"""Results as rows with labels: nothing that is hidden is in them, and made-up answers are marked."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import numpy as np
import openpyxl
import pandas as pd
import pytest
from drawn import design_of

from ankunft.base.language import LANGUAGES
from ankunft.output.tables.survey import (
    are_years,
    cross_rows,
    figure_rows,
    in_words,
    made_up_mark,
    rate_rows,
    result_files,
    share_rows,
)
from ankunft.survey.inference.crosstab import crosstab
from ankunft.survey.inference.estimate import estimate
from ankunft.survey.inference.response import response_rates

DESIGN = design_of({"west": (80, 40), "east": (30, 20)})
TOWNS = DESIGN.index
LABELS = {"A": "=1+1", "B": "nein", "C": "selten"}


def answers(**counts: int) -> pd.Series:
    codes = [code for code, n in counts.items() for _ in range(n)]
    return pd.Series(codes, TOWNS[: len(codes)], dtype="str")


def hidden_and_shown(lang: str = "de") -> pd.DataFrame:
    found = estimate(answers(A=30, B=17, C=3, D=4), DESIGN, "single")
    return share_rows(found, LABELS, lang, intervals=True)


def test_hidden_answers_have_no_figure_and_say_why():
    rows = hidden_and_shown()
    assert list(rows["Antwort"]) == ["=1+1", "nein", "selten", "D"]
    gone = rows[rows["Hinweis"] != ""]
    assert list(gone["Antwort"]) == ["selten", "D"]
    assert gone.drop(columns=["Antwort", "Hinweis"]).isna().all(axis=None)
    assert gone["Hinweis"].str.startswith("keine Aussage: ").all()
    words = in_words(rows, "de")
    assert (words.loc[gone.index, "Gemeinden"] == "keine Aussage").all()
    assert words.loc[0, "Gemeinden"] == "30"


def test_shares_are_those_of_the_estimate():
    found = estimate(answers(A=30, B=20), DESIGN, "single")
    rows = share_rows(found, LABELS, "de", intervals=True)
    assert found.shares is not None
    # no more precise than the audit of the tables reckons with
    np.testing.assert_allclose(rows["Anteil (%)"], found.shares["share"].round(1))
    np.testing.assert_allclose(rows["von (%)"], found.shares["low"].round(1))
    assert rows["hochgerechnet (Gemeinden)"].sum() == 110
    without = share_rows(found, LABELS, "de", intervals=False)
    assert list(without) == ["Antwort", "Gemeinden", "Anteil (%)", "Hinweis"]


def test_years_have_no_total_and_no_separators():
    years = pd.Series(2000.0 + np.arange(len(TOWNS)) % 20, TOWNS)
    assert are_years(years)
    assert not are_years(years + 0.5)
    assert not are_years(years.where(years < 2010, 12.0))
    assert not are_years(pd.Series([np.nan]))
    found = estimate(years, DESIGN, "number")
    rows = figure_rows(found, "de", intervals=True, years=True)
    assert list(rows["Maß"]) == ["Mittelwert", "Median"]
    assert in_words(rows, "de", grouped=False)["Wert"].str.match(r"20\d\d,\d$").all()
    assert "Summe" in set(figure_rows(found, "de", intervals=True)["Maß"])


def test_a_cross_table_keeps_its_groups_and_hides_with_the_reason():
    groups = pd.Series(["west"] * 40 + ["east"] * 20, TOWNS, dtype="str")
    found = crosstab(answers(A=30, B=20, C=10), groups, DESIGN, "single")
    rows = cross_rows(found, LABELS, "de", intervals=True)
    assert len(rows) == len(found.table)
    assert rows["Anteil (%)"].isna().equals(rows["Hinweis"] != "")
    numbers = crosstab(pd.Series(np.arange(60.0), TOWNS), groups, DESIGN, "number")
    assert "Mittelwert" in cross_rows(numbers, {}, "de", intervals=True)


def test_rates_are_counted_per_group():
    towns = pd.DataFrame(
        {
            "stratum": ["a", "a", "b"],
            "role": ["drawn", "drawn", "drawn"],
            "status": ["complete", "none", "partial"],
            "design_weight": [1.0, 1.0, 2.0],
        },
        index=["1", "2", "3"],
    )
    rows = rate_rows(response_rates(towns), "Schicht", {"a": "Alpha"}, "de")
    assert list(rows["Schicht"]) == ["Alpha", "b"]
    assert list(rows["Rücklauf (%)"]) == [50.0, 100.0]
    assert "Ersatz" not in rows
    more = replace_first(towns)
    assert "Ersatz" in rate_rows(response_rates(more), "Schicht", {}, "de")


def replace_first(towns: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([towns, towns.iloc[[0]].assign(role="replacement").set_axis(["4"], axis=0)])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("made_up", [True, False])
def test_a_file_carries_sources_notes_and_the_mark_of_made_up_answers(edition, lang, made_up):
    rows = hidden_and_shown(lang)
    table, side = result_files(
        edition, rows, "csv", title="Frage", notes=["Gewichtet.", ""], made_up=made_up, lang=lang
    ).values()
    read = pd.read_csv(io.BytesIO(table), dtype=str)
    assert list(read)[:3] == ["answer", "towns", "share"]
    assert len(read) == 4
    assert read.iloc[0, 0] == "'=1+1"
    described = json.loads(side)
    assert {"type": "Annotation", "body": "Gewichtet."} in described["notes"]
    assert edition.hash in described["dc:identifier"]
    assert table.decode().count(made_up_mark(lang)) == (len(rows) if made_up else 0)
    assert (made_up_mark(lang) in described["dc:title"]) == made_up
    for column in described["tableSchema"]["columns"]:
        assert column["titles"]["de"] != column["titles"]["und"], "described in columns.toml"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_not_shown_is_an_empty_cell_with_a_note(edition, lang):
    rows = hidden_and_shown()
    (content,) = result_files(
        edition, rows, "xlsx", title="", notes=[], made_up=False, lang=lang
    ).values()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == list(rows)
    for line, (_place, row) in enumerate(rows.iterrows(), start=2):
        for place, value in enumerate(row, start=1):
            if pd.isna(value) or value == "":
                assert sheet.cell(line, place).value is None
    hidden = rows.iloc[:, -1] != ""
    assert hidden.any()
    assert rows.loc[hidden].iloc[:, 2].isna().all()


def test_an_estimate_without_shares_is_no_share_table():
    found = replace(estimate(answers(A=30, B=20), DESIGN, "single"), shares=None)
    with pytest.raises(AssertionError):
        share_rows(found, LABELS, "de", intervals=True)
