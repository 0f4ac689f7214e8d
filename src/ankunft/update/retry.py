"""Trying again: how often, and how long to wait in between."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from ankunft.update.failures import DownloadError, TransientError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """`tries` in a row that bring nothing, `most` in all; everything else in seconds.

    `base` and `longest` bound the growing waits, `asked` what a server may ask for by Retry-After,
    `connect` and `stall` how long it may keep silent before and after the connection is made.
    """

    tries: int = 5
    most: int = 100
    base: float = 1.0
    longest: float = 60.0
    asked: float = 120.0
    connect: float = 10.0
    stall: float = 30.0

    def delay(self, barren: int) -> float:
        """Wait after so many barren tries: doubled each time, with jitter (0.5 to 1 of it)."""
        full = min(self.longest, self.base * 2.0 ** min(60, max(0, barren - 1)))
        return full * random.uniform(0.5, 1.0)


PATIENCE = Patience()


def persevere(
    attempt: Callable[[], T],
    address: str,
    patience: Patience,
    pause: Callable[[float], object],
    reached: Callable[[], int] = lambda: 0,
) -> T:
    """Repeat what fails with `TransientError`; a try that gets further than any before is not barren.

    `reached` says how far it is, in bytes; `pause` waits.

    Raises
    ------
    DownloadError
        It was tried often enough, or the server asks to be left alone for longer than we wait.
    """
    furthest, barren = reached(), 0
    for number in range(1, patience.most + 1):
        try:
            return attempt()
        except TransientError as error:
            barren = 0 if reached() > furthest else barren + 1
            furthest = max(furthest, reached())
            if error.asked is not None and error.asked > patience.asked:
                reason = f"{error.reason}; er bittet um eine Pause von {error.asked:.0f} Sekunden."
                raise DownloadError(address, reason, error.status) from error
            if barren >= patience.tries or number == patience.most:
                reason = f"{error.reason} ({number}. Versuch)."
                raise DownloadError(address, reason, error.status) from error
            pause(max(patience.delay(barren), error.asked or 0.0))
    raise AssertionError("the last try returns or raises")


def retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Seconds of a Retry-After header (RFC 9110, 10.2.3: a number or a date), None if unusable."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    date = date.replace(tzinfo=UTC) if date.tzinfo is None else date
    return max(0.0, (date - (now or datetime.now(UTC))).total_seconds())
