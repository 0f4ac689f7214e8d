"""How often it is tried again, how long the waits are, and what servers may ask for."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankunft.update.download import download
from ankunft.update.failures import DownloadError, TransientError
from ankunft.update.retry import Patience, persevere, retry_after

from .server import Server, archive, status, whole

FILE = archive(5_000)
NOW = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)


def attempts(address: str, folder: Path, patience: Patience) -> list[float]:
    """Fetch the file, and say how long was waited before each further attempt."""
    waits: list[float] = []
    download(address, folder / "a.zip", patience=patience, pause=waits.append)
    assert (folder / "a.zip").read_bytes() == FILE
    return waits


@pytest.mark.parametrize("code", [403, 429, 500, 502, 503, 504])
def test_twice_refused_and_then_given(server, tmp_path, code):
    address = server.offer("/a.zip", FILE, status(code), status(code), whole)
    first, second = attempts(address, tmp_path, Patience(base=2.0))
    assert 1.0 <= first <= 2.0
    assert 2.0 <= second <= 4.0
    assert len(server.requests) == 3


def test_refused_again_and_again(server, tmp_path):
    address = server.offer("/a.zip", FILE, status(403))
    with pytest.raises(DownloadError) as error:
        download(address, tmp_path / "a.zip", patience=Patience(tries=3, base=0.0))
    assert error.value.reason == "Der Server verweigert den Zugriff (Status 403) (3. Versuch)."
    assert (error.value.address, error.value.status) == (address, 403)
    assert len(server.requests) == 3


def test_a_server_is_left_alone_as_long_as_it_asks(server, tmp_path):
    address = server.offer("/a.zip", FILE, status(429, Retry_After="37"), whole)
    assert attempts(address, tmp_path, Patience(base=1.0)) == [37.0]


def test_a_server_that_asks_for_too_long_is_named(server, tmp_path):
    address = server.offer("/a.zip", FILE, status(429, Retry_After="86400"), whole)
    with pytest.raises(DownloadError, match="Pause von 86400 Sekunden"):
        attempts(address, tmp_path, Patience())
    assert len(server.requests) == 1


def test_nobody_is_there(tmp_path):
    waits: list[float] = []
    with pytest.raises(DownloadError, match=r"kam nicht zustande \(4\. Versuch\)"):
        download(
            "http://127.0.0.1:9/a.zip", tmp_path / "a.zip", patience=Patience(tries=4),
            pause=waits.append,
        )  # fmt: skip
    assert len(waits) == 3


def test_a_host_that_cannot_be_found(tmp_path, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(DownloadError, match="nicht zu finden"):
        download("http://amt.example/a.zip", tmp_path / "a.zip", patience=Patience(tries=1))


@given(st.integers(0, 2000), st.floats(0.01, 100), st.floats(0.01, 1000))
def test_waits_grow_within_bounds(barren, base, longest):
    patience = Patience(base=base, longest=longest)
    full = min(longest, base * 2.0 ** min(max(0, barren - 1), 60))
    assert 0.5 * full <= patience.delay(barren) <= full * (1 + 1e-12)


@given(st.lists(st.integers(0, 3), max_size=60), st.integers(1, 5))
def test_progress_is_rewarded_and_idling_is_not(steps, tries):
    """An independent reckoning of when to give up."""
    position, made = 0, 0

    def attempt() -> None:
        nonlocal position, made
        if made == len(steps):
            return
        position += steps[made]
        made += 1
        raise TransientError("no")

    idle, expected = 0, len(steps)
    for number, step in enumerate(steps, 1):
        idle = 0 if step else idle + 1
        if idle == tries:
            expected = number
            break
    patience = Patience(tries=tries)
    try:
        persevere(attempt, "", patience, lambda seconds: None, lambda: position)
        assert idle < tries
    except DownloadError:
        assert idle == tries
    assert made == expected


def test_there_is_an_end_even_with_progress():
    position = 0

    def attempt() -> None:
        nonlocal position
        position += 1
        raise TransientError("no")

    with pytest.raises(DownloadError, match=r"7\. Versuch"):
        persevere(attempt, "", Patience(most=7), lambda seconds: None, lambda: position)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120.0),
        ("Thu, 01 Jan 2026 12:00:30 GMT", 30.0),
        ("Thu, 01 Jan 2026 11:00:00 GMT", 0.0),
        ("Thu, 01 Jan 2026 12:00:30 -0000", 30.0),
        ("9" * 400, 999_999_999.0),
        (None, None),
        ("", None),
        ("bald", None),
        ("-5", None),
        ("1e3", None),
        ("²", None),
    ],
)
def test_retry_after(text, seconds):
    assert retry_after(text, NOW) == seconds


def test_a_server_is_no_reason_for_an_overflow(server: Server, tmp_path):
    address = server.offer("/a.zip", FILE, status(503, Retry_After="9" * 400))
    with pytest.raises(DownloadError, match="Pause"):
        download(address, tmp_path / "a.zip")
