"""Small editions and frames of figures, made by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from ankunft.base.reasons import Reason
from ankunft.base.town_groups import part_of_country
from ankunft.edition import Edition

nan = np.nan


def edition_of(**layers: pd.DataFrame) -> Edition:
    """An edition that lies nowhere and holds these layers."""
    return Edition(Path("nowhere"), {"edition": "by hand", "sources": []}, dict(layers))


def with_reasons(frame: pd.DataFrame) -> pd.DataFrame:
    for name in ("share_foreign_2011", "share_foreign_2022"):
        frame[name + "_reason"] = np.where(frame[name].isna(), Reason.SUPPRESSED, 0)
    return frame


def towns() -> pd.DataFrame:
    """Six municipalities; nation 2011: 11 %, 2022: 17 %.

    The third has no share in 2022, the fifth too few people, the last is a forest.
    """
    table = pd.DataFrame(
        {
            "ags": ["01001001", "01001002", "09001001", "14001001", "14001002", "14001003"],
            "name": ["Alt", "Neu", "Stumm", "Ost", "Klein", "Forst"],
            "area_km2": [10.0, 20, 30, 40, 50, 60],
            "population_2011": [10_000.0, 10_000, 5_000, 20_000, 500, nan],
            "population_2022": [11_000.0, 10_000, 5_000, 19_000, 500, nan],
            "share_foreign_2011": [25.0, 9, 10, 5, 2, nan],
            "share_foreign_2022": [30.0, 20, nan, 8, 2, nan],
            "eu_2011_min": [500.0, 0, 10, 100, 0, nan],
            "non_eu_2011_min": [1000.0, 20, 10, 100, 0, nan],
        }
    )
    for year in (2011, 2022):
        share = table[f"share_foreign_{year}"]
        table[f"population_known_{year}"] = table[f"population_{year}"].where(share.notna())
        table[f"foreign_{year}"] = share * table[f"population_{year}"] / 100
    table["state"] = table["ags"].str[:2]
    table["part"] = part_of_country(table["state"])
    return with_reasons(table)


def reference(year: int, rows: list[int] | None = None, ground: str = "common") -> float:
    """The share of the towns in these rows together, in percent; on common ground without those
    that lack a share in one of the years."""
    table = towns() if rows is None else towns().iloc[rows]
    if ground == "common":
        table = table.dropna(subset=["foreign_2011", "foreign_2022"])
    return table[f"foreign_{year}"].sum() / table[f"population_known_{year}"].sum() * 100


def cells() -> pd.DataFrame:
    """Three cells of Alt (all with 2022), two of Neu (half with 2022), one of nobody."""
    table = pd.DataFrame(
        {
            "cell": [300_001, 300_002, 300_003, 300_004, 300_005, 300_006],
            "ags": ["01001001"] * 3 + ["01001002"] * 2 + [""],
            "population_2011": [1000.0, 3000, nan, 1000, 1000, 600],
            "share_foreign_2011": [10.0, nan, nan, 5, 15, 1],
            "population_2022": [1100.0, 2900, nan, 1000, nan, 600],
            "share_foreign_2022": [20.0, nan, nan, 30, nan, 2],
        }
    )
    return with_reasons(table)
