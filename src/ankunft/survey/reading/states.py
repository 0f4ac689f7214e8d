"""How each response stands to each question: answered, none of these, not readable, not asked …"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft.survey.reading.questions import MADE_UP, OTHER_TEXT, Question, Questionnaire
from ankunft.survey.reading.relevance import bare_names, holds
from ankunft.survey.reading.words import NOT_SHOWN, is_missing

State = Literal["answered", "none", "unread", "blank", "unasked", "unreached"]
STATES: tuple[State, ...] = get_args(State)
"""An answer; shown and nothing ticked ("none of these"); something that could not be read; shown
and left empty; not asked (its condition did not hold, or the file says so); page not reached."""

Rows = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Cells:
    """What is known of the cells of a file once they are read.

    `table` holds the texts by column, `answers` the typed columns; `filled`, `unread` and `written`
    rows by column as in :class:`ankunft.survey.reading.typed.Typed`; `sent` which responses were
    sent off for certain, `last_page` the page each has reached (NaN if unknown); `assumed` if the
    file tells neither.
    """

    questionnaire: Questionnaire
    table: pd.DataFrame
    answers: pd.DataFrame
    filled: Mapping[str, Rows]
    unread: Mapping[str, Rows]
    written: Mapping[str, Rows]
    sent: Rows
    last_page: pd.Series
    assumed: bool = False

    def __len__(self) -> int:
        return len(self.table)

    def any_of(self, rows: Mapping[str, Rows], columns: Iterable[str]) -> Rows:
        """Rows that belong to one of the columns."""
        found = np.zeros(len(self), dtype=bool)
        for column in columns:
            found |= rows.get(column, False)
        return found

    def reached(self, question: Question) -> Rows:
        """Rows in which the question's page was reached.

        LimeSurvey's number of the last page tells, unless it counts something else than the pages
        of the questionnaire; without it, whether this or a later question has an answer.
        """
        if not question.page:
            return self.sent | self._answered_until(question)
        pages = self.last_page.to_numpy(float)
        most = max(known.page for known in self.questionnaire.questions)
        known = np.isfinite(pages) & bool(pages[np.isfinite(pages)].max(initial=0) <= most)
        there = np.where(known, pages, 0) >= question.page
        return self.sent | np.where(known, there, self._answered_until(question))

    def _answered_until(self, question: Question) -> Rows:
        return self._furthest >= self._places[question.code]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {known.code: k for k, known in enumerate(self.questionnaire.questions)}

    @cached_property
    def _furthest(self) -> NDArray[np.int64]:
        """Place of the last question with an answer, −1 if there is none."""
        found = np.full(len(self), -1)
        for place, question in enumerate(self.questionnaire.questions):
            for column in (*question.columns, *question.comments):
                if column in self.filled and question.code != MADE_UP:
                    found[self.filled[column]] = place
        return found

    def condition(self, question: Question) -> pd.arrays.BooleanArray:
        """Whether the question was to be asked; missing where that is not known."""
        rows = len(self)
        found = pd.arrays.BooleanArray(np.ones(rows, dtype=bool), np.zeros(rows, dtype=bool))
        for expression in question.conditions:
            if expression not in self._kept:
                self._kept[expression] = self._evaluated(expression, question)
            found = found & self._kept[expression]
        return found

    def _evaluated(self, expression: str, question: Question) -> pd.arrays.BooleanArray:
        found = holds(expression, len(self), self._answer)
        # LimeSurvey calls a condition false where an earlier question that it names was not asked
        for name in bare_names(expression):
            asked = self._names.get(name, ("", question))[1]
            if self._places[asked.code] < self._places[question.code]:
                found = found & self.condition(asked)
        return found

    @cached_property
    def _kept(self) -> dict[str, pd.arrays.BooleanArray]:
        return {}

    @cached_property
    def _names(self) -> dict[str, tuple[str, Question]]:
        """Column and question by the name that conditions use."""
        found: dict[str, tuple[str, Question]] = {}
        for question in self.questionnaire.questions:
            for column in (*question.columns, *question.comments):
                found[column.replace("[", "_").replace("]", "")] = (column, question)
        return found

    def _answer(self, name: str) -> np.ndarray | None:
        """The answers of a name in a condition as texts."""
        column, question = self._names.get(name, ("", None))
        if question is None or column not in self.table:
            return None
        texts = _as_texts(self.answers[column], question, column)
        texts[self.any_of(self.unread, (column,))] = None
        return texts


def states(cells: Cells) -> pd.DataFrame:
    """The state of every response in every question of closed answers, numbers or texts.

    One column per multiple choice, named by its code, and one per column of answers of all other
    questions; values are :data:`STATES`.
    """
    found: dict[str, NDArray[np.str_]] = {}
    for question in cells.questionnaire.questions:
        for name, columns in parts(question).items():
            found[name] = _state(cells, question, columns)
    return pd.DataFrame(found, index=cells.table.index, dtype="str")


def parts(question: Question) -> dict[str, tuple[str, ...]]:
    """The columns of a question that are one answer together, by its code or their own name."""
    if question.kind == "multiple":
        return {question.code: question.columns}
    return {column: (column,) for column in question.columns}


def known_states(
    asked: Questionnaire, answers: pd.DataFrame, unread: Mapping[str, Rows]
) -> pd.DataFrame:
    """The states where nothing but the cells is known: answered, none, unread or blank."""
    found: dict[str, NDArray[np.str_]] = {}
    for question in asked.questions:
        for name, columns in parts(question).items():
            own = answers[list(columns)]
            boxes = question.kind == "multiple"
            given = own.fillna(False).any(axis=1) if boxes else own.notna().any(axis=1)
            bad = np.zeros(len(answers), dtype=bool)
            for column in columns:
                bad |= unread.get(column, False)
            wrote = own.notna().any(axis=1)
            found[name] = np.select(
                [given.to_numpy(bool), bad, wrote.to_numpy(bool)],
                ["answered", "unread", "none"],
                "blank",
            )
    return pd.DataFrame(found, index=answers.index, dtype="str")


def none_of_these(answers: pd.DataFrame, found: pd.DataFrame, asked: Questionnaire) -> pd.DataFrame:
    """The answers, in which boxes are not ticked where nothing of what was shown was, and missing
    where nothing was shown, whatever stands in the file."""
    new: dict[str, pd.Series] = {}
    for question in asked.questions:
        if question.kind != "multiple":
            continue
        none = (found[question.code] == "none").to_numpy(bool)
        known = none | found[question.code].isin(("answered", "unread")).to_numpy(bool)
        for column in question.columns:
            new[column] = answers[column].mask(none, False).mask(~known)
    return answers.assign(**new)


def not_evaluated(cells: Cells, found: pd.DataFrame) -> tuple[str, ...]:
    """Codes of multiple choices that count as shown though their condition is not understood."""
    return tuple(
        question.code
        for question in cells.questionnaire.questions
        if question.kind == "multiple"
        and (cells.condition(question).isna() & (found[question.code] == "none")).any()
    )


def _state(cells: Cells, question: Question, columns: tuple[str, ...]) -> NDArray[np.str_]:
    rows = len(cells)
    own = [column for column in columns if column in cells.table]
    boxes = question.kind == "multiple"
    answers = cells.answers[list(columns)]
    given = answers.fillna(False).any(axis=1) if boxes else answers.notna().any(axis=1)
    unread = cells.any_of(cells.unread, columns)
    condition = cells.condition(question)
    asked = np.asarray(condition.fillna(True), dtype=bool) & ~_marked_as_not_shown(cells, own)
    if boxes:
        wrote = cells.any_of(cells.written, columns)
        # where a file writes "no" for boxes, an empty row is one that was not shown
        asked = asked & (wrote if wrote.any() else True)
    if not own and f"{question.code}[{OTHER_TEXT}]" not in cells.table:
        asked = np.zeros(rows, dtype=bool)
    reached = cells.reached(question)
    if cells.assumed:
        reached = reached | cells.any_of(cells.written, columns)
    left = np.where(boxes, "none", "blank")
    return np.select(
        [given.to_numpy(bool), unread, ~reached, ~asked],
        ["answered", "unread", "unreached", "unasked"],
        np.broadcast_to(left, rows),
    )


def _marked_as_not_shown(cells: Cells, columns: list[str]) -> Rows:
    """Rows in which the file says of all columns that they were not shown."""
    found = np.full(len(cells), bool(columns))
    for column in columns:
        found &= is_missing(cells.table[column], NOT_SHOWN)
    return found


def _as_texts(values: pd.Series, question: Question, column: str) -> np.ndarray:
    """Answers as LimeSurvey's conditions see them."""
    if values.dtype == "boolean":
        words = np.where(values.fillna(False).to_numpy(bool), "Y", "")
    elif pd.api.types.is_numeric_dtype(values.dtype):
        points = {float(n): code for code, n in question.points.items()}
        scale = question.kind == "scale"
        words = np.array(
            ["" if pd.isna(v) else points.get(v, "") if scale else f"{v:.15g}" for v in values],
            dtype=object,
        )
    else:
        words = values.fillna("").to_numpy(object)
    return words.astype(object)
