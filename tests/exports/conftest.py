"""A small table with everything a file may hold, in the hands of every test of this folder."""

from __future__ import annotations

import pandas as pd
import pytest
from hostile import HOSTILE


@pytest.fixture
def table() -> pd.DataFrame:
    """Keys with leading zeros, hostile names, numbers, gaps, ids, yes and no."""
    rows = len(HOSTILE)
    share = [float("nan"), *(k + 0.123456 for k in range(1, rows))]
    return pd.DataFrame(
        {
            "id": [f"{k:08}" for k in range(1001000, 1001000 + rows)],
            "name": HOSTILE,
            "share_2022": share,
            "population_2022": pd.array([None, *range(1, rows)], dtype="Int64"),
            "class": ["new", "none", *["no_data"] * (rows - 2)],
            "meets": pd.array([None, True, *[False] * (rows - 2)], dtype="boolean"),
            "centre_cell": pd.array([None, *range(313704486, 313704485 + rows)], dtype="Int64"),
            "reason": ["", *["Satz."] * (rows - 1)],
        }
    )
