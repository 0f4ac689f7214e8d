"""All sources at once: at most four connections, progress, and what became of each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from ankunft.sources.catalogue import Source, load_catalogue
from ankunft.store.disk import writing
from ankunft.update.choice import Outcome, Result, at_hand, chosen, older
from ankunft.update.download import download
from ankunft.update.failures import CancelledError, DownloadError
from ankunft.update.retry import PATIENCE, Patience

CONNECTIONS = 4
TICK = 0.1
"""Seconds between two reports of progress."""


@dataclass(frozen=True, slots=True)
class State:
    """How far one source is, in bytes; `total` None where the server has not said.

    One that is `given_up` counts as far as it came.
    """

    source: str
    done: int
    total: int | None
    given_up: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """`changed` since the last report; `done` and `total` of all files that are fetched.

    `total` is None as long as the size of one of them is neither announced nor expected.
    """

    changed: tuple[State, ...]
    done: int
    total: int | None


Report = Callable[[Progress], None]


def fetch(
    folder: Path,
    catalogue: Mapping[str, Source] | None = None,
    *,
    only: Collection[str] | None = None,
    sources: Path | None = None,
    offline: bool = False,
    stop: threading.Event | None = None,
    progress: Report = lambda report: None,
    expected: Mapping[str, int] | None = None,
    patience: Patience = PATIENCE,
) -> dict[str, Result]:
    """Bring the sources into `folder`, or find them in the user's folder `sources`.

    What is not among `only` (see :func:`ankunft.update.choice.chosen`) is not fetched; files of it
    that are there count as kept. `offline` asks no server. `progress` is called in this thread, so
    a page may draw in it, and what it raises ends everything; `expected` are sizes by source id,
    as :func:`ankunft.update.plan.plan` finds them. `stop` see
    :func:`ankunft.update.download.download`.

    Returns
    -------
    dict
        By id, in the order of the catalogue. Failures stand in it; those cancelled, too.

    Raises
    ------
    DiskFullError, AnkunftError
        A file cannot be written; the others end, too.
    """
    catalogue = load_catalogue() if catalogue is None else catalogue
    wanted = chosen(catalogue, only)
    stop = stop or threading.Event()
    results: dict[str, Result] = {}
    for id_, source in catalogue.items():
        with writing(folder / source.path):
            found = at_hand(source, folder, sources, offline=offline or id_ not in wanted)
        if found and (id_ in wanted or found.path):
            results[id_] = found
    asked = {id_: source for id_, source in wanted.items() if id_ not in results}
    board = _Board({id_: (expected or {}).get(id_) for id_ in asked})
    results |= _fetch_all(asked, folder, board, stop, progress, patience)
    return {id_: results[id_] for id_ in catalogue if id_ in results}


def _fetch_all(
    asked: Mapping[str, Source],
    folder: Path,
    board: _Board,
    stop: threading.Event,
    progress: Report,
    patience: Patience,
) -> dict[str, Result]:
    # ends the threads without touching the event of the caller
    ending = _Either(stop)
    with ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="ankunft-fetch") as pool:
        try:
            running = {
                id_: pool.submit(_fetch_one, source, folder / source.path, board, ending, patience)
                for id_, source in asked.items()
            }
            _watch(list(running.values()), board, progress)
            return {id_: future.result() for id_, future in running.items()}
        except BaseException:
            ending.set()
            raise


def _watch(running: list[Future[Result]], board: _Board, progress: Report) -> None:
    """Report until all have ended, or one has failed for a reason that stops the others."""
    waiting = set(running)
    while waiting:
        ended, waiting = wait(waiting, timeout=TICK, return_when=FIRST_EXCEPTION)
        for future in ended:
            future.result()
        if report := board.report():
            progress(report)


def _fetch_one(
    source: Source, target: Path, board: _Board, stop: threading.Event, patience: Patience
) -> Result:
    def note(done: int, total: int | None) -> None:
        board.note(source.id, done, total)

    try:
        got = download(source.download, target, patience=patience, progress=note, stop=stop)
    except DownloadError as error:
        board.leave(source.id)
        return Result(source, Outcome.FAILED, older(source, target), str(error))
    except CancelledError as error:
        return Result(source, Outcome.CANCELLED, older(source, target), str(error))
    outcome = Outcome.FETCHED if got.changed else Outcome.UNCHANGED
    return Result(source, outcome, got.path, size=got.entry.bytes)


class _Either(threading.Event):
    """Set when it is set itself, or the event of the caller is."""

    def __init__(self, other: threading.Event) -> None:
        super().__init__()
        self.other = other

    def is_set(self) -> bool:
        return super().is_set() or self.other.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for both, in ticks."""
        left = timeout
        while not self.is_set() and (left is None or left > 0):
            super().wait(TICK if left is None else min(TICK, left))
            left = None if left is None else left - TICK
        return self.is_set()


class _Board:
    """Where the threads write how far they are, and the caller's thread reads it."""

    def __init__(self, expected: Mapping[str, int | None]) -> None:
        self.lock = threading.Lock()
        self.states = {id_: State(id_, 0, size) for id_, size in expected.items()}
        self.changed: set[str] = set()

    def note(self, id_: str, done: int, total: int | None) -> None:
        with self.lock:
            known = total if total is not None else self.states[id_].total
            self.states[id_] = State(id_, done, known)
            self.changed.add(id_)

    def leave(self, id_: str) -> None:
        """A file that failed counts as far as it came, so that the others can reach the end."""
        with self.lock:
            state = self.states[id_]
            self.states[id_] = State(id_, state.done, state.done, given_up=True)
            self.changed.add(id_)

    def report(self) -> Progress | None:
        """What has changed since the last one; None if nothing has."""
        with self.lock:
            changed, self.changed = self.changed, set()
            states = self.states.copy()
        if not changed:
            return None
        totals = [state.total for state in states.values()]
        known = [total for total in totals if total is not None]
        return Progress(
            tuple(state for id_, state in states.items() if id_ in changed),
            sum(state.done for state in states.values()),
            sum(known) if len(known) == len(totals) else None,
        )
