"""A weighted score of towns, and weights that vary around the stated ones.

Each variable becomes the mid-rank percentile among the towns that have all figures, 100 · (rank −
½) / N with the mean rank of equals: bounded, without a unit, and an outlier counts no more than
another town at the top. Yes is 100, no is 0. Where small values count it is 100 − percentile.
Score = Σ w p / Σ w, between 0 and 100; it says nothing but the order under these weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.profiles.similarity import Floats
from ankunft.selection.cases.values import is_category, joined, numbers, there
from ankunft.selection.frame.variables import Variable, variable
from ankunft.selection.plan import ScoreWeight

DRAWS = 500
DRAWS_WITH_WISHES = 200
"""Under wishes every draw is a list to be solved."""
CONCENTRATION = 50.0
"""Of the Dirichlet distribution around the weights: as for similar towns."""
SEED = 0


@dataclass(frozen=True, eq=False)
class Scored:
    """Towns with a score.

    Attributes
    ----------
    parts
        Percentiles of the towns that have all figures (index ags, columns ids; 0 to 100, already
        turned where small values count).
    score
        0 to 100, index as in parts.
    missing
        AGS of towns without one of the figures.
    """

    parts: pd.DataFrame
    score: pd.Series
    missing: tuple[str, ...]


def score(
    frame: pd.DataFrame, variables: Mapping[str, Variable], weights: Sequence[ScoreWeight]
) -> Scored:
    """The weighted score of every town with all figures.

    Raises
    ------
    ParameterError
        For an unknown variable, a category, or a variable named twice.
    """
    used = [variable(variables, weight.variable) for weight in weights]
    texts_only = [known.label("de") for known in used if is_category(known)]
    if texts_only:
        raise ParameterError(
            f"{joined(texts_only)} ist keine Zahl und kann nicht in die Punktzahl."
        )
    twice = [known.label("de") for k, known in enumerate(used) if known in used[:k]]
    if twice:
        raise ParameterError(f"{joined(twice)} steht mehrmals in der Punktzahl.")
    usable = there(frame, used)
    parts = pd.DataFrame(
        {
            known.id: _percentile(numbers(frame, known)[usable], known, weight.high)
            for known, weight in zip(used, weights, strict=True)
        },
        index=frame.index[usable],
    )
    total = pd.Series(parts.to_numpy() @ normal(weights), parts.index)
    return Scored(parts, total, tuple(frame.index[~usable]))


def normal(weights: Sequence[ScoreWeight]) -> Floats:
    """The weights with the sum 1."""
    values = np.array([weight.weight for weight in weights], dtype=np.float64)
    return values / values.sum()


def draws(weights: Sequence[ScoreWeight], size: int) -> Floats:
    """Weights that vary around the stated ones (draws × weights), each with the sum 1."""
    generator = np.random.default_rng(SEED)
    return generator.dirichlet(CONCENTRATION * normal(weights), size=size)


def _percentile(values: Floats, known: Variable, high: bool) -> Floats:
    if known.kind == "yesno":
        percentiles = 100.0 * values
    else:
        ranks = pd.Series(values).rank(method="average").to_numpy()
        percentiles = 100.0 * (ranks - 0.5) / max(1, values.size)
    return percentiles if high else 100.0 - percentiles
