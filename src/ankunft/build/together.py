"""What the layers say of each other: no district without a town, no figure without a district."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ankunft.base.errors import EditionError
from ankunft.sources.sentences import counted

PARTS = "foreign", "population"
"""Indicators of the districts, the first of which counts some of the people of the second."""

_CITIES = "manifest.json, „cities“"


def check_together(layers: Mapping[str, pd.DataFrame]) -> None:
    """Raise EditionError where a layer names what another one should hold and does not.

    Every layer must have passed :func:`ankunft.build.schema.validate` on its own.
    """
    towns = layers["municipalities"]
    with_figures = towns.loc[towns["has_figures"], "ags"]
    for layer in ("cells_100m", "districts"):
        _check_keys(
            _layer(layer), "ags", layers[layer]["ags"], with_figures, "keine Gemeinde mit Werten"
        )
    districts, series = (_district_keys(layers[name]) for name in ("districts", "district_series"))
    _check_keys(_layer("district_series"), "area_id", series, districts, "keinen Stadtteil")
    _check_parts(layers["district_series"])
    if "boundaries" in layers:
        exact = layers["boundaries"]["ags"]
        _check_keys(_layer("boundaries"), "ags", exact, towns["ags"], "keine Gemeinde")
        _check_keys(_layer("municipalities"), "ags", towns["ags"], exact, "keine amtliche Grenze")


def check_cities(manifest: Mapping[str, Any], layers: Mapping[str, pd.DataFrame]) -> None:
    """Raise EditionError unless the manifest lists every town with districts, and its source."""
    listed = pd.Series([city["ags"] for city in manifest.get("cities", [])], dtype="str")
    held = layers["districts"]["ags"]
    _check_keys(_layer("districts"), "ags", held, listed, "keine Stadt in manifest.json")
    _check_keys(_CITIES, "ags", listed, held, "keinen Stadtteil")
    sources = pd.Series([source["id"] for source in manifest["sources"]], dtype="str")
    named = pd.Series([city["source"] for city in manifest.get("cities", [])], dtype="str")
    _check_keys(_CITIES, "source", named, sources, "keine Quelle")


def _layer(name: str) -> str:
    return f"Ebene „{name}“"


def _check_keys(where: str, column: str, keys: pd.Series, known: pd.Series, none: str) -> None:
    """`none` is in the accusative."""
    lost = keys[~keys.isin(known)]
    if len(lost):
        raise EditionError(
            f"{where}, Spalte „{column}“: Zu „{lost.iloc[0]}“ gibt es {none} "
            f"(insgesamt {lost.nunique()} Schlüssel)."
        )


def _district_keys(layer: pd.DataFrame) -> pd.Series:
    return layer["ags"] + "/" + layer["area_id"]


def _check_parts(series: pd.DataFrame) -> None:
    key = ["ags", "area_id", "year"]
    part, whole = (series[series["indicator"] == name].set_index(key)["value"] for name in PARTS)
    excess = part[part > whole.reindex(part.index)]
    if len(excess):
        raise EditionError(
            f"{_layer('district_series')}, Schlüssel {', '.join(map(str, excess.index[0]))}: "
            f"„{PARTS[0]}“ ({excess.iloc[0]:g}) ist größer als „{PARTS[1]}“ "
            f"(insgesamt {counted(len(excess), 'Zeile', 'Zeilen')})."
        )
