"""A second opinion on a list of similar towns: the Mahalanobis distance.

It counts indicators that move together only once and knows neither blocks nor weights. The
covariance is shrunk (Ledoit & Wolf 2004), because some indicators nearly follow from others. Towns
of one Kreis share its figures: such a pair is compared by the others alone, and its squared
distance scaled up to the full number of indicators.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ankunft.peers.list import PeerResult, nearest
from ankunft.peers.pool import candidates
from ankunft.similarity import Floats, Rows, Space, block_weights

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
        Towns of the pool with all the indicators.
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
        without one of the indicators, and for all if there are too few towns.
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
    from sklearn.covariance import LedoitWolf

    weighted = space.members @ weights > NEGLIGIBLE
    columns = np.flatnonzero(weighted & np.isfinite(space.scaled[position]))
    values = space.scaled[:, columns]
    complete = np.all(np.isfinite(values), axis=1)
    others = others[complete[others]]
    ids = tuple(space.entries[column].id for column in columns)
    learned = values[complete & space.base]
    if len(learned) < ENOUGH * max(1, len(columns)) or not others.size or not len(columns):
        return Order(others[:0], len(others), ids)
    shrunk = LedoitWolf().fit(learned)
    gaps = values[others] - values[position]
    away = shrunk.mahalanobis(gaps + shrunk.location_)
    near = space.neighbours(position, others)
    if near.any():
        own = ~space.of_county[columns]
        away[near] = _of_part(gaps[near], shrunk.covariance_, np.flatnonzero(own))
    return Order(others[nearest(space, others, away, len(others))], len(others), ids)


def _of_part(gaps: Floats, covariance: Floats, kept: Rows) -> Floats:
    """The squared distance by some of the indicators, per indicator as large as by all."""
    if not kept.size:
        return np.full(len(gaps), np.nan)
    solved = np.linalg.solve(covariance[np.ix_(kept, kept)], gaps[:, kept].T)
    return (gaps[:, kept] * solved.T).sum(axis=1) * gaps.shape[1] / kept.size
