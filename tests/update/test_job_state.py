"""What the process of an update says, and what is understood of it."""

from __future__ import annotations

import io
import threading

import pytest

from ankunft.sources.catalogue import load_catalogue
from ankunft.update import job_child
from ankunft.update.choice import Outcome, Result
from ankunft.update.complete import Stage
from ankunft.update.fetch import Progress, State
from ankunft.update.job_child import Speaker
from ankunft.update.job_state import JobState, Phase, after

SOURCE = load_catalogue()["zensus2022_rent"]


class Gone(io.BytesIO):
    """A pipe with nobody at its other end."""

    def write(self, content) -> int:
        raise BrokenPipeError


def heard(output: io.BytesIO) -> list[JobState]:
    """The states after each line."""
    states = [JobState()]
    for line in output.getvalue().splitlines():
        states.append(after(states[-1], line))
    return states


def loading(id_: str, done: int, total: int | None) -> Progress:
    return Progress((State(id_, done, total),), done, total)


def test_said_and_understood(tmp_path):
    output = io.BytesIO()
    speaker = Speaker(output, threading.Event())
    speaker.fetching(loading(SOURCE.id, 5, None))
    speaker.fetched({SOURCE.id: Result(SOURCE, Outcome.FAILED, None, "http://a: „nein“.")})
    speaker.working(Stage.BUILD, "Raster 2022", 6, 13)
    speaker.refused("x", "x.zip: falsch.")
    speaker.working(Stage.CHECK, "cells_1km", 1, 9)
    speaker.ended(Phase.DONE, edition=tmp_path)
    states = heard(output)
    assert [s.phase for s in states] == [
        Phase.START, Phase.FETCH, Phase.FETCH, Phase.BUILD, Phase.BUILD, Phase.CHECK, Phase.DONE,
    ]  # fmt: skip
    assert (states[1].done, states[1].total) == (5, None)
    (failed,) = states[-1].with_outcome(Outcome.FAILED)
    assert (failed.done, failed.total, failed.reason) == (5, None, "http://a: „nein“.")
    assert (states[3].step, states[3].step_done, states[3].step_total) == ("Raster 2022", 6, 13)
    assert [one.refused for one in states[-1].refused] == ["x.zip: falsch."]
    assert states[-1].edition == tmp_path
    assert [s.ended for s in states] == [False] * 6 + [True]


def test_what_is_said_too_often_is_said_once(monkeypatch):
    monkeypatch.setattr(job_child, "PAUSE", 1e9)
    output = io.BytesIO()
    speaker = Speaker(output, threading.Event())
    speaker.spoke = -2e9
    for number in range(1, 101):
        speaker.fetching(loading("a" if number % 2 else "b", number, 100))
    assert len(heard(output)) == 2
    speaker.fetched({})
    last = heard(output)[-1]
    assert len(heard(output)) == 4
    assert {id_: one.done for id_, one in last.sources.items()} == {"a": 99, "b": 100}
    assert last.done == 100


def test_a_source_that_was_given_up_is_not_shown_as_loaded():
    output = io.BytesIO()
    states = (State("a", 5, 5, given_up=True), State("b", 5, 5))
    Speaker(output, threading.Event()).fetching(Progress(states, 10, 10))
    sources = heard(output)[-1].sources
    assert (sources["a"].empty, sources["b"].empty) == (True, False)


def test_nobody_listens():
    stop = threading.Event()
    Speaker(Gone(), stop).working(Stage.BUILD, "", 0, 1)
    assert stop.is_set()


@pytest.mark.parametrize(
    "line",
    [
        b"", b"\xff\xfe", b"null", b"[]", b"1", b'"says"', b"{}", b'{"says": "what"}',
        b'{"says": ["working"]}', b'{"says": "fetching", "changed": 1, "done": 0, "total": 0}',
        b'{"says": "fetching", "changed": [["a", "x", 1]], "done": 0, "total": 0}',
        b'{"says": "fetched", "results": [["a", "vanished", ""]]}',
        b'{"says": "fetched", "results": [[["a"], "fetched", ""]]}',
        b'{"says": "working", "stage": "done", "name": "", "done": 1, "total": 1}',
        b'{"says": "working", "stage": "build", "name": "", "done": 1e999, "total": 1}',
        b'{"says": "ended", "phase": "build", "edition": "x", "sentence": ""}',
        b'{"says": "ended", "phase": "done", "edition": 5, "sentence": ""}',
        b"[" * 100_000,
    ],
)  # fmt: skip
def test_nonsense_changes_nothing(line):
    before = JobState(phase=Phase.FETCH, done=7)
    assert after(before, line) is before


def test_long_texts_are_cut():
    output = io.BytesIO()
    Speaker(output, threading.Event()).ended(Phase.FAILED, "x" * 100_000)
    assert len(heard(output)[-1].sentence) < 10_000
