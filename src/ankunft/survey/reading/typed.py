"""Answers as texts -> typed columns, and which of them the questionnaire does not know."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft.sources.city.findings import Finding
from ankunft.survey.reading.boxes import read_boxes
from ankunft.survey.reading.coding import CLOSED, coding, filled_texts
from ankunft.survey.reading.questions import OTHER, OTHER_TEXT, Question
from ankunft.survey.reading.words import NO_VALUE, is_missing, unmasked

_NUMBER = re.compile(r"[-+]?\d{1,15}(?:[.,]\d+)?", re.ASCII)

Parser = Callable[[str], float | None]
Rows = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Typed:
    """The columns of a question.

    Attributes
    ----------
    values
        "single" and "text" texts, "multiple" boolean, "scale" and "number" float64. What is
        missing or unreadable is missing; a column that the file lacks is missing as a whole.
    filled
        By column of the file: rows in which something was answered, readable or not. A box that
        is not ticked is no answer by itself: exports write it for people who never saw it too.
    written
        By column of boxes: rows with a written "no".
    unread
        By column: rows with something that could not be read; only columns that have any.
    found
        How numbers, lost zeros and the like were read, or what is open.
    """

    values: pd.DataFrame
    filled: dict[str, Rows] = field(default_factory=dict)
    unread: dict[str, Rows] = field(default_factory=dict)
    written: dict[str, Rows] = field(default_factory=dict)
    found: list[Finding] = field(default_factory=list)


def number(text: str) -> float | None:
    """The number, with a decimal point as LimeSurvey writes it or a comma; None if it is none."""
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def typed(
    texts: pd.DataFrame,
    question: Question,
    parse: Parser = number,
    *,
    languages: pd.Series | None = None,
    form: str = "",
    chosen: str = "",
) -> Typed:
    """The columns of a question with their types.

    `languages` are those of the responses, `form` whether the file holds codes or labels, `chosen`
    what people have decided about this question.
    """
    made = Typed(pd.DataFrame(index=texts.index))
    read: dict[str, pd.Series] = {}
    if question.kind == "multiple":
        boxes = read_boxes(texts, question, chosen)
        read = boxes.values
        made = Typed(made.values, boxes.filled, boxes.unread, boxes.written, boxes.found)
    else:
        convert = _converter(texts, question, parse, made, form, chosen)
        for column in question.columns:
            if column not in texts:
                read[column] = _nothing(question, texts.index)
                continue
            read[column], missing = convert(texts[column], languages)
            made.filled[column] = ~missing
            made.unread[column] = ~missing & read[column].isna().to_numpy(bool)
    for column in question.comments:
        if column in texts:
            read[column] = _text(texts[column])
            made.filled[column] = ~is_missing(texts[column])
    _other_chosen(read, made, question)
    unread = {column: rows for column, rows in made.unread.items() if rows.any()}
    values = pd.DataFrame(read, index=texts.index)
    return Typed(values, made.filled, unread, made.written, made.found)


_Converter = Callable[[pd.Series, "pd.Series | None"], tuple[pd.Series, Rows]]


def _converter(
    texts: pd.DataFrame, question: Question, parse: Parser, made: Typed, form: str, chosen: str
) -> _Converter:
    """What makes values of the cells of a column, and says which are missing."""
    if question.kind == "text":
        return lambda cells, _languages: (_text(cells), is_missing(cells))
    if question.kind not in CLOSED:
        return lambda cells, _languages: _numbers(cells, parse)
    known = coding(question, filled_texts(texts, question), form=form, chosen=chosen)
    made.found.extend(known.found)

    def convert(cells: pd.Series, languages: pd.Series | None) -> tuple[pd.Series, Rows]:
        plain = unmasked(cells)
        # a language matters only where labels of two languages are the same words
        spoken = languages if languages is not None and known.by_language else None
        pairs = zip(plain, [""] * len(plain) if spoken is None else spoken, strict=True)
        cache: dict[tuple[str, str], str | float | None] = {}
        values: list[str | float | None] = []
        for pair in pairs:
            if pair not in cache:
                code = known.of(*pair)
                point = question.points.get(code) if question.kind == "scale" and code else code
                cache[pair] = float(point) if isinstance(point, int) else point
            values.append(cache[pair])
        read = pd.Series(values, cells.index, dtype=_dtype(question))
        return read, read.isna().to_numpy(bool) & is_missing(plain, NO_VALUE)

    return convert


def _numbers(cells: pd.Series, parse: Parser) -> tuple[pd.Series, Rows]:
    plain = unmasked(cells)
    missing = is_missing(plain, NO_VALUE)
    # the same few texts occur again and again
    known = {text: parse(text) for text in plain[~missing].unique()}
    return plain.map(known).astype("float64"), missing


def _dtype(question: Question) -> str:
    return {"single": "str", "text": "str"}.get(question.kind, "float64")


def _nothing(question: Question, index: pd.Index) -> pd.Series:
    return pd.Series([None] * len(index), index, dtype=_dtype(question))


def _text(texts: pd.Series) -> pd.Series:
    return texts.str.strip().astype("str").mask(is_missing(texts))


def _other_chosen(read: dict[str, pd.Series], made: Typed, question: Question) -> None:
    """LimeSurvey can leave the cell empty where "other" was chosen, and write the text alone."""
    beside = f"{question.code}[{OTHER_TEXT}]"
    if question.kind == "single" and OTHER in question.answers and beside in made.filled:
        column = question.columns[0]
        unsaid = ~made.filled.get(column, np.zeros(len(read[column]), dtype=bool))
        read[column] = read[column].mask(made.filled[beside] & unsaid, OTHER)
