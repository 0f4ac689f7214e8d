"""The classes of arrival, the numbers that define them, and the defaults of each level."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Literal, get_args

from ankunft.base.errors import ParameterError
from ankunft.base.town_groups import Part

Rule = Literal["relative", "absolute", "fifth"]
Reference = Literal["level", "part"]
Ground = Literal["common", "each"]
Level = Literal["state", "county", "municipality", "cell", "district", "large_district", "quarter"]

LARGE_MEDIAN = 20_000
"""Districts whose median has more inhabitants than this are large (`large_district`): the larger
units are, the nearer their shares lie to that of the whole town."""


class ArrivalClass(IntEnum):
    """What the figures of two years say about an area; stored as uint8.

    Codes are never given anew: they stand in files and messages. So does the id `receding`, though
    the class is called angeglichen / converged: most such areas still grew, only less than their
    reference.
    """

    TRADITIONAL = 0
    NEW = 1
    EMERGING = 2
    RECEDING = 3
    NONE = 4
    NO_DATA = 5
    INTENSIFIED = 6

    @property
    def id(self) -> str:
        """The name used in addresses, files and exports."""
        return self.name.lower()

    @property
    def symbol(self) -> str:
        """One character for tables and maps, so that colour never stands alone."""
        return "TNEA–?V"[self]

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
        ArrivalClass.RECEDING: "angeglichen",
        ArrivalClass.NONE: "keine Zuordnung",
        ArrivalClass.NO_DATA: "keine Aussage",
        ArrivalClass.INTENSIFIED: "verstärkt",
    },
    "en": {
        ArrivalClass.TRADITIONAL: "traditional",
        ArrivalClass.NEW: "new",
        ArrivalClass.EMERGING: "emerging",
        ArrivalClass.RECEDING: "converged",
        ArrivalClass.NONE: "no assignment",
        ArrivalClass.NO_DATA: "no statement",
        ArrivalClass.INTENSIFIED: "intensified",
    },
}

RULES = 2
"""Version of the rules: 2 has the class verstärkt (`intensified`) and the preset oberes Fünftel, and
an absolute rule with the same steps as the others. Protocols keep it."""

ORDER = (
    ArrivalClass.TRADITIONAL,
    ArrivalClass.INTENSIFIED,
    ArrivalClass.NEW,
    ArrivalClass.EMERGING,
    ArrivalClass.RECEDING,
    ArrivalClass.NONE,
    ArrivalClass.NO_DATA,
)
"""The classes as people read them: in legends, tables and lists of choices."""

ASSIGNED = ORDER[:5]
"""The classes that say something about arrival."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """Every number of the typology, with its default and where the default comes from.

    Attributes
    ----------
    rule
        Default "relative": compare with the reference. "absolute": fixed percentages.
        "fifth": the place of the area among the inhabitants of its reference.
    high
        Default 1.2 (towns, large districts) or 1.5 (other areas inside a town). Location quotient
        from which an area counts as shaped by immigration. Source: Ankunft's operational
        definition; `robustness` shows for each area what 0.2 more or less would change.
    low
        Default 1.0 (towns, large districts) or 1.25 (other areas inside a town). A new area lies
        below it at first, an intensified one at or above it. Source: as `high`.
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
    fifth_high, fifth_low
        Defaults 0.8 and 0.7 (rule "fifth"): an area is in the upper fifth if at least 0.8 of the
        inhabitants of its reference live in units with a lower share; a new area lay below 0.7 at
        first. Source: as `high`.
    fifth_rise
        Default 0.2: by how much of the inhabitants a new or emerging area must have moved up,
        whatever the length of the interval. Source: as `high`.
    fifth_units
        Default 10: with fewer units with figures in both years nobody's place can be told.
        Source: with fewer, one unit alone could be a fifth.
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
    fifth_high: float = 0.8
    fifth_low: float = 0.7
    fifth_rise: float = 0.2
    fifth_units: float = 10
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
            0 <= self.fifth_low <= self.fifth_high <= 1,
            f"fifth_low ({self.fifth_low}) und fifth_high ({self.fifth_high}) müssen aufsteigend "
            "zwischen 0 und 1 liegen.",
        )
        _check(
            0 <= self.fifth_rise <= 1,
            f"fifth_rise muss zwischen 0 und 1 liegen, ist aber {self.fifth_rise}.",
        )
        _check(
            self.fifth_units >= 1, f"fifth_units muss mindestens 1 sein, ist {self.fifth_units}."
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
    if level == "large_district":
        return Parameters(high=1.2, low=1.0, margin=2.0, min_n=500)
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
