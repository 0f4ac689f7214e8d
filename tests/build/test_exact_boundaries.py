"""The miniature country with the exact boundaries among the publishers' files."""

from __future__ import annotations

import io

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from ankunft.base.errors import EditionError, SourceError
from ankunft.build import boundaries, build_edition, check_edition
from ankunft.build.readme import readme
from ankunft.edition import LAYERS, Edition, open_edition
from ankunft.edition.figures import LAYERS as LAYERS_OF_LEVELS
from ankunft.edition.figures import figures
from ankunft.output import tables as exports

from . import country as c
from .vg250 import LAND, WATER, write_vg250

A, B, C, FOREST = (ars[:5] + ars[9:] for ars in (c.A, c.B, c.C, c.FOREST))


def at(x: float, y: float) -> tuple[float, float]:
    """Kilometres from the south-western corner in metres of EPSG:3035."""
    return (c.COLUMN + x) * 1000, (c.ROW + y) * 1000


def winding(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    """A border with many small bends, in kilometres."""
    steps = np.linspace(0, 1, 40)
    off = 0.03 * np.sin(steps * 20) * np.sin(steps * np.pi)
    (x0, y0), (x1, y1) = start, end
    return [
        (x0 + (x1 - x0) * t + o * (y1 - y0), y0 + (y1 - y0) * t + o * (x1 - x0))
        for t, o in zip(steps, off, strict=True)
    ]


CROSS = (2.42, 2.06)
SOUTH, NORTH = winding((2.5, 0), CROSS), winding(CROSS, (2.55, 4))
WEST, EAST = winding((0, 1.95), CROSS), winding(CROSS, (4, 2.04))


def polygon(*lines: list[tuple[float, float]]) -> shapely.Polygon:
    return shapely.Polygon(list(dict.fromkeys(at(x, y) for line in lines for x, y in line)))


EXACT = {
    A: polygon([(0, 0)], SOUTH, WEST[::-1]),
    B: polygon([(4, 0)], EAST[::-1], SOUTH[::-1]),
    C: polygon(WEST, NORTH, [(0, 4)]),
    FOREST: polygon(EAST, [(4, 4)], NORTH[::-1]),
}
SEA = (A, WATER, shapely.box(*at(-3, -3), *at(0, 4)))


def build_with(folder, areas, **options) -> Edition:
    """The edition of the country's files and an archive of these areas."""
    c.write_country(folder / "files")
    path = c.path_of(folder / "files", boundaries.SOURCE)
    write_vg250(path, [SEA, *((ags, LAND, shape) for ags, shape in areas.items())], **options)
    build_edition(folder / "files", folder / "edition", national=False)
    return check_edition(folder / "edition", national=False)


@pytest.fixture(scope="module")
def exact(tmp_path_factory) -> Edition:
    return build_with(tmp_path_factory.mktemp("exact"), EXACT)


@pytest.fixture(scope="module")
def merged(tmp_path_factory) -> Edition:
    """Bdorf has joined Astadt since, and Cmarkt has another key."""
    both = shapely.union(EXACT[A], EXACT[B])
    areas = {A: both, "09172999": EXACT[C], FOREST: EXACT[FOREST]}
    return build_with(tmp_path_factory.mktemp("merged"), areas)


def outlines(edition: Edition) -> gpd.GeoSeries:
    return edition.municipalities.set_index("ags").geometry


def entry(edition: Edition) -> dict:
    return next(s for s in edition.manifest["sources"] if s["id"] == boundaries.SOURCE)


@pytest.mark.parametrize("with_file", ["exact", "merged"])
def test_no_figure_depends_on_the_boundaries(mini, request, with_file):
    other = request.getfixturevalue(with_file)
    assert other.layers == (*LAYERS, "boundaries")
    for name in LAYERS:
        places = ["geometry"] if name in ("municipalities", "counties", "states") else []
        # where the name of a Kreis or a Land is written must lie inside its outline
        places += ["lon", "lat"] if name in ("counties", "states") else []
        one, two = (pd.DataFrame(e.layer(name)).drop(columns=places) for e in (mini, other))
        pd.testing.assert_frame_equal(one, two)
        assert list(mini.layer(name)) == list(other.layer(name))
    for name in ("states", "counties"):
        layer = other.layer(name)
        points = gpd.GeoSeries.from_xy(layer["lon"], layer["lat"], crs="EPSG:4326").to_crs(3035)
        assert layer.geometry.contains(points).all()


def test_full_detail_is_kept_beside_the_simplified_outlines(exact):
    full = exact.read_boundaries()
    assert list(full) == ["ags", "exact", "geometry"]
    assert full["exact"].all()
    assert full["ags"].to_list() == exact.municipalities["ags"].to_list()
    for ags, outline in full.set_index("ags").geometry.items():
        # there and back from UTM
        assert shapely.hausdorff_distance(outline, EXACT[ags]) < 0.01
    simple = outlines(exact)
    for frame in (full.geometry, simple, exact.counties.geometry, exact.states.geometry):
        assert shapely.coverage_is_valid(frame.to_numpy())
        assert shapely.area(frame.to_numpy()).sum() == pytest.approx(16e6, rel=1e-3)
    vertices = [shapely.get_num_coordinates(f.to_numpy()).sum() for f in (simple, full.geometry)]
    assert vertices[0] < vertices[1] / 3
    for ags, outline in simple.items():
        assert shapely.symmetric_difference(outline, EXACT[ags]).area < 0.05 * EXACT[ags].area
    counties = exact.counties.set_index("county").geometry
    assert counties["09172"].equals(shapely.union_all(simple[[C, FOREST]].to_list()))


def test_merged_and_renamed_municipalities_are_reported_and_not_lost(merged):
    full = merged.read_boundaries().set_index("ags")
    assert full["exact"].to_dict() == {A: False, B: False, C: True, FOREST: True}
    said = entry(merged)
    assert said["unmatched_keys"] == sorted(["09172999", B, C])
    assert said["rows_unmatched"] == 3
    assert said["borders_drawn"] == [A, B]
    both = shapely.union(full.geometry[A], full.geometry[B])
    # less than a millimetre on twelve kilometres of border: there and back from UTM
    assert both.symmetric_difference(shapely.union(EXACT[A], EXACT[B])).area < 12
    assert full.geometry[C].symmetric_difference(EXACT[C]).area < 12
    # the border of then is the drawn one, straight and 80 m beside the exact one in the north
    border = shapely.intersection(full.geometry[A], full.geometry[B])
    straight = shapely.LineString([at(2.5, 0), at(2.5, 2)])
    assert shapely.hausdorff_distance(shapely.intersection(border, straight), straight) < 60


def test_the_manifest_says_what_was_used(exact, mini):
    said = entry(exact)
    assert said["reference_date"] == "2023-12-31"
    assert (said["rows_read"], said["rows_unmatched"], said["water"]) == (5, 0, 1)
    assert (said["unmatched_keys"], said["borders_drawn"]) == ([], [])
    assert said["attribution"] in exact.attribution()
    assert not {"download", "supplement", "path"} & set(said)
    tolerance = "boundary_simplification_tolerance_m"
    assert exact.manifest["parameters"][tolerance] == boundaries.TOLERANCE
    assert exact.has_exact_boundaries
    assert not mini.has_exact_boundaries
    assert tolerance not in mini.manifest["parameters"]
    assert boundaries.SOURCE not in {source["id"] for source in mini.manifest["sources"]}
    assert boundaries.SOURCE not in mini.manifest["absent"], "these are the towns"
    assert set(exact.manifest["layers"]) == {*mini.manifest["layers"], "boundaries"}


def test_the_notes_say_which_outlines_are_official(exact, mini):
    text, plain = ((e.path / "README.md").read_text(encoding="utf-8") for e in (exact, mini))
    assert text == readme(exact.manifest)
    assert "sind amtliche Grenzen" in text
    assert f"{boundaries.TOLERANCE:.0f} m" in text
    assert entry(exact)["attribution"] in text
    assert "keine amtlichen Grenzen" in plain
    assert "sind amtliche Grenzen" not in plain


@pytest.mark.parametrize("format", ["gpkg", "geojson", "parquet"])
@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("municipality", EXACT),
        ("county", {"09171": (A, B), "09172": (C, FOREST)}),
        ("state", {"09": (A, B, C, FOREST)}),
    ],
)
def test_exports_have_full_detail(exact, tmp_path, level, expected, format):
    table = figures(exact, level)[["id", "name"]].iloc[::-1]
    (content,) = exports.export(exact, table, level, format, lang="de", title="").values()
    path = tmp_path / f"export.{format}"
    path.write_bytes(content)
    layer = {"layer": LAYERS_OF_LEVELS[level]} if format == "gpkg" else {}
    read = gpd.read_parquet if format == "parquet" else gpd.read_file
    found = read(path, **layer).to_crs("EPSG:3035")
    assert found["id"].to_list() == table["id"].to_list()
    for key, outline in found.set_index("id").geometry.items():
        of = expected[key]
        whole = shapely.union_all([EXACT[ags] for ags in of]) if isinstance(of, tuple) else of
        # degrees are rounded to about 0.1 m
        assert shapely.hausdorff_distance(outline, whole) < 0.2
    assert entry(exact)["attribution"].encode() in content


def test_an_empty_export(exact):
    none = figures(exact, "municipality")[["id", "name"]].head(0)
    (content,) = exports.export(
        exact, none, "municipality", "parquet", lang="de", title=""
    ).values()
    assert len(gpd.read_parquet(io.BytesIO(content))) == 0


def test_the_same_bytes_from_the_same_files(exact, tmp_path):
    again = build_with(tmp_path, EXACT)
    for path in exact.path.iterdir():
        if path.suffix == ".parquet":
            assert (again.path / path.name).read_bytes() == path.read_bytes(), path.name


def test_an_edition_with_boundaries_is_replaced_by_one_without(exact, country, tmp_path):
    out = tmp_path / "edition"
    build_with(tmp_path, EXACT)
    build_edition(country, out, national=False)
    assert not (out / "boundaries.parquet").exists()
    assert not open_edition(out).has_exact_boundaries


def test_boundaries_of_other_municipalities_are_refused(tmp_path):
    with pytest.raises(SourceError, match=r"vg250-ew.*keine einzige Gemeinde"):
        build_with(tmp_path, {"01001000": EXACT[A]})
    assert not (tmp_path / "edition").exists()


def test_a_lost_boundary_is_no_edition(exact):
    from ankunft.build.together import check_together

    layers = {name: exact.layer(name) for name in exact.layers}
    with pytest.raises(EditionError, match=f"Zu „{B}“ gibt es keine amtliche Grenze"):
        check_together(layers | {"boundaries": layers["boundaries"].query("ags != @B")})
