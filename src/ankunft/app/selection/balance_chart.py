"""How far sample and frame lie apart, one dot per variable or category."""

from __future__ import annotations

from textwrap import wrap
from typing import cast

import altair as alt
import pandas as pd

from ankunft.base.language import format_number, translator
from ankunft.output.charts.comparison import ROOM
from ankunft.output.charts.series import LINE, NUMBERS

WIDE = 28
"""Characters of a line of a label."""
LINE_HEIGHT, AROUND = 13, 60
"""Pixels of a line of a label; of axis and title."""
CALM, NOTABLE_COLOUR = "#2c7fb8", "#e66101"


def balance_chart(rows: pd.DataFrame, notable: float, lang: str) -> alt.LayerChart:
    """Dots of the standardised differences of :func:`ankunft.selection.sampling.balance.balance` (with a column
    label), and lines at ± `notable`; beyond these the dots are diamonds of another colour."""
    _ = translator(lang)
    known = rows.dropna(subset=["standardised_difference"])
    lines = ["\n".join(wrap(label, WIDE)) for label in known["label"]]
    beyond = known["standardised_difference"].abs() > notable
    shown = pd.DataFrame(
        {
            "label": lines,
            "difference": known["standardised_difference"],
            "words": [format_number(d, lang, 2) for d in known["standardised_difference"]],
            "kind": beyond.map({True: _("auffällig"), False: _("unauffällig")}),
        }
    )
    most = max(2 * notable, 1.1 * float(shown["difference"].abs().max() if len(shown) else 0))
    scale = alt.Scale(domain=[-most, most], nice=False)
    kinds = [_("unauffällig"), _("auffällig")]
    dots = (
        alt.Chart(shown)
        .mark_point(filled=True, size=90, opacity=1)
        .encode(
            x=alt.X("difference:Q", scale=scale, title=_("in Standardabweichungen")),
            y=alt.Y(
                "label:N",
                sort=list(dict.fromkeys(lines)),
                title=None,
                axis=alt.Axis(
                    labelExpr="split(datum.label, '\\n')",
                    labelLimit=260,
                    labelOverlap=False,
                    labelFontSize=11,
                    grid=True,
                ),
            ),
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=kinds, range=[CALM, NOTABLE_COLOUR]),
                legend=None,
            ),
            shape=alt.Shape(
                "kind:N", scale=alt.Scale(domain=kinds, range=["circle", "diamond"]), legend=None
            ),
            tooltip=[
                alt.Tooltip("label:N", title=_("Merkmal")),
                alt.Tooltip("words:N", title=_("standardisierte Differenz")),
                alt.Tooltip("kind:N", title=_("Einordnung")),
            ],
        )
    )
    limits = (
        alt.Chart(pd.DataFrame({"limit": [-notable, 0.0, notable]}))
        .mark_rule(color=LINE, strokeDash=[4, 3])
        .encode(x=alt.X("limit:Q", scale=scale))
    )
    tallest = max((line.count("\n") + 1 for line in lines), default=1)
    height = (LINE_HEIGHT * tallest + 14) * len(lines) + AROUND
    chart = cast(alt.LayerChart, alt.layer(limits, dots).properties(height=height, padding=ROOM))
    return chart.configure(locale={"number": NUMBERS[lang]})
