from __future__ import annotations

import pytest

from ankunft.base.errors import SourceError
from ankunft.sources.gemeindeverzeichnis import (
    read_counties,
    read_municipalities,
    read_states,
    short_name,
)

from .files import write_workbook

# Labels that differ between the editions: key, area, inhabitants, postcode, degree.
LABELS_2021 = (
    "Amtlicher Regionalschlüssel (ARS)",
    "Fläche km2 1)",
    "Bevölkerung2)",
    "Postleit-zahl3)",
    "Grad der Verstädterung",
)
LABELS_2013 = (
    "Regionalschlüssel (RS)",
    "Fläche km2\nam 31.12.2013 (Jahr)1)",
    "Bevölkerung",
    "Post-leit-zahl",
    "EU-Stadt-/Landgliederung",
)


def header(labels: tuple[str, ...]) -> list[list[str]]:
    key, area, population, postcode, degree = labels
    upper = ["Satz-art", "Text-kenn-zeichen", key, *[""] * 4, "Gemeindename", area, population]
    upper += ["", "", "", postcode, "Geografische Mittelpunktkoordinaten", "", "Reisegebiete", ""]
    lower = ["", "", "Land", "RB", "Kreis", "VB", "Gem", "", "", "insgesamt", "männlich"]
    lower += ["weiblich", "je km2", "", "Längengrad", "Breitengrad"]
    return [
        ["Gemeinden in Deutschland am 31.12.2021 (Jahr)"],
        [],
        [*upper, degree, ""],
        lower,
        ["", "", "Gebietsstand am 31.12.2021 (Jahr)"],
        [],
    ]


def record(kind, text, ars, name, *figures):
    key = [ars[:2], ars[2:3], ars[3:5], ars[5:9], ars[9:]]
    return [kind, text, *key, name, *figures, *[""] * (12 - len(figures))]


def municipality(text, ars, name, area=4.5, people=812, place=("24937", "9,43751", "54,78252")):
    return record("60", text, ars, name, area, people, 1, 2, 3, *place, "F02", "Ostsee", "03", "x")


SH = record("10", "", "01", "Schleswig-Holstein")
ROWS = [
    SH,
    record("40", "41", "01001", "Flensburg, Stadt"),
    record("50", "50", "010010000", "Flensburg, Stadt"),
    municipality("61", "010010000000", "Flensburg, Stadt"),
    record("20", "", "091", "Oberbayern"),
    record("40", "44", "09171", "Altötting"),
    municipality("60", "091710133133", "Tüßling, M"),
    municipality("66", "091719451451", "Forst,gemfr.Geb.", people=0, place=("", "", "")),
    municipality("66", "070009999999", "Hoheitsgebiet", people=0, place=("", "0", "0")),
    [],
    ["1) Abweichungen bei den Flächenangaben sind durch Runden der Zahlen möglich."],
]


def register(tmp_path, rows=ROWS, labels=LABELS_2021):
    sheets = {"Inhalt": [["Gemeindeverzeichnis"]], "Onlineprodukt": [*header(labels), *rows]}
    return write_workbook(tmp_path / "31122021_Auszug_GV.xlsx", sheets)


@pytest.mark.parametrize("labels", [LABELS_2021, LABELS_2013], ids=["2021", "2013"])
def test_municipalities(tmp_path, labels):
    reading = read_municipalities(register(tmp_path, labels=labels))
    assert reading.rows_read == 9
    flensburg, tuessling, forest, border = reading.frame.to_dict("records")
    assert flensburg == {
        "ags": "01001000",
        "ars": "010010000000",
        "name": "Flensburg",
        "full_name": "Flensburg, Stadt",
        "text_code": "61",
        "designation": "Stadt",
        "unincorporated": False,
        "area_km2": 4.5,
        "population_register": 812,
        "postcode": "24937",
        "lon": 9.43751,
        "lat": 54.78252,
        "urbanisation": "03",
    }
    assert (tuessling["ags"], tuessling["designation"]) == ("09171133", "Markt")
    assert (forest["name"], forest["unincorporated"]) == ("Forst", True)
    assert border["name"] == "Hoheitsgebiet"
    assert reading.frame.loc[2:, ["postcode", "lon", "lat"]].isna().all(axis=None)


def test_counties_and_states(tmp_path):
    path = register(tmp_path)
    assert read_counties(path).frame.to_numpy().tolist() == [
        ["01001", "Flensburg", "Kreisfreie Stadt"],
        ["09171", "Altötting", "Landkreis"],
    ]
    assert read_states(path).frame.to_numpy().tolist() == [["01", "Schleswig-Holstein"]]


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Hamburg, Freie und Hansestadt", "Hamburg"),
        ("Halle (Saale), Stadt", "Halle (Saale)"),
        ("Mettmann, Fundort des Neanderthalers, Stadt", "Mettmann"),
        ("Harz (Ldkr. Osterode am Harz) gemfr. Geb.", "Harz (Ldkr. Osterode am Harz)"),
        ("Sachsenwald (Forstgutsbez.),gemfr.Geb.", "Sachsenwald (Forstgutsbez.)"),
        ("Weißwasser/O.L., Stadt / Běła Woda", "Weißwasser/O.L. / Běła Woda"),
        ("Cottbus / Chóśebuz, Stadt", "Cottbus / Chóśebuz"),
        ("Frankfurt am Main", "Frankfurt am Main"),
    ],
)
def test_short_name(full, short):
    assert short_name(full) == short


def changed(row: int, column: int, value: object) -> list[list[object]]:
    rows = [list(cells) for cells in ROWS]
    rows[row][column] = value
    return rows


@pytest.mark.parametrize(
    ("reader", "rows", "said"),
    [
        (read_municipalities, changed(3, 2, 1), ["Zeile 10, Spalte „Land“", "führende Null"]),
        (
            read_municipalities,
            changed(3, 13, 4937),
            ["Zeile 10, Spalte „Postleitzahl“", "5 Ziffern"],
        ),
        (read_municipalities, changed(3, 14, "9.4"), ["Zeile 10, Spalte „Längengrad“", "Dezimalp"]),
        (read_municipalities, changed(3, 9, "viele"), ["Zeile 10, Spalte „insgesamt“", "„viele“"]),
        (
            read_municipalities,
            changed(3, 1, "99"),
            ["Zeile 10, Spalte „Textkennzeichen“", "60, 61"],
        ),
        (read_municipalities, [*ROWS, ROWS[3]], ["Spalte „ARS“", "Zeile 10", "Zeile 18"]),
        (read_municipalities, ROWS[:3], ["Satzart", "keine Gemeinde"]),
        (read_counties, changed(1, 1, "60"), ["Zeile 8, Spalte „Textkennzeichen“", "41, 42"]),
        (read_counties, [*ROWS, ROWS[1]], ["Spalte „Kreis“", "„01001“", "Zeile 8", "Zeile 18"]),
        (read_states, [*ROWS, SH], ["Spalte „Land“", "„01“", "Zeile 7", "Zeile 18"]),
    ],
)
def test_mistakes_are_named(tmp_path, reader, rows, said):
    path = register(tmp_path, rows)
    with pytest.raises(SourceError) as error:
        reader(path)
    for part in (str(path), *said):
        assert part in str(error.value)


def test_a_missing_column_is_named_with_those_found(tmp_path):
    path = register(tmp_path, labels=(*LABELS_2021[:-1], "Siedlungstyp"))
    with pytest.raises(
        SourceError, match=r"Zeile 3: Die Spalte „urbanisation“.*fehlt.*siedlungstyp"
    ):
        read_municipalities(path)
