"""What the page of case selection shows, as one value; it is its address, too.

A plan that a user has changed stands in the address as a whole, packed. What people decided about
towns (vetoes and their reasons) does not: reasons may name people. It is part of the protocol only.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ankunft.app.address import Position, choice, in_range, lenient, parts_of, to_query, values_of
from ankunft.base.errors import ParameterError
from ankunft.selection.plan import Plan, read_plan

STEPS = ("frame", "sample", "cases", "call", "protocol")
"""What a researcher does one after the other; each step can be opened at any time."""

LONGEST_PLAN = 6_000
"""Characters of a packed plan; browsers and proxies cut longer addresses."""
LARGEST_PLAN = 200_000
"""Bytes of an unpacked plan; a few packed bytes could unpack to gigabytes."""


@dataclass(frozen=True, slots=True)
class SelectionView:
    """A step, the project whose plan is the start, and the plan if it has been changed (packed).

    Raises
    ------
    ParameterError
        If a value is not legal.
    """

    step: str = "frame"
    preset: str = "ankunftsquartiere"
    packed: str = ""
    selected: str = ""
    position: Position | None = None

    def __post_init__(self) -> None:
        choice("step", self.step, STEPS)
        if self.packed:
            unpack(self.packed)
        if self.selected and not (len(self.selected) == 8 and self.selected.isdecimal()):
            raise ParameterError(f"„{self.selected[:40]}“ ist kein Gemeindeschlüssel.")
        if self.position:
            self.position.check()

    def to_query(self) -> dict[str, str]:
        """The view as an address; what has its default is left out."""
        return to_query(self, SelectionView(), _KEYS)

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> SelectionView:
        """The view an address describes.

        Raises
        ------
        ParameterError
            With the part of the address and what it may be.
        """
        return cls(**values_of(cls, query, _KEYS))

    @classmethod
    def from_query_lenient(cls, query: Mapping[str, str]) -> tuple[SelectionView, list[str]]:
        """As :meth:`from_query`, but parts that are not legal are left out and named."""
        return lenient(cls.from_query, parts_of(query, [[key] for key in _KEYS.values()]))


def pack(plan: Plan) -> str:
    """The plan without its decisions as a short text for an address.

    Raises
    ------
    ParameterError
        If it is too long for an address.
    """
    data: dict[str, Any] = plan.model_copy(update={"decisions": ()}).to_dict()
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    packed = base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")
    in_range("plan", len(packed), 0, LONGEST_PLAN)
    return packed


def unpack(packed: str) -> Plan:
    """The plan of :func:`pack`.

    Raises
    ------
    ParameterError
        If the text is no packed plan.
    """
    broken = ParameterError("„plan“ in der Adresse ist nicht lesbar: Der Link ist unvollständig.")
    if len(packed) > LONGEST_PLAN:
        raise broken
    try:
        raw = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        text = zlib.decompressobj().decompress(raw, LARGEST_PLAN)
        data = json.loads(text)
    except (ValueError, zlib.error, binascii.Error, RecursionError):
        raise broken from None
    if not isinstance(data, dict):
        raise broken
    return read_plan(data)


_KEYS = {
    "step": "step", "preset": "preset", "packed": "plan", "selected": "sel", "position": "pos",
}  # fmt: skip
"""Field of a view -> key in the address."""
