"""Which towns can be peers of a town."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ankunft.base.errors import ParameterError
from ankunft.profiles.similarity import BASE, Rows, Space


@dataclass(frozen=True, slots=True)
class Pool:
    """Which towns can be peers; the town itself never is.

    Attributes
    ----------
    min_population, max_population
        Inhabitants 2022. Without a smallest number it is :data:`ankunft.profiles.similarity.BASE`, unless
        `factor` or `ags` is given.
    factor
        At least 1: from the inhabitants of the town divided by it to those times it.
    other_state, other_county
        Leave out the town's own Land or Kreis; by default its Kreis, whose figures it shares.
    ags
        Only these towns.
    """

    min_population: float | None = None
    max_population: float | None = None
    factor: float | None = None
    other_state: bool = False
    other_county: bool = True
    ags: tuple[str, ...] | None = None


def candidates(space: Space, position: int, pool: Pool) -> Rows:
    """The rows of the towns that can be peers of the town in this row.

    Raises
    ------
    ParameterError
        If a town of the pool has no figures, a factor is below 1, or the smallest number of
        inhabitants is above the largest.
    """
    frame = space.frame
    people = frame["population_2022"].to_numpy(np.float64)
    least, most = _window(people[position], pool)
    keep: NDArray[np.bool_] = (people >= least) & (people <= most)
    if pool.ags is not None:
        for ags in pool.ags:
            space.position(ags)
        keep &= frame.index.isin(pool.ags)
    for column, leave_out in (("state", pool.other_state), ("county", pool.other_county)):
        if leave_out:
            keep &= (frame[column] != frame[column].iloc[position]).to_numpy()
    keep[position] = False
    return np.flatnonzero(keep)


def _window(people: float, pool: Pool) -> tuple[float, float]:
    if pool.factor is not None and not pool.factor >= 1:
        raise ParameterError("Der Faktor der Einwohnerzahl ist mindestens 1.")
    least = pool.min_population
    if least is None:
        least = 0 if pool.factor is not None or pool.ags is not None else BASE
    most = np.inf if pool.max_population is None else pool.max_population
    if not least <= most:
        raise ParameterError("Die kleinste Einwohnerzahl liegt über der größten.")
    if pool.factor is not None:
        least, most = max(least, people / pool.factor), min(most, people * pool.factor)
    return least, most
