"""How firm a class is: against other thresholds, and against the uncertainty of the shares."""

from __future__ import annotations

from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ankunft.typology.parameters import ASSIGNED, ArrivalClass, Parameters
from ankunft.typology.rules import (
    TOLERANCE,
    Classes,
    Floats,
    Panel,
    classify,
    classify_positions,
    classify_quotients,
    classify_shares,
    excess,
    location_quotients,
    quotient,
    reaches,
    required_excess,
)

STEPS = np.linspace(-1, 1, 5)
QUOTIENT_RANGE = 0.2
"""High and low vary by this much to either side."""
MARGIN_RANGE = 2.0
"""The margin varies by this many percentage points per 11 years to either side."""

ERROR_LIMITS = (300, 1_000, 5_000, 10_000)
"""Inhabitants at which the next class of standard errors begins."""
ERRORS = (1.0, 0.6, 0.4, 0.25, 0.1)
"""Standard errors of a share in percentage points, one per population class."""

_BLOCK = 400_000
"""Draws held at a time: about 30 MB with all intermediate results."""

Counts = NDArray[np.int64]


def robustness(panel: Panel, parameters: Parameters) -> Floats:
    """Share (0 to 1) of the settings around the parameters that give the same class.

    The settings are high ± 0.2, low ± 0.2 and margin ± 2 points (scaled with the interval) in five
    equal steps each; those that are no legal parameters (low > high, or thresholds below 0) are
    left out of numerator and denominator. NaN where nothing is said about the area, and for the
    other rules, which have no such settings (nur für relative Regeln bestimmt).

    No setting is tried on an area. Only how many of the five values a figure reaches matters, and
    for each such combination the settings of each class are counted once (see `_count_settings`).
    """
    if parameters.rule != "relative":
        return np.full(len(panel), np.nan)
    highs = np.round(parameters.high + STEPS * QUOTIENT_RANGE, 9)
    lows = np.round(parameters.low + STEPS * QUOTIENT_RANGE, 9)
    margins = (parameters.margin + STEPS * MARGIN_RANGE) * panel.span_factor
    legal = (lows[None, :] <= highs[:, None]) & (highs[:, None] > 0) & (lows[None, :] >= 0)

    lq0, lq1 = location_quotients(panel)
    growth = excess(panel)
    counts = _count_settings(legal, margins.size)
    classes = classify(panel, parameters)
    said = classes != ArrivalClass.NO_DATA
    matches = counts[
        classes,
        _reached(lq0, highs),
        _reached(lq1, highs),
        _reached(lq0, lows),
        _reached(growth, margins),
        (growth <= TOLERANCE).view(np.uint8),
    ]
    return np.where(said, matches / (legal.sum() * margins.size), np.nan)


def _reached(values: Floats, thresholds: Floats) -> NDArray[np.uint8]:
    """How many of the ascending thresholds each value reaches."""
    reached = np.zeros(values.shape, dtype=np.uint8)
    for threshold in thresholds:
        reached += reaches(values, threshold)
    return reached


def _count_settings(legal: NDArray[np.bool_], margins: int) -> Counts:
    """Number of settings that give each class.

    Axes: class, number of high values that LQ0 reaches, the same for LQ1, number of low values
    that LQ0 reaches, number of margins that the excess reaches, excess ≤ 0 (0 or 1). `legal` says
    which pairs of a high (rows) and a low value (columns) are settings.
    """
    highs, lows = legal.shape
    shape = (len(ArrivalClass), highs + 1, highs + 1, lows + 1, margins + 1, 2)
    counts = np.zeros(shape, dtype=np.int64)
    high0, high1, low0, fast, falling = np.indices(counts.shape[1:], sparse=True)
    # pairs[a, b]: legal pairs of one of the first a high values and one of the first b low values
    pairs = np.zeros((highs + 1, lows + 1), dtype=np.int64)
    pairs[1:, 1:] = legal.cumsum(axis=0).cumsum(axis=1)
    upto = pairs[:, lows]
    # highs that LQ1 reaches and LQ0 does not, with lows that LQ0 reaches
    crossed = np.maximum(pairs[high1, low0] - pairs[high0, low0], 0)

    counts[ArrivalClass.TRADITIONAL] = upto[np.minimum(high0, high1)] * margins
    counts[ArrivalClass.INTENSIFIED] = crossed * margins
    counts[ArrivalClass.NEW] = (upto[high1] - pairs[high1, low0]) * fast
    counts[ArrivalClass.EMERGING] = (upto[highs] - upto[np.maximum(high0, high1)]) * fast
    counts[ArrivalClass.RECEDING] = np.maximum(upto[high0] - upto[high1], 0) * margins * falling
    counts[ArrivalClass.NONE] = upto[highs] * margins - counts[list(ASSIGNED)].sum(axis=0)
    return counts


def standard_error(n: ArrayLike) -> Floats:
    """Standard error of a share in percentage points, by the number of inhabitants.

    1.0 below 300, 0.6 below 1,000, 0.4 below 5,000, 0.25 below 10,000, then 0.1; NaN for NaN. The
    census disturbs small counts on purpose (SAFE in 2011, cell keys in 2022).
    """
    n = np.asarray(n, dtype=np.float64)
    errors = np.take(ERRORS, np.searchsorted(ERROR_LIMITS, n, side="right"), mode="clip")
    return np.where(np.isnan(n), np.nan, errors)


def noise_robustness(
    panel: Panel, parameters: Parameters, *, draws: int = 200, seed: int = 0
) -> Floats:
    """Share (0 to 1) of random draws that give the same class.

    In each draw both shares vary normally with their `standard_error`, never below 0; the reference
    and how its inhabitants are spread stay as they are. The draws are the same for every area
    (:func:`_draws`): one area alone gives what it gives among all. NaN where nothing is said about
    the area.
    """
    classes = classify(panel, parameters)
    errors = np.stack([standard_error(panel.n_t0), standard_error(panel.n_t1)])
    shares = np.stack([panel.share_t0, panel.share_t1])
    noise = _draws(draws, seed)
    result = np.full(len(panel), np.nan)
    said = np.flatnonzero(classes != ArrivalClass.NO_DATA)
    step = max(1, _BLOCK // draws)
    for start in range(0, len(said), step):
        rows = said[start : start + step]
        drawn = shares[:, rows, None] + errors[:, rows, None] * noise[:, None, :]
        drawn_classes = _classify_draws(np.maximum(drawn, 0), panel, rows, parameters)
        result[rows] = (drawn_classes == classes[rows, None]).mean(axis=1)
    return result


@lru_cache
def _draws(draws: int, seed: int) -> Floats:
    """Standard normal numbers, a row per year, evenly spread over each year (Latin hypercube,
    McKay, Beckman & Conover 1979): as all areas share them, chance would favour one direction."""
    generator = np.random.default_rng(seed)
    strata = np.stack([generator.permutation(draws) for _year in range(2)])
    places = (strata + generator.random((2, draws))) / draws
    return np.vectorize(NormalDist().inv_cdf)(np.clip(places, 1e-12, 1 - 1e-12))


def _classify_draws(
    shares: Floats, panel: Panel, rows: NDArray[np.intp], parameters: Parameters
) -> Classes:
    """Classes of drawn shares (year, area, draw) of the areas in these rows."""
    if parameters.rule == "absolute":
        return classify_shares(shares[0], shares[1], parameters)
    if parameters.rule == "fifth" and panel.standing is not None:
        group = panel.standing.group[rows, None]
        first, second = panel.standing.spreads
        p0, p1 = first.position(shares[0], group), second.position(shares[1], group)
        return classify_positions(p0, p1, parameters)
    ref0, ref1 = (
        np.broadcast_to(ref, len(panel))[rows, None] for ref in (panel.ref_t0, panel.ref_t1)
    )
    growth = shares[1] - shares[0] - (ref1 - ref0)
    lq0, lq1 = quotient(shares[0], ref0), quotient(shares[1], ref1)
    return classify_quotients(lq0, lq1, growth, parameters, required_excess(panel, parameters))
