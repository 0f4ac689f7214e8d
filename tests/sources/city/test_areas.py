"""Polygons in three formats, and files that only pretend to be one of them."""

from __future__ import annotations

import json
import sqlite3

import pytest
import shapely

from ankunft.base.errors import PackageError
from ankunft.intake.areas.areas import read_areas

from ..files import write_zip
from .towns import CRS84, geojson, squares


def refused(path) -> str:
    with pytest.raises(PackageError) as error:
        read_areas(path)
    message = str(error.value)
    assert "\n" not in message
    assert message.startswith(path.name)
    return message


def write(path, content):
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features, **more):
    return {"type": "FeatureCollection", "features": list(features), **more}


SQUARE = {"type": "Polygon", "coordinates": [[[12, 51], [12.1, 51], [12.1, 51.1], [12, 51]]]}


@pytest.fixture
def shapefile(tmp_path):
    folder = tmp_path / "shp"
    folder.mkdir()
    squares(2, 25833).to_file(folder / "orte.shp")
    return folder / "orte.shp"


def members(shapefile, *endings):
    return {
        p.name: p.read_bytes()
        for p in shapefile.parent.iterdir()
        if not endings or p.suffix in endings
    }


def test_three_formats_hold_the_same(tmp_path, shapefile):
    frame = squares(2, 25833)
    frame.to_file(tmp_path / "orte.gpkg")
    write(tmp_path / "orte.geojson", geojson(frame, "urn:ogc:def:crs:EPSG::25833"))
    packed = write_zip(tmp_path / "orte.zip", members(shapefile))
    for path in (tmp_path / "orte.gpkg", tmp_path / "orte.geojson", shapefile, packed):
        polygons = read_areas(path)
        assert polygons.frame.crs.to_epsg() == 25833
        assert list(polygons.frame["area_id"]) == ["01", "02"]
        assert shapely.equals_exact(
            shapely.normalize(polygons.frame.geometry.to_numpy()),
            shapely.normalize(frame.geometry.to_numpy()), 0.01,
        ).all()  # fmt: skip


@pytest.mark.parametrize(
    ("crs", "epsg", "found", "text"),
    [
        (None, 4326, 4326, ""),
        (None, 25833, None, ""),
        (CRS84, 4326, 4326, ""),
        (CRS84, 25833, None, CRS84),
        ("EPSG:3035", 3035, 3035, ""),
        ("EPSG:999999", 25833, None, "EPSG:999999"),
        ("quatsch", 4326, None, "quatsch"),
    ],
)
def test_what_geojson_says_about_its_coordinates(tmp_path, crs, epsg, found, text):
    polygons = read_areas(write(tmp_path / "a.geojson", geojson(squares(2, epsg), crs)))
    assert (polygons.frame.crs.to_epsg() if polygons.frame.crs else None) == found
    assert polygons.crs_text == text


def test_keys_that_are_numbers_become_texts_without_decimals(tmp_path):
    content = collection(feature(SQUARE, area_id=7.0, name=None), feature(SQUARE, area_id=8))
    polygons = read_areas(write(tmp_path / "a.geojson", content))
    assert list(polygons.frame["area_id"]) == ["7", "8"]
    assert list(polygons.frame["name"]) == ["", ""]


def test_the_id_of_a_feature_is_a_column(tmp_path):
    content = collection({**feature(SQUARE), "id": 12})
    assert list(read_areas(write(tmp_path / "a.json", content)).frame["id"]) == ["12"]


def test_heights_are_dropped(tmp_path):
    high = {"type": "Polygon", "coordinates": [[[1, 1, 9], [2, 1, 9], [2, 2, 9], [1, 1, 9]]]}
    shape = read_areas(write(tmp_path / "a.geojson", collection(feature(high)))).frame.geometry[0]
    assert not shape.has_z


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("{", "Zeile 1"),
        ("nichts", "kein gültiges JSON"),
        ("[" * 100_000, "kein gültiges JSON"),
        ([], "FeatureCollection"),
        ({"type": "Topology", "objects": {}}, "FeatureCollection"),
        (collection(), "kein einziges Gebiet"),
        (collection(5), "kein Feature"),
        (collection({"type": "Feature", "properties": 5}), "kein Feature"),
        (collection(feature({"type": "Point", "coordinates": [1, 1]}, name="Markt")),
         "Objekt 1 (Markt) ist vom Typ Point"),
        (collection(feature(SQUARE), feature(None, id=7)), "Objekt 2 (7) hat keine Geometrie"),
        (collection(feature({"type": "Polygon", "coordinates": [[["a", 1]]]})), "beschädigt"),
        (collection(feature({"type": "Polygon", "coordinates": [[[1, 1], [2, 2]]]})), "beschädigt"),
        (collection(feature({"type": "Polygon", "coordinates": []})), "keine Fläche"),
        (collection(feature({"type": "Polygon", "coordinates": None})), "beschädigt|keine Fläche"),
        ('{"type": "FeatureCollection", "features": [NaN]}', "kein gültiges JSON"),
    ],
)  # fmt: skip
def test_geojson_that_is_refused(tmp_path, content, part):
    message = refused(write(tmp_path / "a.geojson", content))
    assert any(option in message for option in part.split("|")), message


def test_files_that_only_have_the_name(tmp_path):
    vrt = "<OGRVRTDataSource><SrcDataSource>/vsicurl/http://127.0.0.1:9/</SrcDataSource></OGRVRTDataSource>"
    for name in ("a.gpkg", "a.shp"):
        write(tmp_path / name, vrt + " " * 200)
        assert "obwohl" in refused(tmp_path / name)
    for name in ("a.kml", "a.vrt", "a.gml"):
        assert "Diese Art Datei" in refused(write(tmp_path / name, vrt))


def test_a_database_is_no_geopackage(tmp_path):
    path = tmp_path / "a.gpkg"
    with sqlite3.connect(path) as database:
        database.execute("create table t (x)")
    database.close()
    assert "kein GeoPackage" in refused(path)


def test_damaged_geopackage_and_shapefile(tmp_path, shapefile):
    squares(2).to_file(tmp_path / "a.gpkg")
    whole = (tmp_path / "a.gpkg").read_bytes()
    (tmp_path / "a.gpkg").write_bytes(whole[:200] + b"\0" * 4000)
    assert "beschädigt" in refused(tmp_path / "a.gpkg")
    shapefile.with_suffix(".shx").unlink()
    assert "orte.shx" in refused(shapefile)


def test_geopackage_with_two_layers_or_points(tmp_path):
    squares(2).to_file(tmp_path / "a.gpkg", layer="eins")
    squares(2).to_file(tmp_path / "a.gpkg", layer="zwei")
    assert "2 Ebenen mit Geometrie (eins, zwei)" in refused(tmp_path / "a.gpkg")
    points = squares(2)
    points.set_geometry(points.centroid).to_file(tmp_path / "b.gpkg")
    assert "Objekt 1 (01, Viertel 1) ist vom Typ Point" in refused(tmp_path / "b.gpkg")


@pytest.mark.parametrize(
    ("prj", "text"),
    [('LOCAL_CS["Stadtplan",UNIT["Meter",1.0]]', "Stadtplan"), ("quatsch", "")],
)
def test_shapefile_with_a_projection_of_its_own(shapefile, prj, text):
    shapefile.with_suffix(".prj").write_text(prj)
    polygons = read_areas(shapefile)
    assert polygons.frame.crs is None
    assert polygons.crs_text == text


def test_a_projection_that_leads_nowhere(tmp_path):
    moon = squares(2).set_crs("ESRI:103881", allow_override=True)
    moon.to_file(tmp_path / "mond.gpkg")
    polygons = read_areas(tmp_path / "mond.gpkg")
    assert polygons.frame.crs is None
    assert "Moon" in polygons.crs_text


def test_a_projection_that_is_no_text(shapefile):
    shapefile.with_suffix(".prj").write_bytes(b'PROJCS["\xf6", \xff\xfe' * 3)
    assert "beschädigt" in refused(shapefile)


@pytest.mark.filterwarnings("ignore:Non closed ring")
def test_a_damaged_ring_and_a_column_twice(tmp_path, shapefile):
    whole = bytearray(shapefile.read_bytes())
    whole[160] ^= 0x41  # the first coordinate of the first ring, which then is not closed
    shapefile.write_bytes(bytes(whole))
    assert "beschädigt" in refused(shapefile)
    squares(2).rename(columns={"name": "area_iX"}).to_file(tmp_path / "b.shp")
    fields = (tmp_path / "b.dbf").read_bytes().replace(b"area_iX", b"area_id")
    (tmp_path / "b.dbf").write_bytes(fields)
    assert "„area_id“ kommt zweimal vor" in refused(tmp_path / "b.shp")


def test_shapefile_without_projection(tmp_path, shapefile):
    shapefile.with_suffix(".prj").unlink()
    assert read_areas(shapefile).frame.crs is None


def test_shapefile_in_a_folder_of_the_archive(tmp_path, shapefile):
    files = {f"daten/{name}": part for name, part in members(shapefile).items()}
    assert len(read_areas(write_zip(tmp_path / "a.zip", files)).frame) == 2


def test_archives_without_a_shapefile(tmp_path, shapefile):
    files = members(shapefile)
    assert "orte.dbf" in refused(
        write_zip(tmp_path / "a.zip", {"orte.shp": files["orte.shp"], "orte.shx": b""})
    )
    assert "0 Shapefiles" in refused(write_zip(tmp_path / "b.zip", {"orte.txt": "x"}))
    inner = write_zip(tmp_path / "inner.zip", files).read_bytes()
    assert "0 Shapefiles" in refused(write_zip(tmp_path / "c.zip", {"inner.zip": inner}))


def test_too_many_areas(tmp_path, monkeypatch):
    from ankunft.intake.areas import areas
    from ankunft.intake.areas.archive import Limits

    monkeypatch.setattr(areas, "LIMITS", Limits(areas=1))
    assert "2 Gebiete" in refused(write(tmp_path / "a.geojson", geojson(squares(2, 4326))))
    squares(2).to_file(tmp_path / "a.gpkg")
    assert "2 Gebiete" in refused(tmp_path / "a.gpkg")


def test_missing_file(tmp_path):
    assert "fehlt" in refused(tmp_path / "a.geojson")
