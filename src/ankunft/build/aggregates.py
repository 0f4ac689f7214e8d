"""Counties and states: sums and weighted means of their municipalities."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from ankunft.base.aggregation import MEANS, add_up
from ankunft.base.grid import CRS
from ankunft.base.reasons import REASON_SUFFIX, Reason
from ankunft.base.town_groups import part_of_country
from ankunft.build.lookup import unite


def aggregate(municipalities: gpd.GeoDataFrame, key: str, names: pd.DataFrame) -> gpd.GeoDataFrame:
    """One row per value of `key` ('county' or 'state'), sorted by it, with the united outline.

    Figures as in :func:`ankunft.base.aggregation.add_up`, with their reasons; `names` brings the key and
    the descriptive columns.
    """
    table = add_up(municipalities, municipalities[key])
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
