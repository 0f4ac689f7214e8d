"""Sheets are made from the shipped edition, read once for all tests."""

from __future__ import annotations

import pytest

from ankunft.output.factsheet import Ground, ground_of


@pytest.fixture(scope="session")
def ground(edition) -> Ground:
    return ground_of(edition)
