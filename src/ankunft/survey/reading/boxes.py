"""The boxes of a multiple choice: which are ticked, which are not, and where that is not known."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft.sources.city.findings import Finding
from ankunft.survey.reading.numbering import numbered
from ankunft.survey.reading.questions import OTHER, OTHER_TEXT, Question
from ankunft.survey.reading.words import (
    NO_VALUE,
    NOT_TICKED,
    TICKED,
    is_missing,
    same,
    unmasked,
    whole_number,
)


@dataclass(frozen=True, eq=False)
class Boxes:
    """The boxes of a question by column: `values` boolean, missing where a cell says nothing;
    `filled` rows with a tick or something unreadable, `written` those with a written "no";
    `unread`, `found` as in :class:`ankunft.survey.reading.typed.Typed`."""

    values: dict[str, pd.Series] = field(default_factory=dict)
    filled: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    unread: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    written: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    found: list[Finding] = field(default_factory=list)


def read_boxes(texts: pd.DataFrame, question: Question, chosen: str = "") -> Boxes:
    """The boxes of a multiple choice.

    A tick is a word for yes, a number, or the label of the box in any language. Where one box is
    ticked, those left empty are not ticked; where none is, that is for others to decide
    (:mod:`ankunft.survey.reading.states`).
    """
    made = Boxes()
    plain = {c: unmasked(texts[c]) for c in question.columns if c in texts}
    means, found = _meanings(plain, question, chosen)
    made.found.extend(found)
    for column in question.columns:
        if column not in plain:
            made.values[column] = pd.Series([None] * len(texts), texts.index, dtype="boolean")
            continue
        labels = _labels(question, column)
        cells = plain[column]
        known = {text: _ticked(text, means, labels) for text in cells.unique()}
        values = cells.map(known).astype("boolean")
        made.values[column] = values
        made.unread[column] = values.isna().to_numpy(bool) & ~is_missing(cells, NO_VALUE)
        made.written[column] = ~values.fillna(True).to_numpy(bool)
        made.filled[column] = values.fillna(False).to_numpy(bool) | made.unread[column]
    _other(made, texts, question)
    ticked = pd.DataFrame(made.values).fillna(False).any(axis=1).to_numpy(bool)
    for column, values in made.values.items():
        unread = made.unread.get(column, np.zeros(len(texts), dtype=bool))
        made.values[column] = values.mask(values.isna() & ticked & ~unread, False)
    return made


def _meanings(
    plain: dict[str, pd.Series], question: Question, chosen: str
) -> tuple[dict[str, bool], list[Finding]]:
    """What numbers mean, over all boxes of the question."""
    counts: Counter[str] = Counter()
    for cells in plain.values():
        for text, times in cells.value_counts().items():
            if number := whole_number(str(text)):
                counts[number] += int(times)
    return numbered(question.code, counts, chosen)


def _ticked(text: str, means: dict[str, bool], labels: set[str]) -> bool | None:
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


def _other(made: Boxes, texts: pd.DataFrame, question: Question) -> None:
    """LimeSurvey writes only the text beside the box."""
    box, beside = f"{question.code}[{OTHER}]", f"{question.code}[{OTHER_TEXT}]"
    if box in made.values and box not in texts and beside in texts:
        filled = pd.Series(~is_missing(texts[beside]), texts.index, dtype="boolean")
        made.values[box] = filled.mask(~filled)
