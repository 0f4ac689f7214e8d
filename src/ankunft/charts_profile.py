"""Charts of a town's profile: where it lies among others, and several towns on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from ankunft.charts import BESIDE, LINE, NUMBERS
from ankunft.i18n import translator
from ankunft.placement import Placement
from ankunft.profiles import Entry

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


def strip_chart(
    entry: Entry, values: np.ndarray, value: float, found: Placement, lang: str
) -> alt.Chart | alt.LayerChart | alt.FacetChart:
    """How the towns of a group are spread over a figure: lines (at most :data:`STRIPS` quantiles), the
    middle half as a bar, the median, and the town itself as a diamond."""
    _ = translator(lang)
    known = values[np.isfinite(values)]
    drawn = np.quantile(known, np.linspace(0, 1, STRIPS)) if known.size > STRIPS else np.sort(known)
    # the outermost hundredths would squeeze the rest; the town itself is always on the axis
    ends = np.quantile(known, [0.01, 0.99])
    low, high = float(min(ends[0], value)), float(max(ends[1], value))
    scale = alt.Scale(domain=[low, high], nice=False, clamp=True)
    x = alt.X(
        "value:Q",
        title=None,
        scale=scale,
        axis=alt.Axis(tickCount=5, grid=False, ticks=False, domain=False),
    )
    lines = (
        alt.Chart(pd.DataFrame({"value": drawn}))
        .mark_tick(thickness=1, opacity=0.28, color=BESIDE, height=16)
        .encode(x=x)
    )
    lower, middle, upper = found.quartiles
    box = pd.DataFrame({"value": [lower], "end": [upper]})
    half = alt.Chart(box).mark_bar(height=5, color=LINE, opacity=0.55).encode(x=x, x2="end:Q")
    centre = (
        alt.Chart(pd.DataFrame({"value": [middle]}))
        .mark_tick(thickness=2.5, color=LINE, height=20)
        .encode(x=x)
    )
    number = f",.{entry.decimals}f"
    town = pd.DataFrame({"value": [value], "words": [found.words(lang)]})
    mark = (
        alt.Chart(town)
        .mark_point(
            shape="diamond",
            size=150,
            filled=True,
            color=MARK,
            opacity=1,
            stroke="#ffffff",
            strokeWidth=1,
        )
        .encode(
            x=x,
            tooltip=[
                alt.Tooltip("value:Q", title=entry.label(lang), format=number),
                alt.Tooltip("words:N", title=_("Platz in der Gruppe")),
            ],
        )
    )
    said = " · ".join(filter(None, [entry.show(value, lang), found.words(lang)]))
    title = _title(f"{entry.label(lang)}:", said)
    height = STRIP + LINE_HEIGHT * len(title.text)
    chart = alt.layer(lines, half, centre, mark).properties(
        height=height, title=title, padding=ROOM
    )
    return chart.configure_view(stroke=None).configure(locale={"number": NUMBERS[lang]})  # fmt: skip


def dots(towns: Sequence[str], row: tuple[Entry, Sequence[float]], lang: str) -> alt.Chart:
    """One figure of several towns as dots on one scale, in the order given."""
    entry, values = row
    data = pd.DataFrame({"town": list(towns), "value": list(values)}).dropna()
    scale = alt.Scale(zero=False, nice=True)
    chart = (
        alt.Chart(data, height=24 * len(towns) + AROUND)
        .mark_circle(size=110, color=LINE, opacity=1)
        .encode(
            x=alt.X("value:Q", title=entry.unit(lang), scale=scale, axis=alt.Axis(tickCount=4)),
            y=alt.Y(
                "town:N",
                title=None,
                sort=list(towns),
                scale=alt.Scale(domain=list(towns)),
                axis=alt.Axis(labelLimit=110),
            ),
            tooltip=[
                alt.Tooltip("town:N", title=translator(lang)("Name")),
                alt.Tooltip("value:Q", title=entry.unit(lang), format=f",.{entry.decimals}f"),
            ],
        )
        .properties(title=_title(entry.label(lang), width=36), padding=ROOM)
    )
    return chart.configure(locale={"number": NUMBERS[lang]})


def spread_chart(
    table: pd.DataFrame, names: dict[str, str], entry: Entry, lang: str
) -> alt.LayerChart:
    """The distribution of a figure in each size class: 10th to 90th percentile, the middle half and
    the median. `table`: see
    :class:`ankunft.size_classes.SizeComparison`."""
    _ = translator(lang)
    data = table.reset_index().assign(name=[names[key] for key in table.index])
    order = [names[key] for key in table.index]
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
    x = alt.X("p10:Q", title=entry.unit(lang), scale=alt.Scale(zero=False))
    outer = base.mark_rule(color=BESIDE, strokeWidth=2).encode(x=x, x2="p90:Q", y=y, tooltip=tips)
    inner = base.mark_bar(height=14, color=LINE, opacity=0.55).encode(
        x="q1:Q", x2="q3:Q", y=y, tooltip=tips
    )
    middle = base.mark_tick(thickness=3, color=LINE, height=24).encode(
        x="median:Q", y=y, tooltip=tips
    )
    chart = alt.layer(outer, inner, middle).properties(
        height=34 * len(data) + AROUND,
        title=_title(entry.label(lang), frame="bounds"),
        padding=ROOM,
    )
    return chart.configure(locale={"number": NUMBERS[lang]})


def _title(*texts: str, width: int = 50, **options: Any) -> alt.TitleParams:
    """A title in lines that fit above a small chart or the width of a phone, a new one per text."""
    lines = [line for text in texts for line in wrap(text, width)]
    return alt.TitleParams(lines, anchor="start", fontSize=12, fontWeight=500, offset=4, **options)
