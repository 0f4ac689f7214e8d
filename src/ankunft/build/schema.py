"""What every layer of an edition must look like, checked before it is written and after it is read.

Bounds are those of the thing measured (a share lies between 0 and 100), not of what we expect.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import geopandas as gpd
import pandas as pd

from ankunft.base.errors import EditionError
from ankunft.base.grid import FACTOR
from ankunft.base.reasons import REASON_SUFFIX, Reason
from ankunft.base.town_groups import SIZE_CLASSES
from ankunft.sources.sentences import counted, missing_columns, quoted

ROWS = {"states": 16, "counties": 400, "cells_1km": 361_478}
"""Germany's Länder and Kreise on 15 May 2022, and the cells of the census of 2011."""

WITH_FIGURES = 10_786
"""Germany's municipalities (inhabited areas outside of them included) on 15 May 2022."""

_AREAS = tuple(
    f"{name}_{year}"
    for year in (2011, 2022)
    for name in ("population", "population_known", "foreign", "share_foreign")
)
_CELLS = tuple(
    f"{name}_{year}" for year in (2011, 2022) for name in ("population", "share_foreign")
)
_CENTRES = tuple(
    f"{name}_{year}"
    for year in (2011, 2022)
    for name in ("centre_population", "centre_share", "rest_share", "centre_ratio")
)
FIGURES = {
    "states": _AREAS,
    "counties": _AREAS,
    "municipalities": _AREAS + _CENTRES,
    "cells_1km": _CELLS,
    "cells_100m": ("population_2022", "share_foreign_2022"),
}
"""Figures that a layer must have; the others are checked where they are there."""

KEYS = {
    "states": ["state"],
    "counties": ["county"],
    "municipalities": ["ags"],
    "cells_1km": ["cell"],
    "cells_100m": ["cell"],
    "county_series": ["county", "indicator", "year"],
    "area_cells": ["area", "row", "column"],
    "districts": ["ags", "area_id"],
    "district_series": ["ags", "area_id", "year", "indicator"],
    "boundaries": ["ags"],
}


def validate(layer: str, frame: pd.DataFrame) -> None:
    """Raise EditionError with layer, column and the first offending row if `frame` is not valid."""
    import pandera.pandas as pa

    _check_columns(layer, frame)
    try:
        _schemas()[layer].validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        first = error.failure_cases.iloc[0]
        raise EditionError(
            f"Ebene „{layer}“, Spalte „{first['column']}“{_place(layer, frame, first['index'])}: "
            f"{_complaint(first['check'], first['failure_case'])}."
        ) from error
    _check_reasons(layer, frame)
    _check_outlines(layer, frame)


def check_complete(layers: Mapping[str, pd.DataFrame]) -> None:
    """Raise EditionError unless the layers hold all areas of the country."""
    for layer, expected in ROWS.items():
        if len(layers[layer]) != expected:
            raise EditionError(
                f"Ebene „{layer}“: {counted(len(layers[layer]), 'Zeile', 'Zeilen')}, erwartet werden "
                f"{expected}; eine der Dateien ihrer Quellen ist nicht vollständig."
            )
    found = int(layers["municipalities"]["has_figures"].sum())
    if found != WITH_FIGURES:
        raise EditionError(
            f"Ebene „municipalities“: {counted(found, 'Gebiet', 'Gebiete')} mit Werten, erwartet "
            f"werden {WITH_FIGURES}; eine Regionaltabelle oder die Umrisse sind nicht vollständig."
        )


def _check_columns(layer: str, frame: pd.DataFrame) -> None:
    named = [name for name, column in _schemas()[layer].columns.items() if not column.regex]
    reasons = [c.removesuffix(REASON_SUFFIX) for c in frame.columns if c.endswith(REASON_SUFFIX)]
    needed = dict.fromkeys([*named, *FIGURES.get(layer, ()), *reasons])
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        raise EditionError(f"Ebene „{layer}“: {missing_columns(missing, [])}")


def _place(layer: str, frame: pd.DataFrame, index: Any) -> str:
    """Which row it is, by its key; nothing where the complaint is about the whole column."""
    if pd.isna(index):
        return ""
    key = ", ".join(str(frame.at[index, name]) for name in KEYS[layer])
    return f", Zeile {index}, Schlüssel {key}"


def _complaint(check: str, found: Any) -> str:
    """In German, without the full stop; `check` is pandera's name or the text given to the check."""
    if check == "not_nullable" or found == "":
        return "Der Wert fehlt"
    if check.endswith("uniqueness"):
        return "Der Schlüssel kommt mehrmals vor; erwartet wird er einmal"
    if dtype := re.fullmatch(r"(?:coerce_)?dtype\('(.+)'\)", check):
        return f"„{found}“ passt nicht zum Datentyp; erwartet wird {dtype[1]}"
    return f"„{found}“ ist nicht zulässig; erwartet wird {check}"


def _check_reasons(layer: str, frame: pd.DataFrame) -> None:
    """A value is missing exactly where its reason says so."""
    for reason in [c for c in frame.columns if c.endswith(REASON_SUFFIX)]:
        value = reason.removesuffix(REASON_SUFFIX)
        wrong = frame[value].isna() != (frame[reason] != Reason.PRESENT)
        if wrong.any():
            row = frame[wrong].iloc[0]
            raise EditionError(
                f"Ebene „{layer}“, Spalte „{value}“{_place(layer, frame, row.name)}: Der Wert "
                f"{row[value]} und der Grund {row[reason]} widersprechen einander "
                f"(insgesamt {counted(wrong.sum(), 'Zeile', 'Zeilen')})."
            )


def _check_outlines(layer: str, frame: pd.DataFrame) -> None:
    """Every area has an outline; layers without geometry pass."""
    if not isinstance(frame, gpd.GeoDataFrame):
        return
    empty = frame.geometry.isna() | frame.geometry.is_empty
    if empty.any():
        raise EditionError(
            f"Ebene „{layer}“, Spalte „geometry“{_place(layer, frame, frame.index[empty][0])}: Der "
            f"Umriss fehlt (insgesamt {counted(empty.sum(), 'Zeile', 'Zeilen')})."
        )


@cache
def _schemas():
    import pandera.pandas as pa

    def within(low: float, high: float, what: str = "eine Zahl") -> pa.Check:
        return pa.Check.in_range(low, high, error=f"{what} von {low:.0f} bis {high:.0f}")

    def at_least(low: int, what: str = "eine Zahl") -> pa.Check:
        return pa.Check.ge(low, error=f"{what} ab {low}")

    def one_of(allowed: Sequence[str] | Sequence[int]) -> pa.Check:
        return pa.Check.isin(allowed, error=f"eines von {quoted(map(str, allowed))}")

    def digits(width: int) -> pa.Check:
        return pa.Check.str_matches(rf"^\d{{{width}}}$", error=f"ein Schlüssel aus {width} Ziffern")

    def key(width: int) -> pa.Column:
        return pa.Column(str, digits(width), unique=True)

    share = pa.Column(float, within(0, 100), nullable=True, coerce=True)
    amount = pa.Column(float, at_least(0), nullable=True, coerce=True)
    text = pa.Column(str)
    filled = pa.Column(str, pa.Check.str_length(min_value=1, error="ein Text"))
    town = pa.Column(str, digits(8))
    cell = at_least(FACTOR, "eine Zelle")

    figures = {
        r"^share_.*_\d{4}$": share,
        r"^(centre|rest)_share_\d{4}$": share,
        r"^centre_(population|ratio)_\d{4}$": amount,
        r"^(vacancy|owner_share)_\d{4}$": share,
        r"^(population|foreign|dwellings|eu|non_eu|rent|living_space)_.*\d{4}(_min)?$": amount,
        r"^mean_age_\d{4}$": pa.Column(float, within(0, 110), nullable=True, coerce=True),
        rf"^.*{REASON_SUFFIX}$": pa.Column("uint8", one_of([int(r) for r in Reason])),
    }
    regex = {
        name: pa.Column(
            column.dtype, column.checks, nullable=column.nullable, coerce=column.coerce,
            regex=True, required=False, name=name,
        )
        for name, column in figures.items()
    }  # fmt: skip
    longitude = pa.Column(float, within(5, 16), nullable=True)
    latitude = pa.Column(float, within(47, 56), nullable=True)
    place = {
        "lon": longitude,
        "lat": latitude,
        "part": pa.Column(str, one_of(["east", "west"])),
    }
    sizes = [name for name, _ in SIZE_CLASSES]
    return {
        "states": pa.DataFrameSchema({"state": key(2), "name": text, **place, **regex}),
        "counties": pa.DataFrameSchema(
            {"county": key(5), "name": text, "kind": text, **place, **regex}
        ),
        "municipalities": pa.DataFrameSchema(
            {
                "ags": key(8),
                "name": text,
                "designation": text,
                "has_figures": pa.Column(bool),
                "size_class": pa.Column(str, one_of(sizes), nullable=True),
                "urbanisation": pa.Column(str, one_of(["01", "02", "03"]), nullable=True),
                "centre_cell": pa.Column("Int64", cell, nullable=True),
                **place,
                **regex,
            }
        ),
        "cells_1km": pa.DataFrameSchema(
            {"cell": pa.Column("int64", cell, unique=True), "ags": text, **regex}
        ),
        "cells_100m": pa.DataFrameSchema(
            {"cell": pa.Column("int64", cell, unique=True), "ags": text, **regex}
        ),
        "county_series": pa.DataFrameSchema(
            {
                "county": pa.Column(str, digits(5)),
                "indicator": text,
                "year": pa.Column("int16", within(1990, 2100, "ein Jahr")),
                "value": pa.Column(float),
            },
            unique=["county", "indicator", "year"],
        ),
        "area_cells": pa.DataFrameSchema(
            {name: pa.Column("int16", at_least(0)) for name in ("area", "row", "column", "length")}
        ),
        "districts": pa.DataFrameSchema(
            {"ags": town, "area_id": filled, "name": filled}, unique=KEYS["districts"]
        ),
        "district_series": pa.DataFrameSchema(
            {
                "ags": town,
                "area_id": filled,
                "year": pa.Column("int16", within(1950, 2100, "ein Jahr")),
                "indicator": filled,
                "value": pa.Column(float, within(0, 1e9)),
            },
            unique=KEYS["district_series"],
        ),
        "boundaries": pa.DataFrameSchema({"ags": key(8), "exact": pa.Column(bool)}),
    }
