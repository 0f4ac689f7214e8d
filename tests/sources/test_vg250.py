"""The exact boundaries: a small GeoPackage in the publisher's form."""

from __future__ import annotations

import pytest
import shapely
from build.vg250 import LAND, WATER, vg250_frame, write_vg250
from shapely import Polygon, box

from ankunft.base.errors import SourceError
from ankunft.sources.bkg import date_of_vg250, read_vg250

X, Y = 4_200_000, 3_300_000
SQUARE = box(X, Y, X + 1000, Y + 1000)
BESIDE = box(X + 1000, Y, X + 2000, Y + 1000)
ISLAND = box(X + 5000, Y, X + 5500, Y + 500)
BOW_TIE = Polygon([(X, Y), (X + 1000, Y + 1000), (X + 1000, Y), (X, Y + 1000)])
B, A = "01051003", "01001000"


@pytest.fixture
def archive(tmp_path):
    return lambda areas, **options: write_vg250(tmp_path / "vg250-ew.zip", areas, **options)


def test_land_is_sorted_projected_and_joined(archive):
    areas = [
        (B, LAND, SQUARE),
        (A, LAND, BESIDE),
        (A, WATER, box(X + 2000, Y, X + 9000, Y + 1000)),
        (B, LAND, ISLAND),
        ("", WATER, box(X, Y + 1000, X + 9000, Y + 2000)),
    ]
    reading = read_vg250(archive(areas))
    frame = reading.frame
    assert list(frame) == ["ags", "geometry"]
    assert frame.crs.to_epsg() == 3035
    assert frame["ags"].to_list() == [A, B]
    # there and back from UTM
    for found, expected in zip(frame.geometry, [BESIDE, SQUARE.union(ISLAND)], strict=True):
        assert shapely.hausdorff_distance(found, expected) < 0.01
    assert reading.rows_read == 5
    assert reading.notes == {"water": 2, "repaired": 0, "joined": 1}


def test_invalid_outlines_are_repaired_and_counted(archive):
    reading = read_vg250(archive([(A, LAND, BOW_TIE), (B, LAND, BESIDE)]))
    assert reading.notes["repaired"] == 1
    assert reading.frame.is_valid.all()
    assert set(reading.frame.geom_type) <= {"Polygon", "MultiPolygon"}
    assert reading.frame.area.iloc[0] == pytest.approx(5e5, rel=1e-6)


def test_the_day_is_that_of_the_file(archive):
    assert date_of_vg250(archive([(A, LAND, SQUARE)], day="31.12.2022")) == "2022-12-31"


@pytest.mark.parametrize(("day", "said"), [(None, "Stichtag"), ("2022", "31.12.2022")])
def test_a_file_without_a_day_is_refused(archive, day, said):
    with pytest.raises(SourceError, match=rf"vg250-ew\.zip.*aktualitaet\.txt.*{said}"):
        date_of_vg250(archive([(A, LAND, SQUARE)], day=day))


GOOD = [(A, LAND, SQUARE), (B, LAND, BESIDE)]


@pytest.mark.parametrize(
    ("areas", "options", "said"),
    [
        (GOOD, {"layer": "gemeinden"}, ["vg250_gem", "Ebene fehlt", "gemeinden", "vg250_sta"]),
        (
            GOOD,
            {"package": b"SQLite format 3\0 and no more"},
            ["DE_VG250.gpkg", "lässt sich nicht lesen"],
        ),
        (vg250_frame(GOOD).drop(columns="AGS"), {}, ["Spalte „AGS“ fehlt", "GEN"]),
        (vg250_frame(GOOD).drop(columns="GF"), {}, ["Spalte „GF“ fehlt"]),
        ([(A, WATER, SQUARE)], {}, ["Spalte „GF“", "Keine Fläche ist Land"]),
        ([(A, LAND, SQUARE), ("1051003", LAND, BESIDE)], {}, ["Datensatz 2, Spalte „AGS“", "Null"]),
        ([(A, LAND, SQUARE), (None, LAND, BESIDE)], {}, ["Datensatz 2, Spalte „AGS“", "8 Ziffern"]),
        ([("x", WATER, SQUARE), (A, LAND, None)], {}, ["Datensatz 2", A, "keinen Umriss"]),
    ],
    ids=["layer", "damaged", "AGS", "GF", "water", "short", "none", "no outline"],
)
def test_mistakes_are_named(archive, areas, options, said):
    with pytest.raises(SourceError) as error:
        read_vg250(archive(areas, **options))
    for part in ("vg250-ew.zip", *said):
        assert part in str(error.value)


def test_an_archive_without_the_package_or_none_at_all(tmp_path):
    from .files import write_zip

    with pytest.raises(SourceError, match=r"vg250-ew\.zip: Keine Datei im Archiv passt"):
        read_vg250(write_zip(tmp_path / "vg250-ew.zip", {"liesmich.txt": "nichts"}))
    page = tmp_path / "page.zip"
    page.write_text("<!DOCTYPE html><title>Fehler</title>", encoding="utf-8")
    with pytest.raises(SourceError, match="Webseite"):
        read_vg250(page)
