"""A town's own data as they were read: nothing judged, nothing repaired."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from ankunft.intake.areas.boundaries.territory import Territory
from ankunft.intake.areas.city import Credit

AREA_COLUMNS = ["area_id", "name", "geometry"]
OBSERVATION_COLUMNS = ["area_id", "year", "indicator", "value", "line", "file"]


@dataclass(frozen=True, eq=False)
class RawCity:
    """Polygons and figures under the program's column names, every figure still a text.

    Attributes
    ----------
    areas
        area_id, name, geometry; the coordinate reference system as read, None where unknown.
    observations
        area_id, year, indicator, value (texts), line (position in the file, header = 1), file.
        Indicators have the program's names where they are known.
    name, title, credit
        The short name (for the command line), what the data are called, who published them.
    areas_file, table_file
        Names of the files, for messages.
    crs_text
        What the file says about its coordinates where that could not be used, else empty.
    decimal, group
        Decimal sign and thousands separator where the description of the table names them.
    missing
        Texts that mean "no figure" according to the description; an empty cell always does.
    territory
        How the town's boundaries changed, where it says so.
    """

    areas: gpd.GeoDataFrame
    observations: pd.DataFrame
    name: str
    title: str
    credit: Credit
    areas_file: str
    table_file: str
    crs_text: str = ""
    decimal: str = ""
    group: str = ""
    missing: frozenset[str] = frozenset({""})
    territory: Territory | None = None
