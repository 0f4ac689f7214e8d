"""Towns that are similar to a town, why, and how firmly; and pairs alike in one respect only.

Being near says nothing about better or worse. The distance (:mod:`ankunft.profiles.similarity`) is
symmetric; being among the nearest is not. Equal distances are ordered by AGS.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.profiles.peers.doubt import JUDGED, doubt_about, doubt_by_size
from ankunft.profiles.peers.list import (
    DECIMALS,
    FEWEST_BLOCKS,
    PeerResult,
    describe,
    named,
    nearest,
    result_of,
    split,
)
from ankunft.profiles.peers.pool import Pool, candidates
from ankunft.profiles.similarity import (
    Floats,
    Gaps,
    Rows,
    Space,
    block_weights,
    contributions,
    distances,
    gaps,
    prepare,
)

DRAWS = 500
CONCENTRATION = 50.0
SEED = 0
PARTS = 10
"""The draws are reckoned in so many parts, which fit into the processor's cache."""
AMONG = 50
"""A contrast is looked for among so many of the nearest towns."""


def peers(
    towns: Space | pd.DataFrame,
    ags: str,
    *,
    n: int = 10,
    weights: Mapping[str, float] | None = None,
    pool: Pool | None = None,
) -> PeerResult:
    """The `n` towns nearest to a town; a frame (see :func:`prepare`) is prepared first.

    A block that `weights` does not name weighs 1. Stability is the share of :data:`DRAWS` draws of
    weights (Dirichlet around `weights`, concentration :data:`CONCENTRATION`, seed :data:`SEED`) in
    which the town stays among the nearest `n`. Where no good comparison exists
    (:mod:`ankunft.profiles.peers.doubt`) the list is empty.

    Raises
    ------
    ParameterError
        For an unknown town or block, impossible weights, `n` below 1 or an impossible pool.
    """
    space, pool = _space(towns), pool or Pool()
    _check(n)
    used = block_weights(space, weights)
    position = space.position(ags)
    others = candidates(space, position, pool)
    found = gaps(space, position, others)
    away = distances(found, used)
    closest = nearest(space, others, away, max(n, JUDGED))
    doubt = doubt_about(space, position, others, closest, used, pool)
    chosen = closest[: 0 if doubt else n]
    table = describe(space, others[chosen], _part(found, chosen), used)
    added = contributions(space, position, others[chosen], used)
    joins, separates = split(added)
    table = table.assign(
        distance=away[chosen],
        flagged=table["blocks"].map(len) < FEWEST_BLOCKS,
        stability=_stability(found, used, chosen, n),
        joins=joins,
        separates=separates,
    )
    return result_of(space, position, n, used, pool, others, table, added, doubt)


def contrast(
    towns: Space | pd.DataFrame,
    ags: str,
    *,
    alike: Sequence[str] | None = None,
    different: Sequence[str] = ("migration",),
    n: int = 10,
    among: int = AMONG,
    weights: Mapping[str, float] | None = None,
    pool: Pool | None = None,
) -> PeerResult:
    """Towns near in the blocks `alike`, ordered by how far they are in the blocks `different`.

    By default similar in structure (all other blocks) and different in arrival; the other way
    round with ``alike=["migration"]`` and the other blocks as `different`. Of the `among` towns
    with the smallest distance in `alike` those `n` with the largest in `different` (column
    difference) come first. joins are indicators of `alike`, separates of `different`, each
    reckoned as part of its own distance. Flagged: a block is missing in one of the two towns. Too
    small a town (:data:`ankunft.profiles.peers.doubt.LEAST`) gets an empty list.

    Raises
    ------
    ParameterError
        As :func:`peers`; if both sets share a block; if the town has no figure in one of them.
    """
    space, pool = _space(towns), pool or Pool()
    _check(n, among)
    if alike is None:
        alike = [name for name in space.blocks if name not in different]
    near, far = _both_weights(space, alike, different, weights)
    position = space.position(ags)
    others = candidates(space, position, pool)
    found = gaps(space, position, others)
    away, apart = distances(found, near), distances(found, far)
    doubt = doubt_by_size(space, position)
    if others.size and not doubt and (np.isnan(away).all() or np.isnan(apart).all()):
        raise ParameterError(f"Für „{ags}“ fehlen Werte in den Blöcken dieses Vergleichs.")
    closest = nearest(space, others, np.where(np.isnan(apart), np.nan, away), among)
    chosen = closest[nearest(space, others[closest], -apart[closest], 0 if doubt else n)]
    joining = contributions(space, position, others[chosen], near)
    separating = contributions(space, position, others[chosen], far)
    table = describe(space, others[chosen], _part(found, chosen), near + far)
    table = table.assign(
        distance=away[chosen],
        difference=apart[chosen],
        flagged=~table["complete"],
        joins=named(joining, smallest=True),
        separates=named(separating, smallest=False),
    )
    added = joining.where(joining.notna(), separating)
    return result_of(space, position, n, near + far, pool, others, table, added, doubt)


def _stability(found: Gaps, weights: Floats, chosen: Rows, n: int) -> Floats:
    """Share of the draws in which each of the chosen stays within the nearest n."""
    if not chosen.size:
        return np.empty(0)
    positive = weights > 0
    draws = np.zeros((DRAWS, weights.size))
    generator = np.random.default_rng(SEED)
    draws[:, positive] = generator.dirichlet(CONCENTRATION * weights[positive], size=DRAWS)
    stays = np.zeros(chosen.size)
    for some in np.array_split(draws, PARTS):
        away = np.nan_to_num(distances(found, some), nan=np.inf)
        last = min(n, away.shape[1]) - 1
        limit = np.partition(away, last, axis=1)[:, [last]]
        stays += (away[:, chosen] <= limit + 10.0**-DECIMALS).sum(axis=0)
    return stays / DRAWS


def _both_weights(
    space: Space,
    alike: Sequence[str],
    different: Sequence[str],
    weights: Mapping[str, float] | None,
) -> tuple[Floats, Floats]:
    if set(alike) & set(different):
        raise ParameterError("Ein Block kann nicht zugleich ähnlich und verschieden sein.")
    given = block_weights(space, weights)
    result = []
    for ids in (alike, different):
        block_weights(space, dict.fromkeys(ids, 1.0))  # refuses what is no block
        own = given * np.isin(space.blocks, list(ids))
        if not own.any():
            raise ParameterError("Mindestens ein Block braucht ein Gewicht über 0.")
        result.append(own / own.sum())
    return result[0], result[1]


def _part(found: Gaps, rows: Rows) -> Gaps:
    return Gaps(found.factors[:, rows], found.sums[:, rows])


def _space(towns: Space | pd.DataFrame) -> Space:
    return towns if isinstance(towns, Space) else prepare(towns)


def _check(*numbers: int) -> None:
    if any(number < 1 for number in numbers):
        raise ParameterError("Es braucht mindestens eine Vergleichsstadt.")
