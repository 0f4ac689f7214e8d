"""The catalogue of a town's profile: five blocks and their figures.

It is data (`profiles.toml`); what a figure is called and where it comes from stands in the
catalogues of indicators and series only.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from ankunft.base.errors import ParameterError
from ankunft.base.language import translator
from ankunft.edition import Edition
from ankunft.edition.indicators import Indicator, Series, catalogue, series_catalogue, show
from ankunft.sources.catalogue import load_catalogue

COUNTY_COVERAGE = 0.95
"""The year of a series is the newest in which at least this share of all Kreise has a figure."""

COUNTY_SOURCE = "county_series"


@dataclass(frozen=True, slots=True)
class Block:
    """A group of figures that belong together."""

    id: str
    label_de: str
    label_en: str

    def label(self, lang: str) -> str:
        """The heading on screen."""
        return self.label_de if lang == "de" else self.label_en


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure of the profile.

    Attributes
    ----------
    id
        That of the indicator, or the publisher's Kuerzel of a series; also its column in
        :func:`ankunft.profiles.frame.profile_frame`.
    level
        "town", or "county" where only the figure of the Kreis is known.
    transform, count, start
        How it is made comparable, see :func:`ankunft.profiles.frame.transformed`.
    compared
        Whether it is part of the distance between towns.
    figure
        What the catalogues know of it: caveats, formula, label without the year of a series.
    year
        As people read it; "" for a series as long as no edition is given.
    """

    id: str
    block: str
    level: Literal["town", "county"]
    transform: Literal["log", "logit", "none"]
    count: str
    start: float
    compared: bool
    figure: Indicator | Series
    year: str

    @property
    def decimals(self) -> int:
        """So many are shown."""
        return self.figure.decimals

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids in the catalogue of sources."""
        return self.figure.sources if isinstance(self.figure, Indicator) else (COUNTY_SOURCE,)

    def label(self, lang: str) -> str:
        """The name on screen with its year."""
        label = self.figure.label(lang)
        return f"{label} ({self.year})" if self.level == "county" and self.year else label

    def unit(self, lang: str) -> str:
        """The unit on screen."""
        return self.figure.unit(lang)

    def show(self, value: float, lang: str) -> str:
        """The value with its unit, or "keine Angabe"."""
        return show(value, self.figure, lang)

    def source(self, lang: str) -> str:
        """Whose figures these are, and the mark of those of the Kreis."""
        known = load_catalogue()
        lines = dict.fromkeys(known[source].attribution for source in self.sources)
        note = self.level_note(lang)
        return " · ".join([*lines, *([note] if note else [])])

    def level_note(self, lang: str) -> str:
        """The mark of a figure that is known for the Kreis only; "" for one of the town."""
        _ = translator(lang)
        return _("Wert des Kreises") if self.level == "county" else ""


@cache
def blocks() -> tuple[Block, ...]:
    """The five blocks in their order."""
    return tuple(Block(**block) for block in _data()["block"])


def entries(edition: Edition | None = None) -> list[Entry]:
    """All figures of a profile in their order; with an edition, series carry its year."""
    if edition is None:
        return list(_catalogue())
    years = county_years(edition)
    return [
        replace(known, year=str(years.get(known.id, ""))) if known.level == "county" else known
        for known in _catalogue()
    ]


def entry(name: str, edition: Edition | None = None) -> Entry:
    """One figure of the profile.

    Raises
    ------
    ParameterError
        If no profile holds it.
    """
    found = next((known for known in entries(edition) if known.id == name), None)
    if found is None:
        raise ParameterError(f"Das Profil hat keinen Indikator „{name}“.")
    return found


def county_years(edition: Edition) -> dict[str, int]:
    """The year whose figures stand for each series of the catalogue, see :data:`COUNTY_COVERAGE`.

    It is one year for all Kreise: a Kreis without a figure in it has none, so that a column never
    holds figures from both sides of a break. A series that no year covers is absent.
    """
    series = edition.county_series
    counties = series["county"].nunique()
    years: dict[str, int] = {}
    for name, rows in series.groupby("indicator", sort=False)[["year", "value"]]:
        counts = rows.dropna().groupby("year").size()
        covered = counts.index[counts >= COUNTY_COVERAGE * counties]
        if len(covered):
            years[str(name)] = int(covered.max())
    return {known.id: years[known.id] for known in _catalogue() if known.id in years}


@cache
def _catalogue() -> tuple[Entry, ...]:
    return tuple(_entry(described) for described in _data()["entry"])


def _entry(described: dict[str, Any]) -> Entry:
    name, level = described["id"], described["level"]
    figure: Indicator | Series
    figure = catalogue()[name] if level == "town" else series_catalogue()[name]
    return Entry(
        id=name,
        block=described["block"],
        level=level,
        transform=described["transform"],
        count=described.get("count", ""),
        start=described.get("start", 0.0),
        compared=described.get("compared", True),
        figure=figure,
        year=figure.year if isinstance(figure, Indicator) else "",
    )


@cache
def _data() -> dict[str, Any]:
    text = files("ankunft.profiles").joinpath("profiles.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
