"""How places are grouped: size by inhabitants, East and West."""

from __future__ import annotations

import numpy as np
import pandas as pd

SIZE_CLASSES: tuple[tuple[str, float], ...] = (
    ("rural", 0),
    ("small_town", 5_000),
    ("smaller_medium_town", 20_000),
    ("larger_medium_town", 50_000),
    ("city", 100_000),
)
"""Id and smallest number of inhabitants; modelled on the classes of the BBSR, by population alone
(the BBSR also looks at central functions)."""

EASTERN_STATES = ("11", "12", "13", "14", "15", "16")
"""Berlin to Thuringia."""


def size_class(population: pd.Series) -> pd.Series:
    """Ids of :data:`SIZE_CLASSES`; missing where the population is."""
    ids, lower = zip(*SIZE_CLASSES, strict=True)
    return pd.cut(population, [*lower, np.inf], right=False, labels=list(ids)).astype("str")


def part_of_country(state: pd.Series, *, berlin: str = "east") -> pd.Series:
    """'east' or 'west' from the two-digit key of the Land; Berlin is counted as `berlin`."""
    part = pd.Series(np.where(state.isin(EASTERN_STATES), "east", "west"), index=state.index)
    return part.mask(state == "11", berlin)
