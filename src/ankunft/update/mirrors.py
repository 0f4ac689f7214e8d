"""Other addresses for the publishers' files: a copy inside an organisation, or a server of tests."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ankunft.base.errors import ParameterError
from ankunft.sources.catalogue import Source, load_catalogue

VARIABLE = "ANKUNFT_MIRRORS"
"""Names a TOML file of lines ``zensus2022_share = "https://…"``. Only whoever starts the program can
set it, and it changes nothing but the addresses that are asked: not where files go, nor what they
must look like."""


def update_catalogue() -> Mapping[str, Source]:
    """All sources, those named in the file of :data:`VARIABLE` with the address given there.

    Raises
    ------
    ParameterError
        The file cannot be read, or names a source that does not exist, or no address of the web.
    """
    named = os.environ.get(VARIABLE, "").strip()
    known = load_catalogue()
    if not named:
        return known
    other = _addresses(Path(named).expanduser())
    for id_ in other:
        if id_ not in known:
            raise ParameterError(f"{named}: Eine Quelle „{id_[:60]}“ gibt es nicht.")
    return {
        id_: replace(source, download=_checked(other[id_], named)) if id_ in other else source
        for id_, source in known.items()
    }


def _addresses(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise ParameterError(
            f"{file}: Die Adressen in {VARIABLE} lassen sich nicht lesen ({reason})."
        ) from error


def _checked(address: Any, named: str) -> str:
    """Raises `ParameterError` for what is no address of the web."""
    try:
        parts = urlsplit(address) if isinstance(address, str) else None
        good = parts and parts.scheme in ("http", "https") and parts.hostname
    except ValueError:
        good = False
    if not good:
        raise ParameterError(
            f"{named}: „{str(address)[:80]}“ ist keine Adresse, die mit http:// oder https:// beginnt."
        )
    return str(address)
