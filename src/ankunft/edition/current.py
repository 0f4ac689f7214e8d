"""Which edition is shown: the named one, the user's own, or the one that ships."""

from __future__ import annotations

import os
from pathlib import Path

from ankunft.edition.folders import current_edition
from ankunft.edition.opening import Edition, open_folder


def shipped_path() -> Path:
    """The edition that ships with the project."""
    return Path(__file__).resolve().parents[3] / "data" / "geo"


def default_path() -> Path:
    """The folder named by `ANKUNFT_EDITION`, else the user's own edition, else the shipped one."""
    named = os.environ.get("ANKUNFT_EDITION")
    return Path(named) if named else current_edition() or shipped_path()


def open_edition(path: Path | None = None) -> Edition:
    """Open the edition in `path` (default: see :func:`default_path`); reads the manifest only.

    Raises
    ------
    EditionError
        There is no edition, or its manifest cannot be read.
    """
    return open_folder(Path(path) if path is not None else default_path())
