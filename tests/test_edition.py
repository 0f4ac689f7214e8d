"""Opening an edition: what is read when, and what is said when it cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from ankunft.base.errors import EditionError
from ankunft.edition import FORMAT, LAYERS, WITH_GEOMETRY, default_path, open_edition

MANIFEST = {"edition": "abc", "format": FORMAT, "layers": {}, "sources": []}


def write(folder: Path, **changed) -> Path:
    text = json.dumps(MANIFEST | changed)
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    return folder


def test_the_shipped_edition_opens_with_all_its_layers(edition):
    for name in LAYERS:
        layer = edition.layer(name)
        assert len(layer) == edition.manifest["layers"][name]["rows"]
        assert list(layer.columns) == edition.manifest["layers"][name]["columns"]
        assert isinstance(layer, gpd.GeoDataFrame) == (name in WITH_GEOMETRY)
    assert len(edition.hash) == 64


def test_layers_are_read_once(edition):
    assert edition.layer("states") is edition.layer("states") is edition.states
    assert edition.counties is edition.layer("counties")
    assert edition.municipalities is edition.layer("municipalities")
    assert edition.cells is edition.layer("cells_1km")
    assert edition.county_series is edition.layer("county_series")
    assert edition.cells_100m is edition.layer("cells_100m")
    assert edition.districts is edition.layer("districts")
    assert edition.district_series is edition.layer("district_series")


def test_one_town_is_read_without_the_layer(edition):
    whole = edition.cells_100m
    fresh = open_edition(edition.path)
    for ags in ("11000000", "02000000", "01001000"):
        own = fresh.town_cells_100m(ags)
        pd.testing.assert_frame_equal(own, whole[whole["ags"] == ags].reset_index(drop=True))
        pd.testing.assert_frame_equal(own, edition.town_cells_100m(ags))
    assert "cells_100m" not in fresh._layers


def test_a_town_whose_layer_is_damaged(tmp_path):
    (write(tmp_path) / "cells_100m.parquet").write_bytes(b"PAR1 and nothing else")
    with pytest.raises(EditionError, match=r"cells_100m\.parquet: .* nicht lesen"):
        open_edition(tmp_path).town_cells_100m("11000000")


def test_keys_are_text(edition):
    for frame, key, width in (
        (edition.states, "state", 2),
        (edition.counties, "county", 5),
        (edition.municipalities, "ags", 8),
    ):
        assert frame[key].str.len().eq(width).all()
        assert frame[key].is_monotonic_increasing


def test_attribution_names_every_publisher_once(tmp_path):
    sources = [{"attribution": line} for line in ("© A", "© B", "© A")]
    assert open_edition(write(tmp_path, sources=sources)).attribution() == ["© A", "© B"]


def test_every_town_of_the_manifest_is_a_city(edition):
    assert edition.cities
    for entry in edition.cities:
        city = edition.city(entry["ags"])
        assert city is edition.city(entry["ags"]), "made once"
        assert (city.ags, city.slug, city.title) == (entry["ags"], entry["slug"], entry["title"])
        assert city.record == tuple(entry["record"])
        assert list(city.areas.columns) == ["area_id", "name", "geometry"]
        assert city.areas.crs.to_epsg() == 3035
        assert city.areas["area_id"].is_unique
        assert city.areas["area_id"].is_monotonic_increasing
        assert len(city.areas) == entry["districts"]
        figures = city.observations
        assert list(figures.columns) == ["area_id", "year", "indicator", "value"]
        assert figures.equals(figures.sort_values(list(figures.columns[:3]), ignore_index=True))
        assert set(figures["area_id"]) <= set(city.areas["area_id"])
        assert sorted(figures["year"].unique()) == entry["years"]
        assert {"population", "foreign"} <= set(figures["indicator"])
        for frame in (city.areas, figures):
            assert list(frame.index) == list(range(len(frame)))


def test_the_credit_of_a_city_is_its_source(edition):
    entry = edition.cities[0]
    source = next(s for s in edition.manifest["sources"] if s["id"] == entry["source"])
    credit = edition.city(entry["ags"]).credit
    assert credit.attribution == source["attribution"]
    assert credit.change_note_de == source["change_note_de"]
    assert credit.licence_url == source["licence_url"]


def test_there_is_no_city_where_the_edition_has_none(edition, tmp_path):
    assert edition.city("01001000") is None
    assert open_edition(write(tmp_path)).city("14713000") is None


def test_towns_are_attributed_only_where_they_are_shown(edition):
    lines = edition.attribution()
    for entry in edition.cities:
        city = edition.city(entry["ags"])
        assert city.credit.attribution not in lines
        assert edition.attribution(city=city) == [*lines, city.credit.attribution]
        assert entry["source"] not in [source["id"] for source in edition.national_sources]


def test_the_default_is_the_shipped_edition_unless_one_is_named(monkeypatch, tmp_path):
    monkeypatch.delenv("ANKUNFT_EDITION", raising=False)
    assert default_path() == Path(__file__).parents[1] / "data" / "geo"
    monkeypatch.setenv("ANKUNFT_EDITION", str(write(tmp_path, edition="mine")))
    assert default_path() == tmp_path
    assert open_edition().hash == "mine"


def test_only_the_manifest_is_read_at_first(tmp_path):
    edition = open_edition(write(tmp_path))
    with pytest.raises(EditionError, match=r"states\.parquet: .* nicht lesen .*ankunft check"):
        edition.layer("states")


@pytest.mark.parametrize("name", ["states", "cells_1km"])
def test_a_damaged_layer(tmp_path, name):
    write(tmp_path)
    (tmp_path / f"{name}.parquet").write_bytes(b"PAR1 and nothing else")
    with pytest.raises(EditionError, match=rf"{name}\.parquet: .* nicht lesen"):
        open_edition(tmp_path).layer(name)


def test_a_layer_without_the_geometry_it_should_have(tmp_path):
    write(tmp_path)
    pd.DataFrame({"state": ["01"]}).to_parquet(tmp_path / "states.parquet")
    with pytest.raises(EditionError, match=r"states\.parquet: .* nicht lesen"):
        open_edition(tmp_path).layer("states")


def test_no_edition(tmp_path):
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(EditionError, match=r"keine Ausgabe, manifest\.json fehlt"):
            open_edition(folder)


@pytest.mark.parametrize("text", [b"{", b"\xff\xfe", b""])
def test_a_manifest_that_cannot_be_read(tmp_path, text):
    (tmp_path / "manifest.json").write_bytes(text)
    with pytest.raises(EditionError, match=r"manifest\.json: .* nicht lesen"):
        open_edition(tmp_path)


@pytest.mark.parametrize("text", ["[]", "null", '{"name": "a web app"}'])
def test_a_manifest_of_something_else(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(EditionError, match=r"manifest\.json: .* keine Ausgabe"):
        open_edition(tmp_path)


@pytest.mark.parametrize("found", [FORMAT + 1, None])
def test_an_edition_of_another_format(tmp_path, found):
    with pytest.raises(EditionError, match=f"hat das Format {found}, erwartet wird {FORMAT}"):
        open_edition(write(tmp_path, format=found))
