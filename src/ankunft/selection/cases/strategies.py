"""Strategies that give every town a figure of its own: typical, extreme, deviant, influential.

After Seawright & Gerring, Case Selection Techniques in Case Study Research, Political Research
Quarterly 61 (2008). Diverse cases (:mod:`ankunft.selection.cases.diverse`) and pairs
(:mod:`ankunft.selection.cases.pairs`) look at towns together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.profiles.similarity import Floats
from ankunft.selection.cases.regression import Regression, checked, regress
from ankunft.selection.cases.values import is_category, numbers
from ankunft.selection.frame.variables import Variable
from ankunft.selection.plan import Cases

REGRESSION = {
    "typical": ("residual", -1.0),
    "deviant": ("studentised", 1.0),
    "influential": ("cook", 1.0),
}
"""Of which figure of the regression large (+) or small (−) amounts are sought."""


@dataclass(frozen=True, eq=False)
class Ranked:
    """Towns with what a strategy looks at.

    Attributes
    ----------
    towns
        Index ags: value (of the outcome) and the figures of the strategy.
    utility
        As long as towns; the more, the better the town serves the strategy.
    missing
        AGS of towns that have no such figure.
    regression
        Where the strategy rests on one.
    mean, deviation
        Of the outcome, over `towns` (the deviation with N in the denominator).
    """

    towns: pd.DataFrame
    utility: Floats
    missing: tuple[str, ...]
    regression: Regression | None
    mean: float
    deviation: float


def rank(frame: pd.DataFrame, variables: Mapping[str, Variable], cases: Cases) -> Ranked:
    """The towns of the frame as the strategy of `cases` sees them.

    typical: smallest |residual|; deviant: largest |studentised residual|; influential: largest
    Cook's distance; extreme: largest |value − mean| / standard deviation (column `extremity`,
    signed), without a regression.

    Raises
    ------
    ParameterError
        As :func:`ankunft.selection.cases.regression.regress`; for an outcome of the wrong kind.
    """
    if cases.strategy == "extreme":
        return _extreme(frame, variables, cases)
    found = regress(frame, variables, cases.outcome, cases.covariates)
    column, sign = REGRESSION[str(cases.strategy)]
    towns = found.towns
    return Ranked(
        towns=towns,
        utility=sign * towns[column].abs().to_numpy(),
        missing=found.missing,
        regression=found,
        mean=float(towns["value"].mean()),
        deviation=float(towns["value"].std(ddof=0)),
    )


def _extreme(frame: pd.DataFrame, variables: Mapping[str, Variable], cases: Cases) -> Ranked:
    outcome, _ = checked(variables, cases.outcome, ())
    if is_category(outcome) or outcome.kind == "yesno":
        raise ParameterError(f"„{outcome.label('de')}“ ist keine Zahl und hat keine Extreme.")
    values = numbers(frame, outcome)
    usable = ~np.isnan(values)
    values = values[usable]
    if not values.size or np.ptp(values) == 0:
        raise ParameterError(f"„{outcome.label('de')}“ unterscheidet die Kommunen nicht.")
    mean, deviation = float(values.mean()), float(values.std())
    extremity = (values - mean) / deviation
    return Ranked(
        towns=pd.DataFrame({"value": values, "extremity": extremity}, index=frame.index[usable]),
        utility=np.abs(extremity),
        missing=tuple(frame.index[~usable]),
        regression=None,
        mean=mean,
        deviation=deviation,
    )
