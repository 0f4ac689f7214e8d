"""A server that is slow, so that there is time to look at a page or to cancel."""

from __future__ import annotations

from .server import Handler, say, send, wanted


def drip(handler: Handler, content: bytes) -> None:
    """Sends a bit now and then and never comes to an end."""
    status, headers, body = wanted(handler, content)
    say(handler, status, {**headers, "Content-Length": "10000000"})
    send(handler, body)
    while not handler.site.closing.wait(0.05):
        send(handler, b"\0")
