"""Files of a selection, each read back with the library people would use."""

from __future__ import annotations

import dataclasses
import io
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

from ankunft.base.errors import ParameterError
from ankunft.base.small_numbers import files_note
from ankunft.edition.figures import figures
from ankunft.intake.areas.city import Credit
from ankunft.output import tables as exports
from ankunft.output.tables import credits, geo
from ankunft.output.tables import text as tables

TITLE = "Ankunft in Thüringen"
NOTE = "high=1.2 low=1.0"
NOTES = [NOTE, files_note("de")]
"""Those of the file, and what every file says of the numbers of people in it."""
GEOGRAPHIC = ("geojson", "gpkg", "parquet")


@pytest.fixture(scope="module")
def table(edition) -> pd.DataFrame:
    """Saarland's municipalities and one of each kind of column, first area without a figure."""
    frame = figures(edition, "municipality")
    own = frame.loc[frame["state"] == "10", ["id", "name", "share_foreign_2022", "population_2022"]]
    own = own.assign(robust=True, code=np.uint8(3)).reset_index(drop=True)
    own.loc[0, "share_foreign_2022"] = np.nan
    return own


@pytest.fixture(scope="module")
def written(edition, table, tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("exports")
    paths = {}
    for format in exports.FORMATS:
        paths[format] = folder / f"table.{format}"
        files = exports.export(
            edition, table, "municipality", format, lang="de", title=TITLE, notes=[NOTE]
        )
        paths[format].write_bytes(one(files))
    return paths


def one(files: dict[str, bytes]) -> bytes:
    """The table; a CSV has its side file behind it."""
    return next(iter(files.values()))


def read_csv(content: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), dtype={"id": str})


def read_geographic(path: Path, layer: str) -> gpd.GeoDataFrame:
    if path.suffix == ".parquet":
        return gpd.read_parquet(path)
    return gpd.read_file(path, **({"layer": layer} if path.suffix == ".gpkg" else {}))


def own_csv(edition, table: pd.DataFrame, lang: str = "en") -> bytes:
    return one(exports.export(edition, table, "municipality", "csv", lang=lang, title=TITLE))


def test_csv_is_the_table_and_nothing_else_in_every_language(edition, table):
    content = own_csv(edition, table, "de")
    assert content == own_csv(edition, table, "en")
    text = content.decode("ascii", "replace")
    assert text.startswith("id,name,share_foreign_2022,population_2022,robust,code\n")
    assert text.endswith("\n")
    assert len(text.splitlines()) == len(table) + 1
    back = read_csv(content)
    assert back["id"].to_list() == table["id"].to_list()
    assert back["name"].to_list() == table["name"].to_list()
    np.testing.assert_allclose(
        back["share_foreign_2022"], table["share_foreign_2022"], atol=10**-tables.DECIMALS
    )
    assert back["robust"].all()
    assert set(back["code"]) == {3}


def test_leading_zeros_stay_in_every_format(edition, tmp_path):
    frame = figures(edition, "municipality").head(2)[["id", "name"]]
    assert frame["id"].str.startswith("0").all()
    ids = frame["id"].to_list()

    def content(format):
        return io.BytesIO(
            one(exports.export(edition, frame, "municipality", format, lang="en", title=""))
        )

    package = tmp_path / "towns.gpkg"
    package.write_bytes(content("gpkg").read())

    assert [line.split(",")[0] for line in content("csv").read().decode().splitlines()[1:3]] == ids
    assert [row["id"] for row in json.load(content("json"))["rows"]] == ids
    assert [row["id"] for row in json.load(content("geojson"))["features"]] == ids
    assert gpd.read_file(package, layer="municipalities")["id"].to_list() == ids
    assert gpd.read_parquet(content("parquet"))["id"].to_list() == ids


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_text_that_would_run_as_a_formula_is_escaped(edition, table, start):
    evil = table.head(1).assign(name=f'{start}HYPERLINK("http://x";"y")', share_foreign_2022=-1.5)
    record = own_csv(edition, evil).decode().partition("\n")[2]
    cell = record.removeprefix(table["id"][0] + ",")
    assert cell.startswith(f'"\'{start}HYPERLINK(""http')
    assert ",-1.5," in record


def test_separators_quotes_and_number_signs_survive(edition, table):
    names = ['a;b,c "d"', "e\nf", "#7 g", "h"]
    odd = table.head(4).assign(name=names)
    assert read_csv(own_csv(edition, odd))["name"].to_list() == names


def test_headers_are_escaped_too(edition, table):
    odd = table.head(1).rename(columns={"name": "=1+1"})
    assert own_csv(edition, odd).decode().startswith("id,'=1+1,")


def test_json_has_rows_metadata_and_null(edition, table, written):
    content = json.loads(written["json"].read_text(encoding="utf-8"))
    assert set(content) == {"metadata", "rows"}
    assert content["rows"][0]["share_foreign_2022"] is None
    assert content["rows"][1] == {
        "id": table["id"][1],
        "name": table["name"][1],
        "share_foreign_2022": round(table["share_foreign_2022"][1], tables.DECIMALS),
        "population_2022": table["population_2022"][1],
        "robust": True,
        "code": 3,
    }
    assert len(content["rows"]) == len(table)
    assert content["metadata"] == exports.metadata(edition, "de", TITLE, NOTES)


def test_metadata_comes_from_the_manifest(edition):
    described = exports.metadata(edition, "en", "T", ["n"])
    assert described["title"] == "T"
    assert described["notes"] == ["n"]
    assert described["edition"] == edition.hash
    assert described["attribution"] == edition.attribution()
    for source in edition.national_sources:
        assert f"{source['title_en']}: {source['change_note_en']}" in described["changes"]
        assert f"{source['licence']}, {source['licence_url']}" in described["licences"]
        assert source["dataset_url"] in described["datasets"]
    for lines in ("attribution", "licences", "datasets"):
        assert len(set(described[lines])) == len(described[lines])


def test_credits_hold_all_a_licence_asks_for(edition):
    text = "\n".join(exports.credit_lines(edition, "de"))
    for source in edition.national_sources:
        for name in ("attribution", "licence", "licence_url", "dataset_url"):
            assert source[name] in text
    assert edition.hash[:12] in text
    assert "Daten verändert" in text


def test_the_city_shown_is_credited_last(edition):
    for entry in edition.cities:
        city = edition.city(entry["ags"])
        credit = city.credit
        national = credits.sources(edition, "en")
        *others, own = credits.sources(edition, "en", city=city)
        assert others == national
        assert own.keys() == national[0].keys()
        assert (own["id"], own["title"]) == (entry["source"], credit.title_en)
        assert own["change_note"] == credit.change_note_en
        plain, described = (exports.metadata(edition, "en", "T", city=c) for c in (None, city))
        assert described["attribution"] == [*plain["attribution"], credit.attribution]
        assert described["changes"] == [
            *plain["changes"],
            f"{credit.title_en}: {credit.change_note_en}",
        ]
        text = "\n".join(exports.credit_lines(edition, "de", city=city))
        for part in (credit.attribution, credit.licence, credit.licence_url, credit.dataset_url):
            assert part in text
        assert credit.attribution not in "\n".join(exports.credit_lines(edition, "de"))


def test_a_user_s_own_city_is_credited_the_same_way_and_has_no_empty_lines(edition):
    shipped = edition.city(edition.cities[0]["ags"])
    credit = Credit("Eigene", "Own", "Amt", "frei", "", "© Amt", "Keine.", "None.", "2020", "")
    city = dataclasses.replace(shipped, slug="meine", credit=credit)
    assert credits.sources(edition, "de", city=city)[-1]["id"] == "city_meine"
    described = exports.metadata(edition, "de", "T", city=city)
    assert described["licences"][-1] == "frei"
    assert "" not in described["datasets"]
    assert described["changes"][-1] == "Eigene: Keine."
    lines = exports.credit_lines(edition, "de", city=city)
    assert "© Amt · frei" in lines
    assert "Lizenz: frei" in lines


def test_geojson_follows_rfc_7946(edition, table, written):
    content = json.loads(written["geojson"].read_text(encoding="utf-8"))
    assert content["type"] == "FeatureCollection"
    assert "crs" not in content
    assert content["metadata"] == exports.metadata(edition, "de", TITLE, NOTES)
    first = content["features"][0]
    assert first["id"] == table["id"][0]
    assert first["properties"]["share_foreign_2022"] is None
    frame = gpd.read_file(written["geojson"])
    assert frame.crs == "EPSG:4326"
    west, south, east, north = frame.total_bounds
    assert 6 < west < east < 8  # Saarland
    assert 49 < south < north < 50
    rings = shapely.get_exterior_ring(shapely.get_parts(frame.geometry.to_numpy()))
    assert shapely.is_ccw(rings).all()
    points = shapely.get_coordinates(frame.geometry.to_numpy())
    np.testing.assert_array_equal(points, points.round(geo.DEGREE_DECIMALS))


@pytest.mark.parametrize("format", ["gpkg", "parquet"])
def test_outlines_are_those_of_the_edition(edition, table, written, format):
    frame = read_geographic(written[format], "municipalities")
    assert frame.crs == "EPSG:3035"
    assert frame["id"].to_list() == table["id"].to_list()
    assert frame["robust"].dtype == bool
    np.testing.assert_array_equal(frame["share_foreign_2022"], table["share_foreign_2022"])
    outlines = edition.municipalities.set_index("ags").geometry[table["id"]]
    assert frame.geometry.geom_equals(outlines.reset_index(drop=True)).all()


def test_geopackage_holds_attribution_and_sources(edition, written):
    info = pyogrio.read_info(written["gpkg"], layer="municipalities")
    for place in ("layer_metadata", "dataset_metadata"):
        assert info[place]["attribution"].split("\n") == edition.attribution()
        assert info[place]["edition"] == edition.hash
        assert info[place]["title"] == TITLE
    for line in edition.attribution():
        assert line in info["layer_metadata"]["DESCRIPTION"]
    assert NOTE in info["layer_metadata"]["DESCRIPTION"]
    listed = pyogrio.read_dataframe(written["gpkg"], layer="quellen")
    assert listed.to_dict("records") == credits.sources(edition, "de")


def test_geoparquet_holds_attribution(edition, written):
    stored = pq.read_metadata(written["parquet"]).metadata
    described = json.loads(stored[b"ankunft"])
    assert described == exports.metadata(edition, "de", TITLE, NOTES)
    assert json.loads(stored[b"geo"])["columns"]["geometry"]["crs"]["id"]["code"] == 3035


@pytest.mark.parametrize("format", GEOGRAPHIC)
def test_cells_are_squares_of_the_grid(edition, tmp_path, format):
    cells = figures(edition, "cell").iloc[[5, 0, 200_000]][["id", "name"]]
    path = tmp_path / f"cells.{format}"
    path.write_bytes(one(exports.export(edition, cells, "cell", format, lang="en", title="")))
    frame = read_geographic(path, "cells_1km")
    frame = frame.to_crs("EPSG:3035")
    assert frame["id"].to_list() == cells["id"].to_list()
    keys = cells["id"].astype(int)
    near = {"atol": 0.2 if format == "geojson" else 0}  # degrees are rounded to about 0.1 m
    south, west = keys // 100_000 * 1000, keys % 100_000 * 1000
    expected = np.column_stack([west, south, west + 1000, south + 1000])
    np.testing.assert_allclose(frame.bounds.to_numpy(), expected, rtol=0, **near)
    np.testing.assert_allclose(frame.area, 1e6, rtol=1e-3)


@pytest.mark.parametrize("level", ["state", "county"])
def test_other_levels(edition, level):
    frame = figures(edition, level)[["id", "name"]].iloc[::-1]
    content = one(exports.export(edition, frame, level, "parquet", lang="de", title=""))
    back = gpd.read_parquet(io.BytesIO(content))
    assert back["id"].to_list() == frame["id"].to_list()
    assert back.geometry.area.min() > 1e6


@pytest.mark.parametrize("format", list(exports.FORMATS))
def test_an_empty_selection_still_names_its_sources(edition, table, tmp_path, format):
    files = exports.export(edition, table.head(0), "municipality", format, lang="de", title="")
    content = one(files)
    path = tmp_path / f"empty.{format}"
    path.write_bytes(content)
    if format == "csv":
        assert len(read_csv(content)) == 0
        assert edition.attribution()[0] in [*files.values()][1].decode()
    elif format == "xlsx":
        book = openpyxl.load_workbook(path)
        assert book["Daten"].max_row == 1
        assert edition.attribution()[0] in str([*book["Quellen"].values])
    elif format == "json":
        described = json.loads(content)
        assert described["rows"] == []
        assert described["metadata"]["attribution"] == edition.attribution()
    elif format == "geojson":
        described = json.loads(content)
        assert described["features"] == []
        assert described["metadata"]["attribution"] == edition.attribution()
    elif format == "gpkg":
        assert pyogrio.read_info(path, layer="municipalities")["features"] == 0
        assert len(pyogrio.read_dataframe(path, layer="quellen")) > 0
    else:
        assert len(gpd.read_parquet(path)) == 0
        assert b"ankunft" in pq.read_metadata(path).metadata


@pytest.mark.parametrize("format", ["csv", "json", "geojson"])
def test_text_formats_repeat_to_the_byte(edition, table, format, written):
    again = exports.export(
        edition, table.copy(), "municipality", format, lang="de", title=TITLE, notes=[NOTE]
    )
    assert one(again) == written[format].read_bytes()


def test_the_table_is_left_alone(edition, table):
    before = table.copy()
    exports.export(edition, table, "municipality", "geojson", lang="de", title="")
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize("format", GEOGRAPHIC)
def test_unknown_areas_are_refused(edition, format):
    unknown = pd.DataFrame({"id": ["01001000", "99999999"]})
    with pytest.raises(ParameterError, match="99999999"):
        exports.export(edition, unknown, "municipality", format, lang="de", title="")


def test_unknown_format_level_and_language_are_refused(edition, table):
    with pytest.raises(ParameterError, match="xls"):
        exports.export(edition, table, "municipality", "xls", lang="de", title="")
    with pytest.raises(ParameterError, match="street"):
        exports.export(edition, table, "street", "geojson", lang="de", title="")
    with pytest.raises(ParameterError, match="fr"):
        exports.export(edition, table, "municipality", "csv", lang="fr", title="")


def test_plain_values():
    column = pd.Series([1.23456789, np.inf, np.nan, -1e-9])
    assert tables.plain_values(column) == [1.234568, None, None, 0.0]
    assert tables.plain_values(pd.Series([1, None], dtype="Int64")) == [1, None]
    assert tables.plain_values(pd.Series([True, None], dtype="boolean")) == [True, None]
    assert tables.plain_values(pd.Series(["a", None])) == ["a", None]
    assert tables.plain_values(pd.Series(["a", None], dtype="category")) == ["a", None]
    assert tables.csv_text(pd.DataFrame({"x": [-1e-9, 1234.5]})) == "x\n0\n1234.5\n"
