"""Applications to a call for interest: one per town, checked against the criteria of the plan.

Contact and statement are in the table of :class:`Applications` only; what is checked, shortlisted
and written into a protocol holds keys and reasons.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pandas as pd

from ankunft.base.language import translator
from ankunft.intake.areas.archive import shown
from ankunft.intake.survey.town_keys import town_key
from ankunft.selection.call.file import Columns, read_rows
from ankunft.selection.frame.criteria import Filtered, describe
from ankunft.selection.frame.variables import Variable
from ankunft.selection.plan import Group

Code = Literal["bad_key", "unknown_key", "duplicate", "zero", "regional_key"]

REFUSED: tuple[Code, ...] = ("bad_key", "unknown_key", "duplicate")
"""Rows with these notes are no application of their own."""
LONGEST_GIVEN = 40


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be known of one row.

    Attributes
    ----------
    line, given
        Line of the file (header = 1) and the key as it stands there.
    ags
        The key it was read as, empty where it was not understood.
    other
        For a duplicate the line of the application that counts.
    """

    line: int
    given: str
    code: Code
    ags: str = ""
    other: int = 0

    def text(self, lang: str) -> str:
        """The note as a sentence, with the line."""
        _ = translator(lang)
        sentence = {
            "bad_key": _("Zeile {line}: „{given}“ ist kein Gemeindeschlüssel mit acht Ziffern."),
            "unknown_key": _("Zeile {line}: Den Gemeindeschlüssel {given} gibt es nicht."),
            "duplicate": _(
                "Zeile {line}: Für {ags} gibt es schon die Bewerbung in Zeile {other}; die zählt."
            ),
            "zero": _("Zeile {line}: {given} hatte die führende Null verloren, gelesen als {ags}."),
            "regional_key": _("Zeile {line}: Regionalschlüssel {given}, gelesen als {ags}."),
        }[self.code]
        if not self.given and self.code == "bad_key":
            sentence = _("Zeile {line}: Der Gemeindeschlüssel fehlt.")
        return sentence.format(line=self.line, given=self.given, ags=self.ags, other=self.other)


@dataclass(frozen=True, eq=False)
class Applications:
    """The applications that count, and what is to be known of the rows of the file.

    Attributes
    ----------
    table
        Index ags (ascending): contact, statement (texts, empty where missing), line. Not shown by
        `repr`, so that no message and no log holds it.
    notes
        Rows that were set aside or whose key was repaired, in the order of the file.
    rows
        Rows of the file.
    """

    table: pd.DataFrame = field(repr=False)
    notes: tuple[Note, ...] = field(repr=False)
    rows: int
    file: str

    @property
    def refused(self) -> tuple[Note, ...]:
        """Notes of rows that are no application of their own."""
        return tuple(note for note in self.notes if note.code in REFUSED)


def read_applications(
    source: Path | bytes, known: Collection[str], name: str = "", columns: Columns | None = None
) -> Applications:
    """The applications of a CSV or Excel file; `known` holds the AGS of all municipalities.

    Of several rows of a town the first with contact and statement counts, else the first.

    Raises
    ------
    PackageError
        If the file cannot be read or is too large, or a column is missing.
    """
    rows, name = read_rows(source, name, columns)
    keys = frozenset(known)
    judged = [
        _key(int(line), given, keys) for line, given in zip(rows["line"], rows["ags"], strict=True)
    ]
    rows["ags"] = [ags for ags, _note in judged]
    notes = [note for _ags, note in judged if note is not None]
    rows = rows[rows["ags"] != ""]
    whole = (rows["contact"] != "") & (rows["statement"] != "")
    best = rows.assign(gap=~whole).sort_values(["ags", "gap", "line"])
    table = best.drop_duplicates("ags").set_index("ags")[["contact", "statement", "line"]]
    again = best[best.duplicated("ags")]
    notes += [
        Note(int(line), ags, "duplicate", ags, int(table.loc[ags, "line"]))
        for ags, line in zip(again["ags"], again["line"], strict=True)
    ]
    notes.sort(key=lambda note: (note.line, note.code))
    return Applications(table, tuple(notes), len(judged), name)


def check_applications(
    applications: Applications,
    frame: pd.DataFrame,
    filtered: Filtered,
    groups: Sequence[Group],
    variables: Mapping[str, Variable],
    lang: str = "de",
) -> pd.DataFrame:
    """Index ags: name, complete, eligible, reasons.

    `frame` and `filtered` hold all municipalities, `groups` are those of the filter. `eligible` is
    True for towns inside the frame (those without figures too where the plan keeps them), False
    where a criterion is not met, NA where figures are missing. `reasons` lists what is missing, and
    which groups of criteria do not hold or cannot be judged, with the town's own values.
    """
    ags = applications.table.index
    inside = filtered.inside.reindex(ags)
    reasons = [
        [
            *_gaps(applications, key, lang),
            *(
                _group_text(frame.loc[key], group, verdict, variables, lang)
                for group, verdict in zip(groups, filtered.verdicts.loc[key], strict=True)
                if pd.isna(verdict) or not verdict
            ),
        ]
        for key in ags
    ]
    table = applications.table
    return pd.DataFrame(
        {
            "name": frame["name"].reindex(ags),
            "complete": (table["contact"] != "") & (table["statement"] != ""),
            "eligible": filtered.overall.reindex(ags).mask(inside, True),
            "reasons": pd.Series(reasons, ags, object),
        },
        index=ags,
    )


def _key(line: int, given: str, known: Collection[str]) -> tuple[str, Note | None]:
    """The AGS that a text means, empty if none; and what is to be known of it."""
    seen = shown(given.strip())[:LONGEST_GIVEN]
    ags, repair = town_key(given, known)
    if not ags:
        # text that is meant for a key, against a name in the wrong column
        like_a_key = re.fullmatch(r"[\s\d.'/-]+", given) and len(re.findall(r"\d", given)) >= 7
        return "", Note(line, seen, "unknown_key" if like_a_key else "bad_key")
    codes: dict[str, Code] = {"zero": "zero", "regional": "regional_key"}
    return ags, Note(line, seen, codes[repair], ags) if repair else None


def _gaps(applications: Applications, ags: str, lang: str) -> list[str]:
    _ = translator(lang)
    texts = {"contact": _("Der Kontakt fehlt."), "statement": _("Die Interessenbekundung fehlt.")}
    return [text for column, text in texts.items() if not applications.table.loc[ags, column]]


def _group_text(
    town: pd.Series, group: Group, verdict: object, variables: Mapping[str, Variable], lang: str
) -> str:
    _ = translator(lang)
    asked = _("; oder ").join(
        _("{criterion} (hier: {value})").format(
            criterion=describe(criterion, variables, lang),
            value=variables[criterion.variable].show_of_town(town[criterion.variable], lang),
        )
        for criterion in group.any_of
    )
    if not pd.isna(verdict):  # type: ignore[call-overload]
        return _("Nicht erfüllt: {criteria}.").format(criteria=asked)
    if group.unknown == "keep":
        return _("Ohne Angabe, nach Wahl trotzdem zugelassen: {criteria}.").format(criteria=asked)
    return _("Ohne Angabe: {criteria}.").format(criteria=asked)
