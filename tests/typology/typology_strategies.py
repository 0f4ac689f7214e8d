"""Random panels and parameters on the grid of published figures (tenths and hundredths).

Whole numbers are drawn and kept, so that a test can decide every threshold exactly, in fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from ankunft import typology


@dataclass(frozen=True)
class Area:
    """One area in whole numbers: shares and references in tenths of a percent (None missing)."""

    share_t0: int | None
    share_t1: int | None
    n_t0: int | None
    n_t1: int | None
    ref_t0: int | None
    ref_t1: int | None


def _or_missing(values: st.SearchStrategy[int]) -> st.SearchStrategy[int | None]:
    return st.one_of(values, values, values, values, values, values, values, st.none())


_shares = _or_missing(st.one_of(st.integers(0, 400), st.integers(60, 200)))
_people = _or_missing(st.one_of(st.integers(0, 2_000), st.sampled_from([499, 500, 999, 1000])))
_references = _or_missing(st.integers(0, 200))

areas = st.builds(Area, _shares, _shares, _people, _people, _references, _references)
_few_shares = _or_missing(st.integers(0, 12))
_few_people = _or_missing(st.integers(0, 1_000))
_ranked = st.builds(
    Area, _few_shares, _few_shares, _few_people, _few_people, st.none(), st.none()
)  # fmt: skip
grouped = st.lists(
    st.tuples(_ranked, st.sampled_from(["a", "a", "a", "b", None])), min_size=1, max_size=24
).map(lambda pairs: ([area for area, _ in pairs], [group for _, group in pairs]))
"""Areas of few different shares, and the town each of them is in."""

years = st.integers(1, 30).map(lambda span: (2000, 2000 + span))


@st.composite
def parameters(draw: st.DrawFn, rules: tuple[str, ...] = ("relative", "absolute")):
    """Legal parameters with thresholds in hundredths."""
    low, high = sorted((draw(st.integers(0, 250)), draw(st.integers(25, 250))))
    old_low, old_high = sorted((draw(st.integers(0, 300)), draw(st.integers(0, 300))))
    new_mid, new_high = sorted((draw(st.integers(0, 300)), draw(st.integers(0, 300))))
    below, upper = sorted((draw(st.integers(0, 100)), draw(st.integers(0, 100))))
    return typology.Parameters(
        rule=draw(st.sampled_from(rules)),
        high=high / 100,
        low=low / 100,
        margin=draw(st.integers(-20, 60)) / 10,
        min_n=draw(st.sampled_from([0, 500, 1000])),
        fifth_low=below / 100,
        fifth_high=upper / 100,
        fifth_rise=draw(st.integers(0, 100)) / 100,
        fifth_units=draw(st.sampled_from([1, 2, 3, 10])),
        absolute_old_low=old_low / 10,
        absolute_old_high=old_high / 10,
        absolute_new_mid=new_mid / 10,
        absolute_new_high=new_high / 10,
    )


def column(values: list[int | None], unit: int) -> np.ndarray:
    """Numbers in whole `unit`-ths, NaN for None."""
    return np.array([np.nan if v is None else v / unit for v in values], dtype=float)


def panel_of(rows: list[Area], years: tuple[int, int] = (2011, 2022)) -> typology.Panel:
    """The panel of some areas, each with its own reference."""
    return typology.Panel(
        column([a.share_t0 for a in rows], 10),
        column([a.share_t1 for a in rows], 10),
        column([a.n_t0 for a in rows], 1),
        column([a.n_t1 for a in rows], 1),
        column([a.ref_t0 for a in rows], 10),
        column([a.ref_t1 for a in rows], 10),
        *years,
    )


def ranked_panel(
    rows: list[Area], groups: list[str | None], p: typology.Parameters
) -> typology.Panel:
    """The panel of a level, where the areas of one group are each other's reference."""
    return typology.panel_for(
        p,
        share_t0=column([a.share_t0 for a in rows], 10),
        share_t1=column([a.share_t1 for a in rows], 10),
        n_t0=column([a.n_t0 for a in rows], 1),
        n_t1=column([a.n_t1 for a in rows], 1),
        groups=np.array(groups, dtype=object),
    )


def exact(number: float) -> Fraction:
    """The decimal fraction that a number was written as."""
    return Fraction(repr(float(number)))
