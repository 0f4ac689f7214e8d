"""Polygons beside a plain table, the way municipal offices keep their figures."""

from __future__ import annotations

import datetime
import json
import zipfile

import pytest

from ankunft.base.errors import PackageError
from ankunft.intake.areas import check, read_pair, repair, to_city
from ankunft.intake.areas.workbook import read_workbook

from ..files import write_workbook
from .towns import geojson, squares

AGS = "14713000"


@pytest.fixture
def polygons(tmp_path):
    path = tmp_path / "gebiete.geojson"
    path.write_text(json.dumps(geojson(squares(2, 4326))), encoding="utf-8")
    return path


def write(path, *lines, encoding="utf-8"):
    path.write_bytes("\r\n".join([*lines, ""]).encode(encoding))
    return path


def figures(raw, *chosen):
    """(area, year, indicator) -> value, after the chosen repairs."""
    found = check(raw, outline=None, town_name="")
    city = repair(raw, found, {"id_without_polygon", *chosen}, ags=AGS)
    rows = city.observations.itertuples(index=False)
    return {(r.area_id, r.year, r.indicator): r.value for r in rows}, city


EXPECTED = {
    ("01", 2011, "population"): 1001.0, ("01", 2012, "population"): 1002.0,
    ("02", 2011, "population"): 2001.0, ("02", 2012, "population"): 2002.0,
    ("01", 2011, "foreign"): 100.0, ("01", 2012, "foreign"): 101.0,
    ("02", 2011, "foreign"): 400.0, ("02", 2012, "foreign"): 401.0,
}  # fmt: skip


@pytest.mark.parametrize(
    "label", ["{}", "31.12.{}", "Stand 31.12.{}", "{}-12-31", "EW_{}", "am {}"]
)
def test_one_file_per_figure(polygons, tmp_path, label):
    first, second = label.format(2011), label.format(2012)
    people = write(tmp_path / "ew.csv", f"Nr;Ortsteil;{first};{second}",
                   "01;Viertel 1;1001;1002", "02;Viertel 2;2001;2002")  # fmt: skip
    foreign = write(tmp_path / "a.csv", f"Nr;Ortsteil;{first};{second}",
                    "01;Viertel 1;100;101", "02;Viertel 2;400;401")  # fmt: skip
    raw = read_pair(polygons, {"population": people, "foreign": foreign})
    values, _ = figures(raw)
    assert values == EXPECTED
    assert set(raw.observations["file"]) == {"ew.csv", "a.csv"}
    assert set(raw.observations["line"]) == {2, 3}


@pytest.mark.parametrize(
    "header",
    [
        "Nr;Einwohner 2011;Einwohner 2012;Ausländer 2011;Ausländer 2012",
        "Nr;EW_2011;EW_2012;Ausl_2011;Ausl_2012",
        "Nr;2011_population;2012_population;2011_foreign;2012_foreign",
        "Nr;Einwohner am 31.12.2011;Einwohner am 31.12.2012;Ausländer (31.12.2011);Ausländer (31.12.2012)",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_figure_and_year_in_one_label(polygons, tmp_path, header, encoding):
    table = write(tmp_path / "t.csv", header, "01;1001;1002;100;101", "02;2001;2002;400;401",
                  encoding=encoding)  # fmt: skip
    assert figures(read_pair(polygons, table))[0] == EXPECTED


def test_a_column_of_years_and_one_column_per_figure(polygons, tmp_path):
    table = write(tmp_path / "t.csv", "Ortsteil,Jahr,Einwohner,Ausländer",
                  "01,2011,1001,100", "01,2012,1002,101", "02,2011,2001,400", "02,2012,2002,401")  # fmt: skip
    assert figures(read_pair(polygons, table))[0] == EXPECTED


def test_a_column_of_years_beside_columns_of_texts(polygons, tmp_path):
    table = write(tmp_path / "t.csv", "wo;Jahr;Lage;Einwohner;Ausländer",
                  "01;2011;Nord;1001;100", "01;2012;Nord;1002;101",
                  "02;2011;Süd;2001;400", "02;2012;Süd;2002;401")  # fmt: skip
    assert figures(read_pair(polygons, table))[0] == EXPECTED


def test_long_tables_of_one_figure_each(polygons, tmp_path):
    tables = {}
    for name, label in (("population", "einwohner"), ("foreign", "auslaender")):
        rows = [f"{a};{y};{v:.0f}" for (a, y, n), v in EXPECTED.items() if n == name]
        tables[label] = write(tmp_path / f"{label}.csv", "Gebiet;Jahr;Anzahl", *rows)
    assert figures(read_pair(polygons, tables))[0] == EXPECTED
    single = read_pair(polygons, tables["einwohner"])
    assert set(single.observations["indicator"]) == {"population"}


def test_files_that_name_their_figures_keep_them(polygons, tmp_path):
    rows = [f"{a};{y};{n};{v:.0f}" for (a, y, n), v in EXPECTED.items()]
    one = write(tmp_path / "a.csv", "Gebiet;Jahr;Merkmal;Wert", *rows[:4])
    two = write(tmp_path / "b.csv", "Gebiet;Jahr;Merkmal;Wert", *rows[4:])
    assert figures(read_pair(polygons, {"a": one, "b": two}))[0] == EXPECTED


def test_a_long_table(polygons, tmp_path):
    rows = [f"{a};{y};{n};{v:.0f}" for (a, y, n), v in EXPECTED.items()]
    table = write(tmp_path / "t.csv", "Gebiet;Jahr;Merkmal;Wert", *rows)
    assert figures(read_pair(polygons, table))[0] == EXPECTED


def test_districts_keyed_by_name_titles_sums_and_footnotes(polygons, tmp_path):
    table = write(
        tmp_path / "t.csv",
        "Einwohner der Musterstadt;;;;", "", "Stadtteil;EW 2011;EW 2012;Ausl. 2011;Ausl. 2012",
        "Viertel 1;1.001;1.002;100;101", "Viertel 2;2.001;2.002;400;401",
        "Stadt insgesamt;3.002;3.004;500;502", "", "Quelle: Einwohnerregister",
    )  # fmt: skip
    raw = read_pair(polygons, table)
    stray = next(
        f for f in check(raw, outline=None, town_name="") if f.code == "id_without_polygon"
    )
    assert stray.ids == ("Stadt insgesamt",)
    assert stray.lines == (6,)
    assert any("Tausenderpunkte erkannt" in line for line in to_city(raw, ags=AGS).record)
    values, city = figures(raw)
    names = {"01": "Viertel 1", "02": "Viertel 2"}
    assert values == {(names[a], y, n): v for (a, y, n), v in EXPECTED.items()}
    assert list(city.areas["name"]) == ["Viertel 1", "Viertel 2"]


def test_keys_win_over_names_when_a_few_do_not_fit(polygons, tmp_path):
    table = write(tmp_path / "t.csv", "Nr;Name;EW 2011;Ausländer 2011",
                  "01;Viertel 1;1001;100", "02;Viertel Zwei;2001;400", "99;Summe;3002;500")  # fmt: skip
    raw = read_pair(polygons, table)
    assert {"01", "02", "99"} == set(raw.observations["area_id"])


def test_a_workbook(polygons, tmp_path):
    table = write_workbook(
        tmp_path / "t.xlsx",
        {
            "Daten": [
                ["Einwohner nach Ortsteilen"],
                [],
                ["Nr", datetime.date(2011, 12, 31), "EW 2012", "Ausländer 2011", "Ausländer 2012"],
                ["01", 1001, 1002.0, 100, "x"],
                ["02", 2001, 2002, 400, 401],
                ["Quelle: Amt"],
            ],
            "Hinweise": [["nur Text"]],
        },
    )
    raw = read_pair(polygons, table)
    values = dict(
        zip(zip(raw.observations["area_id"], raw.observations["year"], raw.observations["indicator"],
                strict=True), raw.observations["value"], strict=True)
    )  # fmt: skip
    assert values["01", "2012", "population"] == "1002"
    assert values["01", "2012", "foreign"] == "x"
    assert set(raw.observations["line"]) == {4, 5}
    assert values["01", "2011", "t"] == "1001"


def test_numbers_of_a_workbook_are_never_thousands(polygons, tmp_path):
    table = write_workbook(
        tmp_path / "t.xlsx",
        {"a": [["Nr", "EW 2011", "Ausländer 2011", "sgb2_rate 2011"], ["01", 1234, 100, 7.234],
               ["02", 2001, 400, 8.5]]},
    )  # fmt: skip
    values, city = figures(read_pair(polygons, table))
    assert values["01", 2011, "sgb2_rate"] == 7.234
    assert city.record == ()


def test_workbooks_that_are_refused(tmp_path):
    def refused(path):
        with pytest.raises(PackageError) as error:
            read_workbook(path)
        return str(error.value)

    rows = [["Nr", "EW 2011"], ["01", 5]]
    assert "2 Tabellenblätter mit Werten (a, b)" in refused(
        write_workbook(tmp_path / "a.xlsx", {"a": rows, "b": rows})
    )
    assert "0 Tabellenblätter" in refused(write_workbook(tmp_path / "b.xlsx", {"a": []}))
    broken = tmp_path / "c.xlsx"
    broken.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100)
    assert "beschädigt" in refused(broken)
    with zipfile.ZipFile(tmp_path / "d.xlsx", "w") as archive:
        archive.writestr("xl/nichts.xml", "<a/>")
    assert "beschädigt" in refused(tmp_path / "d.xlsx")
    assert "fehlt" in refused(tmp_path / "e.xlsx")


def test_a_cell_far_away_does_not_fill_the_memory(tmp_path):
    path = write_workbook(tmp_path / "a.xlsx", {"a": [["Nr", "EW 2011"], ["01", 5]]})
    far = tmp_path / "far.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(far, "w") as new:
        for member in old.infolist():
            content = old.read(member)
            if "worksheets" in member.filename:
                content = content.replace(b'r="B2"', b'r="XFD1048576"')
                assert b"XFD1048576" in content
            new.writestr(member, content)
    with pytest.raises(PackageError, match="1048576 Zeilen und 16384 Spalten"):
        read_workbook(far)


def test_pairs_that_are_refused(polygons, tmp_path):
    table = write(tmp_path / "t.csv", "Nr;EW 2011;Ausländer 2011", "01;1;1", "02;2;2")
    with pytest.raises(PackageError, match="mehrere Merkmale"):
        read_pair(polygons, {"population": table})
    with pytest.raises(PackageError, match="fehlt eine Tabelle"):
        read_pair(polygons, {})
    bare = write(tmp_path / "b.csv", "2011;2012", "1;2")
    with pytest.raises(PackageError, match="Schlüssel oder Name"):
        read_pair(polygons, bare)
    other = write(tmp_path / "c.csv", "Ortsteil;2011", "01;1")
    with pytest.raises(PackageError, match="keine gemeinsame Spalte"):
        read_pair(
            polygons, {"population": write(tmp_path / "d.csv", "Nr;2011", "01;1"), "foreign": other}
        )
    with pytest.raises(PackageError, match="Werten fehlt"):
        read_pair(polygons, tmp_path / "nichts.csv")
