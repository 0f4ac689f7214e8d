"""Where one step of a colour scale ends and the next begins, rounded for people.

Steps are first found among the distinct values, then the limits between them are rounded. So no step
is ever empty, and while steps are left two values that differ are in different ones, however many
values are equal: as many steps as asked for, or one per distinct value.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

GROUPS = 256
"""The best steps are looked for among so many groups of neighbouring values at most: the search needs
time that grows with the square of their number, and the picture is the same."""
FINER = 3
"""Powers of ten by which limits are rounded more finely before each is rounded alone."""


def class_limits(values: Floats, scheme: str, count: int) -> Floats:
    """Inner limits (ascending, distinct) of `count` steps; a value on a limit is in the step above.

    `scheme` is "quantiles" (steps of as many areas), "equal" (as wide) or "natural" (Fisher 1958,
    Jenks 1977: least squared distances within). Where equal values, or gaps between them, leave a
    step of that kind empty, it is the nearest to it without an empty step: least sum of squared
    numbers or widths. Missing values are ignored; fewer than `count` distinct values have a step
    each.
    """
    levels, amounts = _levels(values)
    steps = min(count, levels.size)
    if steps < 2:
        return np.empty(0)
    starts = _plain(levels, amounts, scheme, steps)
    if starts is None:
        starts = _best(levels, amounts, scheme, steps)
    return _rounded(levels, starts)


def diverging_limits(values: Floats, scheme: str) -> Floats:
    """Limits −b, −a, 0, a, b: the same steps to either side of 0, each with a value on one at least.

    No limit is a value itself where one can be had that is none: −a and a would be in steps of
    different strength.
    """
    size = np.abs(values)
    limits = class_limits(size, scheme, 3)
    limits = limits[limits > 0]
    if limits.size:
        levels, _amounts = _levels(size)
        limits = np.array([_beside(limit, levels) for limit in limits])
    return np.concatenate([-limits[::-1], [0.0], limits])


def _levels(values: Floats) -> tuple[Floats, Places]:
    """Distinct values, ascending, and how often each occurs (`np.unique` takes twice the time)."""
    known = np.sort(values[np.isfinite(values)])
    new = np.ones(known.size, dtype=bool)
    np.not_equal(known[1:], known[:-1], out=new[1:])
    first = np.flatnonzero(new)
    return known[first], np.diff(first, append=known.size)


def _plain(levels: Floats, amounts: Places, scheme: str, steps: int) -> Places | None:
    """Where in `levels` the second, third … step begins by the plain rule; None where a step would
    be empty, or there is no plain rule."""
    parts = np.arange(1, steps) / steps
    if scheme == "quantiles":
        below = np.cumsum(amounts)
        starts = np.searchsorted(below, parts * below[-1] * (1 - 1e-12)) + 1
    elif scheme == "equal":
        # halves keep the sum of two large numbers finite
        starts = np.searchsorted(levels, levels[0] + parts * (levels[-1] - levels[0]))
    else:
        return None
    return starts if _all_filled(starts, levels.size) else None


def _all_filled(starts: Places, size: int) -> bool:
    return bool((np.diff(starts, prepend=0, append=size) > 0).all())


def _best(levels: Floats, amounts: Places, scheme: str, steps: int) -> Places:
    """Where in `levels` the steps begin that make the sum of their costs least (dynamic programming,
    Fisher 1958)."""
    edges = _groups(levels, amounts, steps)
    cost = _costs(levels, amounts, scheme, edges)
    size = len(edges) - 1
    # reached[j]: least cost of the first groups up to j in as many steps as are done
    reached, came = cost[0], np.zeros((steps, size + 1), dtype=np.intp)
    for step in range(1, steps):
        through = reached[:, np.newaxis] + cost
        came[step] = through.argmin(axis=0)
        reached = through.min(axis=0)
    starts, end = np.empty(steps - 1, dtype=np.intp), size
    for step in range(steps - 1, 0, -1):
        end = came[step, end]
        starts[step - 1] = end
    return edges[starts]


def _groups(levels: Floats, amounts: Places, steps: int) -> Places:
    """Edges of at most :data:`GROUPS` groups of levels: half of them hold as many areas, half are as
    wide, so that neither the many nor the far are one lump."""
    if levels.size <= GROUPS:
        return np.arange(levels.size + 1)
    parts = np.linspace(0, 1, GROUPS // 2 - steps)
    below = np.cumsum(amounts)
    many = np.searchsorted(below, parts * below[-1])
    wide = np.searchsorted(levels, levels[0] + parts * (levels[-1] - levels[0]))
    # the first levels alone, so that there are groups enough for all steps
    return np.unique(np.concatenate([[0, levels.size], np.arange(steps), many, wide]))


def _costs(levels: Floats, amounts: Places, scheme: str, edges: Places) -> Floats:
    """Cost of a step from one edge to another (edges × edges); infinite where it would be empty."""
    size = np.concatenate([[0], np.cumsum(amounts)])[edges].astype(np.float64)
    number = size - size[:, np.newaxis]
    filled = np.arange(len(edges)) > np.arange(len(edges))[:, np.newaxis]
    span = levels[-1] - levels[0]
    if scheme == "quantiles":
        cost = number**2
    elif scheme == "equal":
        first, last = levels[edges[:-1]] / span, levels[edges[1:] - 1] / span
        cost = (np.append(np.nan, last) - np.append(first, np.nan)[:, np.newaxis]) ** 2
    else:
        # inside a group nothing is decided, so its mean stands for it
        each = np.diff(size)
        means = (np.add.reduceat(levels * amounts, edges[:-1]) / each - levels[0]) / span
        sums, squares = (
            np.concatenate([[0.0], np.cumsum(parts)]) for parts in (each * means, each * means**2)
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            cost = (squares - squares[:, np.newaxis]) - (sums - sums[:, np.newaxis]) ** 2 / number
    return np.where(filled, cost, np.inf)


def _rounded(levels: Floats, starts: Places) -> Floats:
    """Limits between steps, all rounded alike to the coarsest of … 10, 5, 2, 1, 0.5 … that moves
    none by more than a quarter of the smallest distance and leaves no step empty; where that cannot
    be, each to the roundest number between its two steps."""
    limits = levels[starts]
    apart = np.diff(np.concatenate([[levels[0]], limits, [levels[-1]]]))
    gap = apart[apart > 0].min()
    for step in _steps(gap / 2, FINER):
        rounded = _to_multiples(limits, step)
        if (np.diff(rounded) > 0).all() and _all_filled(
            np.searchsorted(levels, rounded), levels.size
        ):
            return rounded
    return np.array(
        [_roundest(low, high) for low, high in zip(levels[starts - 1], limits, strict=True)]
    )


def _steps(largest: float, powers: int) -> Iterator[float]:
    """5, 2, 1, 0.5 … times powers of ten, from the coarsest that is not above `largest`."""
    power = np.floor(np.log10(largest)) if largest > 0 else np.nan
    if not np.isfinite(power):
        return
    for below in range(powers + 1):
        for digit in (5, 2, 1):
            step = float(f"{digit}e{int(power) - below}")
            if 0 < step <= largest * (1 + 1e-12):
                yield step


def _to_multiples(values: Floats, step: float) -> Floats:
    decimals = max(0, int(-np.floor(np.log10(step))))
    # numbers that lie too far apart for this step: the caller finds no limits in them
    with np.errstate(over="ignore", invalid="ignore"):
        return np.round(np.round(values / step) * step, decimals) + 0.0


def _roundest(low: float, high: float, *, inside: bool = False) -> float:
    """The multiple of the largest 5, 2 or 1 times a power of ten that is above `low` and not above
    `high` (with `inside`: below it); `high` where floating point numbers know none."""
    for step in _steps((high - low) * 2, 17):
        multiple = float(_to_multiples(np.array([np.floor(high / step) * step]), step)[0])
        for found in (multiple, float(_to_multiples(np.array([multiple - step]), step)[0])):
            if low < found < high or (found == high and not inside):
                return found
    return high


def _beside(limit: float, levels: Floats) -> float:
    """The limit, or the roundest number below it that is no value, between the same two values."""
    place = np.searchsorted(levels, limit)
    if place == 0 or place == levels.size or levels[place] != limit:
        return limit
    return _roundest(float(levels[place - 1]), float(limit), inside=True)
