"""One key on several polygons: parts of one area, or an area that lost its key to another.

Berlin's file of 2020 has both Planungsräume called Schloßstraße under the key of the one in
Steglitz; the key of the one in Charlottenburg has figures and no polygon.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ankunft.intake.areas.findings import Finding, lines_of
from ankunft.intake.areas.findings import mark as _
from ankunft.intake.areas.raw import RawCity

FAR = 1000.0
"""Metres from which two polygons with one key are taken for two areas."""

TOUCHING = 20.0
"""Metres across which polygons are still neighbours."""


class Swap(NamedTuple):
    """A polygon (by its row) that belongs to another key than it has."""

    row: int
    key: str
    right: str
    distance: float
    neighbours: tuple[str, ...]


def unique_keys(raw: RawCity, areas: gpd.GeoDataFrame, found: list[Finding]) -> gpd.GeoDataFrame:
    """Areas with one polygon per key."""
    unnamed = (areas["area_id"] == "").to_numpy()
    if unnamed.any():
        message = _("Der Schlüssel fehlt bei {n} von {total} Gebieten.")
        params = (("n", int(unnamed.sum())), ("total", len(areas)))
        names = tuple(areas["name"][unnamed])
        found.append(Finding("no_area_id", "stop", message, params, names))
        areas = areas[~unnamed].reset_index(drop=True)
    areas = _give_back(raw, areas, found)
    return _unite(areas, found)


def swaps(areas: gpd.GeoDataFrame, stray: Sequence[str]) -> Iterator[Swap]:
    """Polygons whose neighbours' keys say that a key without polygon is theirs.

    Keys of German districts begin with that of the borough, so neighbours share their beginning.
    Two polygons far from each other have one key: that one of them is given the stray key which
    fits its neighbours better, if the other's neighbours say the opposite and no other stray key
    fits as well.
    """
    geometry = areas.geometry.to_numpy()
    tree = shapely.STRtree(geometry)
    for key, rows in areas.groupby("area_id", sort=True).indices.items():
        if len(rows) != 2 or (distance := shapely.distance(*geometry[rows])) < FAR:
            continue
        around = [_neighbours(areas, tree, row, str(key)) for row in rows]
        fits = [
            (row, right, near)
            for right in stray
            for row, near, others in ((rows[0], *around), (rows[1], *around[::-1]))
            if _likeness(near, right) > _likeness(near, str(key))
            and _likeness(others, right) < _likeness(others, str(key))
        ]
        if len(fits) == 1:
            row, right, near = fits[0]
            yield Swap(int(row), str(key), right, float(distance), tuple(near))


def _neighbours(areas: gpd.GeoDataFrame, tree: shapely.STRtree, row: int, key: str) -> list[str]:
    near = tree.query(areas.geometry.iloc[row], predicate="dwithin", distance=TOUCHING)
    return sorted(set(areas["area_id"].iloc[near]) - {key})


def _likeness(keys: Sequence[str], key: str) -> float:
    """Mean number of leading characters shared with the key."""
    if not keys:
        return 0.0
    alike = [
        sum(1 for _pair in takewhile(_is_same, zip(other, key, strict=False))) for other in keys
    ]
    return float(np.mean(alike))


def _is_same(pair: tuple[str, str]) -> bool:
    return pair[0] == pair[1]


def _give_back(raw: RawCity, areas: gpd.GeoDataFrame, found: list[Finding]) -> gpd.GeoDataFrame:
    if not areas["area_id"].duplicated().any():
        return areas
    filled = ~raw.observations["value"].isin(raw.missing | {""})
    stray = sorted(set(raw.observations["area_id"][filled]) - set(areas["area_id"]) - {""})
    ids = areas["area_id"].copy()
    swapped = list(swaps(areas, stray))
    claims = Counter(swap.right for swap in swapped)
    for swap in swapped:
        if claims[swap.right] > 1:
            continue
        ids.iloc[swap.row] = swap.right
        rows = raw.observations[filled & (raw.observations["area_id"] == swap.right)]
        found.append(_stray_note(swap, rows, int(filled.sum())))
        found.append(_swap_finding(swap, str(areas["name"].iloc[swap.row])))
    return areas.assign(area_id=ids)


def _stray_note(swap: Swap, rows: pd.DataFrame, total: int) -> Finding:
    message = _("Schlüssel der Tabelle ohne Gebiet: {n}, mit {rows} von {total} Werten.")
    params = (("n", 1), ("rows", len(rows)), ("total", total))
    return Finding(
        "id_without_polygon", "note", message, params, (swap.right,), lines_of(rows),
        str(rows["file"].iloc[0]),
    )  # fmt: skip


def _swap_finding(swap: Swap, name: str) -> Finding:
    return Finding(
        "misplaced_key", "repair",
        _(
            "Den Schlüssel {key} tragen zwei Umrisse, {km} km voneinander entfernt; der eine "
            "({name}) liegt bei {neighbours}, und {right} hat Werte, aber keinen Umriss."
        ),
        (
            ("key", swap.key), ("right", swap.right), ("name", name),
            ("km", round(swap.distance / 1000, 1)), ("neighbours", ", ".join(swap.neighbours[:3])),
        ),
        (swap.key, swap.right),
        repair=_("Diesem Umriss den Schlüssel {right} geben"),
        done=_("Der Umriss {name} bei {neighbours} hat statt {key} den Schlüssel {right} bekommen"),
    )  # fmt: skip


def _unite(areas: gpd.GeoDataFrame, found: list[Finding]) -> gpd.GeoDataFrame:
    again = areas["area_id"].duplicated(keep=False)
    if not again.any():
        return areas
    names = areas[again].groupby("area_id")["name"].nunique()
    alike, unlike = sorted(names.index[names == 1]), sorted(names.index[names > 1])
    if unlike:
        message = _("Ein Schlüssel steht bei Gebieten mit verschiedenen Namen: {n} Schlüssel.")
        found.append(
            Finding("duplicate_area", "stop", message, (("n", len(unlike)),), tuple(unlike))
        )
    if alike:
        found.append(
            Finding(
                "duplicate_area", "repair",
                _("Ein Schlüssel steht bei mehreren Umrissen mit gleichem Namen: {n} Schlüssel."),
                (("n", len(alike)),), tuple(alike),
                repair=_("Umrisse mit gleichem Schlüssel vereinigen"),
                done=_("Umrisse mit gleichem Schlüssel vereinigt: {n} Schlüssel"),
            )
        )  # fmt: skip
    united = areas.dissolve("area_id", aggfunc="first", sort=False).reset_index()
    return united[["area_id", "name", "geometry"]]
