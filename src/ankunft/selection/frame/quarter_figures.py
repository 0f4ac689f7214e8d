"""How many new and traditional quarters each town has, how firm they are, how many people live there.

All towns at once: naming the quarters and telling their reasons (:mod:`ankunft.town.quarter_list`) is
left out, so that a country of cells takes no longer than a town. Quarters are districts where the
edition has those of a town for both censuses, else joined 1 km cells where the cells of 2022 cover
the town. Both censuses, because towns are to be compared over the same years.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ankunft.base.grid import FACTOR
from ankunft.edition import Edition
from ankunft.selection.plan import Classes
from ankunft.town.classes import CENSUS, Comparison, classify_town
from ankunft.town.units import district_units, threshold_row
from ankunft.typology import ArrivalClass, Parameters, applies, preset_parameters
from ankunft.typology.centre import covered
from ankunft.typology.level_panel import part_references
from ankunft.typology.levels import classify_level

KINDS = (ArrivalClass.NEW, ArrivalClass.TRADITIONAL, ArrivalClass.INTENSIFIED)

READ = (
    "cell", "ags", "population_2011", "population_2022", "share_foreign_2011", "share_foreign_2022",
    "share_foreign_2011_reason", "share_foreign_2022_reason",
)  # fmt: skip
"""Columns of the cells."""

NEIGHBOURS = (1, FACTOR - 1, FACTOR, FACTOR + 1)
"""Differences of keys between a cell and its neighbours by edge or corner, the larger key minus the
smaller."""


def quarter_parameters(classes: Classes, row: str = "district") -> Parameters:
    """How the units of a town are classed under a plan: by its preset, with the thresholds of units
    (`row`: see :func:`ankunft.town.units.threshold_row`).

    A plan's own thresholds are meant for municipalities beside the nation, and so are East and
    West; units then are compared with their town, by the thresholds of their level.
    """
    preset = classes.preset if applies(classes.preset, row) else "relative"
    return preset_parameters(preset, row, ground=classes.ground)


def quarter_figures(edition: Edition, classes: Classes) -> pd.DataFrame:
    """The quarters of every town that has at least one unit of which something can be said.

    Index: ags, ascending. Columns, each for new, traditional and intensified quarters: new_quarters (how
    many), new_quarter_robustness (0 to 1: that of the firmest, see
    :func:`ankunft.town.quarters.quarter_table`; of no quarters the largest is 0; NaN where the rule
    knows no robustness), people_in_new_quarters (percent of the inhabitants of all units 2022).
    """
    districts, cells = _districts(edition, classes), _cells(edition, quarter_parameters(classes))
    cells = cells[~cells["ags"].isin(districts["ags"])]
    units = pd.concat([districts, cells], ignore_index=True)
    said = units["code"] != ArrivalClass.NO_DATA
    towns = pd.Index(sorted(set(units.loc[said, "ags"])), name="ags")
    people = units.groupby("ags")["people"].sum().reindex(towns)
    columns: dict[str, pd.Series] = {}
    for kind in KINDS:
        of_town = _quarters(units[units["code"] == kind]).groupby("ags")
        count = of_town.size().reindex(towns, fill_value=0)
        firmest = of_town["robustness"].max().reindex(towns)
        columns[f"{kind.id}_quarters"] = count.astype(float)
        columns[f"{kind.id}_quarter_robustness"] = firmest.mask(count == 0, 0.0)
        inside = of_town["people"].sum().reindex(towns, fill_value=0.0)
        columns[f"people_in_{kind.id}_quarters"] = 100 * inside / people.where(people > 0)
    return pd.DataFrame(columns, index=towns)


def joined(towns: pd.Series, keys: ArrayLike, classes: ArrayLike) -> NDArray[np.int_]:
    """Number of the quarter of each 1 km cell: connected cells of one class in one town.

    Cells that share an edge or a corner are neighbours (queen contiguity), as in
    :func:`ankunft.town.quarters.join_cells`, but for many towns at once; the numbers have no order.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    keys = np.asarray(keys, dtype=np.int64)
    town, code = pd.factorize(towns)[0], np.asarray(classes)
    order = np.argsort(keys)
    ascending = keys[order]
    first, second = [], []
    for step in NEIGHBOURS:
        place = np.searchsorted(ascending, ascending + step)
        found = np.flatnonzero(place < keys.size)
        found = found[ascending[place[found]] == ascending[found] + step]
        one, other = order[found], order[place[found]]
        alike = (town[one] == town[other]) & (code[one] == code[other])
        first.append(one[alike])
        second.append(other[alike])
    pairs = np.concatenate(first), np.concatenate(second)
    graph = coo_array((np.ones(pairs[0].size, dtype=bool), pairs), shape=(keys.size, keys.size))
    return connected_components(graph, directed=False)[1]


def _quarters(units: pd.DataFrame) -> pd.DataFrame:
    """One row per quarter: ags, people, robustness (mean of the units, weighted with people)."""
    known = units["robustness"].notna() & (units["people"] > 0)
    weight = units["people"].where(known, 0.0)
    table = units.assign(weight=weight, product=weight * units["robustness"].fillna(0.0))
    sums = table.groupby(["ags", "quarter"])[["people", "weight", "product"]].sum().reset_index()
    return sums.assign(robustness=sums["product"] / sums["weight"].where(sums["weight"] > 0))


def _districts(edition: Edition, classes: Classes) -> pd.DataFrame:
    """ags, quarter, code, people, robustness of the districts, each of which is a quarter."""
    tables = [_unit_table([], [], [], [], [])]
    for entry in edition.cities:
        if not set(CENSUS) <= set(entry["years"]):
            continue
        city = edition.city(entry["ags"])
        units = district_units(city) if city else None
        if units is None or not set(CENSUS) <= set(units.years):
            continue
        parameters = quarter_parameters(classes, threshold_row(units))
        result = classify_town(units, Comparison(*CENSUS, towns=edition.municipalities), parameters)
        people, count = units.people[units.at(CENSUS[1])], len(units)
        tables.append(
            _unit_table(
                [units.ags] * count, range(count), result.classes, people, result.robustness()
            )
        )
    return pd.concat(tables[1:] or tables, ignore_index=True)


def _cells(edition: Edition, parameters: Parameters) -> pd.DataFrame:
    """The same of the 1 km cells of towns whose cells of 2022 are known. Cells of which nothing can
    be said belong to no quarter; their numbers are not used."""
    cells = _covered_cells(edition)
    result = classify_level(cells, "cell", parameters)
    quarters = joined(cells["ags"], cells["cell"], result.classes)
    people = cells["population_2022"]
    return _unit_table(cells["ags"], quarters, result.classes, people, result.robustness())


def _covered_cells(edition: Edition) -> pd.DataFrame:
    """What a classification reads of :func:`ankunft.edition.figures.figures`, of the inhabited cells of
    covered towns alone: those of all of Germany take half a second."""
    cells = edition.cells
    towns, names = pd.factorize(cells["ags"])
    lived = (cells[[f"population_{year}" for year in CENSUS]].to_numpy() > 0).any(axis=1)
    inside = covered(cells, towns, len(names), CENSUS[1])[towns] & (cells["ags"] != "").to_numpy()
    cells = cells.loc[lived & inside, list(READ)]
    cells = cells.assign(town_covered_2022=True, state=cells["ags"].str[:2])
    cells.attrs["parts"] = part_references(edition.municipalities)
    return cells


def _unit_table(
    ags: ArrayLike, quarter: ArrayLike, code: ArrayLike, people: ArrayLike, robustness: ArrayLike
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "ags": np.asarray(ags, dtype=object),
            "quarter": np.asarray(quarter, dtype=np.int64),
            "code": np.asarray(code, dtype=np.uint8),
            "people": np.nan_to_num(np.asarray(people, dtype=np.float64)),
            "robustness": np.asarray(robustness, dtype=np.float64),
        }
    ).astype({"ags": str})
