"""The current selection with its geometry: GeoJSON, GeoPackage, GeoParquet."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import shapely
from numpy.typing import NDArray

from ankunft.base.errors import ParameterError
from ankunft.base.grid import CRS, cell_corner
from ankunft.edition import Edition
from ankunft.edition.figures import KEYS, LAYERS
from ankunft.output.tables.credits import footer
from ankunft.output.tables.text import dump, records

CELL = 1_000
"""Edge of a cell in metres."""

DEGREE_DECIMALS = 6
"""About 0.1 m; RFC 7946 (section 11.2) advises against more."""

SOURCES_TABLE = "quellen"
Credits = list[dict[str, str]]
"""See :func:`ankunft.output.tables.credits.sources`."""


def with_geometry(
    edition: Edition,
    table: pd.DataFrame,
    level: str,
    geometry: NDArray[np.object_] | None = None,
) -> gpd.GeoDataFrame:
    """The table in EPSG:3035, each row with the outline of its area; cells are squares.

    Outlines are exact, in full detail, where the edition has them so. Outlines that are given, one per row, are taken as they are.

    Raises
    ------
    ParameterError
        The level is unknown, or the edition has no area of some id.
    """
    if geometry is not None:
        return gpd.GeoDataFrame(table.reset_index(drop=True), geometry=geometry, crs=CRS)
    if level not in LAYERS:
        raise ParameterError(f"Die Ebene kennt nur {', '.join(LAYERS)}, nicht „{level}“.")
    layer = edition.layer(LAYERS[level])
    positions = pd.Index(layer[KEYS[level]].astype(str)).get_indexer(pd.Index(table["id"]))
    if (positions < 0).any():
        unknown = table["id"].to_numpy()[positions < 0]
        raise ParameterError(
            f"Die Ausgabe kennt auf dieser Ebene „{unknown[0]}“ nicht (insgesamt {len(unknown)})."
        )
    if level == "cell":
        geometry = squares(layer["cell"].to_numpy()[positions])
    elif edition.has_exact_boundaries:
        geometry = exact_outlines(edition, table["id"])
    else:
        geometry = layer["geometry"].to_numpy()[positions]
    return gpd.GeoDataFrame(table.reset_index(drop=True), geometry=geometry, crs=CRS)


def exact_outlines(edition: Edition, keys: pd.Series) -> NDArray[np.object_]:
    """Official boundaries of municipalities, Kreise or Länder by their keys, all of one width.

    Those of Kreise and Länder are unions of their municipalities.
    """
    if keys.empty:
        return np.empty(0, dtype=object)
    municipalities = edition.read_boundaries()
    outlines = municipalities.geometry.to_numpy()
    members = municipalities.groupby(municipalities["ags"].str[: len(keys.iloc[0])]).indices
    return np.array([_whole(outlines[members[key]]) for key in keys], dtype=object)


def _whole(outlines: NDArray[np.object_]) -> shapely.Geometry:
    return outlines[0] if len(outlines) == 1 else shapely.coverage_union_all(outlines)


def squares(keys: np.ndarray) -> np.ndarray:
    """The 1 km cells as polygons in EPSG:3035."""
    north, east = cell_corner(keys, size=CELL)
    return shapely.box(east, north, east + CELL, north + CELL)


def geojson(
    frame: gpd.GeoDataFrame, level: str, described: dict[str, Any], credits: Credits, lang: str
) -> bytes:
    """RFC 7946: longitude and latitude, outer rings counter-clockwise; one feature per line.

    The metadata is a foreign member of the collection (section 6.1).
    """
    table = pd.DataFrame(frame.drop(columns="geometry"))
    degrees = frame.geometry.to_crs("EPSG:4326").to_numpy()
    degrees = shapely.transform(degrees, lambda points: points.round(DEGREE_DECIMALS))
    outlines = shapely.to_geojson(shapely.orient_polygons(degrees))
    features = ",\n".join(
        f'{{"type": "Feature", "id": {dump(key)}, "properties": {row}, "geometry": {outline}}}'
        for key, row, outline in zip(table["id"], records(table), outlines, strict=True)
    )
    head = f'{{"type": "FeatureCollection", "metadata": {dump(described)}'
    return f'{head},\n"features": [\n{features}\n]}}\n'.encode()


def geopackage(
    frame: gpd.GeoDataFrame, level: str, described: dict[str, Any], credits: Credits, lang: str
) -> bytes:
    """EPSG:3035; the metadata is that of the layer, and the sources are a table of their own."""
    texts = {name: _lines(value) for name, value in described.items()}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.gpkg"
        pyogrio.write_dataframe(
            frame,
            path,
            layer=LAYERS.get(level, level),
            driver="GPKG",
            dataset_metadata=texts,
            layer_metadata=texts,
            layer_options={"DESCRIPTION": "\n".join(footer(described, lang))},
        )
        pyogrio.write_dataframe(pd.DataFrame(credits), path, layer=SOURCES_TABLE, driver="GPKG")
        return path.read_bytes()


def geoparquet(
    frame: gpd.GeoDataFrame, level: str, described: dict[str, Any], credits: Credits, lang: str
) -> bytes:
    """EPSG:3035; the metadata is JSON under the key ``ankunft`` of the file's metadata."""
    first = io.BytesIO()
    frame.to_parquet(first, index=False)
    content = pq.read_table(first)
    content = content.replace_schema_metadata(
        {**content.schema.metadata, b"ankunft": dump(described).encode()}
    )
    file = io.BytesIO()
    pq.write_table(content, file, compression="zstd")
    return file.getvalue()


WRITERS: dict[str, Callable[..., bytes]] = {
    "geojson": geojson,
    "gpkg": geopackage,
    "parquet": geoparquet,
}


def _lines(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "\n".join(value)
