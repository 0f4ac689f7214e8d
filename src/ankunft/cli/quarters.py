"""The quarters of one town as a table, with the reason for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ankunft.base.errors import ParameterError
from ankunft.base.language import translator
from ankunft.cli.base import note
from ankunft.cli.data import Town, at_hand, ids_of, members, town_of
from ankunft.cli.options import Reference, Unit
from ankunft.cli.output import DECIMALS
from ankunft.edition import Edition
from ankunft.intake.areas.city import City
from ankunft.town.classes import (
    Comparison,
    applicable,
    classify_town,
    common_units,
    row_of,
    suggested_years,
    thresholds_sentence,
)
from ankunft.town.quarter_list import explain_quarter, quarter_list, quarter_numbers
from ankunft.town.units import Units
from ankunft.typology import preset_parameters
from ankunft.typology.centre import COVERAGE_YEAR, centre_of
from ankunft.typology.explain import too_few_units

COLUMNS = [
    "id", "name", "class", "people_t0", "people_t1", "share_t0", "share_t1", "lq_t0", "lq_t1",
    "change", "excess", "robustness", "noise_robustness", "presets", "presets_of", "area_km2", "reason",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Quarters:
    """The table, and what stands beside it in a file; `settings` say how to make it again."""

    table: pd.DataFrame
    title: str
    settings: dict[str, Any]
    notes: list[str]
    city: City | None
    outlines: Callable[[], NDArray[np.object_]]


def quarters(
    edition: Edition,
    city: str | None,
    preset: str,
    given: dict[str, Any],
    *,
    row: str,
    years: tuple[int | None, int | None],
    unit: Unit | None,
    reference: Reference,
    leave_out: list[str],
    lang: str,
) -> Quarters:
    """The quarters of a town; see :func:`ankunft.town.quarter_list.quarter_list`.

    `given` are parameters in place of those of the preset; `row` names the row of its thresholds,
    "" the one that suits the units.

    Raises
    ------
    ParameterError
        If no town is named, it lacks such units or years, or the preset does not apply to it.
    """
    if not city:
        raise ParameterError(
            "--level quarter braucht --city. Mit Stadtteilen gibt es "
            f"{', '.join(at_hand(edition)) or 'keine Stadt'}; Zellen hat jede Gemeinde."
        )
    town = town_of(edition, city)
    units = _units(town, unit)
    t0, t1 = two_years(town, units, years)
    left_out = ids_of(units, leave_out)
    comparison = Comparison(t0, t1, edition.municipalities, reference.value, left_out, row)
    parameters = preset_parameters(preset, row_of(units, comparison), **given)
    if not applicable(preset, units, (t0, t1), left_out):
        common = common_units(units, (t0, t1), left_out)
        raise ParameterError(too_few_units(common, parameters, lang))
    result = classify_town(units, comparison, parameters)
    lines = result.reference_lines(lang)
    if lines[1:]:
        note("; ".join(lines))
    table = quarter_list(
        units, comparison, result,
        town=town.name, city=town.city, centre_cell=_centre(town, units), lang=lang,
    )  # fmt: skip
    table["reason"] = pd.Series(
        [
            " ".join(
                explain_quarter(table, number, units, comparison, result, town=town.name, lang=lang)
            )
            for number in range(len(table))
        ],
        dtype=str,
    )
    of_quarter = members(quarter_numbers(units, result), len(table))
    _ = translator(lang)
    return Quarters(
        table=table[COLUMNS].round(DECIMALS),
        title=_("Quartiere in {town}, {first} → {last}").format(town=town.name, first=t0, last=t1),
        settings=asdict(parameters) | {
            "row": result.level, "city": town.ags, "unit": units.kind, "t0": t0, "t1": t1,
            "reference": reference.value,
        },
        notes=[
            *filter(None, [thresholds_sentence(result, lang)]),
            *lines,
            *_notes(town, comparison, lang),
        ],
        city=town.city,
        outlines=lambda: np.array(
            [shapely.union_all(units.geometry[rows]) for rows in of_quarter], dtype=object
        ),
    )  # fmt: skip


def two_years(town: Town, units: Units, asked: tuple[int | None, int | None]) -> tuple[int, int]:
    """The years asked for; for those left open what the town page begins with.

    Raises
    ------
    ParameterError
        If a year has no figures, or there is one year alone.
    """
    if len(units.years) < 2:
        raise ParameterError(
            f"Für {town.name} liegt hier nur {units.years[0]} vor; Quartiere brauchen zwei Jahre."
        )
    first, last = suggested_years(units.years)
    for year in filter(None, asked):
        units.at(year)
    return asked[0] or first, asked[1] or last


def _units(town: Town, unit: Unit | None) -> Units:
    if unit is not Unit.cell and town.districts is not None:
        return town.districts
    if unit is Unit.district:
        raise ParameterError(
            f"Für {town.name} sind keine Stadtteile geladen: `ankunft add-city` nimmt sie auf, "
            "--unit cell nimmt Zellen."
        )
    if "cell" not in town.units:
        raise ParameterError(f"Für {town.name} gibt es keine bewohnten Zellen.")
    return town.units["cell"]


def _centre(town: Town, units: Units) -> int | None:
    """Only quarters of cells are named after their direction from it."""
    if units.kind == "district":
        return None
    return centre_of(town.cells, year=COVERAGE_YEAR).centre_cell


def _notes(town: Town, comparison: Comparison, lang: str) -> list[str]:
    _ = translator(lang)
    lines = []
    if comparison.left_out:
        marked = ", ".join(comparison.left_out)
        lines.append(_("Als Sonderwohnform außen vor: {cells}").format(cells=marked))
    return [*lines, *(town.city.record if town.city else ())]


def with_years(units: Units, years: tuple[int, int]) -> Units:
    """The units with figures of these years alone."""
    rows = [units.at(year) for year in years]
    tables = {
        name: getattr(units, name)[rows]
        for name in ("people", "share", "foreign", "base", "reasons")
    }
    groups = {name: values[rows] for name, values in units.groups.items()}
    return replace(units, years=years, groups=groups, **tables)
