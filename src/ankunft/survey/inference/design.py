"""The towns that answered as a stratified sample of `svy`, which reckons estimates and variances.

Variances are Taylor linearisations of a stratified sample without replacement, each stratum with
its finite-population correction 1 − n/N, where n are the towns that answered. Weights count as
fixed. Groups and towns that left a question out are domains: all towns stay in the design.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ankunft.base.errors import ParameterError

COLUMNS = ("stratum", "population", "weight")
ANSWERED = "answered"


def check_design(design: pd.DataFrame) -> None:
    """Raise ParameterError unless the frame is a design (index ags, :data:`COLUMNS`)."""
    missing = [name for name in COLUMNS if name not in design]
    if missing:
        raise ParameterError(f"Den Gewichten fehlt die Spalte „{missing[0]}“.")
    if design.empty:
        raise ParameterError("Es gibt keine Antwort, aus der sich etwas schätzen ließe.")
    if design.index.has_duplicates:
        twice = design.index[design.index.duplicated()][0]
        raise ParameterError(f"Die Stadt {twice} steht mehrfach in den Gewichten.")
    good = design["weight"].gt(0) & np.isfinite(design["weight"]) & design["stratum"].notna()
    if not good.all():
        raise ParameterError(f"Die Stadt {design.index[~good][0]} hat kein Gewicht über 0.")
    sizes = design.groupby("stratum")["population"]
    if (design["population"] < sizes.transform("size")).any() or (sizes.nunique() != 1).any():
        raise ParameterError("Eine Schicht hat mehr Antworten als Städte im Auswahlrahmen.")


def svy_sample(design: pd.DataFrame, columns: Mapping[str, Any]) -> Any:
    """The design with further columns (arrays in its order) as a `svy.Sample`.

    A stratum with one town has no spread of its own; its deviation is taken from the mean of all
    ("center"), which makes the interval rather too wide.
    """
    import polars
    import svy

    data = {
        "stratum": design["stratum"].astype(str).tolist(),
        "population": design["population"].to_numpy(float),
        "weight": design["weight"].to_numpy(float),
        **columns,
    }
    described = svy.Design(
        stratum="stratum", wgt="weight", pop_size="population", singleton="center"
    )
    return svy.Sample(polars.DataFrame(data), described)


def means(
    design: pd.DataFrame,
    values: pd.DataFrame,
    answered: pd.Series,
    groups: pd.Series | None = None,
) -> pd.DataFrame:
    """Mean of each column over the towns that `answered`, with its standard error.

    `values` and `groups` have the design's index; a group is a text. Columns of the result:
    variable, group ("" without groups), n (towns), mean, se, low, high (95 %, Student's t), df.
    Without a degree of freedom se, low and high are NaN.
    """
    counted = values.where(answered, 0.0).astype(float)
    names = {f"v{k}": name for k, name in enumerate(values.columns)}
    columns: dict[str, Any] = {
        short: counted[name].to_numpy(float) for short, name in names.items()
    }
    columns[ANSWERED] = answered.to_numpy(bool)
    if groups is not None:
        columns["group"] = group_texts(groups)
    rows: list[dict[str, Any]] = []
    if answered.any() and len(design) > 1:
        import svy

        sample = svy_sample(design, columns)
        found = sample.estimation.mean(
            list(names), by=None if groups is None else "group", where=svy.col(ANSWERED)
        )
        for short, estimate in zip(names, found, strict=True):
            for row in estimate.to_polars().to_dicts():
                rows.append(_row(names[short], row))
    elif answered.any():
        label = "" if groups is None else group_texts(groups)[0]
        for name in values.columns:
            own = {"group": label, "est": float(values[name].iloc[0]), "n": 1, "df": 0}
            rows.append(_row(name, own))
    return pd.DataFrame(rows, columns=["variable", "group", "n", "mean", "se", "low", "high", "df"])


def group_texts(groups: pd.Series) -> list[str]:
    """The groups as texts; "" where there is none."""
    return ["" if pd.isna(group) else str(group) for group in groups]


def _row(variable: Any, found: Mapping[str, Any]) -> dict[str, Any]:
    """One row of svy's result in our words; without a degree of freedom nothing but the mean."""
    known = (found.get("df") or 0) > 0
    figures = {
        name: float(found[key]) if known and found.get(key) is not None else np.nan
        for name, key in (("se", "se"), ("low", "lci"), ("high", "uci"))
    }
    head = {"variable": variable, "group": str(found.get("group", "")), "n": int(found["n"])}
    return head | {"mean": float(found["est"])} | figures | {"df": float(found.get("df") or 0)}
