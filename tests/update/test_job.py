"""The update in a process of its own: what it says, how it is ended, and whatever becomes of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ankunft.edition import open_edition
from ankunft.edition.folders import Folders, current_edition
from ankunft.sources.catalogue import load_catalogue
from ankunft.update import job
from ankunft.update.choice import Outcome
from ankunft.update.failures import BusyError
from ankunft.update.job_state import JobState, Phase
from ankunft.update.lock import update_lock

from .drip import drip
from .published import RENT, address_of, catalogue_at
from .server import Server

CHILD = (sys.executable, str(Path(__file__).with_name("child_job.py")))
PARENT = (sys.executable, str(Path(__file__).with_name("parent_job.py")))
LONG = 60
"""Seconds that are never needed."""
BOUNDARIES = "municipal_boundaries"


@pytest.fixture
def folders(
    own: Folders, published, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, _bare
) -> Folders:
    """Of a user whose program asks the server on loopback; it does not have the boundaries."""
    asked = {id_: source.download for id_, source in catalogue_at(server.address("")).items()}
    asked[BOUNDARIES] = server.address("/missing.zip")
    lines = [f"{id_} = {json.dumps(address)}" for id_, address in asked.items() if address]
    (tmp_path / "mirrors.toml").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setenv("ANKUNFT_DATA", str(own.data))
    monkeypatch.setenv("ANKUNFT_MIRRORS", str(tmp_path / "mirrors.toml"))
    return own


@pytest.fixture
def start() -> Iterator[Callable[..., job.Job]]:
    """Starts jobs; none outlives its test."""
    started: list[job.Job] = []

    def begin(*command: str) -> job.Job:
        started.append(job.start(command or CHILD))
        return started[-1]

    yield begin
    for one in started:
        one.cancel()
        assert one.wait(LONG)


def until(condition: Callable[[], object]) -> None:
    """Wait for it; a machine may be slow, but not that slow."""
    for _ in range(LONG * 50):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("it never comes")


def python(text: str) -> tuple[str, ...]:
    return (sys.executable, "-c", text)


def free(folders: Folders) -> bool:
    try:
        with update_lock(folders.lock):
            return True
    except BusyError:
        return False


def test_from_beginning_to_end(server, folders, before, start):
    running = start()
    assert job.current() is running
    assert start() is running, "one at a time"
    seen: list[JobState] = []
    while running.running:
        if not seen or seen[-1] != running.state:
            seen.append(running.state)
        time.sleep(0.001)
    state = running.state
    assert (state.phase, state.sentence) == (Phase.DONE, "")
    assert state.edition == current_edition(folders)
    assert state.edition is not None
    assert open_edition(state.edition).hash != before.hash
    phases = list(dict.fromkeys(one.phase for one in seen))
    # one that is over between two looks is not seen
    assert phases == [phase for phase in Phase if phase in phases]
    assert Phase.BUILD in phases
    built = [one.step_done for one in seen if one.phase is Phase.BUILD]
    assert built == sorted(built)
    assert {one.step for one in seen if one.phase is Phase.BUILD} - {""}, "steps have names"
    (failed,) = state.with_outcome(Outcome.FAILED)
    assert failed.id == BOUNDARIES
    assert server.address("/missing.zip") in failed.reason
    towns = {id_ for id_, source in load_catalogue().items() if source.ags}
    assert {one.id for one in state.with_outcome(Outcome.BY_HAND)} == towns
    fetched = state.with_outcome(Outcome.FETCHED)
    assert {one.id for one in fetched} == set(load_catalogue()) - towns - {BOUNDARIES}
    assert all(one.done == one.total == len(server.files[address_of(one.id)]) for one in fetched)
    assert state.done == sum(one.done for one in fetched)
    assert start() is not running, "the next one"


def test_a_file_that_cannot_be_used(server, folders, start, tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "wrong.zip", "w") as file:
        file.writestr("liesmich.txt", "nichts")
    server.offer(address_of(RENT), (tmp_path / "wrong.zip").read_bytes())
    running = start()
    assert running.wait(LONG)
    assert running.state.phase is Phase.DONE
    (refused,) = running.state.refused
    assert (refused.id, refused.outcome) == (RENT, Outcome.FETCHED)
    assert refused.refused.count("\n") == 0


def test_cancelled_while_loading(server, folders, before, start):
    server.scripts[address_of(RENT)] = [drip]
    running = start()
    until(lambda: RENT in running.state.sources and running.state.sources[RENT].done)
    assert not running.cancelling
    running.cancel()
    running.cancel()
    assert running.wait(LONG)
    assert not running.cancelling
    assert running.state.phase is Phase.CANCELLED
    assert "setzt an derselben Stelle fort" in running.state.sentence
    assert free(folders)
    used = current_edition(folders)
    assert used is not None
    assert open_edition(used).hash == before.hash
    # the next one has it all
    server.scripts[address_of(RENT)] = []
    again = start()
    assert again.wait(LONG)
    assert again.state.phase is Phase.DONE


def test_one_that_does_not_listen_is_killed(start, monkeypatch):
    monkeypatch.setattr(job, "GRACE", 0.2)
    running = start(*python("import time\nwhile True: time.sleep(1)"))
    running.cancel()
    assert running.wait(LONG)
    assert running.state.phase is Phase.CANCELLED


def test_one_that_says_nothing_any_more_is_killed(start, monkeypatch):
    monkeypatch.setattr(job, "GRACE", 0.2)
    running = start(*python("import os, time\nos.close(1)\nwhile True: time.sleep(1)"))
    assert running.wait(LONG)
    assert running.state.phase is Phase.FAILED


@pytest.mark.skipif(os.name != "posix", reason="needs a signal that cannot be caught")
def test_an_update_ends_with_its_app(server, folders):
    server.scripts[address_of(RENT)] = [drip]
    with subprocess.Popen(PARENT, stdout=subprocess.PIPE, text=True) as app:
        assert app.stdout is not None
        assert app.stdout.readline() == "loading\n"
        assert not free(folders)
        app.kill()
    until(lambda: free(folders))


def test_another_update_is_running(server, folders, start):
    with update_lock(folders.lock):
        running = start()
        assert running.wait(LONG)
    assert running.state.phase is Phase.FAILED
    assert "läuft schon eine Aktualisierung" in running.state.sentence
    assert server.requests == []


@pytest.mark.parametrize(
    "text",
    [
        "print('was ist das?')",
        "import sys; sys.stdout.buffer.write(bytes(range(256)) * 20_000)",
        """print('{"says": "ended", "phase": "done", "edition": "", "sentence": ""}')""",
        """print('{"says": "working"')""",
        "raise SystemExit(3)",
    ],
)
def test_nonsense_is_no_success(start, text):
    running = start(*python(text))
    assert running.wait(LONG)
    assert running.state.phase is Phase.FAILED
    assert "unerwartet abgebrochen" in running.state.sentence
    assert "bisherige Ausgabe bleibt" in running.state.sentence


@pytest.mark.skipif(os.name != "posix", reason="needs a signal that cannot be caught")
def test_killed_from_outside(start):
    running = start(*python("import os; os.kill(os.getpid(), 9)"))
    assert running.wait(LONG)
    assert running.state.phase is Phase.FAILED
    assert "Arbeitsspeicher" in running.state.sentence


def test_a_program_that_is_not_there(start, tmp_path):
    running = start(str(tmp_path / "nothing"))
    assert not running.running
    assert running.state.phase is Phase.FAILED
    assert "lässt sich nicht starten" in running.state.sentence


def test_an_error_nobody_thought_of(folders, start, capfd):
    running = start(
        *python(
            "from ankunft.update import job_child\n"
            "job_child.complete_update = None\n"
            "print('a library prints')\n"
            "raise SystemExit(job_child.main())"
        )
    )
    assert running.wait(LONG)
    assert running.state.phase is Phase.FAILED
    assert "TypeError" in running.state.sentence
    assert "Traceback" in capfd.readouterr().err, "in the log of the app"
