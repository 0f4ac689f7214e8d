"""Where one step of a colour scale ends and the next begins, rounded for people."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray

SAMPLE = 256
"""Natural breaks are reckoned on as many evenly spaced quantiles: the exact method needs time that
grows with the square of the number of areas, and the picture is the same."""


def class_limits(values: NDArray[np.float64], scheme: str, count: int) -> NDArray[np.float64]:
    """Inner limits (at most count - 1, ascending, distinct) of `count` classes.

    `scheme` is "quantiles", "natural" (Fisher–Jenks) or "equal"; missing values are ignored. Few
    distinct values, or many equal ones, leave fewer limits or none.
    """
    known = values[np.isfinite(values)]
    if np.unique(known).size < 2:
        return np.empty(0)
    limits = _rounded(_limits(known, scheme, count))
    return limits[(limits > known.min()) & (limits <= known.max())]


def diverging_limits(values: NDArray[np.float64], scheme: str) -> NDArray[np.float64]:
    """Limits −b, −a, 0, a, b: the same steps to either side of 0."""
    size = class_limits(np.abs(values), scheme, 3)
    size = size[size > 0]
    return np.concatenate([-size[::-1], [0.0], size])


def _limits(known: NDArray[np.float64], scheme: str, count: int) -> NDArray[np.float64]:
    # imported here because it takes seconds
    import mapclassify

    with warnings.catch_warnings():
        # ties leave fewer classes than asked for, and numba would only be faster: both are fine
        warnings.simplefilter("ignore", UserWarning)
        return _bins(mapclassify, known, scheme, count)


def _bins(mapclassify, known: NDArray, scheme: str, count: int) -> NDArray[np.float64]:
    if scheme == "quantiles":
        return mapclassify.Quantiles(known, k=count).bins[:-1]
    if scheme == "equal":
        return mapclassify.EqualInterval(known, k=count).bins[:-1]
    sample = np.quantile(known, np.linspace(0, 1, SAMPLE)) if known.size > SAMPLE else known
    return mapclassify.FisherJenks(sample, k=min(count, np.unique(sample).size)).bins[:-1]


def _rounded(limits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round to the coarsest of … 10, 5, 2, 1, 0.5 … that moves no limit by more than a quarter of
    the smallest distance between two."""
    limits = np.unique(limits)
    if not limits.size:
        return limits
    gap = np.diff(limits).min() if limits.size > 1 else max(abs(limits[0]), 1e-6)
    power = 10.0 ** np.floor(np.log10(gap / 2))
    step = max(s for s in (1, 2, 5) if s * power <= gap / 2 + 1e-12) * power
    decimals = max(0, int(-np.floor(np.log10(step))))
    return np.unique(np.round(np.round(limits / step) * step, decimals))
