"""Pairs of towns: alike in the covariates but far apart in the outcome, or the other way round.

Differences are divided by the spread (:func:`ankunft.profiles.similarity.spread`: 1.4826 · MAD, else IQR /
1.349; the standard deviation where most towns share one value); those in covariates end at
:data:`CAP`, so that no single odd figure makes a pair different; texts and yes/no differ by 0 or 1.
The distance of a pair is √(mean d²) over the covariates. "Alike" are the :data:`CALIPER` of all
pairs that are nearest; among them the largest difference on the other side counts, and between
equals the nearer pair.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.profiles.similarity import Floats, Rows, spread
from ankunft.selection.cases.regression import checked
from ankunft.selection.cases.values import Mask, is_category, numbers, texts, there
from ankunft.selection.frame.variables import Variable
from ankunft.selection.plan import Cases

PAIRED = ("most_similar", "most_different")
"""The strategies that pick pairs."""
CALIPER = 0.05
CAP = 3.0
TIE = 0.001
"""The most by which being nearer counts, so that it decides only between equals."""
DECIMALS = 12
MOST_TOWNS = 4_000
"""Eight million pairs; more do not fit beside each other into a small machine's memory."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs that are alike on the side that has to be.

    Attributes
    ----------
    first, second
        Positions in the frame, first < second.
    distance
        In the covariates.
    difference
        Of the outcome: in spreads; 0 or 1 for texts and yes/no.
    limit
        How near pairs had to be (distance, or difference for the most different).
    utility
        What is sought: the difference, or the distance, less up to :data:`TIE` for pairs that are
        less alike.
    missing
        AGS of towns without one of the figures.
    """

    first: Rows
    second: Rows
    distance: Floats
    difference: Floats
    limit: float
    utility: Floats
    missing: tuple[str, ...]


def pairs(
    frame: pd.DataFrame, variables: Mapping[str, Variable], cases: Cases, allowed: Mask
) -> Pairs:
    """The pairs among the allowed towns that the strategy of `cases` can use.

    What counts as alike is measured over all towns of the frame with figures, so that a veto does
    not move it.

    Raises
    ------
    ParameterError
        For unknown, circular or constant variables, no covariates, too many or too few towns.
    """
    outcome, covariates = checked(variables, cases.outcome, cases.covariates)
    if not covariates:
        raise ParameterError(
            "Diese Strategie braucht mindestens eine erklärende Größe (covariates)."
        )
    usable = there(frame, [outcome, *covariates])
    rows = np.flatnonzero(usable)
    if rows.size > MOST_TOWNS:
        raise ParameterError(
            f"Paare werden unter höchstens {MOST_TOWNS} Kommunen gesucht; es sind {rows.size}. "
            "Bitte den Auswahlrahmen enger fassen."
        )
    if rows.size < 3:
        raise ParameterError("Für Paare haben zu wenige Kommunen alle Angaben.")
    used = frame[usable]
    squares = sum(np.minimum(_differences(used, known), CAP) ** 2 for known in covariates)
    distance = np.sqrt(np.asarray(squares) / len(covariates)).round(DECIMALS)
    difference = _differences(used, outcome).round(DECIMALS)
    near, far = (
        (distance, difference) if cases.strategy == "most_similar" else (difference, distance)
    )
    limit = float(np.quantile(near, CALIPER, method="inverted_cdf"))
    first, second = np.triu_indices(rows.size, k=1)
    alike = (near <= limit) & (far > 0) & allowed[rows[first]] & allowed[rows[second]]
    return Pairs(
        first=rows[first[alike]],
        second=rows[second[alike]],
        distance=distance[alike],
        difference=difference[alike],
        limit=limit,
        utility=far[alike] - TIE * near[alike] / (limit or 1.0),
        missing=tuple(frame.index[~usable]),
    )


def _differences(frame: pd.DataFrame, variable: Variable) -> Floats:
    """How far the two towns of each pair are apart, pairs in the order of triu_indices."""
    from scipy.spatial.distance import pdist

    if is_category(variable) or variable.kind == "yesno":
        values = texts(frame, variable) if is_category(variable) else numbers(frame, variable)
        codes = pd.factorize(np.asarray(values))[0].astype(np.float64)
        if np.ptp(codes) == 0:
            raise ParameterError(_constant(variable))
        return (pdist(codes[:, None], "cityblock") > 0).astype(np.float64)
    figures = numbers(frame, variable)
    scale = spread(figures) or float(figures.std())
    if not scale > np.abs(figures).max() * 1e-12:
        raise ParameterError(_constant(variable))
    return pdist(figures[:, None] / scale, "cityblock")


def _constant(variable: Variable) -> str:
    return f"„{variable.label('de')}“ hat bei allen Kommunen denselben Wert."
