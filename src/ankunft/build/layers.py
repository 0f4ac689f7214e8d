"""All layers but those of the districts, step by step from the sources."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from ankunft.base.errors import SourceError
from ankunft.base.grid import CRS, AreaGrid, cell_id, to_runs
from ankunft.build import apportion, boundaries, carried, cells, grids, lookup, municipalities
from ankunft.build.aggregates import aggregate
from ankunft.build.inputs import Inputs
from ankunft.build.ledger import Ledger, Steps
from ankunft.build.series import offered, plausible
from ankunft.sources import bkg, gemeindeverzeichnis, inkar, regional, zensus2011
from ankunft.sources.reading import Reading


def national_layers(inputs: Inputs, steps: Steps) -> dict[str, pd.DataFrame]:
    """By name; `boundaries` only where the exact ones are at hand.

    Raises
    ------
    SourceError
        A file is missing or cannot be used, and the build has no base; or two do not belong
        together.
    """
    ledger = inputs.ledger
    steps.next()
    register, counties, states = inputs.read("municipal_register", _register, carried.register)

    steps.next()
    demography = inputs.read("regional_demography", regional.read_demography, carried.demography)
    dwellings = inputs.read("regional_dwellings", regional.read_dwellings, carried.dwellings)

    steps.next()
    grid, outlines = inputs.read("municipal_outlines", _outlines, carried.outlines)
    _note_unmatched_keys(ledger, outlines, register, demography, dwellings)

    steps.next()
    drawn = outlines[["ags", "ars"]].assign(geometry=lookup.outlines_of(grid, len(outlines)))
    drawn = gpd.GeoDataFrame(drawn, geometry="geometry", crs=CRS)
    exact = boundaries.exact_layer(inputs, drawn)
    if exact is not None:
        drawn = drawn.set_geometry(boundaries.simplified(exact.geometry.to_numpy()), crs=CRS)

    steps.next()
    cells_2011 = inputs.read("zensus2011_1km", zensus2011.read_cells_1km, carried.cells_2011)
    with_figures = outlines["ags"].isin(demography["ags"])
    if not with_figures.any():
        raise SourceError(
            f"{inputs.place('regional_demography')}: Keine der Gemeinden hat einen Umriss in "
            f"{inputs.place('municipal_outlines').name}; erwartet werden Dateien desselben Gebiets "
            "und Stichtags."
        )
    takers = AreaGrid(
        np.where(np.append(with_figures, False)[grid.areas], grid.areas, -1).astype(np.int32),
        grid.row0, grid.column0, grid.size,
    )  # fmt: skip
    taking = outlines[with_figures]
    # cells outside every area go to the nearest of the publisher's outlines; where only our drawn
    # ones are left, what was made of the former is kept as it was
    of_base = inputs.carried("municipal_outlines", "regional_demography", "zensus2011_1km")
    sums = (
        carried.sums_of_cells(of_base)
        if of_base
        else _sums(cells_2011, takers, outlines, taking, ledger)
    )

    steps.next()
    eu = inputs.read(
        "zensus2011_100m",
        partial(_origin, takers=takers, taking=taking, ags=outlines["ags"]),
        carried.origin,
    )
    sums = sums.join(eu.reindex(outlines["ags"]).reset_index(drop=True))

    steps.next()
    if of_base:
        ags = carried.cell_municipality(of_base).to_numpy()
    else:
        ags = _main_municipality(cells_2011, takers, outlines, taking)
    coarse, fine = grids.read(inputs, cells_2011)
    cell_layer = cells.cell_table(cells_2011, coarse, ags)

    steps.next()
    of_base = inputs.carried("municipal_outlines", "regional_demography", *cells.GRIDS_100M)
    fine_layer = of_base.cells_100m if of_base else grids.layer_100m(fine, takers, taking)

    steps.next()
    table = municipalities.municipality_table(
        drawn, register, counties, states, demography, dwellings, sums
    )
    table = municipalities.with_centres(table, cell_layer)

    steps.next()
    county_layer = aggregate(table, "county", counties)
    state_layer = aggregate(table, "state", states)

    steps.next()
    series = inputs.read("county_series", inkar.read_series, carried.series)
    known = series["county"].isin(county_layer["county"])
    ledger.unmatched("county_series", series["county"][~known].to_list())
    series, not_offered = offered(series[known])
    series, implausible = plausible(series)
    ledger.note("county_series", indicators_left_out=not_offered, implausible_values=implausible)

    return {
        "states": state_layer,
        "counties": county_layer,
        "municipalities": table,
        "cells_1km": cell_layer,
        "cells_100m": fine_layer,
        "county_series": series,
        "area_cells": to_runs(grid),
        **({} if exact is None else {"boundaries": exact}),
    }


def _register(path: Path) -> Reading[tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]]:
    """Municipalities, Kreise, Länder."""
    towns = gemeindeverzeichnis.read_municipalities(path)
    counties = gemeindeverzeichnis.read_counties(path).frame
    states = gemeindeverzeichnis.read_states(path).frame
    return Reading((towns.frame, counties, states), towns.rows_read, towns.notes)


def _outlines(path: Path) -> Reading[tuple[AreaGrid, gpd.GeoDataFrame]]:
    """The publisher's outlines, and on the grid."""
    outlines = bkg.read_outlines(path)
    grid = lookup.rasterise(outlines.frame)
    return Reading((grid, outlines.frame), outlines.rows_read, outlines.notes)


def _sums(cells_2011, takers: AreaGrid, outlines, taking, ledger: Ledger) -> pd.DataFrame:
    inhabited = cells_2011[cells_2011["population"] > 0].reset_index(drop=True)
    shares = apportion.cell_shares(inhabited["cell"].to_numpy(), takers, taking)
    _note_distant_cells(ledger, "zensus2011_1km", inhabited, shares)
    return municipalities.from_cells(inhabited, shares, len(outlines))


def _origin(
    path: Path, takers: AreaGrid, taking: gpd.GeoDataFrame, ags: pd.Series
) -> Reading[pd.DataFrame]:
    """EU and non-EU nationals of 2011 by municipality (index ags)."""
    reading = zensus2011.read_origin_100m(path)
    area = apportion.area_of_cells(reading.frame["cell"].to_numpy(), takers, taking, size=100)
    sums = municipalities.origin_from_cells(reading.frame, area, len(ags))
    return Reading(sums.set_index(ags), reading.rows_read, reading.notes)


def _main_municipality(cells_2011, takers: AreaGrid, outlines, taking) -> np.ndarray:
    shares = apportion.cell_shares(cells_2011["cell"].to_numpy(), takers, taking)
    area = cells.main_area(shares, len(cells_2011))
    return np.append(outlines["ags"].to_numpy(object), "")[area]


def _note_unmatched_keys(ledger: Ledger, outlines, register, demography, dwellings) -> None:
    """Keys that have no outline; of the register also those the census of 2022 does not know."""
    known = set(outlines["ags"])
    for source, frame, column in (
        ("regional_demography", demography, "population"),
        ("regional_dwellings", dwellings, None),
        ("municipal_register", register, "population_register"),
    ):
        lost = frame[~frame["ags"].isin(known)]
        people = lost[column].sum() if column else 0
        ledger.unmatched(source, lost["ags"].to_list(), people)
    keys = set(register["ags"])
    ledger.unmatched("municipal_outlines", [a for a in outlines["ags"] if a not in keys])


def _note_distant_cells(ledger: Ledger, source: str, inhabited, shares: pd.DataFrame) -> None:
    """Cells that touch no municipality; those beyond reach are listed as unmatched."""
    given = shares[shares["distance"].notna()]
    people = inhabited["population"].to_numpy()[given["position"]]
    far = (given["distance"] > apportion.REACH).to_numpy()
    cells = inhabited["cell"].to_numpy()[given["position"]]
    ledger.unmatched(source, [cell_id(key) for key in cells[far]], people[far].sum())
    ledger.note(
        source,
        cells_given_to_nearest=len(given),
        inhabitants_given_to_nearest=int(people.sum()),
    )
