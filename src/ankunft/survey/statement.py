"""What a town says of itself beside what the figures say: a cross-table, kappa, disagreements.

Neither side is the truth: a statement knows the place, the figures know all towns alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.base.language import format_integer, format_number, translator

FEWEST = 20
"""Towns with both; with fewer no kappa is given, its interval would hold almost anything."""


@dataclass(frozen=True, eq=False)
class Agreement:
    """Two answers to one question, town by town.

    Attributes
    ----------
    table
        Towns by statement (index: True, False) and figures (columns: True, False).
    n, unknown
        Towns with both, and towns with a statement of which the figures say nothing.
    kappa, low, high
        Cohen's kappa (agreement beyond chance, Cohen 1960) with its 95 % interval (Fleiss, Cohen
        & Everitt 1969); NaN below :data:`FEWEST` towns, or where one side gives one answer only.
    disagreements
        Index ags, ascending: stated, figures (bool).
    """

    table: pd.DataFrame
    n: int
    unknown: int
    kappa: float
    low: float
    high: float
    disagreements: pd.DataFrame

    def text(self, lang: str) -> str:
        """How far both agree, in a sentence or two."""
        _ = translator(lang)
        same = int(np.trace(self.table.to_numpy()))
        text = _("In {same} von {n} Gemeinden sagen Angabe und Daten dasselbe.").format(
            same=format_integer(same, lang), n=format_integer(self.n, lang)
        )
        if np.isnan(self.kappa):
            return text + " " + _("Für ein Maß der Übereinstimmung reichen die Angaben nicht.")
        return (
            text
            + " "
            + _("Kappa {kappa} ({low} bis {high}); 0 wäre Zufall, 1 volle Übereinstimmung.").format(
                kappa=format_number(self.kappa, lang, 2),
                low=format_number(self.low, lang, 2),
                high=format_number(self.high, lang, 2),
            )
        )


def agreement(stated: pd.Series, figures: pd.Series) -> Agreement:
    """Compare two "boolean" columns by AGS; towns without a statement are left out.

    Raises
    ------
    ParameterError
        If a town stands in one of them twice.
    """
    if stated.index.has_duplicates or figures.index.has_duplicates:
        raise ParameterError("Eine Gemeinde steht zweimal in den Angaben.")
    said = stated.dropna().astype(bool)
    known = figures.reindex(said.index)
    both = pd.DataFrame({"stated": said, "figures": known}).dropna().astype(bool).sort_index()
    table = pd.crosstab(both["stated"], both["figures"]).reindex(
        index=[True, False], columns=[True, False], fill_value=0
    )
    kappa, low, high = _kappa(table.to_numpy())
    return Agreement(
        table=table,
        n=len(both),
        unknown=len(said) - len(both),
        kappa=kappa,
        low=low,
        high=high,
        disagreements=both[both["stated"] != both["figures"]].rename_axis("ags"),
    )


def has_answer(answers: pd.Series, yes: frozenset[str], no: frozenset[str]) -> pd.Series:
    """The codes of a question as "boolean": those that mean yes, those that mean no, else missing."""
    values = answers.map({**dict.fromkeys(yes, True), **dict.fromkeys(no, False)})
    return values.astype("boolean")


def _kappa(table: np.ndarray) -> tuple[float, float, float]:
    one_sided = (table.sum(axis=0) == 0).any() or (table.sum(axis=1) == 0).any()
    if table.sum() < FEWEST or one_sided:
        return np.nan, np.nan, np.nan
    from statsmodels.stats.inter_rater import cohens_kappa

    found = cohens_kappa(table)
    return float(found.kappa), float(found.kappa_low), float(found.kappa_upp)
