"""Any table of answers: people say which column is the key and what kind of question each is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from ankunft.base.errors import PackageError, ParameterError
from ankunft.intake.areas.findings import Finding
from ankunft.intake.survey.completion import NEVER, dates
from ankunft.intake.survey.decisions import Decisions, check_decisions
from ankunft.intake.survey.distinct import Distinct
from ankunft.intake.survey.files import LINE, content_of, read_table
from ankunft.intake.survey.marks import Typed, joined
from ankunft.intake.survey.number_columns import is_number, number_column
from ankunft.intake.survey.plain_text import plain_text
from ankunft.intake.survey.questions import KINDS, Kind, Question, Questionnaire
from ankunft.intake.survey.responses import Responses
from ankunft.intake.survey.states import known_states
from ankunft.intake.survey.typed import Parser, number, typed
from ankunft.intake.survey.unread import unread_findings, unread_values
from ankunft.intake.survey.words import is_missing

MOST_ANSWERS = 100
"""A question with more different answers is no choice from a list."""
FEW_ANSWERS = 12
"""Up to so many different answers a column looks like a choice."""
SIGNS = ("\n", ";", "|", ",")
"""What stands between the answers that a single cell holds; the first one that occurs counts."""

_BOX = re.compile(r"(.+?)\s*\[(.+)\]")
_POINT = re.compile(r"^(-?\d{1,3})(?:\s*[-–—:=.)(]+\s*(\D.*?)\)?)?$", re.DOTALL | re.ASCII)
"""A point of a scale: 5, or 5 with its meaning; "5.5" is none."""


@dataclass(frozen=True)
class ColumnMapping:
    """What the columns of a table are.

    Attributes
    ----------
    key
        Column with the AGS or the token of each row.
    kinds
        Kind of question by column; columns that are not named are no questions. Columns
        ``Question [answer]`` of the kind "multiple" are boxes of one question; any other column
        of that kind holds all answers in one cell, with one of :data:`SIGNS` between them.
    submitted
        Column with the date of the answer, empty if there is none. A row without a date is then
        a partial answer.
    """

    key: str
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    submitted: str = ""


def guess_kinds(table: pd.DataFrame) -> dict[str, Kind]:
    """The likely kind of each column of a table of texts, for people to check.

    Whole numbers from 0 to 10 with few different ones are a scale, other numbers a number; few
    different texts, most of them more than once, a choice; everything else text. Columns of keys
    (eight digits) and empty columns are left out.
    """
    found: dict[str, Kind] = {}
    for column in table.columns.drop(LINE, errors="ignore"):
        cells = table[column][~is_missing(table[column])]
        if len(cells) and not cells.str.fullmatch(r"\d{7,12}").all():
            found[str(column)] = _guess(str(column), cells)
    return found


def read_plain(
    source: Path | bytes,
    mapping: ColumnMapping,
    name: str = "",
    decisions: Decisions | None = None,
) -> Responses:
    """The answers of a CSV or Excel file; `decisions` say how what is not certain is read.

    Nothing says who was shown a question: a multiple choice without a tick is "none of these" only
    where the file says no to its boxes.

    Raises
    ------
    PackageError
        If the file cannot be read.
    ParameterError
        If the mapping names a column that the file lacks, or a kind that does not fit it, or a
        decision is none that the file asks for.
    """
    chosen = decisions or {}
    content, name = content_of(source, name)
    table = read_table(content, name)
    lines = table.pop(LINE)
    _check(mapping, table, name)
    questions: list[Question] = []
    parts: list[Typed] = []
    cells: list[pd.DataFrame] = []
    styles: list[Finding] = []
    for question, texts in _questions(table, mapping, name):
        own = {str(column): Distinct(texts[column]) for column in texts}
        choice = chosen.get(question.code, "")
        parser: Parser = number
        if question.kind == "number":
            answered = texts[question.code][~is_missing(texts[question.code])].str.strip()
            parser, said = number_column(question.code, answered, choice, name)
            styles += said
        parts.append(typed(own, question, table.index, parser, chosen=choice))
        questions.append(question)
        cells.append(texts)
    _check_unique([question.code for question in questions], name)
    _check_unique([column for part in parts for column in part.values], name)
    whole = joined(parts)
    rest = table.drop(columns=[column for column in mapping.kinds if column != mapping.key])
    values = unread_values(pd.concat(cells, axis=1), whole.marks.unread, lines)
    found = [*whole.found, *styles, *unread_findings(values, name)]
    check_decisions(chosen, found, name)
    asked = Questionnaire(tuple(questions))
    return Responses(
        asked,
        pd.DataFrame(whole.values, index=table.index),
        _meta(table, lines, mapping),
        rest,
        name,
        tuple(found),
        known_states(asked, whole, table.index),
        whole.marks.filled(),
        values,
        assumed=not mapping.submitted,
    )


def _guess(column: str, cells: pd.Series) -> Kind:
    values = cells.unique()
    if _BOX.fullmatch(column) and len(values) <= 2:
        return "multiple"
    whole = cells.str.fullmatch(r"\d{1,2}").all()
    if whole and len(values) <= FEW_ANSWERS and cells.astype("int64").max() <= 10:
        return "scale"
    if all(map(is_number, values)):
        return "number"
    if len(values) <= FEW_ANSWERS and len(cells) >= 2 * len(values):
        return "single"
    return "text"


def _check(mapping: ColumnMapping, table: pd.DataFrame, name: str) -> None:
    wanted = [mapping.key, *mapping.kinds, *([mapping.submitted] if mapping.submitted else [])]
    absent = [column for column in wanted if column not in table]
    if absent:
        raise ParameterError(f"{name}: Die Spalte „{absent[0][:100]}“ gibt es in der Datei nicht.")
    if not mapping.kinds:
        raise ParameterError(f"{name}: Mindestens eine Spalte muss eine Frage sein.")
    wrong = [kind for kind in mapping.kinds.values() if kind not in KINDS]
    if wrong:
        raise ParameterError(
            f"Die Art „{wrong[0]}“ gibt es nicht; möglich sind {', '.join(KINDS)}."
        )


def _check_unique(names: Sequence[str], name: str) -> None:
    twice = [label for label, times in Counter(names).items() if times > 1]
    if twice:
        raise PackageError(
            f"{name}, Zeile 1: Zwei Spalten gehören zu „{twice[0][:100]}“; erwartet wird eine."
        )


def _questions(
    table: pd.DataFrame, mapping: ColumnMapping, name: str
) -> Iterator[tuple[Question, pd.DataFrame]]:
    """Every question and its columns as texts."""
    boxes: dict[str, dict[str, str]] = {}
    for column, kind in mapping.kinds.items():
        if kind == "multiple" and (parts := _BOX.fullmatch(column)):
            boxes.setdefault(parts[1], {})[column] = parts[2]
    done: set[str] = set()
    for column, kind in mapping.kinds.items():
        parts = _BOX.fullmatch(column)
        if kind != "multiple" or not parts:
            yield _question(column, kind, table[column], name)
        elif parts[1] not in done:
            done.add(parts[1])
            own = boxes[parts[1]]
            _check_unique(list(own.values()), name)
            question = Question(
                parts[1], plain_text(parts[1]), "multiple",
                subquestions={text: plain_text(text) for text in own.values()},
            )  # fmt: skip
            yield question, table[list(own)].set_axis(list(question.columns), axis=1)


def _question(
    column: str, kind: Kind, texts: pd.Series, name: str
) -> tuple[Question, pd.DataFrame]:
    text, frame = plain_text(column), texts.to_frame(column)
    cells = texts[~is_missing(texts)]
    if kind == "multiple":
        return _split(column, texts, name)
    if kind == "scale":
        points = texts.str.strip().str.replace(_POINT, lambda m: str(int(m[1])), regex=True)
        answers = _points(column, cells, name)
        return Question(column, text, kind, answers), points.to_frame(column)
    if kind == "single":
        answers = {value: plain_text(value) for value in sorted(cells.unique())}
        _check_few(len(answers), column, name)
        return Question(column, text, kind, answers), frame
    return Question(column, text, kind), frame


def _split(column: str, texts: pd.Series, name: str) -> tuple[Question, pd.DataFrame]:
    """A cell with several answers as one box each."""
    cells = texts.mask(is_missing(texts), "")
    sign = next((s for s in SIGNS if cells.str.contains(s, regex=False).any()), SIGNS[1])
    chosen = cells.map(lambda cell: {part.strip() for part in cell.split(sign)} - {""})
    options = sorted(set().union(*chosen))
    _check_few(len(options), column, name)
    subs = {f"SQ{k:03}": option for k, option in enumerate(options, start=1)}
    question = Question(
        column, plain_text(column), "multiple",
        subquestions={code: plain_text(option) for code, option in subs.items()},
    )  # fmt: skip
    boxes = {
        f"{column}[{code}]": pd.Series(
            ["Y" if option in row else "" for row in chosen], texts.index, dtype="str"
        )
        for code, option in subs.items()
    }
    # a question that nobody answered has no boxes, and then its column is that of the question
    return question, pd.DataFrame(boxes, index=texts.index)


def _points(column: str, cells: pd.Series, name: str) -> dict[str, str]:
    """Answers of a scale: all whole numbers between the smallest and the largest that occur.

    A cell may hold a number with its meaning ("5 – sehr hoch").
    """
    labels: dict[str, str] = {}
    for cell in cells.unique():
        parts = _POINT.fullmatch(cell)
        if parts:
            code = str(int(parts[1]))
            labels[code] = cell if parts[2] else labels.get(code, code)
    if not labels:
        raise ParameterError(
            f"{name}: In der Spalte „{column[:100]}“ stehen keine ganzen Zahlen; "
            "als Skala lässt sie sich nicht lesen."
        )
    numbers = sorted(map(int, labels))
    _check_few(numbers[-1] - numbers[0] + 1, column, name)
    return {str(k): labels.get(str(k), str(k)) for k in range(numbers[0], numbers[-1] + 1)}


def _check_few(n: int, column: str, name: str) -> None:
    if n > MOST_ANSWERS:
        raise ParameterError(
            f"{name}: Die Spalte „{column[:100]}“ hat {n} verschiedene Antworten; eine Auswahl hat "
            f"höchstens {MOST_ANSWERS}, lesen Sie sie als Zahl oder als Text."
        )


def _meta(table: pd.DataFrame, lines: pd.Series, mapping: ColumnMapping) -> pd.DataFrame:
    nothing = pd.Series("", table.index, dtype="str")
    when = table[mapping.submitted] if mapping.submitted else nothing
    never = dates(nothing)
    return pd.DataFrame(
        {
            "id": nothing,
            "token": nothing,
            "language": nothing,
            "submitted": dates(when),
            "started": never,
            "changed": never,
            "last_page": float("nan"),
            "complete": ~is_missing(when, NEVER) if mapping.submitted else True,
            LINE: lines,
        },
        index=table.index,
    )
