"""The same bytes from the same frame; a folder is replaced as a whole or not at all."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from shapely import box

from ankunft.base.errors import EditionError
from ankunft.base.grid import CRS
from ankunft.build import write
from ankunft.build.write import replace_folder, sha256, write_json, write_layer


def plain() -> pd.DataFrame:
    return pd.DataFrame({"name": ["ä", None], "value": [1.5, np.nan], "code": [1, 2]})


def runs() -> pd.DataFrame:
    return pd.DataFrame({name: [1, 2, 30_000] for name in ("area", "row")}, dtype="int16")


def shapes() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"ags": ["1"]}, geometry=[box(0, 0, 1, 2)], crs=CRS)


@pytest.mark.parametrize("make", [plain, runs, shapes])
def test_identical_bytes_from_identical_frames(tmp_path, make):
    entries = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        entries.append(write_layer(make(), tmp_path / folder / "layer.parquet"))
    contents = {(tmp_path / folder / "layer.parquet").read_bytes() for folder in ("a", "b")}
    assert len(contents) == 1
    assert entries[0] == entries[1]


IN_A_NEW_PROCESS = """
import sys
from pathlib import Path
import geopandas as gpd
from shapely import box
from ankunft.build.write import write_layer
out, *read_before = sys.argv[1:]
for path in read_before:
    assert gpd.read_parquet(path).crs.to_epsg() == 3035
frame = gpd.GeoDataFrame({"ags": ["1"]}, geometry=[box(0, 0, 1, 2)], crs="EPSG:3035")
write_layer(frame, Path(out))
"""


def test_the_bytes_do_not_depend_on_what_was_read_before(tmp_path):
    """PROJ changes its words for a system once it has recognised it in a file."""
    first, second = tmp_path / "first", tmp_path / "second"
    for paths in ([first], [second, first]):
        subprocess.run([sys.executable, "-c", IN_A_NEW_PROCESS, *paths], check=True)
    assert first.read_bytes() == second.read_bytes()


def test_what_was_written_is_read_again(tmp_path):
    path = tmp_path / "layer.parquet"
    entry = write_layer(plain(), path)
    pd.testing.assert_frame_equal(pd.read_parquet(path), plain())
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert entry == {
        "file": "layer.parquet",
        "rows": 2,
        "columns": ["name", "value", "code"],
        "sha256": digest,
    }
    assert sha256(path) == digest
    write_layer(runs(), path)
    pd.testing.assert_frame_equal(pd.read_parquet(path), runs())
    write_layer(shapes(), path)
    assert gpd.read_parquet(path).geometry.iloc[0].equals(box(0, 0, 1, 2))
    assert gpd.read_parquet(path).crs.to_epsg() == 3035


def test_one_town_is_read_from_few_groups_of_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(write, "ROWS_AT_ONCE", 10)
    towns = np.repeat([f"{town:08d}" for town in range(12)], 25)
    frame = pd.DataFrame({"cell": np.arange(300) ** 2, "ags": towns, "people": 1.5})
    write_layer(frame, tmp_path / "cells_100m.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "cells_100m.parquet"), frame)
    about = pq.read_metadata(tmp_path / "cells_100m.parquet")
    ranges = [about.row_group(group).column(1).statistics for group in range(30)]
    assert about.num_row_groups == 30
    holding = [r for r in ranges if r.min <= "00000004" <= r.max]
    assert len(holding) in (3, 4), "the others are passed over unread"


def test_json_keeps_its_order(tmp_path):
    write_json({"b": 1, "a": "ü"}, tmp_path / "m.json")
    assert (tmp_path / "m.json").read_text(encoding="utf-8") == '{\n "b": 1,\n "a": "ü"\n}\n'


def fill(folder: Path) -> None:
    (folder / "manifest.json").write_text("new", encoding="utf-8")


def fill_half(folder: Path) -> None:
    (folder / "states.parquet").write_text("half", encoding="utf-8")
    raise OSError("the disk is full")


def interrupted(folder: Path) -> None:
    (folder / "states.parquet").write_text("half", encoding="utf-8")
    raise KeyboardInterrupt


@pytest.fixture
def older(tmp_path) -> Path:
    folder = tmp_path / "geo"
    folder.mkdir()
    for name in ("manifest.json", "counties.parquet"):
        (folder / name).write_text("old", encoding="utf-8")
    return folder


def content(folder: Path) -> dict[str, str]:
    """Everything below a folder."""
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


OLD = {"geo/manifest.json": "old", "geo/counties.parquet": "old"}


def test_a_new_edition_replaces_the_older_one_as_a_whole(older):
    replace_folder(older, fill)
    assert content(older.parent) == {"geo/manifest.json": "new"}
    assert [path.name for path in older.parent.iterdir()] == ["geo"]


@pytest.mark.parametrize("name", ["new", "deep/er/new", "empty"])
def test_a_folder_that_is_not_there_or_empty(tmp_path, name):
    (tmp_path / "empty").mkdir()
    replace_folder(tmp_path / name, fill)
    assert content(tmp_path / name) == {"manifest.json": "new"}
    assert not [p for p in (tmp_path / name).parent.iterdir() if p.name.startswith(".")]


@pytest.mark.parametrize(
    ("stop", "error"), [(fill_half, OSError), (interrupted, KeyboardInterrupt)]
)
def test_what_fails_in_the_middle_leaves_nothing_behind(older, stop, error):
    with pytest.raises(error):
        replace_folder(older, stop)
    assert content(older.parent) == OLD
    assert [path.name for path in older.parent.iterdir()] == ["geo"]


def test_a_swap_that_fails_brings_the_older_edition_back(older, monkeypatch):
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        # the new folder cannot be put in place; everything else works
        if target == older.resolve() and not self.name.endswith("-old"):
            raise PermissionError("in use")
        return rename(self, target)

    monkeypatch.setattr(write.Path, "rename", refuse)
    with pytest.raises(PermissionError):
        replace_folder(older, fill)
    monkeypatch.undo()
    assert content(older.parent) == OLD
    assert [path.name for path in older.parent.iterdir()] == ["geo"]


@pytest.mark.parametrize(
    "files",
    [
        ["thesis.txt"],
        ["manifest.json", "index.html"],  # a web app has a manifest of its own
        ["counties.parquet"],
    ],
)
def test_a_folder_with_something_else_is_not_touched(tmp_path, files):
    for name in files:
        (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(EditionError, match="etwas anderes als eine Ausgabe"):
        replace_folder(tmp_path, fill)
    assert content(tmp_path) == dict.fromkeys(files, "mine")


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "geo").write_text("mine", encoding="utf-8")
    with pytest.raises(EditionError, match="Das ist eine Datei; nennen Sie einen Ordner"):
        replace_folder(tmp_path / "geo", fill)
    assert content(tmp_path) == {"geo": "mine"}
