"""One file, fetched whole from servers that cut off, stall, lie and change their minds."""

from __future__ import annotations

import hashlib
import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ankunft import __version__
from ankunft.update.download import Downloaded, download
from ankunft.update.failures import CancelledError, DownloadError
from ankunft.update.retry import Patience

from .server import (
    Server,
    announce,
    archive,
    bits,
    chunked,
    cut,
    ignore_condition,
    ignore_range,
    nonsense,
    packed,
    page,
    redirect,
    silent,
    stall,
    status,
    then,
    whole,
)

QUICK = Patience(base=0.0, stall=0.3)
FILE = archive()
NEWER = archive(seed=2)


def get(address: str, folder: Path, name: str = "a.zip", **settings: Any) -> Downloaded:
    return download(address, folder / name, **{"patience": QUICK, **settings})


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def refusal(address: str, folder: Path, name: str = "a.zip", **settings: Any) -> str:
    with pytest.raises(DownloadError) as error:
        get(address, folder, name, **settings)
    assert not (folder / name).exists()
    assert str(error.value).startswith(address)
    assert "\n" not in str(error.value)
    return error.value.reason


def test_a_file_is_fetched_and_entered(server, tmp_path):
    address = server.offer("/a.zip", FILE)
    seen: list[tuple[int, int | None]] = []
    got = get(address, tmp_path / "deep" / "er", progress=lambda *at: seen.append(at))
    assert got.changed
    assert got.path.read_bytes() == FILE
    assert seen[0] == (0, len(FILE))
    assert seen[-1] == (len(FILE), len(FILE))
    assert seen == sorted(seen)
    assert names(got.path.parent) == {"a.zip", "downloads.json"}
    content = json.loads((got.path.parent / "downloads.json").read_text("utf-8"))
    entry = content["files"]["a.zip"]
    assert entry["address"] == address
    assert entry["sha256"] == hashlib.sha256(FILE).hexdigest()
    assert entry["bytes"] == len(FILE)
    assert entry["version"] == {
        "etag": server.state(FILE)["ETag"],
        "modified": server.state(FILE)["Last-Modified"],
    }
    assert datetime.fromisoformat(entry["fetched"]).utcoffset() == UTC.utcoffset(None)


def test_the_program_introduces_itself(server, tmp_path):
    get(server.offer("/a.zip", FILE), tmp_path)
    (request,) = server.asked("/a.zip")
    assert request.headers["User-Agent"].startswith(f"ankunft/{__version__} (")
    assert request.headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("break_off", [cut(50_000), stall(50_000)], ids=["cut", "stall"])
def test_a_broken_connection_is_continued(server, tmp_path, break_off):
    address = server.offer("/a.zip", FILE, break_off, break_off, whole)
    got = get(address, tmp_path)
    assert got.path.read_bytes() == FILE
    assert names(tmp_path) == {"a.zip", "downloads.json"}
    first, second, third = server.asked("/a.zip")
    assert first.range is None
    assert (second.range, third.range) == ("bytes=50000-", "bytes=100000-")
    assert second.headers["If-Range"] == server.state(FILE)["ETag"]


def test_each_connection_may_bring_a_little(server, tmp_path):
    address = server.offer("/a.zip", FILE, cut(20_000))
    patience = Patience(tries=2, base=0.0)
    assert get(address, tmp_path, patience=patience).path.read_bytes() == FILE
    assert len(server.asked("/a.zip")) > 10


def test_nothing_new_again_and_again_is_given_up(server, tmp_path):
    address = server.offer("/a.zip", FILE, cut(70_000), cut(0))
    assert "unterbrochen" in refusal(address, tmp_path, patience=Patience(tries=3, base=0.0))
    assert len(server.asked("/a.zip")) == 4
    assert (tmp_path / "a.zip.part").read_bytes() == FILE[:70_000], "kept for the next time"
    server.scripts["/a.zip"] = [whole]
    assert get(address, tmp_path).path.read_bytes() == FILE
    assert server.requests[-1].range == "bytes=70000-"


def test_the_date_serves_where_there_is_no_tag(server, tmp_path):
    server.validators = ("Last-Modified",)
    get(server.offer("/a.zip", FILE, cut(50_000), whole), tmp_path)
    assert server.requests[1].headers["If-Range"] == server.state(FILE)["Last-Modified"]


def test_without_either_nothing_is_continued(server, tmp_path):
    server.validators = ()
    got = get(server.offer("/a.zip", FILE, cut(50_000), whole), tmp_path)
    assert got.path.read_bytes() == FILE
    assert [request.range for request in server.requests] == [None, None]


def test_a_server_that_ignores_ranges_starts_anew(server, tmp_path):
    got = get(server.offer("/a.zip", FILE, cut(50_000), ignore_range), tmp_path)
    assert got.path.read_bytes() == FILE
    assert server.requests[1].range == "bytes=50000-"


@pytest.mark.parametrize("second", [whole, ignore_condition], ids=["honest", "careless"])
def test_a_file_that_changes_in_between_is_never_mixed(server, tmp_path, second):
    def change(site: Server) -> None:
        site.files["/a.zip"] = NEWER

    address = server.offer("/a.zip", FILE, then(change, cut(50_000)), second)
    got = get(address, tmp_path)
    assert got.path.read_bytes() == NEWER
    assert got.entry.version.etag == server.state(NEWER)["ETag"]


def test_a_file_that_became_shorter(server, tmp_path):
    short = archive(size=1_000)

    def change(site: Server) -> None:
        site.files["/a.zip"] = short

    address = server.offer("/a.zip", FILE, then(change, cut(50_000)), ignore_condition)
    assert get(address, tmp_path).path.read_bytes() == short
    assert len(server.requests) == 3


@pytest.mark.parametrize("silent", [False, True], ids=["hangs up", "keeps silent"])
def test_a_length_that_is_too_large(server, tmp_path, silent):
    lie = announce(len(FILE) + 5_000, silent=silent)
    got = get(server.offer("/a.zip", FILE, lie, whole), tmp_path)
    assert got.path.read_bytes() == FILE
    assert server.requests[1].range == f"bytes={len(FILE)}-", "asked for more, and there is none"


def test_a_length_that_is_too_small(server, tmp_path):
    got = get(server.offer("/a.zip", FILE, announce(60_000), whole), tmp_path)
    assert got.path.read_bytes() == FILE
    assert server.requests[1].range == "bytes=60000-"


def test_a_server_that_gives_a_little_at_a_time(server, tmp_path):
    got = get(server.offer("/a.zip", FILE, cut(10_000), bits(50_000)), tmp_path)
    assert got.path.read_bytes() == FILE
    assert [request.range for request in server.requests[1:4]] == [
        "bytes=10000-", "bytes=60000-", "bytes=110000-",
    ]  # fmt: skip


def test_pieces_without_a_length(server, tmp_path):
    seen: list[tuple[int, int | None]] = []
    address = server.offer("/a.zip", FILE, chunked(55_000), chunked())
    got = get(address, tmp_path, progress=lambda *at: seen.append(at))
    assert got.path.read_bytes() == FILE
    assert (len(FILE), None) in seen


@pytest.mark.parametrize("suffix", ["zip", "xlsx"])
def test_a_damaged_archive_is_fetched_again_and_refused_in_the_end(server, tmp_path, suffix):
    address = server.offer("/a", FILE[:-30])
    reason = refusal(address, tmp_path, f"a.{suffix}", patience=Patience(tries=4, base=0.0))
    assert "beschädigt oder unvollständig" in reason
    assert "/a" in server.files
    server.files["/a"] = FILE
    assert get(address, tmp_path, f"a.{suffix}").path.read_bytes() == FILE


@pytest.mark.parametrize("name", ["a.zip", "a.xlsx", "a.gpkg"])
def test_a_web_page_is_refused_at_once(server, tmp_path, name):
    address = server.offer("/a", FILE, page)
    assert refusal(address, tmp_path, name) == "Statt der Datei kommt eine Webseite (HTML)."
    assert len(server.requests) == 1
    assert names(tmp_path) == set()


def test_a_short_page_and_another_kind_of_file(server, tmp_path):
    assert "HTML" in refusal(server.offer("/a", b"<html>no"), tmp_path)
    assert ".zip" in refusal(server.offer("/b", b'{"error": "no"}'), tmp_path)
    assert ".gpkg" in refusal(server.offer("/c", FILE), tmp_path, "a.gpkg")
    assert "leer" in refusal(server.offer("/d", b""), tmp_path)


def test_no_page_takes_the_place_of_an_older_file(server, tmp_path):
    address = server.offer("/a.zip", FILE)
    get(address, tmp_path)
    server.scripts["/a.zip"] = [page]
    with pytest.raises(DownloadError):
        get(address, tmp_path)
    assert (tmp_path / "a.zip").read_bytes() == FILE


def test_a_finished_file_is_only_fetched_again_when_it_changed(server, tmp_path):
    address = server.offer("/a.zip", FILE)
    first = get(address, tmp_path)
    again = get(address, tmp_path)
    assert not again.changed
    assert again.entry == first.entry
    assert server.requests[1].headers["If-None-Match"] == first.entry.version.etag
    server.files["/a.zip"] = NEWER
    assert get(address, tmp_path).changed
    assert first.path.read_bytes() == NEWER


@pytest.mark.parametrize("validators", [("Last-Modified",), ()])
def test_servers_that_send_the_file_in_spite_of_the_condition(server, tmp_path, validators):
    server.validators = validators
    address = server.offer("/a.zip", FILE)
    get(address, tmp_path)
    seen: list[tuple[int, int | None]] = []
    assert not get(address, tmp_path, progress=lambda *at: seen.append(at)).changed
    assert seen == [(len(FILE), len(FILE))]
    server.files["/a.zip"] = archive(size=300_000)
    assert get(address, tmp_path).changed


def test_a_finished_file_of_another_address_or_length_is_no_excuse(server, tmp_path):
    get(server.offer("/a.zip", FILE), tmp_path)
    assert get(server.offer("/b.zip", FILE), tmp_path).changed
    (tmp_path / "a.zip").write_bytes(FILE[:100])
    assert get(server.address("/b.zip"), tmp_path).changed
    (tmp_path / "downloads.json").write_text("{half")
    assert get(server.address("/b.zip"), tmp_path).changed
    assert (tmp_path / "a.zip").read_bytes() == FILE


def test_a_finished_file_that_was_damaged_since_is_fetched_again(server, tmp_path):
    """Its length is the same, and the server would say that nothing has changed."""
    address = server.offer("/a.zip", FILE)
    path = get(address, tmp_path).path
    path.write_bytes(FILE[:-50] + bytes(20) + FILE[-30:])
    assert get(address, tmp_path).changed
    assert path.read_bytes() == FILE


def test_a_part_of_another_address_is_not_continued(server, tmp_path):
    gone = server.offer("/old.zip", NEWER, cut(50_000), status(404))
    with pytest.raises(DownloadError):
        get(gone, tmp_path)
    assert (tmp_path / "a.zip.part").exists()
    assert get(server.offer("/a.zip", FILE), tmp_path).path.read_bytes() == FILE
    assert server.requests[-1].range is None


def test_redirects_are_followed_within_bounds(server, tmp_path):
    server.offer("/a.zip", FILE, cut(50_000), whole)
    address = server.offer("/moved", b"", redirect("/a.zip"))
    assert get(address, tmp_path).path.read_bytes() == FILE
    assert server.asked("/a.zip")[1].range == "bytes=50000-", "the range travels with it"
    endless = server.offer("/round", b"", redirect("/round"))
    assert refusal(endless, tmp_path, "b.zip") == "Der Server leitet zu oft weiter."
    assert len(server.asked("/round")) < 10


@pytest.mark.parametrize("to", ["ftp://127.0.0.1/a.zip", "file:///etc/passwd", "http://[::1/"])
def test_redirects_lead_nowhere_else(server, tmp_path, to):
    reason = refusal(server.offer("/a.zip", b"", redirect(to)), tmp_path)
    assert "Nur Adressen mit http" in reason or "ist ungültig" in reason
    assert len(server.requests) == 1


@pytest.mark.parametrize("code", [401, 404, 410, 418])
def test_some_answers_are_final(server, tmp_path, code):
    assert f"(Status {code})" in refusal(server.offer("/a.zip", b"", status(code)), tmp_path)
    assert len(server.requests) == 1


def test_a_file_may_not_be_larger_than_the_limit(server, tmp_path):
    address = server.offer("/a.zip", FILE)
    assert "größer als erlaubt" in refusal(address, tmp_path, limit=100_000)
    server.scripts["/a.zip"] = [chunked()]
    assert "größer als erlaubt" in refusal(address, tmp_path, limit=100_000)
    assert names(tmp_path) == set()


def test_a_packed_body_is_stored_as_the_file_it_is(server, tmp_path):
    got = get(server.offer("/a.zip", FILE, packed(60_000), packed()), tmp_path)
    assert got.path.read_bytes() == FILE
    assert [request.range for request in server.requests] == [None, None], "has no ranges"


@pytest.mark.parametrize("behaviour", [silent, nonsense])
def test_a_server_that_does_not_speak(server, tmp_path, behaviour):
    assert get(server.offer("/a.zip", FILE, behaviour, whole), tmp_path).changed
    assert len(server.requests) == 2


def test_cancelling_keeps_what_is_there(server, tmp_path):
    address = server.offer("/a.zip", FILE, cut(90_000), whole)
    stop = threading.Event()
    with pytest.raises(CancelledError):
        get(address, tmp_path, stop=stop, pause=lambda seconds: stop.set())
    assert (tmp_path / "a.zip.part").stat().st_size == 90_000
    with pytest.raises(CancelledError):
        get(address, tmp_path, stop=stop)
    assert get(address, tmp_path).path.read_bytes() == FILE
    assert server.requests[-1].range == "bytes=90000-"


def test_cancelling_while_bytes_arrive(server, tmp_path):
    stop = threading.Event()

    def progress(done: int, total: int | None) -> None:
        if done:
            stop.set()

    with pytest.raises(CancelledError):
        get(server.offer("/a.zip", FILE), tmp_path, stop=stop, progress=progress)
    assert not (tmp_path / "a.zip").exists()
