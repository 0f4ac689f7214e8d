"""Run as a program of its own: peak memory before and after opening all layers, in bytes (JSON)."""

from __future__ import annotations

import json
import resource

from ankunft.edition import LAYERS, open_edition


def peak() -> int:
    """Largest resident size of this process so far; Linux counts it in units of 1,024 bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    before = peak()
    edition = open_edition()
    for name in LAYERS:
        edition.layer(name)
    print(json.dumps({"before": before, "after": peak()}))
