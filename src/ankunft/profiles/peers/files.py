"""A list of similar towns as a table for files, and how to get it again."""

from __future__ import annotations

import pandas as pd

from ankunft.base.language import translator
from ankunft.profiles.peers.list import PeerResult

LISTS = ("blocks", "joins", "separates")
"""Columns that hold several ids."""
DECIMALS = 4


def file_table(result: PeerResult) -> pd.DataFrame:
    """The rows of the result with a rank of nearness; ids of a cell are separated by a space."""
    table = result.table.round(DECIMALS).reset_index(names="nearest")
    joined = {name: [" ".join(ids) for ids in table[name]] for name in LISTS}
    return table.assign(population=table["population"].astype(int), **joined)


def file_notes(result: PeerResult, town: str, lang: str) -> list[str]:
    """How to get the same list again, and what was left out."""
    _ = translator(lang)
    pool = result.pool
    settings = {
        "ags": result.ags,
        "n": result.n,
        "weights": ",".join(f"{name}={value:.4g}" for name, value in result.weights.items()),
        "exclude_state": pool.other_state,
        "exclude_county": pool.other_county,
        "min_population": pool.min_population,
        "max_population": pool.max_population,
        "pool": result.pool_size,
    }
    notes = [" ".join(f"{name}={value}" for name, value in settings.items() if value is not None)]
    if result.doubt:
        notes.append(result.doubt.text(town, lang))
    if result.missing_blocks:
        missing = ", ".join(result.missing_blocks)
        notes.append(_("Ohne Werte und deshalb nicht verglichen: {blocks}.").format(blocks=missing))
    return [*notes, *(left.text(lang) for left in result.left_out)]
