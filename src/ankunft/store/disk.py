"""What the file system refuses, in words for people."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ankunft.base.errors import AnkunftError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""No space left, quota used up, file larger than the file system or the system allows."""


class DiskFullError(AnkunftError):
    """The file system has no room for the file."""


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
