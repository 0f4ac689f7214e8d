"""A country of four areas in the publishers' formats, small enough to reckon by hand.

Kilometres from the south-western corner; a municipality Astadt and a municipality Bdorf meet inside
a column of 1 km cells, and so do Cmarkt and the forest, where nobody can be registered::

    4 ┌──────────┬──────┐
      │ Cmarkt   │Forst │
    2 ├──────────┼──────┤
      │ Astadt   │Bdorf │          cell (9, 0)
    0 └──────────┴──────┘          lies far outside
      0         2.5     4          9
"""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
from shapely import box
from sources.files import table, write_workbook, write_zip

from ankunft.sources.catalogue import Source, load_catalogue

ROW, COLUMN = 2689, 4337

A, B, C, FOREST = "091710111111", "091710111112", "091720122113", "091729451451"
AREAS = {A: (0, 0, 2.5, 2), B: (2.5, 0, 4, 2), C: (0, 2, 2.5, 4), FOREST: (2.5, 2, 4, 4)}

CELLS_HEADER = (
    "Gitter_ID_1km;x_mp_1km;y_mp_1km;Einwohner;Alter_D;unter18_A;ab65_A;Auslaender_A;"
    "Leerstandsquote;Wohnfl_Bew_D"
)
EMPTY = "-1;-1;-1;-1;-1;-1;-1"
CELLS = {
    # column, row: inhabitants; mean age; under 18; 65+; share of foreign nationals; vacancy; m²
    (0, 0): "1000;40;20;15;10;4,5;40",
    (1, 0): "100;42;20;15;0;4,5;40",
    (2, 0): "101;30;20;15;20;4,5;40",  # half Astadt, half Bdorf
    (3, 0): "1200;45;20;15;5;4,5;40",
    (9, 0): "30;60;20;15;0;4,5;40",  # 5.5 km from Bdorf
    (1, 1): "500;50;-9;-9;-9;-9;-9",
    (2, 1): EMPTY,
    (0, 2): "2000;48;20;15;2;4,5;40",
    (3, 2): "40;35;20;15;25;4,5;40",  # in the forest, 500 m from Bdorf
    (0, 3): EMPTY,
    (2, 3): "7;-9;-9;-9;-9;-9;-9",  # half Cmarkt, half forest
    (3, 3): "60;20;20;15;50;4,5;40",  # in the forest, 1000 m from Cmarkt
}
INHABITANTS = 5038

COUNTS = [  # kilometres, code of the group of citizenship, persons
    (0, 0, "21", 5),
    (0, 0, "22", 4),
    (0, 0, "23", 3),
    (3, 0, "21", 3),
    (3.5, 2.2, "21", 6),  # in the forest, nearest to Bdorf
    (0, 2, "24", 7),
]

DEMOGRAPHY_HEADER = "Berichtszeitpunkt _RS Name Regionalebene 0_Insgesamt_ "
DEMOGRAPHY_HEADER += "Staatsange_kurz__1 Staatsange_kurz__2 weitere"
DEMOGRAPHY = [
    DEMOGRAPHY_HEADER.split(),
    ["15.05.2022", "09", "Bayern", "Land", 5200, 4650, 550, 1],
    ["15.05.2022", A, "Astadt, Stadt", "Gemeinde", 1700, 1360, 340, 1],
    ["15.05.2022", B, "Bdorf", "Gemeinde", 1400, "x", "x", 1],
    ["15.05.2022", C, "Cmarkt, Markt", "Gemeinde", 2100, 1890, 210, 1],
]
DWELLINGS = [
    ["Berichtszeitpunkt", "_RS", "Name", "Regionalebene", "0_Insgesamt_", "LEQ", "ETQ", "QMMIETE"],
    ["15.05.2022", A, "Astadt, Stadt", "Gemeinde", 800, "5", "40", "7,5"],
    ["15.05.2022", B, "Bdorf", "Gemeinde", 600, ".", "60", "–"],
    ["15.05.2022", C, "Cmarkt, Markt", "Gemeinde", 1000, "10", "70", "6"],
    ["15.05.2022", "091720122999", "Verschwunden", "Gemeinde", 1, "1", "1", "1"],
]
SERIES_HEADER = "Raumbezug;Kennziffer;Kuerzel;Indikator;Zeitbezug;Wert"
SERIES = [
    "Kreise;09172;a_ausl_bev;Anteil;2010;3,5",
    "Kreise;09171;a_ausl_bev;Anteil;2011;5,5",
    "Kreise;09171;a_ausl_bev;Anteil;2010;6,25",
    "Kreise;09171;m_mietpr;Miete;2012;0",  # the publisher's way to say that there is none
    "Kreise;09171;q_alo;Arbeitslose;2012;0",
    "Kreise;09171;q_alo;Arbeitslose;2013;-0,01",
    "Kreise;09171;q_alo;Arbeitslose;2014;",
    "Kreise;09171;x_anders;Etwas anderes;2012;1",
    "Kreise;05913;a_ausl_bev;Anteil;2010;1",
    "Kreise;05913;a_ausl_bev;Anteil;2011;1",
    "Bundesländer;09;a_ausl_bev;Anteil;2010;1",
]
GRIDS = {
    "zensus2022_population": ("Einwohner", ["1100", "450", "20"]),
    "zensus2022_share": ("AnteilAuslaender", ["22,5", "–", "–"]),
    "zensus2022_age": ("Durchschnittsalter", ["41", "50,5", "–"]),
    "zensus2022_vacancy": ("Leerstandsquote", ["3", "–", "–"]),
    "zensus2022_rent": ("durchschnMieteQM", ["8,75", "–", "–"]),
}
CELLS_2022 = [(0, 0), (1, 1), (5, 5)]  # the last is not in the grid of 2011
CELLS_100M = [  # kilometres; inhabitants; share of foreign nationals (None: not in that file)
    (2.5, 0, "30", "10,5"),  # Bdorf's westernmost
    (0, 0, "600", "25"),
    (2.4, 0, "4", "–"),  # Astadt's easternmost
    (3, 2.1, "12", None),  # in the forest, nearest to Bdorf
    (1.2, 1.2, "0", "–"),
]

UPPER = "Satzart;Textkennzeichen;ARS;;;;;Gemeindename;Fläche km2;Bevölkerung;Postleitzahl"
UPPER += ";Koordinaten;;Grad der Verstädterung"
LOWER = ";;Land;RB;Kreis;VB;Gem;;;insgesamt;;Längengrad;Breitengrad;"
REGISTER_HEADER = [UPPER.split(";"), LOWER.split(";")]


def _record(kind, text, ars, name, *figures):
    key = [ars[:2], ars[2:3], ars[3:5], ars[5:9], ars[9:]]
    return [kind, text, *key, name, *figures, *[""] * (6 - len(figures))]


REGISTER = [
    *REGISTER_HEADER,
    _record("10", "", "09", "Bayern"),
    _record("40", "44", "09171", "Ostkreis"),
    _record("60", "63", A, "Astadt, Stadt", 5, 1650, "84503", "9,9", "47,3", "02"),
    _record("60", "64", B, "Bdorf", 3, 1300, "84504", "9,93", "47,3", "03"),
    _record("40", "44", "09172", "Westkreis"),
    _record("60", "60", C, "Cmarkt, M", 5, 2080, "84505", "9,9", "47,32", "03"),
    _record("60", "66", FOREST, "Forst,gemfr.Geb.", 3, 0, "", "", "", "03"),
    _record("60", "64", "091720122998", "Altdorf", 1, 77, "84506", "9,9", "47,3", "03"),
]


def write_country(folder: Path) -> Path:
    """All files of the publishers in `folder`; single ones are changed by writing them again."""
    for source in load_catalogue().values():
        if not source.ags:
            (folder / source.path).parent.mkdir(parents=True, exist_ok=True)
    write_outlines(folder)
    write_cells_2011(folder)
    lines = [f"{_id_100m(x, y)};STAATSANGE_GRP;{code};{n}" for x, y, code, n in COUNTS]
    lines += [f"{_id_100m(0, 0)};ALTER_KURZ;1;99"]
    header = "Gitter_ID_100m;Merkmal;Auspraegung_Code;Anzahl"
    write_zip(path_of(folder, "zensus2011_100m"), {"Bevoelkerung100M.csv": table(header, *lines)})
    for source, (column, values) in GRIDS.items():
        write_grid_2022(folder, source, column, values)
    write_workbook(path_of(folder, "regional_demography"), {"CSV-Demografie": DEMOGRAPHY})
    write_workbook(path_of(folder, "regional_dwellings"), {"CSV-Wohnungen": DWELLINGS})
    write_workbook(path_of(folder, "municipal_register"), {"Onlineprodukt": REGISTER})
    write_zip(path_of(folder, "county_series"), {"inkar.csv": table(SERIES_HEADER, *SERIES)})
    return folder


CITY = Source(
    id="city_astadt",
    path="quarters/astadt",
    ags="09171111",
    slug="astadt",
    title_de="Astadt: Viertel 2011–2012",
    title_en="Astadt: quarters 2011–2012",
    publisher="Stadt Astadt",
    licence="CC BY 3.0 DE",
    licence_url="https://creativecommons.org/licenses/by/3.0/de/",
    attribution="© Stadt Astadt (Daten verändert)",
    change_note_de="Umrisse neu gezeichnet.",
    change_note_en="Outlines drawn anew.",
    reference_date="2011/2012",
    url="https://astadt.example",
    dataset_url="https://astadt.example/daten",
)
"""A town as the catalogue may name it: any town, not only those that ship."""

DISTRICTS = {"01": ("Mitte", (0, 0, 1.2, 2)), "02": ("Rand", (1.2, 0, 2.5, 2))}
CITY_FIGURES = [
    "area_id,year,indicator,value",
    "01,2011,population,900",
    "01,2011,foreigners,90",
    "01,2012,population,950",
    "01,2012,foreigners,95",
    "02,2011,population,700",
    "02,2011,foreigners,20",
    "02,2012,population,710",
    "02,2012,foreigners,40",
    "99,2011,population,5",  # has no polygon
    "99,2012,population,6",
    "99,2012,foreigners,3",
]


def write_city(folder: Path) -> Path:
    """The package of Astadt among the files of the publishers in `folder`."""
    package = folder / CITY.path
    package.mkdir(parents=True)
    shapes = [_box(sides) for _, sides in DISTRICTS.values()]
    columns = {"area_id": list(DISTRICTS), "name": [name for name, _ in DISTRICTS.values()]}
    areas = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:3035").to_crs("EPSG:4326")
    areas.to_file(package / "areas.geojson", driver="GeoJSON", engine="pyogrio")
    (package / "observations.csv").write_text(table(*CITY_FIGURES), encoding="utf-8")
    fields = [("area_id", "string"), ("year", "year"), ("indicator", "string"), ("value", "number")]
    schema = {"fields": [{"name": name, "type": kind} for name, kind in fields]}
    description = {
        "name": "astadt",
        "title": "Astadt: Viertel",
        "licenses": [{"name": "CC-BY-3.0"}],
        "sources": [{"title": "Stadt Astadt"}],
        "resources": [
            {"name": "areas", "path": "areas.geojson", "format": "geojson"},
            {"name": "observations", "path": "observations.csv", "schema": schema},
        ],
    }
    (package / "datapackage.json").write_text(json.dumps(description), encoding="utf-8")
    return folder


def path_of(folder: Path, source: str) -> Path:
    return folder / load_catalogue()[source].path


def _box(sides: tuple[float, float, float, float]):
    origin = (COLUMN * 1000, ROW * 1000) * 2
    return box(*(v * 1000 + o for v, o in zip(sides, origin, strict=True)))


def write_outlines(folder: Path, areas: dict | None = None) -> None:
    areas = areas or AREAS
    shapes = [_box(sides) for sides in areas.values()]
    frame = gpd.GeoDataFrame({"ARS": list(areas)}, geometry=shapes, crs="EPSG:3035")
    shape = folder / "shape"
    shape.mkdir(exist_ok=True)
    frame.to_file(shape / "VG250_GEM.shp", engine="pyogrio")
    members = {file.name: file.read_bytes() for file in sorted(shape.iterdir())}
    write_zip(path_of(folder, "municipal_outlines"), members)


def write_cells_2011(
    folder: Path, *, header: str = CELLS_HEADER, cells: dict | None = None
) -> None:
    cells = CELLS if cells is None else cells
    lines = [f"1kmN{ROW + y}E{COLUMN + x};0;0;{values}" for (x, y), values in cells.items()]
    member = {"Zensus_spitze_Werte_1km-Gitter.csv": table(header, *lines)}
    write_zip(path_of(folder, "zensus2011_1km"), member)


def write_grid_2022(
    folder: Path, source: str, column: str, values: list[str], cells: list = CELLS_2022
) -> None:
    lines = [
        f"CRS3035RES1000mN{(ROW + y) * 1000}E{(COLUMN + x) * 1000};0;0;{value};"
        for (x, y), value in zip(cells, values, strict=True)
    ]
    header = f"GITTER_ID_1km;x_mp_1km;y_mp_1km;{column};werterlaeuternde_Zeichen"
    members = {f"Zensus2022_{column}_1km-Gitter.csv": table(header, *lines)}
    members[f"Zensus2022_{column}_100m-Gitter.csv"] = _grid_100m(source, column)
    write_zip(path_of(folder, source), members)


def _grid_100m(source: str, column: str) -> str:
    position = {"zensus2022_population": 2, "zensus2022_share": 3}.get(source)
    rows = [] if position is None else [(x, y, r[position]) for r in CELLS_100M for x, y in [r[:2]]]
    lines = [
        f"CRS3035RES100mN{round((ROW + y) * 1000)}E{round((COLUMN + x) * 1000)};0;0;{value};"
        for x, y, value in rows
        if value is not None
    ]
    header = f"GITTER_ID_100m;x_mp_100m;y_mp_100m;{column};werterlaeuternde_Zeichen"
    return table(header, *lines)


def _id_100m(x: float, y: float) -> str:
    return f"100mN{ROW * 10 + round(y * 10)}E{COLUMN * 10 + round(x * 10)}"
