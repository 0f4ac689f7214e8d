"""How far an update in another process is, as told in lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ankunft.update.choice import Outcome
from ankunft.update.complete import Stage

LONGEST = 2_000
"""Characters of a sentence that are kept."""


class Phase(StrEnum):
    """What an update is doing, and how it ended."""

    START = "start"
    FETCH = "fetch"
    BUILD = "build"
    CHECK = "check"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = (Phase.DONE, Phase.FAILED, Phase.CANCELLED)


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source: bytes there are and those there will be (None: unknown).

    `outcome` is None until all are fetched. `reason` says why it failed, `refused` why the file
    cannot be used; German sentences, else "".
    """

    id: str
    done: int = 0
    total: int | None = None
    outcome: Outcome | None = None
    reason: str = ""
    refused: str = ""

    @property
    def whole(self) -> bool:
        """Whether no more of it comes: it is there, or failed."""
        return self.total is not None and self.done >= self.total

    @property
    def empty(self) -> bool:
        """Whether nothing came and nothing will."""
        return self.outcome is Outcome.FAILED or (self.whole and not self.done)


@dataclass(frozen=True, slots=True)
class JobState:
    """An update as it stood at one moment.

    `sources` by id, those that were spoken of; `done` and `total` in bytes of all that are fetched
    (total None: unknown). `step` is German, the `step_done`-th of `step_total`. `edition` is the new
    one once the phase is DONE, `sentence` says in German why it failed or was cancelled.
    """

    phase: Phase = Phase.START
    sources: Mapping[str, SourceState] = field(default_factory=lambda: MappingProxyType({}))
    done: int = 0
    total: int | None = None
    step: str = ""
    step_done: int = 0
    step_total: int = 0
    edition: Path | None = None
    sentence: str = ""

    @property
    def ended(self) -> bool:
        return self.phase in ENDED

    def with_outcome(self, *outcomes: Outcome) -> tuple[SourceState, ...]:
        """The sources of which one of these became."""
        return tuple(s for s in self.sources.values() if s.outcome in outcomes)

    @property
    def refused(self) -> tuple[SourceState, ...]:
        """The sources whose file cannot be used."""
        return tuple(s for s in self.sources.values() if s.refused)


def after(state: JobState, line: bytes) -> JobState:
    """The state once this line was said; the same if it cannot be understood."""
    try:
        said = json.loads(line)
        return _AFTER[said["says"]](state, said)
    except (LookupError, ValueError, ArithmeticError, TypeError, RecursionError):
        return state


def _fetching(state: JobState, said: Mapping[str, Any]) -> JobState:
    changed = {
        str(id_): SourceState(str(id_), int(done), None if total is None else int(total))
        for id_, done, total in said["changed"]
    }
    total = said["total"]
    return replace(
        state,
        phase=Phase.FETCH,
        sources=MappingProxyType({**state.sources, **changed}),
        done=int(said["done"]),
        total=None if total is None else int(total),
    )


def _fetched(state: JobState, said: Mapping[str, Any]) -> JobState:
    results = {}
    for id_, outcome, reason in said["results"]:
        known = state.sources.get(id_, SourceState(str(id_)))
        results[str(id_)] = replace(
            known, outcome=Outcome(outcome), reason=str(reason)[:LONGEST]
        )  # fmt: skip
    return replace(state, sources=MappingProxyType({**state.sources, **results}))


def _working(state: JobState, said: Mapping[str, Any]) -> JobState:
    return replace(
        state,
        phase=Phase(Stage(said["stage"])),
        step=str(said["name"])[:LONGEST],
        step_done=int(said["done"]),
        step_total=int(said["total"]),
    )


def _refused(state: JobState, said: Mapping[str, Any]) -> JobState:
    id_ = str(said["id"])
    known = state.sources.get(id_, SourceState(id_))
    one = replace(known, refused=str(said["reason"])[:LONGEST])
    return replace(state, sources=MappingProxyType({**state.sources, id_: one}))


def _ended(state: JobState, said: Mapping[str, Any]) -> JobState:
    phase = Phase(said["phase"])
    if phase not in ENDED or (phase is Phase.DONE and not said["edition"]):
        raise ValueError(phase)
    edition = Path(said["edition"]) if phase is Phase.DONE else None
    return replace(state, phase=phase, edition=edition, sentence=str(said["sentence"])[:LONGEST])


_AFTER = {
    "fetching": _fetching,
    "fetched": _fetched,
    "working": _working,
    "refused": _refused,
    "ended": _ended,
}
