"""The answers with the weights that the plan's sample gives them, or without any.

Without a sample nothing is known of the towns that did not answer: the answers then speak for the
towns that gave them and for no other.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ankunft.base.language import format_integer, translator
from ankunft.survey.inference.raking import MOST, Raked, rake
from ankunft.survey.inference.weights import Weighting, effective_n, response_weights


@dataclass(frozen=True, eq=False)
class Weighted:
    """A design (index ags; stratum, population, weight; see :mod:`ankunft.survey.inference.design`) and how
    its weights came about; both None where answers count for themselves alone."""

    design: pd.DataFrame
    weighting: Weighting | None = None
    raked: Raked | None = None

    @property
    def stands_for_others(self) -> bool:
        """Whether results are estimates for the frame, with intervals."""
        return self.weighting is not None

    @property
    def effective_n(self) -> float:
        """Kish's effective number of towns."""
        return effective_n(self.design["weight"])

    def notes(self, lang: str) -> list[str]:
        """What a reader has to know about the weights."""
        _ = translator(lang)
        if self.weighting is None:
            return [
                _(
                    "Ungewichtet: Die Ergebnisse gelten für die {n} Gemeinden, die geantwortet haben, "
                    "und für keine anderen."
                ).format(n=format_integer(len(self.design), lang))
            ]
        return [*self.weighting.notes(lang), *(self.raked.notes(lang) if self.raked else ())]


def for_themselves(towns: pd.Index) -> Weighted:
    """Every town counts once and stands for itself: shares are those among the answers."""
    design = pd.DataFrame({"stratum": "all", "population": len(towns), "weight": 1.0}, index=towns)
    return Weighted(design)


def weighted(
    sample: pd.DataFrame,
    answered: pd.Index,
    *,
    classes: pd.Series | None = None,
    margins: pd.DataFrame | None = None,
    most: float = MOST,
) -> Weighted:
    """The weights of the towns that `answered`.

    `classes` are weighting classes by ags (default: the strata); `margins` has a row per town of
    the frame and a column per variable to rake to, weights staying below `most` times their mean.

    Raises
    ------
    ParameterError
        See :func:`ankunft.survey.inference.weights.response_weights` and :func:`ankunft.survey.inference.raking.rake`.
    """
    weighting = response_weights(sample, pd.Series(True, index=answered), classes=classes)
    if margins is None or not len(margins.columns):
        return Weighted(weighting.table, weighting)
    raked = rake(weighting.table, margins, list(margins.columns), most=most)
    return Weighted(raked.table, weighting, raked)
