"""The layer of 1 km cells: 2011 everywhere, 2022 where the publisher's files hold the cell."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ankunft.reasons import REASON_SUFFIX, Reason

COLUMNS_2011 = {
    "population": "population_2011",
    "share_foreign": "share_foreign_2011",
    "mean_age": "mean_age_2011",
    "share_under_18": "share_under_18_2011",
    "share_65_plus": "share_65_plus_2011",
    "vacancy": "vacancy_2011",
    "living_space": "living_space_2011",
}
GRIDS_2022 = {
    "zensus2022_population": "population_2022",
    "zensus2022_share": "share_foreign_2022",
    "zensus2022_age": "mean_age_2022",
    "zensus2022_vacancy": "vacancy_2022",
    "zensus2022_rent": "rent_2022",
}
"""Source and the column it becomes."""


def main_area(shares: pd.DataFrame, count: int) -> np.ndarray:
    """The area that holds most of each cell (the first one at a tie), or -1."""
    best = shares.sort_values(["position", "parts", "area"], ascending=[True, False, True])
    best = best.drop_duplicates("position")
    result = np.full(count, -1)
    result[best["position"]] = best["area"]
    return result


def cell_table(
    cells_2011: pd.DataFrame, grids_2022: dict[str, pd.DataFrame], ags: np.ndarray
) -> pd.DataFrame:
    """One row per cell of 2011, sorted by key.

    Parameters
    ----------
    cells_2011
        See :func:`ankunft.sources.zensus2011.read_cells_1km`.
    grids_2022
        Per source id of :data:`GRIDS_2022` a frame with cell, value, value_reason.
    ags
        The municipality that holds most of each cell of `cells_2011` ('' for none).
    """
    table = pd.DataFrame({"cell": cells_2011["cell"], "ags": ags})
    for source, name in COLUMNS_2011.items():
        table[name] = cells_2011[source]
        table[name + REASON_SUFFIX] = cells_2011[source + REASON_SUFFIX]
    for source, name in GRIDS_2022.items():
        grid = grids_2022[source].set_index("cell").reindex(table["cell"])
        table[name] = grid["value"].to_numpy()
        reason = grid["value" + REASON_SUFFIX].fillna(Reason.NO_CELLS)
        table[name + REASON_SUFFIX] = reason.to_numpy(np.uint8)
    return table.sort_values("cell", ignore_index=True)
