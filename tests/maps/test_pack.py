"""The packed layers say what the edition says; read here by a second, independent reader."""

from __future__ import annotations

import gzip
import json
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from ankunft.base.grid import FACTOR
from ankunft.edition.figures import figures
from ankunft.output.maps.pack import (
    LABEL_MINIMUM,
    MISSING,
    WORLD,
    inhabited,
    layer_files,
    pack_areas,
    pack_cells,
    pack_labels,
)

HALF = np.pi * 6378137
METRES_PER_PIXEL = 2 * HALF / WORLD


def unpack(packed: bytes) -> dict[str, Any]:
    """The head of a file, its arrays read in place."""
    content = gzip.decompress(packed)
    length = int.from_bytes(content[:4], "little")
    head = json.loads(content[4 : 4 + length])
    for name, (kind, offset, count) in head["arrays"].items():
        assert offset % 4 == 0
        head[name] = np.frombuffer(content, dtype="<" + kind, offset=offset, count=count)
    return head


def rings_of(head: dict[str, Any]) -> list[list[np.ndarray]]:
    """Per area its rings as pixels of the world, closing point left out."""
    areas, ring, point = [], 0, 0
    for count in head["areaRings"].tolist():
        own = []
        for _ in range(count):
            many = int(head["ringPoints"][ring])
            steps = [head["deltaX"][point : point + many], head["deltaY"][point : point + many]]
            start = np.array([[head["startX"][ring]], [head["startY"][ring]]])
            own.append((start + np.cumsum(np.array(steps, dtype=np.int64), axis=1)).T)
            ring, point = ring + 1, point + many
        areas.append(own)
    assert point == len(head["deltaX"])
    assert ring == len(head["ringPoints"])
    return areas


def pixels_of(coordinates: np.ndarray) -> np.ndarray:
    """Pixels of the world at zoom 13, by the formula of web Mercator tiles."""
    x = (coordinates[:, 0] + HALF) / METRES_PER_PIXEL
    y = (HALF - coordinates[:, 1]) / METRES_PER_PIXEL
    return np.column_stack([x, y])


def two_areas() -> tuple[gpd.GeoSeries, pd.DataFrame]:
    """A lake with an island and a pair of squares, in Lambert metres."""
    holed = shapely.box(4300000, 3200000, 4310000, 3210000).difference(
        shapely.box(4303000, 3203000, 4304000, 3204000)
    )
    pair = shapely.union(
        shapely.box(4400000, 3200000, 4401000, 3201000),
        shapely.box(4403000, 3200000, 4404000, 3201000),
    )
    frame = pd.DataFrame(
        {
            "name": ["Ringsee", "Doppel <b>&amp;"],
            "lon": [9.7, 11.1],
            "lat": [51.9, np.nan],
            "share_foreign_2011": [7.254, np.nan],
            "share_foreign_2022": [100.0, 0.0],
            "population_2011": [1234.0, np.nan],
            "population_2022": [0.0, 3_800_000.0],
        }
    )
    return gpd.GeoSeries([holed, pair], crs="EPSG:3035"), frame


def test_holes_and_parts_keep_their_place():
    geometry, frame = two_areas()
    head = unpack(pack_areas(geometry, frame))
    assert head["kind"] == "areas"
    assert head["names"] == ["Ringsee", "Doppel <b>&amp;"]
    assert list(head["areaRings"]) == [2, 2]
    assert list(head["ringPoints"]) == [4, 4, 4, 4]
    expected = geometry.to_crs("EPSG:3857")
    for own, shape in zip(rings_of(head), expected, strict=True):
        parts = shapely.get_parts(shape)
        rings = [r for part in parts for r in shapely.get_rings(part)]
        for found, ring in zip(own, rings, strict=True):
            wanted = pixels_of(shapely.get_coordinates(ring))[:-1]
            assert np.abs(found - wanted).max() <= 0.5 + 1e-6


def test_pointer_values_are_exact_and_gaps_are_marked():
    head = unpack(pack_areas(*two_areas()))
    assert list(head["share0"]) == [725, MISSING]
    assert list(head["share1"]) == [10_000, 0]
    assert list(head["people0"]) == [1234, -1]
    assert list(head["people1"]) == [0, 3_800_000]
    assert (head["labelX"][1], head["labelY"][1]) == (-1, -1)
    x, y = head["labelX"][0], head["labelY"][0]
    assert x == round((9.7 + 180) / 360 * WORLD)
    assert y == round((1 - np.arcsinh(np.tan(np.radians(51.9))) / np.pi) / 2 * WORLD)


def test_an_edge_too_long_for_a_step_is_refused():
    _, frame = two_areas()
    long = gpd.GeoSeries([shapely.box(4000000, 3000000, 5000000, 3100000)], crs="EPSG:3035")
    with pytest.raises(ValueError, match="edge"):
        pack_areas(long, frame.head(1))


@pytest.mark.parametrize(
    ("level", "layer"),
    [("state", "states"), ("county", "counties"), ("municipality", "municipalities")],
)
def test_real_layers_survive_the_round_trip(edition, level, layer):
    frame, geometry = figures(edition, level), edition.layer(layer).geometry
    head = unpack(pack_areas(geometry, frame))
    assert len(head["areaRings"]) == len(head["names"]) == len(frame)
    assert head["names"] == frame["name"].to_list()
    projected = geometry.to_crs("EPSG:3857").to_numpy()
    coordinates = shapely.get_coordinates(projected)
    rings = shapely.get_rings(shapely.get_parts(projected))
    last = np.cumsum(shapely.get_num_coordinates(rings)) - 1
    wanted = pixels_of(np.delete(coordinates, last, axis=0))
    found = np.concatenate([ring for area in rings_of(head) for ring in area])
    assert np.abs(found - wanted).max() <= 0.5 + 1e-6
    known = frame["share_foreign_2022"].notna().to_numpy()
    np.testing.assert_allclose(
        head["share1"][known] / 100, frame["share_foreign_2022"][known], atol=0.005 + 1e-9
    )
    assert (head["share1"][~known] == MISSING).all()
    people = frame["population_2022"].fillna(-1).astype(int)
    assert head["people1"].tolist() == people.to_list()


def test_cells_are_the_inhabited_ones_in_order(edition):
    frame = figures(edition, "cell")
    towns = figures(edition, "municipality")
    rows = inhabited(frame)
    cells = frame.iloc[rows]
    assert ((cells["population_2011"] > 0) | (cells["population_2022"] > 0)).all()
    head = unpack(pack_cells(cells, towns))
    assert head["kind"] == "cells"
    keys = head["row"].astype(np.int64) * FACTOR + head["column"]
    assert keys.tolist() == cells["cell"].to_list()
    names = np.array(head["names"])[head["place"]]
    assert names.tolist() == cells["name"].to_list()


def test_cells_are_grouped_by_people_and_then_ordered_by_key():
    frame = pd.DataFrame(
        {
            "cell": np.arange(7),
            "population_2011": [700.0, 90.0, np.nan, 0.0, 700.0, 5000.0, np.nan],
            "population_2022": [650.0, 900.0, 650.0, 0.0, np.nan, 120.0, 40.0],
        }
    )
    # nobody lived in 3; 1 has 90 in one year; a year that is not known does not count
    assert inhabited(frame).tolist() == [1, 6, 5, 0, 2, 4]


@pytest.mark.parametrize("least", [100, 200, 500])
def test_cells_with_too_few_people_are_one_run(edition, least):
    frame = figures(edition, "cell")
    few = ~(frame[["population_2011", "population_2022"]].min(axis=1) >= least).to_numpy()
    drawn = few[inhabited(frame)]
    assert 0 < drawn.sum() < len(drawn)
    assert drawn[: drawn.sum()].all()


def test_labels_are_the_larger_towns_by_size(edition):
    frame = figures(edition, "municipality")
    head = unpack(pack_labels(frame))
    assert head["names"][:3] == ["Berlin", "Hamburg", "München"]
    people = head["population"]
    assert (np.diff(people) <= 0).all()
    assert people.min() >= LABEL_MINIMUM
    assert len(people) == len(head["names"]) == (frame["population_2022"] >= LABEL_MINIMUM).sum()


def test_the_same_edition_gives_the_same_bytes(edition):
    first = pack_areas(edition.counties.geometry, figures(edition, "county"))
    again = pack_areas(edition.counties.geometry, figures(edition, "county"))
    assert first == again
    assert set(layer_files(edition)) == {
        "states", "counties", "municipalities", "cells_1km", "labels",
    }  # fmt: skip
