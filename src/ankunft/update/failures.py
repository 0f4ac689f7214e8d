"""What can go wrong on the way from an address to a file, in words for people."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from ankunft.base.errors import AnkunftError


class DownloadError(AnkunftError):
    """A file cannot be fetched. `status` is the HTTP status that says so, or None."""

    def __init__(self, address: str, reason: str, status: int | None = None) -> None:
        shown = without_password(address)
        super().__init__(f"{shown}: {reason}")
        self.address, self.reason, self.status = shown, reason, status


class BusyError(AnkunftError):
    """Another update is running."""


class CancelledError(AnkunftError):
    """The user has cancelled; what was loaded stays and is continued next time."""

    def __init__(self) -> None:
        super().__init__(
            "Die Aktualisierung wurde abgebrochen; die nächste setzt an derselben Stelle fort."
        )


class TransientError(Exception):
    """A failure worth another try; never leaves this package.

    `asked` are the seconds the server wants to be left alone, or None. `status` as in
    :class:`DownloadError`.
    """

    def __init__(self, reason: str, *, asked: float | None = None, status: int | None = None):
        super().__init__(reason)
        self.reason, self.asked, self.status = reason, asked, status


def without_password(address: str) -> str:
    """The address of a mirror may hold a name and a password, which are nobody else's business."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
