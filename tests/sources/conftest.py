from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def sources() -> Path:
    """The folder of the publishers' real files."""
    beside_the_project = Path(__file__).parents[3] / "shared" / "sources"
    folder = Path(os.environ.get("ANKUNFT_SOURCES", beside_the_project))
    if not folder.is_dir():
        pytest.skip(f"no publishers' files in {folder}; set ANKUNFT_SOURCES to their folder")
    return folder
