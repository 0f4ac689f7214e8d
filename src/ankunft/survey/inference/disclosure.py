"""Which cells of all tables of one question are hidden: the tables are audited together.

A municipality is known by name, and so is what it is grouped by: stratum, Land, class. Whoever
reads several tables of a question may subtract one from another. Primary suppression hides cells on
fewer than `fewest` towns and groups that all answered the same; secondary suppression hides more
until no table, margin or difference of tables narrows a hidden cell too much. For every hidden cell
the least and the greatest number that all published figures together allow is found by linear
programming, as an attacker would who knows every town's groups and weight and who has answered
(Fischetti & Salazar 2000; Hundepool et al. 2012, ch. 4). The interval has to reach :data:`WIDTH`
above the true number and as far below it, or to 0 and to all towns of the group.

The result depends on the answers alone, not on the order in which tables are looked at, so two
readers never get patterns that complete one another.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, vstack

from ankunft.survey.inference.bounds import SLACK, Bounds
from ankunft.survey.inference.suppress import COMPLEMENT, FEW, FEWEST, SHOWN, UNANIMOUS

WIDTH = 3
"""Towns by which the interval of a hidden cell exceeds its true number to either side."""

ROUNDING = 0.0005
"""Published shares are rounded to a tenth of a percent, so they tell the share to half of it."""

EVERYONE = ""
"""Name of the table over all towns, and of its only group."""

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Protection:
    """Reason codes of :mod:`ankunft.survey.inference.suppress` for all tables of a question.

    `tables`: name of the grouping (:data:`EVERYONE` for all towns) → answers × groups, "" where
    the cell is shown.
    """

    tables: Mapping[str, pd.DataFrame]

    @property
    def everyone(self) -> pd.Series:
        """Codes by answer, over all towns."""
        return self.tables[EVERYONE][EVERYONE]


def protection(
    flags: pd.DataFrame,
    weights: pd.Series,
    groupings: Mapping[str, pd.Series],
    *,
    fewest: int = FEWEST,
    harmless: Collection[str] = (),
) -> Protection:
    """Codes for the table over all towns and for one table per grouping.

    `flags`: one row per town that answered, one column of truth values per answer, exactly one of
    which holds. `groupings`: the group of each town, missing for none. `harmless` answers say
    nothing where all towns of a group give them. `fewest` 1 hides nothing.
    """
    tables = [_Table(EVERYONE, pd.Series(EVERYONE, flags.index), flags)]
    tables += [_Table(name, own, flags) for name, own in sorted(groupings.items())]
    if fewest > 1 and len(flags):
        telling = ~flags.columns.isin(list(harmless))
        for table in tables:
            table.hide_small(fewest, telling)
        _Audit(flags, weights.reindex(flags.index).to_numpy(float), tables).widen()
    return Protection({table.name: table.frame() for table in tables})


def option_protection(
    boxes: pd.DataFrame,
    weights: pd.Series,
    groupings: Mapping[str, pd.Series],
    *,
    fewest: int = FEWEST,
) -> Protection:
    """The same for a multiple choice: every option with all others as a table of its own.

    `boxes`: one row per town that answered, one column of truth values per option. That nobody
    named an option is shown; that all named it is not.
    """
    found = {}
    for option in boxes:
        flags = pd.DataFrame({"yes": boxes[option], "no": ~boxes[option]})
        one = protection(flags, weights, groupings, fewest=fewest, harmless=["no"])
        # a share tells its complement
        found[option] = {
            name: codes.T["yes"].where(codes.T["yes"] != SHOWN, codes.T["no"])
            for name, codes in one.tables.items()
        }
    names = [EVERYONE, *sorted(groupings)]
    return Protection({name: pd.DataFrame({o: found[o][name] for o in found}).T for name in names})


class _Table:
    """Counts of one table with their codes; answers × groups."""

    def __init__(self, name: str, own: pd.Series, flags: pd.DataFrame) -> None:
        texts = own.reindex(flags.index).astype(object).map(str, na_action="ignore")
        self.name = name
        self.of_town, self.groups = pd.factorize(texts, sort=True)
        self.answers = flags.columns
        inside = self.of_town >= 0
        self.numbers = np.zeros((len(self.answers), len(self.groups)), dtype=int)
        np.add.at(self.numbers.T, self.of_town[inside], flags.to_numpy(int)[inside])
        self.codes = np.full(self.numbers.shape, SHOWN, dtype=object)

    @property
    def bases(self) -> NDArray[np.int_]:
        """Towns per group."""
        return self.numbers.sum(axis=0)

    def hide_small(self, fewest: int, telling: Bools) -> None:
        """Primary suppression: few towns, or a group that all gave the same telling answer."""
        few = (self.numbers > 0) & (self.numbers < fewest)
        self.codes[few | (self.bases < fewest)] = FEW
        same = ((self.numbers == self.bases) & telling[:, None]).any(axis=0)
        self.codes[:, same & (self.bases >= fewest)] = UNANIMOUS

    def frame(self) -> pd.DataFrame:
        return pd.DataFrame(self.codes, index=self.answers, columns=self.groups)


Cell = tuple[int, int, int]
"""Number of the table, of the answer, of the group."""


class _Audit:
    """Intervals of hidden cells from everything that is published together.

    The unknowns are how many towns of each kind gave each answer; towns alike in all groups and in
    their weight are of one kind.
    """

    def __init__(self, flags: pd.DataFrame, weights: Floats, tables: list[_Table]) -> None:
        self.tables = tables
        marks = pd.DataFrame({number: table.of_town for number, table in enumerate(tables)})
        kinds = marks.assign(weight=weights).groupby([*marks.columns, "weight"], sort=True)
        kind = kinds.ngroup().to_numpy()
        self.sizes = np.bincount(kind).astype(float)
        self.given = np.zeros((len(flags.columns), len(self.sizes)))
        np.add.at(self.given.T, kind, flags.to_numpy(float))
        of_kind = kinds.size().index.to_frame(index=False)
        self.group_of = [of_kind[number].to_numpy() for number in marks.columns]
        self.weight_of = of_kind["weight"].to_numpy(float)
        self._set_up()

    def _set_up(self) -> None:
        """One row per cell of any table: which unknowns it adds up, and by which weights."""
        answers, kinds = self.given.shape
        self.cells: list[Cell] = []
        rows, columns = [], []
        for number, table in enumerate(self.tables):
            for group in range(len(table.groups)):
                members = np.flatnonzero(self.group_of[number] == group)
                for answer in range(answers):
                    rows.append(np.full(len(members), len(self.cells)))
                    columns.append(answer * kinds + members)
                    self.cells.append((number, answer, group))
        self.row = {cell: row for row, cell in enumerate(self.cells)}
        place = np.concatenate(rows), np.concatenate(columns)
        shape = len(self.cells), answers * kinds
        self.counting = csr_matrix((np.ones(len(place[0])), place), shape)
        self.true = self.counting @ self.given.ravel()
        unknowns = np.arange(answers * kinds)
        totals = csr_matrix((np.ones(len(unknowns)), (unknowns % kinds, unknowns)))
        parts, low, high = [self.counting, totals], [self.true, self.sizes], [self.true, self.sizes]
        # where all towns have one weight a share says what the count says
        self.weighted = len(np.unique(self.weight_of)) > 1
        if self.weighted:
            weighing = self.counting @ diags(np.tile(self.weight_of, answers))
            whole = weighing @ np.tile(self.sizes, answers)
            share = weighing @ self.given.ravel()
            parts.append(weighing)
            low.append(share - ROUNDING * whole)
            high.append(share + ROUNDING * whole)
        self.solver = Bounds(vstack(parts, format="csr"), np.concatenate(low), np.concatenate(high))
        # every answer of the solver is a table that fits, and goes on to fit when more is hidden
        self.seen_low, self.seen_high = self.true.copy(), self.true.copy()
        for cell in self.cells:
            if not self._shown(cell):
                self._release(cell)

    def _release(self, cell: Cell) -> None:
        """What is hidden bounds nothing any more."""
        self.solver.free(self.row[cell])
        if self.weighted:
            self.solver.free(self.row[cell] + len(self.cells) + len(self.sizes))

    def widen(self) -> None:
        """Hide more until the interval of every hidden cell is wide enough.

        Hiding a cell only ever widens the intervals of the others, so each is looked at once.
        """
        waiting = [cell for cell in self.cells if not self._shown(cell)]
        while waiting:
            cell = waiting.pop(0)
            while (pinning := self._pinning(cell)) is not None:
                number, answer, group = pinning
                self.tables[number].codes[answer, group] = COMPLEMENT
                self._release(pinning)
                waiting.append(pinning)

    def _shown(self, cell: Cell) -> bool:
        number, answer, group = cell
        return self.tables[number].codes[answer, group] == SHOWN

    def _pinning(self, cell: Cell) -> Cell | None:
        """A published cell that keeps the interval of this hidden one narrow; None if it is wide."""
        number, answer, group = cell
        if not self.given[answer].any():
            return None  # nobody at all gave it: that tells of no town what it answered
        row = self.row[cell]
        true, base = self.true[row], self.tables[number].bases[group]
        for sign, needed in ((1, max(true - WIDTH, 0)), (-1, min(true + WIDTH, base))):
            if self._seen(row, sign, needed):
                continue
            found, felt = self.solver.least(self.counting[row].indices, sign)
            values = self.counting @ found
            self.seen_low = np.minimum(self.seen_low, values)
            self.seen_high = np.maximum(self.seen_high, values)
            if not self._seen(row, sign, needed):
                pinning = [
                    cell for cell in self.cells if self._shown(cell) and self._felt(cell, felt)
                ]
                if pinning:
                    return min(pinning, key=self._loss)
        return None

    def _seen(self, row: int, sign: int, needed: float) -> bool:
        """Whether a table that fits has so few (sign 1) or so many (−1) towns in the cell."""
        if sign > 0:
            return bool(self.seen_low[row] <= needed + SLACK)
        return bool(self.seen_high[row] >= needed - SLACK)

    def _felt(self, cell: Cell, felt: Bools) -> bool:
        row = self.row[cell]
        return bool(felt[row] or (self.weighted and felt[row + len(self.cells) + len(self.sizes)]))

    def _loss(self, cell: Cell) -> tuple[bool, bool, float, Cell]:
        """Small cells of groups first, those over all towns last."""
        count = self.true[self.row[cell]]
        return cell[0] == 0, count == 0, count, cell
