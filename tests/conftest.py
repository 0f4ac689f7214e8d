"""What all tests share: the edition that ships with the project, and the publishers' files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from ankunft.edition import Edition, open_edition, shipped_path

# how long an example takes says more about the machine than about the code
settings.register_profile("ankunft", deadline=None)
settings.load_profile("ankunft")

# an update somebody has made on this machine is none of the tests' business
os.environ.setdefault("ANKUNFT_EDITION", str(shipped_path()))


@pytest.fixture(scope="session")
def edition() -> Edition:
    """The shipped edition; its layers are shared, so treat them as read-only."""
    return open_edition()


@pytest.fixture(scope="session")
def sources() -> Path:
    """The folder of the publishers' real files."""
    beside_the_project = Path(__file__).parents[2] / "shared" / "sources"
    folder = Path(os.environ.get("ANKUNFT_SOURCES", beside_the_project))
    if not folder.is_dir():
        pytest.skip(f"no publishers' files in {folder}; set ANKUNFT_SOURCES to their folder")
    return folder
