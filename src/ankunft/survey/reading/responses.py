"""LimeSurvey's responses: CSV or Excel with codes in the header, complete and partial ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ankunft.errors import PackageError
from ankunft.sources.city.findings import Finding
from ankunft.sources.city.findings import mark as _
from ankunft.survey.reading.files import LINE, content_of, read_table
from ankunft.survey.reading.questions import OTHER, Questionnaire
from ankunft.survey.reading.typed import Unknown, is_missing, typed

META_COLUMNS = (
    "id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "token",
)  # fmt: skip
DROPPED = ("ipaddr", "refurl")
"""Columns about the person at the screen that nothing here needs: they are never kept."""
_TIMINGS = re.compile(r"interviewtime|groupTime\d+|\w+Time")

NO_DATE = pd.Timestamp("1980-01-01")
"""LimeSurvey's date of submission where the survey keeps no dates."""


@dataclass(frozen=True, eq=False)
class Responses:
    """What was answered, one row per response, not yet joined to towns.

    Attributes
    ----------
    answers
        Typed columns as :mod:`ankunft.survey.reading.questions` names them.
    meta
        id, token, language (texts), submitted, started, changed (dates or missing), last_page
        (NaN if unknown), complete (bool), line (of the file). Rows as in `answers`.
    texts
        Columns of the file that belong to no question, as texts.
    file, found
        Name of the file, and what was found while reading it.
    """

    questionnaire: Questionnaire
    answers: pd.DataFrame
    meta: pd.DataFrame
    texts: pd.DataFrame
    file: str
    found: tuple[Finding, ...]


def read_responses(source: Path | bytes, questionnaire: Questionnaire, name: str = "") -> Responses:
    """The responses to a questionnaire.

    Headers may be codes (``Q[SQ001]``), codes with underscores (``Q_SQ001``) or codes before the
    text of the question (``Q[SQ001]. Text``).

    Raises
    ------
    PackageError
        In one sentence, with the file and the line, if it cannot be read or answers other
        questions.
    """
    content, name = content_of(source, name)
    table = read_table(content, name)
    lines = table.pop(LINE)
    table = _renamed(table, questionnaire, name)
    asked = _all_columns(questionnaire)
    answered = [column for column in table if column in asked]
    if not answered:
        raise PackageError(
            f"{name}, Zeile 1: Keine Spalte gehört zum Fragebogen; wählen Sie beim Export aus "
            "LimeSurvey als Überschrift den Fragencode, und die Struktur derselben Umfrage."
        )
    answers, found = typed_answers(table, questionnaire, lines, name)
    personal = [column for column in table if column in DROPPED]
    if personal:
        message = _("Nicht übernommen, weil es um die antwortende Person geht: {columns}.")
        found.append(Finding("dropped", "note", message, (("columns", ", ".join(personal)),)))
    rest = [
        column for column in table
        if column not in answered and column not in META_COLUMNS and column not in DROPPED
        and not _TIMINGS.fullmatch(str(column))
    ]  # fmt: skip
    meta = _meta(table, lines, name, found)
    return Responses(questionnaire, answers, meta, table[rest], name, tuple(found))


def typed_answers(
    table: pd.DataFrame, questionnaire: Questionnaire, lines: pd.Series, name: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """Typed columns of all questions; answers that no question knows are found and missing."""
    parts: list[pd.DataFrame] = []
    unknown: Unknown = {}
    for question in questionnaire.questions:
        part, bad = typed(table, question)
        parts.append(part)
        unknown |= bad
    answers = pd.concat(parts, axis=1) if parts else pd.DataFrame(index=table.index)
    return answers, [*unread(unknown, lines, name), *_absent(table, questionnaire)]


def dates(texts: pd.Series) -> pd.Series:
    """Dates as LimeSurvey or a German spreadsheet writes them; NaT where there is none."""
    # the unit is fixed, so that columns of different files can be compared and concatenated
    read = pd.to_datetime(texts, format="ISO8601", errors="coerce").astype("datetime64[s]")
    for form in ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y"):
        read = read.fillna(
            pd.to_datetime(texts, format=form, errors="coerce").astype("datetime64[s]")
        )
    return read


def _all_columns(questionnaire: Questionnaire) -> set[str]:
    return {*questionnaire.columns, *questionnaire.comments}


def _renamed(table: pd.DataFrame, questionnaire: Questionnaire, name: str) -> pd.DataFrame:
    spellings = _spellings(questionnaire)
    names = [_column(label, spellings) for label in table.columns]
    twice = [label for label, times in Counter(names).items() if times > 1]
    if twice:
        raise PackageError(
            f"{name}, Zeile 1: Zwei Spalten gehören zu „{twice[0]}“; erwartet wird eine."
        )
    return table.set_axis(names, axis=1)


def _spellings(questionnaire: Questionnaire) -> dict[str, str]:
    """Column by its spelling in a header; the column's own name wins over other spellings."""
    columns = [*questionnaire.columns, *questionnaire.comments]
    found: dict[str, str] = {}
    for column in columns:
        found.setdefault(column.replace("[", "_").replace("]", ""), column)
        # the two scales of an array stand behind the subquestion, counted from 1 or from 0
        if scaled := re.fullmatch(r"(\w+)\.([12])\[(\w+)\]", column):
            code, scale, sub = scaled.groups()
            found[f"{code}[{sub}][{scale}]"] = column
            found[f"{code}_{sub}_{int(scale) - 1}"] = column
    return found | {column: column for column in columns}


def _column(label: str, spellings: dict[str, str]) -> str:
    if label in spellings:
        return spellings[label]
    code = re.split(r"\.\s|\s", label, maxsplit=1)[0]
    return spellings.get(code, label)


def unread(unknown: Unknown, lines: pd.Series, name: str) -> Iterator[Finding]:
    """One finding per column with answers that could not be read."""
    for column, rows in unknown.items():
        message = _("„{column}“: {n} Antworten passen nicht zum Fragebogen und gelten als fehlend.")
        params = (("column", column), ("n", int(rows.sum())))
        where = tuple(int(line) for line in lines[rows])
        yield Finding("unread_answer", "note", message, params, (), where, name)


def _absent(table: pd.DataFrame, questionnaire: Questionnaire) -> Iterator[Finding]:
    absent = [
        column for column in questionnaire.columns
        if column not in table and not column.endswith(f"[{OTHER}]")
    ]  # fmt: skip
    if absent:
        message = _("Fragen des Fragebogens ohne Spalte in der Datei: {n}.")
        yield Finding("absent_question", "note", message, (("n", len(absent)),), tuple(absent))


def _meta(table: pd.DataFrame, lines: pd.Series, name: str, found: list[Finding]) -> pd.DataFrame:
    submitted = _cells(table, "submitdate")
    if "submitdate" in table:
        complete = ~is_missing(submitted)
    else:
        complete = np.ones(len(table), dtype=bool)
        message = _("Die Spalte submitdate fehlt: Alle Antworten gelten als abgeschlossen.")
        found.append(Finding("no_submitdate", "note", message, file=name))
    days = dates(submitted)
    _check_dates(submitted[complete & days.isna() & (submitted != "")], lines, name, found)
    last_page = pd.to_numeric(_cells(table, "lastpage"), errors="coerce").astype("float64")
    return pd.DataFrame(
        {
            "id": _cells(table, "id"),
            "token": _cells(table, "token"),
            "language": _cells(table, "startlanguage"),
            "submitted": days.mask(days.dt.normalize() == NO_DATE),
            "started": dates(_cells(table, "startdate")),
            "changed": dates(_cells(table, "datestamp")),
            "last_page": last_page,
            "complete": complete,
            LINE: lines,
        }
    )


def _check_dates(rows: pd.Series, lines: pd.Series, name: str, found: list[Finding]) -> None:
    if len(rows):
        message = _("Das Datum der Antwort ist nicht lesbar; sie gilt als abgeschlossen: {n}.")
        where = tuple(int(line) for line in lines[rows.index])
        params = (("n", len(rows)),)
        found.append(Finding("unread_date", "note", message, params, (), where, name))


def _cells(table: pd.DataFrame, column: str) -> pd.Series:
    """The texts of a column, empty where the file has none."""
    return table[column] if column in table else pd.Series("", table.index, dtype="str")
