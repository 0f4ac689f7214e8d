"""The table of the operational definition, written a second time in exact fractions."""

from __future__ import annotations

from fractions import Fraction

from typology_strategies import Area, exact

from ankunft.typology import ArrivalClass, Parameters

ASSIGNED = (
    ArrivalClass.TRADITIONAL,
    ArrivalClass.NEW,
    ArrivalClass.EMERGING,
    ArrivalClass.RECEDING,
)


def is_known(area: Area, p: Parameters) -> bool:
    """Enough people in both years, both shares and (for the relative rules) a reference."""
    if None in (area.share_t0, area.share_t1, area.n_t0, area.n_t1):
        return False
    if min(area.n_t0, area.n_t1) < p.min_n:
        return False
    return p.rule == "absolute" or bool(area.ref_t0 and area.ref_t1)


def excess_of(area: Area) -> Fraction:
    """Δs − ΔS in percentage points."""
    return Fraction((area.share_t1 - area.share_t0) - (area.ref_t1 - area.ref_t0), 10)


def holding(area: Area, p: Parameters, needed: Fraction) -> list[ArrivalClass]:
    """All assigned classes whose rule holds for a known area."""
    if p.rule == "absolute":
        s0, s1 = Fraction(area.share_t0, 10), Fraction(area.share_t1, 10)
        old_high, old_low = exact(p.absolute_old_high), exact(p.absolute_old_low)
        new_high, new_mid = exact(p.absolute_new_high), exact(p.absolute_new_mid)
        rules = (
            s0 >= old_high and s1 >= new_high,
            s0 < old_low and s1 >= new_high,
            s0 < old_low and new_mid <= s1 < new_high,
            s0 >= old_high and s1 < new_mid,
        )
    else:
        lq0 = Fraction(area.share_t0, area.ref_t0)
        lq1 = Fraction(area.share_t1, area.ref_t1)
        high, low = exact(p.high), exact(p.low)
        grown = excess_of(area)
        rules = (
            lq0 >= high and lq1 >= high,
            lq0 < low and lq1 >= high and grown >= needed,
            lq0 < high and lq1 < high and grown >= needed,
            lq0 >= high and lq1 < high and grown <= 0,
        )
    return [c for c, holds in zip(ASSIGNED, rules, strict=True) if holds]


def quantile(values: list[Fraction], q: Fraction) -> Fraction:
    """The linearly interpolated quantile, exactly."""
    ordered = sorted(values)
    position = q * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def needed_excess(rows: list[Area], p: Parameters, span: int) -> Fraction:
    """Margin for the interval, or the growth rule's cut-off among the known areas."""
    if p.rule != "growth":
        return exact(p.margin) * span / 11
    grown = [excess_of(area) for area in rows if is_known(area, p)]
    return quantile(grown, 1 - exact(p.top_share)) if grown else Fraction(0)
