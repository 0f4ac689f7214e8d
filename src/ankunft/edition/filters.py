"""Which areas filters let through, and finding an area by place or name."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from ankunft.base.grid import CRS, FACTOR
from ankunft.edition import Edition
from ankunft.edition.figures import LAYERS


def passing(
    level: str,
    frame: pd.DataFrame,
    municipalities: pd.DataFrame,
    *,
    states: Collection[str] = (),
    sizes: Collection[str] = (),
    urbanisation: Collection[str] = (),
) -> NDArray[np.bool_]:
    """True for the areas of a level that the filters let through.

    Size and urbanisation are known of municipalities and, through these, of cells; on other levels
    they filter nothing. An area of which a filter knows nothing does not pass it.
    """
    mask = np.ones(len(frame), dtype=bool)
    if states:
        mask &= frame["state"].isin(states).to_numpy()
    for column, wanted in (("size_class", sizes), ("urbanisation", urbanisation)):
        if not wanted or level not in ("municipality", "cell"):
            continue
        values = frame.get(column)
        if values is None:
            values = frame["ags"].map(municipalities.set_index("ags")[column])
        mask &= values.isin(wanted).to_numpy()
    return mask


class Locator:
    """Answers which area of a level lies at a place; built once per level."""

    def __init__(self, edition: Edition, level: str, frame: pd.DataFrame) -> None:
        self._project = Transformer.from_crs("EPSG:4326", CRS, always_xy=True)
        self._cells = pd.Index(frame["cell"]) if level == "cell" else None
        if self._cells is None:
            self._tree = shapely.STRtree(edition.layer(LAYERS[level]).geometry.to_numpy())

    def at(self, lat: float, lng: float) -> int:
        """Position of the area at this place (degrees), or -1."""
        east, north = self._project.transform(lng, lat)
        if not (np.isfinite(east) and np.isfinite(north)):
            return -1
        if self._cells is not None:
            key = int(north // 1000) * FACTOR + int(east // 1000)
            return int(self._cells.get_indexer([key])[0])
        hits = self._tree.query(shapely.Point(east, north), predicate="intersects")
        return int(hits.min()) if hits.size else -1


def position_of(frame: pd.DataFrame, area_id: str) -> int:
    """Position of the area with this id, or -1."""
    found = np.flatnonzero(frame["id"].to_numpy() == area_id)
    return int(found[0]) if found.size else -1


def bounds_of(edition: Edition, level: str, position: int) -> list[list[float]]:
    """South-west and north-east corner (lat, lng) of an area, for the map to fit."""
    if level == "cell":
        key = int(edition.cells["cell"].iloc[position])
        east, north = key % FACTOR * 1000, key // FACTOR * 1000
        box = (east - 2000, north - 2000, east + 3000, north + 3000)
    else:
        box = edition.layer(LAYERS[level]).geometry.iloc[position].bounds
    back = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
    west, south, east_, north_ = back.transform_bounds(*box)
    return [[round(south, 4), round(west, 4)], [round(north_, 4), round(east_, 4)]]


def labels(frame: pd.DataFrame) -> list[str]:
    """One line per area for a search box: name, what tells namesakes apart, key."""
    names = frame["name"]
    if "county_name" in frame:
        twins = frame["name"].duplicated(keep=False)
        names = names.mask(twins, frame["name"] + " (" + frame["county_name"] + ")")
    elif "kind" in frame:
        names = frame["name"] + ", " + frame["kind"]
    return [f"{name} · {key}" for name, key in zip(names, frame["id"], strict=True)]
