"""Diverse cases: towns that together cover the range of the outcome and the covariates.

A number is cut into thirds of the towns, a category and a yes/no into its values. The list first
covers as many of these levels as it can, then combinations of them (those of many towns first), and
takes of each the town nearest to its middle: the smallest mean distance, in percentile ranks, from
the middle of its thirds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ankunft.profiles.similarity import Floats
from ankunft.selection.cases.candidates import Goal
from ankunft.selection.cases.regression import checked
from ankunft.selection.cases.values import Mask, is_category, numbers, texts, there
from ankunft.selection.frame.variables import Variable
from ankunft.selection.plan import Cases

PARTS = 3


@dataclass(frozen=True, eq=False)
class Diverse:
    """The towns with all figures, by level and combination.

    Attributes
    ----------
    levels
        Index ags, columns ids: the value, or of numbers the third ("0", "1", "2" from below).
    combination
        Index ags: number of the combination of levels.
    utility
        Nearness to the middle, 0 or less.
    missing
        AGS of towns without one of the figures.
    """

    levels: pd.DataFrame
    combination: pd.Series
    utility: Floats
    missing: tuple[str, ...]

    def goals(self, towns: pd.Index, included: Mask) -> tuple[Goal, ...]:
        """Levels, then combinations, for these towns; what included towns (mask over
        `self.levels`) cover is worth nothing any more. A combination is worth its towns."""
        single = pd.get_dummies(self.levels, prefix_sep="\x1f")
        joint = pd.get_dummies(self.combination)
        goals = []
        for cells, worth in ((single, pd.Series(1, single.columns)), (joint, joint.sum())):
            open_cells = ~cells[included].any().to_numpy(dtype=bool)
            part = cells.loc[towns, cells.columns[open_cells]]
            some = part.any().to_numpy(dtype=bool)
            goals.append(
                Goal(
                    part.to_numpy(dtype=bool)[:, some],
                    np.asarray(worth[open_cells][some], dtype=np.int64),
                )
            )
        return tuple(goals)


def diverse(frame: pd.DataFrame, variables: Mapping[str, Variable], cases: Cases) -> Diverse:
    """The towns of the frame by level and combination.

    Raises
    ------
    ParameterError
        For unknown or circular variables.
    """
    outcome, covariates = checked(variables, cases.outcome, cases.covariates)
    used = [outcome, *covariates]
    usable = there(frame, used)
    part = frame[usable]
    levels, away = {}, []
    for variable in used:
        if is_category(variable):
            levels[variable.id] = texts(part, variable).astype(str)
        elif variable.kind == "yesno":
            levels[variable.id] = pd.Series(numbers(part, variable), part.index).map(
                {1.0: "yes", 0.0: "no"}
            )
        else:
            third, off = _thirds(numbers(part, variable))
            levels[variable.id] = pd.Series(third.astype(str), part.index)
            away.append(off)
    table = pd.DataFrame(levels, index=part.index)
    return Diverse(
        levels=table,
        combination=table.groupby(list(table.columns), sort=True).ngroup(),
        utility=-np.mean(away, axis=0) if away else np.zeros(len(part)),
        missing=tuple(frame.index[~usable]),
    )


def _thirds(values: Floats) -> tuple[np.ndarray, Floats]:
    """The third of each value (equal values in one third), and how far it is from its middle."""
    if not values.size:
        return np.zeros(0, dtype=int), np.zeros(0)
    ranks = (pd.Series(values).rank(method="average").to_numpy() - 0.5) / values.size
    third = np.minimum((ranks * PARTS).astype(int), PARTS - 1)
    return third, np.abs(ranks - (third + 0.5) / PARTS)
