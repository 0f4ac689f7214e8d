"""The publishers' own files: known totals, and how long reading may take."""

from __future__ import annotations

from pathlib import Path

import pytest

from ankunft.base.reasons import Reason
from ankunft.sources import bkg, gemeindeverzeichnis, inkar, regional, zensus2011, zensus2022
from ankunft.sources.catalogue import load_catalogue, locate

pytestmark = pytest.mark.sources


@pytest.fixture
def path(sources: Path):
    return lambda source: locate(sources, load_catalogue()[source])


def test_census_of_2011_1km(path):
    reading = zensus2011.read_cells_1km(path("zensus2011_1km"))
    assert reading.rows_read == len(reading.frame) == 361_478
    assert reading.frame["population"].sum() == 80_212_528
    uninhabited = reading.frame["population_reason"] == Reason.UNINHABITED
    assert uninhabited.sum() == 146_845
    suppressed = reading.frame["share_foreign_reason"] == Reason.SUPPRESSED
    assert suppressed.sum() == 13_532


def test_census_of_2011_100m(path):
    reading = zensus2011.read_origin_100m(path("zensus2011_100m"))
    frame = reading.frame
    assert frame["cell"].is_monotonic_increasing
    assert frame["foreign"].notna().sum() == 626_374
    assert frame[["foreign", "eu", "non_eu"]].min().min() == 3


@pytest.mark.parametrize("source", zensus2022.COLUMNS)
@pytest.mark.parametrize("size", [100, 1000])
def test_census_of_2022_cells(path, source, size):
    frame = zensus2022.read_cells(path(source), zensus2022.COLUMNS[source], size=size).frame
    assert frame["cell"].is_unique
    missing = frame["value"].isna()
    assert (missing == (frame["value_reason"] == Reason.SUPPRESSED)).all()
    assert (~missing).sum() > 0
    assert frame["value"].min() >= 0


def test_both_sizes_of_2022_hold_the_same_people(path):
    totals = [
        zensus2022.read_cells(path("zensus2022_population"), "Einwohner", size=size)
        .frame["value"]
        .sum()
        for size in (100, 1000)
    ]
    assert totals[0] == pytest.approx(totals[1], rel=0.01)


def test_regional_tables(path):
    demography = regional.read_demography(path("regional_demography")).frame
    dwellings = regional.read_dwellings(path("regional_dwellings")).frame
    assert len(demography) == len(dwellings) == 10_786
    assert demography["population"].sum() == 82_711_282
    assert demography["foreigners"].isna().sum() == 344
    assert (demography["foreigners_reason"] == Reason.NOT_PUBLISHED).sum() == 344
    assert dwellings["vacancy"].isna().sum() == 242
    assert dwellings["rent"].isna().sum() == 103
    assert set(demography["ags"]) == set(dwellings["ags"])


def test_register_holds_every_municipality_of_the_census(path):
    register = path("municipal_register")
    municipalities = gemeindeverzeichnis.read_municipalities(register).frame
    census = regional.read_demography(path("regional_demography")).frame
    assert set(census["ags"]) <= set(municipalities["ags"])
    counties = gemeindeverzeichnis.read_counties(register).frame
    states = gemeindeverzeichnis.read_states(register).frame
    assert len(counties) == 400
    assert len(states) == 16
    # Areas at sea and on the border belong to no Kreis.
    on_land = municipalities[municipalities["lon"].notna()]
    assert set(on_land["ags"].str[:5]) == set(counties["county"])


@pytest.mark.parametrize("edition", ["31122013", "31122021", "31122023"])
def test_every_edition_of_the_register_is_read(sources, edition):
    path = sources / "gemeindeverzeichnis" / f"{edition}_Auszug_GV.xlsx"
    frame = gemeindeverzeichnis.read_municipalities(path).frame
    assert frame["population_register"].sum() > 80_000_000
    assert frame["lon"].dropna().between(5.8, 15.1).all()
    assert frame["lat"].dropna().between(47.2, 55.1).all()
    assert set(frame["urbanisation"]) == {"01", "02", "03"}
    assert not frame["name"].str.contains(r",|gemfr\.").any()
    assert (frame["name"] != "").all()
    assert frame.loc[frame["unincorporated"], "designation"].str.startswith("gemeindefrei").all()


def test_outlines_cover_every_municipality_of_the_census(path):
    reading = bkg.read_outlines(path("municipal_outlines"))
    frame = reading.frame
    assert reading.notes == {"repaired": 37, "joined": 0}
    assert len(frame) == reading.rows_read == 10_990
    assert frame.is_valid.all()
    assert frame["ags"].is_unique
    census = regional.read_demography(path("regional_demography")).frame
    assert set(census["ars"]) <= set(frame["ars"])


def test_county_series(path):
    reading = inkar.read_series(path("county_series"))
    assert reading.rows_read == len(reading.frame) == 239_834
    counties = gemeindeverzeichnis.read_counties(path("municipal_register")).frame
    assert set(reading.frame["county"]) == set(counties["county"])
    assert reading.frame["year"].min() == 1995
