"""A user's editions: which one is in use, how a new one takes its place, and the way back.

``editions/<hash>`` holds one edition each, and ``editions/current`` names the one in use and the
one before. It is one small file, replaced at once, so there is no moment without an edition.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ankunft.base.errors import EditionError
from ankunft.edition.opening import open_folder
from ankunft.store.cities import data_folder
from ankunft.store.disk import writing
from ankunft.store.files import read_json, settle, write_json
from ankunft.store.folders import swap

SHIPPED = ""
"""Stands for the edition that ships with the project."""

Check = Callable[[Path], object]
"""Raises EditionError if the edition in the folder is not whole and valid."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where things lie in the data folder `data`."""

    data: Path

    @property
    def sources(self) -> Path:
        """The publishers' files, as ordered by the catalogue."""
        return self.data / "sources"

    @property
    def editions(self) -> Path:
        return self.data / "editions"

    @property
    def pointer(self) -> Path:
        return self.editions / "current"

    @property
    def staging(self) -> Path:
        """Where a build writes: on the same disk as the editions, so that it can be moved there."""
        return self.editions / ".new"

    @property
    def lock(self) -> Path:
        return self.data / "update.lock"


def user_folders() -> Folders:
    """In the data folder of the user: $ANKUNFT_DATA, else the system's place for such data."""
    return Folders(data_folder())


@dataclass(frozen=True, slots=True)
class Pointer:
    """Hashes of the editions in use and before, or :data:`SHIPPED`."""

    edition: str
    previous: str


def pointer(folders: Folders) -> Pointer | None:
    """None if there never was an update, or what is written there cannot be understood."""
    content = read_json(folders.pointer)
    names = [content.get("edition"), content.get("previous")]
    texts = [name for name in names if isinstance(name, str) and _is_name(name)]
    return Pointer(*texts) if len(texts) == 2 else None


def current_edition(folders: Folders | None = None) -> Path | None:
    """The user's edition in use; None means the one that ships. Never raises.

    One that is damaged, or of another version of the program, is passed over for the one before.
    """
    folders = folders or user_folders()
    told = pointer(folders)
    for name in (told.edition, told.previous) if told else ():
        if name == SHIPPED:
            return None
        if _opens(folders.editions / name):
            return folders.editions / name
    return None


def adopt(folders: Folders, built: Path, check: Check) -> Path:
    """Check the edition in `built`, move it to the others and make it the one in use.

    The one before is kept for :func:`rollback`, older ones are deleted. Hold the lock.

    Raises
    ------
    EditionError
        It does not pass; the one in use stays.
    DiskFullError, AnkunftError
        Something cannot be written; the one in use stays.
    """
    check(built)
    name = open_folder(built).hash
    if not name or not _is_name(name):
        raise EditionError(f"{built}: Die Ausgabe hat keine gültige Prüfsumme.")
    place = folders.editions / name
    with writing(place):
        folders.editions.mkdir(parents=True, exist_ok=True)
        if not place.is_dir():
            _settle_all(built)
            built.rename(place)
        elif not _passes(place, check):
            swap(built, place)
        settle(folders.editions)
    _use(folders, name)
    tidy(folders)
    return place


def rollback(folders: Folders, expected: Pointer | None = None) -> Path | None:
    """Return to the edition before; the next one leads forward again. Hold the lock.

    `expected` is what the user was shown: if that has changed meanwhile, nothing is done.

    Returns
    -------
    Path or None
        None means the one that ships.

    Raises
    ------
    EditionError
        There is none before, it is damaged, or it is another than expected.
    """
    told = pointer(folders)
    if expected is not None and told != expected:
        raise EditionError(
            f"{folders.editions}: Inzwischen ist eine andere Ausgabe in Gebrauch; sehen Sie nach, "
            "welche es ist."
        )
    if told is None or told.edition == told.previous:
        raise EditionError(f"{folders.editions}: Es gibt keine frühere Ausgabe.")
    back = folders.editions / told.previous if told.previous != SHIPPED else None
    if back and not _opens(back):
        raise EditionError(f"{back}: Die frühere Ausgabe ist beschädigt oder gelöscht.")
    _write(folders, Pointer(told.previous, told.edition))
    return back


def tidy(folders: Folders) -> None:
    """Delete older editions and what broken updates left behind. Hold the lock."""
    told = pointer(folders)
    places = list(folders.editions.iterdir()) if folders.editions.is_dir() else []
    for place in places:
        # a pointer that cannot be read is no reason to delete what it may have named
        old = told and _is_name(place.name) and place.name not in (told.edition, told.previous)
        if place.is_dir() and (old or place.name.startswith(".")):
            shutil.rmtree(place, ignore_errors=True)


def _use(folders: Folders, name: str) -> None:
    told = pointer(folders)
    used = current_edition(folders)
    before = used.name if used else SHIPPED
    if before == name:
        # the same again: what was before it stays before it
        before = told.previous if told and told.previous != name else SHIPPED
    if told != Pointer(name, before):
        _write(folders, Pointer(name, before))


def _write(folders: Folders, content: Pointer) -> None:
    with writing(folders.pointer):
        write_json({"edition": content.edition, "previous": content.previous}, folders.pointer)


def _is_name(name: str) -> bool:
    """A hash, or :data:`SHIPPED`: nothing that leads out of the folder."""
    return re.fullmatch(r"(?:[0-9a-f]{64})?", name) is not None


def _opens(place: Path) -> bool:
    try:
        layers = open_folder(place).manifest["layers"].values()
        return all((place / layer["file"]).is_file() for layer in layers)
    except (EditionError, OSError, AttributeError, KeyError, TypeError):
        return False


def _passes(place: Path, check: Check) -> bool:
    try:
        check(place)
    except EditionError:
        return False
    return True


def _settle_all(folder: Path) -> None:
    for path in [*folder.iterdir(), folder]:
        settle(path)
