"""What was fetched when from where: ``downloads.json`` in each folder, and a note per unfinished file."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ankunft.store.files import read_json, write_json

LEDGER = "downloads.json"
_writing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Version:
    """What a server says of the state of a file: its validators (RFC 9110, 8.8), "" if it is silent."""

    etag: str = ""
    modified: str = ""

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> Version:
        """From the headers of an answer; a packed body has no ranges and so none of use."""
        if headers.get("Content-Encoding", "identity") != "identity":
            return cls()
        return cls(headers.get("ETag", "").strip(), headers.get("Last-Modified", "").strip())

    @property
    def condition(self) -> str:
        """For If-Range, which takes no weak tag; "" if nothing tells two states apart."""
        return self.modified if not self.etag or self.etag.startswith("W/") else self.etag

    def differs(self, other: Version) -> bool:
        """Whether both name a state, and not the same; the tag counts before the date."""
        if self.etag and other.etag:
            return self.etag.removeprefix("W/") != other.etag.removeprefix("W/")
        return bool(self.modified and other.modified and self.modified != other.modified)

    def known(self) -> bool:
        """Whether the server said anything."""
        return bool(self.etag or self.modified)


@dataclass(frozen=True, slots=True)
class Entry:
    """A finished file: `fetched` is the UTC time, ISO; `bytes` and `sha256` of what was stored."""

    address: str
    version: Version
    bytes: int
    sha256: str
    fetched: str

    def is_of(self, target: Path) -> bool:
        """Whether the file still is what was stored, byte for byte."""
        with target.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == self.sha256

    def still(self, now: Version, size: int | None) -> bool:
        """Whether a server that says this has said nothing of a change."""
        if now.known() and self.version.known():
            return not now.differs(self.version) and size in (None, self.bytes)
        return now.known() == self.version.known() and size == self.bytes


@dataclass(frozen=True, slots=True)
class Begun:
    """An unfinished file. `doubted`: it was as long as announced, but not whole."""

    address: str
    version: Version
    doubted: bool = False


def entry_of(target: Path) -> Entry | None:
    """The entry of a finished file; None if it is not there as it was stored."""
    entry = _parsed(Entry, _files(target.parent).get(target.name))
    try:
        return entry if entry and target.stat().st_size == entry.bytes else None
    except OSError:
        return None


def enter(target: Path, entry: Entry) -> None:
    """Keep the entry of a file."""
    with _writing:
        files = {**_files(target.parent), target.name: asdict(entry)}
        write_json({"files": dict(sorted(files.items()))}, target.parent / LEDGER)


def part_of(target: Path) -> Path:
    """Where the bytes of an unfinished file are kept."""
    return target.with_name(target.name + ".part")


def begun(target: Path) -> Begun | None:
    """The note of an unfinished file, if there is one."""
    return _parsed(Begun, read_json(_note_of(target)))


def note(target: Path, begun: Begun) -> None:
    """Keep the note of an unfinished file."""
    write_json(asdict(begun), _note_of(target))


def discard(target: Path) -> None:
    """Forget an unfinished file; the bytes first, for without a note nobody continues them."""
    part_of(target).unlink(missing_ok=True)
    _note_of(target).unlink(missing_ok=True)


def forget_note(target: Path) -> None:
    """Remove the note of a file that is finished."""
    _note_of(target).unlink(missing_ok=True)


def _note_of(target: Path) -> Path:
    return target.with_name(target.name + ".part.json")


def _files(folder: Path) -> dict[str, Any]:
    files = read_json(folder / LEDGER).get("files")
    return files if isinstance(files, dict) else {}


def _parsed(kind: type[Any], content: Any) -> Any:
    """None for what another hand or another version of the program wrote."""
    try:
        return kind(**{**content, "version": Version(**content["version"])})
    except (TypeError, KeyError):
        return None
