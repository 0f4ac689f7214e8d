"""Adding areas up to larger ones: sums, shares of sums, weighted means."""

from __future__ import annotations

import pandas as pd

SUMS = (
    "area_km2",
    "population_2011",
    "population_known_2011",
    "foreign_2011",
    "population_2022",
    "population_known_2022",
    "foreign_2022",
    "population_register_2021",
    "eu_2011_min",
    "non_eu_2011_min",
    "dwellings_2022",
)
MEANS = {
    "mean_age_2011": "population_2011",
    "vacancy_2022": "dwellings_2022",
    "owner_share_2022": "dwellings_2022",
}
"""Indicator and the count it is weighted with."""


def add_up(areas: pd.DataFrame, keys: pd.Series) -> pd.DataFrame:
    """One row per key, sorted by it: the columns of :data:`SUMS` and :data:`MEANS`,
    share_foreign_2011, share_foreign_2022 (percent) and change (percentage points).

    A share is the sum of foreign nationals over the inhabitants of the areas that have both. Areas
    without a figure are left out of numerator and denominator; NaN where none has one.
    """
    table = areas[list(SUMS)].groupby(keys).sum(min_count=1)
    for year in (2011, 2022):
        known = table[f"population_known_{year}"]
        table[f"share_foreign_{year}"] = table[f"foreign_{year}"] / known * 100
    table["change"] = table["share_foreign_2022"] - table["share_foreign_2011"]
    for name, weight in MEANS.items():
        weights = areas[weight].where(areas[name].notna())
        weighted = (areas[name] * weights).groupby(keys).sum(min_count=1)
        table[name] = weighted / weights.groupby(keys).sum(min_count=1)
    return table
