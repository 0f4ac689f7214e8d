"""How each response stands to each question: answered, none of these, not readable, not asked …"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft.intake.survey.marks import Rows, Typed, any_of
from ankunft.intake.survey.questions import MADE_UP, Question, Questionnaire
from ankunft.intake.survey.relevance import bare_names, holds

State = Literal["answered", "none", "unread", "blank", "unasked", "unreached"]
STATES: tuple[State, ...] = get_args(State)
"""An answer; shown and nothing ticked ("none of these"); something that could not be read; shown
and left empty; not asked (its condition did not hold, or the file says so); page not reached."""


@dataclass(frozen=True, eq=False)
class Cells:
    """What is known of a file once it is read.

    `sent` tells which responses were sent off for certain, `last_page` which page each has reached
    (NaN if unknown), `assumed` that the file says neither.
    """

    questionnaire: Questionnaire
    typed: Typed
    sent: Rows
    last_page: pd.Series
    assumed: bool = False

    def __len__(self) -> int:
        return len(self.last_page)

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
        found, filled = np.full(len(self), -1), self.typed.marks.filled()
        for place, question in enumerate(self.questionnaire.questions):
            for column in (*question.columns, *question.comments):
                if column in filled and question.code != MADE_UP:
                    found[filled[column]] = place
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
        if question is None or column not in self.typed.marks.given:
            return None
        texts = _as_texts(self.typed.values[column], question)
        texts[any_of(self.typed.marks.unread, (column,), len(self))] = None
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
    return pd.DataFrame(found, index=cells.last_page.index, dtype="str")


def parts(question: Question) -> dict[str, tuple[str, ...]]:
    """The columns of a question that are one answer together, by its code or their own name."""
    if question.kind == "multiple":
        return {question.code: question.columns}
    return {column: (column,) for column in question.columns}


def known_states(asked: Questionnaire, typed: Typed, index: pd.Index) -> pd.DataFrame:
    """The states where nothing but the cells is known: answered, none, unread or blank."""
    marks, n = typed.marks, len(index)
    found = {
        name: np.select(
            [any_of(rows, columns, n) for rows in (marks.given, marks.unread, marks.written)],
            ["answered", "unread", "none"],
            "blank",
        )
        for question in asked.questions
        for name, columns in parts(question).items()
    }
    return pd.DataFrame(found, index=index, dtype="str")


def none_of_these(cells: Cells, found: pd.DataFrame) -> dict[str, pd.Series]:
    """The answers by column, in which boxes are not ticked where nothing of what was shown was, and
    missing where nothing was shown, whatever stands in the file."""
    new = dict(cells.typed.values)
    for question in cells.questionnaire.questions:
        if question.kind == "multiple":
            none = (found[question.code] == "none").to_numpy(bool)
            known = none | found[question.code].isin(("answered", "unread")).to_numpy(bool)
            for column in question.columns:
                empty = any_of(cells.typed.marks.blank, (column,), len(cells)) & none
                new[column] = new[column].mask(empty, False).mask(~known)
    return new


def not_evaluated(cells: Cells, found: pd.DataFrame) -> tuple[str, ...]:
    """Codes of multiple choices that count as shown though their condition is not understood."""
    return tuple(
        question.code
        for question in cells.questionnaire.questions
        if question.kind == "multiple"
        and (cells.condition(question).isna() & (found[question.code] == "none")).any()
    )


def _state(cells: Cells, question: Question, columns: tuple[str, ...]) -> NDArray[np.str_]:
    marks, n = cells.typed.marks, len(cells)
    own = [column for column in columns if column in marks.given]
    wrote = any_of(marks.written, own, n)
    shown = np.zeros(n, dtype=bool)
    for column in own:
        # the text beside "other" is empty in every row, also where nothing was shown
        shown |= ~marks.unshown[column] if column in marks.unshown else False
    asked = shown & np.asarray(cells.condition(question).fillna(True), dtype=bool)
    given, boxes = any_of(marks.given, own, n), [c for c in own if c in marks.written]
    if wrote.any() and not (given & any_of(marks.blank, boxes, n)).any():
        # where a file writes "no" for every box, an empty row is one that was not shown
        asked = asked & wrote
    reached = cells.reached(question) | (wrote & cells.assumed)
    return np.select(
        [given, any_of(marks.unread, own, n), ~reached, ~asked],
        ["answered", "unread", "unreached", "unasked"],
        np.full(n, "none" if question.kind == "multiple" else "blank"),
    )


def _as_texts(values: pd.Series, question: Question) -> np.ndarray:
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
