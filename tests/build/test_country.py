"""A complete build of a country of four areas; every figure reckoned by hand (see country.py)."""

from __future__ import annotations

import getpass
import json
import shutil
import socket
import zipfile

import numpy as np
import pytest
import shapely
from sources.files import write_workbook, write_zip

from ankunft.base.errors import EditionError, SourceError
from ankunft.base.grid import from_runs
from ankunft.base.reasons import REASON_SUFFIX, Reason
from ankunft.build import build_edition, check_edition
from ankunft.build.readme import readme
from ankunft.edition import LAYERS

from . import country as c


def ags(ars: str) -> str:
    return ars[:5] + ars[9:]


@pytest.fixture(scope="module")
def town(mini):
    """Figures of one municipality by its ARS."""
    table = mini.municipalities.set_index("ars")
    return lambda ars: table.loc[ars]


def source(edition, name: str) -> dict:
    return next(entry for entry in edition.manifest["sources"] if entry["id"] == name)


def test_the_edition_is_whole(mini):
    assert check_edition(mini.path, national=False).hash == mini.hash
    assert {path.name for path in mini.path.iterdir()} == {
        "manifest.json",
        "README.md",
        *(f"{layer}.parquet" for layer in LAYERS),
    }
    rows = {name: entry["rows"] for name, entry in mini.manifest["layers"].items()}
    assert rows == {
        "states": 1,
        "counties": 2,
        "municipalities": 4,
        "cells_1km": 12,
        "cells_100m": 4,
        "county_series": 4,
        "area_cells": 8 * 4,  # two areas side by side on sixteen rows of 250 m
        "districts": 0,
        "district_series": 0,
    }


def test_a_part_of_the_country_is_no_edition_of_the_whole(country, mini, tmp_path):
    with pytest.raises(EditionError, match="Ebene „states“: 1 Zeile, erwartet werden 16"):
        build_edition(country, tmp_path / "edition")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(EditionError, match="Ebene „states“: 1 Zeile, erwartet werden 16"):
        check_edition(mini.path)


def test_inhabitants_of_2011(mini, town):
    # 51 of the 101 people on the border go to Astadt, listed first
    assert town(c.A)["population_2011"] == 1000 + 100 + 51 + 500
    assert town(c.B)["population_2011"] == 50 + 1200 + 40 + 30
    assert town(c.C)["population_2011"] == 2000 + 7 + 60
    assert mini.municipalities["population_2011"].sum() == c.INHABITANTS
    assert mini.cells["population_2011"].sum() == c.INHABITANTS


def test_shares_of_2011(town):
    assert town(c.A)["population_known_2011"] == 1151, "the share of 500 people is suppressed"
    assert town(c.A)["foreign_2011"] == pytest.approx(100 + 0 + 10.2)
    assert town(c.A)["share_foreign_2011"] == pytest.approx(110.2 / 1151 * 100)
    assert town(c.B)["share_foreign_2011"] == pytest.approx((10 + 60 + 10 + 0) / 1320 * 100)
    assert town(c.C)["share_foreign_2011"] == pytest.approx((40 + 30) / 2060 * 100)
    age = (1000 * 40 + 100 * 42 + 51 * 30 + 500 * 50) / 1651
    assert town(c.A)["mean_age_2011"] == pytest.approx(age)


def test_eu_and_other_nationals_of_2011(town):
    groups = ["eu_2011_min", "non_eu_2011_min"]
    assert town(c.A)[groups].to_list() == [5, 7]
    assert town(c.B)[groups].to_list() == [3 + 6, 0]
    assert town(c.C)[groups].to_list() == [0, 7]


def test_figures_of_2022(town):
    assert town(c.A)[["population_2022", "foreign_2022", "share_foreign_2022"]].to_list() == [
        1700,
        340,
        20,
    ]
    assert town(c.A)["change"] == pytest.approx(20 - 110.2 / 1151 * 100)
    columns = ["dwellings_2022", "vacancy_2022", "owner_share_2022", "rent_2022"]
    assert town(c.A)[columns].to_list() == [800, 5, 40, 7.5]
    assert town(c.C)[columns].to_list() == [1000, 10, 70, 6]


def test_what_is_missing_says_why(town):
    bdorf = town(c.B)
    assert bdorf["population_2022"] == 1400
    for name, reason in {
        "foreign_2022": Reason.SUPPRESSED,
        "share_foreign_2022": Reason.SUPPRESSED,
        "change": Reason.SUPPRESSED,
        "vacancy_2022": Reason.NOT_PUBLISHED,
        "rent_2022": Reason.NOT_PUBLISHED,
    }.items():
        assert np.isnan(bdorf[name]), name
        assert bdorf[name + REASON_SUFFIX] == reason, name
    assert np.isnan(bdorf["population_known_2022"])
    assert bdorf["owner_share_2022"] == 60
    assert bdorf["owner_share_2022" + REASON_SUFFIX] == Reason.PRESENT


def test_the_forest_has_a_name_and_an_outline_but_no_figure(mini, town):
    forest = town(c.FOREST)
    assert mini.municipalities.set_index("ars")["has_figures"].to_dict() == {
        c.A: True,
        c.B: True,
        c.C: True,
        c.FOREST: False,
    }
    assert (forest["name"], forest["designation"]) == ("Forst", "gemeindefreies Gebiet")
    assert forest["area_km2"] == 3
    figures = [name for name in forest.index if name.endswith(("2011", "2021", "2022", "_min"))]
    assert len(figures) > 10
    assert forest[[*figures, "change", "size_class"]].isna().all()
    reasons = forest[[name for name in forest.index if name.endswith(REASON_SUFFIX)]]
    assert (reasons == Reason.NOT_PUBLISHED).all()
    assert ags(c.FOREST) not in set(mini.cells["ags"])


def test_descriptions(town):
    columns = ["ags", "name", "full_name", "designation", "county_name", "state_name", "part"]
    assert town(c.A)[columns].to_list() == [
        "09171111",
        "Astadt",
        "Astadt, Stadt",
        "Stadt",
        "Ostkreis",
        "Bayern",
        "west",
    ]
    assert town(c.C)[["name", "designation", "urbanisation"]].to_list() == [
        "Cmarkt",
        "Markt",
        "03",
    ]
    assert town(c.A)[["lon", "lat", "postcode", "population_register_2021"]].to_list() == [
        9.9,
        47.3,
        "84503",
        1650,
    ]
    assert town(c.A)["size_class"] == "rural"


def test_counties(mini):
    counties = mini.counties.set_index("county")
    east, west = counties.loc["09171"], counties.loc["09172"]
    assert (east["name"], east["kind"], east["state"]) == ("Ostkreis", "Landkreis", "09")
    assert east["population_2011"] == 1651 + 1320
    assert east["share_foreign_2011"] == pytest.approx((110.2 + 80) / (1151 + 1320) * 100)
    assert east["population_2022"] == 3100
    # Bdorf's inhabitants are no part of the share, because its foreign nationals are secret
    assert east[["population_known_2022", "foreign_2022", "share_foreign_2022"]].to_list() == [
        1700,
        340,
        20,
    ]
    assert east["vacancy_2022"] == 5, "only Astadt has a figure"
    assert east["owner_share_2022"] == pytest.approx((800 * 40 + 600 * 60) / 1400)
    assert west["area_km2"] == 8, "the forest included"
    assert west[["population_2022", "share_foreign_2022"]].to_list() == [2100, 10]
    assert west["change"] == pytest.approx(10 - 70 / 2060 * 100)


def test_state(mini):
    state = mini.states.iloc[0]
    assert (state["state"], state["name"], state["part"]) == ("09", "Bayern", "west")
    assert state["population_2011"] == c.INHABITANTS
    assert state["share_foreign_2022"] == pytest.approx(550 / 3800 * 100)
    assert state[["eu_2011_min", "non_eu_2011_min"]].to_list() == [14, 14]


def test_cells(mini):
    cells = mini.cells.set_index("cell")
    assert cells.index.is_monotonic_increasing

    def cell(x: int, y: int):
        return cells.loc[(c.ROW + y) * 100_000 + c.COLUMN + x]

    assert cell(0, 0)[
        ["ags", "population_2011", "share_foreign_2011", "vacancy_2011"]
    ].to_list() == [
        ags(c.A),
        1000,
        10,
        4.5,
    ]
    assert cell(0, 0)[["population_2022", "share_foreign_2022", "rent_2022"]].to_list() == [
        1100,
        22.5,
        8.75,
    ]
    assert cell(2, 0)["ags"] == ags(c.A), "half and half: the first one"
    assert cell(3, 2)["ags"] == ags(c.B)
    assert cell(3, 3)["ags"] == ags(c.C)
    assert cell(2, 3)["ags"] == ags(c.C)
    for (x, y), name, reason in [
        ((1, 1), "share_foreign_2011", Reason.SUPPRESSED),
        ((1, 1), "share_foreign_2022", Reason.SUPPRESSED),
        ((2, 1), "population_2011", Reason.UNINHABITED),
        ((2, 1), "population_2022", Reason.NO_CELLS),
        ((3, 0), "share_foreign_2022", Reason.NO_CELLS),
    ]:
        assert np.isnan(cell(x, y)[name])
        assert cell(x, y)[name + REASON_SUFFIX] == reason


def test_cells_of_100_m(mini):
    """Only the inhabited ones; the forest's people go to the nearest municipality."""
    cells = mini.cells_100m.set_index("cell")
    assert cells.index.is_monotonic_increasing

    def cell(x: float, y: float):
        return cells.loc[round((c.ROW + y) * 10) * 100_000 + round((c.COLUMN + x) * 10)]

    columns = ["ags", "population_2022", "share_foreign_2022"]
    assert cell(0, 0)[columns].to_list() == [ags(c.A), 600, 25]
    assert cell(2.5, 0)[columns].to_list() == [ags(c.B), 30, 10.5]
    assert cell(2.4, 0)[columns[:2]].to_list() == [ags(c.A), 4]
    assert cell(3, 2.1)[columns[:2]].to_list() == [ags(c.B), 12]
    reasons = cells["share_foreign_2022_reason"]
    assert reasons[cells["population_2022"] == 4].to_list() == [Reason.SUPPRESSED]
    assert reasons[cells["population_2022"] == 12].to_list() == [Reason.NOT_PUBLISHED]
    assert cells["share_foreign_2022"].isna().sum() == 2
    assert source(mini, "zensus2022_population")["rows_read_100m"] == 5
    assert source(mini, "zensus2022_share")["rows_read_100m"] == 4


def test_small_places_have_no_centre(mini):
    towns = mini.municipalities
    centre = [name for name in towns if name.startswith(("centre", "rest_share"))]
    assert len(centre) == 9
    assert towns[centre].isna().all(axis=None)


def test_series(mini):
    assert mini.county_series.to_numpy().tolist() == [
        ["09171", "a_ausl_bev", 2010, 6.25],
        ["09171", "a_ausl_bev", 2011, 5.5],
        ["09172", "a_ausl_bev", 2010, 3.5],
        ["09171", "q_alo", 2012, 0.0],
    ]
    entry = source(mini, "county_series")
    assert entry["implausible_values"] == ["09171 m_mietpr 2012", "09171 q_alo 2013"]
    assert entry["indicators_left_out"] == ["x_anders"]
    assert entry["rows_read"] == 11
    assert (entry["rows_unmatched"], entry["unmatched_keys"]) == (2, ["05913"])


def test_outlines(mini):
    """Straight borders on the 250 m grid come back as they were."""
    drawn = mini.municipalities.set_index("ars").geometry
    for ars, (west, south, east, north) in c.AREAS.items():
        origin = np.array([c.COLUMN, c.ROW, c.COLUMN, c.ROW])
        wanted = shapely.box(*((np.array([west, south, east, north]) + origin) * 1000))
        assert drawn[ars].symmetric_difference(wanted).area == 0
    counties = mini.counties.set_index("county").geometry
    assert counties["09172"].equals(shapely.union_all(drawn[[c.C, c.FOREST]].to_list()))
    assert mini.states.geometry.iloc[0].area == 16e6


def test_lookup(mini):
    grid = from_runs(mini.layer("area_cells"), size=250)
    assert grid.areas.shape == (16, 16)
    order = mini.municipalities["ars"].to_list()
    north, east = np.array([100, 100, 2100, 2100]), np.array([2400, 2600, 2400, 2600])
    at = grid.at(north + c.ROW * 1000, east + c.COLUMN * 1000)
    assert [order[position] for position in at] == [c.A, c.B, c.C, c.FOREST]


def test_what_found_no_place_is_counted_with_its_inhabitants(mini):
    cells = source(mini, "zensus2011_1km")
    assert (cells["rows_read"], cells["cells_given_to_nearest"]) == (12, 3)
    assert cells["inhabitants_given_to_nearest"] == 40 + 60 + 30
    assert cells["unmatched_keys"] == ["CRS3035RES1000mN2689000E4346000"]
    assert (cells["rows_unmatched"], cells["unmatched_inhabitants"]) == (1, 30)

    register = source(mini, "municipal_register")
    assert (register["unmatched_keys"], register["unmatched_inhabitants"]) == (["09172998"], 77)
    assert source(mini, "regional_dwellings")["unmatched_keys"] == ["09172999"]
    assert source(mini, "regional_demography")["rows_read"] == 4
    assert source(mini, "regional_demography")["rows_unmatched"] == 0

    grid = source(mini, "zensus2022_population")
    assert grid["unmatched_keys"] == ["CRS3035RES1000mN2694000E4342000"]
    assert (grid["rows_unmatched"], grid["unmatched_inhabitants"]) == (1, 20)


def test_the_notes_name_every_source_with_licence_and_change(mini):
    text = (mini.path / "README.md").read_text(encoding="utf-8")
    assert text == readme(mini.manifest)
    for entry in mini.manifest["sources"]:
        for part in ("attribution", "licence_url", "dataset_url", "change_note_de"):
            assert entry[part] in text


def test_the_same_bytes_from_the_same_files(country, mini, tmp_path):
    again = tmp_path / "elsewhere" / "again"
    build_edition(country, again, national=False)
    for path in mini.path.iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_manifest_has_no_time_path_or_host(country, mini):
    text = (mini.path / "manifest.json").read_text(encoding="utf-8")
    for word in (str(country), str(mini.path), mini.path.parent.name):
        assert word not in text
    for word in (socket.gethostname(), getpass.getuser()):
        assert f'"{word}"' not in text

    def keys(value) -> set:
        if isinstance(value, dict):
            return set(value).union(*map(keys, value.values()))
        return set().union(*map(keys, value)) if isinstance(value, list) else set()

    assert not {"time", "created", "date", "path", "host", "user"} & keys(mini.manifest)


def test_progress_counts_every_step_once(country, tmp_path):
    seen = []
    build_edition(country, tmp_path / "e", progress=lambda *step: seen.append(step), national=False)
    steps = len(seen) - 1
    assert [done for _, done, _ in seen] == [*range(steps), steps]
    assert {total for _, _, total in seen} == {steps}
    assert all(name for name, _, _ in seen)


# --- files that are not what they should be


@pytest.fixture
def spoilt(country, tmp_path):
    """A copy of the files that a test may spoil, and a folder with an older edition."""
    folder = tmp_path / "files"
    shutil.copytree(country, folder)
    return folder


def remove(name):
    return lambda folder: c.path_of(folder, name).unlink()


def truncate(name):
    def spoil(folder):
        path = c.path_of(folder, name)
        path.write_bytes(path.read_bytes()[:-200])

    return spoil


def without_column(folder):
    c.write_cells_2011(folder, header=c.CELLS_HEADER.replace("Auslaender_A", "Anteil"))


def decimal_point(folder):
    c.write_grid_2022(folder, "zensus2022_share", "AnteilAuslaender", ["22.5", "–", "–"])


def without_100m(folder):
    path = c.path_of(folder, "zensus2022_population")
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if "_1km" in name]
        members = {name: archive.read(name) for name in names}
    write_zip(path, members)


def twice(folder):
    rows = [*c.DEMOGRAPHY, c.DEMOGRAPHY[-1]]
    write_workbook(c.path_of(folder, "regional_demography"), {"CSV-Demografie": rows})


def other_archive(folder):
    write_zip(c.path_of(folder, "county_series"), {"liesmich.txt": "nichts"})


def other_country(folder):
    c.write_outlines(folder, {"010510163003": c.AREAS[c.A]})


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (remove("zensus2022_rent"), ["Zensus2022_Durchschn_Nettokaltmiete.zip fehlt"]),
        (truncate("zensus2011_100m"), ["csv_Demographie_100_Meter-Gitter.zip", "beschädigt"]),
        (truncate("municipal_register"), ["31122021_Auszug_GV.xlsx"]),
        (without_column, ["Zensus_spitze_Werte_1km-Gitter.csv", "Zeile 1", "Auslaender_A"]),
        (without_100m, ["Zensus2022_Bevoelkerungszahl.zip", "100m"]),
        (decimal_point, ["Zeile 2", "AnteilAuslaender", "„22.5“ hat einen Dezimalpunkt"]),
        (twice, ["Regionaltabelle_Demografie.xlsx", "zweimal", "Zeile 5", "Zeile 6"]),
        (other_archive, ["inkar_kreise_1995_2022.zip", "liesmich.txt"]),
        (other_country, ["Regionaltabelle_Demografie.xlsx", "Keine der Gemeinden"]),
    ],
)
def test_bad_files_give_one_clear_error_and_leave_the_old_edition(spoilt, mini, spoil, said):
    out = spoilt.parent / "edition"
    shutil.copytree(mini.path, out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    spoil(spoilt)
    with pytest.raises(SourceError) as error:
        build_edition(spoilt, out, national=False)
    for part in said:
        assert part in str(error.value)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert {path.name for path in spoilt.parent.iterdir()} == {"files", "edition"}


def test_an_outline_that_the_register_does_not_know_is_named(spoilt, tmp_path):
    sides = c.AREAS[c.FOREST]
    c.write_outlines(spoilt, {**c.AREAS, "091720122555": (4, 2, 5, 3), c.FOREST: sides})
    with pytest.raises(EditionError, match=r"municipalities“, Spalte „name“.*Schlüssel 09172555"):
        build_edition(spoilt, tmp_path / "edition", national=False)
    assert not (tmp_path / "edition").exists()


def test_a_folder_with_something_else_is_refused_before_anything_is_read(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(EditionError, match=r"etwas anderes.*thesis\.txt"):
        build_edition(tmp_path / "no sources at all", tmp_path)
    assert (tmp_path / "thesis.txt").exists()


# --- verifying


@pytest.fixture
def copy(mini, tmp_path):
    shutil.copytree(mini.path, tmp_path / "copy")
    return tmp_path / "copy"


def change_manifest(folder, change, *, rehash=True):
    """Change the manifest, and make its hash fit again unless the test is about that."""
    from ankunft.build.manifest import edition_hash

    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    change(manifest)
    if rehash:
        manifest["edition"] = edition_hash(manifest)
    path.write_text(json.dumps(manifest), encoding="utf-8")


def test_a_tampered_layer(copy):
    with (copy / "counties.parquet").open("r+b") as file:
        file.seek(100)
        file.write(b"\0\1\2")
    with pytest.raises(EditionError, match=r"counties\.parquet ist nicht die Datei.* manifest\."):
        check_edition(copy, national=False)


def test_a_missing_layer(copy):
    (copy / "states.parquet").unlink()
    with pytest.raises(EditionError, match=r"states\.parquet fehlt"):
        check_edition(copy, national=False)


def test_a_layer_missing_from_the_manifest(copy):
    change_manifest(copy, lambda m: m["layers"].pop("cells_1km"))
    with pytest.raises(EditionError, match=r"In manifest\.json fehlt die Ebene „cells_1km“"):
        check_edition(copy, national=False)


def test_a_changed_manifest(copy):
    def change(manifest):
        manifest["sources"][0]["licence"] = "mine"

    change_manifest(copy, change, rehash=False)
    with pytest.raises(EditionError, match=r"manifest\.json wurde verändert"):
        check_edition(copy, national=False)


def test_a_wrong_number_of_rows(copy):
    change_manifest(copy, lambda m: m["layers"]["county_series"].update(rows=5))
    with pytest.raises(EditionError, match=r"county_series\.parquet: 4 Zeilen, erwartet werden 5"):
        check_edition(copy, national=False)


def test_a_layer_that_breaks_the_schema(copy, mini):
    from ankunft.build.write import write_layer

    broken = mini.counties.assign(share_foreign_2022=101.0)
    entry = write_layer(broken, copy / "counties.parquet")
    change_manifest(copy, lambda m: m["layers"].update(counties=entry))
    with pytest.raises(EditionError, match=r"counties“.*share_foreign_2022.* 09171: „101.0“.* 100"):
        check_edition(copy, national=False)
