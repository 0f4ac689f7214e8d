"""Answers as variables of the selection: for filters, scores, strategies and interview quotas."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pandas as pd

from ankunft.intake.survey.join import Survey
from ankunft.intake.survey.questions import Question, Questionnaire
from ankunft.selection.frame.variables import Choices, Variable
from ankunft.selection.protocol.document import digest

PREFIX = "survey:"
BLOCK = "survey"
LONGEST_ID = 200
"""Characters of a variable's name that a plan takes."""


def survey_variables(
    survey: Survey, english: Questionnaire | None = None
) -> tuple[tuple[Variable, ...], pd.DataFrame]:
    """The variables, and their figures by AGS, one column per variable.

    A scale and a number become numbers, a box of a multiple choice and a question of yes and no
    "yesno", any other choice a category. Texts and columns of personal data never do.
    `english` is the questionnaire in English where there is one; without it the texts of the
    survey stand for both languages.
    """
    found: list[Variable] = []
    figures: dict[str, pd.Series] = {}
    other = {question.code: question for question in (english or survey.questionnaire).questions}
    for column, question in survey.questionnaire.columns.items():
        if question.kind == "text" or column in survey.personal:
            continue
        twin = other.get(question.code, question)
        values = survey.answers[column]
        if question.kind == "single" and set(question.answers) == {"Y", "N"}:
            values = values.map({"Y": True, "N": False}).astype("boolean")
        variable = _variable(column, question, twin, values)
        variable = _marked(variable) if survey.made_up else variable
        found.append(variable)
        figures[variable.id] = values
    return tuple(found), pd.DataFrame(figures, index=survey.answers.index)


def variable_id(column: str) -> str:
    """The id of the variable of a column; a very long label keeps its beginning."""
    name = f"{PREFIX}{column}"
    if len(name) <= LONGEST_ID:
        return name
    end = hashlib.sha256(column.encode()).hexdigest()[:8]
    return f"{name[: LONGEST_ID - 9]}~{end}"


def survey_digest(figures: pd.DataFrame) -> str:
    """SHA-256 of the figures of :func:`survey_variables`; it names the answers in a protocol
    without holding them."""
    parts = [f"{name}:{digest(figures[name])}" for name in sorted(figures.columns)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _marked(variable: Variable) -> Variable:
    """Wherever an invented answer is named, it is said that it is invented."""
    return replace(
        variable,
        label_de=f"{variable.label_de} (erfundenes Beispiel)",
        label_en=f"{variable.label_en} (made-up example)",
    )


def _variable(column: str, question: Question, twin: Question, values: pd.Series) -> Variable:
    name = variable_id(column)
    labels = question.label(column), twin.label(column)
    if values.dtype == "boolean":
        return Variable(name, "yesno", *labels, BLOCK, level="survey", made_of=frozenset({name}))
    if question.kind == "single":
        choices: Choices = tuple(
            (code, label, twin.answers.get(code, label)) for code, label in question.answers.items()
        )
        return Variable(
            name, "category", *labels, BLOCK,
            level="survey", choices=choices, made_of=frozenset({name}),
        )  # fmt: skip
    whole = bool((values.dropna() % 1 == 0).all())
    return Variable(
        name, "number", *labels, BLOCK,
        level="survey", decimals=0 if whole else 1, made_of=frozenset({name}),
    )  # fmt: skip
