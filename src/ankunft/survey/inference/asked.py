"""Which towns were asked and how far each has answered, for the map and the list beside it."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from ankunft.survey.inference.response import NONE, response

UNASKED = "unasked"
"""The town has answered though nobody asked it."""
ASKED = "asked"
"""The town belongs to the sample; there are no answers yet."""


def town_status(
    sample: pd.DataFrame | None, status: pd.Series | None, invited: Collection[str] = ()
) -> pd.DataFrame:
    """One row per town that was asked or has answered (index ags, ascending): status ("complete",
    "partial", "none", :data:`UNASKED`, or :data:`ASKED` before there are answers) and role ("drawn",
    "replacement", "included", or "" outside of the sample).

    `sample` is the table of a sample or None, `status` that of the answers or None without a
    survey, `invited` the towns of a token list, who count as asked too.
    """
    given = status if status is not None else pd.Series(dtype="str")
    drawn = (
        response(sample, given[given.index.isin(sample.index)])["role"]
        if sample is not None
        else pd.Series(dtype="str")
    )
    asked = set(drawn.index) | set(invited)
    towns = pd.Index(sorted(asked | set(given.index)), name="ags", dtype="str")
    silent = ASKED if status is None else NONE
    found = given.reindex(towns).astype("str").fillna(silent)
    if asked:
        found = found.where(towns.isin(list(asked)), UNASKED)
    role = drawn.reindex(towns).astype("str").fillna("")
    return pd.DataFrame({"status": found.astype("str"), "role": role.astype("str")}, index=towns)
