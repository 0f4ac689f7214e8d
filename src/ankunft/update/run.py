"""A whole update, from the lock to the edition in use."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from ankunft.edition.folders import Check, Folders, adopt, tidy
from ankunft.sources.catalogue import Source
from ankunft.store.disk import writing
from ankunft.update.choice import Outcome, Result
from ankunft.update.failures import CancelledError
from ankunft.update.fetch import Report, fetch
from ankunft.update.lock import update_lock
from ankunft.update.retry import PATIENCE, Patience

Build = Callable[[Mapping[str, Path], Path], object]
"""Makes an edition of the files by source id in the folder it is given, which is not there yet."""


@dataclass(frozen=True, slots=True)
class Updated:
    """The edition now in use, and what became of each source."""

    path: Path
    results: dict[str, Result]


def update(
    folders: Folders,
    build: Build,
    check: Check,
    catalogue: Mapping[str, Source] | None = None,
    *,
    only: Collection[str] | None = None,
    sources: Path | None = None,
    offline: bool = False,
    stop: threading.Event | None = None,
    progress: Report = lambda report: None,
    expected: Mapping[str, int] | None = None,
    patience: Patience = PATIENCE,
    fetched: Callable[[dict[str, Result]], None] = lambda results: None,
) -> Updated:
    """Fetch, build, check and switch; whatever happens, an edition is in use all the time.

    Most arguments as of :func:`ankunft.update.fetch.fetch`. `fetched` is told the results before
    the build begins; what it raises ends the update.

    Raises
    ------
    BusyError
        Another update is running.
    CancelledError
        `stop` was set before the new edition was checked.
    AnkunftError
        Of writing, of the build or of the check.
    """
    stop = stop or threading.Event()
    with update_lock(folders.lock):
        tidy(folders)
        results = fetch(
            folders.sources, catalogue, only=only, sources=sources, offline=offline, stop=stop,
            progress=progress, expected=expected, patience=patience,
        )  # fmt: skip
        if stop.is_set() or any(r.outcome is Outcome.CANCELLED for r in results.values()):
            raise CancelledError
        fetched(results)
        with writing(folders.editions):
            folders.editions.mkdir(parents=True, exist_ok=True)
        paths = {id_: result.path for id_, result in results.items() if result.path}
        try:
            build(paths, folders.staging)
            if stop.is_set():
                raise CancelledError
            return Updated(adopt(folders, folders.staging, check), results)
        finally:
            tidy(folders)
