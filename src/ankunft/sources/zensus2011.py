"""Census of 9 May 2011: the 1 km grid with exact values and the 100 m grid of demography."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from ankunft.base.errors import SourceError
from ankunft.base.reasons import Reason
from ankunft.sources import _columns
from ankunft.sources._csv import CsvPart
from ankunft.sources.reading import Reading

MARKS = {"-1": Reason.UNINHABITED, "-9": Reason.SUPPRESSED}

_COLUMNS_1KM = {
    "Einwohner": "population",
    "Auslaender_A": "share_foreign",
    "Alter_D": "mean_age",
    "unter18_A": "share_under_18",
    "ab65_A": "share_65_plus",
    "Leerstandsquote": "vacancy",
    "Wohnfl_Bew_D": "living_space",
}

_FOREIGN = ("STAATSANGE_KURZ", {"2": "foreign"})
_GROUPS = ("STAATSANGE_GRP", {"21": "eu", "22": "non_eu", "23": "non_eu", "24": "non_eu"})
_ORIGIN_COLUMNS = ["foreign", "eu", "non_eu"]


def read_cells_1km(path: Path) -> Reading:
    """Cells of 1 km, in the order of the file, the uninhabited ones included.

    Columns, each but the first with ``<name>_reason``:

    - cell: integer key (`ankunft.base.grid`)
    - population: inhabitants
    - share_foreign, share_under_18, share_65_plus: percent of the inhabitants
    - mean_age: years
    - vacancy: percent of the dwellings
    - living_space: m² per inhabitant

    Raises `SourceError` when the file is missing, damaged or not in this form.
    """
    id_column = "Gitter_ID_1km"

    def convert(part: CsvPart) -> pd.DataFrame:
        keys = {"cell": _columns.cells(part, id_column, size=1000)}
        return _columns.tidy_part(part, keys | _columns.number_columns(part, _COLUMNS_1KM, MARKS))

    frame, rows = _columns.read_tidy(
        path, r"1km.*\.csv$", [id_column, *_COLUMNS_1KM], convert, key={"cell": id_column}
    )
    return Reading(frame, rows)


def read_origin_100m(path: Path) -> Reading:
    """Foreign nationals by group of citizenship in cells of 100 m, sorted by cell.

    Columns: cell (integer key), foreign, eu (EU-27), non_eu (other Europe, rest of the world and
    others together): persons. The publisher leaves out counts below 3, so every figure is a lower
    bound, and NaN means "fewer than 3 or none". Cells without any of the three are not listed.

    The file holds many more characteristics of the population; they are passed over unread.
    Raises `SourceError` when the file is missing, damaged or not in this form.
    """
    required = ["Gitter_ID_100m", "Merkmal", "Auspraegung_Code", "Anzahl"]
    key = {"cell": "Gitter_ID_100m", "merkmal": "Merkmal", "code": "Auspraegung_Code"}
    long, rows = _columns.read_tidy(
        path, r"Bev(oe|ö)lkerung100M\.csv$", required, _origin_part, key=key
    )
    if long.empty:
        raise SourceError(
            f"{path}, Spalte „Merkmal“: In keiner Zeile steht „{_FOREIGN[0]}“ oder "
            f"„{_GROUPS[0]}“. Laden Sie die Datei zur Demographie noch einmal herunter."
        )
    return Reading(_counts_by_cell(long), rows, {"rows_kept": len(long)})


def _counts_by_cell(long: pd.DataFrame) -> pd.DataFrame:
    cell, row = np.unique(long["cell"].to_numpy(), return_inverse=True)
    width = len(_ORIGIN_COLUMNS)
    position = row * width + long["group"].to_numpy()
    counts = np.bincount(position, weights=long["count"], minlength=len(cell) * width)
    counts[counts == 0] = np.nan
    wide = pd.DataFrame(counts.reshape(-1, width), columns=_ORIGIN_COLUMNS)
    wide.insert(0, "cell", cell)
    return wide


def _origin_part(part: CsvPart) -> pd.DataFrame:
    kept = np.zeros(len(part.rows), dtype=bool)
    for merkmal, groups in (_FOREIGN, _GROUPS):
        kept |= _columns.is_one_of(part, "Merkmal", [merkmal]) & _columns.is_one_of(
            part, "Auspraegung_Code", list(groups)
        )
    part = part.keep(kept)
    code = _columns.texts(part, "Auspraegung_Code")
    group = [(_FOREIGN[1] | _GROUPS[1])[text] for text in code.texts]
    count, _ = _columns.numbers(part, "Anzahl", {})
    return _columns.tidy_part(
        part,
        {
            "cell": _columns.cells(part, "Gitter_ID_100m", size=100),
            "merkmal": _columns.is_one_of(part, "Merkmal", [_GROUPS[0]]).astype(np.int8),
            "code": np.array([int(text) for text in code.texts], dtype=np.int16)[code.codes],
            "group": np.array([_ORIGIN_COLUMNS.index(g) for g in group], dtype=np.int8)[code.codes],
            "count": count,
        },
    )
