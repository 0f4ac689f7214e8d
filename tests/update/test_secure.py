"""Proxies, certificates, and ways that stay encrypted."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme

from ankunft.update.download import download
from ankunft.update.failures import DownloadError
from ankunft.update.retry import Patience

from .server import Server, archive, redirect, running, status

FILE = archive(5_000)
QUICK = Patience(tries=2, base=0.0, stall=5.0)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def encrypted(authority: trustme.CA) -> Iterator[Server]:
    def wrap(http: ThreadingHTTPServer) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(context)
        http.socket = context.wrap_socket(http.socket, server_side=True)

    with running(wrap) as site:
        site.scheme, site.host = "https", "localhost"
        yield site


@pytest.fixture
def bundle(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "own.pem"
    authority.cert_pem.write_to_path(str(path))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))
    return path


def test_an_unknown_certificate_is_refused_at_once(encrypted, tmp_path):
    with pytest.raises(DownloadError, match=r"nicht vertrauenswürdig.*REQUESTS_CA_BUNDLE"):
        download(encrypted.offer("/a.zip", FILE), tmp_path / "a.zip", patience=QUICK)
    assert encrypted.requests == []


@pytest.mark.usefixtures("bundle")
def test_a_bundle_of_ones_own(encrypted, tmp_path):
    got = download(encrypted.offer("/a.zip", FILE), tmp_path / "a.zip", patience=QUICK)
    assert got.path.read_bytes() == FILE


@pytest.mark.usefixtures("bundle")
def test_an_encrypted_way_stays_encrypted(encrypted, server, tmp_path):
    plain = server.offer("/a.zip", FILE)
    with pytest.raises(DownloadError, match="unverschlüsselte Adresse"):
        download(encrypted.offer("/a.zip", b"", redirect(plain)), tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()
    # the other way round is fine
    there = encrypted.offer("/b.zip", FILE)
    got = download(server.offer("/b.zip", b"", redirect(there)), tmp_path / "b.zip")
    assert got.path.read_bytes() == FILE


def test_a_bundle_that_is_not_there(encrypted, tmp_path, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "gone.pem"))
    with pytest.raises(DownloadError, match=r"gone\.pem"):
        download(encrypted.offer("/a.zip", FILE), tmp_path / "a.zip", patience=QUICK)


def test_a_proxy_is_asked_instead(server, tmp_path, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", server.address(""))
    address = "http://amt.example/a.zip"
    server.offer(address, FILE)
    got = download(address, tmp_path / "a.zip", patience=QUICK)
    assert got.path.read_bytes() == FILE
    assert server.requests[0].path == address
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert download(server.offer("/b.zip", FILE), tmp_path / "b.zip").changed
    assert server.requests[-1].path == "/b.zip"


def test_a_proxy_for_encrypted_ways_that_refuses(server, tmp_path, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", server.address(""))
    with pytest.raises(DownloadError, match="Proxy-Server lässt keine Verbindung zu"):
        download("https://amt.example/a.zip", tmp_path / "a.zip", patience=QUICK)


def test_a_proxy_that_wants_to_know_who_asks(server, tmp_path, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", server.address(""))
    server.offer("http://amt.example/a.zip", FILE, status(407))
    with pytest.raises(DownloadError, match="Status 407"):
        download("http://amt.example/a.zip", tmp_path / "a.zip", patience=QUICK)


def test_a_proxy_with_a_strange_address(server, tmp_path, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://[::1/")
    with pytest.raises(DownloadError, match="ungültig"):
        download("http://amt.example/a.zip", tmp_path / "a.zip", patience=QUICK)


def test_no_message_tells_the_password_of_a_mirror(server, tmp_path):
    address = server.offer("/a.zip", archive(), status(404)).replace("//", "//anna:geheim@", 1)
    with pytest.raises(DownloadError) as error:
        download(address, tmp_path / "a.zip")
    assert "geheim" not in str(error.value)
    assert str(error.value).startswith(server.address("/a.zip"))
