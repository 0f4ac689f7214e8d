"""The same districts in both years, on the command line: from files as a town writes them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from ankunft import cli
from ankunft.store.cities import load_cities

LEIPZIG = "14713000"


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("ANKUNFT_DATA", str(folder))
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments])


@pytest.fixture
def leipzig(edition) -> pd.DataFrame:
    """area_id, year, population, foreign of the 63 districts in 2011 and 2022."""
    rows = edition.city(LEIPZIG).observations
    rows = rows[rows["year"].isin([2011, 2022]) & rows["indicator"].isin(["population", "foreign"])]
    return rows.pivot(index=["area_id", "year"], columns="indicator", values="value").reset_index()


def add(folder: Path, edition, rows: pd.DataFrame, *options: object, areas=None) -> Result:
    """`ankunft add-city` with these figures and the outlines of the districts."""
    shapes = edition.city(LEIPZIG).areas if areas is None else areas
    content = json.loads(shapes.to_crs(4326).to_json(drop_id=True))
    content.pop("crs", None)
    (folder / "ortsteile.geojson").write_text(json.dumps(content), encoding="utf-8")
    long = rows.melt(["area_id", "year"], ["population", "foreign"], "indicator").dropna()
    long.to_csv(folder / "werte.csv", index=False)
    return run(
        "add-city", folder / "ortsteile.geojson", "--ags", LEIPZIG,
        "--table", folder / "werte.csv", *options,
    )  # fmt: skip


def quarters(*options: object) -> tuple[pd.DataFrame, Result]:
    result = run("classify", "--level", "quarter", "--city", "leipzig", *options)
    assert result.exit_code == 0, result.stderr
    table = pd.read_csv(io.StringIO(result.stdout), dtype={"id": str})
    return table.set_index("id"), result


def gaps(leipzig: pd.DataFrame) -> pd.DataFrame:
    """33 of 63 districts in 2011, all of them in 2022."""
    without = sorted(leipzig["area_id"].unique())[:30]
    return leipzig[~(leipzig["area_id"].isin(without) & (leipzig["year"] == 2011))]


def test_a_town_does_not_grow_by_districts_that_were_added(tmp_path, edition, leipzig):
    """Leipzig grew by 7.6 points on the 33 districts known in both years; 63 against 33 give 9.4."""
    assert add(tmp_path, edition, gaps(leipzig)).exit_code == 0
    table, result = quarters()
    growth = (table["change"] - table["excess"]).dropna()
    assert len(growth) == 33
    assert growth.round(3).unique().tolist() == [pytest.approx(7.612, abs=1e-3)]
    assert "Leipzig 7,6." in result.stdout
    assert "9,4" not in " ".join(table["reason"])
    assert (table.loc[table["excess"].isna(), "class"] == "no_data").all()
    missing = table.loc[f"{LEIPZIG}/00", "reason"]
    assert missing == "Für 2011 ist keine Einwohnerzahl bekannt. Deshalb keine Aussage."
    assert "Bezug: 33 von 63 Gebieten, 52 % der Einwohner" in result.stderr
    assert "ground=common" in result.stderr
    assert "Nur 52 % der Einwohner" in result.stderr, "little is said where it is seen"


def test_the_other_way_is_a_choice_and_says_what_it_is(tmp_path, edition, leipzig):
    add(tmp_path, edition, gaps(leipzig))
    table, result = quarters("--ground", "each")
    growth = (table["change"] - table["excess"]).dropna()
    assert growth.round(3).unique().tolist() == [pytest.approx(9.435, abs=1e-3)]
    assert "ground=each" in result.stderr
    assert "2011: 33, 52 %, also nicht dieselbe Fläche" in result.stderr
    common, _result = quarters()
    assert (common["class"] != table["class"]).sum() >= 5, "it matters which"


def test_segregation_accepts_and_refuses_the_same(tmp_path, edition, leipzig):
    add(tmp_path, edition, gaps(leipzig))
    for ground, units in (("common", [33, 33]), ("each", [33, 63])):
        result = run("segregation", "leipzig", "--ground", ground)
        assert result.exit_code == 0, result.stderr
        rows = pd.read_csv(io.StringIO(result.stdout))
        assert rows.loc[rows["unit"] == "district", "units"].to_list() == units
        assert f"ground={ground}" in result.stderr
    assert "Bezug:" in result.stderr
    rows = pd.read_csv(io.StringIO(run("segregation", "leipzig").stdout))
    district = rows[rows["unit"] == "district"].iloc[1]
    assert district["statement"] == "fall"
    assert district["change_units"] == 33


def test_complete_figures_give_the_same_either_way(tmp_path, edition, leipzig):
    add(tmp_path, edition, leipzig)
    common, result = quarters()
    each, _result = quarters("--ground", "each")
    pd.testing.assert_frame_equal(common, each)
    assert "Bezug: 63 von 63 Gebieten, 100 % der Einwohner" in result.stderr
    assert "Nur 52 %" not in result.stderr
    assert "gilt nicht für alle" not in result.stderr


def test_uninhabited_districts_are_named_and_do_not_lower_the_coverage(tmp_path, edition, leipzig):
    empty = leipzig["area_id"].isin(sorted(leipzig["area_id"].unique())[38:])
    rows = leipzig.assign(
        population=leipzig["population"].mask(empty, 0.0),
        foreign=leipzig["foreign"].mask(empty, 0.0),
    )
    add(tmp_path, edition, rows)
    table, result = quarters()
    last = table.iloc[-1]
    assert last["class"] == "no_data"
    assert last["reason"].startswith(
        "Das Gebiet war 2011 unbewohnt. Das Gebiet war 2022 unbewohnt."
    )
    assert "Bezug: 38 von 38 Gebieten, 100 % der Einwohner" in result.stderr
    rows = pd.read_csv(io.StringIO(run("segregation", "leipzig").stdout))
    assert rows.loc[rows["unit"] == "district", "units"].to_list() == [38, 38]


def test_a_new_estate_counts_in_the_town_although_it_has_no_class(tmp_path, edition, leipzig):
    """Nobody lived there in 2011: that is known, so the ground of both years is the whole town."""
    first = sorted(leipzig["area_id"].unique())[0]
    empty = (leipzig["area_id"] == first) & (leipzig["year"] == 2011)
    rows = leipzig.assign(
        population=leipzig["population"].mask(empty, 0.0),
        foreign=leipzig["foreign"].mask(empty, 0.0),
    )
    add(tmp_path, edition, rows)
    table, result = quarters()
    assert table.iloc[0]["class"] == "no_data"
    assert "Bezug: 63 von 63 Gebieten, 100 % der Einwohner" in result.stderr
    now = rows[rows["year"] == 2022]
    reference = 100 * now["foreign"].sum() / now["population"].sum()
    one = table.dropna(subset=["lq_t1"]).iloc[0]
    assert one["share_t1"] / one["lq_t1"] == pytest.approx(reference, rel=1e-3)


def test_where_no_foreign_nationals_live_there_is_nothing_to_compare(tmp_path, edition, leipzig):
    add(tmp_path, edition, leipzig.assign(foreign=0.0))
    table, _result = quarters()
    assert (table["class"] == "no_data").all()
    assert "Im ganzen Bezug lebten 2011 keine Personen" in table["reason"].iloc[0]
    rows = pd.read_csv(io.StringIO(run("segregation", "leipzig").stdout))
    assert (rows.loc[rows["unit"] == "district", "missing"] == "one_group").all()


def test_one_year_alone_is_said_in_a_sentence(tmp_path, edition, leipzig):
    add(tmp_path, edition, leipzig[leipzig["year"] == 2022])
    result = run("classify", "--level", "quarter", "--city", "leipzig")
    assert result.exit_code == 2
    assert "Quartiere brauchen zwei Jahre" in result.stderr
    assert run("segregation", "leipzig").exit_code == 0


def reform(edition, leipzig):
    """50 and 51 became 59: their outlines are gone, their figures of 2011 are not."""
    areas = edition.city(LEIPZIG).areas
    parts = areas["area_id"].isin(["50", "51"])
    assert parts.sum() == 2
    new = areas[parts].dissolve().assign(area_id="59", name="Neu")
    shapes = pd.concat([areas[~parts], new[["area_id", "name", "geometry"]]], ignore_index=True)
    of_2022 = (leipzig["year"] == 2022) & leipzig["area_id"].isin(["50", "51"])
    moved = leipzig.assign(area_id=leipzig["area_id"].mask(of_2022, "59"))
    return shapes, moved.groupby(["area_id", "year"], as_index=False).sum()


def test_a_reform_is_noticed_offered_and_added_up(tmp_path, edition, leipzig, data):
    shapes, rows = reform(edition, leipzig)
    result = add(tmp_path, edition, rows, areas=shapes)
    assert result.exit_code == 2, "figures would be lost: that needs an answer"
    for part in ("50, 51", "59 (Neu)", "zusammenzählen", "--repair changed_keys:59=add_up"):
        assert part in result.stderr
    assert add(tmp_path, edition, rows, "--repair", "all", areas=shapes).exit_code == 0
    table, found = quarters()
    of_2011 = leipzig[leipzig["year"] == 2011].set_index("area_id")["population"]
    assert table.loc[f"{LEIPZIG}/59", "people_t0"] == of_2011[["50", "51"]].sum()
    assert "Bezug: 62 von 62 Gebieten, 100 % der Einwohner" in found.stderr
    assert "von 50, 51 unter 59 (Neu) zusammengezählt" in found.stderr, "every file says so"
    left = add(tmp_path, edition, rows, "--repair", "changed_keys=leave_out", areas=shapes)
    assert left.exit_code == 0
    table, found = quarters()
    assert table.loc[f"{LEIPZIG}/59", "class"] == "no_data"
    assert "Bezug: 61 von 62 Gebieten" in found.stderr
    wrong = add(tmp_path, edition, rows, "--repair", "changed_keys=split", areas=shapes)
    assert "add_up, leave_out" in wrong.stderr


def test_a_jump_is_a_note_that_offers_to_leave_out(tmp_path, edition, data):
    rows = edition.city(LEIPZIG).observations
    rows = rows[rows["indicator"].isin(["population", "foreign"]) & (rows["year"] >= 2011)]
    wide = rows.pivot(index=["area_id", "year"], columns="indicator", values="value").reset_index()
    grown = (wide["area_id"] == "52") & (wide["year"] >= 2015)
    for name in ("population", "foreign"):
        wide[name] = wide[name].mask(grown, 3 * wide[name])
    result = add(tmp_path, edition, wide)
    assert result.exit_code == 0, "nothing is lost: it may stay"
    (line,) = [line for line in result.stderr.splitlines() if "52 (" in line]
    for part in ("Hinweis", "2014", "2015", "3,09-Fache", "Grenzen", "--repair jump:52=leave_out"):
        assert part in line
    (convention,) = load_cities(data)[0][LEIPZIG].record
    assert "ganze Zahlen mit Nachkommastellen 0 erkannt" in convention
    add(tmp_path, edition, wide, "--repair", "jump:52")
    city = load_cities(data)[0][LEIPZIG]
    own = city.observations[city.observations["area_id"] == "52"]
    assert own["year"].min() == 2015
    assert len(city.record) == 2


def test_a_table_of_territorial_changes_beside_the_files(tmp_path, edition, leipzig):
    shapes, rows = reform(edition, leipzig)
    path = tmp_path / "umsteige.csv"
    path.write_text("old_key;new_key;from_year;share\n50;59;2015;1\n51;59;2015;1\n")
    result = add(tmp_path, edition, rows, "--territory", path, areas=shapes)
    assert result.exit_code == 0, result.stderr
    assert "2 Gebietsänderungen (2015)" in result.stderr
    _table, found = quarters()
    assert "Nach umsteige.csv auf die heutigen Gebiete umgerechnet" in found.stderr


def test_the_nation_covers_the_same_municipalities_in_both_years():
    result = run("classify", "--level", "municipality", "--state", "04")
    assert "Bezug: 10.426 von 10.786 Gemeinden, 99,9 % der Einwohner" in result.stderr
    result = run("classify", "--level", "municipality", "--state", "04", "--ground", "each", "--lang", "en")  # fmt: skip
    assert "2011: 10,770" in result.stderr
