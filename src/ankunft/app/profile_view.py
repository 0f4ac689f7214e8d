"""What the pages about one town and its peers show, as one value; it is their address, too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from ankunft.app.address import Position, choice, in_range, lenient, parts_of, to_query, values_of
from ankunft.base.errors import ParameterError
from ankunft.profiles.catalogue import entries

GROUPS = ("size_class", "nation", "state", "peers")
"""What a town's figures are set beside; see :func:`ankunft.profiles.placement.reference_group`."""
EXCLUDED = ("county", "state", "none")
"""Who is no peer: the own Kreis, the own Land, or nobody but the town itself."""
ALIKE = ("all", "structure", "arrival")
"""Similar in everything, in structure but not in arrival, in arrival but not in structure."""
MOST_CHOSEN = 6
"""Towns that a user puts side by side."""
MOST_COMPARED = 12
"""Towns of a prepared selection."""
MOST_WEIGHT = 3.0
MOST_PEERS = 30


@dataclass(frozen=True, slots=True)
class ProfileView:
    """A town, the group it is set beside, the towns it is compared with, and how peers are found.

    `compared` are AGS (at most :data:`MOST_COMPARED`); the weights are those of the blocks of
    :mod:`ankunft.profiles.frame`; `without` is one of
    :data:`EXCLUDED`; `least` and `most` are
    inhabitants (0: no upper limit).

    Raises
    ------
    ParameterError
        If a value is not legal.
    """

    town: str = ""
    group: str = "size_class"
    compared: tuple[str, ...] = ()
    figure: str = "share_foreign_2022"
    alike: str = "all"
    n: int = 10
    without: str = "county"
    least: int = 5_000
    most: int = 0
    size: float = 1.0
    migration: float = 1.0
    economy: float = 1.0
    housing: float = 1.0
    infrastructure: float = 1.0
    position: Position | None = None

    def __post_init__(self) -> None:
        for ags in filter(None, (self.town, *self.compared)):
            if not re.fullmatch(r"[0-9]{8}", ags):
                raise ParameterError(f"„{ags[:40]}“ ist kein Gemeindeschlüssel mit acht Ziffern.")
        if len(self.compared) > MOST_COMPARED:
            raise ParameterError(f"Verglichen werden höchstens {MOST_COMPARED} Städte.")
        choice("figure", self.figure, [entry.id for entry in entries()])
        choice("group", self.group, GROUPS)
        choice("without", self.without, EXCLUDED)
        choice("alike", self.alike, ALIKE)
        if len(set(self.compared)) < len(self.compared):
            raise ParameterError("Eine Stadt steht zweimal in der Auswahl.")
        in_range("peers", self.n, 3, MOST_PEERS)
        for name in ("least", "most"):
            in_range(name, getattr(self, name), 0, 5_000_000)
        for name, weight in self.weights.items():
            in_range(name, weight, 0, MOST_WEIGHT)
        if 0 < self.most < self.least:
            raise ParameterError("Die Höchstzahl der Personen liegt unter der Mindestzahl.")
        if not any(self.weights.values()):
            raise ParameterError("Mindestens ein Bereich braucht ein Gewicht über 0.")
        if self.position:
            self.position.check()

    @property
    def weights(self) -> dict[str, float]:
        """Weight per block."""
        names = ("size", "migration", "economy", "housing", "infrastructure")
        return {name: getattr(self, name) for name in names}

    def to_query(self) -> dict[str, str]:
        """The view as an address; what has its default is left out."""
        return to_query(self, ProfileView(), _KEYS)

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> ProfileView:
        """The view an address describes; raises ParameterError with the part that is not legal."""
        values: dict[str, Any] = values_of(cls, query, _KEYS)
        return cls(**values)

    @classmethod
    def from_query_lenient(cls, query: Mapping[str, str]) -> tuple[ProfileView, list[str]]:
        """As :meth:`from_query`, but parts that are not legal are left out and named."""
        return lenient(cls.from_query, parts_of(query, [[key] for key in _KEYS.values()]))


_RENAMED = {"compared": "towns", "position": "pos", "n": "peers"}
_KEYS = {field.name: _RENAMED.get(field.name, field.name) for field in fields(ProfileView)}
"""Field of a view -> key in the address."""
