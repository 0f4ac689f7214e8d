"""Charts of a town's profile: where it lies among others, and several towns on one scale."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd

from ankunft.charts import BESIDE, LINE, NUMBERS
from ankunft.i18n import format_integer, translator
from ankunft.placement import Placement
from ankunft.profiles import Entry
from ankunft.size_classes import QUANTILES
from ankunft.spread import Spread

STRIPS = 240
"""Lines of a strip at most: quantiles of the group, so that the message stays small."""
STRIP = 70
AROUND = 116
LINE_HEIGHT = 14
"""Pixels of a strip without its title; of title, axis and unit around the dots; of a line of a title:
Streamlit fits a chart of the width of its column into the height that is named, all of it included."""
ROOM = alt.Padding(left=2, right=10, top=6)
"""Without it the edge cuts the outermost dots and labels, and dots over the letters of a title."""
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

Layered = alt.LayerChart | alt.FacetChart


def strip_chart(
    entry: Entry, values: np.ndarray, value: float, found: Placement, spread: Spread, lang: str
) -> Layered:
    """How the towns of a group are spread over a figure: lines (at most :data:`STRIPS` quantiles), the
    middle half as a bar, the median, and the town itself as a diamond.

    The scale is that of all municipalities; how many of the group lie outside stands at its ends, and
    a town that does is a triangle there.
    """
    known = values[np.isfinite(values)]
    drawn = np.quantile(known, np.linspace(0, 1, STRIPS)) if known.size > STRIPS else np.sort(known)
    x = _x(spread, alt.Axis(grid=False, ticks=False, domain=False, **_ticks(spread, 5)))
    lines = (
        alt.Chart(pd.DataFrame({"value": drawn[spread.side(drawn) == 0]}))
        .mark_tick(thickness=1, opacity=0.28, color=BESIDE, height=16)
        .encode(x=x)
    )
    lower, middle, upper = spread.clip(found.quartiles)
    box = pd.DataFrame({"value": [lower], "end": [upper]})
    half = alt.Chart(box).mark_bar(height=5, color=LINE, opacity=0.55).encode(x=x, x2="end:Q")
    centre = (
        alt.Chart(pd.DataFrame({"value": [middle]}))
        .mark_tick(thickness=2.5, color=LINE, height=20)
        .encode(x=x)
    )
    said = " · ".join(filter(None, [entry.show(value, lang), found.words(lang)]))
    title = _title(f"{entry.label(lang)}:", said)
    height = STRIP + LINE_HEIGHT * len(title.text)
    # said at once: every later change copies the whole chart, and a page has thirty of them
    return alt.layer(
        _middle_half(spread, x, lang), lines, half, centre, *_outside_counts(known, spread, x, lang),
        _town(entry, value, found, spread, x, lang), height=height, title=title, padding=ROOM,
        config=alt.Config(view=alt.ViewConfig(stroke=None), locale={"number": NUMBERS[lang]}),
    )  # fmt: skip


def dots(
    towns: Sequence[str], row: tuple[Entry, Sequence[float]], spread: Spread, lang: str
) -> Layered:
    """One figure of several towns as dots, in the order given, on the scale of all municipalities,
    whose middle half is a band; a town outside is a triangle at the end, with its figure."""
    _ = translator(lang)
    entry, values = row
    given = pd.DataFrame({"town": list(towns), "value": list(values)}).dropna()
    data = given.assign(
        at=spread.clip(given["value"]),
        side=spread.side(given["value"]),
        words=[entry.show(value, lang) for value in given["value"]],
    )
    x = _x(spread, alt.Axis(**_ticks(spread, 4)), "at", title=_scale_title(entry, spread, lang))
    y = alt.Y(
        "town:N",
        title=None,
        sort=list(towns),
        scale=alt.Scale(domain=list(towns)),
        axis=alt.Axis(labelLimit=110),
    )
    tips = [
        alt.Tooltip("town:N", title=_("Name")),
        alt.Tooltip("words:N", title=entry.label(lang)),
    ]
    inside = (
        alt.Chart(data[data["side"] == 0])
        .mark_circle(size=110, color=LINE, opacity=1)
        .encode(x=x, y=y, tooltip=tips)
    )
    layers = [_middle_half(spread, x, lang), inside]
    for side, (shape, align) in BEYOND.items():
        if not (data["side"] == side).any():
            continue
        beyond = alt.Chart(data[data["side"] == side])
        layers += [
            beyond.mark_point(shape=shape, size=110, filled=True, color=LINE, opacity=1).encode(
                x=x, y=y, tooltip=tips
            ),
            beyond.mark_text(align=align, dx=-8 * side, fontSize=11, color=FAINT).encode(
                x=x, y=y, text="words:N", tooltip=tips
            ),
        ]
    return alt.layer(
        *layers,
        height=24 * len(towns) + AROUND,
        title=_title(entry.label(lang), width=36),
        padding=ROOM,
        config=alt.Config(locale={"number": NUMBERS[lang]}),
    )


def spread_chart(
    table: pd.DataFrame, names: dict[str, str], entry: Entry, spread: Spread, lang: str
) -> Layered:
    """The distribution of a figure in each size class: 10th to 90th percentile, the middle half and
    the median, on the scale of all municipalities; what lies outside ends in a triangle there.
    `table`: see :class:`ankunft.size_classes.SizeComparison`."""
    _ = translator(lang)
    data = table.reset_index().assign(name=[names[key] for key in table.index])
    order = [names[key] for key in table.index]
    for column in QUANTILES:
        data[f"{column}_at"] = spread.clip(data[column])
    # a name and its limits below each other leave room for the figures on a phone
    broken = alt.Axis(
        labelExpr="split(replace(datum.label, ' (', '\\n('), '\\n')", labelLimit=170, labelOffset=-6
    )
    y = alt.Y("name:N", title=None, sort=order, axis=broken)
    tips = [
        alt.Tooltip("name:N", title=_("Größe")),
        alt.Tooltip("n:Q", title=_("Städte und Gemeinden"), format=",d"),
    ]
    for column, title in (
        ("p10", _("10 % liegen darunter")),
        ("q1", _("unteres Viertel bis")),
        ("median", _("Median")),
        ("q3", _("oberes Viertel ab")),
        ("p90", _("10 % liegen darüber")),
    ):
        tips.append(alt.Tooltip(f"{column}:Q", title=title, format=f",.{entry.decimals}f"))
    base = alt.Chart(data)
    axis = alt.Axis(**_ticks(spread, 6))
    x, inner_x, middle_x, last = (
        _x(spread, axis, f"{column}_at", title=_scale_title(entry, spread, lang))
        for column in ("p10", "q1", "median", "p90")
    )
    outer = base.mark_rule(color=BESIDE, strokeWidth=2).encode(
        x=x, x2="p90_at:Q", y=y, tooltip=tips
    )
    inner = base.mark_bar(height=14, color=LINE, opacity=0.55).encode(
        x=inner_x, x2="q3_at:Q", y=y, tooltip=tips
    )
    middle = base.mark_tick(thickness=3, color=LINE, height=24).encode(
        x=middle_x, y=y, tooltip=tips
    )
    layers = [_middle_half(spread, x, lang), outer, inner, middle]
    for column, place, side in (("p10", x, -1), ("p90", last, 1)):
        beyond = alt.Chart(data[spread.side(data[column]) == side])
        layers.append(
            beyond.mark_point(
                shape=BEYOND[side][0], size=90, filled=True, color=BESIDE, opacity=1
            ).encode(x=place, y=y, tooltip=tips)
        )
    return alt.layer(
        *layers,
        height=34 * len(data) + AROUND,
        title=_title(entry.label(lang), frame="bounds"),
        padding=ROOM,
        config=alt.Config(locale={"number": NUMBERS[lang]}),
    )


def _x(spread: Spread, axis: alt.Axis, column: str = "value", title: str | None = None) -> alt.X:
    """Nothing outside is handed to it, so it needs no clamp that would hide that."""
    kind: Literal["log", "linear"] = "log" if spread.log else "linear"
    scale = alt.Scale(type=kind, domain=[spread.low, spread.high], nice=False, zero=False)
    return alt.X(f"{column}:Q", title=title, scale=scale, axis=axis)


def _ticks(spread: Spread, count: int) -> dict[str, Any]:
    """Where an axis has numbers: powers of ten on a logarithmic one."""
    if not spread.log:
        return {"tickCount": count}
    powers = range(math.ceil(math.log10(spread.low)), math.floor(math.log10(spread.high)) + 1)
    return {"values": [10.0**power for power in powers], "format": ",~f"}


def _scale_title(entry: Entry, spread: Spread, lang: str) -> str:
    """The unit, and that the steps of the axis are ratios where they are."""
    unit = entry.unit(lang)
    return translator(lang)("{unit} (logarithmisch)").format(unit=unit) if spread.log else unit


def _middle_half(spread: Spread, x: alt.X, lang: str) -> alt.Chart:
    """A band where the middle half of all municipalities lies."""
    _ = translator(lang)
    band = pd.DataFrame(
        {
            x.shorthand.partition(":")[0]: [spread.lower],
            "end": [spread.upper],
            "words": [_("mittlere Hälfte aller Gemeinden Deutschlands")],
        }
    )
    return (
        alt.Chart(band)
        .mark_rect(color=BESIDE, opacity=HALF_OPACITY)
        .encode(x=x, x2="end:Q", tooltip=alt.Tooltip("words:N", title="▒"))
    )


def _outside_counts(known: np.ndarray, spread: Spread, x: alt.X, lang: str) -> Iterator[alt.Chart]:
    """How many of the group lie beyond either end."""
    sides = spread.side(known)
    below, above = int((sides < 0).sum()), int((sides > 0).sum())
    for side, end, count, words in (
        (-1, spread.low, below, f"◂ {format_integer(below, lang)}"),
        (1, spread.high, above, f"{format_integer(above, lang)} ▸"),
    ):
        if count:
            yield (
                alt.Chart(pd.DataFrame({"value": [end], "words": [words]}))
                .mark_text(align=BEYOND[side][1], dy=-16, fontSize=11, color=FAINT)
                .encode(x=x, text="words:N")
            )


def _town(
    entry: Entry, value: float, found: Placement, spread: Spread, x: alt.X, lang: str
) -> alt.Chart:
    _ = translator(lang)
    side = int(spread.side([value])[0])
    shape = BEYOND[side][0] if side else "diamond"
    town = pd.DataFrame(
        {
            "value": spread.clip([value]),
            "shown": [entry.show(value, lang)],
            "words": [found.words(lang)],
        }
    )
    return (
        alt.Chart(town)
        .mark_point(
            shape=shape, size=150, filled=True, color=MARK, opacity=1, stroke="#ffffff", strokeWidth=1
        )
        .encode(
            x=x,
            tooltip=[
                alt.Tooltip("shown:N", title=entry.label(lang)),
                alt.Tooltip("words:N", title=_("Platz in der Gruppe")),
            ],
        )
    )  # fmt: skip


def _title(*texts: str, width: int = 50, **options: Any) -> alt.TitleParams:
    """A title in lines that fit above a small chart or the width of a phone, a new one per text."""
    lines = [line for text in texts for line in wrap(text, width)]
    return alt.TitleParams(lines, anchor="start", fontSize=12, fontWeight=500, offset=4, **options)
