"""Which sources an update is about, and which of them need no network."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from ankunft.base.errors import ParameterError
from ankunft.sources.catalogue import Source
from ankunft.update.connection import host
from ankunft.update.content import DamagedError, WrongKindError, check_whole
from ankunft.update.ledger import begun, entry_of


class Outcome(StrEnum):
    """What becomes, or would become, of a source."""

    FETCHED = "fetched"
    UNCHANGED = "unchanged"  # the one that is there is still the publisher's
    TAKEN = "taken"  # from the user's folder, or put by hand into ours
    KEPT = "kept"  # not asked for, because nothing is to be fetched
    BY_HAND = "by_hand"  # not there, and only people can fetch it
    MISSING = "missing"  # not there, and no server is to be asked
    FAILED = "failed"
    CANCELLED = "cancelled"


INCOMPLETE = (Outcome.MISSING, Outcome.FAILED)
"""Outcomes of sources that were asked for and are not there as they should be."""


@dataclass(frozen=True, slots=True)
class Result:
    """`path` is what a build can use: None if there is nothing, an older file if fetching failed.

    `reason` is a German sentence with the address or path if it failed, else "".
    """

    source: Source
    outcome: Outcome
    path: Path | None = None
    reason: str = ""
    size: int | None = None


def chosen(catalogue: Mapping[str, Source], only: Collection[str] | None) -> dict[str, Source]:
    """The sources with these ids, or whose ids begin so: ``zensus2022`` means all of that census.

    Raises
    ------
    ParameterError
        No source is called like that.
    """
    if only is None:
        return dict(catalogue)
    found = {name: {id_ for id_ in catalogue if _meant(id_, name)} for name in only}
    for name, ids in found.items():
        if not ids:
            raise ParameterError(
                f"Eine Quelle „{name[:60]}“ gibt es nicht; es gibt {', '.join(catalogue)}."
            )
    ids = {id_ for group in found.values() for id_ in group}
    return {id_: source for id_, source in catalogue.items() if id_ in ids}


def hosts(catalogue: Mapping[str, Source], only: Collection[str] | None = None) -> list[str]:
    """The hosts that are asked; without a network, so without those they may lead on to."""
    sources = chosen(catalogue, only).values()
    return sorted({host(source.download) for source in sources if not source.by_hand})


def at_hand(source: Source, folder: Path, theirs: Path | None, *, offline: bool) -> Result | None:
    """The result of a source that needs no network, None if the server is to be asked.

    The user's folder `theirs` may be ordered as the catalogue says, or hold all files side by side.
    Raises OSError if a file cannot be read.
    """
    own = folder / source.path
    for place in _places(source, theirs):
        if _there(place, source):
            return _taken(source, place)
    entry = entry_of(own)
    if entry is None and _there(own, source) and not begun(own):
        result = _taken(source, own)
        # what is broken there is fetched anew where that is possible
        if source.by_hand or result.outcome is Outcome.TAKEN:
            return result
    if source.by_hand:
        return Result(source, Outcome.BY_HAND)
    if not offline:
        return None
    if entry:
        return Result(source, Outcome.KEPT, own, size=entry.bytes)
    if _there(own, source):
        return _taken(source, own)
    return Result(source, Outcome.MISSING)


def older(source: Source, own: Path) -> Path | None:
    """The file that stays in use where a newer one cannot be had: fetched before, or put by hand."""
    if entry_of(own):
        return own
    return _taken(source, own).path if _there(own, source) else None


def _meant(id_: str, name: str) -> bool:
    return id_ == name or id_.startswith(f"{name}_")


def _places(source: Source, theirs: Path | None) -> list[Path]:
    """Under our name or the publisher's, where it belongs or beside the others."""
    if theirs is None:
        return []
    beside = [] if source.ags else [source.path, urlsplit(source.download).path]
    names = [PurePosixPath(path).name for path in beside]
    return [theirs / name for name in (source.path, *names) if name]


def _there(place: Path, source: Source) -> bool:
    return place.is_dir() if source.ags else place.is_file()


def _taken(source: Source, place: Path) -> Result:
    if source.ags:
        return Result(source, Outcome.TAKEN, place)
    try:
        check_whole(place, place.suffix)
        return Result(source, Outcome.TAKEN, place, size=place.stat().st_size)
    except (WrongKindError, DamagedError) as error:
        reason = f"{place}: {str(error).rstrip('.')}."
    except OSError as error:
        reason = f"{place}: Die Datei lässt sich nicht lesen ({error.strerror or error})."
    return Result(source, Outcome.FAILED, reason=reason)
