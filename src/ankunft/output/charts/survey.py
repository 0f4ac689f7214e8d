"""Charts of a survey: answers with their intervals, groups beside each other, response rates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap

import altair as alt
import numpy as np
import pandas as pd

from ankunft.base.language import format_percent, translator
from ankunft.output.charts.series import NUMBERS

Chart = alt.LayerChart | alt.FacetChart
BAR, PARTIAL, RULE = "#2c7fb8", "#7fcdbb", "#757b84"
WIDE, TITLE = 56, 44
"""Characters of a line of a label, and of the title, which is larger and must fit a phone."""
LINE, BAR_HEIGHT, GAP, AROUND, LEGEND = 14, 15, 11, 104, 34
"""Pixels of a line of a label or title, of a bar, between rows, of axis and title, of a legend."""
TICKS = alt.Axis(tickCount=6)
WHOLE = alt.Scale(domain=[0, 100])
"""All shares have the same axis, so that bars of two questions can be compared."""
DECADES = 2
"""An axis of years shows at least so many decades."""
ROOM = alt.Padding(left=2, right=12, top=6)
_BROKEN = "split(datum.label, '\\n')"


def share_chart(shares: pd.DataFrame, title: str, lang: str, *, intervals: bool) -> Chart:
    """Bars of shares (percent) with their intervals; hidden answers stand there without a bar.

    `shares`: label, share, low, high, hidden (text why, "" where shown), in their order.
    """
    _ = translator(lang)
    lines = _broken(shares["label"])
    data = shares.assign(
        line=lines,
        words=[
            hidden or _shown(row, lang, intervals=intervals)
            for hidden, row in zip(shares["hidden"], shares.to_dict("records"), strict=True)
        ],
    )
    y, down = _names(lines), _shift(lines)
    tips = [
        alt.Tooltip("label:N", title=_("Antwort")),
        alt.Tooltip("words:N", title=_("Anteil der Gemeinden")),
    ]
    x = alt.X(
        "share:Q",
        title=_("Anteil der Gemeinden (%)"),
        axis=TICKS,
        scale=WHOLE,
    )
    base = alt.Chart(data)
    bars = base.mark_bar(color=BAR, opacity=0.6, height=BAR_HEIGHT, yOffset=down).encode(
        x=x, y=y, tooltip=tips
    )
    layers = [bars]
    if intervals:
        layers.append(
            base.mark_rule(color=RULE, strokeWidth=3, yOffset=down).encode(
                x=alt.X("low:Q", title=_("Anteil der Gemeinden (%)"), axis=TICKS, scale=WHOLE),
                x2="high:Q",
                y=y,
                tooltip=tips,
            )
        )
    gone = data[data["hidden"] != ""].assign(share=0.0)
    if len(gone):
        layers.append(
            alt.Chart(gone.assign(said=_("keine Aussage")))
            .mark_text(align="left", dx=4, color=RULE, yOffset=down)
            .encode(x="share:Q", y=y, text="said:N", tooltip=tips)
        )
    return _finished(alt.layer(*layers), lines, title, lang)


def group_chart(
    rows: pd.DataFrame, title: str, unit: str, lang: str, *, intervals: bool, years: bool = False
) -> Chart:
    """Dots of one answer, or of a mean, by group.

    `rows`: label (of the group), value, low, high, hidden (text why), in their order. `years` are
    written without separators.
    """
    _ = translator(lang)
    lines = _broken(rows["label"])
    form = ".1f" if years else ",.1f"
    data = rows.assign(line=lines)
    y, down = _names(lines), _shift(lines)
    tips = [
        alt.Tooltip("label:N", title=_("Gruppe")),
        alt.Tooltip("value:Q", title=unit, format=form),
        *(
            alt.Tooltip(f"{name}:Q", title=heading, format=form)
            for name, heading in (("low", _("von")), ("high", _("bis")))
            if intervals
        ),
        alt.Tooltip("hidden:N", title=_("Hinweis")),
    ]
    base = alt.Chart(data)
    scale = _scale(rows, share=unit.endswith("(%)"), years=years)
    axis = alt.Axis(tickCount=6, format="d") if years else TICKS
    x = alt.X("value:Q", title=unit, axis=axis, scale=scale)
    layers: list[alt.Chart] = []
    if intervals:
        layers.append(
            base.mark_rule(color=RULE, strokeWidth=3, yOffset=down).encode(
                x=alt.X("low:Q", title=unit, axis=axis, scale=scale), x2="high:Q", y=y, tooltip=tips
            )
        )
    layers.append(
        base.mark_point(filled=True, size=110, opacity=1, color=BAR, yOffset=down).encode(
            x=x, y=y, tooltip=tips
        )
    )
    gone = data[data["hidden"] != ""].assign(said=_("keine Aussage"))
    if len(gone):
        layers.append(
            alt.Chart(gone)
            .mark_text(align="left", dx=4, color=RULE, yOffset=down)
            .encode(x=alt.value(0), y=y, text="said:N", tooltip=tips)
        )
    return _finished(alt.layer(*layers), lines, title, lang)


def rate_chart(rates: pd.DataFrame, title: str, lang: str) -> Chart:
    """Complete and partial answers in percent of the towns drawn, one bar per group.

    `rates`: label, complete, rate (percent; complete and partial), drawn, in their order.
    """
    _ = translator(lang)
    names = [_("vollständig"), _("unvollständig")]
    lines = _broken(rates["label"])
    parts = [
        pd.DataFrame(
            {
                "label": rates["label"],
                "line": lines,
                "state": name,
                "share": values.to_numpy(),
                "drawn": rates["drawn"],
                "order": order,
            }
        )
        for order, (name, values) in enumerate(
            zip(names, (rates["complete"], rates["rate"] - rates["complete"]), strict=True)
        )
    ]
    bars = (
        alt.Chart(pd.concat(parts))
        .mark_bar(height=BAR_HEIGHT, yOffset=_shift(lines))
        .encode(
            x=alt.X(
                "share:Q",
                stack="zero",
                title=_("Rücklauf (% der gezogenen Gemeinden)"),
                axis=TICKS,
                scale=alt.Scale(domain=[0, 100]),
            ),
            y=_names(lines),
            color=alt.Color(
                "state:N",
                title=None,
                scale=alt.Scale(domain=names, range=[BAR, PARTIAL]),
                legend=alt.Legend(orient="top"),
            ),
            order="order:O",
            tooltip=[
                alt.Tooltip("label:N", title=_("Schicht")),
                alt.Tooltip("state:N", title=_("Antworten")),
                alt.Tooltip("share:Q", title=_("Anteil (%)"), format=".1f"),
                alt.Tooltip("drawn:Q", title=_("gezogene Gemeinden"), format=",d"),
            ],
        )
    )
    return _finished(alt.layer(bars), lines, title, lang, LEGEND)


def _scale(rows: pd.DataFrame, *, share: bool, years: bool) -> alt.Scale:
    """The axis of groups: shares of the whole, amounts from 0, years in whole decades; never drawn
    out to what the groups differ by."""
    known = rows[["value", "low", "high"]].to_numpy(float)
    if share or not np.isfinite(known).any():
        return WHOLE
    if not years:
        return alt.Scale(zero=True)
    first, last = np.floor(np.nanmin(known) / 10), np.ceil(np.nanmax(known) / 10)
    first -= max(0, np.ceil((DECADES - (last - first)) / 2))
    return alt.Scale(domain=[10 * first, 10 * max(last, first + DECADES)], nice=False)


def _names(lines: Sequence[str]) -> alt.Y:
    """Labels above their rows, so that bars have the whole width, also on a phone."""
    order = list(dict.fromkeys(lines))
    axis = alt.Axis(
        labelExpr=_BROKEN, labelLimit=0, labelAlign="left", labelBaseline="bottom", labelPadding=0,
        labelOffset=_shift(order) - BAR_HEIGHT / 2 - 2 - LINE * (_most_lines(order) - 1), labelOverlap=False, ticks=False,
        domain=False, grid=False, zindex=1,
    )  # fmt: skip
    # the domain keeps rows of hidden answers, which have no figure
    return alt.Y("line:N", title=None, sort=order, scale=alt.Scale(domain=order), axis=axis)


def _shift(lines: Iterable[str]) -> float:
    """How far marks stand below the middle of their row."""
    return LINE * _most_lines(lines) / 2


def _most_lines(lines: Iterable[str]) -> int:
    return max((line.count("\n") + 1 for line in lines), default=1)


def _finished(chart: Chart, lines: Sequence[str], title: str, lang: str, legend: int = 0) -> Chart:
    texts = wrap(title, TITLE)
    row = LINE * _most_lines(lines) + BAR_HEIGHT + GAP
    made = chart.properties(
        height=row * len(set(lines)) + AROUND + LINE * len(texts) + legend,
        title=alt.TitleParams(texts, anchor="start", fontSize=13, fontWeight=500, frame="bounds"),
        padding=ROOM,
    )
    return made.configure(locale={"number": NUMBERS[lang]})


def _broken(labels: Iterable[str]) -> list[str]:
    """Labels in lines; two that are alike stay two rows (by a sign that is not seen)."""
    wrapped = [wrap(label, WIDE) or ["–"] for label in labels]
    most = max(map(len, wrapped), default=1)
    found: list[str] = []
    for parts in wrapped:
        # several lines begin where one would stand: empty ones before it bring all to their bars
        text = "\n".join(["\u00a0"] * (most - len(parts)) + parts)
        while text in found:
            text += "\u200b"
        found.append(text)
    return found


def _shown(row: dict, lang: str, *, intervals: bool) -> str:
    _ = translator(lang)
    share = format_percent(row["share"], lang)
    if not intervals or pd.isna(row["low"]):
        return share
    return _("{share} ({low} bis {high})").format(
        share=share, low=format_percent(row["low"], lang), high=format_percent(row["high"], lang)
    )
