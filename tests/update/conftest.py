"""The server on loopback, and the miniature country on it: what is in use, and what is new."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from build import country as c
from sources.files import write_workbook

from ankunft.build import build_edition, check_edition
from ankunft.cli.update import run_update
from ankunft.edition import Edition, open_edition
from ankunft.edition.folders import Folders, adopt
from ankunft.sources.catalogue import Source
from ankunft.update.retry import Patience

from .published import NEWER_RENT, RENT, publish
from .server import Server, running


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the machine is set to, loopback is asked directly."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as site:
        yield site


@pytest.fixture
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has told where editions, data and files lie."""
    for name in ("ANKUNFT_EDITION", "ANKUNFT_DATA", "ANKUNFT_MIRRORS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def before(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The edition that is in use before each test; read-only."""
    out = tmp_path_factory.mktemp("before") / "edition"
    build_edition(c.write_country(tmp_path_factory.mktemp("old")), out, national=False)
    return open_edition(out)


@pytest.fixture(scope="session")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The publishers' files as they are now: another rent, and 100 people more in Cmarkt; read-only."""
    folder = c.write_country(tmp_path_factory.mktemp("newer"))
    name, values = c.GRIDS[RENT]
    c.write_grid_2022(folder, RENT, name, [NEWER_RENT, *values[1:]])
    rows = [[*row[:4], row[4] + 100, *row[5:]] if row[1] == c.C else row for row in c.DEMOGRAPHY]
    write_workbook(c.path_of(folder, "regional_demography"), {"CSV-Demografie": rows})
    return folder


@pytest.fixture
def own(tmp_path: Path, before: Edition) -> Folders:
    """The folders of a user whose edition in use is `before`."""
    made = Folders(tmp_path / "data")
    shutil.copytree(before.path, made.staging)
    adopt(made, made.staging, partial(check_edition, national=False))
    return made


@pytest.fixture
def published(server: Server, newer: Path) -> dict[str, Source]:
    """The catalogue whose addresses offer the newer files."""
    return publish(server, newer)


@pytest.fixture
def update(
    own: Folders, published: dict[str, Source], capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Runs the command; returns the exit code, stdout and stderr."""

    def run(**options: Any) -> tuple[int, str, str]:
        patience = Patience(tries=2, base=0.0)
        options = {"national": False, "patience": patience, **options}
        code = run_update(own, published, **options)
        return code, *capsys.readouterr()

    return run
