"""Applications: no row gets lost, keys are repaired or refused by name, criteria give reasons."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankunft.base.errors import PackageError
from ankunft.selection.call.applications import REFUSED, check_applications, read_applications
from ankunft.selection.call.file import Columns, guess_columns
from ankunft.selection.frame.criteria import evaluate
from ankunft.selection.frame.variables import Variable
from ankunft.selection.plan import Criterion, Group

GOSLAR, ZITTAU, SOEST, ULM = "03153017", "14626610", "05974040", "08421000"
KNOWN = (GOSLAR, ZITTAU, SOEST, ULM)
HEADER = "AGS;Kontakt;Statement\n"


def read(text: str, name: str = "aufruf.csv", encoding: str = "utf-8"):
    return read_applications(text.encode(encoding), KNOWN, name)


def workbook(rows: list[list[object]]) -> bytes:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_delimiters_encodings_and_headers(separator, encoding):
    lines = [
        ["Stadt", "Amtlicher Gemeindeschlüssel", "Ansprechpartner*in", "E-Mail", "Begründung"],
        ["Ulm", ULM, "Jürgen Groß", "j@ulm.example", "Über uns"],
    ]
    found = read("\n".join(separator.join(line) for line in lines), encoding=encoding)
    assert found.table.loc[ULM].to_dict() == {
        "contact": "Jürgen Groß, j@ulm.example", "statement": "Über uns", "line": 2,
    }  # fmt: skip
    assert found.notes == ()


def test_every_row_that_is_no_application_is_named():
    found = read(
        HEADER
        + "3153017;a;b\n"
        + "99999999;a;b\n"
        + "Soest;a;b\n"
        + ";a;b\n"
        + f"{ZITTAU};;b\n"
        + f"{ZITTAU};a;b\n"
        + "059740040040;a;b\n"
        + "84 21 000;a;b\n"
    )
    assert list(found.table.index) == [GOSLAR, SOEST, ULM, ZITTAU]
    assert found.rows == 8
    assert [(note.line, note.code, note.ags) for note in found.notes] == [
        (2, "zero", GOSLAR), (3, "unknown_key", ""), (4, "bad_key", ""), (5, "bad_key", ""),
        (6, "duplicate", ZITTAU), (8, "regional_key", SOEST), (9, "zero", ULM),
    ]  # fmt: skip
    texts = [note.text("de") for note in found.notes]
    assert texts[0] == "Zeile 2: 3153017 hatte die führende Null verloren, gelesen als 03153017."
    assert texts[3] == "Zeile 5: Der Gemeindeschlüssel fehlt."
    assert "Zeile 7" in texts[4]


cells = st.sampled_from(["", "a", "x@y.example"])
keys = st.sampled_from([*KNOWN, "3153017", "8421000", "03153017.0", "12345678", "Ulm", "", "0"])


@given(st.lists(st.tuples(keys, cells, cells).filter(any), min_size=1, max_size=12))
def test_no_row_gets_lost(rows):
    found = read(HEADER + "".join(";".join(row) + "\n" for row in rows))
    assert len(found.table) + len(found.refused) == len(rows)
    assert not found.table.index.has_duplicates
    assert set(found.table.index) <= set(KNOWN)
    lines = [*found.table["line"], *(note.line for note in found.refused)]
    assert sorted(lines) == list(range(2, len(rows) + 2))
    # a complete row always beats an incomplete one of the same town
    for ags, counted in found.table.iterrows():
        own = [row for row in rows if row[0].removesuffix(".0").zfill(8) == ags]
        assert all(counted[["contact", "statement"]]) == any(row[1] and row[2] for row in own)


def test_an_excel_file_with_numbers_for_keys_and_a_row_with_the_key_alone():
    content = workbook(
        [["AGS", "Kontakt", "Statement"], [3153017, "a", "b"], [14626610, None, None], [None] * 3,
         [ULM, "c", "d"]]
    )  # fmt: skip
    found = read_applications(content, KNOWN, "aufruf.xlsx")
    assert found.table["line"].to_dict() == {GOSLAR: 2, ULM: 5, ZITTAU: 3}
    assert [note.code for note in found.notes] == ["zero"]


def test_columns_by_hand():
    text = "eins;zwei;drei\n" + f"{ULM};a;b\n"
    with pytest.raises(PackageError, match=r"aufruf\.csv: Keine Spalte ist erkannt für den Gem"):
        read(text)
    content = text.encode()
    found = read_applications(content, KNOWN, "f.csv", Columns("eins", ("zwei",), "drei"))
    assert found.table.loc[ULM, "statement"] == "b"
    with pytest.raises(PackageError, match="Die Spalte „vier“ fehlt für die Interessenbekundung"):
        read_applications(content, KNOWN, "f.csv", Columns("eins", ("zwei",), "vier"))


def test_a_column_plays_one_role():
    chosen = guess_columns(["Schlüssel", "AGS", "Text", "Motivation", "Telefon", "E-Mail"])
    assert chosen == Columns("AGS", ("Telefon", "E-Mail"), "Motivation")


@pytest.mark.parametrize(
    ("content", "name", "complaint"),
    [
        (b"", "a.csv", "leer|Kopfzeile"),
        (b"AGS;Kontakt;Statement\n", "a.csv", "nur eine Kopfzeile"),
        (b"AGS;Kontakt;Statement\n03153017;a\n", "a.csv", "Zeile 2: 2 Spalten, erwartet werden 3"),
        (b"AGS;Kontakt;Statement\n\0;a;b\n", "a.csv", "keine Textdatei|Nullzeichen"),
        (b";".join(b"s%d" % k for k in range(100_000)) + b"\n", "a.csv", "100000 Spalten"),
        (b"PK\x03\x04 broken", "a.xlsx", "beschädigt"),
    ],
)
def test_hostile_files_are_refused_in_one_sentence(content, name, complaint):
    with pytest.raises(PackageError, match=complaint):
        read_applications(content, KNOWN, name)


def test_formulas_are_texts():
    found = read(HEADER + f"{ULM};=cmd|'/c calc'!A1;@SUM(1)\n")
    assert found.table.loc[ULM, "contact"] == "=cmd|'/c calc'!A1"


def test_contacts_are_in_no_representation():
    found = read(HEADER + f"{ULM};geheim@ulm.example;vertraulich\n" + "kaputt;geheim;x\n")
    assert "geheim" not in repr(found)
    assert "vertraulich" not in repr(found)


VARIABLES = {
    "population": Variable("population", "number", "Bevölkerung", "Inhabitants", "size"),
    "share": Variable("share", "number", "Anteil", "Share", "migration", "%", "%", 1),
}
FRAME = pd.DataFrame(
    {
        "name": ["Goslar", "Soest", "Ulm", "Zittau"],
        "population": [50_000.0, 47_000.0, 126_000.0, 25_000.0],
        "share": [11.0, None, None, None],
    },
    index=pd.Index([GOSLAR, SOEST, ULM, ZITTAU], name="ags"),
)


def checked(unknown: str, lang: str = "de") -> pd.DataFrame:
    groups = (
        Group(any_of=(Criterion(variable="population", operator="below", value=100_000),)),
        Group(
            any_of=(Criterion(variable="share", operator="at_least", value=10),), unknown=unknown
        ),
    )
    found = read(HEADER + f"{ULM};a;b\n{GOSLAR};a;\n{ZITTAU};a;b\n")
    return check_applications(
        found, FRAME, evaluate(FRAME, groups, VARIABLES), groups, VARIABLES, lang
    )


def test_eligible_has_three_answers_with_reasons():
    table = checked("drop")
    assert list(table.index) == [GOSLAR, ULM, ZITTAU]
    assert table["eligible"].tolist() == [True, False, pd.NA]
    assert table["complete"].tolist() == [False, True, True]
    assert table.loc[GOSLAR, "reasons"] == ["Die Interessenbekundung fehlt."]
    first, second = table.loc[ULM, "reasons"]
    assert first == "Nicht erfüllt: Bevölkerung: unter 100.000 (hier: 126.000)."
    assert second.startswith("Ohne Angabe: Anteil: mindestens 10,0")
    assert len(table.loc[ZITTAU, "reasons"]) == 1


def test_towns_that_the_plan_keeps_are_eligible_and_it_is_said():
    table = checked("keep")
    assert table["eligible"].tolist() == [True, False, True]
    (reason,) = table.loc[ZITTAU, "reasons"]
    assert reason.startswith("Ohne Angabe, nach Wahl trotzdem zugelassen: Anteil")


def test_nothing_but_refused_rows_gives_an_empty_table():
    found = read(HEADER + "Ulm;a;b\n")
    table = check_applications(found, FRAME, evaluate(FRAME, ()), (), VARIABLES)
    assert table.empty
    assert [note.code for note in found.notes] == ["bad_key"]
    assert "bad_key" in REFUSED
