"""Quarters: adjacent grid cells of one class inside one town, their figures and their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from ankunft.base.grid import CRS, cell_corner
from ankunft.base.language import Translator, translator
from ankunft.typology import ArrivalClass
from ankunft.typology.rules import quotient

Floats = NDArray[np.float64]
Keys = NDArray[np.int64]
Numbers = NDArray[np.int64]

NAMED_PART = 0.3
"""A name leaves out districts that hold less than this part of the quarter's inhabitants."""

CENTRE_RADIUS = 1_000
"""Metres from the centre within which a quarter has no direction: it is the centre."""


def squares(keys: ArrayLike, *, size: int) -> gpd.GeoSeries:
    """The cells of `size` metres as polygons (EPSG:3035), by key."""
    index = np.asarray(keys, dtype=np.int64)
    north, east = cell_corner(index, size=size)
    return gpd.GeoSeries(shapely.box(east, north, east + size, north + size), index=index, crs=CRS)


def join_cells(keys: ArrayLike, classes: ArrayLike, *, size: int) -> Numbers:
    """The number of each cell's quarter, counted from 0 by the smallest key in it; -1: none.

    A quarter is a connected set of cells of one class, where cells that share an edge or a corner
    are neighbours (queen contiguity). `keys` are the cells of one town, each once; `classes` are
    codes of :class:`ArrivalClass`. Cells about which nothing is said belong to no quarter.
    """
    keys, classes = np.asarray(keys, dtype=np.int64), np.asarray(classes)
    smallest = np.full(keys.size, -1, dtype=np.int64)
    for code in np.unique(classes[classes != ArrivalClass.NO_DATA]):
        # leaving out the other classes cuts the same edges as removing those between classes
        alike = np.flatnonzero(classes == code)
        component = _components(keys[alike], size)
        smallest[alike] = pd.Series(keys[alike]).groupby(component).transform("min").to_numpy()
    starts = np.unique(smallest[smallest >= 0])
    return np.where(smallest >= 0, np.searchsorted(starts, smallest), -1)


def _components(keys: Keys, size: int) -> NDArray[np.int_]:
    from libpysal.graph import Graph

    if keys.size == 1:
        return np.zeros(1, dtype=np.int_)
    graph = Graph.build_contiguity(squares(keys, size=size), rook=False)
    return graph.component_labels.loc[keys].to_numpy()


def quarter_table(
    quarters: ArrayLike,
    *,
    ags: str,
    size: int,
    keys: ArrayLike,
    classes: ArrayLike,
    people_t0: ArrayLike,
    people_t1: ArrayLike,
    share_t0: ArrayLike,
    share_t1: ArrayLike,
    robustness: ArrayLike,
    noise_robustness: ArrayLike,
    ref_t0: float,
    ref_t1: float,
) -> pd.DataFrame:
    """One row per quarter, in the order of their numbers, from the figures of a town's cells.

    `quarters` are the numbers of :func:`join_cells`; cells with -1 are left out. Shares and
    references are percentages.

    Columns: id ("ags/smallest key"), class (id of :class:`ArrivalClass`), cells (how many),
    area_km2, people_t0, people_t1 (persons), share_t0, share_t1 (percent: mean of the cells with a
    known share, weighted with their people), change, excess (percentage points: growth, and growth
    beyond that of the reference), lq_t0, lq_t1 (location quotients), robustness and
    noise_robustness (0 to 1: means of the cells', weighted with people_t1; they say how firm the
    classes of the cells are, and nothing about the border of the quarter).
    """
    frame = pd.DataFrame(
        {
            "key": np.asarray(keys, dtype=np.int64),
            "code": np.asarray(classes),
            "people_t0": np.asarray(people_t0, dtype=np.float64),
            "people_t1": np.asarray(people_t1, dtype=np.float64),
        }
    )
    numbers = np.asarray(quarters)
    inside = numbers >= 0
    groups = frame[inside].groupby(numbers[inside])
    people = groups[["people_t0", "people_t1"]].sum(min_count=1)

    def mean(values: ArrayLike, weights: ArrayLike) -> Floats:
        return _weighted_mean(numbers, np.asarray(values, dtype=np.float64), np.asarray(weights))

    share0, share1 = mean(share_t0, people_t0), mean(share_t1, people_t1)
    count = groups.size()
    return pd.DataFrame(
        {
            "id": [f"{ags}/{key}" for key in groups["key"].min()],
            "class": [ArrivalClass(code).id for code in groups["code"].first()],
            "cells": count,
            "area_km2": count * (size / 1_000) ** 2,
            "people_t0": people["people_t0"],
            "people_t1": people["people_t1"],
            "share_t0": share0,
            "share_t1": share1,
            "change": share1 - share0,
            "excess": share1 - share0 - (ref_t1 - ref_t0),
            "lq_t0": quotient(share0, ref_t0),
            "lq_t1": quotient(share1, ref_t1),
            "robustness": mean(robustness, people_t1),
            "noise_robustness": mean(noise_robustness, people_t1),
        }
    ).reset_index(drop=True)


def _weighted_mean(numbers: Numbers, values: Floats, weights: Floats) -> Floats:
    """Mean of the known values in each quarter; NaN where no people have one."""
    known = (numbers >= 0) & np.isfinite(values) & (weights > 0)
    count = int(numbers.max(initial=-1)) + 1
    weight = np.bincount(numbers[known], weights[known], count)
    total = np.bincount(numbers[known], values[known] * weights[known], count)
    return total / np.where(weight > 0, weight, np.nan)


def name_quarters(
    quarters: ArrayLike,
    *,
    keys: ArrayLike,
    people: ArrayLike,
    size: int,
    town_name: str,
    centre_cell: int | None,
    districts: gpd.GeoDataFrame | None,
    lang: str,
    centre_size: int = 1_000,
) -> list[str]:
    """The names of the quarters, in the order of their numbers.

    A quarter is called after the district in which most of it lies (`districts`: area_id, name,
    geometry in EPSG:3035), after two districts, or after one "und N weitere", so that the
    districts left out hold less than :data:`NAMED_PART` of its people. People are taken to live
    evenly in a cell. Without districts it is called after the town and the direction in which it
    lies from `centre_cell` (a cell of `centre_size` metres). Quarters of one name are numbered in
    their order.
    """
    _ = translator(lang)
    numbers, keys = np.asarray(quarters), np.asarray(keys, dtype=np.int64)
    people = np.nan_to_num(np.asarray(people, dtype=np.float64))
    held = _districts_of(numbers, keys, people, size, districts)
    names = []
    for number in range(int(numbers.max(initial=-1)) + 1):
        mine = numbers == number
        if number in held:
            names.append(_district_name(held[number], _))
        elif centre_cell is None:
            names.append(town_name)
        else:
            centre = _middle(np.array([centre_cell]), np.ones(1), centre_size)
            north, east = _middle(keys[mine], people[mine], size) - centre
            names.append(_direction_name(north, east, town_name, _))
    return _numbered(names)


def _districts_of(
    numbers: Numbers, keys: Keys, people: Floats, size: int, districts: gpd.GeoDataFrame | None
) -> dict[Hashable, pd.Series]:
    """Per quarter: part of its people by name of the district, most first.

    Quarters outside all districts are not listed.
    """
    if districts is None or districts.empty:
        return {}
    inside = numbers >= 0
    polygons = districts.sort_values("area_id").reset_index(drop=True)
    cells = squares(keys[inside], size=size).to_numpy()
    cell, district = shapely.STRtree(polygons.geometry.to_numpy()).query(cells, "intersects")
    overlap = shapely.area(
        shapely.intersection(cells[cell], polygons.geometry.to_numpy()[district])
    )
    # where nobody is known to live the area alone counts
    lived_in = np.bincount(numbers[inside], people[inside]) > 0
    weight = np.where(lived_in[numbers[inside]], people[inside], 1.0)[cell]
    frame = pd.DataFrame(
        {"quarter": numbers[inside][cell], "district": district, "part": overlap * weight}
    )
    sums = frame[frame["part"] > 0].groupby(["quarter", "district"], as_index=False)["part"].sum()
    # districts of one name are one to the reader; ties by area_id
    sums["name"] = polygons["name"].to_numpy()[sums["district"]]
    parts = sums.groupby(["quarter", "name"], sort=False)["part"].sum()
    parts /= parts.groupby("quarter").transform("sum")
    ordered = parts.reset_index().sort_values(
        ["quarter", "part"], ascending=[True, False], kind="stable"
    )
    return {
        number: pd.Series(of_quarter["part"].to_numpy(), index=of_quarter["name"].to_numpy())
        for number, of_quarter in ordered.groupby("quarter")
    }


def _district_name(parts: pd.Series, _: Translator) -> str:
    left_out = 1 - parts.cumsum().to_numpy()
    # rounding must not name one district more; the last leaves out nothing
    needed = int(np.argmax(left_out < NAMED_PART - 1e-9)) + 1
    if needed <= 2:
        return ", ".join(parts.index[:needed])
    return _("{district} und {number} weitere").format(district=parts.index[0], number=needed - 1)


def _middle(keys: Keys, people: Floats, size: int) -> Floats:
    """North and east (metres) of the point around which the people of the cells live."""
    corners = np.stack(cell_corner(keys, size=size)) + size / 2
    return np.average(corners, axis=1, weights=people if people.sum() > 0 else None)


def _direction_name(north: float, east: float, town: str, _: Translator) -> str:
    """Eight directions by the grid's north, which in Germany is at most 5° off."""
    if np.hypot(north, east) <= CENTRE_RADIUS:
        return _("{town}, Zentrum").format(town=town)
    directions = (
        _("{town}, Nord"),
        _("{town}, Nordost"),
        _("{town}, Ost"),
        _("{town}, Südost"),
        _("{town}, Süd"),
        _("{town}, Südwest"),
        _("{town}, West"),
        _("{town}, Nordwest"),
    )
    return directions[round(np.degrees(np.arctan2(east, north)) / 45) % 8].format(town=town)


def _numbered(names: Sequence[str]) -> list[str]:
    """Names that occur more than once, numbered from 1."""
    often, seen = Counter(names), Counter[str]()
    result = []
    for name in names:
        seen[name] += 1
        result.append(f"{name} {seen[name]}" if often[name] > 1 else name)
    return result
