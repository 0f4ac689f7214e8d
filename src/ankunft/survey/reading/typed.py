"""Answers as texts -> typed columns, and which of them the questionnaire does not know."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft.sources.city.names import fold
from ankunft.survey.reading.questions import OTHER, OTHER_TEXT, Question

NO_ANSWER = frozenset({"", "n/a", "{question_not_shown}"})
"""What LimeSurvey writes where there is no answer, folded to small letters."""

_TICKED = {"y": True, "1": True, "yes": True, "ja": True, "x": True, "true": True, "wahr": True}
_NOT_TICKED = dict.fromkeys(("n", "0", "2", "no", "nein", "false", "falsch"), False)
_BOX = {**_TICKED, **_NOT_TICKED}

_MASKED = re.compile(r"'(?=[-+=@])")
"""LimeSurvey can put an apostrophe before what a spreadsheet would run as a formula."""
_NUMBER = re.compile(r"[-+]?\d{1,15}(?:[.,]\d+)?", re.ASCII)

Parser = Callable[[str], float | None]
Unknown = dict[str, NDArray[np.bool_]]


def number(text: str) -> float | None:
    """The number, with a decimal point as LimeSurvey writes it or a comma; None if it is none."""
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def typed(
    texts: pd.DataFrame, question: Question, parse: Parser = number
) -> tuple[pd.DataFrame, Unknown]:
    """The columns of a question with their types, and by column the rows that could not be read.

    "single" and "text" become texts, "multiple" boolean, "scale" and "number" float64; what is
    missing or unreadable is missing. A column that the file lacks is missing as a whole.

    Boxes that are not ticked are empty in LimeSurvey's files, just like those of a question that
    was not shown. So an empty box counts as "not ticked" only where another box of the question
    is ticked; where none is, nothing is known. A written "no" always counts.
    """
    read: dict[str, pd.Series] = {}
    unknown: Unknown = {}
    for column in question.columns:
        if column in texts:
            read[column], unknown[column] = _read(texts[column], question, parse)
        else:
            read[column] = _nothing(question, texts.index)
    if question.kind == "multiple":
        read = _boxes(read, texts, question)
    for column in question.comments:
        if column in texts:
            read[column] = _text(texts[column])
    unknown = {column: rows for column, rows in unknown.items() if rows.any()}
    return pd.DataFrame(read, index=texts.index), unknown


def is_missing(texts: pd.Series) -> NDArray[np.bool_]:
    """Rows without an answer."""
    return texts.str.strip().str.casefold().isin(NO_ANSWER).to_numpy(bool)


def _read(
    texts: pd.Series, question: Question, parse: Parser
) -> tuple[pd.Series, NDArray[np.bool_]]:
    if question.kind == "text":
        return _text(texts), np.zeros(len(texts), dtype=bool)
    missing = is_missing(texts)
    # the same few texts occur again and again
    plain = texts.str.strip().str.replace(_MASKED, "", regex=True)
    known = {text: _value(text, question, parse) for text in plain[~missing].unique()}
    values = [None if gone else known[t] for t, gone in zip(plain, missing, strict=True)]
    lost = np.array([value is None for value in values], dtype=bool)
    return pd.Series(values, texts.index, dtype=_dtype(question)), lost & ~missing


def _value(text: str, question: Question, parse: Parser) -> str | float | bool | None:
    if question.kind == "multiple":
        return _BOX.get(text.casefold())
    if question.kind == "number":
        return parse(text)
    code = _code(text, question)
    if code is None or question.kind == "single":
        return code
    point = question.points.get(code)
    return None if point is None else float(point)


def _code(text: str, question: Question) -> str | None:
    """The code; a label stands for its code if no other answer has the same label."""
    if text in question.answers:
        return text
    wanted = fold(text)
    found = [code for code, label in question.answers.items() if fold(label) == wanted != ""]
    return found[0] if len(found) == 1 else None


def _dtype(question: Question) -> str:
    return {"single": "str", "text": "str", "multiple": "boolean"}.get(question.kind, "float64")


def _nothing(question: Question, index: pd.Index) -> pd.Series:
    return pd.Series([None] * len(index), index, dtype=_dtype(question))


def _text(texts: pd.Series) -> pd.Series:
    return texts.str.strip().astype("str").mask(is_missing(texts))


def _boxes(
    read: dict[str, pd.Series], texts: pd.DataFrame, question: Question
) -> dict[str, pd.Series]:
    box, beside = f"{question.code}[{OTHER}]", f"{question.code}[{OTHER_TEXT}]"
    if box in read and box not in texts and beside in texts:
        # LimeSurvey writes only the text beside the box
        filled = pd.Series(~is_missing(texts[beside]), texts.index, dtype="boolean")
        read[box] = filled.mask(~filled)
    ticked = pd.DataFrame(read).fillna(False).any(axis=1).to_numpy(bool)
    return {column: values.mask(values.isna() & ticked, False) for column, values in read.items()}
