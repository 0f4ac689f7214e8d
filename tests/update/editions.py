"""Editions of one small layer, and a check of them; also for a process of its own."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from ankunft.base.errors import EditionError
from ankunft.edition import FORMAT

LAYER = "layer.parquet"


def name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def write_edition(folder: Path, content: bytes, *, format: int = FORMAT) -> Path:
    """An edition that is named by its only layer."""
    folder.mkdir(parents=True)
    (folder / LAYER).write_bytes(content)
    manifest = {
        "edition": name_of(content),
        "format": format,
        "layers": {"layer": {"file": LAYER}},
        "sources": [],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def check(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    if name_of((folder / LAYER).read_bytes()) != manifest["edition"]:
        raise EditionError(f"{folder}: {LAYER} is not the file the manifest describes.")


def content_of(folder: Path) -> bytes:
    return (folder / LAYER).read_bytes()
