"""What could not be read: which value in which column, how often, on which lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from ankunft.intake.areas.findings import Finding
from ankunft.intake.areas.findings import mark as _
from ankunft.intake.survey.marks import Rows
from ankunft.intake.survey.personal import content_kind
from ankunft.intake.survey.words import printable

COLUMNS = ("column", "value", "n", "lines")
MOST_VALUES = 8
"""So many values stand in a sentence; the table holds all."""
HIDDEN = "•••"
"""In place of a value that looks like a name, a mail address or a telephone number."""


def unread_values(
    table: pd.DataFrame, unread: Mapping[str, Rows], lines: pd.Series
) -> pd.DataFrame:
    """One row per column and value: column, value (shortened, never personal), n, lines (a tuple).

    The most frequent first within each column.
    """
    found: list[tuple[str, str, int, tuple[int, ...]]] = []
    for column, rows in unread.items():
        if not rows.any():
            continue
        values = table[column][rows].str.strip()
        own = [
            (column, shown(str(value)), len(group), tuple(int(n) for n in lines[group.index]))
            for value, group in values.groupby(values)
        ]
        found += sorted(own, key=lambda row: (-row[2], row[1]))
    return pd.DataFrame(found, columns=list(COLUMNS))


def shown(value: str) -> str:
    """A value that can be listed: in one line, and nothing personal."""
    personal = content_kind(pd.Series([1], index=[value]))
    return HIDDEN if personal in ("mail", "phone", "name") else printable(value)


def unread_findings(values: pd.DataFrame, name: str) -> Iterator[Finding]:
    """One finding per column with values that could not be read."""
    message = _(
        "„{column}“: nicht lesbare Angaben, die in den Ergebnissen fehlen: {n}, nämlich {values}."
    )
    for column, own in values.groupby("column", sort=False):
        listed = [f"{value} ({n})" for value, n in zip(own["value"], own["n"], strict=True)]
        more = " …" if len(listed) > MOST_VALUES else ""
        params = (
            ("column", str(column)),
            ("n", int(own["n"].sum())),
            ("values", ", ".join(listed[:MOST_VALUES]) + more),
        )
        where = tuple(sorted(line for lines in own["lines"] for line in lines))
        yield Finding("unread_answer", "note", message, params, (), where, name)
