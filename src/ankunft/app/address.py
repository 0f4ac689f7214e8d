"""Views as addresses: the values of a frozen dataclass as the text of a link, and back."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from ankunft.base.errors import ParameterError

V = TypeVar("V")

LONGEST_NUMBER = 20
"""Characters of a number in an address; Python would read millions of digits."""


@dataclass(frozen=True, slots=True)
class Position:
    """Centre (degrees) and zoom of a map."""

    lat: float
    lng: float
    zoom: float

    def check(self) -> None:
        """Raise ParameterError if the position is not on earth."""
        in_range("pos", self.lat, -85, 85)
        in_range("pos", self.lng, -180, 180)
        in_range("pos", self.zoom, 0, 18)


def to_query(view: Any, default: Any, keys: Mapping[str, str]) -> dict[str, str]:
    """What differs from the default, by the keys of the address; `keys`: field -> key."""
    return {
        key: _to_text(getattr(view, name))
        for name, key in keys.items()
        if getattr(view, name) != getattr(default, name)
    }


def values_of(cls: Any, query: Mapping[str, str], keys: Mapping[str, str]) -> dict[str, Any]:
    """The fields that an address names, as values of the type of their defaults.

    Raises
    ------
    ParameterError
        If a text cannot be read as such a value.
    """
    return {
        field.name: _from_text(field.default, keys[field.name], query[keys[field.name]])
        for field in fields(cls)
        if field.name in keys and query.get(keys[field.name])
    }


def lenient(
    read: Callable[[Mapping[str, str]], V], parts: list[dict[str, str]]
) -> tuple[V, list[str]]:
    """Read an address part by part; parts that are not legal beside the others are left out.

    The second value says what was wrong with them, one sentence each.
    """
    kept: dict[str, str] = {}
    complaints: list[str] = []

    def add(part: dict[str, str]) -> str:
        try:
            read({**kept, **part})
        except ParameterError as error:
            return str(error)
        kept.update(part)
        return ""

    for part in parts:
        error = add(part)
        if error and len(part) == 1:
            complaints.append(error)
        elif error:
            complaints += filter(None, (add({key: text}) for key, text in part.items()))
    return read(kept), complaints


def parts_of(query: Mapping[str, str], groups: list[list[str]]) -> list[dict[str, str]]:
    """The parts of an address in the order of the groups of keys; keys of no group are left out."""
    parts = [{key: query[key] for key in group if key in query} for group in groups]
    return [part for part in parts if part]


def choice(name: str, value: Any, known: Any) -> None:
    """Raise ParameterError unless the value is one of those known."""
    if value not in known:
        offered = ", ".join(str(k) or "–" for k in list(known)[:12])
        raise ParameterError(f"„{name}“ kennt „{value}“ nicht; möglich: {offered}.")


def in_range(name: str, value: float, least: float, most: float) -> None:
    """Raise ParameterError unless the value is a number within the limits."""
    if not (math.isfinite(value) and least <= value <= most):
        raise ParameterError(
            f"„{name}“ muss zwischen {least:g} und {most:g} liegen, ist aber {value:g}."
        )


def _to_text(value: Any) -> str:
    if isinstance(value, Position):
        return f"{value.lat:.4f},{value.lng:.4f},{value.zoom:g}"
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _from_text(default: Any, key: str, text: str) -> Any:
    number = isinstance(default, int | float) and not isinstance(default, bool)
    try:
        if number and len(text) > LONGEST_NUMBER:
            raise ValueError
        if default is None:
            lat, lng, zoom = text.split(",")
            return Position(float(lat), float(lng), float(zoom))
        if isinstance(default, bool):
            return {"1": True, "0": False}[text]
        if isinstance(default, tuple):
            return tuple(text.split(","))
        return type(default)(text)
    except (ValueError, KeyError):
        shown = text if len(text) <= 40 else f"{text[:40]} …"
        raise ParameterError(f"„{key}={shown}“ in der Adresse ist nicht lesbar.") from None
