"""The exact boundaries: a layer of its own in full detail, and simplified ones for the map."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from ankunft.base.errors import SourceError
from ankunft.base.grid import CRS
from ankunft.build.fit import fit
from ankunft.build.inputs import Inputs
from ankunft.build.ledger import LISTED
from ankunft.sources import bkg
from ankunft.sources.reading import Reading

SOURCE = "municipal_boundaries"

TOLERANCE = 150.0
"""Metres; see :data:`ankunft.build.lookup.TOLERANCE`. With it the map's file of municipalities stays
at about 1 MB (1.3 MB at 100 m, 1.9 MB at 50 m)."""


def exact_layer(inputs: Inputs, drawn: gpd.GeoDataFrame) -> gpd.GeoDataFrame | None:
    """Municipalities in full detail in the order of `drawn` (ags, geometry); None without the file.

    Columns: ags, exact (False where a part of the border is drawn), geometry (EPSG:3035). The
    ledger lists as unmatched the keys that only the file or only `drawn` has, and in
    `borders_drawn` the municipalities with `exact` False.
    """
    layer = inputs.read_optional(
        SOURCE, lambda path: _fitted(path, drawn), lambda base: base.read_boundaries()
    )
    if layer is None or list(layer["ags"]) == list(drawn["ags"]):
        return layer
    # those of the base fit to the municipalities of the base only
    inputs.ledger.forget(SOURCE)
    return None


def _fitted(path: Path, drawn: gpd.GeoDataFrame) -> Reading[gpd.GeoDataFrame]:
    reading = bkg.read_vg250(path)
    official = reading.frame
    if not official["ags"].isin(drawn["ags"]).any():
        raise SourceError(
            f"{path}: Die Datei enthält keine einzige Gemeinde des Zensus; erwartet werden Grenzen "
            "desselben Gebiets."
        )
    fitted = fit(official, drawn)
    columns = {"ags": drawn["ags"], "exact": fitted.exact}
    layer = gpd.GeoDataFrame(columns, geometry=fitted.geometry, crs=CRS)
    lost = [*fitted.unknown, *fitted.missing]
    facts = {
        "rows_unmatched": len(lost),
        "unmatched_keys": sorted(lost)[:LISTED],
        "reference_date": bkg.date_of_vg250(path),
        "borders_drawn": sorted(drawn["ags"][~fitted.exact]),
    }
    return Reading(layer, reading.rows_read, {**reading.notes, **facts})


def simplified(
    outlines: NDArray[np.object_], *, tolerance: float = TOLERANCE
) -> NDArray[np.object_]:
    """A coverage with fewer vertices for the map; see :data:`TOLERANCE`."""
    return shapely.coverage_simplify(outlines, tolerance)
