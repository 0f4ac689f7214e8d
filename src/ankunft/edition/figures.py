"""The figures of one level of areas: the edition's columns and those that follow from them.

This is the frame that maps, tables, filters and exports read. Row numbers are positions: the map's
geometry, its class string and every array of this package have the same order.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft import typology
from ankunft.base.aggregation import add_up
from ankunft.base.errors import ParameterError
from ankunft.base.small_numbers import enough_dwellings
from ankunft.edition import Edition
from ankunft.edition.indicators import of_level
from ankunft.typology import Coverage, Panel
from ankunft.typology.level_panel import (
    COVERAGE,
    YEARS,
    known_cells,
    panel,
    part_references,
)

Mask = NDArray[np.bool_]

LAYERS = {
    "state": "states",
    "county": "counties",
    "municipality": "municipalities",
    "cell": "cells_1km",
}
KEYS = {"state": "state", "county": "county", "municipality": "ags", "cell": "cell"}


def figures(edition: Edition, level: str) -> pd.DataFrame:
    """All figures of a level, without geometry.

    Columns: id (text), name, the columns of the layer, and derived ones: density_2022 (persons per
    km²), eu_share_2011_min and non_eu_share_2011_min (percent), change, excess (percentage
    points), lq_2011, lq_2022; `attrs["reference"]` is the coverage of what they compare with.

    Raises
    ------
    ParameterError
        If there is no such level.
    """
    if level not in LAYERS:
        raise ParameterError(f"Die Ebene kennt nur {', '.join(LAYERS)}, nicht „{level}“.")
    layer = edition.layer(LAYERS[level])
    frame = pd.DataFrame(layer.drop(columns="geometry", errors="ignore")).copy()
    frame.insert(0, "id", frame[KEYS[level]].astype(str))
    if level == "cell":
        _describe_cells(frame, edition)
    else:
        _derive_areas(frame)
    measured = panel(frame, level, typology.default_parameters(level))
    lq0, lq1 = typology.location_quotients(measured)
    if level != "cell":
        frame.attrs["reference"] = _coverage(frame, measured)
    return frame.assign(
        change=typology.change(measured),
        excess=typology.excess(measured),
        lq_2011=lq0,
        lq_2022=lq1,
    )


def _coverage(frame: pd.DataFrame, measured: Panel) -> Coverage:
    """How much of Germany the sum of a level's areas is."""
    assert measured.counted is not None
    people = np.stack([measured.n_t0, measured.n_t1])
    rows = frame.get("has_figures", pd.Series(True, index=frame.index)).to_numpy()
    return typology.coverage(measured.counted, people, YEARS, rows)


def _derive_areas(frame: pd.DataFrame) -> None:
    frame["density_2022"] = frame["population_2022"] / frame["area_km2"]
    people = frame["population_2011"].where(frame["population_2011"] > 0)
    for group in ("eu", "non_eu"):
        frame[f"{group}_share_2011_min"] = frame[f"{group}_2011_min"] / people * 100


def _describe_cells(frame: pd.DataFrame, edition: Edition) -> None:
    towns = edition.municipalities.set_index("ags")
    frame["name"] = frame["ags"].map(towns["name"]).fillna("")
    frame["state"] = frame["ags"].str[:2]
    frame["county"] = frame["ags"].str[:5]
    frame.attrs["parts"] = part_references(edition.municipalities)
    people = frame["population_2011"].fillna(0)
    total = people.groupby(frame["ags"]).sum()
    with_2022 = people.where(known_cells(frame, YEARS[1]), 0).groupby(frame["ags"]).sum()
    covered = (with_2022 >= COVERAGE * total) & (total > 0) & (total.index != "")
    frame["town_covered_2022"] = frame["ags"].map(covered).astype(bool)


def without_small_numbers(frame: pd.DataFrame, level: str, min_n: float) -> pd.DataFrame:
    """The figures that may be shown: no share or mean that rests on fewer than `min_n` people, or
    on fewer than :data:`ankunft.base.small_numbers.FEWEST_DWELLINGS` dwellings.

    Counts of inhabitants and dwellings stay. What compares two years needs enough people in both.
    Of a cell nobody knows the number of dwellings: what rests on them needs enough people, too.
    """
    shown = frame.copy(deep=False)
    few = {year: ~(frame[f"population_{year}"] >= min_n) for year in YEARS}
    for entry in of_level(level):
        name = entry.column
        if name not in frame or not entry.rests_on:
            continue
        if entry.rests_on == "dwellings" and level != "cell":
            shown[name] = frame[name].where(enough_dwellings(frame["dwellings_2022"]))
            continue
        years = [year for year in YEARS if str(year) in name] or list(YEARS)
        shown[name] = frame[name].mask(np.logical_or.reduce([few[year] for year in years]))
    return shown


def nation(states: pd.DataFrame) -> pd.Series:
    """The figures of Germany, added up from those of the Länder (see :func:`figures`)."""
    total = add_up(states, pd.Series("Deutschland", index=states.index))
    _derive_areas(total)
    return total.assign(lq_2011=1.0, lq_2022=1.0, excess=0.0).iloc[0]
