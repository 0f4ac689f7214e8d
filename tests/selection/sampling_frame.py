"""Made-up towns to sample from."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ankunft.selection.plan import Criterion, StratumVariable

ALL_IN = Criterion(variable="population", operator="at_least", value=50_000)
STRATA = (
    StratumVariable(variable="population", breaks=(30_000,)),
    StratumVariable(variable="part"),
    StratumVariable(variable="kind"),
)


def made_frame(towns: int = 60, seed: int = 0) -> pd.DataFrame:
    """Towns with figures drawn at random, some of them missing; AGS in no order."""
    draw = np.random.default_rng(seed)
    part = draw.choice(["east", "west"], towns, p=[0.3, 0.7])
    kind = pd.Series(draw.choice(["new", "none", "old"], towns, p=[0.3, 0.5, 0.2]), dtype="str")
    population = draw.integers(20_000, 70_000, towns).astype(float)
    population[draw.random(towns) < 0.05] = np.nan
    frame = pd.DataFrame(
        {
            "population": population,
            "part": pd.Series(part, dtype="str"),
            "kind": kind.mask(pd.Series(draw.random(towns) < 0.1)),
            "centre": pd.array(draw.random(towns) < 0.5, dtype="boolean"),
            "foreign_share": draw.uniform(2, 30, towns),
        }
    )
    ags = [f"{1 + k % 16:02}{k:06}" for k in draw.permutation(towns)]
    return frame.set_axis(pd.Index(ags, dtype="str", name="ags"), axis=0)
