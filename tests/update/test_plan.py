"""The dry run: sizes and hosts, and nothing is stored."""

from __future__ import annotations

import threading

from ankunft.base.language import NO_BREAK_SPACE
from ankunft.sources.catalogue import load_catalogue
from ankunft.update.choice import Outcome
from ankunft.update.fetch import fetch
from ankunft.update.plan import plan
from ankunft.update.retry import Patience
from ankunft.update.texts import by_hand_sentence, outcome_label, plan_label, size_text

from .server import archive, chunked, cut, only_get, redirect, running, status, whole
from .sources import catalogue, put, source

QUICK = Patience(tries=3, base=0.0, stall=5.0)
ONE, TWO = archive(5_000), archive(7_000)


def test_sizes_are_asked_for_and_nothing_is_fetched(server, tmp_path):
    scripts = {"b": [only_get], "c": [status(404)], "d": [status(403), status(403), whole]}
    sources = catalogue(server, {"a": ONE, "b": TWO, "c": ONE, "d": ONE}, scripts)
    sources["register"] = source("register", "")
    found = plan(tmp_path / "none", sources, patience=QUICK)
    assert [entry.source.id for entry in found.entries] == list(sources)
    assert found.sizes == {"a": len(ONE), "b": len(TWO), "d": len(ONE)}
    assert [entry.outcome.value for entry in found.entries] == [
        "fetched", "fetched", "failed", "fetched", "by_hand",
    ]  # fmt: skip
    assert "Status 404" in found.entries[2].reason
    assert found.hosts == [f"127.0.0.1:{server.port}"]
    assert [r.range for r in server.requests if r.method == "GET" and r.path == "/b.zip"] == [
        "bytes=0-0"
    ]
    assert not (tmp_path / "none").exists()


def test_hosts_that_others_lead_to_are_named(server, tmp_path):
    with running() as elsewhere:
        to = elsewhere.offer("/there.zip", ONE)
        sources = catalogue(server, {"a": b""}, {"a": [redirect(to)]})
        found = plan(tmp_path, sources)
    assert found.hosts == sorted([f"127.0.0.1:{server.port}", f"127.0.0.1:{elsewhere.port}"])
    assert found.sizes == {"a": len(ONE)}


def test_what_has_not_changed_is_not_in_the_plan(server, tmp_path):
    sources = catalogue(server, {"a": ONE, "b": ONE})
    fetch(tmp_path, sources)
    server.files["/b.zip"] = TWO
    found = plan(tmp_path, sources)
    assert [entry.outcome for entry in found.entries] == [Outcome.UNCHANGED, Outcome.FETCHED]
    assert found.sizes == {"b": len(TWO)}


def test_what_was_begun_is_in_the_plan(server, tmp_path):
    sources = catalogue(server, {"a": ONE})
    fetch(tmp_path, sources)
    server.files["/a.zip"] = TWO
    server.scripts["/a.zip"] = [cut(2_000), status(404)]
    fetch(tmp_path, sources, patience=QUICK)
    # the publisher takes the new one back: what was begun is still to be cleared up
    server.offer("/a.zip", ONE)
    assert plan(tmp_path, sources).sizes == {"a": len(ONE)}


def test_a_size_that_nobody_says(server, tmp_path):
    (entry,) = plan(tmp_path, catalogue(server, {"a": ONE}, {"a": [chunked()]})).entries
    assert (entry.outcome, entry.size) == (Outcome.FETCHED, None)


def test_a_plan_without_a_network(server, tmp_path):
    sources = catalogue(server, {"a": ONE, "b": ONE, "c": ONE})
    put(tmp_path / "theirs", "a.zip", ONE)
    fetch(tmp_path / "ours", sources, only=["b"])
    asked = len(server.requests)
    found = plan(tmp_path / "ours", sources, sources=tmp_path / "theirs", offline=True)
    assert [entry.outcome for entry in found.entries] == [
        Outcome.TAKEN, Outcome.KEPT, Outcome.MISSING,
    ]  # fmt: skip
    assert len(server.requests) == asked


def test_a_plan_can_be_cancelled(server, tmp_path):
    stop = threading.Event()
    stop.set()
    (entry,) = plan(tmp_path, catalogue(server, {"a": ONE}), stop=stop).entries
    assert entry.outcome is Outcome.CANCELLED
    assert server.requests == []


def test_only_some(server, tmp_path):
    sources = catalogue(server, {"a_1": ONE, "a_2": ONE, "b": ONE})
    assert list(plan(tmp_path, sources, only=["a"]).sizes) == ["a_1", "a_2"]


def test_every_outcome_has_words():
    labels = [outcome_label(outcome, "de") for outcome in Outcome]
    assert len(set(labels)) == len(Outcome)
    assert plan_label(Outcome.FETCHED, "de") not in labels
    assert plan_label(Outcome.FAILED, "de") == outcome_label(Outcome.FAILED, "de")


def test_people_are_told_where_to_get_a_file_and_where_to_put_it(tmp_path):
    known = load_catalogue()
    for name in ("municipal_register", "county_series", "city_berlin"):
        text = by_hand_sentence(known[name], tmp_path, "de")
        assert known[name].title_de in text
        assert known[name].url in text
        assert str((tmp_path / known[name].path).parent) in text
        assert known[name].path.rpartition("/")[2] in text


def test_sizes_in_words():
    assert size_text(1_234_567, "de") == f"1,2{NO_BREAK_SPACE}MB"
    assert size_text(1_234_567_890, "en") == f"1,235{NO_BREAK_SPACE}MB"
    assert size_text(None, "de") == "Größe unbekannt"
