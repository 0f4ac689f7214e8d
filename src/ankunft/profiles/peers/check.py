"""A second opinion on a list of similar towns: the Mahalanobis distance.

It counts indicators that move together only once and knows neither blocks nor weights. The
covariance is shrunk (Ledoit & Wolf 2004), because some indicators nearly follow from others. A pair
of which one lacks an indicator, or that shares it because both lie in one Kreis, is compared by the
others alone, and its squared distance scaled up to the full number of indicators: the list has such
towns, too, and would else be refuted by what nobody knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from ankunft.profiles.peers.list import PeerResult, nearest
from ankunft.profiles.peers.pool import candidates
from ankunft.profiles.similarity import Floats, Rows, Space, block_weights

ENOUGH = 2
"""A covariance needs at least so many towns per indicator."""
NEGLIGIBLE = 1e-6
"""A block with less weight than this is as good as left out; the second measure knows no weights."""


@dataclass(frozen=True, eq=False)
class Order:
    """The pool by the Mahalanobis distance to a town.

    Attributes
    ----------
    rows
        Rows of the space, nearest first; none if there are too few towns to learn from.
    compared
        Towns of the pool with at least half of the indicators.
    indicators
        Ids of the indicators that the town has, of blocks with a weight.
    """

    rows: Rows
    compared: int
    indicators: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class CrossCheck:
    """How the list looks by the Mahalanobis distance.

    Attributes
    ----------
    ranks
        Rank of every peer in the pool by that distance (1: nearest), by AGS; NaN for a town
        with fewer than half of the indicators, and for all if there are too few towns.
    overlap
        Towns that are among the nearest n by both distances.
    compared, indicators
        See :class:`Order`.
    """

    ranks: pd.Series
    overlap: int
    compared: int
    indicators: tuple[str, ...]


def cross_check(space: Space, result: PeerResult) -> CrossCheck:
    """Rank the pool of a result (of this space) by the Mahalanobis distance to its town."""
    position = space.position(result.ags)
    others = candidates(space, position, result.pool)
    order = order_of(space, position, others, block_weights(space, result.weights))
    by_rank = pd.Series(
        np.arange(1.0, len(order.rows) + 1), index=space.frame["ags"].iloc[order.rows]
    )
    ranks = by_rank.reindex(pd.Index(result.table["ags"]))
    return CrossCheck(ranks, int((ranks <= result.n).sum()), order.compared, order.indicators)


def order_of(space: Space, position: int, others: Rows, weights: Floats) -> Order:
    """The rows `others` by the Mahalanobis distance to the town in the row `position`."""
    weighted = space.members @ weights > NEGLIGIBLE
    columns = np.flatnonzero(weighted & np.isfinite(space.scaled[position]))
    ids = tuple(space.entries[column].id for column in columns)
    gaps = space.scaled[np.ix_(others, columns)] - space.scaled[position, columns]
    enough = 2 * np.isfinite(gaps).sum(axis=1) >= max(1, len(columns))
    gaps[np.ix_(space.neighbours(position, others), space.of_county[columns])] = np.nan
    enough &= np.isfinite(gaps).any(axis=1)
    others, gaps = others[enough], gaps[enough]
    covariance = _learned(space, tuple(columns.tolist()))
    if covariance is None or not others.size:
        return Order(others[:0], len(others), ids)
    away = _squared(gaps, covariance)
    return Order(others[nearest(space, others, away, len(others))], len(others), ids)


@lru_cache(maxsize=16)
def _learned(space: Space, columns: tuple[int, ...]) -> Floats | None:
    """The covariance of these indicators among the towns compared by default that have them all; None
    if they are too few. Most towns have the same indicators, so it is learned once."""
    values = space.scaled[space.base][:, columns]
    values = values[np.isfinite(values).all(axis=1)]
    if not columns or len(values) < ENOUGH * len(columns):
        return None
    from sklearn.covariance import LedoitWolf

    return LedoitWolf().fit(values).covariance_


def _squared(gaps: Floats, covariance: Floats) -> Floats:
    """Squared distances of pairs (rows) by the indicators (columns) that are known of both, per
    indicator as large as by all."""
    away = np.empty(len(gaps))
    known = np.isfinite(gaps)
    # which are known as one text per row, because rows of a table are slow to tell apart
    kinds = np.packbits(known, axis=1)
    kinds = kinds.view(f"V{kinds.shape[1]}").ravel()
    for first in np.unique(kinds, return_index=True)[1]:
        rows, columns = kinds == kinds[first], known[first]
        own = gaps[np.ix_(rows, columns)]
        solved = np.linalg.solve(covariance[np.ix_(columns, columns)], own.T)
        away[rows] = (own * solved.T).sum(axis=1) * columns.size / columns.sum()
    return away
