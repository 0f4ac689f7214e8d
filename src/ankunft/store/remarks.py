"""What people remark on a figure of a town: it fits, or it does not, and why.

One file per data folder, written whole or not at all. A remark stands beside the figure and never
changes it; of one figure of one town the latest remark counts.
"""

from __future__ import annotations

import json
import os
import tempfile
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ankunft.base.errors import PackageError, ParameterError

FILE = "remarks.json"
SCHEMA_VERSION = 1
MOST = 5_000
LONGEST_REASON = 2_000
LARGEST = 50_000_000
"""Bytes of the file that are read."""

_WRITING = threading.Lock()
"""Sessions of one process share the file; what one of them writes another must not lose."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark on one figure of a town.

    `subject` names the figure ("arrival_class"), `fits` says whether the town recognises itself in
    it, `reason` why not; `made` is an ISO date.

    Raises
    ------
    ParameterError
        If a part is not legal.
    """

    ags: str
    subject: str
    fits: bool
    reason: str = ""
    made: str = ""

    def __post_init__(self) -> None:
        if not (len(self.ags) == 8 and self.ags.isascii() and self.ags.isdigit()):
            raise ParameterError(f"„{self.ags[:40]}“ ist kein Gemeindeschlüssel mit acht Ziffern.")
        if not self.subject or len(self.subject) > 100:
            raise ParameterError("Die Anmerkung nennt nicht, zu welchem Wert sie gehört.")
        if not self.fits and not self.reason.strip():
            raise ParameterError("Geben Sie an, warum es nicht zutrifft.")
        if len(self.reason) > LONGEST_REASON:
            raise ParameterError(
                f"Der Grund hat {len(self.reason)} Zeichen; möglich sind {LONGEST_REASON}."
            )
        try:
            date.fromisoformat(self.made)
        except ValueError:
            raise ParameterError(f"„{self.made[:40]}“ ist kein Datum wie 2025-03-31.") from None


def with_remark(remarks: Iterable[Remark], new: Remark) -> tuple[Remark, ...]:
    """The remarks with a new one, in place of an older one on the same figure; by AGS and figure.

    Raises
    ------
    ParameterError
        If there are too many.
    """
    kept = {(r.ags, r.subject): r for r in remarks} | {(new.ags, new.subject): new}
    if len(kept) > MOST:
        raise ParameterError(f"Es gibt schon {MOST} Anmerkungen; entfernen Sie erst eine.")
    return tuple(kept[key] for key in sorted(kept))


def without_remark(remarks: Iterable[Remark], ags: str, subject: str) -> tuple[Remark, ...]:
    """The remarks without the one on this figure of this town."""
    return tuple(r for r in remarks if (r.ags, r.subject) != (ags, subject))


def load_remarks(folder: Path) -> tuple[Remark, ...]:
    """The remarks of a data folder, by AGS and figure; none if there is no file.

    Raises
    ------
    PackageError
        If the file cannot be read, is damaged or of another version.
    """
    place = Path(folder) / FILE
    try:
        if place.stat().st_size > LARGEST:
            raise _unusable(place, "sie ist zu groß")
        found = json.loads(place.read_text(encoding="utf-8"))
        return _remarks(found, place)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise _unusable(place, str(error.strerror)) from error
    except (ValueError, RecursionError) as error:
        raise _unusable(place, "sie ist beschädigt") from error


def save_remark(new: Remark, folder: Path) -> tuple[Remark, ...]:
    """Add a remark to the data folder; returns all of them.

    Raises
    ------
    PackageError
        If the file cannot be read or written; what stands in it is left as it is then.
    ParameterError
        If there are too many.
    """
    with _WRITING:
        remarks = with_remark(load_remarks(folder), new)
        _write(remarks, Path(folder))
    return remarks


def remove_remark(ags: str, subject: str, folder: Path) -> tuple[Remark, ...]:
    """Take a remark out of the data folder; returns the others. Raises as :func:`save_remark`."""
    with _WRITING:
        remarks = without_remark(load_remarks(folder), ags, subject)
        _write(remarks, Path(folder))
    return remarks


def _remarks(found: Any, place: Path) -> tuple[Remark, ...]:
    version = found.get("schema_version") if isinstance(found, dict) else None
    if version != SCHEMA_VERSION:
        raise _unusable(place, f"sie hat die Version {version} statt {SCHEMA_VERSION}")
    rows = found.get("remarks")
    if not isinstance(rows, list) or len(rows) > MOST:
        raise _unusable(place, "die Liste der Anmerkungen fehlt oder ist zu lang")
    remarks: tuple[Remark, ...] = ()
    for row in rows:
        if not _is_row(row):
            raise _unusable(place, "eine Anmerkung ist unvollständig")
        try:
            remarks = (*remarks, Remark(**row))
        except ParameterError as error:
            raise _unusable(place, str(error).rstrip(".")) from error
    return tuple(sorted(remarks, key=lambda r: (r.ags, r.subject)))


def _is_row(row: Any) -> bool:
    if not isinstance(row, dict) or set(row) != {"ags", "subject", "fits", "reason", "made"}:
        return False
    texts = (row["ags"], row["subject"], row["reason"], row["made"])
    return isinstance(row["fits"], bool) and all(isinstance(text, str) for text in texts)


def _write(remarks: Iterable[Remark], folder: Path) -> None:
    target = folder / FILE
    about = {"schema_version": SCHEMA_VERSION, "remarks": [asdict(remark) for remark in remarks]}
    text = json.dumps(about, ensure_ascii=False, indent=1) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # mkstemp: readable for the owner only
        handle, beside = tempfile.mkstemp(prefix=f".{FILE}-", dir=folder)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            os.replace(beside, target)
        finally:
            Path(beside).unlink(missing_ok=True)
    except OSError as error:
        raise PackageError(
            f"{target}: Die Anmerkungen lassen sich hier nicht speichern ({error.strerror}); prüfen "
            "Sie den Ordner."
        ) from error


def _unusable(place: Path, why: str) -> PackageError:
    return PackageError(
        f"{place}: Die Anmerkungen lassen sich nicht lesen ({why}); die Datei bleibt, wie sie ist."
    )
