"""Small files that are there whole or not at all, also after a crash."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any


def write_json(content: Any, path: Path) -> None:
    """Put JSON in place of an older file at once. One writer at a time: the caller sees to that."""
    # always the same name, so that a crash leaves one file behind at most
    beside = path.with_name(f".{path.name}.new")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
    settle(path.parent)


def read_json(path: Path) -> dict[str, Any]:
    """The object in the file; empty if it is missing, unreadable or something else."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def settle(path: Path) -> None:
    """Wait until a file, or the list of names of a folder, has reached the disk."""
    # Windows opens no folders, and some file systems settle none: then the system decides
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
