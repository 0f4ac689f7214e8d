"""The units of a town, classed: what its map colours, its list names and its click explains."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft import typology
from ankunft.classification import Classification, explain_position
from ankunft.errors import ParameterError
from ankunft.i18n import translator
from ankunft.places import Part, part_of_country
from ankunft.reasons import Reason
from ankunft.typology import ArrivalClass, Parameters
from ankunft.units import Mask, Units, panel

REFERENCES = ("own", "nation")
"""What the units are compared with: the town they are in, or Germany."""

CENSUS = (2011, 2022)
"""Years of which the share of Germany and of its parts is known."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """Which years of a town are compared, with what, and which units are left out.

    `reference` is one of :data:`REFERENCES`; `states` is the edition's layer of Länder, from which
    the shares of Germany and of its parts follow. `left_out` are ids of units that a user marked as
    Sonderwohnform. `level_required` is the excess that the growth rule asks for on the level of
    1 km cells; districts are their own level.
    """

    t0: int
    t1: int
    states: pd.DataFrame
    reference: str = "own"
    left_out: tuple[str, ...] = ()
    level_required: Callable[[Parameters], float] | None = None


def classify_town(units: Units, comparison: Comparison, parameters: Parameters) -> Classification:
    """Class the units of a town.

    Raises
    ------
    ParameterError
        If a year has no figures, or the reference none for a year.
    """
    measured = panel(
        units,
        comparison.t0,
        comparison.t1,
        reference=_reference(units, comparison, parameters),
        left_out=left_out_mask(units, comparison.left_out),
    )
    # the level's cut-off was measured beside the own towns
    of_level = units.kind == "cell" and comparison.reference == "own"
    if parameters.rule == "growth" and of_level and comparison.level_required:
        required = comparison.level_required(parameters)
    else:
        required = typology.required_excess(measured, parameters)
    classes = typology.classify(measured, parameters, required=required)
    return Classification(units.kind, parameters, measured, required, classes)


def left_out_mask(units: Units, left_out: tuple[str, ...]) -> Mask:
    """True for the units with these ids."""
    return np.isin(units.ids.astype(str), np.array(left_out, dtype=str))


def applicable(preset: str, comparison: Comparison) -> bool:
    """Whether a preset can be used: East and West have figures for the years of the censuses only."""
    part = typology.preset_parameters(preset, "district").reference == "part"
    return not part or _is_census(comparison)


def preset_matches(
    units: Units, comparison: Comparison, result: Classification
) -> NDArray[np.bool_]:
    """Whether each unit has the class it has here; one row per fixed preset that can be used.

    A unit about which nothing is said matches nothing.
    """
    said = result.classes != ArrivalClass.NO_DATA
    matches = []
    for preset in typology.FIXED:
        if applicable(preset, comparison):
            parameters = typology.preset_parameters(preset, "district")
            parameters = replace(
                parameters, min_n=result.parameters.min_n, berlin=result.parameters.berlin
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
    if result.parameters.reference == "part":
        east = _part(units, result.parameters) == "east"
        return _("Ostdeutschland") if east else _("Westdeutschland")
    return _("Deutschland") if comparison.reference == "nation" else town


def class_shares(units: Units, comparison: Comparison, parameters: Parameters) -> pd.DataFrame:
    """How many of the town's inhabitants live in units of each class, year by year.

    The class of each year is that between the first year of the comparison and this one. One row
    per year and class: year, class (id), people, share (percent of all inhabitants of that year).
    """
    rows = []
    for year in units.years:
        if year <= comparison.t0:
            continue
        step = replace(comparison, t1=year)
        if _needs_census(step, parameters) and not _is_census(step):
            continue
        classes = classify_town(units, step, parameters).classes
        people = np.nan_to_num(units.people[units.at(year)])
        sums = np.bincount(classes, weights=people, minlength=len(ArrivalClass))
        rows += [
            {"year": year, "class": kind.id, "people": sums[kind], "share": 100 * sums[kind] / people.sum()}
            for kind in ArrivalClass
        ]  # fmt: skip
    return pd.DataFrame(rows, columns=["year", "class", "people", "share"])


def census_share(states: pd.DataFrame, year: int, part: str = "", berlin: Part = "east") -> float:
    """Share of foreign nationals in Germany or one of its parts ("east", "west"), in percent.

    `states` is the edition's layer of Länder.
    """
    if part:
        states = states[part_of_country(states["state"], berlin) == part]
    foreign, known = states[f"foreign_{year}"].sum(), states[f"population_known_{year}"].sum()
    return float(100 * foreign / known)


def _reference(
    units: Units, comparison: Comparison, parameters: Parameters
) -> tuple[float, float] | None:
    part = _part(units, parameters) if parameters.reference == "part" else ""
    if not _needs_census(comparison, parameters):
        return None
    if not _is_census(comparison):
        raise ParameterError(
            "Für den Vergleich mit Deutschland oder seinen Teilen kommen nur die Zensusjahre "
            f"{CENSUS[0]} und {CENSUS[1]} in Frage, nicht {comparison.t0} und {comparison.t1}."
        )
    share0, share1 = (
        census_share(comparison.states, year, part, parameters.berlin) for year in CENSUS
    )
    return share0, share1


def _needs_census(comparison: Comparison, parameters: Parameters) -> bool:
    return comparison.reference == "nation" or parameters.reference == "part"


def _part(units: Units, parameters: Parameters) -> str:
    return str(part_of_country([units.ags[:2]], parameters.berlin)[0])


def _is_census(comparison: Comparison) -> bool:
    return (comparison.t0, comparison.t1) == CENSUS
