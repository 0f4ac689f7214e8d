"""Charts, as Altair objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ankunft.base.language import translator
from ankunft.base.small_numbers import said_counts
from ankunft.edition.indicators import Series, breaks
from ankunft.output.maps.palette import CLASSES
from ankunft.profiles.spread import SeriesSpread
from ankunft.typology import ArrivalClass

NUMBERS = {
    "de": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", "\u00a0€"]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["€", ""]},
}
"""How axes and tooltips write numbers (d3-format)."""

LINE = "#8073ac"
"""A purple that stands out on the light and on the dark page (contrast above 4 : 1 on both)."""
BESIDE = "#7d848d"
"""What a line is compared with."""

STACKED = (
    ArrivalClass.TRADITIONAL,
    ArrivalClass.RECEDING,
    ArrivalClass.INTENSIFIED,
    ArrivalClass.EMERGING,
    ArrivalClass.NEW,
    ArrivalClass.NONE,
    ArrivalClass.NO_DATA,
)
"""Classes from below: what has grown, then what is new, then the rest."""


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


def series_chart(
    figures: pd.DataFrame, series: Series, spread: SeriesSpread, lang: str
) -> alt.LayerChart:
    """One series of a Kreis as an interrupted line; each break is named.

    The scale is that of all Kreise and years, wider where the Kreis itself lies outside, so that
    nothing is cut off; the middle half of all Kreise is a band, interrupted where the line is.
    """
    _ = translator(lang)
    data = segments(figures, series)
    number = f",.{series.decimals}f"
    reach = [spread.low, spread.high, *data["value"]]
    x = alt.X("year:Q", title=None, axis=alt.Axis(format="d", tickCount=5))
    scale = alt.Scale(domain=[min(reach), max(reach)], zero=False, nice=True)
    y = alt.Y("value:Q", title=series.unit(lang), scale=scale)
    band = (
        alt.Chart(_bands(spread, data, series))
        .mark_area(color=BESIDE, opacity=0.16)
        .encode(
            x=x,
            y=alt.Y("lower:Q", title=series.unit(lang), scale=scale),
            y2="upper:Q",
            detail="segment:N",
        )
    )
    base = alt.Chart(data).encode(
        x=x,
        y=y,
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
    chart = alt.LayerChart(layer=[band, line, points, rule, text], height=150)
    return chart.configure(locale={"number": NUMBERS[lang]})


def _bands(spread: SeriesSpread, data: pd.DataFrame, series: Series) -> pd.DataFrame:
    """The middle half of all Kreise in the years of a line: year, segment, lower, upper."""
    years = spread.halves.loc[data["year"].min() : data["year"].max()].reset_index()
    return segments(years.assign(value=years["lower"]), series).drop(columns="value")


def class_chart(shares: pd.DataFrame, lang: str) -> alt.Chart:
    """Inhabitants by class, year by year (see :func:`ankunft.town.classes.class_shares`), as stacked bars."""
    _ = translator(lang)
    kinds = [kind for kind in STACKED if (shares["class"] == kind.id).any()]
    data = shares.assign(
        label=shares["class"].map({kind.id: kind.label(lang) for kind in ArrivalClass}),
        order=shares["class"].map({kind.id: place for place, kind in enumerate(STACKED)}),
        people=said_counts(shares["people"]),
    )
    fills = {kind: style["fill"] for kind, style in CLASSES.items()}
    chart = (
        alt.Chart(data, height=320)
        .mark_bar(stroke="#9a9a9a", strokeWidth=0.4)
        .encode(
            x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y(
                "share:Q",
                title=_("Anteil der Personen (%)"),
                scale=alt.Scale(domain=[0, 100], nice=False),
            ),
            color=alt.Color(
                "label:N",
                title=None,
                scale=alt.Scale(
                    domain=[kind.label(lang) for kind in kinds],
                    range=[fills[kind] for kind in kinds],
                ),
                legend=alt.Legend(orient="right"),
            ),
            order="order:Q",
            tooltip=[
                alt.Tooltip("year:O", title=_("Jahr")),
                alt.Tooltip("label:N", title=_("Klasse")),
                alt.Tooltip("share:Q", title="%", format=".1f"),
                alt.Tooltip("people:Q", title=_("Personen"), format=",.0f"),
            ],
        )
    )
    return chart.configure(locale={"number": NUMBERS[lang]})


def against_town(
    years: Sequence[int],
    lines: Mapping[str, ArrayLike],
    lang: str,
    *,
    segments: Mapping[str, ArrayLike] | None = None,
    top: float = 0.0,
) -> alt.Chart:
    """The share of a quarter over the years beside that of its town: name -> percent per year.

    `segments` numbers the parts of a line that are not joined. The axis begins at 0 and reaches at
    least to `top`, so that quarters of a town have one axis.
    """
    _ = translator(lang)
    parts = segments or {}
    highest = np.nanmax([top, *np.concatenate([np.asarray(values) for values in lines.values()])])
    data = pd.concat(
        pd.DataFrame({"year": years, "value": values, "name": name, "part": parts.get(name, 0)})
        for name, values in lines.items()
    )
    names = list(lines)
    chart = (
        alt.Chart(data, height=240)
        .mark_line(strokeWidth=2, point=alt.OverlayMarkDef(size=14, filled=True))
        .encode(
            x=alt.X("year:Q", title=None, axis=alt.Axis(format="d", tickCount=5)),
            y=alt.Y("value:Q", title="%", scale=alt.Scale(domain=[0, highest or 1], nice=True)),
            detail="part:N",
            color=alt.Color(
                "name:N",
                title=None,
                scale=alt.Scale(domain=names, range=[LINE, BESIDE][: len(names)]),
                legend=alt.Legend(orient="bottom", labelLimit=220),
            ),
            strokeDash=alt.StrokeDash(
                "name:N",
                scale=alt.Scale(domain=names, range=[[1, 0], [4, 3]][: len(names)]),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("name:N", title=_("Name")),
                alt.Tooltip("year:Q", title=_("Jahr"), format="d"),
                alt.Tooltip("value:Q", title="%", format=".1f"),
            ],
        )
    )
    return chart.configure(locale={"number": NUMBERS[lang]})
