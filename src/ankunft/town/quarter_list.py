"""The quarters of a town as a list: districts, or cells joined, with figures, names and reasons."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft import typology
from ankunft.base.language import translator
from ankunft.intake.areas.city import City
from ankunft.town.classes import Comparison, explain_unit, preset_matches, reference_name
from ankunft.town.quarters import join_cells, name_quarters, quarter_table
from ankunft.town.units import CELL_SIZES, Units
from ankunft.typology import ArrivalClass, Case, Panel, Standing
from ankunft.typology.levels import Classification, class_ids, standing_of

MOST_PEOPLE = 0.5
"""A preset agrees about a quarter if it gives its class to the cells where this part of its
inhabitants live."""


def quarter_numbers(units: Units, result: Classification) -> NDArray[np.int64]:
    """The number of the quarter that each unit belongs to, -1 for none; districts are quarters."""
    if units.kind == "district":
        return np.arange(len(units))
    return join_cells(units.keys, result.classes, size=CELL_SIZES[units.kind])


def quarter_list(
    units: Units,
    comparison: Comparison,
    result: Classification,
    *,
    town: str,
    city: City | None,
    centre_cell: int | None,
    lang: str,
) -> pd.DataFrame:
    """One row per quarter, by number (see :func:`quarter_numbers`).

    Columns: those of :func:`ankunft.town.quarters.quarter_table`, and name, presets (how many of the
    fixed presets give the class, see :func:`ankunft.town.classes.preset_matches`), presets_of (how many of
    them apply to this town). A figure about which
    nothing is said is missing.
    """
    numbers = quarter_numbers(units, result)
    rows = [units.at(year) for year in (comparison.t0, comparison.t1)]
    measured = result.panel
    firmness = {
        "robustness": result.robustness(),
        "noise_robustness": result.noise_robustness(),
    }
    if units.kind == "district":
        table = _district_table(units, result, firmness)
    else:
        table = quarter_table(
            numbers,
            ags=units.ags,
            size=CELL_SIZES[units.kind],
            keys=units.keys,
            classes=result.classes,
            people_t0=units.people[rows[0]],
            people_t1=units.people[rows[1]],
            share_t0=measured.share_t0,
            share_t1=measured.share_t1,
            **firmness,
            ref_t0=float(measured.ref_t0),
            ref_t1=float(measured.ref_t1),
        )
        names = name_quarters(
            numbers,
            keys=units.keys,
            people=units.people[rows[1]],
            size=CELL_SIZES[units.kind],
            town_name=town,
            centre_cell=centre_cell,
            districts=gpd.GeoDataFrame(city.areas) if city else None,
            lang=lang,
        )
        table.insert(1, "name", names)
    matches = preset_matches(units, comparison, result)
    people = np.nan_to_num(units.people[rows[1]])
    agreeing = _presets(matches, numbers, people, len(table))
    return table.assign(presets=agreeing, presets_of=len(matches))


def explain_quarter(
    quarters: pd.DataFrame,
    number: int,
    units: Units,
    comparison: Comparison,
    result: Classification,
    *,
    town: str,
    lang: str,
) -> list[str]:
    """Why the quarter in this row of :func:`quarter_list` has its class, in sentences."""
    row = quarters.iloc[number]
    firmness = float(row["robustness"]), float(row["noise_robustness"])
    if units.kind == "district":
        return explain_unit(units, comparison, result, number, town, lang, firmness)
    whole = _whole(row, result)
    case = Case(
        share_t0=float(row["share_t0"]),
        share_t1=float(row["share_t1"]),
        n_t0=float(row["people_t0"]),
        n_t1=float(row["people_t1"]),
        ref_t0=float(result.panel.ref_t0),
        ref_t1=float(result.panel.ref_t1),
        year_t0=comparison.t0,
        year_t1=comparison.t1,
        arrival_class=ArrivalClass[str(row["class"]).upper()],
        robustness=firmness[0],
        noise=firmness[1],
        joined=row["cells"] > 1,
        **standing_of(whole),
    )
    name = reference_name(units, comparison, result, town, lang)
    sentences = typology.explain(case, result.parameters, lang, reference_name=name)
    together = ArrivalClass(int(typology.classify(whole, result.parameters)[0]))
    if together == case.arrival_class:
        return sentences
    _ = translator(lang)
    reason = _(
        "Jede seiner Zellen ist für sich „{own}“; zusammengenommen ergäben sie „{together}“."
    ).format(own=case.arrival_class.label(lang), together=together.label(lang))
    return [sentences[0], reason, *sentences[-1:]]


def _whole(row: pd.Series, result: Classification) -> Panel:
    """The figures of a whole quarter as those of one area."""
    share0, share1 = (np.array([float(row[f"share_{t}"])]) for t in ("t0", "t1"))
    stand, measured = result.panel.standing, result.panel
    if stand is not None:
        group = np.zeros(1, dtype=np.int64)
        first, second = stand.spreads
        places = first.position(share0, group), second.position(share1, group)
        stand = Standing(*places, stand.units.max(keepdims=True), group, stand.spreads)
    return Panel(
        share0, share1, np.array([float(row["people_t0"])]), np.array([float(row["people_t1"])]),
        measured.ref_t0, measured.ref_t1, measured.year_t0, measured.year_t1, stand,
    )  # fmt: skip


def _district_table(
    units: Units, result: Classification, firmness: dict[str, NDArray[np.float64]]
) -> pd.DataFrame:
    measured = result.panel
    lq0, lq1 = typology.location_quotients(measured)
    said = result.classes != ArrivalClass.NO_DATA
    figures = {
        "share_t0": measured.share_t0,
        "share_t1": measured.share_t1,
        "change": typology.change(measured),
        "excess": typology.excess(measured),
        "lq_t0": lq0,
        "lq_t1": lq1,
        **firmness,
    }
    return pd.DataFrame(
        {
            "id": [f"{units.ags}/{area}" for area in units.ids],
            "name": units.names,
            "class": class_ids(result.classes),
            "cells": np.nan,
            "area_km2": units.area_km2,
            "people_t0": measured.n_t0,
            "people_t1": measured.n_t1,
            **{name: np.where(said, values, np.nan) for name, values in figures.items()},
        }
    )


def _presets(
    matches: NDArray[np.bool_], numbers: NDArray[np.int64], people: NDArray[np.float64], count: int
) -> NDArray[np.int64]:
    inside = numbers >= 0
    total = np.bincount(numbers[inside], people[inside], count)
    agreeing = np.stack(
        [np.bincount(numbers[inside], (people * match)[inside], count) for match in matches]
    )
    return ((agreeing >= MOST_PEOPLE * total) & (agreeing > 0)).sum(axis=0)
