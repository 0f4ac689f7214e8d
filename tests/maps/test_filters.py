"""Filters, finding an area at a place, and the lines of the search box."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Transformer

from ankunft.base.grid import CRS, FACTOR
from ankunft.edition.figures import LAYERS, figures
from ankunft.edition.filters import Locator, bounds_of, labels, passing, position_of

BACK = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)


@pytest.fixture(scope="module")
def towns(edition) -> pd.DataFrame:
    return figures(edition, "municipality")


@pytest.fixture(scope="module")
def cells(edition) -> pd.DataFrame:
    return figures(edition, "cell")


@pytest.mark.parametrize("level", ["state", "county", "municipality"])
def test_every_area_is_found_at_its_representative_point(edition, level):
    areas = edition.layer(LAYERS[level]).geometry
    locator = Locator(edition, level, figures(edition, level))
    points = areas.representative_point()
    lng, lat = BACK.transform(points.x.to_numpy(), points.y.to_numpy())
    found = [locator.at(*place) for place in zip(lat, lng, strict=True)]
    # one outline may not overlap another, so a point inside belongs to one area only
    assert found == list(range(len(areas)))


def test_every_cell_is_found_at_its_centre(edition, cells):
    locator = Locator(edition, "cell", cells)
    rows = np.arange(0, len(cells), 997)
    key = cells["cell"].to_numpy()[rows]
    lng, lat = BACK.transform(key % FACTOR * 1000 + 500, key // FACTOR * 1000 + 500)
    assert [locator.at(*place) for place in zip(lat, lng, strict=True)] == rows.tolist()


@pytest.mark.parametrize("place", [(55.5, 3.0), (0.0, 0.0), (float("nan"), 10.0), (91.0, 10.0)])
@pytest.mark.parametrize("level", ["municipality", "cell"])
def test_nothing_is_found_outside(edition, towns, cells, level, place):
    frame = towns if level == "municipality" else cells
    assert Locator(edition, level, frame).at(*place) == -1


def test_empty_filters_let_everything_through(towns, cells):
    assert passing("municipality", towns, towns).all()
    assert passing("cell", cells, towns).all()


def test_filters_of_towns(towns):
    chosen = {"states": ("13", "14"), "sizes": ("small_town",), "urbanisation": ("02",)}
    through = passing("municipality", towns, towns, **chosen)
    kept = towns[through]
    assert len(kept)
    assert set(kept["state"]) == {"13", "14"}
    assert set(kept["size_class"]) == {"small_town"}
    assert set(kept["urbanisation"]) == {"02"}
    left = towns[~through]
    assert not (
        left["state"].isin(["13", "14"])
        & (left["size_class"] == "small_town")
        & (left["urbanisation"] == "02")
    ).any()


def test_cells_take_size_and_urbanisation_from_their_town(cells, towns):
    kept = cells[passing("cell", cells, towns, states=("02",), sizes=("city",))]
    assert set(kept["ags"]) == {"02000000"}
    assert not passing("cell", cells, towns, states=("02",), sizes=("rural",)).any()


def test_counties_and_states_ignore_what_they_do_not_have(edition, towns):
    counties = figures(edition, "county")
    chosen = {"states": ("05",), "sizes": ("city",), "urbanisation": ("01",)}
    kept = counties[passing("county", counties, towns, **chosen)]
    assert len(kept) == (counties["state"] == "05").sum() > 0


def test_an_unknown_value_passes_no_filter():
    frame = pd.DataFrame({"state": ["01", "01"], "size_class": ["city", None], "ags": ["1", "2"]})
    everything = ("rural", "small_town", "smaller_medium_town", "larger_medium_town", "city")
    assert passing("municipality", frame, frame, sizes=everything).tolist() == [True, False]


def test_positions_and_bounds(edition, towns, cells):
    position = position_of(towns, "09271119")
    assert towns["name"].iloc[position] == "Deggendorf"
    assert position_of(towns, "00000000") == position_of(towns, "") == -1
    (south, west), (north, east) = bounds_of(edition, "municipality", position)
    assert south < 48.835 < north
    assert west < 12.962 < east
    lng, lat = BACK.transform(4321500, 3210500)
    key = 3210 * FACTOR + 4321
    (south, west), (north, east) = bounds_of(edition, "cell", int(np.searchsorted(cells["cell"], key)))  # fmt: skip
    assert south < lat < north
    assert west < lng < east
    assert shapely.box(west, south, east, north).area < 0.01


def test_search_lines_are_unique_and_end_with_the_key(towns, edition):
    lines = labels(towns)
    assert len(set(lines)) == len(towns)
    assert [line.rsplit(" · ", 1)[-1] for line in lines] == towns["id"].to_list()
    twins = [line for line in lines if line.startswith("Neukirchen")]
    assert len({line.split(" · ")[0] for line in twins}) == len(twins) > 1
    counties = labels(figures(edition, "county"))
    assert len({line.split(" · ")[0] for line in counties}) == len(counties)
