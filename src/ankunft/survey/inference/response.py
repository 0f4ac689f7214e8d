"""How many of the towns that were asked have answered, by stratum and role.

Rates after AAPOR's Standard Definitions: of complete answers (RR1) and of complete and partial ones
(RR2). A replacement counts as non-response of the town it stands in for, so the rates are those of
the towns that were drawn; replacements stand in columns of their own.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.survey.inference.weights import check_sample

COMPLETE = "complete"
PARTIAL = "partial"
NONE = "none"
STATES = (COMPLETE, PARTIAL, NONE)

DRAWN = "drawn"
REPLACEMENT = "replacement"
INCLUDED = "included"


def response(sample: pd.DataFrame, status: pd.Series) -> pd.DataFrame:
    """One row per town that was asked (index ags): stratum, role, status, design_weight.

    `sample` is the table of a :class:`ankunft.selection.sampling.draw.Sample`; `status` has the index
    ags and one of :data:`STATES`; a town without a status has not answered. role is "drawn",
    "replacement" or "included" (on purpose, design_weight NaN); towns in reserve were not asked.
    design_weight is the reciprocal of the inclusion probability.

    Raises
    ------
    ParameterError
        For an unknown status, a missing column, or a town that stands twice.
    """
    check_sample(sample, status)
    given = status.dropna()
    wrong = given[~given.isin(STATES)]
    if len(wrong):
        raise ParameterError(
            f"Die Stadt {wrong.index[0]} hat den Stand „{wrong.iloc[0]}“; möglich sind "
            f"{', '.join(STATES)}."
        )
    if "role" not in sample:
        raise ParameterError("Der Stichprobe fehlt die Spalte „role“.")
    drawn = sample["drawn"].astype(bool)
    roles = [drawn, sample["replaces"].fillna("").ne(""), sample["role"].eq(INCLUDED)]
    role = np.select(roles, [DRAWN, REPLACEMENT, INCLUDED], "")
    towns = pd.DataFrame(
        {
            "stratum": sample["stratum"],
            "role": role,
            "status": given.reindex(sample.index).fillna(NONE),
            "design_weight": 1 / sample["inclusion_probability"].where(role != INCLUDED),
        }
    )
    return towns[role != ""]


def response_rates(towns: pd.DataFrame, by: str | None = "stratum") -> pd.DataFrame:
    """Counts and rates of the towns drawn, per value of the column `by` (None: one row "all").

    `towns` are those of :func:`response`. Columns: drawn, complete, partial, none (towns drawn);
    rate_complete, rate (complete and partial; percent, NaN where nobody was drawn), weighted_rate
    (by design weight, percent); replacements, replacements_answered (towns).
    """
    if by is not None and by not in towns:
        raise ParameterError(f"Der Rücklauf kennt die Spalte „{by}“ nicht.")
    groups = (
        pd.Series("all", index=towns.index)
        if by is None
        else towns[by].astype(object).where(towns[by].notna(), "keine Angabe")
    )
    drawn = towns["role"] == DRAWN
    answered = towns["status"] != NONE
    replaces = towns["role"] == REPLACEMENT
    flags = {"drawn": drawn} | {name: drawn & (towns["status"] == name) for name in STATES}
    flags |= {"replacements": replaces, "replacements_answered": replaces & answered}
    counts = pd.DataFrame(flags).groupby(groups).sum().astype(int)
    weight = towns["design_weight"].where(drawn, 0.0).astype(float)
    sums = weight.groupby(groups).sum()
    reached = weight.where(answered, 0.0).groupby(groups).sum()
    counts.insert(4, "rate_complete", _percent(counts["complete"], counts["drawn"]))
    counts.insert(5, "rate", _percent(counts["complete"] + counts["partial"], counts["drawn"]))
    counts.insert(6, "weighted_rate", _percent(reached, sums))
    return counts.rename_axis(by or "all")


def _percent(part: pd.Series, whole: pd.Series) -> pd.Series:
    return 100 * part / whole.where(whole > 0, np.nan)
