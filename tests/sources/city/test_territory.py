"""The town's own table of changed boundaries: read, checked, carried out and recorded."""

from __future__ import annotations

import io
import json
import zipfile

import pandas as pd
import pytest

from ankunft.base.errors import PackageError
from ankunft.intake.areas import Options, check, read_package, read_pair, repair, to_city
from ankunft.intake.areas.boundaries import Territory, is_territory, read_territory
from ankunft.intake.areas.upload import read_upload

from .towns import csv_text, descriptor, geojson, raw, squares, write_package

AGS = "14713000"
YEARS = (2019, 2020, 2021)
HEADER = "old_key,new_key,from_year,share"

TABLE = {
    "A": (1_000, 1_010, None), "B": (3_000, 3_030, None), "C": (2_000, 2_001, None),
    "01": (None, None, 4_100), "02": (None, None, 900), "03": (None, None, 1_150),
    "04": (5_000, 5_050, 5_100),
}  # fmt: skip
"""A and B become 01; C is divided between 02 and 03; 04 stays."""

CHANGES = [
    ("A", "01", "2021", "1"), ("B", "01", "2021", "1"),
    ("C", "02", "2021", "0.45"), ("C", "03", "2021", "0,55"),
]  # fmt: skip


def rows_of(table):
    return [
        (key, year, name, str(round(people * factor)))
        for key, values in table.items()
        for year, people in zip(YEARS, values, strict=True)
        if people is not None
        for name, factor in (("population", 1), ("foreign", 0.1))
    ]


def territory(rows):
    frame = pd.DataFrame(rows, columns=HEADER.split(","), dtype="str")
    return Territory(frame.assign(line=range(2, 2 + len(frame))), "territory.csv")


def town(changes=CHANGES, table=TABLE, areas=4):
    return raw(squares(areas), rows_of(table), territory=territory(changes))


def findings(city, *codes):
    found = check(city, outline=None, town_name="Musterstadt")
    return [f for f in found if not codes or f.code in codes]


def people(city, key):
    rows = city.observations
    own = rows[(rows["area_id"] == key) & (rows["indicator"] == "population")]
    return dict(zip(own["year"], own["value"], strict=True))


def test_all_years_come_to_the_current_outlines():
    city = to_city(town(), ags=AGS)
    assert people(city, "01") == {2019: 4_000, 2020: 4_040, 2021: 4_100}
    assert people(city, "02") == {2019: 900, 2020: 900, 2021: 900}
    assert people(city, "03") == {2019: 1_100, 2020: 1_101, 2021: 1_150}
    assert people(city, "04") == {2019: 5_000, 2020: 5_050, 2021: 5_100}
    by_year = city.observations[city.observations["indicator"] == "population"]
    assert by_year.groupby("year")["value"].sum().to_dict() == {2019: 11_000, 2020: 11_091, 2021: 11_250}  # fmt: skip


def test_it_is_said_and_recorded_and_asks_nothing():
    found = findings(town())
    assert [f.severity for f in found if f.code.startswith("territory")] == ["note"]
    assert not [f for f in found if f.severity in ("stop", "repair", "offer")]
    (note,) = findings(town(), "territory")
    for part in ("territory.csv", "2021", "12 Werte", "3 alten Schlüsseln", "3 neue"):
        assert part in note.text("de")
    record = to_city(town(), ags=AGS).record
    assert record == (
        "Nach territory.csv auf die heutigen Gebiete umgerechnet: 12 Werte von 3 alten Schlüsseln auf "
        "3 neue (2021).",
    )


def test_shares_that_nobody_gives_follow_the_inhabitants():
    rows = [("C", "02", "2021", ""), ("C", "03", "2021", ""), *CHANGES[:2]]
    city = to_city(town(rows), ags=AGS)
    whole = 900 + 1_150
    assert people(city, "02")[2019] == round(2_000 * 900 / whole)
    assert people(city, "02")[2019] + people(city, "03")[2019] == 2_000


def test_shares_in_percent_and_thirds():
    thirds = [
        ("C", "01", "2021", "0.333"),
        ("C", "02", "2021", "33.3%"),
        ("C", "03", "2021", "0,333"),
    ]
    city = to_city(town([*thirds, *CHANGES[:2]]), ags=AGS)
    parts = [people(city, key)[2019] - more for key, more in (("01", 4_000), ("02", 0), ("03", 0))]
    assert sum(parts) == 2_000
    assert max(parts) - min(parts) <= 1


@pytest.mark.parametrize(
    ("rows", "code", "words"),
    [
        ([*CHANGES[:3], ("C", "03", "2021", "0.5")], "territory_shares", "C: 0,95"),
        ([*CHANGES[:3], ("C", "03", "2021", "")], "territory_shares", "C"),
        ([*CHANGES, ("A", "01", "2021", "1")], "territory_twice", "mehrmals"),
        ([*CHANGES, ("D", "01", "bald", "1")], "territory_unreadable", "nicht lesbar"),
        ([*CHANGES, ("D", "01", "2021", "viel")], "territory_unreadable", "nicht lesbar"),
        ([*CHANGES, ("D", "01", "2021", "-1")], "territory_unreadable", "nicht lesbar"),
        ([*CHANGES, ("D", "01", "2021", "0")], "territory_unreadable", "nicht lesbar"),
        ([*CHANGES, ("", "01", "2021", "1")], "territory_unreadable", "nicht lesbar"),
        ([*CHANGES[:3], ("C", "77", "2021", "0.55")], "territory_unknown_new", "77"),
        ([*CHANGES[1:], ("A", "04", "2021", "1")], "territory_figures_before", "04 → 04"),
    ],
)
def test_what_cannot_be_carried_out_stops(rows, code, words):
    (finding,) = findings(town(rows), code)
    assert finding.severity == "stop"
    assert words in finding.text("de")
    assert finding.lines
    with pytest.raises(PackageError):
        to_city(town(rows), ags=AGS)


def test_a_district_that_lives_on_names_its_own_ground():
    rows = [*CHANGES[1:], ("A", "04", "2021", "1"), ("04", "04", "2021", "1")]
    city = to_city(town(rows), ags=AGS)
    assert people(city, "04") == {2019: 6_000, 2020: 6_060, 2021: 5_100}


def test_chains_are_carried_out_in_the_order_of_the_years():
    table = {"Z": (1_000, None, None), "A": (None, 1_010, None), "01": (None, None, 1_100)}
    chain = [("A", "01", "2021", "1"), ("Z", "A", "2020", "1")]
    city = to_city(town(chain, table, areas=1), ags=AGS)
    assert people(city, "01") == {2019: 1_000, 2020: 1_010, 2021: 1_100}
    broken = [("A", "01", "2020", "1"), ("Z", "A", "2021", "1")]
    assert findings(town(broken, table, areas=1), "territory_unknown_new")


def test_old_keys_without_figures_leave_their_new_ones_without():
    rows = [*CHANGES, ("leer", "04", "2021", "1"), ("04", "04", "2021", "1")]
    (note,) = findings(town(rows), "territory_unknown_old")
    assert (note.severity, note.ids) == ("note", ("leer",))
    assert people(to_city(town(rows), ags=AGS), "04") == {2021: 5_100}
    (gap,) = findings(town(rows), "territory_gap")
    assert gap.ids == ("04 (2019)", "04 (2020)")


def test_a_table_of_another_time_changes_nothing_and_says_so():
    rows = [("A", "01", "2015", "1")]
    table = {"01": (None, None, 4_100), "02": (1, 1, 1)}
    (note,) = findings(town(rows, table, areas=2), "territory_unknown_old")
    assert "umgerechnet wird nichts" in note.text("de")
    assert not findings(town(rows, table, areas=2), "territory")


def test_figures_that_are_there_twice_are_left_out_by_consent():
    table = {**TABLE, "A": (1_000, 1_010, 1_020)}
    (finding,) = findings(town(table=table), "territory_overlap")
    assert (finding.severity, finding.ids) == ("repair", ("A",))
    city_raw = town(table=table)
    city = repair(city_raw, findings(city_raw), {"territory_overlap"}, ags=AGS, options=Options())
    assert people(city, "01")[2021] == 4_100
    assert any("weggelassen: 2" in sentence for sentence in city.record)


def test_keys_that_lost_their_zeros_are_found_again():
    table = {"0A1": (1, 1, None), "0007": (1_000, 1_010, None), "01": (None, None, 1_100)}
    del table["0A1"]
    rows = [("7", "1", "2021", "1")]
    (finding,) = findings(town(rows, table, areas=1), "leading_zeros")
    assert finding.severity == "repair"
    city_raw = town(rows, table, areas=1)
    city = repair(city_raw, findings(city_raw), {"leading_zeros"}, ags=AGS)
    assert people(city, "01") == {2019: 1_000, 2020: 1_010, 2021: 1_100}


def test_old_outlines_make_room():
    areas = pd.concat([squares(4), squares(4).iloc[:1].assign(area_id="A")], ignore_index=True)
    city_raw = raw(areas, rows_of(TABLE), territory=territory(CHANGES))
    city = to_city(city_raw, ags=AGS)
    assert list(city.areas["area_id"]) == ["01", "02", "03", "04"]


def test_part_of_a_data_package(tmp_path):
    described = descriptor()
    described["resources"][1].pop("name")
    described["resources"].append({"name": "territory", "path": "gebiete/aenderungen.csv"})
    files = {
        "datapackage.json": described,
        "areas.geojson": geojson(squares(4, 4326)),
        "observations.csv": csv_text(rows_of(TABLE)),
    }
    (tmp_path / "p" / "gebiete").mkdir(parents=True)
    files["gebiete/aenderungen.csv"] = "\n".join([HEADER.replace(",", ";"), *(";".join(row) for row in CHANGES)])  # fmt: skip
    folder = write_package(tmp_path / "p", files)
    found = read_package(folder)
    assert found.territory is not None
    assert found.territory.file == "gebiete/aenderungen.csv"
    assert people(to_city(found, ags=AGS), "01")[2019] == 4_000
    (folder / "gebiete" / "aenderungen.csv").unlink()
    with pytest.raises(PackageError, match=r"aenderungen\.csv"):
        read_package(folder)


def test_dropped_beside_areas_and_table(tmp_path):
    files = {
        "gebiete.geojson": json.dumps(geojson(squares(4, 4326))).encode(),
        "werte.csv": csv_text(rows_of(TABLE)).encode(),
        "umsteige.csv": "\n".join(
            ["Alter Schlüssel;Neuer Schlüssel;Gültig ab;Anteil", *(";".join(r) for r in CHANGES)]
        ).encode(),
    }
    found = read_upload(files).apply()
    assert found.territory is not None
    assert people(to_city(found, ags=AGS), "01")[2019] == 4_000
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    pair = read_pair(tmp_path / "gebiete.geojson", tmp_path / "werte.csv", territory=tmp_path / "umsteige.csv")  # fmt: skip
    assert people(to_city(pair, ags=AGS), "02")[2019] == 900
    with pytest.raises(PackageError, match="Gebietsänderungen"):
        read_upload({**files, "nochmal.csv": files["umsteige.csv"]})


def test_a_zipped_package_too():
    buffer = io.BytesIO()
    described = descriptor()
    described["resources"].append({"name": "territory", "path": "territory.csv"})
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("datapackage.json", json.dumps(described))
        archive.writestr("areas.geojson", json.dumps(geojson(squares(4, 4326))))
        archive.writestr("observations.csv", csv_text(rows_of(TABLE)))
        archive.writestr("territory.csv", csv_text(CHANGES, ";", HEADER.replace(",", ";")))
    found = read_upload({"paket.zip": buffer.getvalue()}).apply()
    assert people(to_city(found, ags=AGS), "03")[2019] == 1_100


def test_columns_that_are_missing_are_named(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("old_key;new_key\nA;B\n")
    with pytest.raises(PackageError, match="from_year"):
        read_territory(path)
    assert is_territory(["Alter Schlüssel", "Neuer Schlüssel", "ab"])
    assert not is_territory(["area_id", "year", "indicator", "value"])
    assert not is_territory(["Nr", "Einwohner alt", "Einwohner neu"])
