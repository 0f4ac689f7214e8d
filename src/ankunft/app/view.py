"""What a map shows, as one value: level, colour, parameters, filters, selection, position.

A view is the address of the page, and the address is a view: the same link shows the same map.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, get_args

from ankunft.app.address import (
    Position,
    choice,
    in_range,
    lenient,
    parts_of,
    to_query,
    values_of,
)
from ankunft.base.language import LANGUAGES, translator
from ankunft.base.town_groups import SIZE_CLASSES, STATES
from ankunft.edition.indicators import of_level, series_catalogue
from ankunft.output.maps.colouring import CLASS_COLOURS
from ankunft.typology import (
    RETIRED,
    Ground,
    Parameters,
    check_applies,
    default_parameters,
    preset_parameters,
)

LEVELS = ("state", "county", "municipality", "cell")
SCHEMES = ("quantiles", "natural", "equal")
URBANISATION = ("01", "02", "03")
BASEMAPS = ("", "basemapde", "topplus")
GROUNDS = get_args(Ground)
LIMITS = {"high": (0.5, 3.0), "low": (0.0, 3.0), "margin": (-5.0, 15.0), "min_n": (100, 20_000)}
"""Smallest and largest value of each threshold that can be set by hand. Below 100 inhabitants not
even the error of a share is known (see `typology.standard_error`)."""


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
    ground: str = "common"
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
        for name, known in (
            ("level", LEVELS),
            ("berlin", ("east", "west")),
            ("ground", GROUNDS),
            ("scheme", SCHEMES),
            ("basemap", BASEMAPS),
            ("lang", LANGUAGES),
        ):
            choice(_KEYS[name], getattr(self, name), known)
        check_applies(self.preset, self.level)
        choice("colour", self.colour, colours(self.level))
        for name, offered in (
            ("states", STATES),
            ("sizes", [size for size, _ in SIZE_CLASSES]),
            ("urbanisation", URBANISATION),
        ):
            for value in getattr(self, name):
                choice(_KEYS[name], value, offered)
        for name, (least, most) in LIMITS.items():
            in_range(_KEYS[name], getattr(self, name), least, most)
        in_range("k", self.classes, 3, 7)
        if self.position:
            self.position.check()
        _ = self.parameters

    @property
    def parameters(self) -> Parameters:
        """The parameters of the typology for this view."""
        own = {"min_n": self.min_n, "berlin": self.berlin, "ground": self.ground}
        if self.preset == "own":
            own |= {"high": self.high, "low": self.low, "margin": self.margin}
        return _parameters(self.preset, self.level, **own)

    def with_thresholds_of_preset(self) -> View:
        """The same view, its thresholds those that the preset has on the level."""
        values = thresholds(self.preset, self.level)
        return replace(self, **values)

    def to_query(self) -> dict[str, str]:
        """The view as an address; what has its default is left out."""
        default = View(level=self.level, preset=self.preset).with_thresholds_of_preset()
        named = {name: _KEYS[name] for name in ("level", "preset")}
        others = {name: key for name, key in _KEYS.items() if name not in named}
        return to_query(self, View(), named) | to_query(self, default, others)

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> View:
        """The view an address describes; parts that are not legal are named.

        Raises
        ------
        ParameterError
            With the part of the address and what it may be.
        """
        values = values_of(cls, query, _KEYS)
        level, preset = values.get("level", "municipality"), values.get("preset", "relative")
        choice("level", level, LEVELS)
        check_applies(preset, level)
        return cls(**{**thresholds(preset, level), **values})

    @classmethod
    def from_query_lenient(cls, query: Mapping[str, str]) -> tuple[View, list[str]]:
        """As :meth:`from_query`, but parts that are not legal are left out and named, and so are
        those of earlier versions."""
        view, complaints = lenient(cls.from_query, parts_of(query, _groups()))
        return view, [*complaints, *former_parts(query)]


def former_parts(query: Mapping[str, str]) -> list[str]:
    """What became of parts of an address that earlier versions knew, one sentence each."""
    if "top_share" not in query or query.get("preset") in RETIRED:
        return []
    _ = translator("de")
    return [
        _(
            "„top_share“ gehörte zur Regel „Zuwachs“, die es nicht mehr gibt; die Angabe in der "
            "Adresse bleibt ohne Wirkung."
        )
    ]


# a view is made anew at every change, and asked for its parameters again and again
_parameters = lru_cache(maxsize=1024)(preset_parameters)


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


@lru_cache
def colours(level: str) -> tuple[str, ...]:
    """What a level can be coloured by: classes, indicators, and for Kreise the series."""
    series = list(series_catalogue()) if level == "county" else []
    return (*CLASS_COLOURS, *(entry.id for entry in of_level(level)), *series)


_KEYS = {
    "level": "level", "colour": "colour", "year": "year", "preset": "preset", "high": "high",
    "low": "low", "margin": "margin", "min_n": "n", "berlin": "berlin",
    "ground": "ground", "states": "land", "sizes": "size", "urbanisation": "urb", "selected": "sel", "position": "pos",
    "scheme": "scheme", "classes": "k", "patterns": "patterns", "basemap": "tiles", "lang": "lang",
}  # fmt: skip
"""Field of a view -> key in the address."""


def _groups() -> list[list[str]]:
    """Keys in the order in which an address is read. Level and preset come first, because they
    decide what is legal elsewhere; the two thresholds together, because one bounds the other."""
    first, pair = ("level", "preset"), ("high", "low")
    others = [key for key in _KEYS.values() if key not in (*first, *pair)]
    return [[key] for key in first] + [list(pair)] + [[key] for key in others]
