"""LimeSurvey's responses: CSV or Excel, complete and partial ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ankunft.base.errors import PackageError
from ankunft.intake.areas.findings import Finding
from ankunft.intake.areas.findings import mark as _
from ankunft.intake.areas.table import numbered
from ankunft.intake.survey.coding import answer_format
from ankunft.intake.survey.completion import NO_DATE, completion, dates
from ankunft.intake.survey.decisions import Decisions, check_decisions
from ankunft.intake.survey.distinct import Distinct
from ankunft.intake.survey.files import LINE, content_of, read_table
from ankunft.intake.survey.headings import read_headings
from ankunft.intake.survey.known_headings import META, spellings
from ankunft.intake.survey.marks import Rows, Typed, joined
from ankunft.intake.survey.questions import OTHER, Questionnaire
from ankunft.intake.survey.states import Cells, none_of_these, not_evaluated, states
from ankunft.intake.survey.typed import typed
from ankunft.intake.survey.unread import unread_findings, unread_values

DROPPED = ("ipaddr", "refurl")
"""Columns about the person at the screen that nothing here needs: they are never kept."""
_TIMINGS = re.compile(r"interviewtime|groupTime\d+|\w+Time")


@dataclass(frozen=True, eq=False)
class Responses:
    """What was answered, one row per response, not yet joined to towns.

    Attributes
    ----------
    answers
        Typed columns as :mod:`ankunft.intake.survey.questions` names them.
    meta
        id, token, language (texts), submitted, started, changed (dates or missing), last_page
        (NaN if unknown), complete (bool), line (of the file). Rows as in `answers`.
    texts
        Columns of the file that belong to no question, as texts.
    file, found
        Name of the file, and what was found while reading it.
    states
        How each response stands to each question, see :func:`ankunft.intake.survey.states.states`.
    filled
        By column: rows in which something was answered, readable or not.
    unread
        Values that could not be read, see :func:`ankunft.intake.survey.unread.unread_values`.
    assumed
        Whether `complete` is no more than an assumption.
    """

    questionnaire: Questionnaire
    answers: pd.DataFrame
    meta: pd.DataFrame
    texts: pd.DataFrame
    file: str
    found: tuple[Finding, ...]
    states: pd.DataFrame
    filled: Mapping[str, Rows]
    unread: pd.DataFrame
    assumed: bool = False


def read_responses(
    source: Path | bytes,
    questionnaire: Questionnaire,
    name: str = "",
    decisions: Decisions | None = None,
) -> Responses:
    """The responses to a questionnaire; `decisions` say how what is not certain is read.

    Raises
    ------
    PackageError
        In one sentence, with the file and the line, if it cannot be read or answers other
        questions.
    ParameterError
        If a decision is none that the file asks for.
    """
    chosen = decisions or {}
    content, name = content_of(source, name)
    table = _below_texts(read_table(content, name), questionnaire)
    lines = table.pop(LINE)
    headings = read_headings([str(c) for c in table], questionnaire, name, chosen)
    table = table.rename(columns=headings.columns)
    asked = {*questionnaire.columns, *questionnaire.comments}
    answered = [column for column in table if column in asked]
    if not answered:
        raise PackageError(
            f"{name}, Zeile 1: Keine Spalte gehört zum Fragebogen; wählen Sie beim Export aus "
            "LimeSurvey als Überschrift den Fragencode, und die Struktur derselben Umfrage."
        )
    parts = _typed(table, questionnaire, chosen)
    values = unread_values(table, parts.marks.unread, lines)
    found = [
        *headings.found, *parts.found, *unread_findings(values, name),
        *_absent(table, questionnaire), *_dropped(table),
    ]  # fmt: skip
    last_page = pd.to_numeric(_cells(table, "lastpage"), errors="coerce").astype("float64")
    pages = max((question.page for question in questionnaire.questions), default=0)
    done = completion(table.get("submitdate"), last_page, pages, lines, name)
    found += done.found
    sent = done.complete & (not done.assumed)
    cells = Cells(questionnaire, parts, sent, last_page, done.assumed)
    how = states(cells)
    if unclear := not_evaluated(cells, how):
        found.append(_unclear(unclear))
    check_decisions(chosen, found, name)
    rest = [
        column for column in table
        if column not in answered and column not in META and not _TIMINGS.fullmatch(str(column))
    ]  # fmt: skip
    return Responses(
        questionnaire,
        pd.DataFrame(none_of_these(cells, how), index=table.index),
        _meta(table, lines, last_page, done.complete),
        table[rest],
        name,
        tuple(found),
        how,
        parts.marks.filled(),
        values,
        done.assumed,
    )


def _below_texts(table: pd.DataFrame, questionnaire: Questionnaire) -> pd.DataFrame:
    """The table without its first row where that holds the codes, below headings with texts."""
    codes = {s for c in (*META, *questionnaire.columns) for s in spellings(c)}
    below = table.drop(columns=LINE).iloc[0].str.strip()
    own = table.columns.drop(LINE)
    if len(table) < 2 or not below.isin(codes).mean() > max(0.5, own.isin(codes).mean()):
        return table
    names = numbered([code or str(label) for code, label in zip(below, own, strict=True)])
    return table.iloc[1:].rename(columns=dict(zip(own, names, strict=True)))


def _typed(table: pd.DataFrame, questionnaire: Questionnaire, chosen: Decisions) -> Typed:
    """Typed columns of all questions."""
    asked = {*questionnaire.columns, *questionnaire.comments}
    cells = {column: Distinct(table[column]) for column in table if column in asked}
    form = answer_format(cells, questionnaire)
    languages = _cells(table, "startlanguage").str.strip()
    return joined(
        [
            typed(
                cells, one, table.index,
                languages=languages, form=form, chosen=chosen.get(one.code, ""),
            )
            for one in questionnaire.questions
        ]
    )  # fmt: skip


def _absent(table: pd.DataFrame, questionnaire: Questionnaire) -> list[Finding]:
    absent = [
        column for column in questionnaire.columns
        if column not in table and not column.endswith(f"[{OTHER}]")
    ]  # fmt: skip
    message = _("Fragen des Fragebogens ohne Spalte in der Datei: {n}.")
    found = Finding("absent_question", "note", message, (("n", len(absent)),), tuple(absent))
    return [found] if absent else []


def _dropped(table: pd.DataFrame) -> list[Finding]:
    personal = [column for column in table if column in DROPPED]
    message = _("Nicht übernommen, weil es um die antwortende Person geht: {columns}.")
    found = Finding("dropped", "note", message, (("columns", ", ".join(personal)),))
    return [found] if personal else []


def _unclear(codes: tuple[str, ...]) -> Finding:
    message = _(
        "Mehrfachauswahl, deren Bedingung sich nicht auswerten ließ: {n}. Sie gilt als gestellt, "
        "wo ihre Seite erreicht wurde; ohne Kreuz zählt sie dort als „keines davon“."
    )
    return Finding("unclear_condition", "note", message, (("n", len(codes)),), codes)


def _meta(
    table: pd.DataFrame, lines: pd.Series, last_page: pd.Series, complete: Rows
) -> pd.DataFrame:
    days = dates(_cells(table, "submitdate"))
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


def _cells(table: pd.DataFrame, column: str) -> pd.Series:
    """The texts of a column, empty where the file has none."""
    return table[column] if column in table else pd.Series("", table.index, dtype="str")
