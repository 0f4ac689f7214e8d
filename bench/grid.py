"""Speed and memory of the whole census grid of 2022, from made-up files of full size.

``python -m bench.grid STEP FOLDER`` is one step in a program of its own, so that its peak memory is
its own: seconds and bytes as JSON.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from ankunft.base.grid import AreaGrid, from_runs
from ankunft.base.reasons import REASON_SUFFIX
from ankunft.build import grids
from ankunft.build.cells import COLUMNS_2011, GRIDS_100M, GRIDS_2022, cell_table
from ankunft.build.lookup import SIZE
from ankunft.build.schema import validate
from ankunft.build.write import write_layer
from ankunft.edition import Edition, open_edition
from ankunft.sources.catalogue import load_catalogue
from ankunft.town.units import Units, fine_units
from bench.made_up_grid import write_archives
from bench.memory import peak
from bench.report import Row
from bench.science import ROOT, goal_row, timed

SECONDS_1KM, SECONDS_100M = 60, 300
MEMORY = 6e9
"""Bytes."""
OPENING_GOAL = 150.0
"""Milliseconds (median): the 100 m cells of one town from the layer of all Germany."""

TOWNS = {"the largest town": "11000000", "a middling town": "03153017"}
TIMES = 20


def measure(*, quick: bool) -> list[Row]:
    """The rows of this part of the table; none in a quick run, for it takes a minute."""
    if quick:
        return []
    edition = open_edition()
    with tempfile.TemporaryDirectory(prefix="ankunft-made-up-") as name:
        folder = Path(name)
        write_archives(edition.cells, folder)
        rows = [*_step("1km", folder, SECONDS_1KM), *_step("100m", folder, SECONDS_100M)]
        shutil.copy(edition.path / "manifest.json", folder)
        for town, ags in TOWNS.items():
            found = len(_open_town(folder, ags))
            times = timed(lambda ags=ags: _open_town(folder, ags), TIMES)
            rows.append(goal_row(f"open {town}: {found:,} cells of 100 m", times, OPENING_GOAL))
    return rows


def _open_town(folder: Path, ags: str) -> Units:
    return fine_units(open_edition(folder).town_cells_100m(ags), ags, "")


def _step(step: str, folder: Path, seconds: float) -> list[Row]:
    command = [sys.executable, "-m", "bench.grid", step, str(folder)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    found = json.loads(done.stdout)
    size = step.replace("km", " km").replace("100m", "100 m")
    took = Row(
        f"grid 2022, made up: {found['rows']:,} cells of {size}, files to layer",
        f"{found['seconds']:.1f} s",
        goal=f"≤ {seconds} s",
        met=found["seconds"] <= seconds,
    )
    figure = f"grid 2022, made up: peak memory of cells of {size}"
    if found["peak"] is None:
        return [took, Row(figure, "this system does not tell")]
    small = found["peak"] <= MEMORY
    goal = f"≤ {MEMORY / 1e6:,.0f} MB"
    return [took, Row(figure, f"{found['peak'] / 1e6:,.0f} MB", goal=goal, met=small)]


def layer_1km(edition: Edition, folder: Path) -> pd.DataFrame:
    """The layer of 1 km cells: 2011 from the edition, 2022 from the archives in `folder`."""
    original = {
        new + end: old + end for old, new in COLUMNS_2011.items() for end in ("", REASON_SUFFIX)
    }
    cells_2011 = edition.cells.rename(columns=original)
    paths = _paths(folder)
    found = {name: grids.read_cells(paths[name], name, size=1000).frame for name in GRIDS_2022}
    return cell_table(cells_2011, found, edition.cells["ags"].to_numpy())


def layer_100m(edition: Edition, folder: Path) -> pd.DataFrame:
    """The layer of 100 m cells from the archives in `folder`, with the edition's own lookup."""
    paths = _paths(folder)
    found = {name: grids.read_cells(paths[name], name, size=100).frame for name in GRIDS_100M}
    return grids.layer_100m(found, *_areas(edition))


def _areas(edition: Edition) -> tuple[AreaGrid, gpd.GeoDataFrame]:
    towns = edition.municipalities
    grid = from_runs(edition.layer("area_cells"), size=SIZE)
    taken = np.append(towns["has_figures"].to_numpy(), False)[grid.areas]
    areas = np.where(taken, grid.areas, -1).astype(np.int32)
    return AreaGrid(areas, grid.row0, grid.column0, grid.size), towns[towns["has_figures"]]


def _paths(folder: Path) -> dict[str, Path]:
    return {name: folder / source.path for name, source in load_catalogue().items()}


STEPS: dict[str, tuple[str, Callable[[Edition, Path], pd.DataFrame]]] = {
    "1km": ("cells_1km", layer_1km),
    "100m": ("cells_100m", layer_100m),
}


def _run(step: str, folder: Path) -> None:
    name, make = STEPS[step]
    edition = open_edition()
    began = time.perf_counter()
    layer = make(edition, folder)
    validate(name, layer)
    write_layer(layer, folder / f"{name}.parquet")
    seconds = time.perf_counter() - began
    rows = int(layer["population_2022"].notna().sum())
    print(json.dumps({"seconds": seconds, "peak": peak(), "rows": rows}))


if __name__ == "__main__":
    _run(sys.argv[1], Path(sys.argv[2]))
