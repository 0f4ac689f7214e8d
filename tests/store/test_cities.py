"""Cities on disk: whole or not at all, for the owner only, and never outside the folder."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from ankunft.base.errors import PackageError
from ankunft.intake.areas.city import City, Credit
from ankunft.store import (
    cities,
    configured,
    data_folder,
    load_cities,
    remove_city,
    save_city,
)

AGS = "14713000"


@pytest.fixture
def city() -> City:
    areas = gpd.GeoDataFrame(
        {"area_id": pd.Series(["01"], dtype="str"), "name": pd.Series(["<b>Ä</b>"], dtype="str")},
        geometry=[shapely.box(4480000, 3130000, 4481000, 3131000)],
        crs=3035,
    )
    observations = pd.DataFrame(
        {
            "area_id": pd.Series(["01", "01"], dtype="str"),
            "year": pd.Series([2011, 2011], dtype="int16"),
            "indicator": pd.Series(["foreign", "population"], dtype="str"),
            "value": [1.0, 10.0],
        }
    )
    credit = Credit("t", "t", "Stadt", "l", "", "© Stadt", "c", "c", "2011", "")
    return City(AGS, "leipzig", "Leipzig", areas, observations, credit, ("eins", "zwei"))


def load(folder: Path) -> City:
    found, complaints = load_cities(folder)
    assert complaints == []
    return found[AGS]


def complaint(folder: Path) -> str:
    found, complaints = load_cities(folder)
    assert found == {}
    (sentence,) = complaints
    return sentence


def test_what_is_saved_is_loaded(city, tmp_path):
    save_city(city, tmp_path)
    loaded = load(tmp_path)
    assert_geodataframe_equal(loaded.areas, city.areas)
    pd.testing.assert_frame_equal(loaded.observations, city.observations)
    assert (loaded.ags, loaded.slug, loaded.title) == (AGS, "leipzig", "Leipzig")
    assert loaded.credit == city.credit
    assert loaded.record == city.record


def test_only_the_owner_can_read(city, tmp_path):
    place = save_city(city, tmp_path / "data")
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in place.iterdir()} == {0o600}
    assert sorted(path.name for path in place.iterdir()) == [
        "areas.parquet", "city.json", "observations.parquet",
    ]  # fmt: skip


def test_a_newer_one_takes_the_place_of_the_older(city, tmp_path):
    save_city(city, tmp_path)
    place = save_city(replace(city, title="Neu"), tmp_path)
    assert load(tmp_path).title == "Neu"
    assert [path.name for path in place.parent.iterdir()] == [AGS]


@pytest.mark.parametrize("moment", ["_write", "swap"])
def test_what_fails_halfway_leaves_the_older_one(city, tmp_path, monkeypatch, moment):
    place = save_city(city, tmp_path)

    def fail(*arguments):
        if moment == "_write":
            (arguments[1] / "areas.parquet").write_bytes(b"halb")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cities, moment, fail)
    with pytest.raises(PackageError, match="No space left"):
        save_city(replace(city, title="Neu"), tmp_path)
    assert load(tmp_path).title == "Leipzig"
    assert [path.name for path in place.parent.iterdir()] == [AGS]


def test_a_swap_that_fails_puts_the_older_one_back(city, tmp_path, monkeypatch):
    save_city(city, tmp_path)
    rename = Path.rename

    def fail(self, target):
        if Path(target).name == AGS and not self.name.endswith("-old"):
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(PackageError, match="Input/output"):
        save_city(replace(city, title="Neu"), tmp_path)
    assert load(tmp_path).title == "Leipzig"


@pytest.mark.parametrize(
    "ags", ["", "1", "../../etc", "1471300", "147130000", "14713000/..", "1471300a"]
)
def test_keys_that_could_leave_the_folder_are_refused(city, tmp_path, ags):
    with pytest.raises(PackageError, match="acht Ziffern"):
        save_city(replace(city, ags=ags), tmp_path)
    with pytest.raises(PackageError, match="acht Ziffern"):
        remove_city(ags, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_removing(city, tmp_path):
    assert remove_city(AGS, tmp_path) is False
    place = save_city(city, tmp_path)
    assert remove_city(AGS, tmp_path) is True
    assert list(place.parent.iterdir()) == []
    assert load_cities(tmp_path) == ({}, [])


def test_an_empty_or_missing_folder_holds_no_cities(tmp_path):
    assert load_cities(tmp_path / "nichts") == ({}, [])
    (tmp_path / "cities" / "irgendwas").mkdir(parents=True)
    assert load_cities(tmp_path) == ({}, [])


@pytest.mark.parametrize("name", ["areas.parquet", "observations.parquet", "city.json"])
def test_missing_and_damaged_files_are_named(city, tmp_path, name):
    path = save_city(city, tmp_path) / name
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "beschädigt" in complaint(tmp_path)
    path.unlink()
    sentence = complaint(tmp_path)
    assert f"{name} fehlt" in sentence
    assert AGS in sentence


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"schema_version": 2}, "Version 2 statt 1"),
        ({"ags": "11000000"}, "unvollständig"),
        ({"slug": None}, "unvollständig"),
        ({"record": "text"}, "unvollständig"),
        ({"credit": {}}, "unvollständig"),
        ({"credit": None}, "unvollständig"),
    ],
)
def test_descriptions_that_do_not_fit(city, tmp_path, change, part):
    path = save_city(city, tmp_path) / "city.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    assert part in complaint(tmp_path)
    path.write_text("[]")
    assert "Version None" in complaint(tmp_path)


def test_other_columns_are_named(city, tmp_path):
    place = save_city(city, tmp_path)
    city.observations.drop(columns="value").to_parquet(place / "observations.parquet")
    assert "andere Spalten" in complaint(tmp_path)


def test_one_that_is_damaged_does_not_hide_the_others(city, tmp_path):
    save_city(city, tmp_path)
    (save_city(replace(city, ags="11000000"), tmp_path) / "city.json").write_text("{")
    found, complaints = load_cities(tmp_path)
    assert list(found) == [AGS]
    assert len(complaints) == 1


def test_the_folder_is_the_operators_or_the_systems(monkeypatch, tmp_path):
    monkeypatch.setenv("ANKUNFT_DATA", str(tmp_path))
    assert configured()
    assert data_folder() == tmp_path
    monkeypatch.setenv("ANKUNFT_DATA", " ")
    assert not configured()
    monkeypatch.delenv("ANKUNFT_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    assert not configured()
    assert data_folder().name == "ankunft"
