"""Chosen cases, with why each is one and what to know of the list."""

from __future__ import annotations

import pandas as pd

from ankunft.selection.cases import notes as sentences
from ankunft.selection.cases.found import Found
from ankunft.selection.cases.reasons import reason


class CaseResult(Found):
    """The cases, or why there are none, in figures and in words."""

    def reason(self, ags: str, lang: str) -> str:
        """Why this town is in the list, in one sentence with its figures."""
        return reason(self, ags, lang)

    def reasons(self, lang: str) -> pd.Series:
        """The reasons of all cases by AGS."""
        texts = [self.reason(ags, lang) for ags in self.table.index]
        return pd.Series(texts, self.table.index, dtype=object)

    def notes(self, lang: str) -> tuple[str, ...]:
        """What to know of the method and of towns that could not be cases."""
        return sentences.notes(self, lang)

    def explanation(self, lang: str) -> str:
        """Which wishes cannot be met together, and how far they are apart; "" if all are met."""
        return sentences.explanation(self, lang)

    def wish_table(self, lang: str) -> pd.DataFrame:
        """One row per wish: wish (text), at_least, at_most (NA: any), available, unknown (towns
        without figures for it), chosen."""
        return sentences.wish_table(self, lang)
