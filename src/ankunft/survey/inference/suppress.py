"""Why results are not shown: they would say what a single town answered.

A municipality is known by name, so a result on few of them is no statistic. The rules are those of
statistical disclosure control (Hundepool et al. 2012, ch. 4 and 5); which cells they hide is found
in :mod:`ankunft.survey.inference.disclosure` for all tables of a question together.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.base.language import format_integer, translator

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


def dominated(values: pd.Series, percent: float = PERCENT) -> bool:
    """Whether the rest beside the two largest is under `percent` per cent of the largest."""
    sizes = np.sort(values.dropna().abs().to_numpy(float))[::-1]
    return bool(sizes.size and sizes[2:].sum() < percent / 100 * sizes[0])
