"""What is hidden of a question in all its tables, whatever kind of question it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ankunft.survey.inference.answers import indicators, numbers
from ankunft.survey.inference.disclosure import EVERYONE, option_protection, protection
from ankunft.survey.inference.disclosure_numbers import number_protection
from ankunft.survey.inference.suppress import FEW, FEWEST

Protected = Mapping[str, pd.DataFrame]
"""Grouping (EVERYONE for all towns) → reason codes of answers × groups; "" where a cell is shown.
Of a number the only row is EVERYONE."""


def protect(
    answers: pd.Series | pd.DataFrame,
    design: pd.DataFrame,
    kind: str,
    groupings: Mapping[str, pd.Series],
    *,
    choices: Sequence[str] | None = None,
    fewest: int = FEWEST,
) -> Protected:
    """Audit the table over all towns together with a table per grouping.

    `answers`, `design`, `kind`, `choices` as in :func:`ankunft.survey.inference.estimate.estimate`;
    `groupings`: the group of each town (index ags) of everything that the survey can be looked at
    by, whether it is looked at now or not, so that no two tables complete each other.
    """
    if kind == "number":
        values = numbers(answers, design).dropna()
        codes = number_protection(values, design["weight"], groupings, fewest=fewest)
        found = {name: own.to_frame(EVERYONE).T for name, own in codes.items()}
        rows = [EVERYONE]
    else:
        flags, answered = indicators(answers, design, kind, choices)
        audit = option_protection if kind == "multiple" else protection
        tables = audit(flags[answered], design["weight"], groupings, fewest=fewest).tables
        found, rows = dict(tables), list(flags.columns)
    if EVERYONE not in found[EVERYONE].columns:  # nobody answered
        found[EVERYONE] = pd.DataFrame(FEW, index=rows, columns=[EVERYONE])
    return found
