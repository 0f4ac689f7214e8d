"""Colours, patterns and symbols of the map.

ColorBrewer schemes (Harrower & Brewer 2003, doi:10.1179/000870403235002042), safe for
colour-vision deficiency: PuOr for classes and changes, YlGnBu for amounts. No red beside green.
"""

from __future__ import annotations

from typing import TypedDict

from ankunft.typology import ArrivalClass


class Style(TypedDict, total=False):
    """How one code is drawn; `ink` is the colour of its symbol, `hatch` that of its pattern."""

    fill: str
    label: str
    symbol: str
    ink: str
    pattern: str
    hatch: str


NO_DATA, OUTSIDE, EMPTY = 250, 251, 252
"""Codes with a look of their own: no statement, left out by a filter, unincorporated area."""

CLASSES: dict[ArrivalClass, Style] = {
    ArrivalClass.TRADITIONAL: {"fill": "#5e3c99", "ink": "#ffffff", "pattern": "lines", "hatch": "#a58bd0"},
    ArrivalClass.RECEDING: {"fill": "#b2abd2", "ink": "#2b2440", "pattern": "cross", "hatch": "#7a70a8"},
    ArrivalClass.EMERGING: {"fill": "#fdb863", "ink": "#4a2c00", "pattern": "back", "hatch": "#c07a1e"},
    ArrivalClass.NEW: {"fill": "#e66101", "ink": "#2b1200", "pattern": "dots", "hatch": "#ffd2a8"},
    ArrivalClass.NONE: {"fill": "#e8e8e8", "ink": "#5a5f66"},
}  # fmt: skip
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
    """The classes that have figures, at the place of their code."""
    styles = []
    for arrival_class, style in CLASSES.items():
        fill = DARK_NONE if dark and arrival_class == ArrivalClass.NONE else style["fill"]
        symbol = "" if arrival_class == ArrivalClass.NONE else arrival_class.symbol
        own: Style = {**style, "fill": fill, "label": arrival_class.label(lang), "symbol": symbol}
        styles.append((arrival_class, own))
    return [style for _, style in sorted(styles, key=lambda pair: pair[0])]


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
