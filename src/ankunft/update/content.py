"""Whether a file is what its name promises, by its first bytes and its inner lists."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

ZIP, SQLITE = b"PK\x03\x04", b"SQLite format 3\0"
BEGINNINGS = {".zip": ZIP, ".xlsx": ZIP, ".gpkg": SQLITE}
PAGES = (b"<!doctype", b"<html", b"<head", b"<?xml", b"<!--")
HEAD = 64
"""Bytes that are enough to tell a page from a file."""


class WrongKindError(Exception):
    """The file is of another kind; fetching it again does not help."""


class DamagedError(Exception):
    """The file is cut off or damaged."""


AT_ONCE = 1 << 20
"""Bytes of a member that are unpacked at once."""


def check_beginning(head: bytes, suffix: str) -> None:
    """Raise `WrongKindError` if the first bytes are not those of a file with this suffix."""
    expected = BEGINNINGS.get(suffix.lower())
    if expected is None or head.startswith(expected):
        return
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith(PAGES):
        raise WrongKindError("Statt der Datei kommt eine Webseite (HTML).")
    raise WrongKindError(f"Was kommt, ist keine Datei der Art {suffix}.")


def check_whole(path: Path, suffix: str) -> None:
    """Look whether the file is whole and undamaged.

    An archive has its list of contents at the end, and a checksum for each member; a GeoPackage
    (SQLite) is as long as its first page says.

    Raises
    ------
    WrongKindError
        See :func:`check_beginning`.
    DamagedError
        It is cut off or damaged.
    """
    with path.open("rb") as file:
        head = file.read(100)
    if not head:
        raise DamagedError("Die Datei ist leer")
    expected = BEGINNINGS.get(suffix.lower())
    if expected and len(head) < len(expected) and expected.startswith(head):
        raise DamagedError("Die Datei ist abgeschnitten")
    check_beginning(head, suffix)
    if expected == ZIP:
        _check_zip(path)
    elif expected == SQLITE:
        _check_sqlite(path, head)


def _check_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                with archive.open(member) as stream:
                    while stream.read(AT_ONCE):
                        pass
    except (
        zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError,
    ) as error:  # fmt: skip
        raise DamagedError("Das Archiv ist beschädigt oder unvollständig") from error
    except RuntimeError as error:  # a password is asked for
        raise WrongKindError("Das Archiv ist verschlüsselt.") from error


def _check_sqlite(path: Path, head: bytes) -> None:
    """Page size in bytes 16-17 (1 means 65,536), number of pages in 28-31: sqlite.org/fileformat."""
    size = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big")
    if len(head) < 100 or path.stat().st_size < (65536 if size == 1 else size) * pages:
        raise DamagedError("Die Datei ist unvollständig")
