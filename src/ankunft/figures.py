"""The figures of one level of areas: the edition's columns and those that follow from them.

This is the frame that maps, tables, filters and exports read. Row numbers are positions: the map's
geometry, its class string and every array of this package have the same order.
"""

from __future__ import annotations

from typing import get_args

import numpy as np
import pandas as pd

from ankunft import typology
from ankunft.aggregation import add_up
from ankunft.edition import Edition
from ankunft.errors import ParameterError
from ankunft.indicators import of_level
from ankunft.places import STATES, Part, part_of_country
from ankunft.reasons import REASON_SUFFIX, Reason
from ankunft.small_numbers import enough_dwellings
from ankunft.typology import Panel, Parameters

LAYERS = {
    "state": "states",
    "county": "counties",
    "municipality": "municipalities",
    "cell": "cells_1km",
}
KEYS = {"state": "state", "county": "county", "municipality": "ags", "cell": "cell"}
YEARS = (2011, 2022)

COVERAGE = 0.95
"""Share of a town's inhabitants of 2011 that must have lived in cells known in 2022
(:func:`known_cells`); with fewer the town's own share of 2022 is not known, and its cells are not
compared with it."""


def figures(edition: Edition, level: str) -> pd.DataFrame:
    """All figures of a level, without geometry.

    Columns: id (text), name, the columns of the layer, and derived ones: density_2022 (persons per
    km²), eu_share_2011_min and non_eu_share_2011_min (percent), change, excess (percentage
    points), lq_2011, lq_2022.

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
    return frame.assign(
        change=typology.change(measured),
        excess=typology.excess(measured),
        lq_2011=lq0,
        lq_2022=lq1,
    )


def panel(frame: pd.DataFrame, level: str, parameters: Parameters) -> Panel:
    """Both years of a level (see :func:`figures`) beside the reference the parameters ask for."""
    columns = {
        f"{name}_t{i}": frame[f"{column}_{year}"]
        for name, column in (("share", "share_foreign"), ("n", "population"))
        for i, year in enumerate(YEARS)
    }
    if level == "cell":
        return _cell_panel(frame, columns, parameters)
    return typology.panel_for(
        parameters,
        **columns,
        state_codes=frame["state"],
        **{f"foreign_t{i}": frame[f"foreign_{year}"] for i, year in enumerate(YEARS)},
        **{f"base_t{i}": frame[f"population_known_{year}"] for i, year in enumerate(YEARS)},
        year_t0=YEARS[0],
        year_t1=YEARS[1],
    )


def _cell_panel(frame: pd.DataFrame, columns: dict, parameters: Parameters) -> Panel:
    """Cells beside their town; a cell without a share in 2022 counts as nil in the town's sum."""
    covered = frame["town_covered_2022"]
    people = frame["population_2022"].where(covered)
    columns["share_t1"] = frame["share_foreign_2022"].where(covered)
    if parameters.reference == "part":
        return _beside_part(frame, columns, parameters)
    return typology.panel_for(
        parameters,
        **columns,
        groups=frame["ags"].replace("", None),
        foreign_t1=people * frame["share_foreign_2022"].fillna(0) / 100,
        base_t1=people,
        year_t0=YEARS[0],
        year_t1=YEARS[1],
    )


def _beside_part(frame: pd.DataFrame, columns: dict, parameters: Parameters) -> Panel:
    """Cells beside East or West Germany. Its share is that of its municipalities: the cells of 2022
    cover a few towns only, and their sum would say nothing about half of the country."""
    with_town = frame["ags"] != ""
    parts = part_of_country(frame["state"].where(with_town, STATES[0]), parameters.berlin)
    shares = frame.attrs["parts"][parameters.berlin]
    references = {
        f"ref_t{i}": pd.Series(parts).map(shares[str(year)]).to_numpy(float)
        for i, year in enumerate(YEARS)
    }
    known = {name: values.where(with_town) for name, values in columns.items()}
    return Panel(**known, **references, year_t0=YEARS[0], year_t1=YEARS[1])


def part_shares(towns: pd.DataFrame) -> dict[str, dict[str, dict[str, float]]]:
    """Share of foreign nationals in East and West (percent) by where Berlin belongs and by year.

    `towns` are areas with state, foreign_2011, population_known_2011 and the same of 2022.
    """
    result: dict[str, dict[str, dict[str, float]]] = {}
    for berlin in get_args(Part):
        part = pd.Series(part_of_country(towns["state"], berlin), index=towns.index)
        result[berlin] = {}
        for year in YEARS:
            sums = towns[[f"foreign_{year}", f"population_known_{year}"]].groupby(part).sum()
            known = sums.iloc[:, 1].where(sums.iloc[:, 1] > 0)
            shares = 100 * sums.iloc[:, 0] / known
            result[berlin][str(year)] = {str(name): share for name, share in shares.items()}
    return result


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
    frame.attrs["parts"] = part_shares(edition.municipalities)
    people = frame["population_2011"].fillna(0)
    total = people.groupby(frame["ags"]).sum()
    with_2022 = people.where(known_cells(frame, YEARS[1]), 0).groupby(frame["ags"]).sum()
    covered = (with_2022 >= COVERAGE * total) & (total > 0) & (total.index != "")
    frame["town_covered_2022"] = frame["ags"].map(covered).astype(bool)


def known_cells(cells: pd.DataFrame, year: int) -> pd.Series:
    """Cells of which it is known how many people lived there in `year`, be it nobody."""
    known = cells[f"population_{year}"].notna()
    reason = cells.get(f"population_{year}{REASON_SUFFIX}")
    return known if reason is None else known | (reason == Reason.UNINHABITED)


def without_small_numbers(frame: pd.DataFrame, level: str, min_n: float) -> pd.DataFrame:
    """The figures that may be shown: no share or mean that rests on fewer than `min_n` people, or
    on fewer than :data:`ankunft.small_numbers.FEWEST_DWELLINGS` dwellings.

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
