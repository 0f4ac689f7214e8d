"""The layer of county series: INKAR without the values that cannot be."""

from __future__ import annotations

import pandas as pd

from ankunft.edition.indicators import series_catalogue


def offered(series: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Only the indicators of the catalogue, and the short names of those left out.

    The publisher's complete file holds hundreds; without an entry in the catalogue an indicator
    has neither label nor unit.
    """
    known = series["indicator"].isin(list(series_catalogue()))
    return series[known], sorted(set(series["indicator"][~known]))


def plausible(series: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Leave out missing and impossible values.

    The publisher writes 0 or −0.01 for some figures it does not have. A negative value is always
    impossible; zero is where the catalogue says so (`zero_is_missing`).

    Returns
    -------
    tuple
        county, indicator, year, value (sorted by indicator, county, year), and the values left
        out, each as "county indicator year".
    """
    never_zero = [entry.id for entry in series_catalogue().values() if entry.zero_is_missing]
    value = series["value"]
    impossible = (value < 0) | ((value == 0) & series["indicator"].isin(never_zero))
    left_out = [
        f"{row.county} {row.indicator} {row.year}" for row in series[impossible].itertuples()
    ]
    kept = series.loc[value.notna() & ~impossible, ["county", "indicator", "year", "value"]]
    return kept.sort_values(["indicator", "county", "year"], ignore_index=True), sorted(left_out)
