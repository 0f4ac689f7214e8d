from __future__ import annotations

import pytest

from ankunft.base.errors import SourceError
from ankunft.base.reasons import Reason
from ankunft.sources.regional import read_demography, read_dwellings

from .files import write_workbook

HEADER = [
    "Berichtszeitpunkt",
    "_RS",
    "Name",
    "Regionalebene",
    "0_Insgesamt_",
    "GESCHLECHT__1",
    "Staatsange_kurz__1",
    "Staatsange_kurz__2",
    "0_Insgesamt_",
]
DATE = "15.05.2022"
OFFICIAL = [
    HEADER,
    [DATE, "00", "Deutschland", "Bund", 9000, 1, 2, 3, 4],
    [DATE, "01", "Schleswig-Holstein", "Land", 900, 1, 2, 3, 4],
    [DATE, "01051", "Dithmarschen", "Stadtkreis/kreisfreie Stadt/Landkreis", 90, 1, 2, 3, 4],
    [DATE, "010515163", "Burg-St. Michaelisdonn", "Gemeindeverband", 9, 1, "?", 3, 4],
    [DATE, "010515163003", "Averlak", "Gemeinde", 568, 300, 553, 15, 99],
    [DATE, "010515163010", "Brickeln", "Gemeinde", 191, 90, ".", "x", 99],
    [DATE, "010515163012", "Buchholz, Stadt", "Gemeinde", "1001", 90, "1001", "–", 99],
]


def demography(tmp_path, rows, sheet="CSV-Demografie"):
    return write_workbook(
        tmp_path / "Demografie.xlsx",
        {"Titel": [["Zensus 2022 - Regionaltabelle"]], "Demografie": [["Hinweis"]], sheet: rows},
    )


@pytest.mark.parametrize("title_rows", [[], [["Regionaltabelle"], ["Stand: 15.05.2022"]]])
def test_only_municipalities_of_the_official_table_are_read(tmp_path, title_rows):
    reading = read_demography(demography(tmp_path, [*title_rows, *OFFICIAL]))
    frame = reading.frame
    assert reading.rows_read == 7
    assert frame["ars"].to_list() == ["010515163003", "010515163010", "010515163012"]
    assert frame["ags"].to_list() == ["01051003", "01051010", "01051012"]
    assert frame["name"].to_list() == ["Averlak", "Brickeln", "Buchholz, Stadt"]
    assert frame["population"].to_list() == [568, 191, 1001]
    assert frame["germans"].fillna(-1).to_list() == [553, -1, 1001]
    assert frame["foreigners"].fillna(-1).to_list() == [15, -1, 0]
    assert frame["germans_reason"].to_list() == [0, Reason.NOT_PUBLISHED, 0]
    assert frame["foreigners_reason"].to_list() == [0, Reason.SUPPRESSED, 0]


def test_dwellings(tmp_path):
    rows = [
        [*HEADER[:5], "LEQ", "ETQ", "QMMIETE"],
        [DATE, "010515163003", "Averlak", "Gemeinde", 294, 3.7, 72.8, "5,12"],
        [DATE, "010515163010", "Brickeln", "Gemeinde", 100, "–", "/", "–"],
    ]
    frame = read_dwellings(write_workbook(tmp_path / "w.xlsx", {"CSV-Wohnungen": rows})).frame
    assert list(frame)[3::2] == ["dwellings", "vacancy", "owner_share", "rent"]
    assert frame.loc[0, ["dwellings", "vacancy", "owner_share", "rent"]].to_list() == [
        294,
        3.7,
        72.8,
        5.12,
    ]
    # No vacant dwelling is a vacancy of nil, but the rent of no dwelling is no rent at all.
    assert frame.loc[1, ["vacancy", "vacancy_reason"]].to_list() == [0, 0]
    assert frame.loc[1, ["owner_share_reason", "rent_reason"]].to_list() == [
        Reason.SUPPRESSED,
        Reason.NOT_PUBLISHED,
    ]


def changed(row: int, column: int, value: object) -> list[list[object]]:
    rows = [list(cells) for cells in OFFICIAL]
    rows[row][column] = value
    return rows


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (changed(5, 1, 10515163003), ["Zeile 6, Spalte „_RS“", "„10515163003“", "führende Null"]),
        (changed(5, 1, "10515163003"), ["Zeile 6, Spalte „_RS“", "„10515163003“", "führende Null"]),
        (changed(5, 1, "01051516300X"), ["Zeile 6, Spalte „_RS“", "12 Ziffern"]),
        (changed(6, 1, "010515163003"), ["Spalte „_RS“", "Zeile 6", "Zeile 7", "„010515163003“"]),
        (changed(7, 6, "12.5"), ["Zeile 8, Spalte „Staatsange_kurz__1“", "Dezimalpunkt"]),
        (changed(7, 7, "keine"), ["Zeile 8, Spalte „Staatsange_kurz__2“", "„keine“", "„–“"]),
        (changed(7, 4, -3), ["Zeile 8, Spalte „0_Insgesamt_“", "„-3“", "eine Zahl ab 0"]),
        (changed(0, 7, "Ausland"), ["Zeile 1", "„Staatsange_kurz__2“ fehlt", "Ausland"]),
        (changed(0, 1, "ARS"), ["„_RS“ und „Regionalebene“", "CSV-Demografie"]),
        (OFFICIAL[:5], ["Spalte „Regionalebene“", "„Gemeinde“"]),
    ],
    ids=["number", "short", "letter", "twice", "point", "text", "sign", "column", "sheet", "level"],
)
def test_mistakes_are_named(tmp_path, rows, said):
    path = demography(tmp_path, rows)
    with pytest.raises(SourceError) as error:
        read_demography(path)
    for part in (str(path), *said):
        assert part in str(error.value)
