"""What is wrong with a raw city, and what could be done about it. Nothing is changed here."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd

from ankunft.intake.areas.boundaries import settle
from ankunft.intake.areas.findings import Finding, Options
from ankunft.intake.areas.observations import check_figures, read_figures
from ankunft.intake.areas.outlines import Place, prepare_areas, without_overlaps
from ankunft.intake.areas.raw import RawCity


def check(
    raw: RawCity, *, outline: Any | None, town_name: str, options: Options | None = None
) -> list[Finding]:
    """All findings, those about areas first. Each check sees what the repairs before it leave.

    `outline` is the town's (shapely, EPSG:3035), None where it is not known; then nothing is said
    about areas outside the town. `options` holds what the user has chosen so far.
    """
    _, _, findings = prepare(raw, Place(outline, town_name), options or Options())
    return findings


def prepare(
    raw: RawCity, place: Place, options: Options
) -> tuple[gpd.GeoDataFrame, pd.DataFrame, list[Finding]]:
    """Areas and observations as they are after all repairs, and the findings."""
    areas, findings = prepare_areas(raw, place, options)
    # figures of areas that a finding removes are no figures without polygon
    left_out = set(raw.areas["area_id"])
    read = read_figures(raw, areas["area_id"], left_out, options)
    settled = settle(read.rows, areas, raw.territory, options)
    # old outlines may lie under new ones: what overlaps is known only now
    areas, overlaps = without_overlaps(settled.areas)
    observations, checked = check_figures(raw, read, settled.figures, areas["area_id"])
    found = [*findings, *overlaps, *read.findings, *settled.findings, *checked]
    return areas, observations, found
