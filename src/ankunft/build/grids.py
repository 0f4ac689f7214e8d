"""From the files of the census grid of 2022 to the layers of cells.

The files of the whole country are read in parts and only what the layers hold is kept: three
million cells of 100 m take some hundred megabytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd

from ankunft.build import apportion, cells
from ankunft.build.ledger import Ledger
from ankunft.grid import AreaGrid, cell_id
from ankunft.sources import zensus2022


def read_1km(
    paths: Mapping[str, Path], cells_2011: pd.DataFrame, ledger: Ledger
) -> dict[str, pd.DataFrame]:
    """The 1 km cells of every source of :data:`ankunft.build.cells.GRIDS_2022`.

    Cells that the grid of 2011 (`cells_2011`) does not know are noted as unmatched.
    """
    grids = {}
    for name in cells.GRIDS_2022:
        column = zensus2022.COLUMNS[name]
        grid = ledger.add(name, zensus2022.read_cells(paths[name], column, size=1000)).frame
        unknown = ~grid["cell"].isin(cells_2011["cell"])
        people = grid["value"][unknown].sum() if name == "zensus2022_population" else 0
        ledger.unmatched(name, [cell_id(k) for k in grid["cell"][unknown]], people)
        grids[name] = grid
    return grids


def layer_100m(
    paths: Mapping[str, Path], takers: AreaGrid, taking: gpd.GeoDataFrame, ledger: Ledger
) -> pd.DataFrame:
    """The layer of 100 m cells, sorted by municipality and cell.

    Parameters
    ----------
    takers, taking
        The areas that may take inhabitants, see :func:`ankunft.build.apportion.cell_shares`, with
        their `ags`.
    ledger
        Must hold the sources already, see :func:`read_1km`; the rows read are noted there.

    Returns
    -------
    pandas.DataFrame
        The columns of :func:`ankunft.build.cells.cell_table_100m`, and ags after the cell.
    """
    grids = {}
    for name in cells.GRIDS_100M:
        reading = zensus2022.read_cells(paths[name], zensus2022.COLUMNS[name], size=100)
        ledger.entries[name]["rows_read_100m"] = reading.rows_read
        grids[name] = reading.frame
    table = cells.cell_table_100m(grids)
    area = apportion.area_of_cells(table["cell"].to_numpy(), takers, taking, size=100)
    table.insert(1, "ags", taking["ags"].loc[area].to_numpy())
    # one town is read alone (`Edition.town_cells_100m`), so its cells lie together
    return table.sort_values(["ags", "cell"], ignore_index=True)
