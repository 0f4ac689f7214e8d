"""Districts of any town: outlines drawn anew, figures taken over, what was left out is counted."""

from __future__ import annotations

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import box

from ankunft.base.errors import AnkunftError, EditionError
from ankunft.base.grid import CRS
from ankunft.build import build_edition, check_edition
from ankunft.build.districts import SIZE, Town, district_layers, town_of
from ankunft.build.schema import validate
from ankunft.build.write import sha256
from ankunft.intake.areas.city import City, Credit
from ankunft.sources.catalogue import load_catalogue

from . import country as c

SOUTH, WEST = 2_689_000, 4_337_000
CREDIT = Credit(*[""] * 10)


def drawn(ags: str, shapes: dict, rows: list) -> Town:
    """A town whose districts have these shapes, in metres from the south-western corner."""
    moved = [shapely.transform(s, lambda xy: np.add(xy, (WEST, SOUTH))) for s in shapes.values()]
    areas = gpd.GeoDataFrame({"area_id": list(shapes), "name": "x"}, geometry=moved, crs=CRS)
    figures = pd.DataFrame(rows, columns=["area_id", "year", "indicator", "value"])
    return town_of(City(ags, "slug", "title", areas, figures, CREDIT), "source")


def test_no_town_at_all_gives_layers_without_rows():
    for name, layer in zip(("districts", "district_series"), district_layers([]), strict=True):
        assert len(layer) == 0
        validate(name, layer)


def test_outlines_follow_the_cells_and_not_the_polygon():
    """A border 10 m beside the line of the cells comes back on that line."""
    shapes = {"b": box(510, 0, 1000, 1000), "a": box(0, 0, 510, 1000)}
    districts, _ = district_layers([drawn("01001001", shapes, [])])
    assert districts["area_id"].to_list() == ["a", "b"]
    wanted = [box(WEST, SOUTH, WEST + 500, SOUTH + 1000), box(WEST + 500, SOUTH, WEST + 1000, SOUTH + 1000)]  # fmt: skip
    assert shapely.equals(districts.geometry.to_numpy(), wanted).all()


def test_a_jagged_border_is_smoothed_and_stays_common():
    slope = shapely.Polygon([(0, 0), (4000, 0), (0, 3000)])
    rest = box(0, 0, 4000, 3000) - slope
    districts, _ = district_layers([drawn("01001001", {"a": slope, "b": rest}, [])])
    outlines = districts.geometry.to_numpy()
    assert shapely.coverage_is_valid(outlines)
    assert shapely.get_num_coordinates(outlines).max() < 3000 / SIZE / 2, "no steps of the cells"
    assert shapely.area(outlines) == pytest.approx([6e6, 6e6], rel=0.01)


def test_the_smallest_district_keeps_an_outline():
    shapes = {"whole": box(0, 0, 2000, 2000), "yard": box(1010, 1010, 1020, 1020)}
    districts, _ = district_layers([drawn("01001001", shapes, [])])
    yard = districts.set_index("area_id").geometry["yard"]
    assert 0 < yard.area <= SIZE**2


def test_towns_keep_their_districts_apart():
    rows = [["1", 2012, "population", 7], ["1", 2011, "population", 5.5]]
    towns = [drawn(ags, {"1": box(0, 0, 500, 500)}, rows) for ags in ("02000000", "01001001")]
    districts, series = district_layers(towns)
    assert districts["ags"].to_list() == ["01001001", "02000000"]
    assert series.to_numpy().tolist()[:2] == [
        ["01001001", "1", 2011, "population", 5.5],
        ["01001001", "1", 2012, "population", 7],
    ]
    for name, layer in (("districts", districts), ("district_series", series)):
        validate(name, layer)


# --- through the build


def test_the_package_of_a_town_becomes_layers(with_city):
    city = with_city.city(c.CITY.ags)
    assert (city.ags, city.slug) == (c.CITY.ags, "astadt")
    assert city.areas["area_id"].to_list() == ["01", "02"]
    assert city.areas["name"].to_list() == ["Mitte", "Rand"]
    # 1.2 km and 1.3 km wide, straight on the lines of the cells
    assert shapely.area(city.areas.geometry.to_numpy()) == pytest.approx([2.4e6, 2.6e6], rel=1e-6)
    wide = city.observations.pivot(index=["area_id", "year"], columns="indicator", values="value")
    assert wide["population"].to_list() == [900, 950, 700, 710]
    assert wide["foreign"].to_list() == [90, 95, 20, 40]
    assert check_edition(with_city.path, national=False).hash == with_city.hash


def test_the_manifest_lists_the_town_and_what_found_no_place(with_city, mini):
    entry = with_city.cities[0]
    assert len(with_city.cities) == 1
    assert (entry["source"], entry["districts"], entry["years"]) == (c.CITY.id, 2, [2011, 2012])
    assert any("99" in line for line in entry["record"])
    source = with_city.manifest["sources"][-1]
    assert (source["id"], source["ags"], source["file"]) == (c.CITY.id, c.CITY.ags, "astadt")
    assert (source["rows_read"], source["rows_unmatched"]) == (11, 3)
    assert (source["unmatched_keys"], source["unmatched_inhabitants"]) == (["99"], 6)
    towns = [source.id for source in load_catalogue().values() if source.ags]
    assert with_city.manifest["absent"] == mini.manifest["absent"] == towns
    assert mini.cities == []
    assert mini.city(c.CITY.ags) is None


def test_the_rest_of_the_edition_is_the_same_without_the_town(with_city, mini):
    for name, entry in mini.manifest["layers"].items():
        same = with_city.manifest["layers"][name]["sha256"] == entry["sha256"]
        assert same == (name not in ("districts", "district_series")), name


def rebuilt(folder, out, **changed):
    source = dataclasses.replace(c.CITY, **changed)
    catalogue = {**load_catalogue(), source.id: source}
    return build_edition(folder, out, national=False, catalogue=catalogue)


def test_a_town_that_the_country_does_not_have(tmp_path):
    folder = c.write_city(c.write_country(tmp_path / "files"))
    with pytest.raises(
        EditionError, match=r"districts“, Spalte „ags“.*„09171999“ .*keine Gemeinde"
    ):
        rebuilt(folder, tmp_path / "out", ags="09171999")
    assert not (tmp_path / "out").exists()


def test_a_package_that_is_there_must_be_whole(tmp_path):
    folder = c.write_city(c.write_country(tmp_path / "files"))
    (folder / c.CITY.path / "observations.csv").unlink()
    with pytest.raises(AnkunftError, match=r"observations\.csv"):
        rebuilt(folder, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_digest_of_a_package_is_that_of_its_files_and_their_names(tmp_path):
    def written(name: str, files: dict[str, str]) -> str:
        for path, text in files.items():
            file = tmp_path / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return sha256(tmp_path / name)

    first = written("a", {"x.csv": "1", "deep/y.csv": "2"})
    assert written("b", {"deep/y.csv": "2", "x.csv": "1", ".DS_Store": "?"}) == first
    others = [
        written("c", {"x.csv": "1", "deep/y.csv": "3"}),
        written("d", {"x.csv": "1", "y.csv": "2"}),
        written("e", {"x.csv": "2", "deep/y.csv": "1"}),
        written("f", {"x.csv": "1"}),
    ]
    assert len({first, *others}) == 5
