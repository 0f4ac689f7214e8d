"""Figures under old keys -> figures under new keys: added up, split, or both at once.

Counts are split into whole persons (largest remainders), so that the parts of an old district
together are what it was, to the last person. Rates are means weighted with the inhabitants moved.
What lacks a part is missing: half a sum is no figure.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft.intake.areas.names import describe

CHANGES = ("old", "new", "year", "share")
"""Columns of changes: the old key's figures of the years before `year` go to the new key, to that
`share` (0 to 1). The shares of an old key sum to 1; a key that lives on is a row of its own."""

KEY = ["area_id", "year", "indicator"]
PEOPLE, PART = "population", "foreign"

Floats = NDArray[np.float64]


def convert(rows: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """The figures under the keys of the latest outlines.

    `rows`: area_id, year, indicator, value, and any other columns, which moved figures lose.
    Changes of one year happen at once; those of several years one after the other, so that chains
    (A to B, later B to C) lead to their end.
    """
    for year in sorted(changes["year"].unique()):
        rows = _convert_year(rows, changes[changes["year"] == year], int(year))
    return rows


def by_inhabitants(pairs: pd.DataFrame, people: pd.Series) -> pd.DataFrame:
    """Pairs (old, new, year) with the shares that follow from the new keys' inhabitants.

    `people`: inhabitants by new key, of the first year after the change. Where nobody is known to
    live in any of an old key's new ones, all get the same.
    """
    weight = pairs["new"].map(people).fillna(0.0).astype(float)
    return weighted(pairs, weight)


def weighted(pairs: pd.DataFrame, weight: pd.Series) -> pd.DataFrame:
    """Pairs (old, new, year) with shares in proportion to the weights."""
    total = weight.groupby([pairs["old"], pairs["year"]]).transform("sum")
    count = weight.groupby([pairs["old"], pairs["year"]]).transform("size")
    share = np.where(total > 0, weight / total.where(total > 0, 1.0), 1.0 / count)
    table = pairs.assign(share=share)[list(CHANGES)]
    return table[table["share"] > 0].reset_index(drop=True)


def split_counts(values: Floats, shares: Floats, groups: NDArray[np.intp]) -> Floats:
    """Counts in whole persons that sum to the count of each group.

    All have one row per part: the count of its group (repeated), its share of it, the group. Parts
    are rounded down; who is left goes to the parts with the largest remainders (of equal ones to
    the first). What is no whole number of persons goes with the largest part.
    """
    whole = np.floor(values + 1e-9)
    exact = whole * shares
    parts = np.floor(exact + 1e-9)
    remainder = pd.Series(exact - parts)
    place = remainder.groupby(groups).rank(method="first", ascending=False).to_numpy()
    missing = whole - pd.Series(parts).groupby(groups).transform("sum").to_numpy()
    parts = parts + (place <= missing)
    largest = (
        pd.Series(shares).groupby(groups).rank(method="first", ascending=False).to_numpy() == 1
    )
    return parts + np.where(largest, values - whole, 0.0)


def _convert_year(rows: pd.DataFrame, changes: pd.DataFrame, year: int) -> pd.DataFrame:
    moved = (rows["year"] < year) & rows["area_id"].isin(changes["old"])
    if not moved.any():
        return rows
    wide = rows[moved].pivot(index=["area_id", "year"], columns="indicator", values="value")
    indicators = [str(name) for name in wide.columns]
    parts = wide.reset_index().merge(
        changes.rename(columns={"year": "from"}), left_on="area_id", right_on="old"
    )
    group = parts.groupby(["area_id", "year"]).ngroup().to_numpy().astype(np.intp)
    shares = parts["share"].to_numpy(float)
    pieces = {
        name: split_counts(parts[name].to_numpy(float), shares, group)
        for name in indicators
        if _is_count(name)
    }
    if {PEOPLE, PART} <= set(pieces):
        pieces[PEOPLE] = _people(parts, pieces, shares, group)
    expected = changes.groupby("new").size()
    sums = pd.DataFrame(
        {
            name: _summed(parts, pieces, name, expected, shares)
            for name in indicators
        }
    )  # fmt: skip
    long = sums.rename_axis(["area_id", "year"]).reset_index()
    long = long.melt(["area_id", "year"], indicators, "indicator", "value").dropna(subset="value")
    long = long.astype({"year": rows["year"].dtype, "area_id": "str", "indicator": "str"})
    return pd.concat([rows[~moved], long], ignore_index=True)


def _people(
    parts: pd.DataFrame, pieces: dict[str, Floats], shares: Floats, group: NDArray[np.intp]
) -> Floats:
    """Inhabitants as the sum of both groups, each split for itself: never fewer than the foreign
    nationals among them. Where these are not known, the inhabitants are split as they are."""
    others = parts[PEOPLE].to_numpy(float) - parts[PART].to_numpy(float)
    both = pieces[PART] + split_counts(others, shares, group)
    return np.where(others >= 0, both, pieces[PEOPLE])


def _summed(
    parts: pd.DataFrame,
    pieces: dict[str, Floats],
    name: str,
    expected: pd.Series,
    shares: Floats,
) -> pd.Series:
    """One indicator by new key and year; missing where one of the old keys lacks it."""
    keys = [parts["new"], parts["year"]]
    if name in pieces:
        values, weights = pieces[name], np.ones(len(parts))
    else:
        alone = parts["new"].map(expected).to_numpy() == 1
        people = pieces.get(PEOPLE, np.full(len(parts), np.nan))
        weights = np.where(alone, 1.0, people)
        values = parts[name].to_numpy(float) * weights
    table = pd.DataFrame({"value": values, "weight": weights}).groupby(keys)
    sums, known = table.sum(min_count=1), table["value"].count()
    whole = known == expected.reindex(known.index.get_level_values(0)).to_numpy()
    total = (
        sums["value"]
        if name in pieces
        else sums["value"] / sums["weight"].where(sums["weight"] > 0)
    )
    return total.where(whole)


def _is_count(indicator: str) -> bool:
    return describe(indicator, "de")[1] == "count"
