"""The figures of one area as a sentence needs them, and numbers that stay true when rounded."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ankunft.base.language import format_number
from ankunft.base.reasons import Reason
from ankunft.typology.parameters import ArrivalClass
from ankunft.typology.rules import TOLERANCE

MOST_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Case:
    """The figures of one area, and the class they led to.

    Shares and references are in percent, NaN for missing; `robustness` (against other thresholds)
    and `noise` (against the uncertainty of the shares) run from 0 to 1 and are, where `joined`,
    means over the cells of a quarter; the reasons say why a share is missing. Positions (0 to 1) and
    `units` (of the reference, with figures in both years) are told for the rule "fifth" alone.
    `estimated_t0`: n_t0 is estimated from grid cells.
    """

    share_t0: float
    share_t1: float
    n_t0: float
    n_t1: float
    ref_t0: float
    ref_t1: float
    year_t0: float
    year_t1: float
    arrival_class: ArrivalClass
    robustness: float | None = None
    position_t0: float = math.nan
    position_t1: float = math.nan
    units: int = 0
    reason_t0: Reason = Reason.PRESENT
    reason_t1: Reason = Reason.PRESENT
    noise: float | None = None
    joined: bool = False
    estimated_t0: bool = False

    @property
    def quotients(self) -> tuple[float, float]:
        """LQ = s / S of both years."""
        return self.share_t0 / self.ref_t0, self.share_t1 / self.ref_t1

    @property
    def change(self) -> float:
        """Δs in percentage points."""
        return self.share_t1 - self.share_t0

    @property
    def ref_change(self) -> float:
        """ΔS in percentage points."""
        return self.ref_t1 - self.ref_t0

    @property
    def excess(self) -> float:
        """Δs − ΔS in percentage points."""
        return self.change - self.ref_change

    @property
    def rise(self) -> float:
        """By how much of the reference's inhabitants the area moved up (−1 to 1)."""
        return self.position_t1 - self.position_t0

    @property
    def years(self) -> dict[str, str]:
        """Both years as the placeholders of the sentences."""
        return {"year0": f"{self.year_t0:g}", "year1": f"{self.year_t1:g}"}


def true_to(value: float, thresholds: tuple[float, ...], lang: str, decimals: int) -> str:
    return format_number(value, lang, decimals_for(value, thresholds, decimals))


def decimals_for(value: float, thresholds: tuple[float, ...], least: int) -> int:
    """Decimals, at least so many, with which rounding moves no value across a threshold.

    1.197 must not be shown as 1.20 in a sentence that says it is below 1.2.
    """
    decimals = least
    while decimals < MOST_DECIMALS and not all(
        _same_side(value, threshold, decimals) for threshold in thresholds
    ):
        decimals += 1
    return decimals


def _same_side(value: float, threshold: float, decimals: int) -> bool:
    """Whether the rounded value reaches the threshold, rounded or not, just if the value does."""
    reached = value >= threshold - TOLERANCE
    shown = round(value, decimals)
    return all(
        (shown >= limit - TOLERANCE) == reached for limit in (threshold, round(threshold, decimals))
    )


def exact_decimals(value: float, least: int) -> int:
    """Decimals, at least so many, with which the value is shown in full."""
    decimals = least
    while decimals < MOST_DECIMALS and abs(round(value, decimals) - value) > TOLERANCE:
        decimals += 1
    return decimals
