"""Every indicator once: what it is called, its unit, where it comes from and how it is reckoned.

The entries are data (`indicators.toml`); pages and exports take labels and units from here only.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from ankunft.base.errors import ParameterError
from ankunft.base.language import format_number, format_percent
from ankunft.base.small_numbers import count_text

ESTIMATED = "estimated_from_cells"
"""The caveat of what is estimated from grid cells."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure of the edition.

    `column` is where it stands in the frame of :func:`ankunft.edition.figures.figures`; `levels` are those
    that have it; `kind` is "sequential" or "diverging"; `rests_on` says of what it is a share or
    mean ("people" or "dwellings"; "" for other figures), which is not shown for few of them;
    `caveats` are keys of :func:`caveats`.
    """

    id: str
    column: str
    levels: tuple[str, ...]
    label_de: str
    label_en: str
    unit_de: str
    unit_en: str
    decimals: int
    year: str
    kind: str
    rests_on: Literal["", "people", "dwellings"]
    sources: tuple[str, ...]
    formula_de: str
    formula_en: str
    caveats: tuple[str, ...]

    def label(self, lang: str) -> str:
        """The name on screen; it holds the year."""
        return self.label_de if lang == "de" else self.label_en

    def unit(self, lang: str) -> str:
        """The unit on screen."""
        return self.unit_de if lang == "de" else self.unit_en

    def formula(self, lang: str) -> str:
        """How the figure is reckoned, in one sentence."""
        return self.formula_de if lang == "de" else self.formula_en

    @property
    def counts_people(self) -> bool:
        """Whether it is a number of people, said by the rule for small numbers."""
        return self.unit_de == "Personen"

    @property
    def estimated(self) -> bool:
        """Whether it is estimated from grid cells."""
        return ESTIMATED in self.caveats


@dataclass(frozen=True, slots=True)
class Series:
    """An indicator of the Kreise with one figure per year; `id` is the publisher's Kuerzel."""

    id: str
    label_de: str
    label_en: str
    unit_de: str
    unit_en: str
    decimals: int
    population_base: bool
    zero_is_missing: bool

    def label(self, lang: str) -> str:
        """The name on screen, without a year."""
        return self.label_de if lang == "de" else self.label_en

    def unit(self, lang: str) -> str:
        """The unit on screen."""
        return self.unit_de if lang == "de" else self.unit_en


@dataclass(frozen=True, slots=True)
class Break:
    """From `year` on the figures of a series are not comparable with those before."""

    year: int
    label_de: str
    label_en: str

    def label(self, lang: str) -> str:
        """Why the line is interrupted."""
        return self.label_de if lang == "de" else self.label_en


@cache
def catalogue() -> dict[str, Indicator]:
    """All indicators by id, in the order in which a list offers them."""
    entries = (_tuples(entry) for entry in _data()["indicator"])
    return {entry["id"]: Indicator(**entry) for entry in entries}


@cache
def series_catalogue() -> dict[str, Series]:
    """All series of the Kreise by the publisher's Kuerzel."""
    return {entry["id"]: Series(**entry) for entry in _data()["series"]}


def breaks(series: Series) -> list[Break]:
    """Where the line of this series is interrupted."""
    return [
        Break(entry["year"], entry["label_de"], entry["label_en"])
        for entry in _data()["break"]
        if getattr(series, entry["applies_to"])
    ]


def caveats(lang: str) -> dict[str, str]:
    """What a reader has to know of a figure, by the keys that indicators carry."""
    return {key: texts[lang] for key, texts in _data()["caveats"].items()}


def of_level(level: str) -> list[Indicator]:
    """The indicators a level has."""
    return [entry for entry in catalogue().values() if level in entry.levels]


def indicator(name: str) -> Indicator:
    """One indicator.

    Raises
    ------
    ParameterError
        If the catalogue holds no such id.
    """
    try:
        return catalogue()[name]
    except KeyError:
        raise ParameterError(f"Den Indikator „{name}“ gibt es nicht.") from None


def show(value: float, entry: Indicator | Series, lang: str) -> str:
    """The value with its unit as people write it; a missing one in words."""
    if entry.unit(lang) == "%":
        return format_percent(value, lang, entry.decimals)
    text = show_number(value, entry, lang)
    return text if value is None or value != value else f"{text}\u00a0{entry.unit(lang)}"


def show_number(value: float, entry: Indicator | Series, lang: str) -> str:
    """The value without its unit; a missing one in words."""
    if isinstance(entry, Indicator) and entry.counts_people:
        return count_text(value, lang, estimated=entry.estimated)
    return format_number(value, lang, entry.decimals)


@cache
def _data() -> dict[str, Any]:
    text = files("ankunft.edition").joinpath("indicators.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _tuples(entry: dict[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
