"""What can go wrong on the way from an address to a file, in words for people."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from ankunft.errors import AnkunftError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""No space left, quota used up, file larger than the file system or the system allows."""


class DownloadError(AnkunftError):
    """A file cannot be fetched. `status` is the HTTP status that says so, or None."""

    def __init__(self, address: str, reason: str, status: int | None = None) -> None:
        shown = without_password(address)
        super().__init__(f"{shown}: {reason}")
        self.address, self.reason, self.status = shown, reason, status


class DiskFullError(AnkunftError):
    """The file system has no room for the file."""


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


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the file system refuses into one sentence about `path`.

    Raises
    ------
    DiskFullError
        There is no room.
    AnkunftError
        The folder cannot be written to for another reason.
    """
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise DiskFullError(
                f"{path}: Der Datenträger ist voll. Schaffen Sie Platz und starten Sie die "
                "Aktualisierung noch einmal; Geladenes bleibt erhalten."
            ) from error
        raise AnkunftError(
            f"{path}: Die Datei lässt sich nicht schreiben ({error.strerror or error})."
        ) from error
