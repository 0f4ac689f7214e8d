"""Dissimilarity and isolation without what chance and noise add, and intervals that cover.

What is seen is s_i = π_i + chance + noise: people settle by chance around the share π_i of their
unit (binomially), and the publisher disturbs the share (:func:`ankunft.typology.standard_error`).
Both make units differ more, so plain D lies too high, the more so the smaller the units are and
the more evenly people live. Value and interval are found by inverting a test (Neyman 1937;
Carpenter 1999) over a family of towns, S + t · a_i: t = 0 is an even town, larger t a more uneven
one. The value is the D of the member that gives the D seen on average; the ends belong to the
members under which it would be just as large or as small as 2.5 % of draws are.

Three things are not known, and the interval allows for them: whether one asks about the π_i or
about the people who happen to live there (then chance has added nothing), whether a published 0
is a share that the noise would have made negative (both: upper end), and whether the uneven units
are those that look it, or rather those that are known well (lower end). See docs/decisions/0029.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from ankunft.typology import standard_error

Floats = NDArray[np.float64]
Family = Callable[[float], Floats]
Seed = int | Sequence[int]

NORMAL = 1.959964
"""Quantile of the normal distribution that leaves 2.5 % above it. Sums over 20 and more units are
close enough to normal; their mean and spread need fewer draws than their quantiles."""

MOST_DRAWS, FEWEST_DRAWS = 400, 64
NUMBERS = 40_000
"""So many random numbers are enough: the more units, the less a draw differs from the next."""

FARTHEST = 1000.0
"""Largest t: beyond it all units are of one group only."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value and its 95 % interval, which always holds it."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class _Draws:
    """How shares vary: standard normal numbers (draw × unit), with the chance of settling or the
    noise alone, and whether a share stops at 0 and 1 or may go beyond for the sake of the mean."""

    numbers: Floats
    chance: bool
    clipped: bool

    def shares(self, expected: Floats, people: Floats) -> Floats:
        variance = (standard_error(people) / 100) ** 2
        if self.chance:
            variance = variance + expected * (1 - expected) / people
        drawn = expected + self.numbers * np.sqrt(variance)
        return np.clip(drawn, 0, 1) if self.clipped else drawn


def estimate(foreign: Floats, people: Floats, seed: Seed) -> tuple[Estimate, Estimate]:
    """Dissimilarity and isolation of one town from the persons in its units.

    Both groups must be there, and somebody in every unit. All values lie between 0 and 1.
    """
    shares = foreign / people
    seen = float(dissimilarity(shares, people))
    models = free, stopped, noise = _models(shares.size, seed)
    as_seen, as_certain = _families(shares, people, free.numbers)

    def edge(family: Family, model: _Draws, deviation: float, t: float) -> float:
        drawn = dissimilarity(model.shares(family(t), people), people, family(t))
        return float(drawn.mean() + deviation * drawn.std(ddof=1))

    def find(family: Family, model: _Draws, deviation: float, target: float = seen) -> float:
        return _root(partial(edge, family, model, deviation), target)

    # no town looks more even than the noise allows: less than that tells no more than just that
    least = max(seen, edge(as_seen, noise, 0, 0))
    middle = find(as_seen, free, 0)
    value, *ends = (
        float(dissimilarity(family(t), people)) if t else 0.0
        for family, t in (
            (as_seen, middle),
            (as_seen, find(as_seen, free, NORMAL)),
            (as_certain, find(as_certain, free, NORMAL)),
            (as_seen, find(as_seen, stopped, -NORMAL)),
            (as_seen, find(as_seen, noise, -NORMAL, least)),
        )
    )
    uneven = Estimate(value, min(value, *ends[:2]), max(value, *ends[2:]))
    return uneven, _isolation(shares, as_seen(middle), people, models)


def difference(first: Estimate, second: Estimate) -> Estimate:
    """Second − first, independent of each other (MOVER: Zou & Donner 2008).

    Their intervals may be lopsided, as they are near 0.
    """
    moved = second.value - first.value
    down = np.hypot(second.value - second.low, first.high - first.value)
    up = np.hypot(second.high - second.value, first.value - first.low)
    return Estimate(moved, max(moved - float(down), -1.0), min(moved + float(up), 1.0))


def dissimilarity(shares: Floats, people: Floats, expected: Floats | None = None) -> Floats:
    """D of the shares (0 to 1; the last axis holds the units), as PySAL computes it.

    Shares below 0 do not lower the town's own share below half of that of the `expected` shares,
    or D would know no bounds.
    """
    town, ends = _of_town(shares, people, expected)
    apart = (np.abs(shares - town) * people).sum(axis=-1)
    return np.minimum(apart / (2 * people.sum() * ends), 1)


def isolation(shares: Floats, people: Floats, expected: Floats | None = None) -> Floats:
    """Isolation of the shares; see :func:`dissimilarity`."""
    town, _ends = _of_town(shares, people, expected)
    return (shares**2 * people).sum(axis=-1) / (people.sum() * town[..., 0])


def _of_town(shares: Floats, people: Floats, expected: Floats | None) -> tuple[Floats, Floats]:
    """The share S of the town, with an axis for the units, and S(1 − S)."""
    town = (shares * people).sum(axis=-1, keepdims=True) / people.sum()
    if expected is not None:
        middle = (expected * people).sum() / people.sum()
        town = np.clip(town, middle / 2, (1 + middle) / 2)
    return town, (town * (1 - town))[..., 0]


def _models(units: int, seed: Seed) -> tuple[_Draws, _Draws, _Draws]:
    """Chance and noise without and with an end at 0; and noise alone."""
    draws = int(np.clip(NUMBERS // units, FEWEST_DRAWS, MOST_DRAWS))
    half = np.random.default_rng(seed).standard_normal((draws // 2, units))
    numbers = np.concatenate([half, -half])
    return _Draws(numbers, True, False), _Draws(numbers, True, True), _Draws(numbers, False, True)


def _families(shares: Floats, people: Floats, numbers: Floats) -> tuple[Family, Family]:
    """From t to the shares of a town that is t times as uneven as the one seen.

    In the first every unit keeps its part in that, in the second those whose shares are known
    well have more of it (constrained empirical Bayes: Louis 1984).
    """
    weights = people / people.sum()
    town = float(shares @ weights)
    noise = (standard_error(people) / 100) ** 2
    chance = town * (1 - town) / people
    apart = shares - town
    if apart**2 @ weights < noise @ weights * 1e-6:
        # exactly even: any direction will do
        apart = numbers[0] * np.sqrt(noise)
        apart -= apart @ weights
    seen = apart**2 @ weights
    real = max(seen - float((noise + chance) @ weights), 0.0)
    certain = apart / np.sqrt(real + noise + chance)
    certain -= certain @ weights
    certain *= np.sqrt(seen / (certain**2 @ weights))
    return (
        cache(lambda t: np.clip(town + t * apart, 0, 1)),
        cache(lambda t: np.clip(town + t * certain, 0, 1)),
    )


def _root(edge: Callable[[float], float], target: float) -> float:
    """Smallest t at which the rising `edge` reaches the target."""
    from scipy.optimize import brentq

    if edge(0) >= target:
        return 0.0
    upper = 1.25
    while edge(upper) < target:
        upper *= 2
        if upper > FARTHEST:
            return FARTHEST
    return float(brentq(lambda t: edge(t) - target, 0.0, upper, xtol=1e-5, rtol=1e-5))


def _isolation(
    shares: Floats, expected: Floats, people: Floats, models: tuple[_Draws, ...]
) -> Estimate:
    """Smooth in the shares: what the draws add on average is taken off what is seen."""
    seen, true = float(isolation(shares, people)), float(isolation(expected, people))
    found = []
    for model in models:
        drawn = isolation(model.shares(expected, people), people, expected)
        found.append((seen - (float(drawn.mean()) - true), NORMAL * float(drawn.std(ddof=1))))
    # nobody meets fewer than the share of the town on average
    least = float((shares * people).sum() / people.sum())
    value = min(max(found[0][0], least), 1.0)
    low = max(found[0][0] - found[0][1], 0.0)
    high = min(max(middle + half for middle, half in found[1:]), 1.0)
    return Estimate(value, min(low, value), max(high, value))
