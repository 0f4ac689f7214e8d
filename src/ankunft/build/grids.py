"""From the files of the census grid of 2022 to the layers of cells.

The files of the whole country are read in parts and only what the layers hold is kept: three
million cells of 100 m take some hundred megabytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import geopandas as gpd
import pandas as pd

from ankunft.base.grid import AreaGrid, cell_id
from ankunft.build import apportion, carried, cells
from ankunft.build.inputs import Inputs
from ankunft.edition import Edition
from ankunft.sources import zensus2022
from ankunft.sources.reading import Reading

PEOPLE, SHARE = "zensus2022_population", "zensus2022_share"

Grids = dict[str, pd.DataFrame]
"""Per source id a frame with cell, value, value_reason."""


def read(inputs: Inputs, cells_2011: pd.DataFrame) -> tuple[Grids, Grids]:
    """The 1 km cells of :data:`ankunft.build.cells.GRIDS_2022`, the 100 m ones of `GRIDS_100M`.

    1 km cells that the grid of 2011 (`cells_2011`) does not know are noted as unmatched.
    """
    found = {
        name: inputs.read(name, partial(_read, source=name), partial(_carry, source=name))
        for name in cells.GRIDS_2022
    }
    if not _fit_together(found):
        reason = (
            f"{inputs.place(PEOPLE)}: Die Anteile von 2022 liegen nur für einen Teil dieser Zellen "
            "vor; erwartet werden beide Angaben für dasselbe Gebiet."
        )
        for name in (PEOPLE, SHARE):
            if not inputs.carried(name):
                found[name] = inputs.fall_back(name, reason, partial(_carry, source=name))
    coarse = {name: grids["1km"] for name, grids in found.items()}
    fine = {name: found[name]["100m"] for name in cells.GRIDS_100M}
    for name in cells.GRIDS_2022:
        unknown = ~coarse[name]["cell"].isin(cells_2011["cell"])
        people = coarse[name]["value"][unknown].sum() if name == "zensus2022_population" else 0
        lost = [cell_id(key) for key in coarse[name]["cell"][unknown]]
        inputs.ledger.unmatched(name, lost, people)
    return coarse, fine


def _fit_together(found: Mapping[str, Grids]) -> bool:
    """Whether the shares are those of the cells with people.

    A missing share of 2022 counts as nil where the people are known (it mostly is), which would be
    wrong where the file of shares, or the older edition that stands in for it, lacks the cell.
    """
    people, shares = found[PEOPLE]["1km"], found[SHARE]["1km"]
    return people.empty or cells.holds_country(people["value"], people["cell"].isin(shares["cell"]))


def _read(path: Path, source: str) -> Reading[Grids]:
    """Both sizes at once: a file that has only one of them is not taken at all."""
    reading = read_cells(path, source, size=1000)
    if source not in cells.GRIDS_100M:
        return Reading({"1km": reading.frame}, reading.rows_read, reading.notes)
    fine = read_cells(path, source, size=100)
    notes = {**reading.notes, "rows_read_100m": fine.rows_read}
    return Reading({"1km": reading.frame, "100m": fine.frame}, reading.rows_read, notes)


def read_cells(path: Path, source: str, *, size: int) -> Reading[pd.DataFrame]:
    """See :func:`ankunft.sources.zensus2022.read_cells`."""
    return zensus2022.read_cells(path, zensus2022.COLUMNS[source], size=size)


def _carry(edition: Edition, source: str) -> Grids:
    fine = {"100m": carried.grid_100m(edition, source)} if source in cells.GRIDS_100M else {}
    return {"1km": carried.grid_1km(edition, source), **fine}


def layer_100m(
    fine: Mapping[str, pd.DataFrame], takers: AreaGrid, taking: gpd.GeoDataFrame
) -> pd.DataFrame:
    """The layer of 100 m cells, sorted by municipality and cell.

    Parameters
    ----------
    fine
        See :func:`read`.
    takers, taking
        The areas that may take inhabitants, see :func:`ankunft.build.apportion.cell_shares`, with
        their `ags`.

    Returns
    -------
    pandas.DataFrame
        The columns of :func:`ankunft.build.cells.cell_table_100m`, and ags after the cell.
    """
    table = cells.cell_table_100m(fine)
    area = apportion.area_of_cells(table["cell"].to_numpy(), takers, taking, size=100)
    table.insert(1, "ags", taking["ags"].loc[area].to_numpy())
    # one town is read alone (`Edition.town_cells_100m`), so its cells lie together
    return table.sort_values(["ags", "cell"], ignore_index=True)
