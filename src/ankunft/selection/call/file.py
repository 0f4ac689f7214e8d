"""Reading the file of a call for interest: which column is the key, the contact, the statement.

Everything read here stays on the machine: contacts and statements are shown to nobody but the
person who loaded the file, and never written into a protocol or an export.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

import pandas as pd

from ankunft.base.errors import PackageError
from ankunft.intake.areas.names import fold
from ankunft.intake.areas.workbook import cell_text
from ankunft.intake.survey.files import ENDINGS, LINE, content_of, read_table

SPELLINGS = {
    "ags": (
        "ags", "ags8", "gemeindeschluessel", "gemeindekennziffer", "gemeindekennzahl", "gkz",
        "municipality_key", "municipality_code", "regionalschluessel", "ars", "rs", "schluessel",
        "key",
    ),
    "contact": (
        "kontakt", "kontaktdaten", "kontaktperson", "contact", "ansprechpartner",
        "ansprechpartnerin", "ansprechperson", "name_der_ansprechperson", "mail", "e_mail", "email",
        "telefon", "telefonnummer", "phone", "tel", "vorname", "nachname", "contact_person",
    ),
    "statement": (
        "statement", "interessensbekundung", "interessenbekundung", "interesse", "begruendung",
        "motivation", "stellungnahme", "bewerbungstext", "bewerbung", "erklaerung",
        "beschreibung", "text", "expression_of_interest", "interest", "application",
    ),
}  # fmt: skip
"""Words of headers by what the column holds (see :func:`ankunft.intake.areas.names.fold`); of the
key and the statement the word named first counts, contacts may stand in several columns."""

_ROLES = {
    "ags": "den Gemeindeschlüssel (AGS)",
    "contact": "den Kontakt",
    "statement": "die Interessenbekundung",
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Labels of the columns; `contact` may be several, whose texts are joined."""

    ags: str
    contact: tuple[str, ...]
    statement: str


def read_rows(
    source: Path | bytes, name: str = "", columns: Columns | None = None
) -> tuple[pd.DataFrame, str]:
    """Columns line (of the file, header = 1), ags, contact, statement as texts, and the file's name.

    A missing text is empty. `columns` says by hand what the headers do not.

    Raises
    ------
    PackageError
        If the file cannot be read or is too large, or a column is missing.
    """
    content, name = content_of(source, name)
    table = read_table(content, name)
    labels = [str(label) for label in table.columns if label != LINE]
    chosen = columns or guess_columns(labels)
    _check(chosen, labels, name)
    joined = table[list(chosen.contact)].apply(
        lambda row: ", ".join(text for text in row if text), axis=1
    )
    rows = pd.DataFrame(
        {
            "line": table[LINE],
            "ags": table[chosen.ags],
            "contact": joined.astype("str"),
            "statement": table[chosen.statement],
        }
    )
    if PurePath(name).suffix.lower() in ENDINGS:
        rows = pd.concat([rows, _keys_alone(content)], ignore_index=True)
    return rows.sort_values("line", kind="stable", ignore_index=True), name


def guess_columns(labels: Sequence[str]) -> Columns:
    """What the headers suggest; a role stays empty where no header is known."""
    ags = next(iter(_known(labels, "ags")), "")
    free = [label for label in labels if label != ags]
    contact = tuple(_known(free, "contact"))
    free = [label for label in free if label not in contact]
    return Columns(
        ags,
        tuple(label for label in labels if label in contact),
        next(iter(_known(free, "statement")), ""),
    )


def _known(labels: Sequence[str], role: str) -> list[str]:
    """Labels that are a known word or hold one, in the order of the words."""
    folded = {label: f"_{fold(label)}_" for label in labels}
    words = [f"_{word}_" for word in SPELLINGS[role]]
    whole = [label for word in words for label in labels if folded[label] == word]
    part = [label for word in words for label in labels if word in folded[label]]
    return list(dict.fromkeys([*whole, *part]))


def _check(chosen: Columns, labels: Sequence[str], name: str) -> None:
    wanted: list[tuple[str, Iterable[str]]] = [
        ("ags", (chosen.ags,)),
        ("contact", chosen.contact or ("",)),
        ("statement", (chosen.statement,)),
    ]
    for role, of_role in wanted:
        for label in of_role:
            if label not in labels:
                what = f"Die Spalte „{label[:60]}“ fehlt" if label else "Keine Spalte ist erkannt"
                listed = ", ".join(known[:60] for known in labels[:20])
                raise PackageError(
                    f"{name}: {what} für {_ROLES[role]}; gefunden: {listed}. "
                    "Ordnen Sie die Spalten von Hand zu."
                )


def _keys_alone(content: bytes) -> pd.DataFrame:
    """Rows of an Excel file where nothing but a number stands that may be the key.

    The reader of tables takes a row with a single cell for a footnote; here it may be an
    application without contact and statement, which has to be named.
    """
    from python_calamine import CalamineWorkbook

    found = []
    # the reader has already refused what is damaged or too large
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        for title in book.sheet_names:
            rows = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
            for line, row in enumerate(rows, start=1):
                filled = [text for text in map(cell_text, row) if text]
                if len(filled) == 1 and re.fullmatch(r"[0-9]{7,12}", filled[0]):
                    found.append((line, filled[0], "", ""))
    return pd.DataFrame(found, columns=["line", "ags", "contact", "statement"])
