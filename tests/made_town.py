"""A town that does not exist, as districts and as cells, with figures chosen by the test."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ankunft.base.grid import CRS, FACTOR
from ankunft.base.reasons import Reason
from ankunft.intake.areas.city import City, Credit

nan = np.nan

AGS, NAME = "06999001", "Musterstadt"
ROW, COLUMN = 3000, 4200
"""Of the south-western 1 km cell."""

CREDIT = Credit(
    title_de="Ortsteile",
    title_en="Districts",
    publisher="Musterstadt",
    licence="CC BY 4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
    attribution="© Musterstadt, CC BY 4.0",
    change_note_de="Daten verändert.",
    change_note_en="Data changed.",
    reference_date="2022-12-31",
    dataset_url="",
)

Figures = Mapping[str, Mapping[int, tuple[float | None, float | None]]]
"""District -> year -> (inhabitants, foreign nationals); None: no figure."""

TWO_YEARS: Figures = {
    "Altmarkt": {2011: (4000, 1200), 2022: (4100, 1640)},
    "Bahnhof": {2011: (3000, 150), 2022: (3000, 1200)},
    "Dorf": {2011: (200, 2), 2022: (210, 4)},
    "Siedlung": {2011: (9000, 360), 2022: (8800, 700)},
    "Wald": {2011: (2000, 100), 2022: (2000, None)},
}
"""Quarters that everybody must find: one traditional, one new, one too small, one without class,
one that lacks a figure."""


def city(figures: Figures = TWO_YEARS, **groups: Mapping[str, Mapping[int, float]]) -> City:
    """The town with one square district of 1 km² per name, side by side; `groups`: further
    indicators, district -> year -> value."""
    names = sorted(figures)
    ids = [f"{number:02}" for number in range(1, len(names) + 1)]
    squares = [
        shapely.box(east, ROW * 1000, east + 1000, ROW * 1000 + 1000)
        for east in ((COLUMN + number) * 1000 for number in range(len(names)))
    ]
    id_of = dict(zip(names, ids, strict=True))
    rows = [
        (id_of[name], year, indicator, float(value))
        for name, years in figures.items()
        for year, pair in years.items()
        for indicator, value in zip(("population", "foreign"), pair, strict=True)
        if value is not None
    ]
    rows += [
        (id_of[name], year, indicator, float(value))
        for indicator, of in groups.items()
        for name, years in of.items()
        for year, value in years.items()
    ]
    return City(
        ags=AGS,
        slug="musterstadt",
        title="Musterstadt: Ortsteile",
        areas=gpd.GeoDataFrame({"area_id": ids, "name": names}, geometry=squares, crs=CRS),
        observations=pd.DataFrame(sorted(rows), columns=["area_id", "year", "indicator", "value"]),
        credit=CREDIT,
        record=("Ein Umriss wurde repariert.",),
    )


def key(row: int, column: int, *, row0: int = ROW, column0: int = COLUMN) -> int:
    return (row0 + row) * FACTOR + column0 + column


def cells(
    people: list[list[float]],
    share_2011: list[list[float]],
    share_2022: list[list[float]],
    *,
    people_2022: list[list[float]] | None = None,
    covered: bool = True,
) -> pd.DataFrame:
    """The 1 km cells of the town on a board (first row southernmost), as `figures` has them."""
    shape = np.shape(people)
    rows, columns = np.indices(shape)
    frame = pd.DataFrame(
        {
            "cell": key(rows.ravel(), columns.ravel()),
            "ags": AGS,
            "population_2011": np.ravel(people).astype(float),
            "population_2022": np.ravel(people_2022 or people).astype(float),
            "share_foreign_2011": np.ravel(share_2011).astype(float),
            "share_foreign_2022": np.ravel(share_2022).astype(float),
            "town_covered_2022": covered,
        }
    )
    for year in (2011, 2022):
        share, lived = frame[f"share_foreign_{year}"], frame[f"population_{year}"]
        reasons = np.where(share.isna(), Reason.SUPPRESSED, Reason.PRESENT)
        reasons[share.isna() & ~(lived > 0)] = Reason.UNINHABITED
        frame[f"share_foreign_{year}_reason"] = reasons.astype(np.uint8)
    return frame


def states(west: tuple[float, float] = (8.0, 14.0), east: tuple[float, float] = (2.0, 7.0)):
    """Two Länder of a million each: Hessen (06) and Sachsen (14), with their shares, as the country's
    only towns."""
    return pd.DataFrame(
        {
            "state": ["06", "14"],
            "foreign_2011": [west[0] * 1e4, east[0] * 1e4],
            "foreign_2022": [west[1] * 1e4, east[1] * 1e4],
            "population_known_2011": 1e6,
            "population_known_2022": 1e6,
            "population_2011": 1e6,
            "population_2022": 1e6,
        }
    )
