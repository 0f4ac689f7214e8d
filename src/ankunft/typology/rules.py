"""The rules: from the figures of two years to exactly one class per area.

Notation: s = share of foreign nationals in the area, S = the same share in the reference (both in
percent), LQ = s / S, excess = (s1 − s0) − (S1 − S0) in percentage points, p = place of the area among
the inhabitants of its reference (see `ankunft.typology.standing`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ankunft.base.errors import ParameterError
from ankunft.typology.parameters import ArrivalClass, Parameters
from ankunft.typology.standing import Standing

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
    standing
        Where the areas stand in their reference; only the rule "fifth" asks for it.
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
    standing: Standing | None = None
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


def positions(panel: Panel) -> tuple[Floats, Floats]:
    """p of both years (0 to 1), NaN where it is not known.

    Raises
    ------
    ParameterError
        If the panel was made for a rule that does not ask for it.
    """
    if panel.standing is None:
        raise ParameterError(
            "Für die Regel „oberes Fünftel“ fehlt, wo die Gebiete in ihrer Bezugsebene stehen."
        )
    return panel.standing.t0, panel.standing.t1


def known(panel: Panel, parameters: Parameters) -> Mask:
    """Areas about which something can be said.

    Both shares are known, at least `min_n` people lived there in both years and, for the relative
    rule, the reference is known and above 0; for the rule "fifth", its reference has at least
    `fifth_units` units with both years.
    """
    inhabited = (panel.n_t0 >= parameters.min_n) & (panel.n_t1 >= parameters.min_n)
    shares = (panel.share_t0 >= 0) & (panel.share_t1 >= 0)
    finite = (panel.share_t0 < np.inf) & (panel.share_t1 < np.inf)
    mask = inhabited & shares & finite
    if parameters.rule == "relative":
        references = (panel.ref_t0 > 0) & (panel.ref_t1 > 0)
        mask &= references & (panel.ref_t0 < np.inf) & (panel.ref_t1 < np.inf)
    elif parameters.rule == "fifth":
        p0, p1 = positions(panel)
        mask &= np.isfinite(p0) & np.isfinite(p1) & enough_units(panel, parameters)
    return mask


def enough_units(panel: Panel, parameters: Parameters) -> Mask:
    """Whether the reference of each area has so many units that the rule "fifth" applies."""
    if panel.standing is None:
        return np.zeros(len(panel), dtype=bool)
    return panel.standing.units >= parameters.fifth_units


def required_excess(panel: Panel, parameters: Parameters) -> float:
    """Excess (percentage points) that new and emerging areas need under the relative rule."""
    return parameters.margin * panel.span_factor


def classify(panel: Panel, parameters: Parameters) -> Classes:
    """The class of each area, as the codes of `ArrivalClass`.

    Raises
    ------
    ParameterError
        If the rule is "fifth" and the panel does not hold where its areas stand.
    """
    if parameters.rule == "absolute":
        classes = classify_shares(panel.share_t0, panel.share_t1, parameters)
    elif parameters.rule == "fifth":
        classes = classify_positions(*positions(panel), parameters)
    else:
        lq0, lq1 = location_quotients(panel)
        required = required_excess(panel, parameters)
        classes = classify_quotients(lq0, lq1, excess(panel), parameters, required)
    classes[~known(panel, parameters)] = ArrivalClass.NO_DATA
    return classes


def classify_quotients(
    lq0: Floats, lq1: Floats, growth: Floats, parameters: Parameters, required: float
) -> Classes:
    """The relative rule for known figures of any shape.

    A value on a threshold has reached it, whatever its last binary digit (see `TOLERANCE`).
    """
    was_high, is_high = reaches(lq0, parameters.high), reaches(lq1, parameters.high)
    was_low, fast = ~reaches(lq0, parameters.low), reaches(growth, required)
    return _codes(
        traditional=was_high & is_high,
        intensified=~(was_low | was_high) & is_high,
        new=was_low & is_high & fast,
        emerging=~(was_high | is_high) & fast,
        receding=was_high & ~is_high & (growth <= TOLERANCE),
    )


def classify_positions(p0: Floats, p1: Floats, parameters: Parameters) -> Classes:
    """The rule "fifth" for known p (0 to 1) of any shape."""
    was_high, is_high = reaches(p0, parameters.fifth_high), reaches(p1, parameters.fifth_high)
    was_low, risen = ~reaches(p0, parameters.fifth_low), reaches(p1 - p0, parameters.fifth_rise)
    return _codes(
        traditional=was_high & is_high,
        intensified=~(was_low | was_high) & is_high,
        new=was_low & is_high & risen,
        emerging=~(was_high | is_high) & risen,
        receding=was_high & ~is_high,
    )


def classify_shares(share_t0: Floats, share_t1: Floats, parameters: Parameters) -> Classes:
    """The absolute rule for known shares (percent) of any shape."""
    was_high = reaches(share_t0, parameters.absolute_old_high)
    was_low = ~reaches(share_t0, parameters.absolute_old_low)
    is_high = reaches(share_t1, parameters.absolute_new_high)
    is_raised = reaches(share_t1, parameters.absolute_new_mid)
    return _codes(
        traditional=was_high & is_high,
        intensified=~(was_low | was_high) & is_high,
        new=was_low & is_high,
        emerging=~was_high & is_raised & ~is_high,
        receding=was_high & ~is_raised,
    )


def reaches(values: ArrayLike, threshold: float) -> Mask:
    """Whether each value is on the threshold or above it; NaN reaches nothing."""
    return np.asarray(values) >= threshold - TOLERANCE


def _codes(**masks: Mask) -> Classes:
    """One code per area from masks that exclude one another, by the ids of their classes."""
    shape = next(iter(masks.values())).shape
    codes = np.full(shape, ArrivalClass.NONE, dtype=np.uint8)
    for name, mask in masks.items():
        np.copyto(codes, np.uint8(ArrivalClass[name.upper()]), where=mask)
    return codes
