"""How well a sample mirrors its frame: both means of every variable, and how far they lie apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ankunft.base.errors import ParameterError

NOTABLE = 0.1
"""A standardised difference of more than this is usually called notable (Austin 2009, Statistics in
Medicine 28)."""

COLUMNS = (
    "variable", "value", "frame", "sample", "difference", "standardised_difference",
    "frame_towns", "sample_towns", "frame_missing", "sample_missing",
)  # fmt: skip


def balance(frame: pd.DataFrame, sample: pd.DataFrame, variables: Sequence[str]) -> pd.DataFrame:
    """Compare the selected towns of `sample` (the table of a Sample) with all towns of `frame`.

    One row per variable of numbers, per "boolean" variable (value "yes"), and per category. Towns
    that people included have no weight and do not count.

    Columns: variable, value ("" for numbers), frame (mean of all towns), sample (mean of the selected
    ones by their design weights, Hájek), both in the unit of the variable or, as shares, in percent;
    difference (sample − frame), standardised_difference (by the standard deviation in the frame; NaN
    where it is 0); frame_towns, sample_towns (with a figure), frame_missing, sample_missing.

    Raises
    ------
    ParameterError
        If the frame has no such variable.
    """
    selected = sample[sample["selected"] & sample["design_weight"].notna()]
    inside = selected.index.intersection(frame.index)
    weights = selected["design_weight"].reindex(inside).to_numpy(np.float64)
    rows = []
    for name in variables:
        if name not in frame:
            raise ParameterError(f"Das Merkmal „{name}“ gibt es nicht.")
        column = frame[name]
        drawn = frame.index.get_indexer(inside)
        rows += [
            _compared(name, value, figures, drawn, weights) for value, figures in _parts(column)
        ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _parts(column: pd.Series) -> list[tuple[str, np.ndarray]]:
    """The figures of a variable: themselves, or 100 and 0 for each of its values; NaN: missing."""
    if pd.api.types.is_bool_dtype(column):
        return [("yes", 100 * column.astype("Float64").to_numpy(np.float64, na_value=np.nan))]
    if pd.api.types.is_numeric_dtype(column):
        return [("", column.to_numpy(np.float64, na_value=np.nan))]
    missing = column.isna().to_numpy(dtype=bool)
    texts = column.astype("str").to_numpy(dtype=object)
    return [
        (value, np.where(missing, np.nan, np.where(texts == value, 100.0, 0.0)))
        for value in sorted(set(texts[~missing]))
    ]


def _compared(
    name: str, value: str, figures: np.ndarray, drawn: np.ndarray, weights: np.ndarray
) -> tuple:
    known = np.isfinite(figures)
    own = figures[drawn]
    there = np.isfinite(own)
    whole = figures[known].mean() if known.any() else np.nan
    part = np.average(own[there], weights=weights[there]) if there.any() else np.nan
    # rounding errors are no spread
    spread = figures[known].std() if known.any() and np.ptp(figures[known]) > 0 else np.nan
    return (
        name, value, whole, part, part - whole, (part - whole) / spread,
        int(known.sum()), int(there.sum()), int((~known).sum()), int((~there).sum()),
    )  # fmt: skip
