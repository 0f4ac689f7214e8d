"""What stands on the page, as plain texts and pictures: no layout, no markup."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table; `value` holds the unit, or the reason why there is no value."""

    label: str
    value: str
    year: str
    sources: str
    place: str


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """Figures that belong together."""

    title: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Badge:
    """The class: a letter on a colour, its name, and how firm it is ("" if that says nothing)."""

    letter: str
    fill: str
    ink: str
    label: str
    firmness: str


@dataclass(frozen=True, slots=True)
class LegendItem:
    """A row of the map's legend; the swatch is an SVG."""

    swatch: str
    label: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture (SVG, "" if there is none) with what to say to those who do not see it."""

    title: str
    svg: str
    alt: str
    note: str
    legend: tuple[LegendItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Peer:
    """A similar town: who it is, and why."""

    name: str
    place: str
    joins: str
    separates: str


@dataclass(frozen=True, slots=True)
class FactSheet:
    """One page about one town.

    Attributes
    ----------
    title
        Of the document.
    subtitle
        What the page is and the date of its data.
    credits
        Publishers, licences and changes; the first lines have the numbers of the table.
    words
        Headings and column heads by id.
    url, qr
        The live view as text and as SVG.
    """

    ags: str
    lang: str
    title: str
    subtitle: str
    name: str
    place: str
    badge: Badge
    reasons: tuple[str, ...]
    people: tuple[str, ...]
    blocks: tuple[FigureBlock, ...]
    map: Drawing
    chart: Drawing
    peers: tuple[Peer, ...]
    peers_note: str
    method: tuple[str, ...]
    credits: tuple[str, ...]
    edition: str
    url: str
    qr: str
    words: dict[str, str]

    def data(self) -> dict[str, Any]:
        """As JSON knows it: objects, lists and texts."""
        return asdict(self)
