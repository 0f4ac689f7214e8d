"""Whole updates: one at a time, and whatever ends them, the next one goes on."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from ankunft.base.errors import EditionError, SourceError
from ankunft.edition.folders import Folders, current_edition
from ankunft.sources.catalogue import Source
from ankunft.update.choice import Outcome
from ankunft.update.failures import BusyError, CancelledError, DownloadError
from ankunft.update.lock import update_lock
from ankunft.update.retry import Patience
from ankunft.update.run import update

from .editions import check, content_of, write_edition
from .server import Server, archive, cut, stall, status, whole
from .sources import catalogue, source

CHILD = Path(__file__).with_name("child.py")
OLD, FILE = b"old", archive()
QUICK = Patience(tries=2, base=0.0)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """With an edition in use."""
    made = Folders(tmp_path / "data")
    update(made, lambda paths, folder: write_edition(folder, OLD), check, {})
    return made


def build(paths: Mapping[str, Path], folder: Path) -> None:
    write_edition(folder, paths["s0"].read_bytes())


def used(folders: Folders) -> bytes:
    path = current_edition(folders)
    assert path is not None
    check(path)
    return content_of(path)


def one(server: Server, *script) -> dict[str, Source]:
    found = catalogue(server, {"s0": FILE}, {"s0": list(script)})
    return {"s0": replace(found["s0"], path="s0/s0.zip")}


@contextmanager
def process(folders: Folders, sources: Mapping[str, Source], stop_at: str) -> Iterator[None]:
    """An update of its own that has come to this point; killed at the end of the block."""
    command = [sys.executable, str(CHILD), str(folders.data), sources["s0"].download, stop_at]
    running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        assert running.stdout.readline().strip() == stop_at
        yield
    finally:
        running.kill()
        running.communicate()


def test_an_update_from_beginning_to_end(server, folders):
    sources = one(server)
    assert used(folders) == OLD
    done = update(folders, build, check, sources)
    assert (used(folders), done.path) == (FILE, current_edition(folders))
    assert done.results["s0"].outcome is Outcome.FETCHED
    again = update(folders, build, check, sources)
    assert again.results["s0"].outcome is Outcome.UNCHANGED
    assert again.path == done.path


@pytest.mark.parametrize("point", ["fetch", "fetched", "build", "check", "end"])
def test_killed_in_the_middle_and_continued(server, folders, point):
    script = (stall(50_000), whole) if point == "fetch" else (whole,)
    sources = one(server, *script)
    with process(folders, sources, point):
        assert used(folders) == (FILE if point == "end" else OLD)
    assert used(folders) == (FILE if point == "end" else OLD)
    done = update(folders, build, check, sources)
    assert used(folders) == FILE
    assert {path.name for path in folders.editions.iterdir() if path.name.startswith(".")} == set()
    if point == "fetch":
        assert server.requests[-1].range == "bytes=50000-"
    else:
        assert done.results["s0"].outcome is Outcome.UNCHANGED


def test_two_updates_exclude_each_other(server, folders):
    sources = one(server)
    with process(folders, sources, "build"):
        before = len(server.requests)
        with pytest.raises(BusyError, match="läuft schon eine Aktualisierung"):
            update(folders, build, check, sources)
        assert len(server.requests) == before
        assert (folders.staging / "half").exists(), "the other one's work is left alone"
    assert folders.lock.exists()
    assert update(folders, build, check, sources).path.is_dir()


def test_the_lock_holds_within_one_process_too(tmp_path):
    path = tmp_path / "deep" / "update.lock"
    with update_lock(path), pytest.raises(BusyError), update_lock(path):
        pass
    with update_lock(path):
        pass
    failures: list[Exception] = []

    def other() -> None:
        try:
            with update_lock(path):
                pass
        except BusyError as error:
            failures.append(error)

    with update_lock(path):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert len(failures) == 1


def test_a_lock_file_that_is_left_over_locks_nobody_out(tmp_path):
    path = tmp_path / "update.lock"
    path.write_text("4711\n")
    with update_lock(path):
        pass


def test_the_build_gets_what_is_there(server, folders):
    sources = {
        **one(server),
        "s1": source("s1", server.offer("/s1.zip", b"", status(404))),
        "register": source("register", ""),
    }
    seen: list[dict[str, Path]] = []

    def noting(paths: Mapping[str, Path], folder: Path) -> None:
        seen.append(dict(paths))
        assert not folder.exists()
        build(paths, folder)

    results = update(folders, noting, check, sources, patience=QUICK).results
    assert seen == [{"s0": folders.sources / "s0" / "s0.zip"}]
    assert [r.outcome for r in results.values()] == [
        Outcome.FETCHED, Outcome.FAILED, Outcome.BY_HAND,
    ]  # fmt: skip


@pytest.mark.parametrize("failure", ["build", "check", "fetched"])
def test_what_goes_wrong_leaves_the_old_edition(server, folders, failure):
    def wrong(*_: object) -> None:
        raise SourceError("wrong") if failure != "check" else EditionError("wrong")

    steps = {
        "build": {"build": wrong, "check": check},
        "check": {"build": build, "check": wrong},
        "fetched": {"build": build, "check": check, "fetched": wrong},
    }
    with pytest.raises((SourceError, EditionError), match="wrong"):
        update(folders, catalogue=one(server), **steps[failure])
    assert used(folders) == OLD
    assert {path.name for path in folders.editions.iterdir() if path.name.startswith(".")} == set()
    update(folders, build, check, one(server))
    assert used(folders) == FILE


def test_cancelling(server, folders):
    sources, stop = one(server, cut(50_000)), threading.Event()
    with pytest.raises(CancelledError, match="setzt an derselben Stelle fort"):
        update(
            folders, build, check, sources, stop=stop, progress=lambda report: stop.set(),
            patience=QUICK,
        )  # fmt: skip
    assert used(folders) == OLD
    stop.clear()

    def during(paths: Mapping[str, Path], folder: Path) -> None:
        build(paths, folder)
        stop.set()

    with pytest.raises(CancelledError):
        update(folders, during, check, one(server), stop=stop)
    assert used(folders) == OLD


def test_a_failed_source_is_no_failed_update(server, folders):
    sources = one(server, status(500))
    with pytest.raises(KeyError, match="s0"):
        update(folders, build, check, sources, patience=QUICK)
    assert used(folders) == OLD
    seen = []
    with pytest.raises(DownloadError):
        update(
            folders, build, check, sources, patience=QUICK,
            fetched=lambda results: (seen.append(results), _refuse(results)),
        )  # fmt: skip
    assert seen[0]["s0"].outcome is Outcome.FAILED


def _refuse(results) -> None:
    raise DownloadError("s0", results["s0"].reason)
