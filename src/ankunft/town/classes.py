"""The units of a town, classed: what its map colours, its list names and its click explains."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft import typology
from ankunft.base.errors import ParameterError
from ankunft.base.language import format_number, translator
from ankunft.base.reasons import Reason
from ankunft.base.town_groups import part_of_country
from ankunft.town.units import Mask, Units, panel, threshold_row
from ankunft.typology import ArrivalClass, Parameters
from ankunft.typology.level_panel import National, national_reference
from ankunft.typology.levels import Classification, explain_position

REFERENCES = ("own", "nation")
"""What the units are compared with: the town they are in, or Germany."""

CENSUS = (2011, 2022)
"""Years of which the share of Germany and of its parts is known."""


def suggested_years(years: tuple[int, ...]) -> tuple[int, int]:
    """Those of the censuses where both are there, else the first and the last."""
    return CENSUS if set(CENSUS) <= set(years) else (years[0], years[-1])


@dataclass(frozen=True, eq=False)
class Comparison:
    """Which years of a town are compared, with what, and which units are left out.

    `reference` is one of :data:`REFERENCES`; `towns` are the edition's municipalities, from which
    the shares of Germany and of its parts follow. `left_out` are ids of units that a user marked as
    Sonderwohnform. `row` is the row of default thresholds, "" for the one that suits the units
    (:func:`ankunft.town.units.threshold_row`).
    """

    t0: int
    t1: int
    towns: pd.DataFrame
    reference: str = "own"
    left_out: tuple[str, ...] = ()
    row: str = ""


def classify_town(units: Units, comparison: Comparison, parameters: Parameters) -> Classification:
    """Class the units of a town.

    Raises
    ------
    ParameterError
        If a year has no figures, or the reference none for a year.
    """
    outside = _reference(units, comparison, parameters)
    measured = panel(
        units,
        comparison.t0,
        comparison.t1,
        reference=outside.shares if outside else None,
        left_out=left_out_mask(units, comparison.left_out),
        ground=parameters.ground,
    )
    row, of_nation = row_of(units, comparison), outside.coverage if outside else None
    classes = typology.classify(measured, parameters)
    return Classification(row, parameters, measured, classes, of_nation, units.kind)


def row_of(units: Units, comparison: Comparison) -> str:
    """The row of default thresholds of the units, see :func:`ankunft.typology.default_parameters`."""
    return comparison.row or threshold_row(units)


def left_out_mask(units: Units, left_out: tuple[str, ...]) -> Mask:
    """True for the units with these ids."""
    return np.isin(units.ids.astype(str), np.array(left_out, dtype=str))


def applicable(
    preset: str, units: Units, years: tuple[int, int], left_out: tuple[str, ...]
) -> bool:
    """Whether a preset says anything about the units of a town: East and West are no reference
    inside a town, and the upper fifth needs enough units with figures in both years."""
    if not typology.applies(preset, "district"):
        return False
    parameters = typology.preset_parameters(preset, "district")
    needs = parameters.fifth_units if parameters.rule == "fifth" else 0
    return needs == 0 or common_units(units, years, left_out) >= needs


def common_units(units: Units, years: tuple[int, int], left_out: tuple[str, ...]) -> int:
    """Number of units with figures in both years."""
    stand = panel(units, *years, left_out=left_out_mask(units, left_out)).standing
    return int(stand.units.max(initial=0)) if stand is not None else 0


def preset_matches(
    units: Units, comparison: Comparison, result: Classification
) -> NDArray[np.bool_]:
    """Whether each unit has the class it has here; one row per fixed preset that applies.

    A unit about which nothing is said matches nothing.
    """
    said = result.classes != ArrivalClass.NO_DATA
    years = comparison.t0, comparison.t1
    matches = []
    for preset in typology.FIXED:
        if applicable(preset, units, years, comparison.left_out):
            parameters = typology.preset_parameters(
                preset,
                row_of(units, comparison),
                min_n=result.parameters.min_n,
                berlin=result.parameters.berlin,
                ground=result.parameters.ground,
            )
            classes = classify_town(units, comparison, parameters).classes
            matches.append((classes == result.classes) & said)
    return np.stack(matches)


def explain_unit(
    units: Units,
    comparison: Comparison,
    result: Classification,
    position: int,
    town: str,
    lang: str,
    firmness: tuple[float, float] | None = None,
) -> list[str]:
    """Why the unit at this position has its class, in sentences; see `explain_position`."""
    _ = translator(lang)
    if units.ids[position] in comparison.left_out:
        return [_("Als Sonderwohnform gekennzeichnet und deshalb außen vor gelassen.")]
    reasons = [
        Reason(int(units.reasons[units.at(year), position]))
        for year in (comparison.t0, comparison.t1)
    ]
    name = reference_name(units, comparison, result, town, lang)
    return explain_position(result, position, reasons, name, lang, firmness)


def reference_name(
    units: Units, comparison: Comparison, result: Classification, town: str, lang: str
) -> str:
    """What the units are compared with, as a sentence calls it."""
    _ = translator(lang)
    if result.parameters.rule == "fifth":
        return town
    if result.parameters.reference == "part":
        east = _part(units, result.parameters) == "east"
        return _("Ostdeutschland") if east else _("Westdeutschland")
    return _("Deutschland") if comparison.reference == "nation" else town


def thresholds_sentence(result: Classification, lang: str) -> str:
    """Which row of thresholds made the classes of a town; "" under rules without such a row."""
    _ = translator(lang)
    used = result.parameters
    if used.rule != "relative":
        return ""
    row = typology.default_parameters(result.level)
    text = _("Schwellen für Gebiete in der Stadt: hoch {high}, niedrig {low}.")
    if result.level == "large_district":
        text = _("Schwellen für große Bezirke: hoch {high}, niedrig {low}.")
    if (used.high, used.low, used.margin) != (row.high, row.low, row.margin):
        text = _("Eigene Schwellen: hoch {high}, niedrig {low}.")
    high, low = (format_number(value, lang, 2, trim=True) for value in (used.high, used.low))
    return text.format(high=high, low=low)


def town_agreement(matches: NDArray[np.bool_], result: Classification) -> typology.Agreement:
    """In how many of the fixed presets that apply each unit has its class; see `preset_matches`."""
    said = result.classes != ArrivalClass.NO_DATA
    of = np.where(said, len(matches), 0).astype(np.uint8)
    return typology.Agreement(matches.sum(axis=0).astype(np.uint8), of)


def class_shares(units: Units, comparison: Comparison, parameters: Parameters) -> pd.DataFrame:
    """How many of the town's inhabitants live in units of each class, year by year.

    The class of each year is that between the first year of the comparison and this one, each pair
    on its own ground. One row per year and class: year, class (id), people, share (percent of all
    inhabitants of that year), coverage (percent, see :class:`ankunft.typology.Coverage`).
    """
    rows = []
    for year in units.years:
        if year <= comparison.t0:
            continue
        step = replace(comparison, t1=year)
        if _needs_census(step, parameters) and not _is_census(step):
            continue
        result = classify_town(units, step, parameters)
        people = np.nan_to_num(units.people[units.at(year)])
        sums = np.bincount(result.classes, weights=people, minlength=len(ArrivalClass))
        found = result.coverage()
        rows += [
            (year, kind.id, sums[kind], 100 * sums[kind] / people.sum(), found.people if found else np.nan)
            for kind in typology.ORDER
        ]  # fmt: skip
    return pd.DataFrame(rows, columns=["year", "class", "people", "share", "coverage"])


def _reference(units: Units, comparison: Comparison, parameters: Parameters) -> National | None:
    """S of Germany or of a part of it; None where the town itself is the reference."""
    part = _part(units, parameters) if parameters.reference == "part" else ""
    if not _needs_census(comparison, parameters):
        return None
    if not _is_census(comparison):
        raise ParameterError(
            "Für den Vergleich mit Deutschland oder seinen Teilen kommen nur die Zensusjahre "
            f"{CENSUS[0]} und {CENSUS[1]} in Frage, nicht {comparison.t0} und {comparison.t1}."
        )
    return national_reference(comparison.towns, parameters.ground, part, parameters.berlin)


def _needs_census(comparison: Comparison, parameters: Parameters) -> bool:
    return comparison.reference == "nation" or parameters.reference == "part"


def _part(units: Units, parameters: Parameters) -> str:
    return str(part_of_country([units.ags[:2]], parameters.berlin)[0])


def _is_census(comparison: Comparison) -> bool:
    return (comparison.t0, comparison.t1) == CENSUS
