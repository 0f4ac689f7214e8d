"""A second opinion on a list of similar towns: the Mahalanobis distance.

It counts indicators that move together only once and knows neither blocks nor weights. The
covariance is shrunk (Ledoit & Wolf 2004), because some indicators nearly follow from others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ankunft.peers.list import PeerResult, nearest
from ankunft.peers.pool import candidates
from ankunft.similarity import Space, block_weights

ENOUGH = 2
"""A covariance needs at least so many towns per indicator."""


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
    compared
        Towns of the pool with all the indicators.
    indicators
        Ids of the indicators that the town has, of blocks with a weight.
    """

    ranks: pd.Series
    overlap: int
    compared: int
    indicators: tuple[str, ...]


def cross_check(space: Space, result: PeerResult) -> CrossCheck:
    """Rank the pool of a result (of this space) by the Mahalanobis distance to its town."""
    from sklearn.covariance import LedoitWolf

    position = space.position(result.ags)
    weighted = space.members @ block_weights(space, result.weights) > 0
    columns = np.flatnonzero(weighted & np.isfinite(space.scaled[position]))
    values = space.scaled[:, columns]
    complete = np.all(np.isfinite(values), axis=1)
    others = candidates(space, position, result.pool)
    others = others[complete[others]]
    ids = tuple(space.entries[column].id for column in columns)
    ranks = pd.Series(np.nan, index=pd.Index(result.table["ags"]))
    learned = values[complete & space.base]
    if len(learned) < ENOUGH * max(1, len(columns)) or not others.size or not len(columns):
        return CrossCheck(ranks, 0, len(others), ids)
    shrunk = LedoitWolf().fit(learned)
    away = shrunk.mahalanobis(values[others] - values[position] + shrunk.location_)
    order = others[nearest(space, others, away, len(others))]
    by_rank = pd.Series(np.arange(1.0, len(order) + 1), index=space.frame["ags"].iloc[order])
    ranks = by_rank.reindex(ranks.index)
    return CrossCheck(ranks, int((ranks <= result.n).sum()), len(others), ids)
