"""The figures of all towns that a choice is made from, one row per municipality.

A frame follows from the edition and from the plan's `population` and `classes` alone (and the
survey): a page keeps one per such pair and need not reckon it again when a filter changes.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.base.small_numbers import tells_change
from ankunft.base.town_groups import part_of_country, size_class
from ankunft.edition import Edition
from ankunft.edition.figures import figures, without_small_numbers
from ankunft.edition.indicators import of_level
from ankunft.profiles.frame import entries, profile_frame
from ankunft.selection.frame.quarter_figures import quarter_figures
from ankunft.selection.plan import Classes, Plan
from ankunft.typology import Parameters, default_parameters, preset_parameters
from ankunft.typology.centre import CRITERION
from ankunft.typology.level_panel import YEARS
from ankunft.typology.levels import class_ids, classify_level
from ankunft.typology.rules import TOLERANCE

COUNTS = {"census": "population_2022", "register": "population_register_2021"}
"""Choice of the plan -> the column whose inhabitants decide about size."""

ABOUT = ("name", "state", "county")


def town_frame(edition: Edition, plan: Plan, survey: pd.DataFrame | None = None) -> pd.DataFrame:
    """All municipalities with figures; index: ags, ascending.

    Columns: name, state, county and one per variable (:func:`ankunft.selection.frame.variables.variables`):
    numbers in their published unit as float64, categories as text, yes and no as "boolean"; what
    is missing is missing. Shares and means that rest on fewer people than `min_n` of the default
    classification are missing, too, and everything made of them.

    `survey` holds the answers by ags (index), one column per variable; towns that gave none have
    no figures, and rows of municipalities that the edition lacks are left out.

    Raises
    ------
    ParameterError
        If a column of the survey has the name of a variable, or an AGS stands in it twice.
    """
    towns = figures(edition, "municipality")
    classed = classify_level(towns, "municipality", town_parameters(plan.classes))
    towns = towns.assign(
        arrival_class=class_ids(classed.classes),
        arrival_robustness=classed.robustness(),
    )
    towns = towns[towns["has_figures"]].set_index("ags").sort_index()
    shown = _shown(towns)
    frame = pd.DataFrame(
        {name: shown[name] for name in ABOUT}
        | {entry.id: shown[entry.column].astype(float) for entry in of_level("municipality")}
        | _of_counties(edition, towns.index)
        | _derived(towns, shown, plan)
    )
    quarters = quarter_figures(edition, plan.classes).reindex(frame.index)
    return _with_survey(frame.join(quarters), survey)


def town_parameters(classes: Classes) -> Parameters:
    """How a plan classes municipalities; its thresholds count with the preset "own" only."""
    own: dict[str, Any] = {
        "berlin": classes.berlin, "ground": classes.ground, "min_n": classes.min_n,
    }  # fmt: skip
    if classes.preset == "own":
        own |= {name: getattr(classes, name) for name in ("high", "low", "margin")}
    return preset_parameters(classes.preset, "municipality", **own)


def type_medians(towns: pd.DataFrame) -> pd.Series:
    """Median share of foreign nationals 2022 (percent) by degree of urbanisation.

    `towns` are municipalities with urbanisation and share_foreign_2022. Every municipality with a
    published share counts once, also one whose own share is too small a number to be shown.
    """
    return towns.groupby("urbanisation")["share_foreign_2022"].median()


def _shown(towns: pd.DataFrame) -> pd.DataFrame:
    least = default_parameters("municipality").min_n
    shown = without_small_numbers(towns, "municipality", least)
    before, after = (towns[f"population_{year}"] for year in YEARS)
    change = 100 * (after / before.where(before > 0) - 1)
    told = tells_change(before) & (after >= least)
    return shown.assign(population_change=change.where(told))


def _of_counties(edition: Edition, index: pd.Index) -> dict[str, pd.Series]:
    frame = profile_frame(edition).reindex(index)
    of_county = [known.id for known in entries() if known.level == "county"]
    return {name: frame[name].astype(float) for name in of_county}


def _derived(towns: pd.DataFrame, shown: pd.DataFrame, plan: Plan) -> dict[str, pd.Series]:
    """What stands in no catalogue of indicators; `shown` lacks small numbers."""
    population = towns[COUNTS[plan.population]].astype(float)
    part = part_of_country(towns["state"], plan.classes.berlin)
    median = towns["urbanisation"].map(type_medians(towns))
    criteria = {
        f"centre_criterion_{year}": _reaches(shown[f"centre_ratio_{year}"], CRITERION)
        for year in YEARS
    }
    return {
        "part": pd.Series(part, index=towns.index, dtype=str),
        "population": population,
        "population_register_2021": towns["population_register_2021"].astype(float),
        "size_class": size_class(population),
        "urbanisation": towns["urbanisation"],
        "population_change": shown["population_change"],
        "arrival_class": towns["arrival_class"].astype(str),
        "arrival_robustness": towns["arrival_robustness"],
        "share_at_type_median": _reaches(shown["share_foreign_2022"], median),
        **criteria,
    }


def _reaches(values: pd.Series, threshold: pd.Series | float) -> pd.Series:
    """Whether the values reach the threshold ("boolean"); missing where either is."""
    limit = pd.Series(threshold, index=values.index, dtype=float)
    reached = (values >= limit - TOLERANCE).astype("boolean")
    return reached.mask(values.isna() | limit.isna())


def _with_survey(frame: pd.DataFrame, survey: pd.DataFrame | None) -> pd.DataFrame:
    if survey is None:
        return frame
    taken = [str(name) for name in survey.columns if name in frame.columns]
    if taken:
        raise ParameterError(f"Die Variable „{taken[0]}“ gibt es schon.")
    twice = survey.index[survey.index.duplicated()]
    if len(twice):
        raise ParameterError(f"In der Befragung steht die Gemeinde „{twice[0]}“ zweimal.")
    return frame.join(survey.reindex(frame.index))
