"""The texts of a column, each different one once: in a survey the same few occur again and again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd

from ankunft.intake.survey.marks import Rows
from ankunft.intake.survey.words import NO_ANSWER, same, unmasked


class Distinct:
    """A column of texts. What is done with it is done once for each different text."""

    def __init__(self, cells: pd.Series) -> None:
        self.index = cells.index
        self.places, found = pd.factorize(cells)
        self.texts = [unmasked(str(text)) for text in found]

    def counts(self) -> Counter[str]:
        """How often each text occurs, those left out that say that there is no answer."""
        times = np.bincount(self.places, minlength=len(self.texts))
        counts: Counter[str] = Counter()
        for text, n in zip(self.texts, times, strict=True):
            if same(text) not in NO_ANSWER:
                counts[text] += int(n)
        return counts

    def values(self, read: Callable[[str], Any], dtype: str) -> pd.Series:
        """What the texts are read as, None being missing."""
        found = np.empty(len(self.texts), dtype=object)
        found[:] = [read(text) for text in self.texts]
        return pd.Series(found[self.places], self.index, dtype=dtype)

    def rows(self, words: Iterable[str]) -> Rows:
        """Rows with one of these words (as :func:`ankunft.intake.survey.words.same` makes them)."""
        known = frozenset(words)
        return np.array([same(text) in known for text in self.texts], dtype=bool)[self.places]
