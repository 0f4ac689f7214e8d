"""Ctrl-C, and the end that the system asks for: once in order, twice at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass
class Interrupt:
    """`stop` is set by the first signal, whose number is kept in `number` (0: there was none)."""

    stop: threading.Event = field(default_factory=threading.Event)
    number: int = 0

    @property
    def exit_code(self) -> int:
        """As shells count it: 130 after Ctrl-C, 143 after a request of the system."""
        return 128 + self.number


@contextmanager
def interruptible(told: Callable[[], None]) -> Iterator[Interrupt]:
    """Catch the signals inside the block; `told` hears of the first and must not print.

    The second one ends the process, whatever it is doing. Only in the main thread.
    """
    interrupt = Interrupt()

    def first(number: int, frame: FrameType | None) -> None:
        # left to the system from now on: it also ends what is deep in foreign code
        for each in SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        interrupt.number = number
        interrupt.stop.set()
        told()

    before = {number: signal.getsignal(number) for number in SIGNALS}
    for number, handler in before.items():
        # ignored by whoever started us, as in the background of a shell
        if handler is not signal.SIG_IGN:
            signal.signal(number, first)
    try:
        yield interrupt
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def ended_at_once() -> Iterator[None]:
    """Let Ctrl-C end the process inside the block, where nothing is lost. Only in the main thread.

    Python would wait for its threads, and these for servers that say nothing.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
