"""Charts, as Altair objects."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ankunft.i18n import translator
from ankunft.indicators import Series, breaks

NUMBERS = {
    "de": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", "\u00a0€"]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["€", ""]},
}
"""How axes and tooltips write numbers (d3-format)."""

LINE = "#8073ac"
"""A purple that stands out on the light and on the dark page (contrast above 4 : 1 on both)."""


def segments(figures: pd.DataFrame, series: Series) -> pd.DataFrame:
    """The figures of one series with a column `segment` that counts up at every break of the base
    and after every year without a figure: a line never crosses either.

    `figures`: year, value.
    """
    ordered = figures.dropna(subset="value").sort_values("year")
    gap = ordered["year"].diff() > 1
    segment = gap.cumsum()
    for entry in breaks(series):
        segment = segment + (ordered["year"] >= entry.year)
    return ordered.assign(segment=segment.astype(int))


def series_chart(figures: pd.DataFrame, series: Series, lang: str) -> alt.LayerChart:
    """One series of a Kreis as an interrupted line; each break is named."""
    _ = translator(lang)
    data = segments(figures, series)
    number = f",.{series.decimals}f"
    base = alt.Chart(data).encode(
        x=alt.X("year:Q", title=None, axis=alt.Axis(format="d", tickCount=5)),
        y=alt.Y("value:Q", title=series.unit(lang), scale=alt.Scale(zero=False)),
        tooltip=[
            alt.Tooltip("year:Q", title=_("Jahr"), format="d"),
            alt.Tooltip("value:Q", title=series.unit(lang), format=number),
        ],
    )
    line = base.mark_line(color=LINE, strokeWidth=2).encode(detail="segment:N")
    points = base.mark_point(color=LINE, filled=True, size=18)
    crossed = [b for b in breaks(series) if data["year"].min() < b.year <= data["year"].max()]
    marks = pd.DataFrame(
        {"year": [b.year - 0.5 for b in crossed], "label": [b.label(lang) for b in crossed]}
    )
    rule = alt.Chart(marks).mark_rule(strokeDash=[3, 3], color="#757b84").encode(x="year:Q")
    text = (
        alt.Chart(marks)
        .mark_text(align="right", dx=-4, dy=6, fontSize=10, color="#757b84", baseline="top")
        .encode(x="year:Q", y=alt.value(0), text="label:N")
    )
    chart = alt.LayerChart(layer=[line, points, rule, text], height=150)
    return chart.configure(locale={"number": NUMBERS[lang]})
