"""The account of a build: what was read from which file, what found no place, how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ankunft.sources.reading import Reading

Progress = Callable[[str, int, int], None]
"""Called with what is being done, steps done, steps in all."""

LISTED = 1_000
"""Unmatched keys listed in the manifest per source; the count is always complete."""


@dataclass
class Ledger:
    """What was read from which file, and what found no place.

    Of sources in `carried` nothing was read: their entry is that of an older edition, as it was.
    """

    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    carried: set[str] = field(default_factory=set)

    def add(self, source: str, reading: Reading) -> Reading:
        entry = {"rows_read": reading.rows_read, "rows_unmatched": 0, "unmatched_inhabitants": 0}
        self.entries[source] = {**entry, "unmatched_keys": [], **reading.notes}
        return reading

    def unmatched(self, source: str, keys: list[str], inhabitants: float = 0) -> None:
        """Rows that found no place: the key of each, and the inhabitants they stand for."""
        self.note(
            source,
            rows_unmatched=len(keys),
            unmatched_inhabitants=int(inhabitants),
            unmatched_keys=sorted(set(keys))[:LISTED],
        )

    def note(self, source: str, **facts: Any) -> None:
        """What else there is to say of a source that was read."""
        if source not in self.carried:
            self.entries[source].update(facts)

    def forget(self, source: str) -> None:
        """The source has no part in the edition after all."""
        del self.entries[source]
        self.carried.discard(source)

    def carry(self, source: str, entry: dict[str, Any]) -> None:
        """The entry of an older edition's manifest stands for a source that was not read."""
        self.carried.add(source)
        self.entries[source] = entry


class Steps:
    """Counts the steps for the progress bar."""

    names = (
        "Gemeindeverzeichnis",
        "Regionaltabellen 2022",
        "Grenzen auf das 250-m-Raster",
        "Umrisse aus dem Raster",
        "Raster 2011, 1 km",
        "Raster 2011, Staatsangehörigkeit",
        "Raster 2022",
        "100-m-Zellen und ihre Gemeinden",
        "Gemeinden und ihre Zentren",
        "Kreise und Länder",
        "Zeitreihen der Kreise",
        "Stadtteile",
        "Prüfen und schreiben",
    )

    def __init__(self, report: Progress) -> None:
        self.report, self.done = report, 0

    def next(self) -> None:
        self.report(self.names[self.done], self.done, len(self.names))
        self.done += 1

    def finish(self) -> None:
        self.report("Fertig", len(self.names), len(self.names))
