"""Files as a browser hands them over: names and contents, in any order and of any kind."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from ankunft.base.errors import PackageError
from ankunft.intake.areas import upload
from ankunft.intake.areas.archive import Limits
from ankunft.intake.areas.upload import ENDINGS, read_upload

from .towns import ROWS, csv_text, descriptor, geojson, squares

AREAS = json.dumps(geojson(squares(2, 4326))).encode()
LONG = csv_text(ROWS).encode()
DESCRIPTOR = json.dumps(descriptor()).encode()
PACKAGE = {"datapackage.json": DESCRIPTOR, "areas.geojson": AREAS, "observations.csv": LONG}
VALUES = sorted((area, str(year), name, value) for area, year, name, value in ROWS)


def zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return stream.getvalue()


def values(tables) -> list[tuple[str, str, str, str]]:
    table = tables.apply().observations
    return sorted(
        zip(
            table["area_id"].astype(str), table["year"].astype(str),
            table["indicator"].astype(str), table["value"].astype(str), strict=True,
        )
    )  # fmt: skip


@pytest.fixture
def shapefile(tmp_path) -> dict[str, bytes]:
    """The parts of a Shapefile of the two districts."""
    squares(2).to_file(tmp_path / "gebiete.shp")
    return {path.name: path.read_bytes() for path in tmp_path.glob("gebiete.*")}


@pytest.fixture
def refused():
    def message(files: dict[str, bytes]) -> str:
        with pytest.raises(PackageError) as error:
            read_upload(files).apply()
        assert "\n" not in str(error.value)
        assert "ankunft-upload-" not in str(error.value), "no path of the machine"
        return str(error.value)

    return message


# ---------------------------------------------------------------- what is taken


def test_a_package_as_one_archive():
    tables = read_upload({"stadt.zip": zipped(PACKAGE)})
    assert values(tables) == VALUES
    assert tables.name == "musterstadt"


def test_a_package_in_a_folder_of_its_archive():
    inside = {f"musterstadt/{name}": content for name, content in PACKAGE.items()}
    assert values(read_upload({"stadt.zip": zipped(inside)})) == VALUES


def test_the_files_of_a_package():
    assert values(read_upload(dict(reversed(PACKAGE.items())))) == VALUES


@pytest.mark.parametrize("order", [1, -1])
def test_polygons_and_one_table(order):
    files = [("gebiete.geojson", AREAS), ("werte.csv", LONG)]
    assert values(read_upload(dict(files[::order]))) == VALUES


def test_polygons_and_a_table_for_each_figure():
    def table(name: str) -> bytes:
        found = {(area, year): value for area, year, what, value in ROWS if what == name}
        lines = [f"{area};{found[area, 2011]};{found[area, 2012]}" for area in ("01", "02")]
        return "\n".join(["Nr;2011;2012", *lines, ""]).encode()

    files = {
        "gebiete.geojson": AREAS,
        "population.csv": table("population"),
        "foreign.csv": table("foreign"),
    }
    assert values(read_upload(files)) == VALUES


def test_a_shapefile_loose_or_zipped(shapefile):
    assert len(shapefile) >= 4
    for files in (shapefile, {"gebiete.zip": zipped(shapefile)}):
        tables = read_upload({**files, "werte.csv": LONG})
        assert values(tables) == VALUES
        assert len(tables.polygons.frame) == 2


def test_endings_in_capitals(shapefile):
    tables = read_upload({"GEBIETE.GEOJSON": AREAS, "WERTE.CSV": LONG})
    assert values(tables) == VALUES
    assert values(read_upload({"STADT.ZIP": zipped(PACKAGE)})) == VALUES


def test_a_geopackage(tmp_path):
    path = tmp_path / "gebiete.gpkg"
    squares(2).to_file(path)
    assert values(read_upload({"gebiete.gpkg": path.read_bytes(), "werte.csv": LONG})) == VALUES


# ---------------------------------------------------------------- what is refused


def test_nothing(refused):
    assert "keine" in refused({})


def test_polygons_alone(refused):
    assert "gebiete.geojson" in refused({"gebiete.geojson": AREAS})
    assert "Tabelle" in refused({"gebiete.geojson": AREAS})


def test_a_table_alone(refused):
    assert "Gebieten" in refused({"werte.csv": LONG})


def test_two_files_of_polygons(refused):
    message = refused({"a.geojson": AREAS, "b.geojson": AREAS, "werte.csv": LONG})
    assert "a.geojson, b.geojson" in message


def test_an_archive_of_neither(refused):
    assert "stadt.zip" in refused({"stadt.zip": zipped({"liesmich.txt": b"Hallo"})})
    assert "stadt.zip" in refused({"stadt.zip": zipped({"a.txt": b"x"}), "werte.csv": LONG})


@pytest.mark.parametrize(
    "name",
    [
        "werte.exe",
        "werte",
        ".csv",
        "werte.csv.exe",
        "a:b.csv",
        "..",
        "",
        "a\nb.csv",
    ],
)
def test_other_files(refused, name):
    message = refused({"gebiete.geojson": AREAS, name: LONG})
    assert ".geojson" in message


@pytest.mark.parametrize(
    "name", ["../../werte.csv", "/etc/werte.csv", "..\\..\\werte.csv", "C:\\daten\\werte.csv"]
)
def test_a_path_in_a_name_is_not_followed(name, tmp_path, monkeypatch):
    """Some browsers send the whole path; only its last part counts."""
    monkeypatch.setattr(upload.tempfile, "tempdir", str(tmp_path))
    assert values(read_upload({"gebiete.geojson": AREAS, name: LONG})) == VALUES
    assert list(tmp_path.rglob("*")) == [], "nothing is left, and nothing beside the folder"


def test_the_sum_of_the_files_counts(refused, monkeypatch):
    monkeypatch.setattr(upload, "LIMITS", Limits(upload=len(AREAS) + len(LONG) - 1))
    assert "erlaubt sind" in refused({"gebiete.geojson": AREAS, "werte.csv": LONG})
    monkeypatch.setattr(upload, "LIMITS", Limits(upload=len(AREAS) + len(LONG)))
    assert values(read_upload({"gebiete.geojson": AREAS, "werte.csv": LONG})) == VALUES


def test_a_path_out_of_the_archive(refused, tmp_path, monkeypatch):
    monkeypatch.setattr(upload.tempfile, "tempdir", str(tmp_path))
    message = refused({"stadt.zip": zipped({**PACKAGE, "../../weg.csv": LONG})})
    assert "stadt.zip" in message
    assert "führt aus dem Archiv hinaus" in message
    assert list(tmp_path.rglob("*")) == []


def test_a_descriptor_that_names_a_file_elsewhere(refused, tmp_path):
    (tmp_path / "geheim.csv").write_bytes(LONG)
    for path in (str(tmp_path / "geheim.csv"), "../geheim.csv", "https://example.org/geheim.csv"):
        bad = json.dumps(descriptor(path=path)).encode()
        for files in (
            {**PACKAGE, "datapackage.json": bad},
            {"stadt.zip": zipped({**PACKAGE, "datapackage.json": bad})},
        ):
            refused(files)


@pytest.mark.parametrize(
    "content", [b"", b"Hallo", b"{}", b"[1]", b"\x00" * 100, b"PK\x03\x04kaputt"]
)
@pytest.mark.parametrize("ending", ENDINGS)
def test_files_that_are_not_what_they_are_called(refused, ending, content):
    """Whatever the content, one sentence that names the file, and no other error."""
    name = f"datei{ending}"
    beside = {} if ending == ".zip" else {"werte.csv": LONG}
    if ending in upload.TABLES:
        beside = {"gebiete.geojson": AREAS}
    assert refused({name: content, **beside})


def test_two_names_that_end_alike(refused):
    """a/werte.csv and b/werte.csv would be one file; neither may vanish silently."""
    other = csv_text([(*row[:3], "7") for row in ROWS]).encode()
    refused({"gebiete.geojson": AREAS, "a/werte.csv": LONG, "b/werte.csv": other})
