"""Why the profile of a town lacks a figure: one code per town and figure, and its words."""

from __future__ import annotations

from enum import IntEnum
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft.base.language import format_integer, translator
from ankunft.base.reasons import LABELS, REASON_SUFFIX, Reason
from ankunft.base.small_numbers import FEWEST_DWELLINGS
from ankunft.edition.indicators import Indicator
from ankunft.profiles.catalogue import Entry
from ankunft.typology import default_parameters
from ankunft.typology.centre import CENTRE_FROM
from ankunft.typology.level_panel import YEARS

CENTRE_LIMIT = "centre_from_towns"
"""The caveat of the figures of the centre."""


class Why(IntEnum):
    """Why a figure is missing: the codes of :class:`Reason`, and what is held back or not reckoned.

    What is not published is called so whatever it would rest on.
    """

    THERE = 0
    NOT_PUBLISHED = 1
    SUPPRESSED = 2
    NO_CELLS = 3
    UNINHABITED = 4
    FEW_PEOPLE = 5  # there is a figure, but of too few people
    FEW_DWELLINGS = 6  # there is a figure, but of too few dwellings
    SMALL_TOWN = 7  # the centre of so small a town is not reckoned
    NOT_COVERED = 8  # the grid cells of the year do not cover the town
    FEW_IN_PART = 9  # too few people in the centre or in the rest
    NONE_IN_REST = 10  # the share of the rest is 0: no ratio
    NOT_OF_COUNTY = 11  # not published for the Kreis


def why_missing_codes(towns: pd.DataFrame, shown: pd.Series, known: Entry) -> NDArray[np.uint8]:
    """The code of :class:`Why` of one figure, per town.

    `shown` is what the profiles hold of it, `towns` the same municipalities in the same order with
    all figures of the edition, whatever they rest on.
    """
    there = shown.notna().to_numpy()
    if not isinstance(known.figure, Indicator):
        return np.where(there, Why.THERE, Why.NOT_OF_COUNTY).astype(np.uint8)
    figure = known.figure
    few = Why.FEW_DWELLINGS if figure.rests_on == "dwellings" else Why.FEW_PEOPLE
    published = towns[figure.column].notna().to_numpy()
    of_centre = CENTRE_LIMIT in figure.caveats
    why = _of_centre(towns, figure.column) if of_centre else _reason(towns, figure.column)
    return np.where(there, Why.THERE, np.where(published, few, why)).astype(np.uint8)


@cache
def words(code: int, lang: str) -> str:
    """Why there is no figure, in a few words."""
    _ = translator(lang)
    if code <= Why.UNINHABITED:
        return LABELS[lang][Reason(code)]
    text = {
        Why.FEW_PEOPLE: _("nicht gezeigt: weniger als {n} Personen"),
        Why.FEW_DWELLINGS: _("nicht gezeigt: weniger als {n} Wohnungen"),
        Why.SMALL_TOWN: _("nur für Gemeinden ab {n} Einwohnerinnen und Einwohnern"),
        Why.NOT_COVERED: _("nicht genug Rasterzellen mit Werten"),
        Why.FEW_IN_PART: _("nicht gezeigt: im Zentrum oder im Rest weniger als {n} Personen"),
        Why.NONE_IN_REST: _("im Rest der Gemeinde 0 %, also kein Verhältnis"),
        Why.NOT_OF_COUNTY: _("für den Kreis nicht veröffentlicht"),
    }[Why(code)]
    return text.format(n=format_integer(_needed(code), lang))


@cache
def because(code: int, lang: str) -> str:
    """The same as a clause about a share of people: "weil …"."""
    _ = translator(lang)
    text = {
        Why.NOT_PUBLISHED: _("weil er nicht veröffentlicht ist"),
        Why.SUPPRESSED: _("weil er geheim gehalten wird"),
        Why.NO_CELLS: _("weil hier keine Rasterzellen mit Werten liegen"),
        Why.UNINHABITED: _("weil hier niemand wohnte oder nichts darüber bekannt ist"),
        Why.FEW_PEOPLE: _("weil er auf weniger als {n} Personen beruhen würde"),
    }[Why(code)]
    return text.format(n=format_integer(_needed(code), lang))


def _needed(code: int) -> float:
    """The smallest number that the words of a code name."""
    return {
        Why.FEW_PEOPLE: default_parameters("municipality").min_n,
        Why.FEW_DWELLINGS: FEWEST_DWELLINGS,
        Why.SMALL_TOWN: CENTRE_FROM,
        Why.FEW_IN_PART: default_parameters("cell").min_n,
    }.get(Why(code), 0)


def _reason(towns: pd.DataFrame, column: str) -> NDArray[np.int64]:
    """What the edition says of the figure, else of the share of its year."""
    if column + REASON_SUFFIX in towns:
        return towns[column + REASON_SUFFIX].to_numpy(np.int64)
    years = [year for year in YEARS if str(year) in column] or YEARS
    codes = np.max([towns[f"share_foreign_{year}{REASON_SUFFIX}"] for year in years], axis=0)
    return np.where(codes > 0, codes, Reason.NOT_PUBLISHED)


def _of_centre(towns: pd.DataFrame, column: str) -> NDArray[np.int64]:
    year = column.rsplit("_", 1)[-1]
    parts = towns[[f"centre_share_{year}", f"rest_share_{year}"]]
    return np.select(
        [
            towns["population_2022"] < CENTRE_FROM,
            towns[f"centre_population_{year}"].isna(),
            parts.isna().any(axis=1),
        ],
        [Why.SMALL_TOWN, Why.NOT_COVERED, Why.FEW_IN_PART],
        Why.NONE_IN_REST,
    )
