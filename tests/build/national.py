"""What must be true of an edition of the whole country, whoever built it.

Every function takes an edition and raises AssertionError. The totals are those of the censuses, the
nine towns and the classes those that Ankunft's definition was checked with.
"""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
import shapely

from ankunft import typology
from ankunft.base.grid import from_runs
from ankunft.base.reasons import Reason
from ankunft.base.town_groups import STATES
from ankunft.build import check_edition
from ankunft.build.readme import readme
from ankunft.build.schema import WITH_FIGURES
from ankunft.edition import LAYERS, Edition
from ankunft.edition.figures import figures
from ankunft.sources.catalogue import load_catalogue
from ankunft.typology import ArrivalClass
from ankunft.typology.centre import CRITERION
from ankunft.typology.levels import classify_level

INHABITANTS_2011 = 80_212_528
NINE_TOWNS = {
    "07334007": ("Germersheim", 19.1, 27.1),
    "08236040": ("Mühlacker", 16.3, 22.6),
    "06437011": ("Michelstadt", 8.9, 15.1),
    "10044115": ("Saarlouis", 8.4, 15.3),
    "05566084": ("Steinfurt", 5.4, 11.1),
    "03153017": ("Goslar", 5.0, 9.7),
    "15084550": ("Weißenfels", 3.9, 12.9),
    "16070029": ("Ilmenau", 3.0, 9.3),
    "14626610": ("Zittau", 2.1, 8.6),
}
CLASSES = {
    ArrivalClass.NEW: 28,
    ArrivalClass.TRADITIONAL: 292,
    ArrivalClass.EMERGING: 83,
    ArrivalClass.RECEDING: 81,
}
DISTRICTS = {
    "14713000": (63, 2000, 2023, 89_833, 628_718),
    "11000000": (448, 2015, 2020, 789_076, 3_769_962),
}
"""Number of districts, first and last year; foreign nationals and inhabitants of the last year."""

LARGEST_EDITION = 10_000_000


def passes_its_own_check(edition: Edition) -> None:
    check_edition(edition.path)


def number_of_areas(edition: Edition) -> None:
    has_figures = edition.municipalities["has_figures"]
    assert (has_figures.sum(), (~has_figures).sum()) == (WITH_FIGURES, 204)
    assert len(edition.counties) == 400
    assert edition.states["state"].to_list() == list(STATES)
    assert len(edition.cells) == 361_478


def keys_fit_together(edition: Edition) -> None:
    towns = edition.municipalities
    assert set(towns["county"]) == set(edition.counties["county"])
    assert (towns["county"] == towns["ags"].str[:5]).all()
    assert set(edition.cells["ags"]) <= set(towns.loc[towns["has_figures"], "ags"])
    assert set(edition.county_series["county"]) <= set(edition.counties["county"])
    assert towns[["name", "county_name", "state_name"]].notna().all(axis=None)


def inhabitants_are_conserved(edition: Edition) -> None:
    for frame in (edition.cells, edition.municipalities, edition.counties, edition.states):
        assert frame["population_2011"].sum() == INHABITANTS_2011


def nobody_lives_where_nobody_can(edition: Edition) -> None:
    empty = edition.municipalities.query("not has_figures")
    figures_of = [c for c in empty.columns if c.endswith(("2011", "2021", "2022", "_min"))]
    assert empty[figures_of].isna().all(axis=None)
    assert not edition.cells["ags"].isin(empty["ags"]).any()


def no_figure_is_nil_instead_of_missing(edition: Edition) -> None:
    towns = edition.municipalities.query("has_figures")
    assert (towns["population_2011"].dropna() > 0).all()
    without = towns[towns["population_2011"].isna()]
    assert (without["population_2011_reason"] == Reason.NO_CELLS).all()
    assert len(without) <= 5
    missing = {name: int(towns[name].isna().sum()) for name in ("vacancy_2022", "rent_2022")}
    missing["share_foreign_2022"] = int(towns["share_foreign_2022"].isna().sum())
    assert missing == {"share_foreign_2022": 344, "vacancy_2022": 242, "rent_2022": 103}


def shares_of_the_nation(edition: Edition) -> None:
    for year, share, rounding in ((2011, 7.67, 0.005), (2022, 13.2, 0.05)):
        for frame in (edition.municipalities, edition.counties, edition.states):
            known = frame[f"population_known_{year}"].sum()
            found = frame[f"foreign_{year}"].sum() / known * 100
            assert found == pytest.approx(share, abs=rounding)


def cells_of_2022_agree_with_the_regional_table(edition: Edition) -> None:
    shares = edition.states.set_index("state")["share_foreign_2022"]
    cells = edition.cells[edition.cells["population_2022"].notna()]
    for state, official in (("11", 19.5), ("02", 16.9)):
        own = cells[cells["ags"].str.startswith(state)]
        foreign = own["population_2022"] * own["share_foreign_2022"].fillna(0)
        found = foreign.sum() / own["population_2022"].sum()
        assert shares[state] == pytest.approx(official, abs=0.05)
        assert found == pytest.approx(shares[state], abs=0.4)


def nine_towns(edition: Edition) -> None:
    towns = edition.municipalities.set_index("ags")
    for ags, (name, before, after) in NINE_TOWNS.items():
        row = towns.loc[ags]
        assert row["name"].startswith(name)
        assert row["share_foreign_2011"] == pytest.approx(before, abs=0.5), name
        assert row["share_foreign_2022"] == pytest.approx(after, abs=0.5), name
        assert row["centre_ratio_2011"] >= CRITERION, name


def classes_of_towns(edition: Edition) -> None:
    frame = figures(edition, "municipality")
    parameters = typology.default_parameters("municipality")
    classes = classify_level(frame, "municipality", parameters).classes
    large = (frame["population_2022"] >= 10_000).to_numpy()
    for code, number in CLASSES.items():
        assert abs((classes[large] == code).sum() - number) <= 5, code.label("en")
    new = set(frame.loc[large & (classes == ArrivalClass.NEW), "name"])
    assert {"Deggendorf", "Passau", "Cloppenburg", "Delmenhorst"} <= new


def outlines_fit(edition: Edition) -> None:
    for frame in (edition.municipalities, edition.counties, edition.states):
        shapes = frame.geometry.to_numpy()
        assert not (shapely.is_empty(shapes) | shapely.is_missing(shapes)).any()
        assert set(frame.geom_type) <= {"Polygon", "MultiPolygon"}
        assert shapely.coverage_is_valid(shapes)
        assert frame.crs.to_epsg() == 3035
    members = edition.municipalities.dissolve("county").geometry
    whole = edition.counties.set_index("county").geometry
    assert (members.symmetric_difference(whole).area < 1).all()
    # not the official area, but close to it
    assert edition.states.area.sum() / 1e6 == pytest.approx(357_600, rel=0.01)


def centres_of_towns(edition: Edition) -> None:
    towns = edition.municipalities.set_index("ags")
    large = towns["population_2022"] >= 10_000
    columns = [c for c in towns if c.startswith(("centre", "rest_share"))]
    assert towns.loc[~large, columns].isna().all(axis=None)
    centre = towns.loc[large, columns]
    assert centre["centre_cell"].notna().all()
    cells = edition.cells.set_index("cell")["ags"]
    assert (cells.loc[centre["centre_cell"]].to_numpy() == centre.index).all()
    assert centre["centre_ratio_2011"].notna().mean() > 0.99
    # about two thirds of the towns meet the criterion
    assert (centre["centre_ratio_2011"] >= CRITERION).mean() == pytest.approx(2 / 3, abs=0.05)
    # of the town's own cells, which on a border hold people of its neighbours too
    people = edition.cells.groupby("ags")["population_2011"].sum()[centre.index]
    assert (centre["centre_population_2011"] <= people).all()
    covered = edition.cells["population_2022"].notna().groupby(edition.cells["ags"]).any()
    measured = centre.index[centre["centre_share_2022"].notna()]
    assert {"11000000", "02000000"} <= set(measured) <= set(covered.index[covered])


def cells_of_100_m_agree_with_the_regional_table(edition: Edition) -> None:
    cells = edition.cells_100m
    people = cells.groupby("ags")["population_2022"].sum()
    towns = edition.municipalities.set_index("ags")["population_2022"]
    assert (cells["population_2022"] > 0).all()
    for ags in ("11000000", "02000000"):
        assert people[ags] == pytest.approx(towns[ags], rel=0.005)


def districts_of_towns(edition: Edition) -> None:
    shipped = {source.ags: source.id for source in load_catalogue().values() if source.ags}
    assert {entry["ags"]: entry["source"] for entry in edition.cities} == shipped
    assert edition.manifest["absent"] == []
    for ags, expected in DISTRICTS.items():
        city = edition.city(ags)
        years = city.observations["year"]
        assert (len(city.areas), years.min(), years.max()) == expected[:3]
        last = city.observations[years == years.max()]
        totals = last.groupby("indicator")["value"].sum()
        assert (totals["foreign"], totals["population"]) == expected[3:]
    berlin = edition.city("11000000")
    assert "06010102" in berlin.record[0]
    assert "04030417" in berlin.record[0]
    named = berlin.areas[berlin.areas["name"] == "Schloßstraße"]
    assert named["area_id"].to_list() == ["04030417", "06010102"]


def outlines_of_districts_fit(edition: Edition) -> None:
    for entry in edition.cities:
        city = edition.city(entry["ags"])
        shapes = city.areas.geometry.to_numpy()
        assert shapely.coverage_is_valid(shapes)
        assert shapely.area(shapes).min() > 50**2, "large enough to be seen"
        town = edition.municipalities.set_index("ags").geometry[entry["ags"]]
        whole = shapely.union_all(shapes)
        assert whole.symmetric_difference(town).area < 0.1 * town.area, "in place"
        # a border of steps has an edge for every 50 m
        edges = shapely.get_num_coordinates(shapes).sum()
        assert shapely.length(shapes).sum() / edges > 150


def lookup_holds_every_area(edition: Edition) -> None:
    grid = from_runs(edition.layer("area_cells"), size=250)
    held = np.bincount(grid.areas[grid.areas >= 0], minlength=len(edition.municipalities))
    assert len(held) == len(edition.municipalities)
    assert (held > 0).all()


def every_source_is_accounted_for(edition: Edition) -> None:
    catalogue = load_catalogue()
    listed = {source["id"]: source for source in edition.manifest["sources"]}
    expected = {name for name, source in catalogue.items() if not source.supplement}
    assert expected <= listed.keys() <= catalogue.keys()
    for name, source in listed.items():
        assert source["attribution"] == catalogue[name].attribution
        assert source["file"] == catalogue[name].path.rpartition("/")[2]
        assert len(source["sha256"]) == 64
        assert source["rows_read"] > 0
        assert source["rows_unmatched"] >= len(source["unmatched_keys"])
    text = (edition.path / "README.md").read_text(encoding="utf-8")
    assert text == readme(edition.manifest)


def small_and_no_copy_of_a_source(edition: Edition) -> None:
    files = list(edition.path.iterdir())
    assert {path.name for path in files} == {
        "manifest.json",
        "README.md",
        *(f"{layer}.parquet" for layer in LAYERS),
    }
    assert sum(path.stat().st_size for path in files) <= LARGEST_EDITION
    sources = {source["sha256"] for source in edition.manifest["sources"]}
    assert not {hashlib.sha256(path.read_bytes()).hexdigest() for path in files} & sources


ASSERTIONS = (
    passes_its_own_check,
    number_of_areas,
    keys_fit_together,
    inhabitants_are_conserved,
    nobody_lives_where_nobody_can,
    no_figure_is_nil_instead_of_missing,
    shares_of_the_nation,
    cells_of_2022_agree_with_the_regional_table,
    nine_towns,
    classes_of_towns,
    outlines_fit,
    centres_of_towns,
    cells_of_100_m_agree_with_the_regional_table,
    districts_of_towns,
    outlines_of_districts_fit,
    lookup_holds_every_area,
    every_source_is_accounted_for,
    small_and_no_copy_of_a_source,
)
