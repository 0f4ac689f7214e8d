"""Where a town lies among others: one figure as a strip.

A page has thirty of them, so they are written as plain Vega-Lite: as Altair objects, each checked
against its schema, they took nine tenths of the page's time. A test checks the specification instead.
"""

from __future__ import annotations

import math
from textwrap import wrap
from typing import Any, Literal

import numpy as np

from ankunft.base.language import format_integer, translator
from ankunft.output.charts.series import BESIDE, LINE, NUMBERS
from ankunft.profiles.frame import Entry
from ankunft.profiles.placement import Placement
from ankunft.profiles.spread import Spread

STRIPS = 240
"""Lines of a strip at most: quantiles of the group, so that the message stays small."""
HEIGHT = 70
LINE_HEIGHT = 14
"""Pixels of a strip without its title, and of a line of a title."""
MARGIN = {"left": 2, "right": 10, "top": 6}
"""Pixels. Without them the edge cuts the outermost marks and labels, and marks over the letters of a
title."""
TITLE: dict[str, Any] = {"anchor": "start", "fontSize": 12, "fontWeight": 500, "offset": 4}
MARK = "#e66101"
FAINT = "#757b84"
"""Of words inside a chart: to be read on the light and on the dark page."""
HALF_OPACITY = 0.16
"""Of the band where the middle half of all municipalities lies."""
BEYOND: dict[int, tuple[str, Literal["left", "right"]]] = {
    -1: ("triangle-left", "left"),
    1: ("triangle-right", "right"),
}
"""Mark of what lies below or above a scale, and how its words are aligned."""

Spec = dict[str, Any]
"""A Vega-Lite specification, or a part of one."""


def strip_chart(
    entry: Entry, values: np.ndarray, value: float, found: Placement, spread: Spread, lang: str
) -> Spec:
    """How the towns of a group are spread over a figure: lines (at most :data:`STRIPS` quantiles), the
    middle half as a bar, the median, and the town itself as a diamond.

    The scale is that of all municipalities; how many of the group lie outside stands at its ends, and
    a town that does is a triangle there.
    """
    _ = translator(lang)
    known = values[np.isfinite(values)]
    drawn = np.quantile(known, np.linspace(0, 1, STRIPS)) if known.size > STRIPS else np.sort(known)
    lower, middle, upper = (float(quartile) for quartile in spread.clip(found.quartiles))
    said = " · ".join(filter(None, [entry.show(value, lang), found.words(lang)]))
    title = lines_of(f"{entry.label(lang)}:", said)
    germany = {
        "value": spread.lower,
        "end": spread.upper,
        "words": _("mittlere Hälfte aller Gemeinden Deutschlands"),
    }
    layers = [
        _layer(
            {"type": "rect", "color": BESIDE, "opacity": HALF_OPACITY},
            [germany],
            x2={"field": "end"},
            tooltip=_word("words", "▒"),
        ),
        _layer(
            {"type": "tick", "color": BESIDE, "height": 16, "opacity": 0.28, "thickness": 1},
            [{"value": one} for one in drawn[spread.side(drawn) == 0].tolist()],
        ),
        _layer(
            {"type": "bar", "color": LINE, "height": 5, "opacity": 0.55},
            [{"value": lower, "end": upper}],
            x2={"field": "end"},
        ),
        _layer(
            {"type": "tick", "color": LINE, "height": 20, "thickness": 2.5}, [{"value": middle}]
        ),
        *_outside_counts(known, spread, lang),
        _town(entry, value, found, spread, lang),
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "config": {"view": {"stroke": None}, "locale": {"number": NUMBERS[lang]}},
        "title": {"text": title, **TITLE},
        "height": HEIGHT + LINE_HEIGHT * len(title),
        "padding": MARGIN,
        "encoding": {"x": _x(spread)},
        "layer": layers,
    }


def ticks(spread: Spread, count: int) -> Spec:
    """Where an axis has numbers: powers of ten on a logarithmic one."""
    if not spread.log:
        return {"tickCount": count}
    powers = range(math.ceil(math.log10(spread.low)), math.floor(math.log10(spread.high)) + 1)
    return {"values": [10.0**power for power in powers], "format": ",~f"}


def lines_of(*texts: str, width: int = 50) -> list[str]:
    """The lines of a title, a new one per text."""
    return [line for text in texts for line in wrap(text, width)]


def _x(spread: Spread) -> Spec:
    """The scale of all layers. Nothing outside is handed to it, so it needs no clamp that would hide
    that."""
    return {
        "field": "value",
        "type": "quantitative",
        "title": None,
        "scale": {
            "type": "log" if spread.log else "linear",
            "domain": [spread.low, spread.high],
            "nice": False,
            "zero": False,
        },
        "axis": {"grid": False, "ticks": False, "domain": False, **ticks(spread, 5)},
    }


def _layer(mark: Spec, rows: list[Spec], **encoding: Any) -> Spec:
    return {"mark": mark, "data": {"values": rows}, "encoding": encoding}


def _word(field: str, title: str) -> Spec:
    return {"field": field, "type": "nominal", "title": title}


def _outside_counts(known: np.ndarray, spread: Spread, lang: str) -> list[Spec]:
    """How many of the group lie beyond either end; nothing where none does."""
    sides = spread.side(known)
    below, above = int((sides < 0).sum()), int((sides > 0).sum())
    words = {
        -1: (below, spread.low, f"◂ {format_integer(below, lang)}"),
        1: (above, spread.high, f"{format_integer(above, lang)} ▸"),
    }
    return [
        _layer(
            {"type": "text", "align": BEYOND[side][1], "color": FAINT, "dy": -16, "fontSize": 11},
            [{"value": end, "words": said}],
            text={"field": "words", "type": "nominal"},
        )
        for side, (count, end, said) in words.items()
        if count
    ]


def _town(entry: Entry, value: float, found: Placement, spread: Spread, lang: str) -> Spec:
    side = int(spread.side([value])[0])
    mark = {
        "type": "point",
        "shape": BEYOND[side][0] if side else "diamond",
        "size": 150,
        "filled": True,
        "color": MARK,
        "opacity": 1,
        "stroke": "#ffffff",
        "strokeWidth": 1,
    }
    shown = {"shown": entry.show(value, lang), "words": found.words(lang)}
    return _layer(
        mark,
        [{"value": float(spread.clip([value])[0]), **shown}],
        tooltip=[
            _word("shown", entry.label(lang)),
            _word("words", translator(lang)("Platz in der Gruppe")),
        ],
    )
