"""Colours, patterns and symbols of the map.

ColorBrewer schemes (Harrower & Brewer 2003, doi:10.1179/000870403235002042), safe for
colour-vision deficiency: PuOr for classes and changes, YlGnBu for amounts. No red beside green.
"""

from __future__ import annotations

from typing import TypedDict

from ankunft.typology import ASSIGNED, ORDER, ArrivalClass


class Style(TypedDict, total=False):
    """How one code is drawn; `ink` is the colour of its symbol, `hatch` that of its pattern.

    `always`: with its pattern even where patterns are not asked for. `place` is where the legend
    names it (-1: nowhere); without one codes follow each other.
    """

    fill: str
    label: str
    symbol: str
    ink: str
    pattern: str
    hatch: str
    always: bool
    place: int


NO_DATA, OUTSIDE, EMPTY = 250, 251, 252
"""Codes with a look of their own: no statement, left out by a filter, unincorporated area."""

CLASSES: dict[ArrivalClass, Style] = {
    ArrivalClass.TRADITIONAL: {"fill": "#5e3c99", "ink": "#ffffff", "pattern": "lines", "hatch": "#a58bd0"},
    ArrivalClass.INTENSIFIED: {"fill": "#a3325f", "ink": "#ffffff", "pattern": "bars", "hatch": "#f0b9cc", "always": True},
    ArrivalClass.RECEDING: {"fill": "#b2abd2", "ink": "#2b2440", "pattern": "cross", "hatch": "#7a70a8"},
    ArrivalClass.EMERGING: {"fill": "#fdb863", "ink": "#4a2c00", "pattern": "back", "hatch": "#c07a1e"},
    ArrivalClass.NEW: {"fill": "#e66101", "ink": "#2b1200", "pattern": "dots", "hatch": "#ffd2a8"},
    ArrivalClass.NONE: {"fill": "#e8e8e8", "ink": "#5a5f66"},
    ArrivalClass.NO_DATA: {"fill": "#ffffff", "ink": "#1f2328"},
}  # fmt: skip
"""Between traditional (purple) and new (orange) no colour stands out from both by 3 : 1, so that of
the intensified class comes with its pattern."""
DARK_NONE = "#454a52"

YLGNBU = {
    1: ["#7fcdbb"],
    2: ["#edf8b1", "#2c7fb8"],
    3: ["#edf8b1", "#7fcdbb", "#2c7fb8"],
    4: ["#ffffcc", "#a1dab4", "#41b6c4", "#225ea8"],
    5: ["#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"],
    6: ["#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#2c7fb8", "#253494"],
    7: ["#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#0c2c84"],
}
EARLIER = ["#dfe8f0", "#b3cbdd", "#6f9cc0"]
EARLIER_DARK = ["#2a3038", "#3a4c5c", "#557590"]
PUOR = ["#542788", "#998ec3", "#d8daeb", "#fee0b6", "#f1a340", "#b35806"]
"""From falling (purple) to rising (orange), three steps to each side of 0."""


def class_styles(lang: str, *, dark: bool) -> list[Style]:
    """The classes at the place of their code. Areas about which nothing is said are drawn as
    :data:`NO_DATA`; their class keeps its place all the same, so that a code is a class."""
    styles: list[Style] = []
    for arrival_class in sorted(ArrivalClass):
        style = CLASSES[arrival_class]
        fill = DARK_NONE if dark and arrival_class == ArrivalClass.NONE else style["fill"]
        symbol = arrival_class.symbol if arrival_class in ASSIGNED else ""
        place = -1 if arrival_class == ArrivalClass.NO_DATA else ORDER.index(arrival_class)
        label = arrival_class.label(lang)
        styles.append({**style, "fill": fill, "label": label, "symbol": symbol, "place": place})
    return styles


def earlier_styles(labels: list[str], *, dark: bool) -> list[Style]:
    """What is known of the first year alone: pale blues, which no class has."""
    fills = EARLIER_DARK if dark else EARLIER
    return [{"fill": fill, "label": label} for fill, label in zip(fills, labels, strict=True)]


def sequence(labels: list[str], *, diverging: bool) -> list[Style]:
    """One step per label, light to dark or around 0."""
    half = len(labels) // 2
    fills = PUOR[3 - half : 3 + half] if diverging else YLGNBU[len(labels)]
    return [{"fill": fill, "label": label} for fill, label in zip(fills, labels, strict=True)]


CLUSTERS = ["#e8e8e8", "#2c7fb8", "#c7e9b4", "#7fcdbb", "#ffffcc"]
"""Not conspicuous; high among high; low among low; high among low; low among high. Blues and greens,
so that nobody takes them for a class of arrival."""


def cluster_styles(labels: list[str], *, dark: bool) -> list[Style]:
    """Local clusters in the order of their codes, each with a symbol."""
    fills = [DARK_NONE, *CLUSTERS[1:]] if dark else CLUSTERS
    inks = ["", "#ffffff", "#1d2126", "#1d2126", "#1d2126"]
    symbols = ["", "H", "L", "h", "l"]
    return [
        {"fill": fill, "label": label, "symbol": symbol, "ink": ink}
        for fill, label, symbol, ink in zip(fills, labels, symbols, inks, strict=True)
    ]


def special_style(label: str, *, dark: bool) -> Style:
    """Units that the user left out."""
    hatch = "#8d939b" if dark else "#6b7178"
    fill = "#2f343c" if dark else "#d5d8d9"
    return {
        "fill": fill,
        "label": label,
        "symbol": "×",
        "ink": hatch,
        "pattern": "cross",
        "hatch": hatch,
    }
