"""The exact boundaries: a layer of its own in full detail, and simplified ones for the map."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from ankunft.build.fit import fit
from ankunft.build.ledger import Ledger
from ankunft.errors import SourceError
from ankunft.grid import CRS
from ankunft.sources import bkg

SOURCE = "municipal_boundaries"

TOLERANCE = 150.0
"""Metres; see :data:`ankunft.build.lookup.TOLERANCE`. With it the map's file of municipalities stays
at about 1 MB (1.3 MB at 100 m, 1.9 MB at 50 m)."""


def exact_layer(
    paths: Mapping[str, Path], drawn: gpd.GeoDataFrame, ledger: Ledger
) -> gpd.GeoDataFrame | None:
    """Municipalities in full detail in the order of `drawn` (ags, geometry); None without the file.

    Columns: ags, exact (False where a part of the border is drawn), geometry (EPSG:3035). The
    ledger lists as unmatched the keys that only the file or only `drawn` has, and in
    `borders_drawn` the municipalities with `exact` False.
    """
    if SOURCE not in paths:
        return None
    path = paths[SOURCE]
    official = ledger.add(SOURCE, bkg.read_vg250(path)).frame
    if not official["ags"].isin(drawn["ags"]).any():
        raise SourceError(
            f"{path}: it has none of the municipalities of the census; expected boundaries of the "
            "same country."
        )
    fitted = fit(official, drawn)
    ledger.unmatched(SOURCE, [*fitted.unknown, *fitted.missing])
    ledger.entries[SOURCE] |= {
        "reference_date": bkg.date_of_vg250(path),
        "borders_drawn": sorted(drawn["ags"][~fitted.exact]),
    }
    columns = {"ags": drawn["ags"], "exact": fitted.exact}
    return gpd.GeoDataFrame(columns, geometry=fitted.geometry, crs=CRS)


def simplified(
    outlines: NDArray[np.object_], *, tolerance: float = TOLERANCE
) -> NDArray[np.object_]:
    """A coverage with fewer vertices for the map; see :data:`TOLERANCE`."""
    return shapely.coverage_simplify(outlines, tolerance)
