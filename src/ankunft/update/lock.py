"""Two updates at once exclude each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ankunft.store.disk import writing
from ankunft.update.failures import BusyError


@contextmanager
def update_lock(path: Path) -> Iterator[None]:
    """Hold the lock of the operating system on this file, which stays where it is.

    The system gives it back when the process ends in whatever way, so a file that is left over
    locks nobody out.

    Raises
    ------
    BusyError
        Another process, or another session of this one, holds it.
    AnkunftError
        The file cannot be written.
    """
    from filelock import FileLock, Timeout

    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise BusyError(
                f"{path.parent}: Hier läuft schon eine Aktualisierung; warten Sie, bis sie fertig "
                "ist, oder brechen Sie sie ab."
            ) from None
    try:
        yield
    finally:
        lock.release()
