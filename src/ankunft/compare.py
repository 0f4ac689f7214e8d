"""An area beside its Land and the nation."""

from __future__ import annotations

import pandas as pd

from ankunft.figures import nation
from ankunft.indicators import Indicator, of_level

ESTIMATE_LIMIT = 2_000
"""Inhabitants below which a number estimated from grid cells is shown rounded, with ≈."""


def beside(
    frame: pd.DataFrame, position: int, level: str, states: pd.DataFrame
) -> list[tuple[Indicator, float, float, float]]:
    """For every indicator of the level that the area has: the area, its Land, Germany.

    `frame` holds the figures of the level, `states` those of the Länder. NaN where there is no
    figure. Of cells only the two shares exist on all three.
    """
    row = frame.iloc[position]
    of_state = states.set_index("state")
    land = of_state.loc[row["state"]] if row["state"] in of_state.index else pd.Series(dtype=float)
    germany = nation(states)
    return [
        (
            entry,
            _number(row, entry.column),
            _number(land, entry.column),
            _number(germany, entry.column),
        )
        for entry in of_level(level)
    ]


def rounded_estimate(people: float) -> tuple[float, bool]:
    """Inhabitants estimated from cells as they may be shown, and whether that is rounded.

    Below :data:`ESTIMATE_LIMIT` to tens (hundreds from 1,000 on): the cells along a boundary are
    shared by area, which says little about a small place.
    """
    if not people < ESTIMATE_LIMIT:
        return people, False
    step = 100 if people >= 1_000 else 10
    return round(people / step) * step, True


def _number(row: pd.Series, column: str) -> float:
    value = row.get(column)
    return float(value) if value is not None else float("nan")
