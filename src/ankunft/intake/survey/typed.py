"""Answers as texts -> typed columns, and which of them the questionnaire does not know."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from ankunft.intake.survey.boxes import read_boxes
from ankunft.intake.survey.coding import CLOSED, Coding, coding, filled_texts
from ankunft.intake.survey.distinct import Distinct
from ankunft.intake.survey.marks import Marks, Typed
from ankunft.intake.survey.questions import OTHER, OTHER_TEXT, Question
from ankunft.intake.survey.words import NO_ANSWER, NO_VALUE, NOT_SHOWN

_NUMBER = re.compile(r"[-+]?\d{1,15}(?:[.,]\d+)?", re.ASCII)

Parser = Callable[[str], float | None]


def number(text: str) -> float | None:
    """The number, with a decimal point as LimeSurvey writes it or a comma; None if it is none."""
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def typed(
    cells: Mapping[str, Distinct],
    question: Question,
    index: pd.Index,
    parse: Parser = number,
    *,
    languages: pd.Series | None = None,
    form: str = "",
    chosen: str = "",
) -> Typed:
    """The columns of a question with their types.

    `cells` are the columns of the file, `index` their rows, `languages` those of the responses,
    `form` whether the file holds codes or labels, `chosen` what people have decided about this
    question.
    """
    if question.kind == "multiple":
        made = read_boxes(cells, question, index, chosen)
    else:
        made, known = Typed(), Coding()
        if question.kind in CLOSED:
            known = coding(question, filled_texts(cells, question), form=form, chosen=chosen)
            made.found.extend(known.found)
        for column in question.columns:
            if column not in cells:
                made.values[column] = pd.Series([None] * len(index), index, dtype=_dtype(question))
                continue
            values = _read(cells[column], question, parse, known, languages)
            words = NO_ANSWER if question.kind == "text" else NO_VALUE
            _mark(made.marks, column, values, cells[column], words)
            made.values[column] = values
    for column in question.comments:
        if column in cells:
            made.values[column] = _text(cells[column])
            _mark(made.marks, column, made.values[column], cells[column], NO_ANSWER)
    _other_chosen(made, question)
    return made


def _mark(
    marks: Marks, column: str, values: pd.Series, cells: Distinct, words: frozenset[str]
) -> None:
    marks.given[column] = values.notna().to_numpy(bool)
    marks.unread[column] = ~marks.given[column] & ~cells.rows(words)
    marks.unshown[column] = cells.rows(NOT_SHOWN)


def _read(
    cells: Distinct, question: Question, parse: Parser, known: Coding, languages: pd.Series | None
) -> pd.Series:
    if question.kind == "text":
        return _text(cells)
    if question.kind == "number":
        return cells.values(parse, "float64")
    points: Mapping[str, int] = question.points

    def value(text: str, language: str = "") -> str | float | None:
        code = known.of(text, language)
        if code is None or question.kind == "single":
            return code
        return float(points[code]) if code in points else None

    if languages is None or not known.by_language:
        return cells.values(value, _dtype(question))
    # where labels of two languages are the same words, that of the response tells
    texts = [cells.texts[place] for place in cells.places]
    spoken = [value(text, said) for text, said in zip(texts, languages, strict=True)]
    return pd.Series(spoken, cells.index, dtype=_dtype(question))


def _dtype(question: Question) -> str:
    return {"single": "str", "text": "str"}.get(question.kind, "float64")


def _text(cells: Distinct) -> pd.Series:
    return cells.values(lambda text: text, "str").mask(cells.rows(NO_ANSWER))


def _other_chosen(made: Typed, question: Question) -> None:
    """LimeSurvey can leave the cell empty where "other" was chosen, and write the text alone."""
    beside, column = f"{question.code}[{OTHER_TEXT}]", question.columns[0]
    marks = made.marks
    if question.kind != "single" or OTHER not in question.answers or beside not in marks.given:
        return
    nothing = np.zeros(len(marks.given[beside]), dtype=bool)
    unsaid = ~marks.given.get(column, nothing) & ~marks.unread.get(column, nothing)
    chosen = marks.given[beside] & unsaid
    made.values[column] = made.values[column].mask(chosen, OTHER)
    if column in marks.given:
        marks.given[column] = marks.given[column] | chosen
