"""INKAR (BBSR): long series of indicators for the Kreise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from ankunft.base.reasons import REASON_SUFFIX, Reason
from ankunft.sources import _columns
from ankunft.sources._csv import CsvPart
from ankunft.sources.reading import Reading

MARKS = {"": Reason.NOT_PUBLISHED}

_KEY = {"county": "Kennziffer", "indicator": "Kuerzel", "year": "Zeitbezug"}


def read_series(path: Path) -> Reading:
    """Figures of the Kreise, one row per Kreis, indicator and year, in the order of the file.

    Columns: county (5 digits, text), indicator (the publisher's short name, the only stable key:
    labels change from edition to edition), year (int16), value, value_reason. The unit is that of
    the indicator. Rows of other spatial units than "Kreise" are left out.

    Raises `SourceError` when the file is missing, damaged or not in this form, and when a figure
    occurs twice.
    """
    frame, rows = _columns.read_tidy(
        path, r"\.csv$", ["Raumbezug", *_KEY.values(), "Wert"], _convert, key=_KEY
    )
    return Reading(frame, rows)


def _convert(part: CsvPart) -> pd.DataFrame:
    part = part.keep(_columns.is_one_of(part, "Raumbezug", ["Kreise"]))
    indicator = _columns.texts(part, "Kuerzel")
    value, reason = _columns.numbers(part, "Wert", MARKS, signed=True)
    return _columns.tidy_part(
        part,
        {
            "county": _columns.codes(part, "Kennziffer", width=5),
            "indicator": np.array(indicator.texts, dtype=object)[indicator.codes],
            "year": _columns.codes(part, "Zeitbezug", width=4).astype(np.int16),
            "value": value,
            "value" + REASON_SUFFIX: reason,
        },
    )
