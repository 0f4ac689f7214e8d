"""Charts of a town's profile: where it lies among others, and several towns on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

import altair as alt
import numpy as np
import pandas as pd

from ankunft.charts import BESIDE, LINE, NUMBERS
from ankunft.i18n import translator
from ankunft.placement import Placement
from ankunft.profiles import Entry

STRIPS = 240
"""Lines of a strip at most: quantiles of the group, so that the message stays small."""
HEIGHT = 92
AROUND = 110
"""Pixels of a whole strip, and of title, axis and unit around the dots: Streamlit fits a chart of the
width of its column into the height that is named, all of it included."""
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
    words = found.words(lang)
    title = f"{entry.label(lang)}: {entry.show(value, lang)}" + (f" · {words}" if words else "")
    chart = alt.layer(lines, half, centre, mark).properties(height=HEIGHT, title=_title(title, 58))
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
        .properties(title=_title(entry.label(lang)))
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
    y = alt.Y("name:N", title=None, sort=order, axis=alt.Axis(labelLimit=260))
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
    base = alt.Chart(data, height=44 * len(data))
    x = alt.X(
        "p10:Q", title=f"{entry.label(lang)} ({entry.unit(lang)})", scale=alt.Scale(zero=False)
    )
    outer = base.mark_rule(color=BESIDE, strokeWidth=2).encode(x=x, x2="p90:Q", y=y, tooltip=tips)
    inner = base.mark_bar(height=14, color=LINE, opacity=0.75).encode(
        x="q1:Q", x2="q3:Q", y=y, tooltip=tips
    )
    middle = base.mark_tick(thickness=3, color="#1d2126", height=20).encode(
        x="median:Q", y=y, tooltip=tips
    )
    return alt.layer(outer, inner, middle).configure(locale={"number": NUMBERS[lang]})


def _title(text: str, width: int = 36) -> alt.TitleParams:
    """A title in lines that fit above a small chart."""
    return alt.TitleParams(wrap(text, width), anchor="start", fontSize=12, fontWeight=500, offset=4)
