"""A town's own statistics by district: what the edition ships, and what a user adds.

Both have the same form, so that nothing else in the program knows which town it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd


@dataclass(frozen=True, slots=True)
class Credit:
    """Who published the figures, under which licence, and what was changed.

    `attribution` is the line to print as it is; an address is empty where none is known.
    """

    title_de: str
    title_en: str
    publisher: str
    licence: str
    licence_url: str
    attribution: str
    change_note_de: str
    change_note_en: str
    reference_date: str
    dataset_url: str


def completed(found: Credit, town: str, *, publisher: str = "", licence: str = "") -> Credit:
    """The credit of a town's files with what a user says of them: no map is without a line."""
    named = publisher or found.publisher or town
    line = found.attribution if found.attribution and not publisher else f"© {named}"
    return replace(
        found,
        publisher=named,
        licence=licence or found.licence,
        title_de=found.title_de or town,
        title_en=found.title_en or town,
        attribution=line if "verändert" in line else f"{line} (Daten verändert)",
        change_note_de=found.change_note_de or "Gebiete und Werte übernommen, Umrisse vereinfacht.",
        change_note_en=found.change_note_en or "Areas and figures taken over, outlines simplified.",
    )


@dataclass(frozen=True, eq=False)
class City:
    """The districts of one town and their figures over the years.

    Attributes
    ----------
    ags, slug, title
        The town's key, its short name for the command line, and what the data are called.
    areas
        area_id, name, geometry (EPSG:3035); sorted by area_id, which is unique.
    observations
        area_id, year, indicator, value: one row per figure, sorted, no missing values; every
        area_id has an area. population and foreign are numbers of persons on one day of the year.
    credit
        See :class:`Credit`.
    record
        What was repaired or left out when the data were taken over, one sentence each.
    """

    ags: str
    slug: str
    title: str
    areas: gpd.GeoDataFrame
    observations: pd.DataFrame
    credit: Credit
    record: tuple[str, ...] = ()
