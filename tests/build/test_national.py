"""The shipped edition, and a fresh build from the publishers' real files where they are there."""

from __future__ import annotations

import hashlib

import pytest

from ankunft.build import build_edition
from ankunft.edition import Edition, open_edition

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
