"""Which results are not shown, because they would say what a single town answered.

A municipality is known by name, so a result on few of them is no statistic. Three rules of
statistical disclosure control (Hundepool et al. 2012, ch. 4 and 5):

- frequency: results on fewer than `fewest` towns, and answers given by fewer, are hidden;
- complement: what is hidden must not follow from what is shown. In every line whose total is known
  at least two cells are hidden or none, and together they hold at least `fewest` towns. A single
  answer that would be left over beside them thereby goes too;
- dominance (p % rule): a mean or total of numbers is hidden where the second largest town could
  reckon the largest to within `percent` per cent.

Lines are protected one by one; what several tables of different questions say together is not
looked into.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from ankunft.errors import ParameterError
from ankunft.i18n import format_integer, translator

FEWEST = 5
PERCENT = 10.0

SHOWN = ""
FEW = "few"
UNANIMOUS = "unanimous"
COMPLEMENT = "complement"
DOMINATED = "dominated"


def reason(code: str, lang: str, fewest: int = FEWEST) -> str:
    """Why a result is not shown; "" for one that is."""
    _ = translator(lang)
    texts = {
        SHOWN: "",
        FEW: _("weniger als {n} Städte").format(n=format_integer(fewest, lang)),
        UNANIMOUS: _("alle Städte der Gruppe haben dasselbe geantwortet"),
        COMPLEMENT: _("ließe auf ein nicht gezeigtes Ergebnis schließen"),
        DOMINATED: _("eine einzelne Stadt bestimmt das Ergebnis"),
    }
    if code not in texts:
        raise ParameterError(f"„{code}“ ist kein Grund, ein Ergebnis nicht zu zeigen.")
    return texts[code]


def protect(
    counts: pd.DataFrame,
    *,
    fewest: int = FEWEST,
    totals: bool = True,
    harmless: Collection[str] = (),
) -> pd.DataFrame:
    """Reason codes for a table of answers (rows) by groups (columns), "" where shown.

    `counts` are towns, not weights. `totals`: the totals over the groups are shown elsewhere, so
    the rows are protected too. `harmless` answers say nothing where all towns give them (an option
    that nobody named).
    """
    numbers = counts.to_numpy(dtype=int)
    codes = np.full(numbers.shape, SHOWN, dtype=object)
    bases = numbers.sum(axis=0)
    codes[(numbers > 0) & (numbers < fewest)] = FEW
    codes[:, bases < fewest] = FEW
    if fewest > 1:
        telling = ~counts.index.isin(list(harmless))
        unanimous = ((numbers == bases) & telling[:, None]).any(axis=0) & (bases >= fewest)
        codes[:, unanimous] = UNANIMOUS
    hidden = codes != SHOWN
    before = -1
    while before != hidden.sum():
        before = hidden.sum()
        for column in range(numbers.shape[1]):
            hidden[:, column] |= _complement(numbers[:, column], hidden[:, column], fewest)
        for row in range(numbers.shape[0] if totals else 0):
            hidden[row] |= _complement(numbers[row], hidden[row], fewest)
    codes[hidden & (codes == SHOWN)] = COMPLEMENT
    return pd.DataFrame(codes, index=counts.index, columns=counts.columns)


def protect_option(
    yes: pd.Series, bases: pd.Series, *, fewest: int = FEWEST, totals: bool = True
) -> pd.Series:
    """Reason codes for one option of a multiple choice by groups: yes and all others as a table.

    That an option was named by nobody is shown; that it was named by all is not.
    """
    table = pd.DataFrame([yes, bases - yes], index=["yes", "no"])
    codes = protect(table, fewest=fewest, totals=totals, harmless=["no"]).T
    return codes["yes"].where(codes["yes"] != SHOWN, codes["no"])


def protect_numbers(
    values: pd.Series, groups: pd.Series, *, fewest: int = FEWEST, totals: bool = True
) -> pd.Series:
    """Reason codes for means or totals of a number by group (index group)."""
    known = values.notna() & groups.notna()
    by_group = values[known].groupby(groups[known].astype(str))
    counts = by_group.size()
    codes = pd.Series(SHOWN, index=counts.index, dtype=object)
    if fewest > 1:
        codes[by_group.agg(dominated).astype(bool)] = DOMINATED
    codes[counts < fewest] = FEW
    hidden = (codes != SHOWN).to_numpy()
    if totals and len(counts) > 1:
        hidden = hidden | _complement(counts.to_numpy(), hidden, fewest)
    codes[hidden & (codes == SHOWN)] = COMPLEMENT
    return codes


def dominated(values: pd.Series, percent: float = PERCENT) -> bool:
    """Whether the rest beside the two largest is under `percent` per cent of the largest."""
    sizes = np.sort(values.dropna().abs().to_numpy(float))[::-1]
    return bool(sizes.size and sizes[2:].sum() < percent / 100 * sizes[0])


def _complement(counts: np.ndarray, hidden: np.ndarray, fewest: int) -> np.ndarray:
    """The hidden cells of a line with those that have to be hidden along with them.

    The smallest first (the first among equals); cells with nobody only if no other is left.
    """
    hidden = hidden.copy()
    if not hidden.any():
        return hidden
    while not hidden.all() and (hidden.sum() < 2 or counts[hidden].sum() < fewest):
        open_ = np.flatnonzero(~hidden & (counts > 0))
        if not open_.size:
            hidden[:] = True
            break
        hidden[open_[np.argmin(counts[open_])]] = True
    return hidden
