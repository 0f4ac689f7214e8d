"""The tables of the operational definition, written a second time in exact fractions, slowly."""

from __future__ import annotations

from fractions import Fraction

from typology_strategies import Area, exact

from ankunft.typology import ArrivalClass, Parameters

ASSIGNED = (
    ArrivalClass.TRADITIONAL,
    ArrivalClass.INTENSIFIED,
    ArrivalClass.NEW,
    ArrivalClass.EMERGING,
    ArrivalClass.RECEDING,
)

Places = tuple[Fraction, Fraction] | None
"""p of both years; None where the rule "fifth" does not apply or nothing is known."""


def is_known(area: Area, p: Parameters, places: Places = None) -> bool:
    """Enough people in both years, both shares and what the rule compares them with."""
    if None in (area.share_t0, area.share_t1, area.n_t0, area.n_t1):
        return False
    if min(area.n_t0, area.n_t1) < p.min_n:
        return False
    if p.rule == "relative":
        return bool(area.ref_t0 and area.ref_t1)
    return p.rule == "absolute" or places is not None


def excess_of(area: Area) -> Fraction:
    """Δs − ΔS in percentage points."""
    return Fraction((area.share_t1 - area.share_t0) - (area.ref_t1 - area.ref_t0), 10)


def holding(area: Area, p: Parameters, span: int, places: Places = None) -> list[ArrivalClass]:
    """All assigned classes whose rule holds for a known area."""
    if p.rule == "absolute":
        rules = _absolute(area, p)
    elif p.rule == "fifth":
        rules = _fifth(places, p)
    else:
        rules = _relative(area, p, exact(p.margin) * span / 11)
    return [c for c, holds in zip(ASSIGNED, rules, strict=True) if holds]


def _relative(area: Area, p: Parameters, margin: Fraction) -> tuple[bool, ...]:
    lq0 = Fraction(area.share_t0, area.ref_t0)
    lq1 = Fraction(area.share_t1, area.ref_t1)
    high, low, excess = exact(p.high), exact(p.low), excess_of(area)
    return (
        lq0 >= high and lq1 >= high,
        low <= lq0 < high and lq1 >= high,
        lq0 < low and lq1 >= high and excess >= margin,
        lq0 < high and lq1 < high and excess >= margin,
        lq0 >= high and lq1 < high and excess <= 0,
    )


def _absolute(area: Area, p: Parameters) -> tuple[bool, ...]:
    s0, s1 = Fraction(area.share_t0, 10), Fraction(area.share_t1, 10)
    old_high, old_low = exact(p.absolute_old_high), exact(p.absolute_old_low)
    new_high, new_mid = exact(p.absolute_new_high), exact(p.absolute_new_mid)
    return (
        s0 >= old_high and s1 >= new_high,
        old_low <= s0 < old_high and s1 >= new_high,
        s0 < old_low and s1 >= new_high,
        s0 < old_high and new_mid <= s1 < new_high,
        s0 >= old_high and s1 < new_mid,
    )


def _fifth(places: Places, p: Parameters) -> tuple[bool, ...]:
    p0, p1 = places
    high, low, rise = exact(p.fifth_high), exact(p.fifth_low), exact(p.fifth_rise)
    return (
        p0 >= high and p1 >= high,
        low <= p0 < high <= p1,
        p0 < low and p1 >= high and p1 - p0 >= rise,
        p0 < high and p1 < high and p1 - p0 >= rise,
        p0 >= high > p1,
    )


def places_of(rows: list[Area], groups: list[str | None], p: Parameters) -> list[Places]:
    """p of every area: each unit beside each other unit of its group, one by one.

    Units with inhabitants and a share in both years are the common ground; an area beside it, or
    in a group with fewer than `fifth_units` of them, has no place.
    """
    found: list[Places] = []
    for area, group in zip(rows, groups, strict=True):
        ground = [
            unit
            for unit, other in zip(rows, groups, strict=True)
            if other is not None and other == group and _counts(unit)
        ]
        shown = None not in (area.share_t0, area.share_t1)
        if not shown or len(ground) < p.fifth_units:
            found.append(None)
            continue
        found.append(
            (
                _place(area.share_t0, [(u.share_t0, u.n_t0) for u in ground]),
                _place(area.share_t1, [(u.share_t1, u.n_t1) for u in ground]),
            )
        )
    return found


def _counts(unit: Area) -> bool:
    return None not in (unit.share_t0, unit.share_t1) and bool(unit.n_t0 and unit.n_t1)


def _place(share: int, ground: list[tuple[int, int]]) -> Fraction:
    """Inhabitants below, and half of those with the same share, of all inhabitants."""
    below = sum(n for s, n in ground if s < share)
    same = sum(n for s, n in ground if s == share)
    return (below + Fraction(same, 2)) / sum(n for _, n in ground)
