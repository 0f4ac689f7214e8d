"""Made samples, answers and designs for the tests of inference."""

from __future__ import annotations

import numpy as np
import pandas as pd

SIZES = {
    "all_in": (30, 30),
    "east|02|new": (40, 12),
    "east|03|new": (24, 8),
    "west|02|old": (60, 20),
}
"""Stratum -> towns of the frame, towns drawn."""


def sample_of(sizes: dict[str, tuple[int, int]] = SIZES) -> pd.DataFrame:
    """The table of a sample: in every stratum the first n of N towns are drawn."""
    rows = []
    for h, (stratum, (towns, n)) in enumerate(sizes.items()):
        for k in range(towns):
            role = "all_in" if stratum == "all_in" else "sampled" if k < n else "reserve"
            ags = f"{h + 1:02}{k:06}"
            rows.append((ags, stratum, k < n, n / towns, role, ""))
    names = ["ags", "stratum", "drawn", "inclusion_probability", "role", "replaces"]
    return pd.DataFrame(rows, columns=names).set_index("ags")


def replaced(sample: pd.DataFrame, silent: str, following: str) -> pd.DataFrame:
    """The sample after one town did not respond and another took its place."""
    sample = sample.copy()
    sample.loc[silent, "role"] = "no_response"
    sample.loc[following, ["role", "replaces"]] = ["replacement", silent]
    return sample


def design_of(answers: dict[str, tuple[int, int]]) -> pd.DataFrame:
    """Stratum -> (towns of the frame, towns that answered): the design with weights N/n."""
    rows = [
        (f"{h + 1:02}{k:06}", stratum, towns, towns / n)
        for h, (stratum, (towns, n)) in enumerate(answers.items())
        for k in range(n)
    ]
    return pd.DataFrame(rows, columns=["ags", "stratum", "population", "weight"]).set_index("ags")


def by_hand(values: pd.Series, design: pd.DataFrame) -> tuple[float, float]:
    """Mean and standard error of a stratified sample, Σ N²(1 − n/N)s²/n over (ΣN)²."""
    mean = variance = towns = 0.0
    for _, part in design.groupby("stratum"):
        size, own = part["population"].iloc[0], values[part.index].to_numpy(float)
        mean += size * own.mean()
        variance += size**2 * (1 - own.size / size) * own.var(ddof=1) / own.size
        towns += size
    return mean / towns, float(np.sqrt(variance)) / towns
