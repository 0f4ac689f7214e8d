from __future__ import annotations

import pandas as pd
import pytest

from ankunft.base.errors import SourceError
from ankunft.base.reasons import Reason
from ankunft.sources import _columns
from ankunft.sources.zensus2022 import read_cells

from .files import table, write_zip

SIGNS = "werterlaeuternde_Zeichen"


def official(column="AnteilAuslaender", *, encoding="utf-8", **changed) -> dict[str, bytes]:
    """All three sizes of cells, as in the official archives."""
    one_km = [
        f"GITTER_ID_1km;x_mp_1km;y_mp_1km;{column};{SIGNS}",
        "CRS3035RES1000mN2689000E4337000;4337500;2689500;12,5;",
        "CRS3035RES1000mN2690000E4337000;4337500;2690500;–;",
        "CRS3035RES1000mN2691000E4337000;4337500;2691500;3;KLAMMERN",
    ]
    texts = {
        "10km": [
            f"GITTER_ID_10km;x_mp_10km;y_mp_10km;{column};{SIGNS}",
            "CRS3035RES10000mN2680000E4330000;4335000;2685000;9,99;",
        ],
        "1km": one_km,
        "100m": [
            f"GITTER_ID_100m;x_mp_100m;y_mp_100m;{column};{SIGNS}",
            "CRS3035RES100mN2689000E4337100;4337150;2689050;33,33;",
        ],
    } | changed
    return {
        f"Zensus2022_Anteil_Auslaender_{size}-Gitter.csv": table(*lines).encode(encoding)
        for size, lines in texts.items()
    } | {"Datensatzbeschreibung_1km.xlsx": b"PK"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_cells_in_every_encoding_of_the_publisher(tmp_path, encoding):
    path = write_zip(tmp_path / "share.zip", official(encoding=encoding))
    reading = read_cells(path, "AnteilAuslaender")
    frame = reading.frame
    assert reading.rows_read == 3
    assert list(frame) == ["cell", "value", "value_reason", "low_reliability"]
    assert frame["cell"].to_list() == [268904337, 269004337, 269104337]
    assert frame["value"].fillna(-1).to_list() == [12.5, -1, 3]
    assert frame["value_reason"].to_list() == [0, Reason.SUPPRESSED, 0]
    assert frame["low_reliability"].to_list() == [False, False, True]


@pytest.mark.parametrize(("size", "value"), [(100, 33.33), (1000, 12.5), (10_000, 9.99)])
def test_the_member_is_chosen_by_size(tmp_path, size, value):
    path = write_zip(tmp_path / "share.zip", official())
    assert read_cells(path, "AnteilAuslaender", size=size).frame["value"].iloc[0] == value


@pytest.mark.parametrize("left_out", ["1km", "100m", "10km"])
def test_a_size_that_is_not_there_is_not_replaced_by_another(tmp_path, left_out):
    members = {n: c for n, c in official().items() if f"_{left_out}-" not in n}
    path = write_zip(tmp_path / "share.zip", members)
    size = {"1km": 1000, "100m": 100, "10km": 10_000}[left_out]
    with pytest.raises(SourceError, match="Keine Datei im Archiv"):
        read_cells(path, "AnteilAuslaender", size=size)


def test_population_has_no_column_of_signs(tmp_path):
    lines = ["GITTER_ID_1km;x_mp_1km;y_mp_1km;Einwohner", "CRS3035RES1000mN2689000E4337000;1;2;555"]
    path = write_zip(tmp_path / "p.zip", {"Zensus2022_1km-Gitter.csv": table(*lines)})
    frame = read_cells(path, "Einwohner").frame
    assert frame.loc[0, ["value", "low_reliability"]].to_list() == [555, False]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_a_file_is_read_in_parts_as_it_is_read_at_once(tmp_path, monkeypatch, encoding):
    figures = ["12,5;", "–;", "3;KLAMMERN", "0;", "100;"] * 40
    lines = [f"GITTER_ID_100m;x_mp_100m;y_mp_100m;AnteilAuslaender;{SIGNS}"]
    lines += [
        f"CRS3035RES100mN{2_689_000 + 100 * row}E4337100;0;0;{figure}"
        for row, figure in enumerate(figures)
    ]
    path = write_zip(tmp_path / "s.zip", official(encoding=encoding, **{"100m": lines}))
    whole = read_cells(path, "AnteilAuslaender", size=100)
    parts = []
    monkeypatch.setattr("ankunft.sources._csv._BLOCK", 500)
    tidy_part = _columns.tidy_part
    monkeypatch.setattr(
        _columns, "tidy_part", lambda part, columns: parts.append(part) or tidy_part(part, columns)
    )
    again = read_cells(path, "AnteilAuslaender", size=100)
    assert len(parts) > 10
    assert whole.rows_read == again.rows_read == 200
    pd.testing.assert_frame_equal(again.frame, whole.frame)
    assert again.frame["value"].sum() == 40 * 115.5
    assert again.frame["low_reliability"].sum() == 40
    assert (again.frame["value_reason"] == Reason.SUPPRESSED).sum() == 40


CELL = "CRS3035RES1000mN2689000E4337000;0;0;"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([CELL + "12.5;"], ["Zeile 2, Spalte „AnteilAuslaender“", "„12.5“ hat einen Dezimalpunkt"]),
        ([CELL + "x;"], ["Zeile 2, Spalte „AnteilAuslaender“", "„x“", "„–“"]),
        ([CELL + "1;", CELL + "2;"], ["Zeile 2", "Zeile 3", "CRS3035RES1000mN2689000E4337000"]),
        (
            [CELL + "1;", "CRS3035RES100mN2689000E4337000;0;0;1;"],
            ["Zeile 3, Spalte „GITTER_ID_1km“", "1000 m"],
        ),
    ],
    ids=["point", "text", "twice", "other size"],
)
def test_mistakes_are_named(tmp_path, rows, said):
    lines = [f"GITTER_ID_1km;x_mp_1km;y_mp_1km;AnteilAuslaender;{SIGNS}", *rows]
    path = write_zip(tmp_path / "share.zip", official(**{"1km": lines}))
    with pytest.raises(SourceError) as error:
        read_cells(path, "AnteilAuslaender")
    for part in ("share.zip", "1km-Gitter.csv", *said):
        assert part in str(error.value)


def test_missing_column_and_unknown_size(tmp_path):
    path = write_zip(tmp_path / "share.zip", official())
    with pytest.raises(SourceError, match=r"Zeile 1: Die Spalte „Einwohner“ fehlt.*AnteilAusl"):
        read_cells(path, "Einwohner")
    with pytest.raises(SourceError, match="250 m"):
        read_cells(path, "AnteilAuslaender", size=250)
