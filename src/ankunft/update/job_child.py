"""The process that an app starts for an update: it says in lines of JSON how far it is.

``python -m ankunft.update.job_child`` begins at once, and stops when its standard input is closed:
so it neither outlives the app nor needs a signal, which not every system has.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from ankunft.base.errors import AnkunftError
from ankunft.edition.folders import user_folders
from ankunft.update.choice import Result
from ankunft.update.complete import Listener, Stage, complete_update
from ankunft.update.failures import CancelledError
from ankunft.update.fetch import Progress, State
from ankunft.update.job_state import Phase
from ankunft.update.mirrors import update_catalogue

PAUSE = 0.2
"""Seconds between two lines about the fetching."""
GRACE = 10.0
"""Seconds a step may take to end in order; being killed harms nothing."""
NICENESS = 10
"""The pages of the app come first."""


def main(*, national: bool = True) -> int:
    """Run an update for the user's folders; `national` as of :func:`complete_update`.

    Returns
    -------
    int
        0 once an ending was said, whichever it is.
    """
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    stop = threading.Event()
    told = Speaker(_own_output(), stop)
    threading.Thread(target=_stop_with_input, args=(stop,), daemon=True).start()
    try:
        done = complete_update(
            user_folders(), told, update_catalogue(), stop=stop, national=national
        )
    except CancelledError as error:
        told.ended(Phase.CANCELLED, str(error))
    except AnkunftError as error:
        told.ended(Phase.FAILED, str(error))
    except Exception as error:
        traceback.print_exc()
        told.ended(
            Phase.FAILED,
            f"Unerwarteter Fehler ({type(error).__name__}); Einzelheiten stehen im Protokoll der App.",
        )
    else:
        told.ended(Phase.DONE, edition=done.path)
    return 0


class Speaker(Listener):
    """Writes what it is told; what is said too often is said in one with what follows."""

    def __init__(self, output: BinaryIO, stop: threading.Event) -> None:
        self.output, self.stop = output, stop
        self.waiting: dict[str, State] = {}
        self.last: Progress | None = None
        self.spoke = -PAUSE

    def fetching(self, progress: Progress) -> None:
        self.waiting.update({state.source: state for state in progress.changed})
        self.last = progress
        if time.monotonic() - self.spoke >= PAUSE:
            self._speak()

    def fetched(self, results: Mapping[str, Result]) -> None:
        self._speak()
        said = [[id_, result.outcome, result.reason] for id_, result in results.items()]
        self._say("fetched", results=said)

    def working(self, stage: Stage, name: str, done: int, total: int) -> None:
        self._say("working", stage=stage, name=name, done=done, total=total)

    def refused(self, id_: str, reason: str) -> None:
        self._say("refused", id=id_, reason=reason)

    def ended(self, phase: Phase, sentence: str = "", edition: Path | None = None) -> None:
        """The last that is said."""
        self._speak()
        self._say("ended", phase=phase, sentence=sentence, edition=str(edition or ""))

    def _speak(self) -> None:
        if self.last is None:
            return
        changed = [
            [s.source, 0, 0] if s.given_up else [s.source, s.done, s.total]
            for s in self.waiting.values()
        ]
        self._say("fetching", changed=changed, done=self.last.done, total=self.last.total)
        self.waiting, self.last, self.spoke = {}, None, time.monotonic()

    def _say(self, what: str, **content: Any) -> None:
        try:
            self.output.write(json.dumps({"says": what, **content}).encode() + b"\n")
            self.output.flush()
        except OSError:  # nobody listens any more
            self.stop.set()


def _own_output() -> BinaryIO:
    """What was standard output; what libraries print there goes to the log of the app instead."""
    kept = os.dup(1)
    with suppress(OSError):  # an app without a log
        os.dup2(2, 1)
    return os.fdopen(kept, "wb")


def _stop_with_input(stop: threading.Event) -> None:
    """Ends in order when the input does, and otherwise the hard way."""
    # not sys.stdin: a thread that waits in its buffer would hinder the end of the process
    while os.read(0, 1024):
        pass
    stop.set()
    time.sleep(GRACE)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
