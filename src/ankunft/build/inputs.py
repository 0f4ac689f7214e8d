"""Where the tables of a build come from: the publishers' files, else the edition it is built upon."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from ankunft.base.errors import PackageError, SourceError
from ankunft.build.ledger import Ledger
from ankunft.edition import Edition
from ankunft.sources.reading import Reading

Table = TypeVar("Table")

Refused = Callable[[str, str], None]
"""Told the id of a source and, in a sentence, why its file cannot be used."""


@dataclass(frozen=True)
class Inputs:
    """The files by source id, and the edition `base` that stands in for those that are not there.

    Without `base` a file that is missing or cannot be read ends the build.
    """

    paths: Mapping[str, Path]
    ledger: Ledger
    base: Edition | None = None
    refused: Refused = lambda id_, reason: None

    def read(
        self,
        source: str,
        reader: Callable[[Path], Reading[Table]],
        carry: Callable[[Edition], Table],
    ) -> Table:
        """The table of a source: by `reader` from its file, else by `carry` from the base.

        Raises
        ------
        SourceError, PackageError
            The file is missing or cannot be used, and the base does not know the source either.
        """
        if source in self.paths:
            try:
                return self.ledger.add(source, self._read(self.paths[source], reader)).frame
            except (SourceError, PackageError) as error:
                if not self._entry(source):
                    raise
                self.refused(source, str(error))
        entry = self._entry(source)
        if self.base is None or entry is None:
            raise SourceError(f"Quelle {source}: Die Datei fehlt. Laden Sie sie herunter.")
        self.ledger.carry(source, entry)
        return carry(self.base)

    def read_optional(
        self,
        source: str,
        reader: Callable[[Path], Reading[Table]],
        carry: Callable[[Edition], Table],
    ) -> Table | None:
        """The same for a source that an edition can do without: None where there is none of it.

        Without a base a file that is there must be usable.
        """
        if source not in self.paths and not self._entry(source):
            return None
        try:
            return self.read(source, reader, carry)
        except (SourceError, PackageError) as error:
            if self.base is None:
                raise
            self.refused(source, str(error))
            return None

    def fall_back(self, source: str, reason: str, carry: Callable[[Edition], Table]) -> Table:
        """The table of the base in place of one that was read and is of no use after all."""
        entry = self._entry(source)
        if self.base is None or entry is None:
            raise SourceError(reason)
        self.refused(source, reason)
        self.ledger.carry(source, entry)
        return carry(self.base)

    def carried(self, *sources: str) -> Edition | None:
        """The base if all of these were taken over from it, so that what it made of them holds."""
        return self.base if self.ledger.carried.issuperset(sources) else None

    def _read(self, path: Path, reader: Callable[[Path], Reading[Table]]) -> Reading[Table]:
        try:
            return reader(path)
        except OSError as error:
            reason = error.strerror or error
            raise SourceError(f"{path}: Die Datei lässt sich nicht lesen ({reason}).") from error

    def place(self, source: str) -> Path:
        """The file that a source was read from, or the folder of the base; for messages."""
        base = self.carried(source)
        return base.path if base else self.paths[source]

    def _entry(self, source: str) -> dict[str, Any] | None:
        """What the base's manifest says of a source."""
        listed = self.base.manifest["sources"] if self.base else []
        return next((entry for entry in listed if entry["id"] == source), None)
