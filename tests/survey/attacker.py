"""Somebody who subtracts tables: reckons hidden cells from published ones, by whole numbers.

Written apart from the audit, with a programme of its own: every town is an unknown answer.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, linprog, milp


class Attacker:
    """Knows each town's groups and weight, that it answered, and every published cell."""

    def __init__(
        self,
        flags: pd.DataFrame,
        weights: pd.Series,
        groupings: Mapping[str, pd.Series],
        tables: Mapping[str, pd.DataFrame],
    ) -> None:
        self.flags, self.tables = flags, tables
        self.own = {"": pd.Series("", flags.index), **groupings}
        kinds = pd.DataFrame({**self.own, "weight": weights}).fillna("–")
        self.kind, patterns = pd.factorize(pd.MultiIndex.from_frame(kinds))
        self.size = np.bincount(self.kind)
        self.weight = np.array([pattern[-1] for pattern in patterns], dtype=float)
        self.answers = list(flags.columns)
        rows, low, high = [], [], []
        for name, table in tables.items():
            for group in table.columns:
                inside = (self.own[name].astype(object) == group).to_numpy()
                for answer in self.answers:
                    if table.at[answer, group] != "":
                        continue
                    row = self.row(answer, inside)
                    count = flags[answer].to_numpy()[inside].sum()
                    rows.append(row)
                    low.append(count)
                    high.append(count)
                    heavy = row * np.tile(self.weight, len(self.answers))
                    total = weights.to_numpy()[inside].sum()
                    said = weights.to_numpy()[inside & flags[answer].to_numpy()].sum()
                    rows.append(heavy)
                    low.append(said - 0.0005 * total - 1e-9)
                    high.append(said + 0.0005 * total + 1e-9)
        for kind, size in enumerate(self.size):
            row = np.zeros((len(self.answers), len(self.size)))
            row[:, kind] = 1
            rows.append(row.ravel())
            low.append(size)
            high.append(size)
        self.rows, self.low, self.high = np.array(rows), np.array(low, float), np.array(high, float)

    def row(self, answer: str, inside: np.ndarray) -> np.ndarray:
        """Which unknowns a cell adds up."""
        row = np.zeros((len(self.answers), len(self.size)))
        row[self.answers.index(answer), np.unique(self.kind[inside])] = 1
        return row.ravel()

    def interval(self, name: str, answer: str, group: str, *, whole: bool) -> tuple[float, float]:
        """The least and the most that a cell can hold, of whole numbers or of any."""
        inside = (self.own[name].astype(object) == group).to_numpy()
        aim, ends = self.row(answer, inside), []
        for sign in (1, -1):
            if whole:
                found = milp(
                    sign * aim,
                    constraints=LinearConstraint(self.rows, self.low, self.high),
                    bounds=Bounds(0, np.inf),
                    integrality=np.ones_like(aim),
                )
            else:
                found = linprog(
                    sign * aim,
                    A_ub=np.vstack([self.rows, -self.rows]),
                    b_ub=np.concatenate([self.high, -self.low]),
                )
            assert found.success, found.message
            ends.append(sign * found.fun)
        return ends[0], ends[1]
