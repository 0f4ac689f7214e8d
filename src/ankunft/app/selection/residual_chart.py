"""The regression behind the cases: residuals as a chart, coefficients as a table."""

from __future__ import annotations

import math
from typing import cast

import altair as alt
import numpy as np
import pandas as pd

from ankunft.base.language import format_number, translator
from ankunft.output.charts.series import LINE, NUMBERS
from ankunft.selection.cases.result import CaseResult

MOST = 4_000
"""Points drawn; of more towns every second, third … is, the cases always."""
NEAR_X, NEAR_Y = 0.22, 0.06
"""Parts of the chart that a name takes; a second one within them would cover the first."""
HEIGHT, ROOM = 380, 28
"""Pixels: of the chart, and around the outermost dots for their names."""
OTHER, CASE = "#7d848d", "#e66101"
FIGURES = 3
"""Significant digits of a coefficient: one person more changes little."""
MOST_DECIMALS = 9


def residual_chart(result: CaseResult, lang: str) -> alt.LayerChart:
    """Expected values against residuals of all towns used, the cases as labelled diamonds."""
    _ = translator(lang)
    assert result.regression is not None
    outcome = result.variables[result.regression.outcome]
    unit = outcome.unit(lang)
    data = _points(result)
    shown = f",.{max(1, outcome.decimals)}f"
    x = alt.X(
        "fitted:Q",
        title=_titled(_("erwartet"), unit),
        scale=alt.Scale(zero=False, nice=False, padding=ROOM),
        axis=alt.Axis(tickCount=6),
    )
    y = alt.Y(
        "residual:Q",
        title=_titled(_("Abweichung"), unit),
        scale=alt.Scale(nice=False, padding=ROOM),
        axis=alt.Axis(tickCount=6),
    )
    tips = [
        alt.Tooltip("ags:N", title=_("AGS")),
        alt.Tooltip("value:Q", title=_("beobachtet"), format=shown),
        alt.Tooltip("fitted:Q", title=_("erwartet"), format=shown),
        alt.Tooltip("residual:Q", title=_("Abweichung"), format=shown),
    ]
    others = (
        alt.Chart(data[~data["case"]])
        .mark_circle(size=22, opacity=0.4, color=OTHER)
        .encode(x=x, y=y, tooltip=tips)
    )
    cases = alt.Chart(data[data["case"]])
    marks = cases.mark_point(
        shape="diamond", size=130, filled=True, opacity=1, color=CASE, stroke="#ffffff",
        strokeWidth=1,
    ).encode(x=x, y=y, tooltip=[alt.Tooltip("name:N", title=_("Name")), *tips])  # fmt: skip
    names = [
        alt.Chart(data[data["named"] & (data["below"] == below)])
        .mark_text(dy=17 if below else -14, fontSize=12, color=LINE, fontWeight="bold")
        .encode(x=x, y=y, text="name:N")
        for below in (False, True)
    ]
    zero = alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=LINE).encode(y="zero:Q")
    chart = alt.layer(others, zero, marks, *names).properties(height=HEIGHT)
    return cast(alt.LayerChart, chart.configure(locale={"number": NUMBERS[lang]}))


def coefficient_table(result: CaseResult, lang: str) -> pd.DataFrame:
    """One row per term: its name, the estimate and its 95 % interval, as people write them."""
    _ = translator(lang)
    assert result.regression is not None
    rows = result.regression.coefficients
    return pd.DataFrame(
        {
            _("Merkmal"): [_term(result, str(term), lang) for term in rows.index],
            _("Schätzung"): [_written(value, lang) for value in rows["estimate"]],
            _("von"): [_written(value, lang) for value in rows["low"]],
            _("bis (95 %)"): [_written(value, lang) for value in rows["high"]],
        }
    )


def _points(result: CaseResult) -> pd.DataFrame:
    assert result.regression is not None
    towns = result.regression.towns
    case = towns.index.isin(result.table.index)
    keep = case | (np.arange(len(towns)) % max(1, math.ceil(len(towns) / MOST)) == 0)
    names = result.table["name"].reindex(towns.index).fillna("")
    data = towns[["value", "fitted", "residual"]].assign(case=case, name=names)[keep]
    # neighbours write their names above and below in turn
    data["below"] = data["case"] & (data["fitted"].where(data["case"]).rank() % 2 == 0)
    data["named"] = _apart(data)
    return data.round(4).rename_axis("ags").reset_index()


def _apart(data: pd.DataFrame) -> pd.Series:
    """The cases whose names do not cover those of cases before them; the others are named by the
    pointer and in the table."""
    wide, tall = (max(float(np.ptp(data[name])), 1e-9) for name in ("fitted", "residual"))
    written: list[tuple[float, float, bool]] = []
    named = []
    places = zip(data["case"], data["fitted"], data["residual"], data["below"], strict=True)
    for case, fitted, residual, below in places:
        x, y = fitted / wide, residual / tall
        free = case and all(
            abs(x - other) >= NEAR_X or abs(y - height) >= NEAR_Y or below != side
            for other, height, side in written
        )
        if free:
            written.append((x, y, below))
        named.append(bool(free))
    return pd.Series(named, data.index)


def _term(result: CaseResult, term: str, lang: str) -> str:
    if term == "intercept":
        return translator(lang)("Konstante")
    name, equals, value = term.partition("=")
    known = result.variables[name]
    if equals:
        return f"{known.label(lang)}: {known.show_of_town(value, lang)}"
    unit = known.unit(lang)
    return f"{known.label(lang)} ({unit})" if unit else known.label(lang)


def _titled(text: str, unit: str) -> str:
    return f"{text} ({unit})" if unit else text


def _written(value: float, lang: str) -> str:
    """A number with :data:`FIGURES` significant digits."""
    if not math.isfinite(value) or value == 0:
        return format_number(value, lang)
    decimals = FIGURES - 1 - math.floor(math.log10(abs(value)))
    return format_number(value, lang, min(max(decimals, 0), MOST_DECIMALS))
