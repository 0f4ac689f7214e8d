"""Excel files, read back by another library: text stays text, numbers are numbers."""

from __future__ import annotations

import io

import openpyxl
import pandas as pd
import pytest
from hostile import HOSTILE
from openpyxl.utils.escape import unescape

from ankunft.base.errors import ParameterError
from ankunft.base.language import LANGUAGES
from ankunft.output import tables as exports
from ankunft.output.tables import workbook as written

NOTE = "=1+1"


def book_of(edition, table, lang="de", **options) -> openpyxl.Workbook:
    files = exports.export(edition, table, "cell", "xlsx", lang=lang, title="Probe", **options)
    (content,) = files.values()
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_titles_units_and_words_are_those_of_the_language(edition, table, lang):
    book = book_of(edition, table, lang)
    assert book.sheetnames == (["Daten", "Quellen"] if lang == "de" else ["Data", "Sources"])
    rows = [*book.worksheets[0].values]
    heads = dict(zip(table, rows[0], strict=True))
    title = "Share of foreign nationals 2022 (%)"
    if lang == "de":
        title = "Anteil von Personen mit ausländischer Staatsangehörigkeit 2022 (%)"
    assert heads["share_2022"] == title
    assert heads["id"] == ("Schlüssel" if lang == "de" else "Key")
    assert rows[1][4] == ("neu" if lang == "de" else "new")


def test_keys_and_hostile_names_are_text_and_numbers_are_numbers(edition, table):
    sheet = book_of(edition, table)["Daten"]
    for row, (key, name) in enumerate(zip(table["id"], HOSTILE, strict=True), start=2):
        cells = [sheet.cell(row, place) for place in (1, 2)]
        assert cells[0].value == key
        assert unescape(cells[1].value) == name  # as Excel shows it
        assert [cell.data_type for cell in cells] == ["s", "s"]
        assert cells[1].hyperlink is None
        assert cells[0].number_format == "@"
    second = [cell.value for cell in sheet[3]]
    assert second[2] == pytest.approx(1.123456)
    assert second[3:] == [1, "keine Zuordnung", True, "313704486", "Satz."]
    assert [sheet.cell(3, place).data_type for place in (3, 4, 6, 7)] == ["n", "n", "b", "s"]
    assert [cell.value for cell in sheet[2]][2:] == [None, None, "neu", None, None, None]
    assert not any(cell.data_type == "f" for line in sheet for cell in line)


def test_sources_parameters_and_hash_have_a_sheet(edition, table):
    sheet = book_of(edition, table, notes=[NOTE])["Quellen"]
    texts = [str(cell.value) for line in sheet for cell in line if cell.value is not None]
    assert {"Probe", NOTE, edition.hash} <= set(texts)
    for source in edition.national_sources:
        for name in (
            "publisher",
            "attribution",
            "licence",
            "licence_url",
            "dataset_url",
            "change_note_de",
        ):
            assert source[name] in texts, name
    assert not any(cell.data_type == "f" for line in sheet for cell in line)


def test_text_that_no_cell_can_hold_is_cut_where_it_is_seen(edition, table):
    long = table.assign(name="x" * (written.LONGEST + 1))
    value = book_of(edition, long)["Daten"].cell(2, 2).value
    assert len(value) == written.LONGEST
    assert value.endswith("…")


def test_signs_that_xml_does_not_know_break_nothing(edition, table):
    odd = table.assign(name="a\x00b\x0bc\ufffe")
    assert book_of(edition, odd)["Daten"].cell(2, 2).value.startswith("a")


def test_more_rows_than_the_format_holds_are_refused(edition, monkeypatch):
    monkeypatch.setattr(written, "MOST_ROWS", 1)
    with pytest.raises(ParameterError, match="Excel fasst 1 Zeilen"):
        book_of(edition, pd.DataFrame({"x": [1, 2]}))
