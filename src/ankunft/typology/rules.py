"""The rules: from the figures of two years to exactly one class per area.

Notation: s = share of foreign nationals in the area, S = the same share in the reference (both in
percent), LQ = s / S, excess = (s1 − s0) − (S1 − S0) in percentage points.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ankunft.errors import ParameterError
from ankunft.typology.parameters import ArrivalClass, Parameters

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Classes = NDArray[np.uint8]

CENSUS_INTERVAL = 11.0
"""Years between the censuses of 2011 and 2022; `margin` is stated for this interval."""

TOLERANCE = 1e-9
"""Shares are published in tenths, which binary numbers only approximate: 9.24 / 7.7 must count as
1.2, and 12.5 − 5.0 − (13.2 − 7.7) as 2.0."""


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """The figures of N areas in two years; NaN (or a negative code) stands for missing.

    Attributes
    ----------
    share_t0, share_t1
        Share of foreign nationals in percent, one per area.
    n_t0, n_t1
        Inhabitants, one per area.
    ref_t0, ref_t1
        The reference's share in percent, one for all or one per area. It has to come from the same
        source, year and population base as the shares.
    year_t0, year_t1
        The two points in time.
    counted
        Which areas the references of both years add up (2 × N), see
        :mod:`ankunft.typology.ground`; None where the reference is none of these areas.

    Raises
    ------
    ParameterError
        If the lengths differ or the second year does not follow the first.
    """

    share_t0: Floats
    share_t1: Floats
    n_t0: Floats
    n_t1: Floats
    ref_t0: Floats
    ref_t1: Floats
    year_t0: float = 2011
    year_t1: float = 2022
    counted: Mask | None = None

    def __post_init__(self) -> None:
        for name in ("share_t0", "share_t1", "n_t0", "n_t1", "ref_t0", "ref_t1"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=np.float64))
        shape = (self.share_t0.size,)
        columns = (self.share_t0, self.share_t1, self.n_t0, self.n_t1)
        references = (self.ref_t0, self.ref_t1)
        if any(c.shape != shape for c in columns) or any(
            r.shape not in ((), shape) for r in references
        ):
            raise ParameterError("Anteile, Einwohnerzahlen und Bezugswerte sind verschieden lang.")
        if not self.year_t1 > self.year_t0:
            raise ParameterError(
                f"Das zweite Jahr ({self.year_t1}) muss nach dem ersten ({self.year_t0}) liegen."
            )

    def __len__(self) -> int:
        return self.share_t0.size

    @property
    def span_factor(self) -> float:
        """Length of the interval as a multiple of the interval between the censuses."""
        return (self.year_t1 - self.year_t0) / CENSUS_INTERVAL


def location_quotients(panel: Panel) -> tuple[Floats, Floats]:
    """LQ = s / S of both years; NaN where the share is missing or the reference is 0."""
    return (
        quotient(panel.share_t0, panel.ref_t0),
        quotient(panel.share_t1, panel.ref_t1),
    )


def quotient(share: ArrayLike, reference: ArrayLike) -> Floats:
    """s / S for shares of any shape; NaN where S is 0, negative or missing."""
    reference = np.asarray(reference, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        return np.asarray(share) / np.where(reference > 0, reference, np.nan)


def change(panel: Panel) -> Floats:
    """Δs = s1 − s0 in percentage points."""
    return panel.share_t1 - panel.share_t0


def excess(panel: Panel) -> Floats:
    """Δs − ΔS in percentage points: how much faster the area grew than its reference."""
    with np.errstate(invalid="ignore"):
        return change(panel) - (panel.ref_t1 - panel.ref_t0)


def known(panel: Panel, parameters: Parameters) -> Mask:
    """Areas about which something can be said.

    Both shares are known, at least `min_n` people lived there in both years and, unless the rule
    is absolute, the reference is known and above 0.
    """
    inhabited = (panel.n_t0 >= parameters.min_n) & (panel.n_t1 >= parameters.min_n)
    shares = (panel.share_t0 >= 0) & (panel.share_t1 >= 0)
    finite = (panel.share_t0 < np.inf) & (panel.share_t1 < np.inf)
    mask = inhabited & shares & finite
    if parameters.rule != "absolute":
        references = (panel.ref_t0 > 0) & (panel.ref_t1 > 0)
        mask &= references & (panel.ref_t0 < np.inf) & (panel.ref_t1 < np.inf)
    return mask


def growth_cutoff(panel: Panel, parameters: Parameters) -> float:
    """Excess (percentage points) from which an area is in the top `top_share` of its level.

    The (1 − top_share) quantile, linearly interpolated, over the areas about which something can
    be said; NaN if there is none.
    """
    values = excess(panel)[known(panel, parameters)]
    return float(np.quantile(values, 1 - parameters.top_share)) if values.size else np.nan


def required_excess(panel: Panel, parameters: Parameters) -> float:
    """Excess (percentage points) that new and emerging areas need under the relative rules."""
    if parameters.rule == "growth":
        return growth_cutoff(panel, parameters)
    return parameters.margin * panel.span_factor


def classify(panel: Panel, parameters: Parameters, *, required: float | None = None) -> Classes:
    """The class of each area, as the codes of `ArrivalClass`.

    The growth rule compares areas with each other: pass the whole level, or the level's cut-off
    (see `required_excess`) as `required`.
    """
    if parameters.rule == "absolute":
        classes = classify_shares(panel.share_t0, panel.share_t1, parameters)
    else:
        if required is None:
            required = required_excess(panel, parameters)
        lq0, lq1 = location_quotients(panel)
        classes = classify_quotients(lq0, lq1, excess(panel), parameters, required)
    classes[~known(panel, parameters)] = ArrivalClass.NO_DATA
    return classes


def classify_quotients(
    lq0: Floats, lq1: Floats, growth: Floats, parameters: Parameters, required: float
) -> Classes:
    """The relative rules for known figures of any shape.

    A value on a threshold has reached it, whatever its last binary digit (see `TOLERANCE`).
    """
    high = parameters.high - TOLERANCE
    was_high, is_high = lq0 >= high, lq1 >= high
    fast = growth >= required - TOLERANCE
    return _codes(
        traditional=was_high & is_high,
        new=(lq0 < parameters.low - TOLERANCE) & is_high & fast,
        emerging=~(was_high | is_high) & fast,
        receding=was_high & ~is_high & (growth <= TOLERANCE),
    )


def classify_shares(share_t0: Floats, share_t1: Floats, parameters: Parameters) -> Classes:
    """The absolute rule for known shares (percent) of any shape."""
    old_high = share_t0 >= parameters.absolute_old_high - TOLERANCE
    old_low = share_t0 < parameters.absolute_old_low - TOLERANCE
    new_high = share_t1 >= parameters.absolute_new_high - TOLERANCE
    new_mid = share_t1 >= parameters.absolute_new_mid - TOLERANCE
    return _codes(
        traditional=old_high & new_high,
        new=old_low & new_high,
        emerging=old_low & new_mid & ~new_high,
        receding=old_high & ~new_mid,
    )


def _codes(*, traditional: Mask, new: Mask, emerging: Mask, receding: Mask) -> Classes:
    """One code per area from four masks that exclude one another."""
    codes = np.full(traditional.shape, ArrivalClass.NONE, dtype=np.uint8)
    np.copyto(codes, np.uint8(ArrivalClass.TRADITIONAL), where=traditional)
    np.copyto(codes, np.uint8(ArrivalClass.NEW), where=new)
    np.copyto(codes, np.uint8(ArrivalClass.EMERGING), where=emerging)
    np.copyto(codes, np.uint8(ArrivalClass.RECEDING), where=receding)
    return codes
