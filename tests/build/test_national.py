"""The shipped edition, and a fresh build from the publishers' real files where they are there."""

from __future__ import annotations

import hashlib

import pandas as pd
import pytest

from ankunft.build import build_edition
from ankunft.edition import Edition, open_edition
from ankunft.sources import zensus2022
from ankunft.sources.catalogue import load_catalogue, locate

from .national import ASSERTIONS

named = pytest.mark.parametrize("holds", ASSERTIONS, ids=lambda function: function.__name__)


@pytest.fixture(scope="session")
def fresh(sources, tmp_path_factory) -> Edition:
    """An edition built now from all the files; skipped without them."""
    out = tmp_path_factory.mktemp("fresh") / "geo"
    build_edition(sources, out)
    return open_edition(out)


@named
def test_the_shipped_edition(edition, holds):
    holds(edition)


@pytest.mark.sources
@named
def test_a_fresh_build(fresh, holds):
    holds(fresh)


@pytest.mark.sources
def test_the_shipped_edition_is_the_result_of_the_build_and_of_nothing_else(fresh, edition):
    for path in sorted(fresh.path.iterdir()):
        assert path.read_bytes() == (edition.path / path.name).read_bytes(), (
            f"{path.name} is not what `ankunft build` makes of these files; build the edition anew"
        )
    assert fresh.hash == edition.hash


@pytest.mark.sources
def test_no_file_of_the_edition_is_a_copy(sources, edition):
    theirs = {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sources.rglob("*")
        if path.is_file()
    }
    assert theirs
    for path in edition.path.iterdir():
        assert hashlib.sha256(path.read_bytes()).hexdigest() not in theirs, path.name


@pytest.mark.sources
def test_nobody_of_the_100_m_cells_is_lost(sources, edition):
    source = load_catalogue()["zensus2022_population"]
    file = zensus2022.read_cells(locate(sources, source), "Einwohner", size=100).frame
    assert edition.cells_100m["population_2022"].sum() == file["value"].sum()
    assert len(edition.cells_100m) == (file["value"] > 0).sum()


@pytest.mark.sources
@pytest.mark.parametrize(
    "source", [s for s in load_catalogue().values() if s.ags], ids=lambda s: s.slug
)
def test_the_figures_of_the_districts_are_those_of_the_package(sources, edition, source):
    """All of them, whatever they are called there."""
    table = pd.read_csv(locate(sources, source) / "observations.csv", dtype={"area_id": "str"})
    key = ["year", "area_id", "value"]
    assert sorted(table[key].itertuples(index=False, name=None)) == sorted(
        edition.city(source.ags).observations[key].itertuples(index=False, name=None)
    )
    entry = next(s for s in edition.manifest["sources"] if s["id"] == source.id)
    assert (entry["rows_read"], entry["rows_unmatched"]) == (len(table), 0)
