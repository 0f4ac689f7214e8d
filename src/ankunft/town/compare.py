"""An area beside its Land and the nation."""

from __future__ import annotations

import pandas as pd

from ankunft.edition.figures import nation
from ankunft.edition.indicators import Indicator, of_level


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


def _number(row: pd.Series, column: str) -> float:
    value = row.get(column)
    return float(value) if value is not None else float("nan")
