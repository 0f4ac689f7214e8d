"""The boxes of a multiple choice: which are ticked, which are not, and where that is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from ankunft.intake.areas.findings import Finding
from ankunft.intake.survey.distinct import Distinct
from ankunft.intake.survey.marks import Marks, Typed, any_of
from ankunft.intake.survey.numbering import numbered
from ankunft.intake.survey.questions import OTHER, OTHER_TEXT, Question
from ankunft.intake.survey.words import (
    NO_ANSWER,
    NO_VALUE,
    NOT_SHOWN,
    NOT_TICKED,
    TICKED,
    same,
    whole_number,
)


def read_boxes(
    cells: Mapping[str, Distinct], question: Question, index: pd.Index, chosen: str = ""
) -> Typed:
    """The boxes of a multiple choice.

    A tick is a word for yes, a number, or the label of the box in any language. Where one box is
    ticked, those left empty are not ticked; where none is, that is for others to decide
    (:mod:`ankunft.intake.survey.states`).
    """
    own = {column: cells[column] for column in question.columns if column in cells}
    means, found = _meanings(own, question, chosen)
    made = Typed(found=found)
    for column in question.columns:
        made.values[column] = pd.Series([None] * len(index), index, dtype="boolean")
        if column in own:
            labels = _labels(question, column)
            made.values[column] = _read(own[column], column, means, labels, made.marks)
    _other(made, cells, question)
    ticked = any_of(made.marks.given, question.columns, len(index))
    for column, blank in made.marks.blank.items():
        made.values[column] = made.values[column].mask(ticked & blank, False)
    return made


def _meanings(
    cells: Mapping[str, Distinct], question: Question, chosen: str
) -> tuple[dict[str, bool], list[Finding]]:
    """What numbers mean, over all boxes of the question."""
    counts: Counter[str] = Counter()
    for column in cells.values():
        for text, times in column.counts().items():
            if number := whole_number(text):
                counts[number] += times
    return numbered(question.code, counts, chosen)


def _read(
    cells: Distinct, column: str, means: Mapping[str, bool], labels: set[str], marks: Marks
) -> pd.Series:
    values = cells.values(lambda text: _ticked(text, means, labels), "boolean")
    missing, unshown = cells.rows(NO_VALUE), cells.rows(NOT_SHOWN)
    marks.given[column] = values.fillna(False).to_numpy(bool)
    marks.unread[column] = values.isna().to_numpy(bool) & ~missing
    marks.unshown[column] = unshown
    marks.written[column] = ~values.fillna(True).to_numpy(bool)
    marks.blank[column] = missing & ~unshown
    return values


def _ticked(text: str, means: Mapping[str, bool], labels: set[str]) -> bool | None:
    word = same(text)
    if word in labels or word in TICKED:
        return True
    if word in NOT_TICKED:
        return False
    return means.get(whole_number(text))


def _labels(question: Question, column: str) -> set[str]:
    sub = question.sub_of(column)
    said = {same(w.subquestions.get(sub, "")) for w in question.worded.values()}
    return said - {""} - NOT_TICKED


def _other(made: Typed, cells: Mapping[str, Distinct], question: Question) -> None:
    """LimeSurvey writes only the text beside the box."""
    box, beside = f"{question.code}[{OTHER}]", f"{question.code}[{OTHER_TEXT}]"
    if box in made.values and box not in cells and beside in cells:
        empty = cells[beside].rows(NO_ANSWER)
        made.values[box] = pd.Series(~empty, cells[beside].index, dtype="boolean").mask(empty)
        made.marks.given[box] = ~empty
        made.marks.blank[box] = empty & ~cells[beside].rows(NOT_SHOWN)
