"""Folders that are replaced whole or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path


def swap(new: Path, target: Path) -> None:
    """Put the new folder, which lies beside it, in place of the old one, or leave that as it was."""
    old = new.with_name(new.name + "-old")
    if target.exists():
        target.rename(old)
    try:
        new.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
