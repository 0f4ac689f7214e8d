"""What the page of one town shows, as one value: units, years, reference, what is left out.

As :class:`ankunft.app.view.View`, it is the address of the page and the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ankunft.app.address import Position, choice, in_range, lenient, parts_of, to_query, values_of
from ankunft.app.view import GROUNDS, LIMITS, former_parts, thresholds
from ankunft.base.errors import ParameterError
from ankunft.town.classes import CENSUS, REFERENCES, applicable, suggested_years
from ankunft.town.units import KINDS, Units, threshold_row
from ankunft.typology import Parameters, check_applies, preset_parameters

SHOWN = ("class", "agreement", "share", "beside", "change", "clusters")
"""What the map shows: the classes, in how many presets they agree, the share (all years to play),
two years side by side, its change, local clusters."""

ROWS = ("district", "large_district")
"""Rows of default thresholds inside a town, see :func:`ankunft.town.units.threshold_row`."""


@dataclass(frozen=True, slots=True)
class TownView:
    """Everything that decides what the page of a town shows.

    `town` is an AGS; years of 0, a `unit` and a `row` of thresholds of "" stand for what the data
    suggest (see :func:`fitted`). `of` is the indicator whose share is shown. `left_out` are ids of cells marked
    as Sonderwohnform, `centre` is the key of the cell the centre was moved to.

    Raises
    ------
    ParameterError
        If a value is not legal.
    """

    town: str = ""
    unit: str = ""
    t0: int = 0
    t1: int = 0
    shown: str = "class"
    of: str = "foreign"
    reference: str = "own"
    preset: str = "relative"
    row: str = ""
    high: float = 1.5
    low: float = 1.25
    margin: float = 2.0
    min_n: int = 500
    berlin: str = "east"
    ground: str = "common"
    left_out: tuple[str, ...] = ()
    centre: str = ""
    selected: str = ""
    position: Position | None = None

    def __post_init__(self) -> None:
        if self.town and not re.fullmatch(r"[0-9]{8}", self.town):
            raise ParameterError(f"„{self.town}“ ist kein Gemeindeschlüssel mit acht Ziffern.")
        for name, known in (
            ("unit", ("", *KINDS)),
            ("shown", SHOWN),
            ("reference", REFERENCES),
            ("row", ("", *ROWS)),
            ("berlin", ("east", "west")),
            ("ground", GROUNDS),
        ):
            choice(_KEYS[name], getattr(self, name), known)
        check_applies(self.preset, ROWS[0])
        for name in ("t0", "t1"):
            if getattr(self, name):
                in_range(_KEYS[name], getattr(self, name), 1900, 2100)
        for name, (least, most) in LIMITS.items():
            in_range(_KEYS[name], getattr(self, name), least, most)
        for key in (*self.left_out, self.centre):
            if key and not re.fullmatch(r"[0-9]{1,10}", key):
                raise ParameterError(f"„{key}“ ist kein Schlüssel einer Rasterzelle.")
        if self.position:
            self.position.check()
        _ = self.parameters

    @property
    def parameters(self) -> Parameters:
        """The parameters of the typology for this view."""
        own: dict[str, Any] = {
            "min_n": self.min_n, "berlin": self.berlin, "ground": self.ground,
        }  # fmt: skip
        if self.preset == "own":
            own |= {"high": self.high, "low": self.low, "margin": self.margin}
        return preset_parameters(self.preset, self.row or ROWS[0], **own)

    @property
    def least(self) -> int:
        """Inhabitants from which a share is shown; a cell of 100 m seldom has more than that."""
        return int(LIMITS["min_n"][0]) if self.unit == "fine" else self.min_n

    def with_thresholds_of_preset(self) -> TownView:
        """The same view, its thresholds those that the preset has inside a town."""
        values = thresholds(self.preset, self.row or ROWS[0])
        return replace(self, **{name: values[name] for name in ("high", "low", "margin")})

    def to_query(self) -> dict[str, str]:
        """The view as an address; what has its default is left out."""
        named = {name: _KEYS[name] for name in ("preset", "row")}
        others = {name: key for name, key in _KEYS.items() if name not in named}
        default = TownView(preset=self.preset, row=self.row).with_thresholds_of_preset()
        return to_query(self, TownView(), named) | to_query(self, default, others)

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> TownView:
        """The view an address describes; raises ParameterError with the part that is not legal."""
        values = values_of(cls, query, _KEYS)
        preset, row = values.get("preset", "relative"), values.get("row", "")
        choice(_KEYS["row"], row, ("", *ROWS))
        check_applies(preset, ROWS[0])
        suggested = thresholds(preset, row or ROWS[0])
        suggested.pop("min_n")
        return cls(**{**suggested, **values})

    @classmethod
    def from_query_lenient(cls, query: Mapping[str, str]) -> tuple[TownView, list[str]]:
        """As :meth:`from_query`, but parts that are not legal are left out and named, and so are
        those of earlier versions."""
        first, pair = (_KEYS["preset"], _KEYS["row"]), [_KEYS["high"], _KEYS["low"]]
        others = [key for key in _KEYS.values() if key not in (*first, *pair)]
        groups = [*([key] for key in first), pair, *([key] for key in others)]
        view, complaints = lenient(cls.from_query, parts_of(query, groups))
        return view, [*complaints, *former_parts(query)]


_KEYS = {
    "town": "town", "unit": "unit", "t0": "from", "t1": "to", "shown": "show", "of": "of",
    "reference": "ref", "preset": "preset", "row": "row", "high": "high", "low": "low", "margin": "margin",
    "min_n": "n", "berlin": "berlin", "ground": "ground", "left_out": "out", "centre": "centre",
    "selected": "sel", "position": "pos",
}  # fmt: skip
"""Field of a view -> key in the address."""


def fitted(view: TownView, kinds: tuple[str, ...], units: Mapping[str, Units]) -> TownView:
    """The view with values that the data of its town allow.

    `kinds` are the units the town has, the most telling first; `units` holds them. Unless chosen,
    the years are those of the censuses where the series holds them, else its first and last, and
    the thresholds those that suit the size of the units.
    """
    unit = view.unit if view.unit in kinds else kinds[0]
    years = units[unit].years
    changes: dict[str, Any] = {"unit": unit}
    t0, t1 = _fitted_years(view.t0, view.t1, years)
    changes |= {"t0": t0, "t1": t1}
    if view.shown not in shown_by(units[unit]):
        changes["shown"] = shown_by(units[unit])[0]
    if view.of not in ("foreign", *units[unit].groups):
        changes["of"] = "foreign"
    if not view.row:
        changes["row"] = threshold_row(units[unit])
    changed = replace(view, **changes)
    # own thresholds of a link that names no row are those of its sender
    return _allowed(
        changed if view.preset == "own" else changed.with_thresholds_of_preset(), units[unit]
    )


def _fitted_years(t0: int, t1: int, years: tuple[int, ...]) -> tuple[int, int]:
    """Both years as chosen; beside a year that is left open (0) the one that is suggested."""
    first, last = suggested_years(years)
    pairs = [(t0 or first, t1 or last), (t0 or years[0], t1 or years[-1])]
    for pair in pairs:
        if set(pair) <= set(years) and pair[0] < pair[1]:
            return pair
    return first, last


def shown_by(units: Units) -> tuple[str, ...]:
    """What a map of these units can show: with one year alone, nothing that compares two."""
    if units.kind == "fine":
        return ("share",)
    if len(units.years) < 2:
        return ("class", "share", "clusters")
    return SHOWN


def _allowed(view: TownView, units: Units) -> TownView:
    """Germany is known for the years of the censuses only; a rule that does not apply gives way to
    the default, and whoever shows the view has to say so."""
    if (view.t0, view.t1) != CENSUS:
        view = replace(view, reference="own")
    two_years = view.t0 < view.t1
    if not two_years or applicable(view.preset, units, (view.t0, view.t1), view.left_out):
        return view
    return replace(view, preset="relative").with_thresholds_of_preset()
