"""The miniature country, built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ankunft.build import build_edition
from ankunft.edition import Edition, open_edition
from ankunft.sources.catalogue import load_catalogue

from .country import CITY, write_city, write_country


@pytest.fixture(scope="session")
def country(tmp_path_factory) -> Path:
    """The publishers' files of the miniature country; read-only."""
    return write_country(tmp_path_factory.mktemp("country"))


@pytest.fixture(scope="session")
def mini(country, tmp_path_factory) -> Edition:
    """The edition built from them; read-only."""
    out = tmp_path_factory.mktemp("mini") / "edition"
    build_edition(country, out, national=False)
    return open_edition(out)


@pytest.fixture(scope="session")
def with_city(tmp_path_factory) -> Edition:
    """The edition of the same country with the districts of one of its towns; read-only."""
    folder = write_city(write_country(tmp_path_factory.mktemp("with_city")))
    out = tmp_path_factory.mktemp("mini_city") / "edition"
    catalogue = {**load_catalogue(), CITY.id: CITY}
    build_edition(folder, out, national=False, catalogue=catalogue)
    return open_edition(out)
