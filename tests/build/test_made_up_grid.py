"""The made-up files that speed is measured with are read as the publisher's are, and say what they are."""

from __future__ import annotations

import importlib
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ankunft.base.grid import FACTOR
from ankunft.base.reasons import Reason
from ankunft.sources import zensus2022

PEOPLE = [40.0, 3_000.0, 12_000.0, np.nan, 7.0]
CELLS = pd.DataFrame(
    {"cell": [268904337, 268904338, 269004337, 269004338, 278904437], "population_2011": PEOPLE}
)
WISHED = 150


@pytest.fixture
def made_up(tmp_path, monkeypatch) -> dict[str, Path]:
    monkeypatch.syspath_prepend(Path(__file__).parents[2])
    module = importlib.import_module("bench.made_up_grid")
    monkeypatch.setattr(module, "INHABITED_100M", WISHED)
    monkeypatch.setattr(module, "ROWS_AT_ONCE", 40)
    return module.write_archives(CELLS, tmp_path)


def test_all_sizes_are_read_by_the_importer(made_up):
    assert made_up.keys() == zensus2022.COLUMNS.keys()
    for source, path in made_up.items():
        column = zensus2022.COLUMNS[source]
        frames = {
            size: zensus2022.read_cells(path, column, size=size).frame for size in (100, 1000)
        }
        assert (
            frames[1000]["cell"].to_list()
            == CELLS.loc[CELLS["population_2011"] > 0, "cell"].to_list()
        )
        small = frames[100]
        assert WISHED <= len(small) <= WISHED + len(CELLS)
        parent = small["cell"] // FACTOR // 10 * FACTOR + small["cell"] % FACTOR // 10
        assert set(parent) == set(frames[1000]["cell"])
        assert small["cell"].is_monotonic_increasing
        if source != "zensus2022_population":
            assert (small["value_reason"] == Reason.SUPPRESSED).any()
            assert small["low_reliability"].any()


def test_people_are_those_of_2011(made_up):
    path = made_up["zensus2022_population"]
    assert zensus2022.read_cells(path, "Einwohner").frame["value"].to_list() == [
        40,
        3000,
        12_000,
        7,
    ]
    large = zensus2022.read_cells(path, "Einwohner", size=10_000).frame
    assert large["value"].to_list() == [3040, 12_000, 7]
    assert (zensus2022.read_cells(path, "Einwohner", size=100).frame["value"] >= 3).all()


def test_every_archive_says_that_it_is_made_up(made_up):
    for path in made_up.values():
        with zipfile.ZipFile(path) as archive:
            assert b"Made up" in archive.comment
            assert b"Erfunden" in archive.read("MADE_UP.txt")
