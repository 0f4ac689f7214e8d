from __future__ import annotations

import geopandas as gpd
import pytest
from shapely import Polygon, box

from ankunft.base.errors import SourceError
from ankunft.sources.bkg import read_outlines

from .files import write_zip

X, Y = 500_000, 5_900_000
SQUARE = box(X, Y, X + 1000, Y + 1000)
BESIDE = box(X + 1000, Y, X + 2000, Y + 1000)
BOW_TIE = Polygon([(X, Y), (X + 1000, Y + 1000), (X + 1000, Y), (X, Y + 1000)])
KEYS = ["010515163003", "010010000000"]


def shapefile(tmp_path, keys, shapes, *, column="ARS", crs="EPSG:25832", without=()):
    """An archive as the publisher packs it: the shapefile in a folder of its own."""
    folder = tmp_path / "EPSG_25832"
    folder.mkdir()
    frame = gpd.GeoDataFrame({column: keys}, geometry=list(shapes), crs=crs)
    frame.to_file(folder / "VG250_GEM.shp", engine="pyogrio")
    for end in without:
        (folder / f"VG250_GEM{end}").unlink()
    files = {f"EPSG_25832/{file.name}": file.read_bytes() for file in sorted(folder.iterdir())}
    return write_zip(tmp_path / "Shapefile_Zensus2022.zip", files)


def test_outlines_are_sorted_and_projected(tmp_path):
    reading = read_outlines(shapefile(tmp_path, KEYS, [SQUARE, BESIDE]))
    frame = reading.frame
    assert frame.crs.to_epsg() == 3035
    assert list(frame) == ["ars", "ags", "geometry"]
    assert frame["ags"].to_list() == ["01001000", "01051003"]
    assert frame["ars"].to_list() == KEYS[::-1]
    # EPSG:3035 keeps areas; UTM does so within a thousandth.
    assert frame.area.to_list() == pytest.approx([1e6, 1e6], rel=2e-3)
    assert reading.rows_read == 2
    assert reading.notes == {"repaired": 0, "joined": 0}


def test_invalid_outlines_are_repaired_and_counted(tmp_path):
    reading = read_outlines(shapefile(tmp_path, KEYS, [BOW_TIE, BESIDE]))
    assert reading.notes["repaired"] == 1
    assert reading.frame.is_valid.all()
    assert set(reading.frame.geom_type) <= {"Polygon", "MultiPolygon"}
    assert reading.frame.area.iloc[1] == pytest.approx(5e5, rel=2e-3)


def test_parts_of_one_municipality_are_joined(tmp_path):
    keys = [KEYS[0], KEYS[1], KEYS[0]]
    reading = read_outlines(shapefile(tmp_path, keys, [SQUARE, BESIDE.buffer(-400), BESIDE]))
    assert reading.notes["joined"] == 1
    assert reading.rows_read == 3
    assert reading.frame["ars"].to_list() == [KEYS[1], KEYS[0]]
    assert reading.frame.area.iloc[1] == pytest.approx(2e6, rel=2e-3)


LOCAL_CRS = (
    'PROJCS["Eigenes System",GEOGCS["Eigenes",DATUM["Eigenes",SPHEROID["Kugel",6370000,0]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    'PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",9.5],'
    'PARAMETER["scale_factor",1],PARAMETER["false_easting",0],PARAMETER["false_northing",0],'
    'UNIT["metre",1]]'
)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"without": [".prj"]},
            ["VG250_GEM.shp fehlt im Archiv: EPSG_25832/VG250_GEM.prj", ".shx, .dbf und .prj"],
        ),
        ({"without": [".shx", ".dbf"]}, ["VG250_GEM.shx", "VG250_GEM.dbf"]),
        ({"without": [".shp"]}, ["Keine Datei im Archiv", "VG250_GEM.dbf"]),
        ({"crs": LOCAL_CRS}, ["VG250_GEM.shp", "Koordinatensystem ist unbekannt", "25832"]),
        ({"column": "AGS"}, ["VG250_GEM.shp", "Spalte „ARS“ fehlt", "AGS"]),
        ({"keys": ["10515163003", KEYS[1]]}, ["Datensatz 1, Spalte „ARS“", "führende Null"]),
        ({"keys": [KEYS[1], None]}, ["Datensatz 2, Spalte „ARS“", "12 Ziffern"]),
        ({"keys": [10515163003, 10010000000]}, ["Datensatz 1, Spalte „ARS“", "führende Null"]),
        ({"shapes": [SQUARE, None]}, ["Datensatz 2", KEYS[1], "keinen Umriss"]),
    ],
    ids=["prj", "shx", "shp", "crs", "column", "short", "none", "number", "no outline"],
)
def test_mistakes_are_named(tmp_path, options, said):
    path = shapefile(tmp_path, **{"keys": KEYS, "shapes": [SQUARE, BESIDE]} | options)
    with pytest.raises(SourceError) as error:
        read_outlines(path)
    for part in ("Shapefile_Zensus2022.zip", *said):
        assert part in str(error.value)
