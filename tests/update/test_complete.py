"""The update as people start it: the miniature country, fetched from loopback and built anew.

Of the cell in the south-west the edition in use knows another rent than the publishers now say.
"""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from build import country as c
from sources.files import write_zip

from ankunft.base.errors import AnkunftError, ParameterError
from ankunft.build import build_edition, check_edition
from ankunft.edition import Edition, open_edition
from ankunft.edition.folders import Folders, current_edition
from ankunft.sources.catalogue import Source
from ankunft.store.disk import DiskFullError
from ankunft.update.choice import Outcome, Result
from ankunft.update.complete import Listener, Stage, complete_update
from ankunft.update.failures import BusyError, CancelledError
from ankunft.update.retry import Patience
from ankunft.update.run import Updated

from .published import NEWER_RENT, OLDER_RENT, RENT, address_of
from .server import Server, page, status, whole

CHILD = Path(__file__).with_name("child_complete.py")
QUICK = Patience(tries=3, base=0.0)
OLD_RENT, NEW_RENT = (float(text.replace(",", ".")) for text in (OLDER_RENT, NEWER_RENT))


class Notes(Listener):
    """Keeps what it is told; `act` is called at each step."""

    def __init__(self, act=lambda stage, done: None) -> None:
        self.act = act
        self.steps: list[tuple[Stage, int, int]] = []
        self.refusals: dict[str, str] = {}
        self.results: list[Mapping[str, Result]] = []

    def fetched(self, results: Mapping[str, Result]) -> None:
        self.results.append(results)

    def working(self, stage: Stage, name: str, done: int, total: int) -> None:
        self.steps.append((stage, done, total))
        self.act(stage, done)

    def refused(self, id_: str, reason: str) -> None:
        self.refusals[id_] = reason


def run(folders: Folders, catalogue: Mapping[str, Source], listener=None, **options) -> Updated:
    options = {"patience": QUICK, **options}
    return complete_update(folders, listener, catalogue, national=False, **options)


def used(folders: Folders) -> Edition:
    """The edition in use, which is whole."""
    path = current_edition(folders)
    assert path is not None
    assert {place.name for place in folders.editions.iterdir() if place.name[0] == "."} <= {".new"}
    return check_edition(path, national=False)


def rent(edition: Edition) -> float:
    return edition.cells.set_index("cell")["rent_2022"][c.ROW * 100_000 + c.COLUMN]


def digests(edition: Edition) -> dict[str, str]:
    """Of the files that the edition is made of, by source."""
    return {entry["id"]: entry["sha256"] for entry in edition.manifest["sources"]}


def digests_of(folder: Path, ids) -> dict[str, str]:
    files = {id_: c.path_of(folder, id_).read_bytes() for id_ in ids}
    return {id_: hashlib.sha256(content).hexdigest() for id_, content in files.items()}


def fails(server: Server, id_: str, *script) -> None:
    """The server behaves like that when the file of this source is asked for."""
    server.scripts[address_of(id_)] = list(script)


def wrong_content(server: Server, id_: str, folder: Path) -> None:
    """Offer an archive that is whole, and holds something else."""
    write_zip(folder / "wrong.zip", {"liesmich.txt": "nichts"})
    server.files[address_of(id_)] = (folder / "wrong.zip").read_bytes()


# --- what becomes of the sources


def test_everything_is_fetched(own, published, newer, tmp_path):
    notes = Notes()
    done = run(own, published, notes)
    towns = [id_ for id_, source in published.items() if source.ags]
    assert {id_: result.outcome for id_, result in done.results.items()} == {
        id_: Outcome.BY_HAND if id_ in towns else Outcome.FETCHED for id_ in published
    }
    edition = used(own)
    assert edition.path == done.path
    assert rent(edition) == NEW_RENT
    assert "carried" not in edition.manifest
    # the same as of files in a folder, and told as it went
    fresh = build_edition(newer, tmp_path / "x", national=False, catalogue=published)
    assert fresh["edition"] == edition.hash
    assert notes.results == [done.results]
    for stage in Stage:
        steps = [(step, total) for told, step, total in notes.steps if told is stage]
        assert steps == [(step, steps[0][1]) for step in range(steps[0][1] + 1)]
    assert [stage for stage, step, _ in notes.steps if step == 0] == list(Stage)


def test_the_same_again(server, own, published):
    first = run(own, published)
    server.requests.clear()
    second = run(own, published)
    assert second.path == first.path
    outcomes = {r.outcome for id_, r in second.results.items() if not published[id_].ags}
    assert outcomes == {Outcome.UNCHANGED}
    assert len(server.requests) == len([s for s in published.values() if not s.ags])


@pytest.mark.parametrize(
    "id_", [RENT, "zensus2011_100m", "regional_demography", "municipal_outlines", "county_series"]
)
def test_a_source_that_is_not_there_is_taken_over(server, own, published, before, newer, id_):
    fails(server, id_, status(404))
    notes = Notes()
    done = run(own, published, notes)
    failed = done.results[id_]
    assert (failed.outcome, failed.path) == (Outcome.FAILED, None)
    assert server.address("") in failed.reason
    assert "Status 404" in failed.reason
    assert notes.refusals == {}, "a file that is not there is none that cannot be read"
    edition = used(own)
    assert edition.manifest["carried"] == [id_]
    wanted = {**digests_of(newer, digests(before)), id_: digests(before)[id_]}
    assert digests(edition) == wanted
    assert rent(edition) == (OLD_RENT if id_ == RENT else NEW_RENT)
    people = edition.municipalities.set_index("ars")["population_2022"][c.C]
    assert people == (2100 if id_ == "regional_demography" else 2200)


def test_a_web_page_in_place_of_the_file(server, own, published):
    fails(server, RENT, page)
    done = run(own, published)
    assert "Webseite" in done.results[RENT].reason
    edition = used(own)
    assert edition.manifest["carried"] == [RENT]
    assert rent(edition) == OLD_RENT


def test_a_file_with_another_content_is_refused(server, own, published, tmp_path):
    wrong_content(server, RENT, tmp_path)
    notes = Notes()
    done = run(own, published, notes)
    assert done.results[RENT].outcome is Outcome.FETCHED
    assert list(notes.refusals) == [RENT]
    assert "liesmich.txt" in notes.refusals[RENT]
    edition = used(own)
    assert edition.manifest["carried"] == [RENT]
    assert rent(edition) == OLD_RENT


def test_what_was_taken_over_is_fetched_next_time(server, own, published):
    fails(server, RENT, status(404))
    run(own, published)
    fails(server, RENT, whole)
    done = run(own, published)
    assert done.results[RENT].outcome is Outcome.FETCHED
    edition = used(own)
    assert "carried" not in edition.manifest
    assert rent(edition) == NEW_RENT


def test_a_newer_file_that_fails_leaves_the_older_one(server, own, published, newer):
    run(own, published)
    fails(server, RENT, status(500))
    done = run(own, published)
    assert done.results[RENT].outcome is Outcome.FAILED
    assert done.results[RENT].path == own.sources / published[RENT].path
    edition = used(own)
    assert "carried" not in edition.manifest
    assert digests(edition) == digests_of(newer, digests(edition))


def test_refused_twice_and_then_served(server, own, published):
    fails(server, RENT, status(403), status(403), whole)
    done = run(own, published)
    assert done.results[RENT].outcome is Outcome.FETCHED
    assert len(server.asked(address_of(RENT))) == 3
    assert rent(used(own)) == NEW_RENT


def test_only_some(server, own, published, before, newer):
    done = run(own, published, only=["zensus2022"])
    asked = {id_ for id_ in published if id_.startswith("zensus2022_")}
    assert set(done.results) == asked
    assert {r.path for r in server.requests} == {address_of(id_) for id_ in asked}
    edition = used(own)
    assert set(edition.manifest["carried"]) == set(digests(before)) - asked
    assert digests(edition) == {**digests(before), **digests_of(newer, asked)}
    assert rent(edition) == NEW_RENT


def test_files_that_are_there_are_used_although_not_asked_for(server, own, published):
    run(own, published)
    server.requests.clear()
    done = run(own, published, only=[RENT])
    assert {r.path for r in server.requests} == {address_of(RENT)}
    outcomes = {r.outcome for id_, r in done.results.items() if id_ != RENT}
    assert outcomes == {Outcome.KEPT}
    assert "carried" not in used(own).manifest


def test_without_a_network_from_a_folder(server, own, published, newer):
    done = run(own, published, sources=newer, offline=True)
    assert server.requests == []
    outcomes = {r.outcome for id_, r in done.results.items() if not published[id_].ags}
    assert outcomes == {Outcome.TAKEN}
    assert rent(used(own)) == NEW_RENT


# --- what changes nothing


def test_nothing_at_all_to_build_of(own, published, before):
    with pytest.raises(AnkunftError, match="Keine einzige Quelle liegt vor"):
        run(own, published, offline=True)
    assert used(own).hash == before.hash


def test_a_source_that_nobody_knows(server, own, published, before):
    with pytest.raises(ParameterError, match="„zensus“ gibt es nicht"):
        run(own, published, only=["zensus"])
    assert server.requests == []
    assert used(own).hash == before.hash


@pytest.mark.parametrize(
    ("stage", "step"), [(Stage.BUILD, 0), (Stage.BUILD, 9), (Stage.CHECK, 0), (Stage.CHECK, 5)]
)
def test_cancelled_at_a_step(own, published, before, stage, step):
    stop = threading.Event()
    seen: list[tuple[Stage, int]] = []

    def act(told: Stage, done: int) -> None:
        seen.append((told, done))
        if (told, done) == (stage, step):
            stop.set()

    with pytest.raises(CancelledError, match="abgebrochen"):
        run(own, published, Notes(act), stop=stop)
    assert seen[-1] == (stage, step), "no further step was begun"
    assert used(own).hash == before.hash
    assert not own.staging.exists()
    assert rent(open_edition(run(own, published).path)) == NEW_RENT


@contextmanager
def process(folders: Folders, server: Server, *point: object) -> Iterator[None]:
    """An update of its own that has come to this step; killed at the end of the block."""
    command = [sys.executable, str(CHILD), str(folders.data), server.address(""), *map(str, point)]
    running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        assert running.stdout.readline().split() == [str(part) for part in point]
        yield
    finally:
        running.kill()
        running.communicate()


@pytest.mark.parametrize(
    "point", [("build", 0), ("build", 7), ("build", 13), ("check", 0), ("check", 9)]
)
def test_killed_at_a_step_and_done_again(server, own, published, before, point):
    with process(own, server, *point):
        assert used(own).hash == before.hash
    assert used(own).hash == before.hash
    server.requests.clear()
    done = run(own, published)
    assert {r.outcome for id_, r in done.results.items() if not published[id_].ags} == {
        Outcome.UNCHANGED
    }
    assert rent(used(own)) == NEW_RENT
    assert not own.staging.exists()
    assert not list(own.editions.glob(".*")), "nothing is left of the one that was killed"


def test_killed_again_and_again(server, own, published, before):
    """Each time later: at any touch of the folder there is an edition that opens."""
    address = server.address("")
    for number in range(6, 200, 12):
        command = [sys.executable, str(CHILD), str(own.data), address, "touch", str(number)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        assert ended.returncode in (0, -signal.SIGKILL), ended.stderr
        edition = open_edition(current_edition(own))
        assert check_edition(edition.path, national=False).hash == edition.hash
        assert rent(edition) == (OLD_RENT if edition.hash == before.hash else NEW_RENT)
        if ended.returncode == 0:
            break
    assert number > 20, "it was killed some times"
    assert rent(used(own)) == NEW_RENT
    assert not list(own.editions.glob(".*")), "nothing is left of those that were killed"


def test_two_at_once(server, own, published, before):
    with process(own, server, "build", 3):
        server.requests.clear()
        with pytest.raises(BusyError, match="läuft schon eine Aktualisierung"):
            run(own, published)
        assert server.requests == []
    assert used(own).hash == before.hash


@pytest.mark.parametrize("room", [0, 20_000], ids=["none", "for small layers"])
def test_a_disk_that_is_full_when_the_edition_is_written(own, server, before, published, room):
    command = [sys.executable, str(CHILD), str(own.data), server.address(""), "room", str(room)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (said.stderr, said.returncode) == ("", 0)
    kind, sentence = said.stdout.strip().split(": ", 1)
    assert kind == DiskFullError.__name__
    assert "Der Datenträger ist voll" in sentence
    assert str(own.staging) in sentence
    assert used(own).hash == before.hash
    assert not list(own.editions.glob(".*"))
    assert rent(open_edition(run(own, published).path)) == NEW_RENT
