"""The list of towns near a town: who they are, on what they were compared, and what explains it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ankunft.profiles.peers.pool import Pool
from ankunft.profiles.similarity import Floats, Gaps, LeftOut, Rows, Space

if TYPE_CHECKING:
    from ankunft.profiles.peers.doubt import Doubt

FEWEST_BLOCKS = 3
"""Towns compared on fewer blocks are flagged."""
NAMED = 3
"""So many indicators that join a pair are named, and as many that separate it."""
DECIMALS = 12
"""Distances that differ by less are equal: sums of floating point numbers are no more exact."""


@dataclass(frozen=True, eq=False)
class PeerResult:
    """The towns nearest to a town.

    Attributes
    ----------
    ags, n, weights, pool
        What was asked for; the weights add up to 1.
    pool_size
        Towns that could have been peers.
    missing_blocks
        Blocks with a weight of which the town itself has no figure.
    table
        One row per town, nearest first: ags, name, state, county, population, distance, blocks
        (ids of those compared), complete (they are all with a weight), flagged (fewer than
        :data:`FEWEST_BLOCKS`), stability, joins and separates (ids of the indicators that add
        least and most to the distance). A contrast has `difference` instead of stability and is
        flagged where a block is missing; its weights are those of both sets, each with the sum 1.
    contributions
        See :func:`ankunft.profiles.similarity.contributions`; rows as in the table.
    left_out
        Indicators that could not be compared in this edition.
    doubt
        Why no good comparison exists and the table is empty, else None.
    """

    ags: str
    n: int
    weights: dict[str, float]
    pool: Pool
    pool_size: int
    missing_blocks: tuple[str, ...]
    table: pd.DataFrame
    contributions: pd.DataFrame
    left_out: tuple[LeftOut, ...]
    doubt: Doubt | None = None


def nearest(space: Space, others: Rows, away: Floats, n: int) -> Rows:
    """Positions in `others` of the `n` smallest distances; NaN is no distance."""
    known = np.flatnonzero(np.isfinite(away))
    ags = space.frame["ags"].to_numpy(str)[others[known]]
    return known[np.lexsort((ags, away[known].round(DECIMALS)))][:n]


def describe(space: Space, rows: Rows, found: Gaps, weights: Floats) -> pd.DataFrame:
    """Who the towns are, and the blocks on which they are compared."""
    compared = (found.factors.T > 0) & (weights > 0)
    names = np.array(space.blocks)
    about = space.frame.iloc[rows][["ags", "name", "state", "county"]]
    blocks = pd.Series([tuple(map(str, names[row])) for row in compared], about.index, object)
    return about.assign(
        population=space.frame["population_2022"].iloc[rows],
        distance=np.nan,
        blocks=blocks,
        complete=compared.sum(axis=1) == (weights > 0).sum(),
    )


def named(added: pd.DataFrame, *, smallest: bool) -> pd.Series:
    """Ids of up to :data:`NAMED` indicators that add least (or most) to the squared distance.

    Equal ones keep the order of the catalogue.
    """
    return pd.Series(
        [_order(row, added, smallest)[:NAMED] for row in _rows(added)], added.index, object
    )


def split(added: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Indicators that join and that separate, none named as both; see :func:`named`."""
    joins, separates = named(added, smallest=True), named(added, smallest=False)
    apart = [
        tuple(name for name in most if name not in least)
        for least, most in zip(joins, separates, strict=True)
    ]
    return joins, pd.Series(apart, added.index, object)


def _rows(added: pd.DataFrame) -> Floats:
    return added.to_numpy(np.float64).round(DECIMALS)


def _order(row: Floats, added: pd.DataFrame, smallest: bool) -> tuple[str, ...]:
    known = np.flatnonzero(np.isfinite(row))
    order = np.argsort(row[known] if smallest else -row[known], kind="stable")
    return tuple(str(added.columns[k]) for k in known[order])


def result_of(
    space: Space,
    position: int,
    n: int,
    weights: Floats,
    pool: Pool,
    others: Rows,
    table: pd.DataFrame,
    added: pd.DataFrame,
    doubt: Doubt | None,
) -> PeerResult:
    """The list with what was asked for and what the town itself lacks; ranks are its index."""
    has = np.isfinite(space.scaled[position]).astype(float) @ space.members > 0
    pairs: list[tuple[str, Any, Any]] = list(zip(space.blocks, weights, has, strict=True))
    return PeerResult(
        ags=str(space.frame["ags"].iloc[position]),
        n=n,
        weights={name: float(weight) for name, weight, _own in pairs},
        pool=pool,
        pool_size=len(others),
        missing_blocks=tuple(name for name, weight, own in pairs if weight > 0 and not own),
        table=table.set_axis(range(1, len(table) + 1), axis=0),
        contributions=added,
        left_out=space.left_out,
        doubt=doubt,
    )
