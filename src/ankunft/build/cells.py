"""The layers of cells: 1 km (2011 everywhere, 2022 where the publisher's files hold the cell), and
100 m, where only 2022 has inhabitants."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ankunft.base.reasons import REASON_SUFFIX, Reason
from ankunft.typology.level_panel import COVERAGE

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

GRIDS_100M = {name: GRIDS_2022[name] for name in ("zensus2022_population", "zensus2022_share")}
"""The same for the 100 m cells."""


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

    The publisher lists inhabited cells only. Where the files are those of the whole country
    (:func:`holds_country`) nobody lives in a cell they lack; else it is not known.
    """
    table = pd.DataFrame({"cell": cells_2011["cell"], "ags": ags})
    for source, name in COLUMNS_2011.items():
        table[name] = cells_2011[source]
        table[name + REASON_SUFFIX] = cells_2011[source + REASON_SUFFIX]
    inhabited = table["cell"].isin(grids_2022["zensus2022_population"]["cell"])
    whole = holds_country(cells_2011["population"], inhabited)
    for source, name in GRIDS_2022.items():
        listed = table["cell"].isin(grids_2022[source]["cell"])
        not_listed = np.full(len(table), Reason.NO_CELLS)
        # one file may be that of the whole country and another not
        if whole and holds_country(cells_2011["population"], listed):
            not_listed = np.where(inhabited, Reason.NOT_PUBLISHED, Reason.UNINHABITED)
        grid = grids_2022[source].set_index("cell").reindex(table["cell"])
        table[name] = grid["value"].to_numpy()
        reason = grid["value" + REASON_SUFFIX].to_numpy(float, na_value=np.nan)
        reason = np.where(np.isnan(reason), not_listed, reason)
        table[name + REASON_SUFFIX] = reason.astype(np.uint8)
    return table.sort_values("cell", ignore_index=True)


def holds_country(people_2011: pd.Series, listed: pd.Series) -> bool:
    """Whether the cells `listed` in the files of 2022 are those of the whole country.

    They are if nearly all inhabitants of 2011 lived in them (:data:`ankunft.typology.level_panel.COVERAGE`).
    """
    people = people_2011.fillna(0)
    return bool(people[listed].sum() >= COVERAGE * people.sum() > 0)


def cell_table_100m(grids: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per 100 m cell that had inhabitants in 2022, sorted by key.

    `grids` holds per source id of :data:`GRIDS_100M` a frame with cell, value, value_reason.
    Columns: cell, population_2022 (persons), share_foreign_2022 (percent), each with its reason.
    """
    people, share = (grids[name].set_index("cell") for name in GRIDS_100M)
    people = people[people["value"] > 0].sort_index()
    share = share.reindex(people.index)
    # the cell is published, only not in the file of shares
    reason = share["value" + REASON_SUFFIX].fillna(Reason.NOT_PUBLISHED)
    return pd.DataFrame(
        {
            "cell": people.index.to_numpy(np.int64),
            "population_2022": people["value"].to_numpy(),
            "population_2022" + REASON_SUFFIX: np.uint8(Reason.PRESENT),
            "share_foreign_2022": share["value"].to_numpy(),
            "share_foreign_2022" + REASON_SUFFIX: reason.to_numpy(np.uint8),
        }
    )
