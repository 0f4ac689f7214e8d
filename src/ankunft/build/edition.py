"""The build: every step from the publishers' files to an edition on disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from ankunft.build import apportion, boundaries, cells, districts, grids, lookup, municipalities
from ankunft.build.aggregates import aggregate
from ankunft.build.ledger import Ledger, Progress, Steps
from ankunft.build.manifest import manifest_of
from ankunft.build.readme import readme
from ankunft.build.schema import check_complete, validate
from ankunft.build.series import offered, plausible
from ankunft.build.together import check_together
from ankunft.build.write import check_target, replace_folder, write_json, write_layer
from ankunft.errors import SourceError
from ankunft.grid import CRS, AreaGrid, cell_id, to_runs
from ankunft.sources import bkg, gemeindeverzeichnis, inkar, regional, zensus2011
from ankunft.sources.catalogue import Source, load_catalogue, locate


def build_edition(
    sources: Path,
    out: Path,
    *,
    progress: Progress = lambda name, done, total: None,
    national: bool = True,
    catalogue: Mapping[str, Source] | None = None,
) -> dict[str, Any]:
    """Read the publishers' files in `sources` and write an edition to `out`.

    An older edition in `out` is replaced when the new one is complete and valid, not before.
    `national` False builds a part of the country: nothing is asked about the number of areas.
    `catalogue` names the sources; supplements and those with a town (`ags`) are optional, and the
    manifest lists under `absent` which towns were not there.

    Returns
    -------
    dict
        The manifest.

    Raises
    ------
    SourceError
        A file is missing, damaged or not in its publisher's form.
    EditionError
        The result is not valid, or `out` holds something else than an edition.
    """
    check_target(out)
    catalogue = load_catalogue() if catalogue is None else catalogue
    paths = {
        name: locate(sources, source)
        for name, source in catalogue.items()
        if not source.optional or (sources / source.path).exists()
    }
    ledger, steps = Ledger(), Steps(progress)
    layers = _layers(paths, ledger, steps)
    steps.next()
    own = [source for name, source in catalogue.items() if source.ags and name in paths]
    cities = [districts.read_city(paths[source.id], source, ledger) for source in own]
    layers["districts"], layers["district_series"] = districts.district_layers(cities)
    described = [districts.city_entry(*pair) for pair in zip(cities, own, strict=True)]
    steps.next()
    for name, frame in layers.items():
        validate(name, frame)
    check_together(layers)
    if national:
        check_complete(layers)
    manifest: dict[str, Any] = {}

    def fill(folder: Path) -> None:
        entries = {n: write_layer(f, folder / f"{n}.parquet") for n, f in layers.items()}
        manifest.update(manifest_of(entries, described, catalogue, paths, ledger))
        write_json(manifest, folder / "manifest.json")
        (folder / "README.md").write_text(readme(manifest), encoding="utf-8")

    replace_folder(out, fill)
    steps.finish()
    return manifest


def _layers(paths: dict[str, Path], ledger: Ledger, steps: Steps) -> dict[str, pd.DataFrame]:
    steps.next()
    register_path = paths["municipal_register"]
    register = ledger.add(
        "municipal_register", gemeindeverzeichnis.read_municipalities(register_path)
    ).frame
    counties = gemeindeverzeichnis.read_counties(register_path).frame
    states = gemeindeverzeichnis.read_states(register_path).frame

    steps.next()
    demography = ledger.add(
        "regional_demography", regional.read_demography(paths["regional_demography"])
    ).frame
    dwellings = ledger.add(
        "regional_dwellings", regional.read_dwellings(paths["regional_dwellings"])
    ).frame

    steps.next()
    outlines = ledger.add(
        "municipal_outlines", bkg.read_outlines(paths["municipal_outlines"])
    ).frame
    grid = lookup.rasterise(outlines)
    _note_unmatched_keys(ledger, outlines, register, demography, dwellings)

    steps.next()
    drawn = outlines[["ags", "ars"]].assign(geometry=lookup.outlines_of(grid, len(outlines)))
    drawn = gpd.GeoDataFrame(drawn, geometry="geometry", crs=CRS)
    exact = boundaries.exact_layer(paths, drawn, ledger)
    if exact is not None:
        drawn = drawn.set_geometry(boundaries.simplified(exact.geometry.to_numpy()), crs=CRS)

    steps.next()
    reading = ledger.add("zensus2011_1km", zensus2011.read_cells_1km(paths["zensus2011_1km"]))
    cells_2011 = reading.frame
    with_figures = outlines["ags"].isin(demography["ags"])
    if not with_figures.any():
        raise SourceError(
            f"{paths['regional_demography']}: none of its municipalities has an outline in "
            f"{paths['municipal_outlines'].name}; expected files of the same country and day."
        )
    takers = AreaGrid(
        np.where(np.append(with_figures, False)[grid.areas], grid.areas, -1).astype(np.int32),
        grid.row0, grid.column0, grid.size,
    )  # fmt: skip
    taking = outlines[with_figures]
    inhabited = cells_2011[cells_2011["population"] > 0].reset_index(drop=True)
    shares = apportion.cell_shares(inhabited["cell"].to_numpy(), takers, taking)
    _note_distant_cells(ledger, "zensus2011_1km", inhabited, shares)
    sums = municipalities.from_cells(inhabited, shares, len(outlines))

    steps.next()
    origin = ledger.add(
        "zensus2011_100m", zensus2011.read_origin_100m(paths["zensus2011_100m"])
    ).frame
    origin_area = apportion.area_of_cells(origin["cell"].to_numpy(), takers, taking, size=100)
    sums = sums.join(municipalities.origin_from_cells(origin, origin_area, len(outlines)))

    steps.next()
    ags = _main_municipality(cells_2011, takers, outlines, taking)
    cell_layer = cells.cell_table(cells_2011, grids.read_1km(paths, cells_2011, ledger), ags)

    steps.next()
    fine_layer = grids.layer_100m(paths, takers, taking, ledger)

    steps.next()
    table = municipalities.municipality_table(
        drawn, register, counties, states, demography, dwellings, sums
    )
    table = municipalities.with_centres(table, cell_layer)

    steps.next()
    county_layer = aggregate(table, "county", counties)
    state_layer = aggregate(table, "state", states)

    steps.next()
    series = ledger.add("county_series", inkar.read_series(paths["county_series"])).frame
    known = series["county"].isin(county_layer["county"])
    ledger.unmatched("county_series", series["county"][~known].to_list())
    series, not_offered = offered(series[known])
    ledger.entries["county_series"]["indicators_left_out"] = not_offered
    series, implausible = plausible(series)
    ledger.entries["county_series"]["implausible_values"] = implausible

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
    ledger.entries[source] |= {
        "cells_given_to_nearest": len(given),
        "inhabitants_given_to_nearest": int(people.sum()),
    }
