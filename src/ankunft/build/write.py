"""Writing an edition: the same bytes from the same inputs, and never half of it."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyproj import CRS

from ankunft.base.errors import EditionError
from ankunft.edition import LAYERS, READ_BY_TOWN, SUPPLEMENTS
from ankunft.store.folders import swap

FILES = {"manifest.json", "README.md", *(f"{layer}.parquet" for layer in LAYERS + SUPPLEMENTS)}
"""All that lies in the folder of an edition."""

COMPRESSION: dict[str, Any] = {"compression": "zstd", "compression_level": 19}

ROWS_AT_ONCE = 1 << 15
"""Rows of a group in layers that are read by town: of all Germany's 100 m cells one town opens in
some ten milliseconds, and the file is no larger than with larger groups."""


def sha256(path: Path) -> str:
    """Hexadecimal digest of a file, or of all files in a folder and their names.

    Hidden files do not count: file managers leave them behind.
    """
    if path.is_dir():
        files = {file.relative_to(path): file for file in path.rglob("*") if file.is_file()}
        lines = sorted(
            f"{name.as_posix()}\n{sha256(file)}\n"
            for name, file in files.items()
            if not any(part.startswith(".") for part in name.parts)
        )
        return hashlib.sha256("".join(lines).encode()).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_layer(frame: pd.DataFrame, path: Path) -> dict[str, Any]:
    """Write one layer, as GeoParquet where it has geometry, and return its manifest entry."""
    if isinstance(frame, gpd.GeoDataFrame):
        reference = CRS.from_json(_description(frame.crs.to_epsg()))
        frame = frame.set_crs(reference, allow_override=True)
        frame.to_parquet(path, index=False, **COMPRESSION)
    else:
        table = pa.Table.from_pandas(frame, preserve_index=False)
        table = table.replace_schema_metadata(None)
        pq.write_table(table, path, **COMPRESSION, **_encoding(frame, path.stem))
    return {
        "file": path.name,
        "rows": len(frame),
        "columns": list(frame.columns),
        "sha256": sha256(path),
    }


def _encoding(frame: pd.DataFrame, layer: str) -> dict[str, Any]:
    """What makes the file of a layer without geometry small or quick to read."""
    if layer in READ_BY_TOWN:
        # keys in ascending order: their differences are small
        return {
            "row_group_size": ROWS_AT_ONCE,
            "use_dictionary": [name for name in frame.columns if name != "cell"],
            "column_encoding": {"cell": "DELTA_BINARY_PACKED"},
        }
    if all(dtype == "int16" for dtype in frame.dtypes):
        # runs of cells: bytes of equal weight lie together and shrink to a third
        return {
            "use_dictionary": False,
            "column_encoding": dict.fromkeys(frame.columns, "BYTE_STREAM_SPLIT"),
        }
    return {}


@cache
def _description(epsg: int) -> str:
    """A coordinate reference system in PROJ's words, the same whatever the process did before.

    PROJ remembers per thread what it met and describes a system in other words once it has
    recognised it in a file. A thread of its own has met nothing.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(lambda: CRS.from_epsg(epsg).to_json()).result()


def write_json(content: Any, path: Path) -> None:
    """Readable JSON with a fixed order."""
    text = json.dumps(content, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def check_target(target: Path) -> None:
    """Make sure that an edition may be written to `target`.

    Raises
    ------
    EditionError
        If `target` is a file or holds anything but an edition: it is not overwritten.
    """
    if target.exists() and not target.is_dir():
        raise EditionError(f"{target}: Das ist eine Datei; nennen Sie einen Ordner.")
    found = {path.name for path in target.iterdir()} if target.exists() else set()
    if found and ("manifest.json" not in found or found - FILES):
        strange = ", ".join(sorted(found - FILES)[:3]) or "ohne manifest.json"
        raise EditionError(
            f"{target}: Der Ordner enthält etwas anderes als eine Ausgabe ({strange}); "
            "nennen Sie einen leeren Ordner oder den einer älteren Ausgabe."
        )


def replace_folder(target: Path, fill: Callable[[Path], None]) -> None:
    """Let `fill` write into a folder beside `target`, then put it in its place.

    Raises
    ------
    EditionError
        See :func:`check_target`.
    """
    target = target.resolve()
    check_target(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        fill(beside)
        beside.chmod(0o755)
        swap(beside, target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
