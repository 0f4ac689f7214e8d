"""The update as people start it: built upon the edition in use, told to a listener on the way."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from enum import StrEnum
from functools import partial
from pathlib import Path

from ankunft.base.errors import AnkunftError
from ankunft.base.extras import check_build_packages
from ankunft.build.ledger import Progress as BuildProgress
from ankunft.edition import open_edition, shipped_path
from ankunft.edition.folders import Folders, current_edition
from ankunft.sources.catalogue import Source
from ankunft.store.disk import writing
from ankunft.update.choice import Result
from ankunft.update.failures import CancelledError
from ankunft.update.fetch import Progress
from ankunft.update.retry import PATIENCE, Patience
from ankunft.update.run import Updated, update


class Stage(StrEnum):
    """What follows the fetching; each comes once, in this order."""

    BUILD = "build"
    CHECK = "check"


class Listener:
    """Is told how far an update is, in the thread that runs it; says nothing itself."""

    def fetching(self, progress: Progress) -> None:
        """Some bytes more."""

    def fetched(self, results: Mapping[str, Result]) -> None:
        """What became of each source; the build begins."""

    def working(self, stage: Stage, name: str, done: int, total: int) -> None:
        """Step `done` of `total` begins; `name` is German and empty at the end."""

    def refused(self, id_: str, reason: str) -> None:
        """The file of a source cannot be used; the edition in use stands in for it."""


def complete_update(
    folders: Folders,
    listener: Listener | None = None,
    catalogue: Mapping[str, Source] | None = None,
    *,
    only: Collection[str] | None = None,
    sources: Path | None = None,
    offline: bool = False,
    stop: threading.Event | None = None,
    expected: Mapping[str, int] | None = None,
    patience: Patience = PATIENCE,
    national: bool = True,
) -> Updated:
    """Fetch, build upon the user's edition in use (else the shipped one), check and switch.

    What is not fetched, or cannot be read, is taken over from that edition. Arguments and errors
    as of :func:`ankunft.update.run.update`; `national` as of
    :func:`ankunft.build.edition.build_edition`.
    """
    check_build_packages()
    from ankunft.build.check import check_edition
    from ankunft.build.edition import build_edition

    told, stop = listener or Listener(), stop or threading.Event()

    def build(paths: Mapping[str, Path], staging: Path) -> None:
        if not paths:
            raise AnkunftError(
                "Keine einzige Quelle liegt vor, also bleibt die Ausgabe, wie sie ist."
            )
        base = open_edition(current_edition(folders) or shipped_path())
        try:
            with writing(staging):
                build_edition(
                    paths, staging, catalogue=catalogue, base=base, national=national,
                    progress=_telling(told, Stage.BUILD, stop), refused=told.refused,
                )  # fmt: skip
        except MemoryError:
            raise AnkunftError(
                "Der Arbeitsspeicher reicht für den Bau der Ausgabe nicht aus."
            ) from None

    check = partial(check_edition, progress=_telling(told, Stage.CHECK, stop), national=national)
    return update(
        folders, build, check, catalogue, only=only, sources=sources, offline=offline, stop=stop,
        progress=told.fetching, expected=expected, patience=patience, fetched=told.fetched,
    )  # fmt: skip


def _telling(listener: Listener, stage: Stage, stop: threading.Event) -> BuildProgress:
    """Tells the listener each step, and is where a build can be cancelled."""

    def report(name: str, done: int, total: int) -> None:
        if stop.is_set():
            raise CancelledError
        listener.working(stage, name, done, total)

    return report
