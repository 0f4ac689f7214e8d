"""Data packages: what is read, and what is refused in one sentence."""

from __future__ import annotations

import json
import socket

import pytest
import shapely

from ankunft.base.errors import PackageError
from ankunft.intake.areas import Mapping, check, read_package, read_tables, to_city

from ..files import write_zip
from .towns import ROWS, csv_text, descriptor, geojson, squares, write_package

AGS = "14713000"


def refused(path) -> str:
    with pytest.raises(PackageError) as error:
        read_package(path)
    message = str(error.value)
    assert "\n" not in message
    return message


def city_of(folder, **files):
    names = {"table": "observations.csv", "areas": "areas.geojson", "package": "datapackage.json"}
    return read_package(write_package(folder, {names[key]: part for key, part in files.items()}))


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_):
        raise AssertionError("asked for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_folder_and_archive_and_description_give_the_same(tmp_path):
    folder = write_package(tmp_path / "town")
    members = {path.name: path.read_bytes() for path in folder.iterdir()}
    flat = write_zip(tmp_path / "flat.zip", members)
    deep = write_zip(
        tmp_path / "deep.zip", {f"town/{name}": part for name, part in members.items()}
    )
    for path in (folder, flat, deep, folder / "datapackage.json"):
        raw = read_package(path)
        assert raw.observations.drop(columns=["line", "file"]).astype(str).to_numpy().tolist() == [
            [str(cell) for cell in row] for row in ROWS
        ]
        assert list(raw.observations["line"]) == list(range(2, 2 + len(ROWS)))
        assert list(raw.areas["name"]) == ["Viertel 1", "Viertel 2"]
        assert to_city(raw, ags=AGS).slug == "musterstadt"


def test_credit_comes_from_the_description(tmp_path):
    credit = city_of(tmp_path).credit
    assert credit.publisher == "Stadt Musterstadt"
    assert credit.licence == "Creative Commons 4.0"
    assert credit.licence_url == "https://creativecommons.org/licenses/by/4.0/"
    assert credit.attribution == "© Stadt Musterstadt (CC-BY-4.0, Daten verändert)"
    assert credit.dataset_url == ""


def test_credit_without_licence_and_with_a_dangerous_address(tmp_path):
    bare = descriptor() | {"licenses": [], "sources": [], "homepage": "javascript:alert(1)"}
    credit = city_of(tmp_path, package=bare).credit
    assert credit.attribution == "© Musterstadt (Daten verändert)"
    assert credit.licence == credit.licence_url == credit.dataset_url == ""


# --- tables --------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_separators_and_encodings_are_found_out(tmp_path, separator, encoding):
    text = csv_text([*ROWS, ("01", 2011, "Kinder unter 6 (Stärke)", "7")], separator)
    raw = city_of(tmp_path, table=text.replace("\n", "\r\n").encode(encoding))
    assert "Kinder unter 6 (Stärke)" in set(raw.observations["indicator"])


def test_the_dialect_of_the_description_is_honoured(tmp_path):
    table = csv_text([*ROWS, ("01", 2011, "sgb2_rate", "7|2")], ";").replace("|", ",")
    package = descriptor(
        dialect={"delimiter": ";"},
        encoding="windows-1252",
        schema={
            "fields": [{"name": "value", "type": "number", "decimalChar": ",", "groupChar": "."}],
            "missingValues": ["", "x"],
        },
    )
    raw = city_of(tmp_path, table=table, package=package)
    assert (raw.decimal, raw.group, raw.missing) == (",", ".", {"", "x"})
    rows = to_city(raw, ags=AGS).observations
    assert list(rows[rows.indicator == "sgb2_rate"]["value"]) == [7.2]


def test_other_names_are_understood(tmp_path):
    rows = [
        (area, year, {"population": "Einwohner insg.", "foreign": "Ausländer"}[name], value)
        for area, year, name, value in ROWS
    ]
    table = csv_text(rows, ";", "LOR;Stichtag;Merkmal;Wert")
    areas = geojson(squares(2, 4326).rename(columns={"area_id": "PLR_ID", "name": "PLR_NAME"}))
    raw = city_of(tmp_path, table=table, areas=areas)
    assert set(raw.observations["indicator"]) == {"population", "foreign"}
    assert list(raw.areas["name"]) == ["Viertel 1", "Viertel 2"]


def test_names_that_nobody_knows_are_mapped_by_hand(tmp_path):
    table = csv_text(
        [(a, y, {"population": "P1", "foreign": "P2"}[n], v) for a, y, n, v in ROWS],
        header="wo,wann,was,wieviel",
    )
    folder = write_package(tmp_path, {"observations.csv": table})
    assert "Ordnen Sie die Spalten von Hand zu" in refused(folder)
    assert "wo, wann, was, wieviel" in refused(folder)
    mapping = Mapping("area_id", "name", "wo", "wann", "was", "wieviel", "P1", "P2")
    city = to_city(read_tables(folder).apply(mapping), ags=AGS)
    assert set(city.observations["indicator"]) == {"population", "foreign"}


def test_a_mapping_that_does_not_fit_is_refused(tmp_path):
    tables = read_tables(write_package(tmp_path))
    good = tables.guess()
    from dataclasses import replace

    for wrong, part in [
        (replace(good, value="gibtesnicht"), "„gibtesnicht“ fehlt"),
        (replace(good, value="year"), "zweimal zugeordnet"),
        (replace(good, population="Haushalte"), "„Haushalte“ kommt nicht vor"),
        (replace(good, population="foreign"), "nicht zugleich"),
    ]:
        with pytest.raises(PackageError, match=part):
            tables.apply(wrong)


def test_lines_survive_empty_lines_and_cells_with_line_breaks(tmp_path):
    table = 'area_id,year,indicator,value\n\n01,2011,"popu\nlation",1\n,,,\n01,2011,foreign,x\n'
    raw = city_of(tmp_path, table=table)
    assert list(raw.observations["line"]) == [3, 6]


@pytest.mark.parametrize(
    ("table", "part"),
    [
        ("", "Die Datei ist leer"),
        ("nur ein Satz\nnoch einer\n", "keine Kopfzeile"),
        ("area_id,year,indicator,value\n", "nur eine Kopfzeile"),
        (
            "area_id,year,indicator,value\n01,2011,population\n",
            "Zeile 2: 3 Spalten, erwartet werden 4",
        ),
        (csv_text(ROWS) + "01,2011,foreign,1,2\n", "Zeile 10: 5 Spalten, erwartet werden 4"),
        ("area_id,year,value,value\n01,2011,1,1\n", "„value“ kommt in der Kopfzeile zweimal vor"),
        ("area_id,year,,value\n01,2011,a,1\n", "fehlt der Name einer Spalte"),
        (csv_text(ROWS).encode("utf-16"), "keine Textdatei"),
        (csv_text(ROWS) + '"02",2012\n', "Zeile 10: 2 Spalten, erwartet werden 4"),
        (b"PK\x03\x04\0\0\0\0", "keine Textdatei"),
        (None, "Die Datei mit den Werten fehlt"),
    ],
)
def test_tables_that_are_refused(tmp_path, table, part):
    assert part in refused(write_package(tmp_path, {"observations.csv": table}))


@pytest.mark.parametrize(
    ("encoding", "part"), [("utf-16", "utf-16"), ("quatsch", "quatsch"), ("utf-8", "Zeile 10")]
)
def test_declared_encodings(tmp_path, encoding, part):
    table = csv_text([*ROWS, ("01", 2011, "Stärke", "7")]).encode("cp1252")
    files = {"observations.csv": table, "datapackage.json": descriptor(encoding=encoding)}
    assert part in refused(write_package(tmp_path, files))


# --- description ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "../observations.csv", "a/../../b.csv", "http://example.org/a.csv",
     "https://example.org/a.csv", "file:///etc/passwd", "C:\\a.csv", "C:/a.csv", "..\\a.csv",
     "ftp://x/a.csv", "s3://x/a.csv", "/vsicurl/http://x/a.csv", ["a.csv", "b.csv"], "", None, 5],
)  # fmt: skip
def test_paths_that_lead_elsewhere_are_refused(tmp_path, path, no_network):
    package = descriptor()
    package["resources"][1]["path"] = path
    assert "wird nicht gelesen" in refused(write_package(tmp_path, {"datapackage.json": package}))


def test_links_that_lead_elsewhere_are_refused(tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text(csv_text(ROWS))
    folder = write_package(tmp_path / "town", {"observations.csv": None})
    (folder / "observations.csv").symlink_to(secret)
    assert "aus dem Ordner des Pakets hinaus" in refused(folder)


@pytest.mark.parametrize("key", ["schema", "dialect"])
@pytest.mark.parametrize("target", ["http://127.0.0.1:9/x.json", "schema.json"])
def test_nothing_is_fetched_from_the_description(tmp_path, key, target, no_network):
    package = descriptor(**{key: target})
    assert "nicht ein Verweis" in refused(write_package(tmp_path, {"datapackage.json": package}))


def test_addresses_of_profiles_are_not_opened(tmp_path, no_network):
    package = descriptor(profile="http://127.0.0.1:9/r.json", **{"$schema": "http://127.0.0.1:9/"})
    package |= {"profile": "http://127.0.0.1:9/p.json", "$schema": "http://127.0.0.1:9/s.json"}
    package |= {"contributors": "http://127.0.0.1:9/c.json", "image": "http://127.0.0.1:9/i.png"}
    assert len(city_of(tmp_path, package=package).areas) == 2


@pytest.mark.parametrize(
    ("package", "part"),
    [
        (None, "datapackage.json fehlt"),
        ("{", "Zeile 1: kein gültiges JSON"),
        ("[" * 100_000, "kein gültiges JSON"),
        (b"\xff\xfe{", "kein gültiges JSON"),
        ([], "Objekt mit „resources“"),
        ({}, "Liste von Objekten"),
        ({"resources": "areas.geojson"}, "Liste von Objekten"),
        ({"resources": ["areas.json"]}, "Liste von Objekten"),
        ({"resources": []}, "Frictionless|Ressource"),
        (descriptor(name="Mit Leerzeichen"), "Frictionless-Standard"),
        (descriptor(path="observations.xml"), "„observations“ mit den Werten"),
        (descriptor(schema={"fields": [{"name": "value", "type": "quatsch"}]}), "Frictionless"),
        (descriptor(schema={"fields": 5}), "Liste von Objekten"),
        (descriptor(schema={"fields": [5]}), "Liste von Objekten"),
        (descriptor(schema={"missingValues": 5, "fields": []}), "Frictionless-Standard"),
        (descriptor(dialect={"delimiter": 5}), "Frictionless-Standard"),
        (descriptor(dialect={"delimiter": "::"}), "Trennzeichen|Frictionless"),
        (descriptor(schema={"fields": [{"name": "v", "type": "number", "decimalChar": ",",
                                        "groupChar": ","}]}), "passen nicht zusammen"),
    ],
)  # fmt: skip
def test_descriptions_that_are_refused(tmp_path, package, part):
    message = refused(write_package(tmp_path, {"datapackage.json": package}))
    assert any(option in message for option in part.split("|")), message


def test_two_tables_without_a_name_are_refused(tmp_path):
    package = descriptor()
    package["resources"][1]["name"] = "eins"
    package["resources"].append({"name": "zwei", "path": "zwei.csv"})
    assert "observations.csv, zwei.csv" in refused(
        write_package(tmp_path, {"datapackage.json": package})
    )


@pytest.mark.parametrize("name", ["nichts", "text.txt"])
def test_what_is_no_package(tmp_path, name):
    (tmp_path / "text.txt").write_text("hallo")
    assert name in refused(tmp_path / name)


def test_archive_without_or_with_two_packages(tmp_path):
    assert "0-mal" in refused(write_zip(tmp_path / "a.zip", {"x.csv": "a"}))
    two = {"a/datapackage.json": "{}", "b/datapackage.json": "{}"}
    assert "2-mal" in refused(write_zip(tmp_path / "b.zip", two))


# --- texts ---------------------------------------------------------------------------------------


def test_html_and_line_breaks_in_names_stay_plain_text(tmp_path):
    frame = squares(2, 4326)
    frame["name"] = ["<img src=x onerror=alert(1)>", "Alt\nstadt\u202e  Nord"]
    rows = [*ROWS, ("01", 2011, "<b>fett</b>", "1")]
    raw = city_of(tmp_path, areas=geojson(frame), table=csv_text(rows))
    city = to_city(raw, ags=AGS)
    assert list(city.areas["name"]) == ["<img src=x onerror=alert(1)>", "Alt stadt Nord"]
    assert "<b>fett</b>" in set(city.observations["indicator"])


# --- real packages -------------------------------------------------------------------------------


@pytest.mark.sources
@pytest.mark.parametrize(("name", "areas"), [("leipzig", 63), ("berlin", 448)])
def test_real_packages_keep_every_figure(sources, name, areas):
    import csv

    folder = sources / "quarters" / name
    with (folder / "observations.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    totals: dict[str, float] = {}
    for row in rows:
        key = {"foreigners": "foreign", "eu_foreigners": "eu_foreign"}.get(row["indicator"])
        totals[key or row["indicator"]] = totals.get(key or row["indicator"], 0) + float(
            row["value"]
        )
    city = to_city(read_package(folder), ags="11000000" if name == "berlin" else AGS)
    assert len(city.areas) == areas == city.areas["area_id"].nunique()
    assert city.areas.crs.to_epsg() == 3035
    assert len(city.observations) == len(rows)
    assert city.observations.groupby("indicator")["value"].sum().to_dict() == pytest.approx(totals)
    assert city.slug == name


@pytest.mark.sources
def test_berlins_stray_key_is_listed_and_its_polygon_found(sources):
    raw = read_package(sources / "quarters" / "berlin")
    found = {f.code: f for f in check(raw, outline=None, town_name="Berlin")}
    assert found["id_without_polygon"].ids == ("04030417",)
    assert found["overlap"].severity == "note"
    city = to_city(raw, ags="11000000")
    assert any("04030417" in sentence for sentence in city.record)
    shapes = city.areas.set_index("area_id").geometry
    # Schloßstraße in Charlottenburg lies beside Klausenerplatz, the one in Steglitz does not
    assert shapes["04030417"].distance(shapes["04030416"]) < 20
    assert shapes["06010102"].distance(shapes["04030416"]) > 4000


@pytest.mark.sources
def test_a_real_package_as_archive(sources, tmp_path):
    folder = sources / "quarters" / "leipzig"
    members = {path.name: path.read_bytes() for path in folder.iterdir()}
    zipped = read_package(write_zip(tmp_path / "leipzig.zip", members))
    plain = read_package(folder)
    assert zipped.observations.equals(plain.observations)
    assert shapely.equals_exact(zipped.areas.geometry, plain.areas.geometry).all()
    assert json.loads(members["datapackage.json"])["title"] == zipped.title
