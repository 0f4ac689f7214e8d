"""One file from an address to a folder: continued where it broke off, never half in its place."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import requests

from ankunft.store.disk import DiskFullError, writing
from ankunft.store.files import settle
from ankunft.update import ledger
from ankunft.update.connection import answer, session
from ankunft.update.content import (
    HEAD,
    DamagedError,
    WrongKindError,
    check_beginning,
    check_whole,
)
from ankunft.update.failures import CancelledError, DownloadError, TransientError
from ankunft.update.ledger import Begun, Entry, Version
from ankunft.update.retry import PATIENCE, Patience, persevere

LARGEST = 8 * 2**30
"""Bytes; the largest official file known is below a tenth of it."""

CHUNK = 2**18

Progress = Callable[[int, int | None], None]
"""Called with the bytes there are, and those there will be (None: the server does not say)."""


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A finished file; `changed` False if the one that was there is still the publisher's."""

    path: Path
    entry: Entry
    changed: bool


@dataclass(frozen=True, slots=True)
class _Job:
    address: str
    target: Path
    asking: requests.Session
    patience: Patience
    limit: int
    progress: Progress
    stop: threading.Event

    @property
    def part(self) -> Path:
        return ledger.part_of(self.target)


def download(
    address: str,
    target: Path,
    *,
    patience: Patience = PATIENCE,
    limit: int = LARGEST,
    progress: Progress = lambda done, total: None,
    stop: threading.Event | None = None,
    pause: Callable[[float], object] | None = None,
) -> Downloaded:
    """Fetch a file, or what is missing of it, unless the server says that it has not changed.

    Setting `stop` ends it after the next bytes, at the latest when the server is silent for
    `patience.stall`. `pause` waits between two tries (default: until `stop` is set). One process
    at a time may write into a folder.

    Raises
    ------
    DownloadError
        Address and reason; an older file stays, and so does what was loaded of a newer one.
    DiskFullError, AnkunftError
        The file cannot be written.
    CancelledError
        `stop` was set.
    """
    stop = stop or threading.Event()
    with session() as asking, writing(target):
        job = _Job(address, target, asking, patience, limit, progress, stop)
        target.parent.mkdir(parents=True, exist_ok=True)
        return persevere(
            lambda: _attempt(job), address, patience, pause or stop.wait, lambda: _size(job.part)
        )


def _attempt(job: _Job) -> Downloaded:
    _check_stop(job)
    start, offset = _continued(job)
    known = None if start else ledger.entry_of(job.target)
    if known and (known.address != job.address or not known.is_of(job.target)):
        known = None
    headers = _range(start, offset) if start else _condition(known)
    with answer(job.asking, "GET", job.address, headers, job.patience) as response:
        if known and _unchanged(response, known):
            job.progress(known.bytes, known.bytes)
            return Downloaded(job.target, known, changed=False)
        if response.status_code == 416 and start:
            _end_of_file(job, response, offset)
        elif response.status_code == 206 and start:
            _check_fits(job, response, start, offset)
            _receive(job, response, offset)
        elif response.status_code == 200:
            _start_anew(job, response)
            _receive(job, response, 0)
        else:
            status = response.status_code
            raise DownloadError(
                job.address, f"Der Server antwortet unpassend (Status {status}).", status
            )
    return _finished(job)


def _continued(job: _Job) -> tuple[Begun | None, int]:
    """The note of what can be continued, and how much there is; the rest is thrown away."""
    start, offset = ledger.begun(job.target), _size(job.part)
    if start and offset and start.address == job.address and start.version.condition:
        return start, offset
    ledger.discard(job.target)
    return None, 0


def _range(start: Begun, offset: int) -> dict[str, str]:
    return {"Range": f"bytes={offset}-", "If-Range": start.version.condition}


def _condition(known: Entry | None) -> dict[str, str]:
    if not known:
        return {}
    headers = {
        "If-None-Match": known.version.etag,
        "If-Modified-Since": known.version.modified,
    }
    return {name: value for name, value in headers.items() if value}


def _unchanged(response: requests.Response, known: Entry) -> bool:
    """Also for servers that send the file in spite of the condition, or know of no states."""
    if response.status_code == 304:
        return True
    return known.still(Version.of(response.headers), _total(response))


def _total(response: requests.Response) -> int | None:
    """Length of the whole file, None if the server does not say."""
    if response.status_code == 206:
        found = re.search(r"/(\d{1,15})$", response.headers.get("Content-Range", "").strip())
        return int(found[1]) if found else None
    length = response.headers.get("Content-Length", "").strip()
    packed = response.headers.get("Content-Encoding", "identity") != "identity"
    return int(length) if re.fullmatch(r"\d{1,15}", length) and not packed else None


def _check_fits(job: _Job, response: requests.Response, start: Begun, offset: int) -> None:
    """Throw away what we hold if the range is of another state or place of the file."""
    begins = re.match(r"bytes (\d{1,15})-", response.headers.get("Content-Range", "").strip())
    if (
        not begins
        or int(begins[1]) != offset
        or start.version.differs(Version.of(response.headers))
        or response.headers.get("Content-Encoding", "identity") != "identity"
    ):
        ledger.discard(job.target)
        raise TransientError("Die Datei hat sich während des Ladens geändert")


def _start_anew(job: _Job, response: requests.Response) -> None:
    """Keep the note of a file that begins at its first byte, before the first byte is kept."""
    ledger.discard(job.target)
    ledger.note(job.target, Begun(job.address, Version.of(response.headers)))


def _end_of_file(job: _Job, response: requests.Response, offset: int) -> None:
    """The server has nothing after what we hold: it is all, unless the file became shorter."""
    length = response.headers.get("Content-Range", "").strip().removeprefix("bytes */")
    if length != str(offset):
        ledger.discard(job.target)
        raise TransientError("Die Datei hat sich während des Ladens geändert")


def _receive(job: _Job, response: requests.Response, offset: int) -> None:
    total = _total(response)
    _check_room(job, offset, total)
    head, done = b"", offset
    with job.part.open("ab") as file:
        job.progress(done, total)
        # at most what has arrived: a server that falls silent costs none of the bytes before
        while chunk := response.raw.read1(CHUNK, decode_content=True):
            if offset == 0 and len(head) < HEAD:
                head += chunk[:HEAD]
                if len(head) >= HEAD:
                    _check_beginning(job, head)
            done += len(chunk)
            if done > job.limit:
                raise _too_large(job)
            file.write(chunk)
            job.progress(done, total)
            _check_stop(job)
    if total is not None and done < total:
        raise TransientError("Die Verbindung wurde unterbrochen")


def _check_beginning(job: _Job, head: bytes) -> None:
    try:
        check_beginning(head, job.target.suffix)
    except WrongKindError as error:
        ledger.discard(job.target)
        raise DownloadError(job.address, str(error)) from error


def _check_room(job: _Job, offset: int, total: int | None) -> None:
    if total is None:
        return
    if total > job.limit:
        raise _too_large(job)
    free = shutil.disk_usage(job.target.parent).free
    if free < total - offset:
        raise DiskFullError(
            f"{job.target}: Auf dem Datenträger ist zu wenig Platz; es fehlen noch "
            f"{-(-(total - offset) // 2**20)} MB, frei sind {free // 2**20} MB."
        )


def _too_large(job: _Job) -> DownloadError:
    ledger.discard(job.target)
    return DownloadError(
        job.address, f"Die Datei ist größer als erlaubt ({job.limit // 2**20} MB)."
    )


def _finished(job: _Job) -> Downloaded:
    """Check the loaded file and put it in its place."""
    start = ledger.begun(job.target)
    assert start is not None, "bytes are only kept after their note"
    try:
        check_whole(job.part, job.target.suffix)
    except WrongKindError as error:
        ledger.discard(job.target)
        raise DownloadError(job.address, str(error)) from error
    except DamagedError as error:
        # the server may have announced too little: ask once for more before throwing it away
        if start.doubted or not start.version.condition:
            ledger.discard(job.target)
        else:
            ledger.note(job.target, replace(start, doubted=True))
        raise TransientError(str(error)) from error
    settle(job.part)
    with job.part.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    now = datetime.now(UTC).isoformat(timespec="seconds")
    entry = Entry(job.address, start.version, _size(job.part), digest, now)
    # first the entry: a file without one would count as put there by hand
    ledger.enter(job.target, entry)
    os.replace(job.part, job.target)
    settle(job.target.parent)
    ledger.forget_note(job.target)
    return Downloaded(job.target, entry, changed=True)


def _check_stop(job: _Job) -> None:
    if job.stop.is_set():
        raise CancelledError


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
