"""Many sources at once, some of which fail; and what needs no network."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import pytest

from ankunft.base.errors import ParameterError
from ankunft.sources.catalogue import load_catalogue
from ankunft.update.choice import Outcome, Result, chosen, hosts
from ankunft.update.fetch import CONNECTIONS, Progress, fetch
from ankunft.update.retry import Patience

from .server import Server, archive, cut, page, stall, status, whole
from .sources import catalogue, put, source

QUICK = Patience(tries=3, base=0.0, stall=5.0)
SLOW = Patience(base=0.0)
FILES = {f"s{n}": archive(30_000 + n, seed=n) for n in range(9)}
ONE = archive(5_000)


def outcomes(results: dict[str, Result]) -> dict[str, str]:
    return {id_: result.outcome.value for id_, result in results.items()}


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_all_are_fetched_and_then_unchanged(server, tmp_path):
    sources = catalogue(server, FILES)
    results = fetch(tmp_path, sources, patience=QUICK)
    assert list(results) == list(FILES)
    assert set(outcomes(results).values()) == {"fetched"}
    for id_, result in results.items():
        assert result.path == tmp_path / sources[id_].path
        assert result.path.read_bytes() == FILES[id_]
        assert result.size == len(FILES[id_])
    again = fetch(tmp_path, sources, patience=QUICK)
    assert set(outcomes(again).values()) == {"unchanged"}


def test_never_more_than_four_connections(server, tmp_path):
    """None of four ends before all four are there."""
    together, active, most = threading.Barrier(CONNECTIONS), 0, 0

    def meet(handler, content):
        nonlocal active, most
        with server.lock:
            active += 1
            most = max(most, active)
        together.wait(30)
        with server.lock:
            active -= 1
        whole(handler, content)

    eight = {f"s{n}": ONE for n in range(8)}
    fetch(tmp_path, catalogue(server, eight, {id_: [meet] for id_ in eight}), patience=SLOW)
    assert most == CONNECTIONS == 4


def test_what_fails_is_named_and_the_rest_goes_on(server, tmp_path):
    scripts = {"s1": [status(404)], "s2": [page], "s3": [status(403), status(403), whole]}
    sources = catalogue(server, FILES, {**scripts, "s4": [cut(10_000), whole]})
    results = fetch(tmp_path, sources, patience=QUICK)
    failed = {id_: r for id_, r in results.items() if r.outcome is Outcome.FAILED}
    assert list(failed) == ["s1", "s2"]
    for id_, words in {"s1": "Status 404", "s2": "HTML"}.items():
        assert failed[id_].path is None
        assert failed[id_].reason.startswith(sources[id_].download)
        assert words in failed[id_].reason
    assert sum(r.outcome is Outcome.FETCHED for r in results.values()) == 7


def test_an_older_file_serves_when_the_server_fails(server, tmp_path):
    sources = catalogue(server, {"s0": ONE})
    fetch(tmp_path, sources)
    server.scripts["/s0.zip"] = [status(404)]
    (result,) = fetch(tmp_path, sources).values()
    assert (result.outcome, result.path) == (Outcome.FAILED, tmp_path / sources["s0"].path)


def test_progress_of_each_and_of_all(server, tmp_path):
    scripts = {"s1": [status(404)], "s2": [cut(10_000), whole]}
    sources = catalogue(server, FILES, scripts)
    seen: list[Progress] = []
    caller = threading.get_ident()

    def progress(report: Progress) -> None:
        assert threading.get_ident() == caller
        seen.append(report)

    sizes = {id_: len(content) for id_, content in FILES.items()}
    fetch(tmp_path, sources, progress=progress, expected=sizes, patience=QUICK)
    assert {state.source for report in seen for state in report.changed} == set(FILES)
    assert all(report.total is not None for report in seen)
    done = [report.done for report in seen]
    assert done == sorted(done)
    last = {state.source: state for report in seen for state in report.changed}
    assert last["s2"].done == last["s2"].total == len(FILES["s2"])
    everything = sum(len(content) for id_, content in FILES.items() if id_ != "s1")
    assert (seen[-1].done, seen[-1].total) == (everything, everything)


def test_the_total_is_unknown_as_long_as_one_is(server, tmp_path):
    waiting = threading.Event()

    def later(handler, content):
        waiting.wait(30)
        whole(handler, content)

    seen: list[Progress] = []

    def progress(report: Progress) -> None:
        seen.append(report)
        waiting.set()

    sources = catalogue(server, {"a": ONE, "b": ONE}, {"b": [later]})
    fetch(tmp_path, sources, progress=progress)
    assert seen[0].total is None
    assert seen[-1].total == 2 * len(ONE)


def test_cancelling_ends_all(server, tmp_path):
    scripts = {id_: [cut(20_000), stall(0)] for id_ in FILES}
    stop = threading.Event()

    def progress(report: Progress) -> None:
        stop.set()

    sources = catalogue(server, FILES, scripts)
    patience = Patience(tries=99, base=0.0, stall=0.3)
    results = fetch(tmp_path, sources, stop=stop, progress=progress, patience=patience)
    assert set(outcomes(results).values()) == {"cancelled"}
    for id_ in FILES:
        server.scripts[f"/{id_}.zip"] = [whole]
    results = fetch(tmp_path, sources)
    assert set(outcomes(results).values()) == {"fetched"}
    assert any(request.range for request in server.requests), "continued"


def test_what_the_report_raises_ends_all(server, tmp_path):
    def progress(report: Progress) -> None:
        raise KeyboardInterrupt

    stop = threading.Event()
    sources = catalogue(server, FILES, {id_: [stall(1_000)] for id_ in FILES})
    patience = Patience(tries=2, base=0.0, stall=0.3)
    with pytest.raises(KeyboardInterrupt):
        fetch(tmp_path, sources, stop=stop, progress=progress, patience=patience)
    assert not stop.is_set(), "the caller's own"
    assert len(server.requests) == CONNECTIONS, "no further ones are begun"
    assert not [t for t in threading.enumerate() if t.name.startswith("ankunft-fetch")]


@pytest.mark.parametrize("name", ["s0/s0.zip", "s0.zip", "Tabelle.zip"])
@pytest.mark.usefixtures("no_network")
def test_files_are_taken_from_a_folder(tmp_path, name):
    """Ordered as the catalogue says, side by side, or named as the publisher does."""
    sources = {"s0": source("s0", "https://amt.example/x/Tabelle.zip")}
    place = put(tmp_path / "theirs", name, ONE)
    (result,) = fetch(tmp_path / "ours", sources, sources=tmp_path / "theirs").values()
    assert (result.outcome, result.path) == (Outcome.TAKEN, place)
    assert not (tmp_path / "ours").exists()


@pytest.mark.usefixtures("no_network")
def test_a_broken_file_in_the_folder_is_named(tmp_path):
    sources = {"s0": source("s0", "https://amt.example/s0.zip")}
    place = put(tmp_path, "s0.zip", ONE[:-9])
    (result,) = fetch(tmp_path / "ours", sources, sources=tmp_path).values()
    assert (result.outcome, result.path) == (Outcome.FAILED, None)
    assert result.reason == f"{place}: Das Archiv ist beschädigt oder unvollständig."


def test_a_file_put_by_hand_is_left_alone_unless_it_is_broken(server, tmp_path):
    sources = catalogue(server, {"s0": ONE})
    place = put(tmp_path, sources["s0"].path, archive(seed=7))
    (result,) = fetch(tmp_path, sources).values()
    assert (result.outcome, result.path) == (Outcome.TAKEN, place)
    assert server.requests == []
    place.write_bytes(ONE[:-9])
    assert outcomes(fetch(tmp_path, sources)) == {"s0": "fetched"}
    place.write_bytes(ONE[:-9])
    assert outcomes(fetch(tmp_path, sources)) == {"s0": "fetched"}, "also one of ours"


def test_a_file_put_by_hand_serves_where_a_download_has_broken_off(server, tmp_path):
    sources = catalogue(server, {"s0": ONE}, {"s0": [cut(2_000), *[status(404)] * 3]})
    assert outcomes(fetch(tmp_path, sources, patience=QUICK)) == {"s0": "failed"}
    place = put(tmp_path, sources["s0"].path, archive(seed=7))
    (result,) = fetch(tmp_path, sources, offline=True).values()
    assert (result.outcome, result.path) == (Outcome.TAKEN, place)
    (result,) = fetch(tmp_path, sources, patience=QUICK).values()
    assert (result.outcome, result.path) == (Outcome.FAILED, place)


@pytest.mark.usefixtures("no_network")
def test_a_file_that_cannot_be_read_is_named_and_the_others_go_on(tmp_path):
    sources = {id_: source(id_, f"https://amt.example/{id_}.zip") for id_ in ("s0", "s1")}
    put(tmp_path, "s1.zip", ONE)
    # a regular file whose first byte nobody can read, not even root
    place = tmp_path / "s0.zip"
    place.symlink_to("/proc/self/mem")
    results = fetch(tmp_path / "ours", sources, sources=tmp_path)
    assert outcomes(results) == {"s0": "failed", "s1": "taken"}
    assert results["s0"].reason.startswith(f"{place}: Die Datei lässt sich nicht lesen (")


def test_a_new_file_that_did_not_come_to_its_place_is_not_forgotten(server, tmp_path, monkeypatch):
    """As when the power fails between the entry in the ledger and the last step."""
    sources = catalogue(server, {"s0": ONE})
    fetch(tmp_path, sources)
    server.files["/s0.zip"] = FILES["s0"]
    replace = os.replace

    def fail(source: Path, target: Path) -> None:
        if source.suffix == ".part":
            raise KeyboardInterrupt
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(KeyboardInterrupt):
        fetch(tmp_path, sources)
    monkeypatch.setattr(os, "replace", replace)
    assert (tmp_path / sources["s0"].path).read_bytes() == ONE
    assert outcomes(fetch(tmp_path, sources)) == {"s0": "fetched"}
    assert (tmp_path / sources["s0"].path).read_bytes() == FILES["s0"]


def test_by_hand(tmp_path):
    sources = {"register": source("register", ""), "town": source("town", "", ags="01001000")}
    assert set(outcomes(fetch(tmp_path, sources)).values()) == {"by_hand"}
    put(tmp_path, sources["register"].path, ONE)
    put(tmp_path, "quarters/town/datapackage.json", b"{}")
    results = fetch(tmp_path, sources)
    assert set(outcomes(results).values()) == {"taken"}
    assert results["town"].path == tmp_path / "quarters" / "town"


def test_offline_uses_what_is_there(server, tmp_path, request):
    sources = catalogue(server, {"s0": ONE, "s1": ONE})
    fetch(tmp_path, sources, only=["s0"])
    request.getfixturevalue("no_network")
    results = fetch(tmp_path, sources, offline=True)
    assert outcomes(results) == {"s0": "kept", "s1": "missing"}
    assert results["s0"].path == tmp_path / sources["s0"].path
    assert results["s1"].path is None


def test_only_some_and_the_others_that_are_there(server, tmp_path):
    names = ["zensus2022_share", "zensus2022_age", "regional_demography", "zensus2011_1km"]
    sources = catalogue(server, {name: archive(1_000 + len(name)) for name in names})
    fetch(tmp_path, sources, only=["regional_demography"])
    results = fetch(tmp_path, sources, only=["zensus2022"])
    assert outcomes(results) == {
        "zensus2022_share": "fetched",
        "zensus2022_age": "fetched",
        "regional_demography": "kept",
    }
    assert len(server.asked("/regional_demography.zip")) == 1


def test_what_can_be_fetched_and_what_cannot():
    known = load_catalogue().values()
    assert [s.id for s in known if s.by_hand] == [
        "municipal_register", "county_series", "city_leipzig", "city_berlin",
    ]  # fmt: skip
    for found in known:
        if not found.by_hand:
            assert found.download == found.url
            assert found.download.startswith("https://")
            assert found.download.endswith(Path(found.path).suffix)


def test_names_of_sources():
    known = load_catalogue()
    assert list(chosen(known, None)) == list(known)
    assert len(chosen(known, ["zensus2022"])) == 5
    assert list(chosen(known, ["regional_dwellings"])) == ["regional_dwellings"]
    for wrong in ("zensus", "zensus2022_", "x" * 100):
        with pytest.raises(ParameterError, match=rf"„{wrong[:60]}“ gibt es nicht"):
            chosen(known, [wrong, "regional"])


def test_hosts_are_known_without_a_network(no_network):
    asked = hosts(load_catalogue())
    assert {"www.destatis.de", "www.zensus2022.de"} <= set(asked)
    assert "www.inkar.de" not in asked, "a page for people"
    assert hosts(load_catalogue(), ["zensus2022"]) == ["www.destatis.de"]
    assert hosts(load_catalogue(), ["municipal_register"]) == []


def test_a_folder_for_the_users_eyes_only_is_not_needed(server: Server, tmp_path: Path):
    """Paths with blanks and letters of all kinds."""
    folder = tmp_path / "Übersicht für mich"
    assert outcomes(fetch(folder, catalogue(server, {"s0": ONE}))) == {"s0": "fetched"}
