"""What a map shows, as one value: level, colour, parameters, filters, selection, position.

A view is the address of the page, and the address is a view: the same link shows the same map.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from ankunft.errors import ParameterError
from ankunft.i18n import LANGUAGES
from ankunft.indicators import of_level, series_catalogue
from ankunft.places import SIZE_CLASSES, STATES
from ankunft.typology import PRESETS, Parameters, default_parameters, preset_parameters

LEVELS = ("state", "county", "municipality", "cell")
CLASS_COLOURS = ("class", "robustness", "agreement")
SCHEMES = ("quantiles", "natural", "equal")
URBANISATION = ("01", "02", "03")
BASEMAPS = ("", "basemapde", "topplus")
LIMITS = {"high": (0.5, 3.0), "low": (0.0, 3.0), "margin": (-5.0, 15.0), "min_n": (100, 20_000)}
"""Smallest and largest value of each threshold that can be set by hand. Below 100 inhabitants not
even the error of a share is known (see `typology.standard_error`)."""


@dataclass(frozen=True, slots=True)
class Position:
    """Centre (degrees) and zoom of the map."""

    lat: float
    lng: float
    zoom: float


@dataclass(frozen=True, slots=True)
class View:
    """Everything that decides what the map page shows.

    `colour` is one of :data:`CLASS_COLOURS`, the id of an indicator, or the Kuerzel of a county
    series; `year` belongs to the latter. Empty filters let everything through. Thresholds are
    those of the preset unless it is "own".

    Raises
    ------
    ParameterError
        If a value is not legal, or the colour does not exist on the level.
    """

    level: str = "municipality"
    colour: str = "class"
    year: int = 0
    preset: str = "relative"
    high: float = 1.2
    low: float = 1.0
    margin: float = 2.0
    min_n: int = 1000
    berlin: str = "east"
    states: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    urbanisation: tuple[str, ...] = ()
    selected: str = ""
    position: Position | None = None
    scheme: str = "quantiles"
    classes: int = 5
    patterns: bool = False
    basemap: str = ""
    lang: str = "de"

    def __post_init__(self) -> None:
        _choice("level", self.level, LEVELS)
        _choice("colour", self.colour, colours(self.level))
        _choice("preset", self.preset, PRESETS)
        _choice("berlin", self.berlin, ("east", "west"))
        _choice("scheme", self.scheme, SCHEMES)
        _choice("basemap", self.basemap, BASEMAPS)
        _choice("lang", self.lang, LANGUAGES)
        for name, values, known in (
            ("states", self.states, STATES),
            ("sizes", self.sizes, [name for name, _ in SIZE_CLASSES]),
            ("urbanisation", self.urbanisation, URBANISATION),
        ):
            for value in values:
                _choice(name, value, known)
        for name, (least, most) in LIMITS.items():
            _range(name, getattr(self, name), least, most)
        _range("classes", self.classes, 3, 7)
        if self.position:
            _range("position", self.position.lat, -85, 85)
            _range("position", self.position.lng, -180, 180)
            _range("position", self.position.zoom, 0, 18)
        _ = self.parameters

    @property
    def parameters(self) -> Parameters:
        """The parameters of the typology for this view."""
        own = {"min_n": self.min_n, "berlin": self.berlin}
        if self.preset == "own":
            own |= {"high": self.high, "low": self.low, "margin": self.margin}
        return preset_parameters(self.preset, self.level, **own)

    def with_thresholds_of_preset(self) -> View:
        """The same view, its thresholds those that the preset has on the level."""
        values = thresholds(self.preset, self.level)
        return replace(self, **values)

    def to_query(self) -> dict[str, str]:
        """The view as an address; what has its default is left out."""
        default = View(level=self.level, preset=self.preset).with_thresholds_of_preset()
        query = {} if self.level == "municipality" else {"level": self.level}
        if self.preset != "relative":
            query["preset"] = self.preset
        for name, key in _KEYS.items():
            value = getattr(self, name)
            if name not in ("level", "preset", "position") and value != getattr(default, name):
                query[key] = _to_text(value)
        if self.position:
            p = self.position
            query["pos"] = f"{p.lat:.4f},{p.lng:.4f},{p.zoom:g}"
        return query

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> View:
        """The view an address describes; parts that are not legal are named.

        Raises
        ------
        ParameterError
            With the part of the address and what it may be.
        """
        values: dict[str, Any] = {}
        for field in fields(cls):
            text = query.get(_KEYS[field.name], "")
            if text:
                values[field.name] = _from_text(field.name, text)
        level, preset = values.get("level", "municipality"), values.get("preset", "relative")
        _choice("level", level, LEVELS)
        _choice("preset", preset, PRESETS)
        return cls(**{**thresholds(preset, level), **values})

    @classmethod
    def from_query_lenient(cls, query: Mapping[str, str]) -> tuple[View, list[str]]:
        """As :meth:`from_query`, but parts that are not legal are left out and named."""
        kept: dict[str, str] = {}
        complaints: list[str] = []
        for part in _parts(query):
            error = cls._add(kept, part)
            if error and len(part) == 1:
                complaints.append(error)
            elif error:
                singly = (cls._add(kept, {key: text}) for key, text in part.items())
                complaints += filter(None, singly)
        return cls.from_query(kept), complaints

    @classmethod
    def _add(cls, kept: dict[str, str], part: dict[str, str]) -> str:
        """Take a part of an address over if it is legal beside the others, else say why not."""
        try:
            cls.from_query({**kept, **part})
        except ParameterError as error:
            return str(error)
        kept.update(part)
        return ""


def thresholds(preset: str, level: str) -> dict[str, Any]:
    """high, low, margin and min_n of a preset on a level."""
    base = default_parameters(level)
    parameters = preset_parameters(preset, level)
    return {
        "high": parameters.high,
        "low": parameters.low,
        "margin": parameters.margin,
        "min_n": int(base.min_n),
    }


def colours(level: str) -> list[str]:
    """What a level can be coloured by: classes, indicators, and for Kreise the series."""
    series = list(series_catalogue()) if level == "county" else []
    return [*CLASS_COLOURS, *(entry.id for entry in of_level(level)), *series]


_KEYS = {
    "level": "level", "colour": "colour", "year": "year", "preset": "preset", "high": "high",
    "low": "low", "margin": "margin", "min_n": "n", "berlin": "berlin", "states": "land",
    "sizes": "size", "urbanisation": "urb", "selected": "sel", "position": "pos",
    "scheme": "scheme", "classes": "k", "patterns": "patterns", "basemap": "tiles", "lang": "lang",
}  # fmt: skip
"""Field of a view -> key in the address."""


def _to_text(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _from_text(name: str, text: str) -> Any:
    default = getattr(View(), name)
    key = _KEYS[name]
    try:
        if name == "position":
            lat, lng, zoom = text.split(",")
            return Position(float(lat), float(lng), float(zoom))
        if isinstance(default, bool):
            return {"1": True, "0": False}[text]
        if isinstance(default, tuple):
            return tuple(text.split(","))
        return type(default)(text)
    except (ValueError, KeyError):
        raise ParameterError(f"„{key}={text}“ in der Adresse ist nicht lesbar.") from None


def _parts(query: Mapping[str, str]) -> list[dict[str, str]]:
    """What an address says, part by part. Level and preset come first, because they decide what is
    legal elsewhere; the two thresholds come together, because one bounds the other."""
    first, pair = ("level", "preset"), ("high", "low")
    others = [key for key in _KEYS.values() if key not in (*first, *pair)]
    groups = [[key] for key in first] + [list(pair)] + [[key] for key in others]
    parts = [{key: query[key] for key in group if key in query} for group in groups]
    return [part for part in parts if part]


def _choice(name: str, value: Any, known: Any) -> None:
    if value not in known:
        offered = ", ".join(str(k) or "–" for k in list(known)[:12])
        raise ParameterError(
            f"„{_KEYS.get(name, name)}“ kennt „{value}“ nicht; möglich: {offered}."
        )


def _range(name: str, value: float, least: float, most: float) -> None:
    if not (math.isfinite(value) and least <= value <= most):
        raise ParameterError(
            f"„{_KEYS.get(name, name)}“ muss zwischen {least:g} und {most:g} liegen, ist aber {value:g}."
        )
