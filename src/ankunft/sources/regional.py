"""Census of 15 May 2022: the regional tables with one row per municipality."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from ankunft.base.errors import SourceError
from ankunft.base.reasons import REASON_SUFFIX, Reason
from ankunft.sources._excel import Row, column_positions, open_sheet
from ankunft.sources._numbers import Marks
from ankunft.sources.reading import Reading
from ankunft.sources.sentences import AGAIN

MARKS = {
    "–": Reason.PRESENT,  # exactly nil
    "-": Reason.PRESENT,
    ".": Reason.NOT_PUBLISHED,
    "...": Reason.NOT_PUBLISHED,
    "x": Reason.SUPPRESSED,
    "/": Reason.SUPPRESSED,
}
MARKS_OF_MEANS = MARKS | {"–": Reason.NOT_PUBLISHED, "-": Reason.NOT_PUBLISHED}
"""A mean of nothing is no figure, where a count or share of nothing is nil."""

_KEY, _LEVEL, _NAME = "_RS", "Regionalebene", "Name"


def read_demography(path: Path) -> Reading:
    """Inhabitants of the municipalities by citizenship, in the order of the file.

    Columns: ars (12 digits), ags (8 digits), name (as published), population, germans and
    foreigners (persons), these three with ``<name>_reason``.

    Rows of the nation, the Länder, Kreise and associations of municipalities are left out.
    Raises `SourceError` when the file is missing, damaged or not in this form.
    """
    return _read_municipalities(
        path,
        {
            "population": ("0_Insgesamt_", MARKS),
            "germans": ("Staatsange_kurz__1", MARKS),
            "foreigners": ("Staatsange_kurz__2", MARKS),
        },
    )


def read_dwellings(path: Path) -> Reading:
    """Dwellings of the municipalities, in the order of the file.

    Columns: ars (12 digits), ags (8 digits), name (as published), dwellings (count), vacancy and
    owner_share (percent), rent (net cold rent, € per m²), these four with ``<name>_reason``.

    Rows of larger areas are left out.
    Raises `SourceError` when the file is missing, damaged or not in this form.
    """
    return _read_municipalities(
        path,
        {
            "dwellings": ("0_Insgesamt_", MARKS),
            "vacancy": ("LEQ", MARKS),
            "owner_share": ("ETQ", MARKS),
            "rent": ("QMMIETE", MARKS_OF_MEANS),
        },
    )


def _is_header(row: Row) -> bool:
    return _KEY in row and _LEVEL in row


def _read_municipalities(path: Path, figures: Mapping[str, tuple[str, Marks]]) -> Reading:
    sheet = open_sheet(path, _is_header, f"die Spalten „{_KEY}“ und „{_LEVEL}“")
    labels = [_KEY, _LEVEL, _NAME, *(label for label, _ in figures.values())]
    at = column_positions(sheet, labels)
    filled = [row for row in range(sheet.header + 1, len(sheet.rows)) if any(sheet.rows[row])]
    kept = [row for row in filled if str(sheet.rows[row][at[_LEVEL]]).strip() == "Gemeinde"]
    if not kept:
        raise SourceError(
            f"{sheet.name}, Spalte „{_LEVEL}“: In keiner Zeile steht „Gemeinde“. {AGAIN}"
        )
    ars = [sheet.key(row, at[_KEY], _KEY, width=12) for row in kept]
    sheet.check_unique(zip(ars, kept, strict=True), _KEY)
    frame = pd.DataFrame({"ars": ars, "ags": [key[:5] + key[9:] for key in ars]})
    frame["name"] = [str(sheet.rows[row][at[_NAME]]).strip() for row in kept]
    for name, (label, marks) in figures.items():
        cells = [sheet.number(row, at[label], label, marks) for row in kept]
        frame[name] = [value for value, _ in cells]
        frame[name + REASON_SUFFIX] = np.array([reason for _, reason in cells], dtype=np.uint8)
    return Reading(frame, len(filled))
