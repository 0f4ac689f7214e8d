from __future__ import annotations

import numpy as np
import pytest

from ankunft.base.errors import SourceError
from ankunft.base.reasons import Reason
from ankunft.sources.zensus2011 import read_cells_1km, read_origin_100m

from .files import table, write_zip

HEADER = (
    "Gitter_ID_1km;x_mp_1km;y_mp_1km;Einwohner;Frauen_A;Alter_D;unter18_A;ab65_A;"
    "Auslaender_A;HHGroesse_D;Leerstandsquote;Wohnfl_Bew_D;Wohnfl_Whg_D"
)
EMPTY = "1kmN2684E4334;4334500;2684500;-1;-1;-1;-1;-1;-1;-1;-1;-1;-1"
FULL = "1kmN2689E4337;4337500;2689500;812;51,1;43,2;17,25;20;12,5;2,1;4,4;41,9;88,1"
SECRET = "1kmN2690E4337;4337500;2690500;4;-9;-9;-9;-9;-9;-1;-9;-9;-9"
MEMBER = "Zensus_spitze_Werte_1km-Gitter.csv"


def cells_file(tmp_path, *lines, member=MEMBER):
    return write_zip(tmp_path / "1km.zip", {member: table(*lines)})


def test_cells_of_1_km(tmp_path):
    reading = read_cells_1km(cells_file(tmp_path, HEADER, EMPTY, FULL, SECRET))
    frame = reading.frame
    assert reading.rows_read == 3
    assert frame["cell"].to_list() == [268404334, 268904337, 269004337]
    assert frame["cell"].dtype == np.int64
    figures = [
        "population",
        "share_foreign",
        "mean_age",
        "share_under_18",
        "share_65_plus",
        "vacancy",
        "living_space",
    ]
    assert list(frame) == ["cell", *(c for f in figures for c in (f, f + "_reason"))]
    assert frame.loc[1, figures].to_list() == [812, 12.5, 43.2, 17.25, 20, 4.4, 41.9]
    assert frame.loc[0, figures].isna().all()
    assert frame.loc[2, ["population_reason", "share_foreign_reason"]].to_list() == [0, 2]
    assert (frame.loc[0, [f + "_reason" for f in figures]] == Reason.UNINHABITED).all()
    assert frame["vacancy_reason"].dtype == np.uint8


def test_the_order_of_columns_does_not_matter_and_empty_lines_are_no_rows(tmp_path):
    turned = [";".join(reversed(line.split(";"))) for line in (HEADER, FULL)]
    reading = read_cells_1km(cells_file(tmp_path, turned[0], "", turned[1], ""))
    assert reading.rows_read == 1
    assert reading.frame.loc[0, "share_foreign"] == 12.5


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([HEADER, EMPTY, FULL.replace("12,5", "12.5")], ["Zeile 3", "Auslaender_A", "„12.5“"]),
        ([HEADER, "", EMPTY, FULL.replace("812", "viele")], ["Zeile 4", "Einwohner", "„viele“"]),
        ([HEADER, FULL.replace("812", "-2")], ["Zeile 2", "Einwohner", "„-2“", "eine Zahl ab 0"]),
        ([HEADER, FULL.replace(";812;", ";;")], ["Zeile 2", "Einwohner", "Die Zelle ist leer"]),
        ([HEADER, EMPTY, "x" + FULL], ["Zeile 3", "Gitter_ID_1km", "„x1kmN2689E4337“"]),
        ([HEADER, FULL, EMPTY, FULL], ["Zeile 2", "Zeile 4", "Gitter_ID_1km", "„1kmN2689E4337“"]),
        ([HEADER, EMPTY, FULL + ";9"], ["Zeile 3", "14 Spalten", "erwartet werden 13"]),
        (
            [HEADER.replace("Auslaender_A", "Anteil"), FULL],
            ["Zeile 1", "„Auslaender_A“ fehlt", "Anteil"],
        ),
        ([HEADER], ["Zeile 2", "endet nach der Kopfzeile"]),
    ],
    ids=["point", "text", "sign", "empty", "id", "twice", "width", "column", "no rows"],
)
def test_mistakes_are_named_with_file_column_and_line(tmp_path, lines, said):
    path = cells_file(tmp_path, *lines)
    with pytest.raises(SourceError) as error:
        read_cells_1km(path)
    for part in (f"{path}/{MEMBER}", *said):
        assert part in str(error.value)


ORIGIN_HEADER = (
    "Gitter_ID_100m;Gitter_ID_100m_neu;Merkmal;Auspraegung_Code;Auspraegung_Text;Anzahl;Anzahl_q"
)


def origin_row(cell: str, merkmal: str, code: int, count: object, text: str = "") -> str:
    return f"{cell};;{merkmal};{code};{text};{count};0"


A, B, C = "100mN26891E43370", "100mN26891E43371", "100mN26892E43370"
OFFICIAL = [
    ORIGIN_HEADER,
    origin_row(B, " INSGESAMT", 0, 60, "Einheiten insgesamt"),
    origin_row(B, "ALTER_10JG", 2, "keine Zahl", "10 - 19"),
    origin_row(B, "STAATSANGE_KURZ", 1, 50, "Deutschland"),
    origin_row(B, "STAATSANGE_KURZ", 2, 10, "Ausland"),
    origin_row(B, "STAATSANGE_GRP", 1, 50, "Deutschland"),
    origin_row(B, "STAATSANGE_GRP", 21, 3, "EU27-Land"),
    origin_row(B, "STAATSANGE_GRP", 22, 3, "Sonstiges Europa"),
    origin_row(B, "STAATSANGE_GRP", 24, 4, "Sonstige"),
    origin_row(C, "GEBURTLAND_GRP", 21, 9, "EU27-Land"),
    origin_row(A, "STAATSANGE_GRP", 23, 5, "Übrige Welt"),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_origin_is_taken_from_among_all_characteristics(tmp_path, encoding):
    path = write_zip(
        tmp_path / "o.zip", {"Bevoelkerung100M.csv": table(*OFFICIAL).encode(encoding)}
    )
    reading = read_origin_100m(path)
    assert reading.rows_read == 10
    assert reading.notes == {"rows_kept": 5}
    expected = [
        [2689143370, np.nan, np.nan, 5],
        [2689143371, 10, 3, 7],
    ]
    assert list(reading.frame) == ["cell", "foreign", "eu", "non_eu"]
    np.testing.assert_array_equal(reading.frame.to_numpy(), expected)


def test_a_cell_cut_by_the_border_of_two_blocks_is_one_cell(tmp_path, monkeypatch):
    monkeypatch.setattr("ankunft.sources._csv._BLOCK", 200)
    path = write_zip(tmp_path / "o.zip", {"Bevoelkerung100M.csv": table(*OFFICIAL)})
    assert read_origin_100m(path).frame.loc[1, ["foreign", "eu", "non_eu"]].to_list() == [10, 3, 7]


@pytest.mark.parametrize("block", [200, 1 << 20])
@pytest.mark.parametrize(
    ("row", "said"),
    [
        (origin_row(A, "STAATSANGE_KURZ", 2, "3.5"), ["Zeile 12", "Anzahl", "„3.5“"]),
        (origin_row("1kmN2689E4337", "STAATSANGE_KURZ", 2, 3), ["Zeile 12", "Gitter_ID_100m"]),
        (OFFICIAL[4], ["Zeile 5", "Zeile 12", f"„{B}, STAATSANGE_KURZ, 2“"]),
    ],
    ids=["point", "id", "twice"],
)
def test_mistakes_are_found_across_blocks(tmp_path, monkeypatch, row, said, block):
    monkeypatch.setattr("ankunft.sources._csv._BLOCK", block)
    path = write_zip(tmp_path / "o.zip", {"Bevoelkerung100M.csv": table(*OFFICIAL, row)})
    with pytest.raises(SourceError) as error:
        read_origin_100m(path)
    for part in ("Bevoelkerung100M.csv", *said):
        assert part in str(error.value)


def test_a_file_without_citizenship_is_refused(tmp_path):
    path = write_zip(tmp_path / "o.zip", {"Bevoelkerung100M.csv": table(*OFFICIAL[:3])})
    with pytest.raises(SourceError, match="STAATSANGE_KURZ"):
        read_origin_100m(path)
