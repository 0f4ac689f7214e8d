"""The figures of one level of areas: the edition's columns and those that follow from them.

This is the frame that maps, tables, filters and exports read. Row numbers are positions: the map's
geometry, its class string and every array of this package have the same order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft import typology
from ankunft.aggregation import add_up
from ankunft.edition import Edition
from ankunft.errors import ParameterError
from ankunft.indicators import of_level
from ankunft.places import STATES, Part, part_of_country
from ankunft.reasons import REASON_SUFFIX, Reason
from ankunft.small_numbers import enough_dwellings
from ankunft.typology import Coverage, Ground, Panel, Parameters

Mask = NDArray[np.bool_]

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
        **{f"empty_t{i}": uninhabited(frame, year) for i, year in enumerate(YEARS)},
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
        empty_t0=uninhabited(frame, YEARS[0]),
        empty_t1=uninhabited(frame, YEARS[1]) & covered,
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
    shares = frame.attrs["parts"][parameters.ground, parameters.berlin]
    references: dict[str, Any] = {
        f"ref_t{i}": np.where(parts == "east", shares["east"].shares[i], shares["west"].shares[i])
        for i in range(len(YEARS))
    }
    known: dict[str, Any] = {name: values.where(with_town) for name, values in columns.items()}
    return Panel(**known, **references, year_t0=YEARS[0], year_t1=YEARS[1])


@dataclass(frozen=True, slots=True)
class National:
    """S of Germany, or of a part of it, in percent in both years of the censuses, and its coverage."""

    shares: tuple[float, float]
    coverage: Coverage


def part_references(towns: pd.DataFrame) -> dict[tuple[str, str], dict[str, National]]:
    """S of East and West by ground and by where Berlin belongs; `towns` as in
    :func:`national_reference`."""
    return {
        (ground, berlin): {
            part: national_reference(towns, ground, part, berlin) for part in get_args(Part)
        }
        for ground in get_args(Ground)
        for berlin in get_args(Part)
    }


def national_reference(
    towns: pd.DataFrame, ground: Ground = "common", part: str = "", berlin: Part = "east"
) -> National:
    """The sum of all municipalities, or of those of one part of the country ("east", "west").

    `towns` are municipalities with state, and population, population_known and foreign of both
    years.
    """
    rows = np.ones(len(towns), dtype=bool)
    if "has_figures" in towns:
        rows = towns["has_figures"].to_numpy()
    if part:
        rows = rows & (part_of_country(towns["state"], berlin) == part)
    people, base, foreign = (
        np.stack([towns[f"{name}_{year}"].to_numpy(float)[rows] for year in YEARS])
        for name in ("population", "population_known", "foreign")
    )
    within = typology.counted(foreign, base, ground)
    first, last = typology.references(foreign, base, within)
    return National((float(first), float(last)), typology.coverage(within, people, YEARS))


def uninhabited(frame: pd.DataFrame, year: int) -> Mask:
    """Areas of which it is known that nobody lived there in `year`."""
    reasons = frame.get(f"share_foreign_{year}{REASON_SUFFIX}")
    if reasons is None:
        return np.zeros(len(frame), dtype=bool)
    return (reasons == Reason.UNINHABITED).to_numpy()


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
