"""The classes of arrival, the numbers that define them, and the defaults of each level."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Literal, get_args

from ankunft.errors import ParameterError
from ankunft.places import Part

Rule = Literal["relative", "absolute", "growth"]
Reference = Literal["level", "part"]
Ground = Literal["common", "each"]
Level = Literal["state", "county", "municipality", "cell", "district", "quarter"]


class ArrivalClass(IntEnum):
    """What the figures of two years say about an area; stored as uint8."""

    TRADITIONAL = 0
    NEW = 1
    EMERGING = 2
    RECEDING = 3
    NONE = 4
    NO_DATA = 5

    @property
    def id(self) -> str:
        """The name used in addresses, files and exports."""
        return self.name.lower()

    @property
    def symbol(self) -> str:
        """One character for tables and maps, so that colour never stands alone."""
        return "TNER–?"[self]

    def label(self, lang: str = "de") -> str:
        """The name on screen, in German or English."""
        try:
            return LABELS[lang][self]
        except KeyError:
            raise ParameterError(
                f"Für die Sprache „{lang}“ gibt es keine Texte; möglich sind de und en."
            ) from None


LABELS: dict[str, dict[ArrivalClass, str]] = {
    "de": {
        ArrivalClass.TRADITIONAL: "traditionell",
        ArrivalClass.NEW: "neu",
        ArrivalClass.EMERGING: "im Entstehen",
        ArrivalClass.RECEDING: "relativ rückläufig",
        ArrivalClass.NONE: "keine Zuordnung",
        ArrivalClass.NO_DATA: "keine Aussage",
    },
    "en": {
        ArrivalClass.TRADITIONAL: "traditional",
        ArrivalClass.NEW: "new",
        ArrivalClass.EMERGING: "emerging",
        ArrivalClass.RECEDING: "relatively receding",
        ArrivalClass.NONE: "no assignment",
        ArrivalClass.NO_DATA: "no statement",
    },
}


@dataclass(frozen=True, slots=True)
class Parameters:
    """Every number of the typology, with its default and where the default comes from.

    Attributes
    ----------
    rule
        Default "relative": compare with the reference. "absolute": fixed percentages.
        "growth": as relative, with the fastest-growing `top_share` in place of `margin`.
    high
        Default 1.2 (towns) or 1.5 (areas inside a town). Location quotient from which an area
        counts as shaped by immigration. Source: Ankunft's operational definition; `robustness`
        shows for each area what 0.2 more or less would change.
    low
        Default 1.0 (towns) or 1.25 (areas inside a town). A new area lies below it at first.
        Source: as `high`.
    margin
        Default 2.0 percentage points per 11 years, the interval of the two censuses; scaled with
        the interval. By how much an area must outgrow its reference. Source: as `high`.
    min_n
        Default 1,000 (towns) or 500 inhabitants; with fewer in either year nothing is said.
        Source: the published sampling error of small areas, see `robustness.standard_error`.
    reference
        Default "level": all areas of the level, or the own town. "part": East or West Germany.
    berlin
        Default "east": the part of the country Berlin is counted with. Source: Länder 11 to 16
        are East, the convention of the official regional statistics.
    ground
        Default "common": S of both years adds up the units that have figures in both. "each": the
        units of each year, whatever they are. Source: Ankunft's operational definition, see
        :mod:`ankunft.typology.ground`.
    top_share
        Default 0.10: the share of areas that the growth rule calls fast-growing.
    absolute_old_high, absolute_old_low
        Defaults 12 and 8 %: high and low shares of the first year (absolute rule).
    absolute_new_high, absolute_new_mid
        Defaults 16 and 12 %: high and raised shares of the second year (absolute rule).

    Raises
    ------
    ParameterError
        If a number is not finite, out of its range, or a pair of thresholds is in wrong order.
    """

    rule: Rule = "relative"
    high: float = 1.2
    low: float = 1.0
    margin: float = 2.0
    min_n: float = 1000
    reference: Reference = "level"
    berlin: Part = "east"
    ground: Ground = "common"
    top_share: float = 0.10
    absolute_old_high: float = 12.0
    absolute_old_low: float = 8.0
    absolute_new_high: float = 16.0
    absolute_new_mid: float = 12.0

    def __post_init__(self) -> None:
        for name, choices in (
            ("rule", Rule), ("reference", Reference), ("berlin", Part), ("ground", Ground),
        ):  # fmt: skip
            _check_choice(name, getattr(self, name), get_args(choices))
        for name in _NUMBERS:
            _check_finite(name, getattr(self, name))
        _check(self.high > 0, f"high muss über 0 liegen, ist aber {self.high}.")
        _check(self.low >= 0, f"low darf nicht negativ sein, ist aber {self.low}.")
        _check(
            self.low <= self.high, f"low ({self.low}) darf nicht über high ({self.high}) liegen."
        )
        _check(self.min_n >= 0, f"min_n darf nicht negativ sein, ist aber {self.min_n}.")
        _check(
            0 < self.top_share < 1,
            f"top_share muss zwischen 0 und 1 liegen, ist aber {self.top_share}.",
        )
        _check_shares("absolute_old_low", self.absolute_old_low, self.absolute_old_high)
        _check_shares("absolute_new_mid", self.absolute_new_mid, self.absolute_new_high)


_NUMBERS = tuple(field.name for field in fields(Parameters) if field.type == "float")


def default_parameters(level: str) -> Parameters:
    """The defaults of one level of areas.

    Raises
    ------
    ParameterError
        If there is no such level.
    """
    _check_choice("level", level, get_args(Level))
    if level in ("state", "county", "municipality"):
        return Parameters(high=1.2, low=1.0, margin=2.0, min_n=1000)
    return Parameters(high=1.5, low=1.25, margin=2.0, min_n=500)


def _check(condition: bool, message: str) -> None:
    if not condition:
        raise ParameterError(message)


def _check_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    _check(value in choices, f"{name} kennt nur {', '.join(choices)}, nicht „{value}“.")


def _check_finite(name: str, value: object) -> None:
    try:
        finite = math.isfinite(value)  # type: ignore[arg-type]
    except TypeError:
        finite = False
    _check(finite, f"{name} muss eine endliche Zahl sein, ist aber {value!r}.")


def _check_shares(name: str, lower: float, upper: float) -> None:
    _check(
        0 <= lower <= upper <= 100,
        f"{name} ({lower}) und die höhere Schwelle ({upper}) müssen aufsteigend "
        "zwischen 0 und 100 % liegen.",
    )
