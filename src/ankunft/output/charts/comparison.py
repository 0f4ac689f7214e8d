"""Charts of the comparison: several towns, or the size classes, on the scale of all municipalities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import altair as alt
import pandas as pd

from ankunft.base.language import translator
from ankunft.output.charts.series import BESIDE, LINE, NUMBERS
from ankunft.output.charts.strip import BEYOND, FAINT, HALF_OPACITY, MARGIN, TITLE, lines_of, ticks
from ankunft.profiles.frame import Entry
from ankunft.profiles.size_classes import QUANTILES
from ankunft.profiles.spread import Spread

AROUND = 116
"""Pixels of title, axis and unit around the dots: Streamlit fits a chart of the width of its column
into the height that is named, all of it included."""
ROOM = alt.Padding(**MARGIN)

Layered = alt.LayerChart | alt.FacetChart


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
    x = _x(spread, alt.Axis(**ticks(spread, 4)), "at", title=_scale_title(entry, spread, lang))
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
    `table`: see :class:`ankunft.profiles.size_classes.SizeComparison`."""
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
    axis = alt.Axis(**ticks(spread, 6))
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


def _title(text: str, width: int = 50, **options: Any) -> alt.TitleParams:
    """A title that fits above a small chart or the width of a phone."""
    return alt.TitleParams(lines_of(text, width=width), **TITLE, **options)
