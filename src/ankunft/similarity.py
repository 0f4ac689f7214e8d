"""How far apart two towns are: one robust distance over blocks of indicators.

Every indicator is transformed (:func:`ankunft.profiles.transformed`) and divided by its spread:
1.4826 · MAD, else IQR / 1.349 (both estimate the standard deviation of a normal distribution and
bear outliers: Rousseeuw & Croux 1993), else it is left out with a note. With d the difference of
two towns in an indicator,

    mean d²_b = Σ_j u_j d_j² / Σ_j u_j      over the indicators of block b that both towns have,
    distance  = √(Σ_b w_b · mean d²_b / Σ_b w_b)      over the blocks both towns have,

u = 1, or ½ for an indicator that is known for the Kreis only, w = the weights of the blocks.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import iqr, median_abs_deviation

from ankunft.errors import ParameterError
from ankunft.i18n import translator
from ankunft.profiles import Entry, blocks, entries, transformed

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

BASE = 5_000
"""The spread of an indicator is that among towns of at least so many inhabitants (2022): those that
are compared by default."""
COUNTY_WEIGHT = 0.5
"""Weight inside its block of an indicator that is known for the Kreis only."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An indicator without spread: it cannot tell towns apart and is no part of the distance."""

    entry: Entry

    def text(self, lang: str) -> str:
        """The note for the reader."""
        _ = translator(lang)
        return _("{indicator} ist nicht Teil des Vergleichs: Die Werte streuen nicht.").format(
            indicator=self.entry.label(lang)
        )


@dataclass(frozen=True, eq=False)
class Space:
    """All towns of an edition ready to be compared, whatever the weights of the blocks.

    Attributes
    ----------
    frame
        That of :func:`ankunft.profiles.profile_frame`.
    entries, scaled
        The indicators that are compared, and their transformed, scaled values (towns × entries).
    blocks, members
        The blocks, and the weight of each entry inside each block (entries × blocks, 0: not in it).
    base
        The towns whose spread is the scale.
    left_out
        Indicators without spread.
    """

    frame: pd.DataFrame
    entries: tuple[Entry, ...]
    scaled: Floats
    blocks: tuple[str, ...]
    members: Floats
    base: NDArray[np.bool_]
    left_out: tuple[LeftOut, ...]

    def position(self, ags: str) -> int:
        """The row of a town.

        Raises
        ------
        ParameterError
            If the edition has no figures of it.
        """
        found = self.frame.index.get_indexer(pd.Index([ags]))[0]
        if found < 0:
            raise ParameterError(f"Für „{ags}“ hat diese Ausgabe keine Werte.")
        return int(found)


@dataclass(frozen=True, eq=False)
class Gaps:
    """One town beside others: mean d² per block (blocks × others) and whether both have it (1 or
    0); where they have not, the mean is 0."""

    means: Floats
    shared: Floats


def prepare(frame: pd.DataFrame, compared: Sequence[Entry] | None = None) -> Space:
    """Transform and scale the indicators of all towns; `compared` defaults to those of the catalogue."""
    if compared is None:
        compared = [known for known in entries() if known.compared]
    base = (frame["population_2022"] >= BASE).to_numpy()
    kept, columns, left_out = [], [], []
    for known in compared:
        values = transformed(frame, known).to_numpy(np.float64)
        scale = spread(values[base])
        if scale is None:
            left_out.append(LeftOut(known))
            continue
        kept.append(known)
        columns.append(values / scale)
    names = tuple(block.id for block in blocks())
    return Space(
        frame=frame,
        entries=tuple(kept),
        scaled=np.column_stack(columns) if columns else np.empty((len(frame), 0)),
        blocks=names,
        members=_members(kept, names),
        base=base,
        left_out=tuple(left_out),
    )


def spread(values: Floats) -> float | None:
    """1.4826 · MAD, IQR / 1.349 where the MAD is 0, None where both are; NaN is left out."""
    known = values[np.isfinite(values)]
    if known.size < 2:
        return None
    scales = (median_abs_deviation(known, scale="normal"), iqr(known, scale="normal"))
    # a spread that is rounding error says no more than none
    enough = max(1.0, float(np.abs(known).max())) * 1e-9
    return next((float(scale) for scale in scales if scale > enough), None)


def block_weights(space: Space, weights: Mapping[str, float] | None) -> Floats:
    """The weights in the order of the blocks with the sum 1; a block that is not named has 1.

    Raises
    ------
    ParameterError
        If a block does not exist, a weight is negative or no number, or all are 0.
    """
    given = dict(weights or {})
    unknown = [name for name in given if name not in space.blocks]
    if unknown:
        known = ", ".join(space.blocks)
        raise ParameterError(f"Den Block „{unknown[0]}“ gibt es nicht; möglich sind {known}.")
    if any(not math.isfinite(weight) or weight < 0 for weight in given.values()):
        raise ParameterError("Gewichte sind Zahlen ab 0.")
    values = np.array([given.get(name, 1.0) for name in space.blocks], dtype=np.float64)
    if not values.any():
        raise ParameterError("Mindestens ein Block braucht ein Gewicht über 0.")
    values /= values.max()  # tiny weights would add up to 0
    return values / values.sum()


def gaps(space: Space, position: int, others: Rows) -> Gaps:
    """The town in this row beside the towns in the rows `others`."""
    squares = (space.scaled[others] - space.scaled[position]) ** 2
    both = np.isfinite(squares)
    amounts = _product(both.astype(np.float64), space.members)
    shared = amounts > 0
    sums = _product(np.where(both, squares, 0.0), space.members)
    means = np.divide(sums, amounts, out=np.zeros_like(sums), where=shared)
    return Gaps(np.ascontiguousarray(means.T), np.ascontiguousarray(shared.T, dtype=np.float64))


def distances(found: Gaps, weights: Floats) -> Floats:
    """The distance to each of the others; NaN where no block with a weight is shared.

    With several rows of weights: one row of distances for each.
    """
    amounts = _product(weights, found.shared)
    sums = _product(weights, found.means)
    known = amounts > 0
    return np.sqrt(np.divide(sums, amounts, out=np.full(sums.shape, np.nan), where=known))


def contributions(space: Space, position: int, others: Rows, weights: Floats) -> pd.DataFrame:
    """What each indicator adds to the squared distance; rows: AGS of the others, columns: entries.

    Rows add up to the squared distance. NaN: one of the two has no figure, or the block no weight.
    """
    squares = (space.scaled[others] - space.scaled[position]) ** 2
    both = np.isfinite(squares).astype(np.float64)
    amounts = _product(both, space.members)
    used = weights * (amounts > 0)
    total = used.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        per_unit = np.where((amounts > 0) & (used > 0), used / total / amounts, np.nan)
    inside = space.members.sum(axis=1)
    block = space.members.argmax(axis=1)
    return pd.DataFrame(
        squares * inside * per_unit[:, block],
        index=space.frame.index[others],
        columns=[known.id for known in space.entries],
    )


def _product(left: Floats, right: Floats) -> Floats:
    """Matrix product; `einsum` sums in one order and starts no threads, which cost more than they
    save on matrices with a handful of columns."""
    return np.einsum("...k,kn->...n", left, right)


def _members(kept: Sequence[Entry], names: Sequence[str]) -> Floats:
    members = np.zeros((len(kept), len(names)))
    for row, known in enumerate(kept):
        weight = COUNTY_WEIGHT if known.level == "county" else 1.0
        members[row, names.index(known.block)] = weight
    return members
