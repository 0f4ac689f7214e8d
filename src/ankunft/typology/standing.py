"""Where areas stand among the inhabitants of their reference, by share (the rule "fifth").

p = share of the reference's inhabitants who live in units with a lower share of foreign nationals;
the inhabitants of units with the same share are halved. It depends neither on how large units are
nor on how much the whole reference grew.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

DIGITS = 9
"""Shares that agree to so many decimals are the same: binary numbers only approximate tenths."""


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """How the inhabitants of each reference are spread over its units, in one year.

    Attributes
    ----------
    shares
        The distinct shares (percent) of all units, ascending.
    keys
        Reference and share of each unit as one number (`reference * shares.size + rank`), ascending.
    below
        Inhabitants of the units before each key; one value more than there are keys.
    starts
        Where the units of each reference begin in `keys`; one value more than there are references.
    """

    shares: Floats
    keys: Integers
    below: Floats
    starts: Integers

    def position(self, share: ArrayLike, group: Integers) -> Floats:
        """p (0 to 1) of shares of any shape in the reference of this number; NaN where the share is
        missing or the reference has no inhabitants. `group` is broadcast; -1 stands for none."""
        given = np.asarray(share, dtype=np.float64)
        if not self.shares.size:
            return np.full(np.broadcast_shapes(given.shape, group.shape), np.nan)
        known = (given >= 0) & (given < np.inf) & (group >= 0)
        wanted = np.round(np.where(known, given, 0), DIGITS)
        group = np.where(known, group, 0)
        rank = np.searchsorted(self.shares, wanted)
        key = group * self.shares.size + rank
        same = self.shares[np.minimum(rank, self.shares.size - 1)] == wanted
        first = np.searchsorted(self.keys, key)
        after = np.where(same, np.searchsorted(self.keys, key, side="right"), first)
        lowest, end = self.below[self.starts[group]], self.below[self.starts[group + 1]]
        people = np.where(known & (end > lowest), end - lowest, np.nan)
        return ((self.below[first] + self.below[after]) / 2 - lowest) / people


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Where N areas stand in both years.

    Attributes
    ----------
    t0, t1
        p of both years (0 to 1), NaN where it is not known.
    units
        Number of units with figures in both years in the reference of each area.
    group
        Number of the reference of each area, -1 for none.
    spreads
        Those of both years: where a share that is not observed would stand.
    """

    t0: Floats
    t1: Floats
    units: Integers
    group: Integers
    spreads: tuple[Spread, Spread]

    def at(self, position: int) -> Standing:
        """That of the one area in this row."""
        row = slice(position, position + 1)
        return Standing(
            self.t0[row], self.t1[row], self.units[row], self.group[row], self.spreads
        )  # fmt: skip


def standing(
    shares: tuple[Floats, Floats],
    foreign: tuple[ArrayLike, ArrayLike],
    people: tuple[ArrayLike, ArrayLike],
    groups: ArrayLike | None = None,
) -> Standing:
    """Where areas stand, from their shares (percent) and what their reference adds up of them.

    Each argument has one array per year. Units count that have inhabitants and a share in both
    years (the common ground); a share that is missing but counts in the sums (as nil) counts here,
    too. Without `groups` all areas are one reference; rows without a group belong to none.
    """
    counted = [
        _as_summed(share, np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64))
        for share, part, whole in zip(shares, foreign, people, strict=True)
    ]
    group = np.zeros(len(shares[0]), dtype=np.int64)
    if groups is not None:
        group = pd.factorize(np.asarray(groups))[0].astype(np.int64)
    common = np.isfinite(counted[0]) & np.isfinite(counted[1]) & (group >= 0)
    number = int(group.max(initial=-1)) + 1
    first, second = (
        _spread(share[common], np.asarray(whole, dtype=np.float64)[common], group[common], number)
        for share, whole in zip(counted, people, strict=True)
    )
    units = np.append(np.bincount(group[common], minlength=number), 0)[group]
    return Standing(
        t0=first.position(shares[0], group),
        t1=second.position(shares[1], group),
        units=units,
        group=group,
        spreads=(first, second),
    )


def _as_summed(share: Floats, foreign: Floats, people: Floats) -> Floats:
    """The share with which a unit counts in the sum of its reference; NaN if it does not count."""
    lived = np.where(people > 0, people, np.nan)
    summed = np.where(foreign >= 0, 100 * foreign / lived, np.nan)
    known = (share >= 0) & (share < np.inf) & np.isfinite(summed)
    return np.where(known, share, summed)


def _spread(share: Floats, people: Floats, group: Integers, number: int) -> Spread:
    shares, rank = np.unique(np.round(share, DIGITS), return_inverse=True)
    key = group * shares.size + rank
    order = np.argsort(key, kind="stable")
    keys = key[order]
    below = np.concatenate([[0.0], np.cumsum(people[order])])
    return Spread(shares, keys, below, np.searchsorted(keys, np.arange(number + 1) * shares.size))
