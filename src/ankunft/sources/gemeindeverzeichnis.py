"""Gemeindeverzeichnis GV-ISys (Destatis): the register of municipalities, Kreise and Länder.

One sheet holds all levels; `Satzart` says what a row is. The labels of the columns stand in two
rows, with hyphens and footnote signs that change from edition to edition.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from ankunft.base.errors import SourceError
from ankunft.base.reasons import Reason
from ankunft.sources._excel import Row, Sheet, open_sheet
from ankunft.sources.reading import Reading
from ankunft.sources.sentences import AGAIN

DESIGNATIONS = {
    "60": "Markt",
    "61": "Stadt",  # kreisfreie Stadt
    "62": "Stadt",  # Stadtkreis in Baden-Württemberg
    "63": "Stadt",
    "64": "Gemeinde",
    "65": "gemeindefreier Bezirk",  # inhabited, with a census figure
    "66": "gemeindefreies Gebiet",
    "67": "Stadt",  # Große Kreisstadt
}
UNINCORPORATED = {"65", "66"}

COUNTY_KINDS = {
    "41": "Kreisfreie Stadt",
    "42": "Stadtkreis",
    "43": "Kreis",
    "44": "Landkreis",
    "45": "Regionalverband",
}

_STATE, _COUNTY, _MUNICIPALITY = "10", "40", "60"
_LABELS = {
    "record": r"satzart",
    "text_code": r"textkennzeichen",
    "land": r"land",
    "rb": r"rb",
    "kreis": r"kreis",
    "vb": r"vb",
    "gem": r"gem",
    "name": r"gemeindename",
    "area": r"fläche.*",
    "population": r"insgesamt",
    "postcode": r"postleitzahl",
    "lon": r"längengrad",
    "lat": r"breitengrad",
    "urbanisation": r"gradderverstädterung|eustadtlandgliederung",
}
_WIDTHS = {"land": 2, "rb": 1, "kreis": 2, "vb": 4, "gem": 3}
_NO_MARKS: dict[str, Reason] = {}


def read_municipalities(path: Path) -> Reading:
    """Municipalities and areas outside of municipalities, in the order of the register.

    Columns: ags (8 digits), ars (12 digits), name (without the designation), full_name (as
    published), text_code (2 digits), designation (see `DESIGNATIONS`), unincorporated (bool),
    area_km2, population_register (persons on the day of the edition), postcode (5 digits, of the
    seat of the administration; missing where nobody lives), lon and lat (degrees, missing for
    areas at sea and on the border), urbanisation ("01" densely, "02" medium, "03" thinly settled).

    Raises `SourceError` when the file is missing, damaged or not in this form.
    """
    sheet, at, rows = _records(path)
    kept = [row for row in rows if _record(sheet, at, row) == _MUNICIPALITY]
    records = [_municipality(sheet, at, row) for row in kept]
    for label in ("ars", "ags"):
        sheet.check_unique(zip((str(r[label]) for r in records), kept, strict=True), label.upper())
    return Reading(_frame(path, records, "keine Gemeinde"), len(rows))


def read_counties(path: Path) -> Reading:
    """Kreise and kreisfreie Städte, in the order of the register.

    Columns: county (5 digits), name (without the designation), kind (see `COUNTY_KINDS`).
    Raises `SourceError` as `read_municipalities` does.
    """
    sheet, at, rows = _records(path)
    kept = [row for row in rows if _record(sheet, at, row) == _COUNTY]
    records = [
        {
            "county": _key(sheet, at, row, ["land", "rb", "kreis"]),
            "name": short_name(_text(sheet, at, row, "name")),
            "kind": COUNTY_KINDS[_text_code(sheet, at, row, COUNTY_KINDS)],
        }
        for row in kept
    ]
    sheet.check_unique(zip((r["county"] for r in records), kept, strict=True), "Kreis")
    return Reading(_frame(path, records, "keinen Kreis"), len(rows))


def read_states(path: Path) -> Reading:
    """The Länder, in the order of the register.

    Columns: state (2 digits), name. Raises `SourceError` as `read_municipalities` does.
    """
    sheet, at, rows = _records(path)
    kept = [row for row in rows if _record(sheet, at, row) == _STATE]
    records = [
        {
            "state": _key(sheet, at, row, ["land"]),
            "name": _text(sheet, at, row, "name"),
        }
        for row in kept
    ]
    sheet.check_unique(zip((r["state"] for r in records), kept, strict=True), "Land")
    return Reading(_frame(path, records, "kein Land"), len(rows))


def short_name(full_name: str) -> str:
    """The name without what the register adds to it; a Sorbian name behind it stays.

    >>> short_name("Weißwasser/O.L., Stadt / Běła Woda")
    'Weißwasser/O.L. / Běła Woda'
    """
    name = re.sub(r",.*?(?= / |$)", "", full_name)
    name = re.sub(r"\s*\b(gemfr\.|gemeindefrei).*$", "", name)
    return re.sub(r"\s+", " ", name).strip()


def _municipality(sheet: Sheet, at: dict[str, int], row: int) -> dict[str, object]:
    ars = _key(sheet, at, row, list(_WIDTHS))
    full_name = _text(sheet, at, row, "name")
    text_code = _text_code(sheet, at, row, DESIGNATIONS)
    lon, lat = _coordinates(sheet, at, row)
    return {
        "ags": ars[:5] + ars[9:],
        "ars": ars,
        "name": short_name(full_name),
        "full_name": full_name,
        "text_code": text_code,
        "designation": DESIGNATIONS[text_code],
        "unincorporated": text_code in UNINCORPORATED,
        "area_km2": sheet.number(row, at["area"], "Fläche", _NO_MARKS)[0],
        "population_register": sheet.number(row, at["population"], "insgesamt", _NO_MARKS)[0],
        "postcode": _postcode(sheet, at, row),
        "lon": lon,
        "lat": lat,
        "urbanisation": sheet.key(row, at["urbanisation"], "Grad der Verstädterung", width=2),
    }


def _postcode(sheet: Sheet, at: dict[str, int], row: int) -> str | None:
    if not _text(sheet, at, row, "postcode"):
        return None
    return sheet.key(row, at["postcode"], "Postleitzahl", width=5)


def _coordinates(sheet: Sheet, at: dict[str, int], row: int) -> tuple[float, float]:
    nowhere = (float("nan"), float("nan"))
    if not _text(sheet, at, row, "lon") and not _text(sheet, at, row, "lat"):
        return nowhere
    lon, _ = sheet.number(row, at["lon"], "Längengrad", _NO_MARKS, signed=True)
    lat, _ = sheet.number(row, at["lat"], "Breitengrad", _NO_MARKS, signed=True)
    # The register also writes 0 for areas without a midpoint.
    return nowhere if lon == lat == 0 else (lon, lat)


def _key(sheet: Sheet, at: dict[str, int], row: int, parts: list[str]) -> str:
    return "".join(sheet.key(row, at[p], p.capitalize(), width=_WIDTHS[p]) for p in parts)


def _text_code(sheet: Sheet, at: dict[str, int], row: int, known: dict[str, str]) -> str:
    code = sheet.key(row, at["text_code"], "Textkennzeichen", width=2)
    if code not in known:
        expected = ", ".join(known)
        complaint = f"„{code}“ ist unbekannt; erwartet wird eines von {expected}"
        raise sheet.fail(row, "Textkennzeichen", complaint)
    return code


def _text(sheet: Sheet, at: dict[str, int], row: int, column: str) -> str:
    return str(sheet.rows[row][at[column]]).strip()


def _record(sheet: Sheet, at: dict[str, int], row: int) -> str:
    return sheet.key(row, at["record"], "Satzart", width=2)


def _frame(path: Path, records: Sequence[Mapping[str, object]], none: str) -> pd.DataFrame:
    if not records:
        raise SourceError(f"{path}, Spalte „Satzart“: Das Verzeichnis enthält {none}. {AGAIN}")
    return pd.DataFrame(records)


def _records(path: Path) -> tuple[Sheet, dict[str, int], list[int]]:
    """The sheet, the columns' positions and the rows with a Satzart (footnotes have none)."""
    sheet = open_sheet(path, _is_header, "eine Spalte „Satzart“")
    labels = [_letters(cell) for cell in sheet.rows[sheet.header]]
    below = [_letters(cell) for cell in sheet.rows[sheet.header + 1]]
    at: dict[str, int] = {}
    for column, pattern in _LABELS.items():
        found = [
            i for row in (labels, below) for i, x in enumerate(row) if re.fullmatch(pattern, x)
        ]
        if not found:
            header = ", ".join(x for x in labels + below if x)
            title = pattern.replace("|", "“ oder „")
            raise SourceError(
                f"{sheet.name}, Zeile {sheet.header + 1}: Die Spalte „{column}“ (Überschrift "
                f"„{title}“) fehlt (gefunden: {header})."
            )
        at[column] = found[0]
    is_record = re.compile(r"\d{2}(\.0)?")
    rows = [
        row
        for row in range(sheet.header + 1, len(sheet.rows))
        if is_record.fullmatch(str(sheet.rows[row][at["record"]]).strip())
    ]
    return sheet, at, rows


def _is_header(row: Row) -> bool:
    return any(_letters(cell) == "satzart" for cell in row)


def _letters(label: object) -> str:
    """A label without hyphens, spaces, footnote signs and capitals."""
    return re.sub(r"[^a-zäöüß]", "", str(label).lower())
