"""Which means and totals of a number are hidden: all tables of the question are audited together.

Primary suppression hides groups of fewer than `fewest` towns, groups whose sum one town dominates
(p % rule: whoever knows the second largest could reckon the largest to within p per cent), and
groups that all named the same number. Secondary suppression hides more until

- the hidden groups of a table, whose sum follows from the rest, are together no such group, and
- the sum of no hidden group can be reckoned from all published figures to within p per cent of its
  largest town (linear programming; Hundepool et al. 2012, ch. 4).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from ankunft.survey.inference.bounds import SLACK, Bounds
from ankunft.survey.inference.disclosure import EVERYONE
from ankunft.survey.inference.suppress import (
    COMPLEMENT,
    DOMINATED,
    FEW,
    FEWEST,
    PERCENT,
    SHOWN,
    UNANIMOUS,
    dominated,
)

DECIMALS = 0.05
"""Published means are rounded to a tenth, so they tell the mean to half of it."""


def number_protection(
    values: pd.Series,
    weights: pd.Series,
    groupings: Mapping[str, pd.Series],
    *,
    fewest: int = FEWEST,
) -> dict[str, pd.Series]:
    """Reason codes by grouping (:data:`~ankunft.survey.inference.disclosure.EVERYONE` for all
    towns), each by group.

    `values`: a number for every town that answered. `fewest` 1 hides nothing.
    """
    everyone = pd.Series(EVERYONE, values.index)
    own = {EVERYONE: everyone} | {
        name: groups.reindex(values.index).astype(object).map(str, na_action="ignore")
        for name, groups in sorted(groupings.items())
    }
    codes = {
        name: values.groupby(groups).agg(lambda part: _primary(part, fewest)).astype(object)
        for name, groups in own.items()
    }
    if fewest > 1 and len(values):
        for name, groups in own.items():
            if name != EVERYONE:
                _join(values, groups, codes[name], fewest)
        _widen(values, weights.reindex(values.index), own, codes)
    return codes


def _primary(values: pd.Series, fewest: int) -> str:
    if len(values) < fewest:
        return FEW
    if fewest > 1 and values.nunique() == 1:
        return UNANIMOUS
    return DOMINATED if fewest > 1 and dominated(values) else SHOWN


def _join(values: pd.Series, groups: pd.Series, codes: pd.Series, fewest: int) -> None:
    """Hide groups, the smallest first, until the hidden ones are together no telling group."""
    sizes = groups.value_counts()
    while (codes != SHOWN).any() and (codes == SHOWN).any():
        hidden = groups.isin(codes.index[codes != SHOWN])
        if (codes != SHOWN).sum() > 1 and _primary(values[hidden], fewest) == SHOWN:
            return
        open_ = codes.index[codes == SHOWN]
        codes.loc[str(sizes.reindex(open_).sort_index().idxmin())] = COMPLEMENT


def _widen(
    values: pd.Series,
    weights: pd.Series,
    own: Mapping[str, pd.Series],
    codes: Mapping[str, pd.Series],
) -> None:
    """Hide more until no hidden group's sum can be reckoned too closely."""
    weighed = (values * weights).to_numpy(float)
    cells = [(name, group) for name in own for group in codes[name].index]
    members = [(own[name] == group).to_numpy() for name, group in cells]
    sums = np.array([weighed[inside].sum() for inside in members])
    room = DECIMALS * np.array([weights.to_numpy(float)[inside].sum() for inside in members])
    rows = csr_matrix(np.array(members, dtype=float))
    least = 0.0 if (weighed >= 0).all() else -np.inf
    solver = Bounds(rows, sums - room, sums + room, least=least)
    hidden = [codes[name][group] != SHOWN for name, group in cells]
    waiting = [place for place, gone in enumerate(hidden) if gone]
    for place in waiting:
        solver.free(place)
    while waiting:
        place = waiting.pop(0)
        needed = PERCENT / 100 * np.abs(weighed[members[place]]).max()
        while (pinning := _pinning(solver, rows, place, sums, needed, hidden)) is not None:
            name, group = cells[pinning]
            codes[name][group] = COMPLEMENT
            hidden[pinning] = True
            solver.free(pinning)
            waiting.append(pinning)


def _pinning(
    solver: Bounds,
    rows: csr_matrix,
    place: int,
    sums: NDArray[np.float64],
    needed: float,
    hidden: list[bool],
) -> int | None:
    """A published sum that keeps this hidden one too narrow; None if it is wide enough."""
    for sign in (1, -1):
        found, felt = solver.least(rows[[place]].indices, sign)
        reached = float((rows[[place]] @ found)[0]) if found.size else -sign * np.inf
        wide = sign * (sums[place] - reached) >= needed - SLACK
        if wide or (sign > 0 and reached <= SLACK):
            continue
        pinning = [k for k, gone in enumerate(hidden) if not gone and felt[k]]
        if pinning:
            return min(pinning, key=lambda k: (k == 0, sums[k], k))
    return None
