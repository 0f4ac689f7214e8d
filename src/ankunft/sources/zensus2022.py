"""Census of 15 May 2022: the tables of grid cells, one archive per subject."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from ankunft.base.errors import SourceError
from ankunft.base.reasons import REASON_SUFFIX, Reason
from ankunft.sources import _columns
from ankunft.sources._csv import CsvPart
from ankunft.sources.reading import Reading

MARKS = {"–": Reason.SUPPRESSED, "-": Reason.SUPPRESSED}
"""The dash stands for "suppressed or nil" in these files; which of the two is unknown."""

COLUMNS = {
    "zensus2022_share": "AnteilAuslaender",
    "zensus2022_population": "Einwohner",
    "zensus2022_age": "Durchschnittsalter",
    "zensus2022_vacancy": "Leerstandsquote",
    "zensus2022_rent": "durchschnMieteQM",
}
"""Source id (see the catalogue) -> column that holds the figure."""

_SIGNS = "werterlaeuternde_Zeichen"
_SIZES = {100: "100m", 1000: "1km", 10_000: "10km"}


def read_cells(path: Path, column: str, *, size: int = 1000) -> Reading:
    """One figure for the grid cells of `size` metres (100, 1000 or 10000), in the file's order.

    Columns: cell (integer key, `ankunft.base.grid`), value (in the unit of `column`: percent for
    shares and vacancy, persons, years, € per m²), value_reason, low_reliability (bool: the
    publisher puts the figure in brackets).

    Raises `SourceError` when the file is missing, damaged or not in this form.
    """
    if size not in _SIZES:
        raise SourceError(
            f"{path}: Zellen von {size} m gibt es nicht; möglich sind {', '.join(_SIZES.values())}."
        )
    id_column = f"GITTER_ID_{_SIZES[size]}"

    def convert(part: CsvPart) -> pd.DataFrame:
        value, reason = _columns.numbers(part, column, MARKS)
        return _columns.tidy_part(
            part,
            {
                "cell": _columns.cells(part, id_column, size=size),
                "value": value,
                "value" + REASON_SUFFIX: reason,
                "low_reliability": _in_brackets(part),
            },
        )

    frame, rows = _columns.read_tidy(
        path,
        # "1km" must not be found in "10km" nor in a name that only ends in the same digits.
        rf"(^|[^0-9]){_SIZES[size]}[^0-9a-z].*\.csv$",
        [id_column, column],
        convert,
        key={"cell": id_column},
        optional=[_SIGNS],
    )
    return Reading(frame, rows)


def _in_brackets(part: CsvPart) -> np.ndarray:
    if _SIGNS not in part.batch.schema.names:
        return np.zeros(len(part.rows), dtype=bool)
    return _columns.is_one_of(part, _SIGNS, ["KLAMMERN"])
