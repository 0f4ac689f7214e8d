"""The dry run: what would be fetched, how large it is and who would be asked."""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import requests

from ankunft.sources.catalogue import Source, load_catalogue
from ankunft.store.disk import writing
from ankunft.update.choice import Outcome, at_hand, chosen
from ankunft.update.connection import answer, host, session
from ankunft.update.failures import DownloadError, TransientError
from ankunft.update.fetch import CONNECTIONS
from ankunft.update.ledger import Entry, Version, begun, entry_of
from ankunft.update.retry import PATIENCE, Patience, persevere


@dataclass(frozen=True, slots=True)
class Planned:
    """`outcome` as it would be; `size` in bytes, None if unknown; `hosts` that were asked.

    `reason` is a German sentence where the server refuses, else "".
    """

    source: Source
    outcome: Outcome
    size: int | None = None
    hosts: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The sources in the order of the catalogue."""

    entries: tuple[Planned, ...]

    @property
    def to_fetch(self) -> tuple[Planned, ...]:
        """Those that would be fetched."""
        return tuple(entry for entry in self.entries if entry.outcome is Outcome.FETCHED)

    @property
    def sizes(self) -> dict[str, int]:
        """Bytes by source id of those to fetch, where known; for `expected` of the fetch."""
        return {entry.source.id: entry.size for entry in self.to_fetch if entry.size is not None}

    @property
    def hosts(self) -> list[str]:
        """All hosts that were asked, also those they led on to."""
        return sorted({host for entry in self.entries for host in entry.hosts})


def plan(
    folder: Path,
    catalogue: Mapping[str, Source] | None = None,
    *,
    only: Collection[str] | None = None,
    sources: Path | None = None,
    offline: bool = False,
    stop: threading.Event | None = None,
    patience: Patience = PATIENCE,
) -> Plan:
    """Ask the servers for sizes, and fetch nothing. Arguments as of :func:`ankunft.update.fetch.fetch`."""
    wanted = chosen(load_catalogue() if catalogue is None else catalogue, only)
    stop = stop or threading.Event()

    def planned(source: Source) -> Planned:
        with writing(folder / source.path):
            found = at_hand(source, folder, sources, offline=offline)
        if found:
            return Planned(source, found.outcome, found.size, (), found.reason)
        if stop.is_set():
            return Planned(source, Outcome.CANCELLED)
        return _asked(source, folder / source.path, stop, patience)

    with ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="ankunft-plan") as pool:
        try:
            return Plan(tuple(pool.map(planned, wanted.values())))
        except BaseException:
            stop.set()
            raise


def _asked(source: Source, target: Path, stop: threading.Event, patience: Patience) -> Planned:
    address = source.download
    entry = entry_of(target)
    known = entry if entry and entry.address == address and not begun(target) else None
    with session() as asking:
        try:
            changed, size, hosts = persevere(
                lambda: _question(asking, address, known, patience), address, patience, stop.wait
            )
        except DownloadError as error:
            return Planned(source, Outcome.FAILED, None, (host(address),), str(error))
    return Planned(source, Outcome.FETCHED if changed else Outcome.UNCHANGED, size, hosts)


def _question(
    asking: requests.Session, address: str, known: Entry | None, patience: Patience
) -> tuple[bool, int | None, tuple[str, ...]]:
    """Whether there is something to fetch, its size, and the hosts on the way."""
    try:
        with answer(asking, "HEAD", address, {}, patience) as response:
            return _read(response, known)
    except (DownloadError, TransientError) as error:
        if error.status is None:
            raise
    # some servers know no HEAD: ask for the first byte and hang up
    with answer(asking, "GET", address, {"Range": "bytes=0-0"}, patience) as response:
        return _read(response, known)


def _read(
    response: requests.Response, known: Entry | None
) -> tuple[bool, int | None, tuple[str, ...]]:
    way = tuple(dict.fromkeys(host(hop.url) for hop in (*response.history, response)))
    length = response.headers.get("Content-Length", "")
    if response.status_code == 206:
        length = response.headers.get("Content-Range", "").rpartition("/")[2]
    size = int(length) if re.fullmatch(r"\d{1,15}", length.strip()) else None
    now = Version.of(response.headers)
    return not (known and known.still(now, size)), size, way
