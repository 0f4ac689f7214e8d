"""The figures of a town frame as strategies, scores and wishes need them: numbers, texts, gaps."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft.profiles.similarity import Floats, Rows
from ankunft.selection.frame.variables import UNSAID, Variable

Mask = NDArray[np.bool_]

EQUAL = 9
"""Figures whose difference is smaller than 10⁻⁹ of their range count as equal: the last digits of a
regression differ from machine to machine."""


def is_category(variable: Variable) -> bool:
    """Whether the values are texts, which have no distance and no mean."""
    return variable.kind == "category"


def numbers(frame: pd.DataFrame, variable: Variable) -> Floats:
    """The column as numbers; yes is 1, no is 0, NaN = no figures."""
    column = frame[variable.id]
    if variable.kind == "yesno":
        column = column.astype("boolean").astype("Float64")
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(values), values, np.nan)


def texts(frame: pd.DataFrame, variable: Variable) -> pd.Series:
    """The column as texts (object), None = no figures; "nothing can be said" is none."""
    column = frame[variable.id].astype(object)
    said = column.notna() & (column != UNSAID.get(variable.id))
    return column.where(said, None)


def there(frame: pd.DataFrame, variables: Sequence[Variable]) -> Mask:
    """Towns that have a figure of every one of the variables."""
    mask = np.ones(len(frame), dtype=bool)
    for variable in variables:
        mask &= (
            texts(frame, variable).notna().to_numpy()
            if is_category(variable)
            else ~np.isnan(numbers(frame, variable))
        )
    return mask


def member(frame: pd.DataFrame, ags: Collection[str]) -> Mask:
    """Which towns of the frame are named."""
    return np.asarray(frame.index.isin(list(ags)), dtype=bool)


def best_first(utility: Floats, ags: Sequence[str] | NDArray) -> Rows:
    """Positions by falling utility, equal ones (see :data:`EQUAL`) by AGS."""
    span = float(np.ptp(utility)) if utility.size else 0.0
    rounded = (utility / span).round(EQUAL) if span > 0 else np.zeros_like(utility)
    return np.lexsort((np.asarray(ags, dtype=str), -rounded))


def joined(parts: Sequence[str]) -> str:
    """Names in quotation marks, one after the other, for errors."""
    return ", ".join(f"„{part}“" for part in parts)
