"""An update in a process of its own, because a build takes minutes and more than a GB of memory.

One at a time for the whole app: all sessions see the same one.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from ankunft.update.failures import CancelledError
from ankunft.update.job_state import JobState, Phase, after

COMMAND = (sys.executable, "-P", "-m", "ankunft.update.job_child")
GRACE = 12.0
"""Seconds a cancelled process may take; a little longer than it gives itself."""
LONGEST = 2**20
"""Bytes of a line that are read at once."""

OLD_STAYS = "die bisherige Ausgabe bleibt in Gebrauch."


class Job:
    """A started update; it runs until it ends, is cancelled, or the app ends."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._state = JobState()
        self._cancelled = threading.Event()
        self._ended = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._process = subprocess.Popen(
                list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, **_apart()
            )
        except OSError as error:
            reason = error.strerror or error
            self._end(f"Die Aktualisierung lässt sich nicht starten ({reason}); {OLD_STAYS}")
            return
        threading.Thread(
            target=self._listen, args=(self._process,), name="ankunft-update", daemon=True
        ).start()

    @property
    def state(self) -> JobState:
        """How far it is; its phase is an ending only once the process is gone."""
        return self._state

    @property
    def running(self) -> bool:
        return not self._ended.is_set()

    @property
    def cancelling(self) -> bool:
        """Whether it was told to stop and has not yet."""
        return self.running and self._cancelled.is_set()

    def cancel(self) -> None:
        """Let it end in order, and kill it if it does not. Returns at once."""
        process = self._process
        if process is None or not self.running or self._cancelled.is_set():
            return
        self._cancelled.set()
        _close_input(process)
        threading.Thread(target=self._kill_late, args=(process,), daemon=True).start()

    def wait(self, timeout: float | None = None) -> bool:
        """Whether it has ended within so many seconds."""
        return self._ended.wait(timeout)

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        last = JobState()
        try:
            last = self._heard(process)
        finally:
            # who says nothing any more is to end, too
            self._kill_late(process)
            code = process.wait()
            _close_input(process)
            if last.ended:
                self._state = last
                self._ended.set()
            else:
                self._end(_broken_off(code))

    def _heard(self, process: subprocess.Popen[bytes]) -> JobState:
        """The state after everything that was said; an ending is kept back until it has ended."""
        said = JobState()
        assert process.stdout is not None
        with process.stdout as lines:
            while line := lines.readline(LONGEST):
                if not said.ended:
                    said = after(said, line)
                if not said.ended:
                    self._state = said
        return said

    def _kill_late(self, process: subprocess.Popen[bytes]) -> None:
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()

    def _end(self, sentence: str) -> None:
        phase = Phase.FAILED
        if self._cancelled.is_set():
            phase, sentence = Phase.CANCELLED, str(CancelledError())
        self._state = replace(self._state, phase=phase, sentence=sentence)
        self._ended.set()


_lock = threading.Lock()
_jobs: list[Job] = []


def start(command: Sequence[str] = COMMAND) -> Job:
    """Start an update, or return the one that is running."""
    with _lock:
        if not _jobs or not _jobs[-1].running:
            _jobs[:] = [Job(command)]
        return _jobs[-1]


def current() -> Job | None:
    """The update that runs, or the last one; None before the first."""
    with _lock:
        return _jobs[-1] if _jobs else None


def _close_input(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    with suppress(OSError):
        process.stdin.close()


def _apart() -> dict[str, Any]:
    """Ctrl-C in a terminal is for the app, which then ends the update by closing its input."""
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        return {"creationflags": flags | subprocess.BELOW_NORMAL_PRIORITY_CLASS}
    return {"start_new_session": True}


def _broken_off(code: int) -> str:
    if os.name == "posix" and code == -signal.SIGKILL:
        return (
            "Das System hat die Aktualisierung beendet, vermutlich weil der Arbeitsspeicher nicht "
            f"reichte; {OLD_STAYS}"
        )
    return f"Die Aktualisierung ist unerwartet abgebrochen (Status {code}); {OLD_STAYS}"
