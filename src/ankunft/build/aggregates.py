"""Counties and states: sums and weighted means of their municipalities."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from ankunft.build.lookup import unite
from ankunft.grid import CRS
from ankunft.places import part_of_country
from ankunft.reasons import REASON_SUFFIX, Reason

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
"""Indicator and the weight it is averaged with."""


def aggregate(municipalities: gpd.GeoDataFrame, key: str, names: pd.DataFrame) -> gpd.GeoDataFrame:
    """One row per value of `key` ('county' or 'state'), sorted by it, with the united outline.

    A share is the sum of foreign nationals over the inhabitants of the municipalities that have
    both; municipalities without a figure are left out of numerator and denominator. `names` brings
    the key and the descriptive columns.
    """
    groups = municipalities.groupby(key)
    table = groups[list(SUMS)].sum(min_count=1)
    for year in (2011, 2022):
        known = table[f"population_known_{year}"]
        table[f"share_foreign_{year}"] = table[f"foreign_{year}"] / known * 100
    table["change"] = table["share_foreign_2022"] - table["share_foreign_2011"]
    for name, weight in MEANS.items():
        table[name] = _weighted_mean(municipalities, key, name, weight)
    figures = [
        f"{name}_{year}"
        for year in (2011, 2022)
        for name in ("population", "foreign", "share_foreign")
    ]
    for name in [*figures, "change", "dwellings_2022", *MEANS]:
        missing = table[name].isna()
        table[name + REASON_SUFFIX] = np.where(
            missing, Reason.NOT_PUBLISHED, Reason.PRESENT
        ).astype(np.uint8)
    table = table.reset_index().merge(names, on=key, how="left", validate="1:1")
    table["state"] = table[key].str[:2]
    table["part"] = part_of_country(table["state"])
    union = unite(municipalities.geometry.to_numpy(), municipalities[key].to_numpy())
    frame = gpd.GeoDataFrame(table, geometry=table[key].map(union), crs=CRS)
    # inside the area, so that a label or a click's answer never falls into a neighbour
    centre = frame.geometry.representative_point().to_crs("EPSG:4326")
    return frame.assign(lon=centre.x.round(5), lat=centre.y.round(5))


def _weighted_mean(table: pd.DataFrame, key: str, name: str, weight: str) -> pd.Series:
    known = table[name].notna() & table[weight].notna()
    weights = table[weight].where(known)
    keys = table[key]
    return (table[name] * weights).groupby(keys).sum(min_count=1) / weights.groupby(keys).sum(
        min_count=1
    )
