"""Opening the publishers' zip archives and naming what is wrong with them."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ankunft.base.errors import SourceError
from ankunft.sources.sentences import AGAIN, AGAIN_AS_IT_IS


def check_archive(path: Path) -> None:
    """Refuse what is no archive (xlsx files are archives too): missing, a web page, cut off."""
    if not path.is_file():
        raise SourceError(
            f"{path}: Die Datei fehlt. Laden Sie sie herunter und legen Sie sie dort ab."
        )
    with path.open("rb") as stream:
        head = stream.read(512).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        raise SourceError(
            f"{path}: Das ist eine Webseite (HTML), nicht die Datei selbst; "
            f"der Server hat mit einer Seite geantwortet. {AGAIN}"
        )
    if not zipfile.is_zipfile(path):
        raise SourceError(
            f"{path}: Die Datei ist beschädigt oder unvollständig und lässt sich nicht als Archiv "
            f"öffnen. {AGAIN}"
        )


def find_member(path: Path, pattern: str) -> str:
    """Name of the one member of the archive whose name matches `pattern` (any case)."""
    check_archive(path)
    with _readable(path), zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
    found = [name for name in names if re.search(pattern, name, flags=re.IGNORECASE)]
    if len(found) == 1:
        return found[0]
    what = "Keine Datei" if not found else "Mehr als eine Datei"
    listed = ", ".join(found or names) or "nichts"
    raise SourceError(
        f"{path}: {what} im Archiv passt zum Muster „{pattern}“ (gefunden: {listed}). "
        f"{AGAIN_AS_IT_IS}"
    )


def member_names(path: Path) -> list[str]:
    """Names of everything in the archive."""
    check_archive(path)
    with _readable(path), zipfile.ZipFile(path) as archive:
        return archive.namelist()


@contextmanager
def open_member(path: Path, name: str) -> Iterator[IO[bytes]]:
    """The bytes of one member; damage met while reading becomes a `SourceError`."""
    with _readable(path), zipfile.ZipFile(path) as archive, archive.open(name) as stream:
        yield stream


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise SourceError(f"{path}: Das Archiv ist beschädigt ({error}). {AGAIN}") from error
