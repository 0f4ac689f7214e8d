"""What all tests share: the edition that ships with the project, and the publishers' files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from ankunft.edition import Edition, open_edition, shipped_path

# how long an example takes says more about the machine than about the code
settings.register_profile("ankunft", deadline=None)
settings.load_profile("ankunft")

# an update somebody has made on this machine is none of the tests' business
os.environ.setdefault("ANKUNFT_EDITION", str(shipped_path()))


def together(test: str) -> str:
    """Which tests one process takes when `make test` runs several: those of a module, as a rule.

    All that drive a browser, so that only one does at a time; and the folders whose modules share
    what takes long to make.
    """
    file = test.partition("::")[0]
    folder, _, name = file.rpartition("/")
    if name.startswith("test_browser"):
        return "browser"
    return folder if folder.endswith(("/build", "/factsheet")) else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Deal tests out by :func:`together`; marks do the same but not with pytest 9.2."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return together(nodeid)

    config.option.loadscopereorder = False
    return Together(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that the processes end at about the same time."""
    longest = ("browser", "tests/build")
    items.sort(key=lambda item: (*longest, together(item.nodeid)).index(together(item.nodeid)))


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
