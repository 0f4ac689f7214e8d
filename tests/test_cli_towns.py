"""The command line about one town: quarters, segregation, the centre, and cities of one's own."""

from __future__ import annotations

import io
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely
from typer.testing import CliRunner, Result

from ankunft import cli
from ankunft.edition.figures import figures
from ankunft.output.tables import FORMATS
from ankunft.store.cities import load_cities, save_city
from ankunft.town.classes import Comparison, classify_town
from ankunft.town.quarter_list import quarter_list
from ankunft.town.unit_sizes import segregation_of_town
from ankunft.town.units import cell_units, district_units
from ankunft.typology import ArrivalClass, preset_parameters
from ankunft.typology.centre import centre_of, meets

COLUMNS = [
    "id", "name", "class", "people_t0", "people_t1", "share_t0", "share_t1", "lq_t0", "lq_t1",
    "change", "excess", "robustness", "noise_robustness", "presets", "presets_of", "area_km2", "reason",
]  # fmt: skip
LEIPZIG = "14713000"
NEW = {"Grünau-Mitte", "Paunsdorf", "Schönefeld-Abtnaundorf"}
TRADITIONAL = {
    "Volkmarsdorf", "Neustadt-Neuschönefeld", "Zentrum", "Zentrum-Nord", "Zentrum-Südost",
}  # fmt: skip


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch) -> Path:
    """An empty data folder, so that nobody's own cities are seen or changed."""
    folder = tmp_path / "data"
    monkeypatch.setenv("ANKUNFT_DATA", str(folder))
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments])


def output(*arguments: object) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def table(*arguments: object) -> pd.DataFrame:
    return pd.read_csv(
        io.StringIO(output(*arguments)),
        dtype=dict.fromkeys(("id", "ags", "name", "class", "missing", "reason"), str),
        keep_default_na=False, na_values={name: [""] for name in FLOATS},
    )  # fmt: skip


FLOATS = [
    *COLUMNS[3:15], "year", "units", "people", "dissimilarity", "change", "centre_share",
    "centre_ratio", "centre_population", "centre_cell", "population_2022",
    *(f"centre_{what}_{year}" for what in ("ratio", "share") for year in (2011, 2022)),
]  # fmt: skip


def quarters(*arguments: object) -> pd.DataFrame:
    return table("classify", "--level", "quarter", *arguments)


def refused(*arguments: object) -> str:
    """The one line on stderr."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("Fehler: ")
    assert result.stderr.count("\n") == 1
    return result.stderr


@pytest.mark.parametrize("years", [(), (2011, 2022), (2000, 2023)])
@pytest.mark.parametrize("town", ["leipzig", LEIPZIG])
def test_the_known_quarters(town, years):
    options = [text for pair in zip(("--t0", "--t1"), years, strict=False) for text in pair]
    rows = quarters("--city", town, *options)
    assert list(rows) == COLUMNS
    assert len(rows) == 63
    assert set(rows.loc[rows["class"] == "new", "name"]) == NEW
    assert set(rows.loc[rows["class"] == "traditional", "name"]) == TRADITIONAL
    first, last = years or (2011, 2022)
    reason = rows.loc[rows["name"] == "Paunsdorf", "reason"].item()
    assert f"{first} " in reason
    assert f"{last} " in reason


def test_the_table_is_that_of_the_library(edition):
    rows = quarters("--city", "leipzig", "--t0", 2005, "--preset", "own", "--high", 1.4)
    units = district_units(edition.city(LEIPZIG))
    comparison = Comparison(2005, 2022, edition.municipalities)
    result = classify_town(units, comparison, preset_parameters("own", "quarter", high=1.4))
    expected = quarter_list(
        units, comparison, result, town="Leipzig", city=None, centre_cell=None, lang="de"
    )
    same = [name for name in COLUMNS if name != "reason"]
    pd.testing.assert_frame_equal(rows[same], expected[same].round(4), check_dtype=False)


def test_the_notes_name_settings_and_the_publisher(edition):
    result = run("classify", "--level", "quarter", "--city", "leipzig", "--reference", "nation")
    lines = result.stderr.splitlines()
    settings = next(line for line in lines if "level=quarter" in line)
    for part in ("city=14713000", "t0=2011", "t1=2022", "unit=district", "reference=nation"):
        assert part in settings.split()
    for line in edition.attribution(city=edition.city(LEIPZIG)):
        assert line in lines
    inside = refused("classify", "--level", "quarter", "--city", "leipzig", "--preset", "east_west")
    assert "nicht innerhalb einer Stadt" in inside


def test_cells_are_joined(edition):
    rows = quarters("--city", "berlin", "--unit", "cell")
    frame = figures(edition, "cell")
    own = frame[frame["ags"] == "11000000"]
    units = cell_units(own, "11000000", "Berlin")
    comparison = Comparison(2011, 2022, edition.municipalities)
    result = classify_town(units, comparison, preset_parameters("relative", "quarter"))
    assert rows["area_km2"].sum() == (result.classes != ArrivalClass.NO_DATA).sum()
    assert not rows["name"].duplicated().any()
    assert not rows["name"].str.startswith("Berlin").any(), "named after districts"


def test_a_town_without_districts_has_quarters_of_cells():
    rows = quarters("--city", "hamburg")
    assert rows["id"].str.startswith("02000000/").all()
    assert rows["name"].str.startswith("Hamburg").all()
    assert {"traditional", "new"} <= set(rows["class"])
    english = run("classify", "--level", "quarter", "--city", "hamburg", "--lang", "en")
    assert "Licence: " in english.stderr
    assert "Lizenz: " not in english.stderr


def test_the_upper_fifth_of_cells_is_that_of_their_town():
    rows = quarters("--city", "hamburg", "--preset", "fifth")
    known = rows[rows["class"] != "no_data"]
    assert {"traditional", "new", "emerging"} <= set(known["class"])
    assert known["reason"].str.contains("der Menschen in Hamburg in Gebieten").all()


def test_special_housing_is_left_out_and_recorded():
    whole = quarters("--city", "hamburg")
    cell = whole["id"].iloc[0].partition("/")[2]
    north, east = int(cell) // 100_000, int(cell) % 100_000
    spellings = (cell, f"1kmN{north:04}E{east:04}", f"CRS3035RES1000mN{north}000E{east}000")
    found = set()
    for spelling in spellings:
        result = run("classify", "--level", "quarter", "--city", "hamburg", "--leave-out", spelling)
        assert f"Sonderwohnform außen vor: {cell}" in result.stderr
        text = result.stdout
        found.add(text)
    assert len(found) == 1
    rows = pd.read_csv(io.StringIO(text))
    assert rows["area_km2"].sum() == whole["area_km2"].sum() - 1
    two = quarters("--city", "leipzig", "--leave-out", "24", "--leave-out", "62")
    unsaid = two[two["class"] == "no_data"]
    assert set(unsaid["name"]) == {"Paunsdorf", "Grünau-Mitte"}
    assert unsaid["share_t1"].isna().all()
    assert unsaid["reason"].str.contains("Sonderwohnform").all()


@pytest.mark.parametrize("format", list(FORMATS))
def test_files(tmp_path, edition, format):
    path = tmp_path / f"quartiere.{format}"
    result = run(
        "classify", "--level", "quarter", "--city", "leipzig", "--format", format, "--out", path
    )
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    assert "63 Zeilen" in result.stderr
    credit = edition.city(LEIPZIG).credit.attribution
    if format == "csv":
        assert credit not in path.read_text("utf-8")
        assert credit in Path(f"{path}-metadata.json").read_text("utf-8")
        return
    if format == "xlsx":
        assert credit in str([*openpyxl.load_workbook(path)["Quellen"].values])
        return
    if format == "json":
        content = json.loads(path.read_text("utf-8"))
        assert credit in content["metadata"]["attribution"]
        assert [list(row) for row in content["rows"]] == [COLUMNS] * 63
        return
    read = gpd.read_parquet if format == "parquet" else pyogrio.read_dataframe
    layer = {"layer": "quarters"} if format == "gpkg" else {}
    rows = read(path, **layer).to_crs(3035)
    assert rows["id"].to_list() == [f"{LEIPZIG}/{i}" for i in sorted(edition_ids(edition))]
    assert rows.area.to_list() == pytest.approx((rows["area_km2"] * 1e6).to_list(), rel=1e-3)


def edition_ids(edition) -> list[str]:
    return edition.city(LEIPZIG).areas["area_id"].to_list()


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ((), "leipzig, berlin"),
        (("--city", "leipzg"), "leipzig"),
        (("--city", "halle"), "03255016"),
        (("--city", "99999999"), "99999999"),
        (("--city", "leipzig", "--state", "14"), "--state"),
        (("--city", "leipzig", "--t0", "1999"), "1999"),
        (("--city", "leipzig", "--t0", "2022", "--t1", "2011"), "2011"),
        (("--city", "leipzig", "--unit", "cell"), "2011"),
        (("--city", "hamburg", "--unit", "district"), "add-city"),
        (("--city", "leipzig", "--leave-out", "99"), "99"),
        (("--city", "hamburg", "--leave-out", "325704552"), "325704552"),
        (("--city", "leipzig", "--t1", "2020", "--reference", "nation"), "2020"),
        (("--city", "leipzig", "--high", "0.2"), "high"),
        (("--city", "leipzig", "--format", "gpkg"), "--out"),
    ],
)
def test_illegal_values_are_one_line(options, word):
    assert word in refused("classify", "--level", "quarter", *options)


def test_segregation_on_all_units_side_by_side(edition):
    rows = table("segregation", "berlin")
    assert rows.columns[:4].to_list() == ["unit", "year", "units", "people"]
    assert rows[["unit", "year"]].to_numpy().tolist() == [
        ["district", 2015], ["district", 2020], ["cell", 2011], ["cell", 2022], ["fine", 2022],
    ]  # fmt: skip
    units = {"district": district_units(edition.city("11000000"))}
    expected = segregation_of_town(units, (2015, 2020))
    assert rows["dissimilarity"][:2].to_list() == expected["dissimilarity"].round(4).to_list()
    known = rows[:4]
    assert (known["reason"] == "").all()
    assert known["dissimilarity"].between(0, 1).all()
    assert rows["missing"][4] == "incomplete"
    assert "100-m-Zellen" in rows["reason"][4]
    assert np.isnan(rows["dissimilarity"][4])


def test_segregation_in_years_of_ones_own():
    result = run("segregation", "leipzig", "--t0", 2000, "--t1", 2023, "--format", "json")
    assert result.exit_code == 0
    assert "cell" in result.stderr
    rows = json.loads(result.stdout)["rows"]
    assert [(row["unit"], row["year"]) for row in rows] == [
        ("district", 2000), ("district", 2023), ("cell", 2011), ("cell", 2022), ("fine", 2022),
    ]  # fmt: skip
    assert rows[1]["statement"] in ("rise", "fall", "unclear")
    assert [row["missing"] for row in rows[3:]] == ["no_cells", "no_cells"]
    assert rows[3]["dissimilarity"] is None


def test_a_small_town_has_reasons_in_place_of_figures():
    rows = table("segregation", "07334016", "--lang", "en")
    assert (rows["missing"] != "").any()
    without = rows["dissimilarity"].isna()
    assert (rows.loc[without, "reason"] != "").all()
    assert not rows.loc[without, "reason"].str.contains("Gebiete").any(), "in English"
    assert (rows.loc[~without, "reason"] == "").all()


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("segregation", "atlantis"), "atlantis"),
        (("segregation", "leipzig", "--t0", "2011"), "--t1"),
        (("segregation", "leipzig", "--t0", "2022", "--t1", "2011"), "2011"),
        (("segregation", "leipzig", "--t0", "1901", "--t1", "1902"), "1901"),
        (("centre", "atlantis"), "atlantis"),
        (("centre", "--at", "1"), "--at"),
        (("centre", "leipzig", "--at", "1"), "1"),
        (("centre", "leipzig", "--at", "here"), "here"),
    ],
)
def test_towns_and_years_that_are_not_there_are_one_line(options, word):
    assert word in refused(*options)


def test_the_centre_of_one_town(edition):
    rows = table("centre", "berlin")
    frame = figures(edition, "cell")
    own = frame[frame["ags"] == "11000000"]
    assert rows["year"].to_list() == [2011, 2022]
    for row in rows.itertuples():
        expected = centre_of(own, year=int(row.year))
        assert row.centre_cell == expected.centre_cell
        assert row.cells == len(expected.cells)
        assert row.centre_share == pytest.approx(expected.centre_share, abs=1e-4)
        assert str(row.meets) == str(meets(expected.centre_ratio))
    other = own.loc[own["population_2011"] > 1000, "cell"].iloc[0]
    moved = table("centre", "berlin", "--at", other)
    assert moved["centre_cell"].to_list() == [other, other]
    assert moved["centre_share"].to_list() != rows["centre_share"].to_list()
    assert table("centre", "leipzig")["year"].to_list() == [2011]


def test_the_centres_of_all_towns(edition):
    rows = table("centre")
    towns = edition.municipalities.set_index("ags")
    large = towns[towns["population_2022"] >= 10_000]
    assert rows["ags"].to_list() == large.index.to_list()
    assert (rows["population_2022"] >= 10_000).all()
    for year in (2011, 2022):
        ratio = large[f"centre_ratio_{year}"].to_numpy()
        np.testing.assert_allclose(rows[f"centre_ratio_{year}"], ratio.round(4))
        said = rows[f"meets_{year}"].astype(str).str.lower()
        assert (said[np.isnan(ratio)] == "").all()
        assert (said[ratio >= 1.25] == "true").all()
        assert (said[ratio < 1.2] == "false").all()
    one = table("centre", "passau").iloc[0]
    assert rows.set_index("ags").loc["09262000", "centre_ratio_2011"] == one["centre_ratio"]


# cities of one's own


def squares(edition, ags: str, count: int = 2) -> gpd.GeoDataFrame:
    """Districts in the middle of a town, so that they lie inside it."""
    towns = edition.municipalities
    middle = towns.loc[towns["ags"] == ags].geometry.iloc[0].representative_point()
    boxes = [
        shapely.box(middle.x + k * 500, middle.y, middle.x + (k + 1) * 500, middle.y + 500)
        for k in range(count)
    ]
    names = {"area_id": [f"{k + 1:02}" for k in range(count)]}
    names["name"] = [f"Viertel {k + 1}" for k in range(count)]
    return gpd.GeoDataFrame(names, geometry=boxes, crs=3035)


ROWS = [
    ("01", 2015, 4000, 280), ("01", 2020, 4100, 1230),
    ("02", 2015, 9000, 500), ("02", 2020, 9100, 600),
]  # fmt: skip


def package(folder: Path, edition, ags: str, rows=ROWS, *, crs: bool = True) -> Path:
    folder.mkdir(parents=True)
    shapes = json.loads(squares(edition, ags).to_crs(25832).to_json(drop_id=True))
    shapes.pop("crs", None)
    if crs:
        shapes["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}
    (folder / "areas.geojson").write_text(json.dumps(shapes), encoding="utf-8")
    lines = ["area_id,year,indicator,value"]
    for area, year, people, foreign in rows:
        lines += [f"{area},{year},population,{people}", f"{area},{year},foreign,{foreign}"]
    (folder / "observations.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    described = {
        "name": "eigene-stadt",
        "title": "Eigene Stadt: Viertel",
        "sources": [{"title": "Statistikstelle"}],
        "licenses": [{"name": "CC-BY-4.0", "title": "CC BY 4.0"}],
        "resources": [
            {"name": "areas", "path": "areas.geojson", "format": "geojson"},
            {"name": "observations", "path": "observations.csv"},
        ],
    }
    (folder / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    return folder


def test_from_a_package_to_quarters(tmp_path, edition, data):
    folder = package(tmp_path / "package", edition, "09271119")
    result = run("add-city", folder, "--ags", "deggendorf", "--slug", "degg")
    assert result.exit_code == 0, result.stderr
    assert "degg, 2 Gebiete, 2015–2020" in result.stdout
    assert "Fehler" not in result.stderr
    listed = table("cities")
    assert listed.iloc[0][["ags", "slug", "origin", "districts"]].to_list() == [
        "09271119", "degg", "own", 2,
    ]  # fmt: skip
    assert listed["origin"].to_list() == ["own", "shipped", "shipped"]
    for name in ("degg", "deggendorf", "09271119"):
        rows = quarters("--city", name)
        assert rows["name"].to_list() == ["Viertel 1", "Viertel 2"]
        assert rows["class"].to_list() == ["new", "none"]
    assert "Statistikstelle" in run("classify", "--level", "quarter", "--city", "degg").stderr
    segregated = table("segregation", "degg")
    assert (
        segregated.loc[segregated["unit"] == "district", "missing"].to_list()
        == [
            "too_few_units",
        ]
        * 2
    )
    assert "degg" in refused("classify", "--level", "quarter")
    assert "gelöscht" in output("remove-city", "degg")
    assert load_cities(data) == ({}, [])
    assert "eigenen Daten" in refused("remove-city", "deggendorf")
    assert "nicht bekannt" in refused("classify", "--level", "quarter", "--city", "degg")


def test_ones_own_go_before_those_that_ship(tmp_path, edition):
    folder = package(tmp_path / "package", edition, LEIPZIG)
    assert run("add-city", folder, "--ags", LEIPZIG).exit_code == 0
    assert len(quarters("--city", LEIPZIG)) == 2
    assert len(quarters("--city", "eigene-stadt")) == 2
    listed = table("cities").set_index("ags")
    assert len(listed) == 2
    assert listed.loc[LEIPZIG, "origin"] == "own"
    assert "gelöscht" in output("remove-city", LEIPZIG)
    assert len(quarters("--city", LEIPZIG)) == 63
    assert LEIPZIG in refused("remove-city", LEIPZIG), "what ships stays"


def failed(*arguments: object) -> list[str]:
    result = run(*arguments)
    assert result.exit_code == 2, result.stdout
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert lines[-1].startswith("Fehler: ")
    assert not any(line.startswith("Fehler") for line in lines[:-1])
    return lines


def test_repairs_are_made_only_when_asked_for(tmp_path, edition, data):
    bad = [("01", 2015, 100, 400), *ROWS[1:]]
    folder = package(tmp_path / "package", edition, LEIPZIG, bad)
    lines = failed("add-city", folder, "--ags", LEIPZIG)
    assert any(line.startswith("Reparatur: Mehr Personen") for line in lines)
    assert "--repair foreign_exceeds_population" in lines[-1]
    assert load_cities(data)[0] == {}
    assert "foreign_exceeds" in failed("add-city", folder, "--ags", LEIPZIG, "--repair", "x")[-1]
    for chosen in ("foreign_exceeds_population", "all"):
        result = run("add-city", folder, "--ags", LEIPZIG, "--repair", chosen)
        assert result.exit_code == 0, result.stderr
        city = load_cities(data)[0][LEIPZIG]
        assert len(city.record) == 1
        notes = run("classify", "--level", "quarter", "--city", LEIPZIG).stderr
        assert city.record[0] in notes.splitlines()
        assert table("cities")["repairs"][0] == 1


def test_coordinates_are_never_guessed(tmp_path, edition):
    folder = package(tmp_path / "package", edition, LEIPZIG, crs=False)
    for options in ((), ("--repair", "all")):
        lines = failed("add-city", folder, "--ags", LEIPZIG, *options)
        assert any("--crs" in line and "EPSG:25832" in line for line in lines)
    for crs in ("EPSG:25832", "epsg:25832", "25832"):
        assert run("add-city", folder, "--ags", LEIPZIG, "--crs", crs).exit_code == 0
    assert "utm" in refused("add-city", folder, "--ags", LEIPZIG, "--crs", "utm")


def test_polygons_beside_a_wide_table(tmp_path, edition, data):
    areas = tmp_path / "viertel.gpkg"
    squares(edition, LEIPZIG).to_file(areas)
    for name, values in (("einwohner", "4000;4100"), ("fremd", "400;1230")):
        text = f"area_id;2015;2020\n01;{values}\n02;{values}\n"
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    result = run(
        "add-city", areas, "--ags", "leipzig", "--publisher", "Amt", "--licence", "CC0",
        "--table", f"population={tmp_path / 'einwohner.csv'}",
        "--table", f"foreign={tmp_path / 'fremd.csv'}",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    city = load_cities(data)[0][LEIPZIG]
    assert city.slug == "leipzig"
    assert city.credit.attribution == "© Amt (Daten verändert)"
    assert city.credit.licence == "CC0"
    assert quarters("--city", "leipzig")["people_t1"].to_list() == [4100, 4100]
    wide = "area_id;Einwohner 2015;Ausl\u00e4nder 2015;Einwohner 2020;Ausl\u00e4nder 2020\n"
    (tmp_path / "alles.csv").write_text(wide + "01;50;5;60;9\n02;50;5;60;9\n", encoding="utf-8")
    result = run("add-city", areas, "--ags", "leipzig", "--table", tmp_path / "alles.csv")
    assert result.exit_code == 0, result.stderr
    assert load_cities(data)[0][LEIPZIG].credit.attribution == "© Leipzig (Daten verändert)"
    two = ("--table", tmp_path / "alles.csv", "--table", tmp_path / "fremd.csv")
    assert "population=" in refused("add-city", areas, "--ags", "leipzig", *two)


def test_polygons_of_another_town_are_refused(tmp_path, edition, data):
    folder = package(tmp_path / "package", edition, LEIPZIG)
    lines = failed("add-city", folder, "--ags", "hamburg")
    assert any(line.startswith("Nicht verwendbar: ") and "Hamburg" in line for line in lines)
    assert "outside_town" in lines[-1]
    assert load_cities(data)[0] == {}


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("nowhere", "--ags", "leipzig"), "nowhere"),
        (("nowhere", "--ags", "atlantis"), "atlantis"),
        (("nowhere", "--ags", "leipzig", "--table", "t.csv"), "nowhere"),
        (("nowhere", "--ags", "leipzig", "--decimal", ";"), "--decimal"),
    ],
)
def test_what_cannot_be_read_is_one_line(options, word):
    assert word in refused("add-city", *options)


def test_a_short_name_belongs_to_one_town(tmp_path, edition, data):
    folder = package(tmp_path / "package", edition, "02000000")
    arguments = ("add-city", folder, "--ags", "hamburg", "--slug")
    assert "11000000" in failed(*arguments, "berlin")[-1]
    assert load_cities(data)[0] == {}
    assert run(*arguments, "hh").exit_code == 0


def test_another_folder(tmp_path, edition, data):
    folder = package(tmp_path / "package", edition, LEIPZIG)
    other = tmp_path / "other"
    result = run("add-city", folder, "--ags", LEIPZIG, "--data", other)
    assert result.exit_code == 0
    assert f"ANKUNFT_DATA={other}" in result.stderr
    assert load_cities(data)[0] == {}
    assert table("cities", "--data", other)["origin"].to_list()[0] == "own"
    assert table("cities")["origin"].to_list() == ["shipped", "shipped"]
    assert run("remove-city", LEIPZIG, "--data", other).exit_code == 0


def test_a_damaged_city_is_named_and_can_be_removed(edition, data):
    save_city(edition.city("11000000"), data)
    place = data / "cities" / "11000000"
    (place / "areas.parquet").write_bytes(b"no")
    result = run("cities")
    assert result.exit_code == 0
    assert "11000000" in result.stderr
    assert "own" not in result.stdout
    assert run("remove-city", "11000000").exit_code == 0
    assert not place.exists()


def test_cities_as_json():
    rows = json.loads(output("cities", "--format", "json"))["rows"]
    assert [row["slug"] for row in rows] == ["leipzig", "berlin"]
    assert rows[0]["first_year"] == 2000
