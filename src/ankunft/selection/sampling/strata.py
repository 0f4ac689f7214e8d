"""Strata of a sampling frame: one per combination of up to four variables, small ones collapsed.

The rule of collapsing, which is the same on every machine: as long as a stratum has fewer than
`collapse_below` towns, the smallest one (of several the first in order) is joined with the stratum
that agrees with it in the most leading variables; among these with the one whose value is next to
it in the first variable in which they differ, then in the following ones; of several with the one
that has fewer towns, then the first in order. So strata are joined along the last variable first.
Bands follow their bounds, categories the order of the variable's choices, otherwise the alphabet;
"no figures" is a value of its own and stands last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft.base.errors import ParameterError
from ankunft.base.language import format_integer, translator
from ankunft.selection.plan import Sampling, StratumVariable
from ankunft.selection.sampling.stratum_names import (
    MISSING,
    WHOLE,
    Described,
    band_ids,
    joined,
    quoted,
    shown,
)
from ankunft.typology.rules import TOLERANCE

MOST_CELLS = 2_000
"""Combinations of values that occur; beyond this the strata would be the towns themselves."""


@dataclass(frozen=True, eq=False)
class Strata:
    """The strata of a frame.

    Attributes
    ----------
    of
        Id of the stratum by AGS.
    sizes
        Number of towns by id of the stratum, in order.
    cells
        The combinations that occur, before collapsing; index: id. One column of value ids per
        variable, towns, and stratum (the id of the stratum it became part of).
    collapse_below
        Strata of fewer towns were collapsed.
    variables, described
        What the strata are made of, and how it is named.
    """

    of: pd.Series
    sizes: pd.Series
    cells: pd.DataFrame
    collapse_below: int
    variables: tuple[StratumVariable, ...]
    described: Mapping[str, Described]

    @property
    def collapsed(self) -> dict[str, tuple[str, ...]]:
        """The strata that were joined from several combinations, with the ids of these."""
        groups = self.cells.groupby("stratum", sort=False).groups
        return {str(name): tuple(ids) for name, ids in groups.items() if len(ids) > 1}

    def label(self, stratum: str, lang: str) -> str:
        """The stratum in words.

        Raises
        ------
        ParameterError
            If there is no such stratum.
        """
        _ = translator(lang)
        if stratum not in self.sizes.index:
            raise ParameterError(f"Die Schicht „{stratum[:200]}“ gibt es nicht.")
        if not self.variables:
            return _("alle Gemeinden der Stichprobe")
        cells = self.cells.loc[
            self.cells["stratum"] == stratum, [v.variable for v in self.variables]
        ]

        def name(position: int, value: str) -> str:
            return shown(self.variables[position], value, self.described, lang)

        return joined(cells.to_numpy().tolist(), name, " · ", " / ")

    def notes(self, lang: str) -> list[str]:
        """The rule of collapsing and what it did; empty if nothing was joined."""
        _ = translator(lang)
        notes = []
        least = format_integer(self.collapse_below, lang)
        if self.collapsed:
            rule = _(
                "Schichten mit weniger als {least} Gemeinden wurden zusammengelegt, die kleinste "
                "zuerst: mit der Schicht, die in den vorderen Merkmalen übereinstimmt und im "
                "folgenden Merkmal am nächsten liegt."
            )
            notes.append(rule.format(least=least))
        for stratum, cells in self.collapsed.items():
            text = _("Zusammengelegt aus {cells} Kombinationen: {label} (Gemeinden: {towns}).")
            towns = format_integer(self.sizes[stratum], lang)
            label = self.label(stratum, lang)
            notes.append(text.format(cells=len(cells), label=label, towns=towns))
        if len(self.sizes) == 1 and self.sizes.iloc[0] < self.collapse_below:
            notes.append(
                _("Die einzige Schicht hat weniger als {least} Gemeinden.").format(least=least)
            )
        return notes


def strata(
    frame: pd.DataFrame, sampling: Sampling, variables: Mapping[str, Described] | None = None
) -> Strata:
    """The strata of the towns of `frame` (index: AGS; one column per variable), collapsed by the
    rule of this module; `variables` give the order and the names of categories.

    The id of a stratum joins the values of its variables, such as "east|02|new"; bands are "<30000",
    "30000..40000", ">=40000". Joined values stand as "new+none", and where the combinations of a
    collapsed stratum are no full grid, their ids are joined.

    Raises
    ------
    ParameterError
        If a variable is unknown or named twice, a number has no bounds or a category has some, or
        there are too many combinations.
    """
    described = dict(variables or {})
    names = [variable.variable for variable in sampling.strata]
    if len(set(names)) < len(names):
        raise ParameterError("Ein Merkmal der Schichtung ist doppelt genannt.")
    coded = [_coded(frame, variable, described) for variable in sampling.strata]
    positions = np.column_stack([codes for codes, _ids in coded] or [np.zeros(len(frame), int)])
    found, cell_of, towns = np.unique(positions, axis=0, return_inverse=True, return_counts=True)
    if len(found) > MOST_CELLS:
        raise ParameterError(
            f"Die Merkmale der Schichtung ergeben {len(found)} Schichten; möglich sind {MOST_CELLS}."
        )
    ids = [ids for _codes, ids in coded] or [[WHOLE]]
    rows = [[ids[k][code] for k, code in enumerate(row)] for row in found.tolist()]
    stratum = np.array(_stratum_ids(rows, collapse(found, towns, sampling.collapse_below)), object)
    cells = pd.DataFrame(
        rows,
        columns=pd.Index(names or [WHOLE], dtype="str"),
        index=pd.Index([joined([row], quoted, "|", "+") for row in rows], dtype="str", name="cell"),
        dtype="str",
    ).assign(towns=towns, stratum=pd.array(stratum, dtype="str"))
    sizes = cells.groupby("stratum", sort=False)["towns"].sum().astype(np.int64)
    of = pd.Series(stratum[cell_of.ravel()], frame.index, dtype="str", name="stratum")
    return Strata(of, sizes, cells, sampling.collapse_below, sampling.strata, described)


def _stratum_ids(rows: list[list[str]], group: NDArray[np.int64]) -> list[str]:
    """The id of the stratum of every combination; `group` says which ones belong together."""
    members: dict[int, list[list[str]]] = {}
    for number, row in zip(group.tolist(), rows, strict=True):
        members.setdefault(number, []).append(row)
    ids = {number: joined(some, quoted, "|", "+") for number, some in members.items()}
    return [ids[number] for number in group.tolist()]


def collapse(cells: NDArray[np.int64], towns: NDArray[np.int64], least: int) -> NDArray[np.int64]:
    """The number of the stratum of every cell after collapsing by the rule of this module.

    `cells` has one row per combination in lexicographic order and one column per variable, holding
    the position of its value; a stratum has the number of its first cell.
    """
    group = np.arange(len(cells))
    size = np.array(towns, dtype=np.int64)
    away = _distances(cells)
    alive = np.ones(len(cells), dtype=bool)
    while alive.sum() > 1:
        rows = np.flatnonzero(alive)
        small = rows[np.argmin(size[rows])]
        if size[small] >= least:
            break
        others = rows[rows != small]
        # stable: of equals the first in order
        near = others[np.lexsort((others, size[others], away[small, others]))[0]]
        keep, gone = min(small, near), max(small, near)
        group[group == gone] = keep
        size[keep] += size[gone]
        # two strata are as far apart as their nearest cells
        away[keep] = np.minimum(away[keep], away[gone])
        away[:, keep] = away[keep]
        alive[gone] = False
    return group


def _distances(cells: NDArray[np.int64]) -> NDArray[np.int64]:
    """Differences of the positions as one number, the first variable in the highest digits."""
    away = np.zeros((len(cells), len(cells)), dtype=np.int64)
    for column in cells.T:
        differences = np.abs(column[:, None] - column[None, :])
        away = away * (int(differences.max(initial=0)) + 1) + differences
    return away


def _coded(
    frame: pd.DataFrame, variable: StratumVariable, described: Mapping[str, Described]
) -> tuple[NDArray[np.int64], list[str]]:
    """Position of every town's value, and the ids of the values; missing values stand last."""
    name = variable.variable
    if name not in frame:
        raise ParameterError(f"Das Merkmal „{name}“ der Schichtung gibt es nicht.")
    column = frame[name]
    yes_no = pd.api.types.is_bool_dtype(column)
    number = pd.api.types.is_numeric_dtype(column) and not yes_no
    if number != bool(variable.breaks):
        wanted = "braucht Grenzen (breaks)" if number else "ist keine Zahl und hat keine Grenzen"
        raise ParameterError(f"Das Merkmal „{name}“ der Schichtung {wanted}.")
    missing = column.isna().to_numpy(dtype=bool)
    if number:
        ids = band_ids(variable.breaks)
        values = column.to_numpy(np.float64, na_value=np.nan)
        codes = np.searchsorted(np.array(variable.breaks) - TOLERANCE, values, side="right")
    else:
        if yes_no:
            texts = column.map({True: "yes", False: "no"}).astype("str")
            choices = ["yes", "no"]
        else:
            texts = column.astype("str")
            missing = missing | (texts == MISSING).to_numpy(dtype=bool, na_value=False)
            known = described.get(name)
            choices = [choice[0] for choice in known.choices] if known else []
        occurring = set(texts[~missing])
        ids = [value for value in choices if value in occurring]
        ids += sorted(occurring.difference(ids))
        codes = pd.Categorical(texts.where(~missing), categories=ids).codes.astype(np.int64)
    return np.where(missing, len(ids), codes).astype(np.int64), [*ids, MISSING]
