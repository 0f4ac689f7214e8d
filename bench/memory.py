"""Run as a program of its own: peak memory before and after opening all layers, in bytes (JSON)."""

from __future__ import annotations

import json
from pathlib import Path

from ankunft.edition import LAYERS, open_edition


def peak() -> int | None:
    """Largest resident size of this program so far, None where the system does not tell.

    Not `getrusage`: on Linux its maximum goes on counting from that of the parent process.
    """
    return peak_of("self")


def peak_of(process: int | str) -> int | None:
    """The same for another process, by its number."""
    return _status(process, "VmHWM")


def resident(process: int | str) -> int:
    """What a process holds in memory now, in bytes; 0 where the system does not tell."""
    return _status(process, "VmRSS") or 0


def _status(process: int | str, name: str) -> int | None:
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return None
    lines = [line for line in status.read_text().splitlines() if line.startswith(f"{name}:")]
    return int(lines[0].split()[1]) * 1024 if lines else None


if __name__ == "__main__":
    before = peak()
    edition = open_edition()
    for name in LAYERS:
        edition.layer(name)
    print(json.dumps({"before": before, "after": peak()}))
