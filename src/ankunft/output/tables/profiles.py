"""The figures of profiles as tables for files: of one town beside a group, and of several towns."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ankunft.edition import Edition
from ankunft.output.tables.columns import Column
from ankunft.profiles.catalogue import blocks, entries
from ankunft.profiles.placement import place_in


def figures_of_town(
    edition: Edition, frame: pd.DataFrame, ags: str, group: pd.DataFrame, lang: str
) -> pd.DataFrame:
    """One row per figure of the profile: figure (id), block, label, value, unit, level, year, q1,
    median, q3 and towns of the group (rows of `frame`), source."""
    names = {block.id: block.label(lang) for block in blocks()}
    people = float(frame["population_2022"].loc[ags])
    rows = []
    for entry in entries(edition):
        value = float(frame[entry.id].loc[ags])
        found = place_in(group[entry.id], value, people)
        q1, median, q3 = found.quartiles
        rows.append(
            {
                "figure": entry.id, "block": names[entry.block], "label": entry.label(lang),
                "value": value, "unit": entry.unit(lang), "level": entry.level, "year": entry.year,
                "q1": q1, "median": median, "q3": q3, "towns": found.n, "source": entry.source(lang),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def figures_of_towns(frame: pd.DataFrame, towns: Sequence[str]) -> pd.DataFrame:
    """One row per town: ags, name, and every figure of the profile by its id."""
    names = ["name", *(entry.id for entry in entries())]
    return frame.loc[list(towns), names].rename_axis("ags").reset_index()


def figure_columns(edition: Edition) -> dict[str, Column]:
    """What the columns of :func:`figures_of_towns` are."""
    return {
        entry.id: Column(
            entry.id, entry.label("de"), entry.label("en"), entry.unit("de"), entry.unit("en"),
            entry.source("de"), entry.source("en"), entry.decimals,
        )
        for entry in entries(edition)
    }  # fmt: skip
