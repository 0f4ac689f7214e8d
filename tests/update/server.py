"""A real HTTP server on loopback that behaves as badly as it is told to."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Behaviour = Callable[["Handler", bytes], None]


def archive(size: int = 200_000, seed: int = 1) -> bytes:
    """A zip with one member that does not shrink; the same for the same seed."""
    packed = io.BytesIO()
    member = zipfile.ZipInfo("data.csv")
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr(member, hashlib.shake_128(str(seed).encode()).digest(size))
    return packed.getvalue()


@dataclass
class Request:
    method: str
    path: str
    headers: dict[str, str]

    @property
    def range(self) -> str | None:
        return self.headers.get("Range")


@dataclass
class Server:
    """`scripts` are behaviours by path, one for each request, the last for all that follow."""

    files: dict[str, bytes] = field(default_factory=dict)
    scripts: dict[str, list[Behaviour]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    validators: tuple[str, ...] = ("ETag", "Last-Modified")
    closing: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    port: int = 0
    scheme: str = "http"
    host: str = "127.0.0.1"

    def offer(self, path: str, content: bytes, *script: Behaviour) -> str:
        """Put a file at a path; returns its address."""
        self.files[path] = content
        self.scripts[path] = list(script)
        return self.address(path)

    def address(self, path: str) -> str:
        return f"{self.scheme}://{self.host}:{self.port}{path}"

    def asked(self, path: str, method: str = "GET") -> list[Request]:
        return [r for r in self.requests if r.path == path and r.method == method]

    def behaviour(self, path: str) -> Behaviour:
        with self.lock:
            script = self.scripts.get(path, [])
            if not script:
                return whole
            return script.pop(0) if len(script) > 1 else script[0]

    def state(self, content: bytes) -> dict[str, str]:
        digest = hashlib.sha256(content).digest()
        said = {
            "ETag": f'"{digest.hex()[:16]}"',
            "Last-Modified": formatdate(1_600_000_000 + digest[0] * 86400, usegmt=True),
        }
        return {name: value for name, value in said.items() if name in self.validators}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Server

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def _answer(self) -> None:
        site = self.site
        with site.lock:
            site.requests.append(Request(self.command, self.path, dict(self.headers)))
        self.close_connection = True
        # the client may have hung up: some tests are about that
        with suppress(OSError):
            if self.path in site.files:
                site.behaviour(self.path)(self, site.files[self.path])
            else:
                say(self, 404)

    def log_message(self, format: str, *args: object) -> None:
        pass


def say(
    handler: Handler, status: int, headers: dict[str, str] | None = None, *, keep: bool = False
) -> None:
    """`keep` leaves the connection open for the next request."""
    connection = {"Connection": "keep-alive" if keep else "close"}
    handler.send_response(status)
    for name, value in {"Content-Length": "0", **connection, **(headers or {})}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.close_connection = not keep


def send(handler: Handler, content: bytes) -> None:
    if handler.command != "HEAD":
        handler.wfile.write(content)
        handler.wfile.flush()


def wanted(handler: Handler, content: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body as RFC 9110 asks for."""
    state = handler.site.state(content)
    if "ETag" in state and handler.headers.get("If-None-Match") == state["ETag"]:
        return 304, state, b""
    found = re.fullmatch(r"bytes=(\d+)-(\d*)", handler.headers.get("Range", ""))
    condition = handler.headers.get("If-Range")
    if not found or (condition and condition not in state.values()):
        return 200, {**state, "Content-Length": str(len(content))}, content
    begin = int(found[1])
    end = min(int(found[2] or len(content) - 1), len(content) - 1)
    if begin >= len(content):
        return 416, {"Content-Range": f"bytes */{len(content)}"}, b""
    body = content[begin : end + 1]
    place = f"bytes {begin}-{end}/{len(content)}"
    return 206, {**state, "Content-Range": place, "Content-Length": str(len(body))}, body


def whole(handler: Handler, content: bytes) -> None:
    status, headers, body = wanted(handler, content)
    say(handler, status, headers, keep=True)
    send(handler, body)


def bits(length: int) -> Behaviour:
    """Gives of a range no more than so many bytes, as a server may."""

    def behave(handler: Handler, content: bytes) -> None:
        status, headers, body = wanted(handler, content)
        if status == 206:
            body = body[:length]
            begin, total = re.findall(r"\d+", headers["Content-Range"])[::2]
            place = f"bytes {begin}-{int(begin) + len(body) - 1}/{total}"
            headers |= {"Content-Range": place, "Content-Length": str(len(body))}
        say(handler, status, headers, keep=True)
        send(handler, body)

    return behave


def cut(after: int) -> Behaviour:
    """Announces everything and hangs up after so many bytes."""

    def behave(handler: Handler, content: bytes) -> None:
        status, headers, body = wanted(handler, content)
        say(handler, status, headers)
        send(handler, body[:after])

    return behave


def stall(after: int) -> Behaviour:
    """Sends so many bytes and then nothing more."""

    def behave(handler: Handler, content: bytes) -> None:
        status, headers, body = wanted(handler, content)
        say(handler, status, headers)
        send(handler, body[:after])
        handler.site.closing.wait(30)

    return behave


def announce(length: int, *, silent: bool = False) -> Behaviour:
    """Says another length than it sends; `silent` keeps the connection afterwards."""

    def behave(handler: Handler, content: bytes) -> None:
        status, headers, body = wanted(handler, content)
        say(handler, status, {**headers, "Content-Length": str(length)})
        send(handler, body)
        if silent:
            handler.site.closing.wait(30)

    return behave


def ignore_range(handler: Handler, content: bytes) -> None:
    del handler.headers["Range"]
    whole(handler, content)


def ignore_condition(handler: Handler, content: bytes) -> None:
    """Gives the range asked for, whatever the file was when it was begun."""
    del handler.headers["If-Range"]
    whole(handler, content)


def status(code: int, **headers: str) -> Behaviour:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler, content: say(handler, code, named, keep=True)


def only_get(handler: Handler, content: bytes) -> None:
    """Like servers that know no HEAD."""
    if handler.command == "HEAD":
        say(handler, 405)
    else:
        whole(handler, content)


def redirect(to: str) -> Behaviour:
    return status(302, Location=to)


def page(handler: Handler, content: bytes) -> None:
    text = b"\xef\xbb\xbf\n<!DOCTYPE html><title>Wartung</title>" + b"<p>Bitte warten</p>" * 50
    say(handler, 200, {"Content-Length": str(len(text)), "Content-Type": "text/html"})
    send(handler, text)


def chunked(after: int | None = None) -> Behaviour:
    """Without a length, in pieces; hangs up after so many bytes."""

    def behave(handler: Handler, content: bytes) -> None:
        handler.send_response(200)
        for name, value in handler.site.state(content).items():
            handler.send_header(name, value)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for begin in range(0, len(content[:after]), 10_000):
            piece = content[:after][begin : begin + 10_000]
            send(handler, f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        if after is None:
            send(handler, b"0\r\n\r\n")

    return behave


def packed(after: int | None = None) -> Behaviour:
    """Packs what was asked for as it is; hangs up after so many bytes."""

    def behave(handler: Handler, content: bytes) -> None:
        body = gzip.compress(content)
        state = handler.site.state(content)
        said = {"Content-Encoding": "gzip", "Content-Length": str(len(body))}
        say(handler, 200, {**state, **said})
        send(handler, body[:after])

    return behave


def silent(handler: Handler, content: bytes) -> None:
    """Says nothing at all."""
    handler.site.closing.wait(30)


def nonsense(handler: Handler, content: bytes) -> None:
    """No HTTP."""
    send(handler, b"220 mail.example ESMTP ready\r\n\r\n")


def then(change: Callable[[Server], None], behaviour: Behaviour) -> Behaviour:
    """Answers and then changes something on the server."""

    def behave(handler: Handler, content: bytes) -> None:
        behaviour(handler, content)
        change(handler.site)

    return behave


class Quiet(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are what the tests are about."""


@contextmanager
def running(wrap: Callable[[ThreadingHTTPServer], None] = lambda http: None) -> Iterator[Server]:
    site = Server()
    http = Quiet(("127.0.0.1", 0), type("Site", (Handler,), {"site": site}))
    wrap(http)
    site.port = http.server_address[1]
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        site.closing.set()
        http.shutdown()
        http.server_close()
        thread.join()
