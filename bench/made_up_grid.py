"""Files of the census grid of 2022 for all of Germany, made up, in the publisher's format.

The complete official files are fetched by a user with a network; speed and memory of reading them
are measured with these. They lie in a temporary folder and are never shipped; every archive says
that it is made up. Inhabited 1 km cells and their inhabitants are those of 2011.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from ankunft.base.grid import FACTOR, cell_corner, cell_key
from ankunft.sources import zensus2022
from ankunft.sources.catalogue import load_catalogue

INHABITED_100M = 3_100_000
"""Cells of 100 m to be spread over the country; the official file lists about as many."""

SEED = 2022
ROWS_AT_ONCE = 250_000
NOTE = "Made up for measuring speed and memory. No official figures. Erfundene Zahlen."
DASH = "–"

SHARE_OF_DASHES = {1000: 0.15, 100: 0.6, 10_000: 0.0}
"""Cells without a published figure; the finer the cells, the more."""

SIZES = {1000: "1km", 100: "100m", 10_000: "10km"}
SPELLINGS = {
    "zensus2022_share": "cp1252",
    "zensus2022_population": "utf-8-sig",
    "zensus2022_age": "utf-8",
    "zensus2022_vacancy": "cp1252",
    "zensus2022_rent": "utf-8-sig",
}
"""All three that the publisher's files come in."""

RANGES = {
    "zensus2022_share": (0.5, 26.0),
    "zensus2022_age": (25.0, 65.0),
    "zensus2022_vacancy": (0.5, 25.0),
    "zensus2022_rent": (4.0, 16.0),
}
"""Least and most of the made-up figures."""


@dataclass(frozen=True)
class Cells:
    """Keys and inhabitants of the cells of one size."""

    size: int
    keys: NDArray[np.int64]
    people: NDArray[np.int64]


def write_archives(cells_2011: pd.DataFrame, folder: Path) -> dict[str, Path]:
    """One archive per source of the grid, below `folder`, where the catalogue wants it.

    `cells_2011` are the edition's 1 km cells. Every archive holds 1 km, 100 m and 10 km.
    """
    random = np.random.default_rng(SEED)
    known = cells_2011[cells_2011["population_2011"] > 0]
    one_km = Cells(1000, known["cell"].to_numpy(), known["population_2011"].to_numpy(np.int64))
    grids = one_km, small_cells(one_km, random), large_cells(one_km)
    paths = {}
    for source, column in zensus2022.COLUMNS.items():
        paths[source] = folder / load_catalogue()[source].path
        paths[source].parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(paths[source], "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.comment = NOTE.encode()
            archive.writestr("MADE_UP.txt", NOTE)
            for cells in grids:
                name = f"Zensus2022_{column}_{SIZES[cells.size]}-Gitter.csv"
                _write_member(archive, name, cells, source, random)
    return paths


def small_cells(one_km: Cells, random: np.random.Generator) -> Cells:
    """Inhabited cells of 100 m: the more people live in a km², the more of its hundred."""
    wished = np.sqrt(one_km.people)
    low, high = 0.0, 100.0
    for _ in range(40):  # the factor at which they add up to INHABITED_100M
        factor = (low + high) / 2
        enough = _number(wished * factor).sum() >= INHABITED_100M
        low, high = (low, factor) if enough else (factor, high)
    number = _number(wished * high)
    parent = np.repeat(np.arange(len(number)), number)
    step = np.arange(len(parent)) - np.repeat(np.cumsum(number) - number, number)
    # 37 and 100 have no common divisor: no place is taken twice
    place = (random.integers(0, 100, len(number))[parent] + 37 * step) % 100
    north, east = (corner[parent] for corner in cell_corner(one_km.keys, size=1000))
    keys = cell_key(north + place // 10 * 100, east + place % 10 * 100, size=100)
    weight = random.lognormal(0, 0.7, len(parent))
    whole = np.bincount(parent, weight)[parent]
    people = np.maximum(np.round(one_km.people[parent] * weight / whole), 3).astype(np.int64)
    order = np.argsort(keys)
    return Cells(100, keys[order], people[order])


def _number(wished: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.clip(np.ceil(wished), 1, 100).astype(np.int64)


def large_cells(one_km: Cells) -> Cells:
    """The cells of 10 km, with the inhabitants of all cells of 1 km in them."""
    row, column = one_km.keys // FACTOR // 10, one_km.keys % FACTOR // 10
    keys, part_of = np.unique(row * FACTOR + column, return_inverse=True)
    return Cells(10_000, keys, np.bincount(part_of, one_km.people).astype(np.int64))


def _write_member(
    archive: zipfile.ZipFile, name: str, cells: Cells, source: str, random: np.random.Generator
) -> None:
    spelling, label = SPELLINGS[source], SIZES[cells.size]
    header = [f"GITTER_ID_{label}", f"x_mp_{label}", f"y_mp_{label}", zensus2022.COLUMNS[source]]
    if source != "zensus2022_population":  # the one file without signs
        header.append("werterlaeuternde_Zeichen")
    with archive.open(name, "w", force_zip64=True) as stream:
        stream.write((";".join(header) + "\r\n").encode(spelling))
        for first in range(0, len(cells.keys), ROWS_AT_ONCE):
            part = slice(first, first + ROWS_AT_ONCE)
            rows = _rows(Cells(cells.size, cells.keys[part], cells.people[part]), source, random)
            text = _lines(pa.table(dict(zip(header, rows, strict=True))))
            dash = DASH.encode("cp1252" if spelling == "cp1252" else "utf-8")
            stream.write(text.replace(DASH.encode(), dash))


def _rows(cells: Cells, source: str, random: np.random.Generator) -> list[pa.Array]:
    north, east = cell_corner(cells.keys, size=cells.size)
    words = [f"CRS3035RES{cells.size}mN", _texts(north), "E", _texts(east), ""]
    middle = [_texts(corner + cells.size // 2) for corner in (east, north)]
    rows = [pc.binary_join_element_wise(*words), *middle]
    if source == "zensus2022_population":
        return [*rows, _texts(cells.people)]
    figure = random.uniform(*RANGES[source], len(cells.keys)).round(2)
    figures = pc.replace_substring(_texts(figure), ".", ",")
    dashes = pa.array(random.random(len(cells.keys)) < SHARE_OF_DASHES[cells.size])
    doubtful = pa.array(random.random(len(cells.keys)) < 0.05)
    signs = pc.if_else(pc.and_(doubtful, pc.invert(dashes)), "KLAMMERN", "")
    return [*rows, pc.if_else(dashes, DASH, figures), signs]


def _texts(numbers: NDArray) -> pa.Array:
    return pa.array(numbers).cast(pa.string())


def _lines(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    options = pacsv.WriteOptions(include_header=False, delimiter=";", quoting_style="none")
    pacsv.write_csv(table, sink, options)
    return sink.getvalue().replace(b"\n", b"\r\n")
