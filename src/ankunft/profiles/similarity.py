"""How far apart two towns are: one robust distance over blocks of indicators.

Every indicator is transformed (:func:`ankunft.profiles.frame.transformed`) and divided by its spread:
1.4826 · MAD, else IQR / 1.349 (both estimate the standard deviation of a normal distribution and
bear outliers: Rousseeuw & Croux 1993), else it is left out with a note. With d the difference of
two towns in an indicator,

    mean d²_b = Σ_j u_j d_j² / Σ_j u_j      over the indicators of block b that both towns have,
    k_b       = mean of u_j over the same indicators,
    distance  = √(Σ_b w_b k_b · mean d²_b / Σ_b w_b k_b)      over the blocks both towns have,

u = 1, or ½ for an indicator that is known for the Kreis only, w = the weights of the blocks. So the
weight of a block falls with its share of Kreis values: to ½ where all are, to ¾ where half are. Two
towns of one Kreis share its figures, which say nothing about the two: for such a pair they are
missing, not equal. In a town that is a Kreis of its own they are the town's figures, so between two
such towns u = 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import iqr, median_abs_deviation

from ankunft.base.errors import ParameterError
from ankunft.base.language import translator
from ankunft.profiles.frame import Entry, blocks, entries, transformed

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]

BASE = 5_000
"""The spread of an indicator is that among towns of at least so many inhabitants (2022): those that
are compared by default."""
COUNTY_WEIGHT = 0.5
"""Weight (u) of an indicator that is known for the Kreis only beside one known for the town."""


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
        That of :func:`ankunft.profiles.frame.profile_frame`.
    entries, scaled
        The indicators that are compared, and their transformed, scaled values (towns × entries).
    blocks, members
        The blocks, and which entry is in which (entries × blocks, 1 or 0).
    of_county
        Whether an entry is a figure of the Kreis.
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
    of_county: Mask
    base: Mask
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

    def neighbours(self, position: int, others: Rows) -> Mask:
        """Which of the others lie in the Kreis of this town."""
        counties = self.frame["county"].to_numpy(str)
        return counties[others] == counties[position]

    def block_factors(self) -> dict[str, float]:
        """By how much the Kreis values of a block lower its weight (k above), 1 for none, where two
        towns that are no Kreis have all its indicators; blocks without indicators lack."""
        own = np.where(self.of_county, COUNTY_WEIGHT, 1.0)
        known = {
            name: own[column > 0] for name, column in zip(self.blocks, self.members.T, strict=True)
        }
        return {name: float(values.mean()) for name, values in known.items() if values.size}


@dataclass(frozen=True, eq=False)
class Gaps:
    """One town beside others, per block (blocks × others): how much of the block's weight counts (k,
    0 where the two have nothing in common to compare), and k · mean d²."""

    factors: Floats
    sums: Floats


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
        members=np.array(
            [[known.block == name for name in names] for known in kept], float
        ).reshape(-1, len(names)),
        of_county=np.array([known.level == "county" for known in kept], bool),
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
    weights, weighted = _pairs(space, position, others)
    counts = _product((weights > 0).astype(np.float64), space.members)
    factors, sums = (
        np.divide(part, counts, out=np.zeros_like(part), where=counts > 0)
        for part in (_product(weights, space.members), _product(weighted, space.members))
    )
    return Gaps(np.ascontiguousarray(factors.T), np.ascontiguousarray(sums.T))


def distances(found: Gaps, weights: Floats) -> Floats:
    """The distance to each of the others; NaN where no block with a weight is shared.

    With several rows of weights: one row of distances for each.
    """
    amounts = _product(weights, found.factors)
    sums = _product(weights, found.sums)
    known = amounts > 0
    return np.sqrt(np.divide(sums, amounts, out=np.full(sums.shape, np.nan), where=known))


def contributions(space: Space, position: int, others: Rows, weights: Floats) -> pd.DataFrame:
    """What each indicator adds to the squared distance; rows: AGS of the others, columns: entries.

    Rows add up to the squared distance. NaN: one of the two has no figure of its own (or it is that
    of the Kreis both lie in), or the block no weight.
    """
    pairs, weighted = _pairs(space, position, others)
    counts = _product((pairs > 0).astype(np.float64), space.members)
    block = space.members.argmax(axis=1)
    # w_b / n_b: what one indicator with u = 1 weighs
    each = np.divide(weights, counts, out=np.zeros_like(counts), where=counts > 0)[:, block]
    total = (pairs * each).sum(axis=1, keepdims=True)
    known = (pairs > 0) & (each > 0)
    added = np.divide(weighted * each, total, out=np.full(pairs.shape, np.nan), where=known)
    return pd.DataFrame(
        added,
        index=space.frame.index[others],
        columns=[known.id for known in space.entries],
    )


def _pairs(space: Space, position: int, others: Rows) -> tuple[Floats, Floats]:
    """Per pair and indicator (others × entries): u, 0 where it cannot be compared, and u · d²."""
    squares = (space.scaled[others] - space.scaled[position]) ** 2
    weights = np.where(space.of_county, COUNTY_WEIGHT, 1.0) * np.ones_like(squares)
    independent = space.frame["independent"].to_numpy(bool)
    if independent[position]:
        weights[independent[others]] = 1.0
    weights[np.ix_(space.neighbours(position, others), space.of_county)] = 0.0
    weights[~np.isfinite(squares)] = 0.0
    return weights, np.where(weights > 0, squares, 0.0) * weights


def _product(left: Floats, right: Floats) -> Floats:
    """Matrix product; `einsum` sums in one order and starts no threads, which cost more than they
    save on matrices with a handful of columns."""
    return np.einsum("...k,kn->...n", left, right)
