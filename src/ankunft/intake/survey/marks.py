"""Columns of answers once they are read, and what was seen in their cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft.intake.areas.findings import Finding

Rows = NDArray[np.bool_]
ByColumn = dict[str, Rows]


@dataclass(frozen=True, eq=False)
class Marks:
    """Rows by column of the file.

    Attributes
    ----------
    given
        An answer, or a tick. A box that is not ticked is no answer by itself: exports write it
        for people who never saw it too.
    unread
        What was answered could not be read.
    unshown
        The file says that the question was not shown (N/A).
    written, blank
        Boxes only: a written "no"; an empty cell, which may be a box without a tick.
    """

    given: ByColumn = field(default_factory=dict)
    unread: ByColumn = field(default_factory=dict)
    unshown: ByColumn = field(default_factory=dict)
    written: ByColumn = field(default_factory=dict)
    blank: ByColumn = field(default_factory=dict)

    def update(self, other: Marks) -> None:
        """Add the columns of another."""
        self.given.update(other.given)
        self.unread.update(other.unread)
        self.unshown.update(other.unshown)
        self.written.update(other.written)
        self.blank.update(other.blank)

    def filled(self) -> ByColumn:
        """Rows in which something was answered, readable or not."""
        return {
            column: rows | self.unread[column] if column in self.unread else rows
            for column, rows in self.given.items()
        }


@dataclass(frozen=True, eq=False)
class Typed:
    """Columns of one or more questions.

    Attributes
    ----------
    values
        "single" and "text" texts, "multiple" boolean, "scale" and "number" float64. What is
        missing or unreadable is missing; a column that the file lacks is missing as a whole.
    marks
        What was seen in the cells.
    found
        How numbers, lost zeros and the like were read, or what is open.
    """

    values: dict[str, pd.Series] = field(default_factory=dict)
    marks: Marks = field(default_factory=Marks)
    found: list[Finding] = field(default_factory=list)


def joined(parts: Sequence[Typed]) -> Typed:
    """The columns of all parts."""
    whole = Typed()
    for part in parts:
        whole.values.update(part.values)
        whole.marks.update(part.marks)
        whole.found.extend(part.found)
    return whole


def any_of(rows: ByColumn, columns: Iterable[str], n: int) -> Rows:
    """Which of the `n` rows belong to one of the columns."""
    found = np.zeros(n, dtype=bool)
    for column in columns:
        if column in rows:
            found |= rows[column]
    return found
