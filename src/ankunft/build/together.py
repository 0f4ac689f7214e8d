"""What the layers say of each other: no district without a town, no figure without a district."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ankunft.errors import EditionError

PARTS = "foreign", "population"
"""Indicators of the districts, the first of which counts some of the people of the second."""


def check_together(layers: Mapping[str, pd.DataFrame]) -> None:
    """Raise EditionError where a layer names what another one should hold and does not.

    Every layer must have passed :func:`ankunft.build.schema.validate` on its own.
    """
    towns = layers["municipalities"]
    with_figures = towns.loc[towns["has_figures"], "ags"]
    for layer in ("cells_100m", "districts"):
        _check_keys(layer, "ags", layers[layer]["ags"], with_figures, "municipality")
    districts, series = (_district_keys(layers[name]) for name in ("districts", "district_series"))
    _check_keys("district_series", "area_id", series, districts, "district")
    _check_parts(layers["district_series"])
    if "boundaries" in layers:
        exact = layers["boundaries"]["ags"]
        _check_keys("boundaries", "ags", exact, towns["ags"], "municipality")
        _check_keys("municipalities", "ags", towns["ags"], exact, "exact boundary")


def check_cities(manifest: Mapping[str, Any], layers: Mapping[str, pd.DataFrame]) -> None:
    """Raise EditionError unless the manifest lists every town with districts, and its source."""
    listed = pd.Series([city["ags"] for city in manifest.get("cities", [])], dtype="str")
    held = layers["districts"]["ags"]
    _check_keys("districts", "ags", held, listed, "city in the manifest")
    _check_keys("cities of the manifest", "ags", listed, held, "district")
    sources = pd.Series([source["id"] for source in manifest["sources"]], dtype="str")
    named = pd.Series([city["source"] for city in manifest.get("cities", [])], dtype="str")
    _check_keys("cities of the manifest", "source", named, sources, "source")


def _check_keys(layer: str, column: str, keys: pd.Series, known: pd.Series, what: str) -> None:
    lost = keys[~keys.isin(known)]
    if len(lost):
        raise EditionError(
            f"Layer {layer}, column {column}: there is no {what} {lost.iloc[0]!r}; "
            f"{lost.nunique()} keys in all."
        )


def _district_keys(layer: pd.DataFrame) -> pd.Series:
    return layer["ags"] + "/" + layer["area_id"]


def _check_parts(series: pd.DataFrame) -> None:
    key = ["ags", "area_id", "year"]
    part, whole = (series[series["indicator"] == name].set_index(key)["value"] for name in PARTS)
    excess = part[part > whole.reindex(part.index)]
    if len(excess):
        raise EditionError(
            f"Layer district_series, key {', '.join(map(str, excess.index[0]))}: {PARTS[0]} "
            f"({excess.iloc[0]:g}) is more than {PARTS[1]}; {len(excess)} rows in all."
        )
