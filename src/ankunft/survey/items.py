"""What of a questionnaire has results: one item per question, or per subquestion of a scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ankunft.intake.survey.join import Survey
from ankunft.intake.survey.questions import Kind, Question, Questionnaire


@dataclass(frozen=True)
class Item:
    """One set of answers that is counted together.

    `id` is the question's code, or the column of a subquestion. `choices` are what may be answered
    and their labels, in the order of the questionnaire; empty for numbers.
    """

    id: str
    label: str
    kind: Kind
    columns: tuple[str, ...]
    choices: Mapping[str, str]

    @property
    def codes(self) -> list[str] | None:
        """Codes of all answers; those of a multiple choice are its columns, a number has none."""
        return list(self.choices) if self.kind in ("single", "scale") else None


def items(survey: Survey, words: Questionnaire | None = None) -> dict[str, Item]:
    """The items of a survey by id; texts and columns of personal data are none.

    `words` is the questionnaire in the language of the reader.
    """
    texts = {question.code: question for question in (words or survey.questionnaire).questions}
    found: dict[str, Item] = {}
    for question in survey.questionnaire.questions:
        columns = tuple(c for c in question.columns if c not in survey.personal)
        if question.kind == "text" or not columns:
            continue
        said = texts.get(question.code, question)
        parts = [columns] if question.kind == "multiple" else [(column,) for column in columns]
        for own in parts:
            item = _item(question, said, own)
            found[item.id] = item
    return found


def _item(question: Question, said: Question, columns: tuple[str, ...]) -> Item:
    if question.kind == "multiple":
        labels = said.choices
        choices = {column: labels.get(column, question.choices[column]) for column in columns}
        return Item(question.code, said.text, question.kind, columns, choices)
    choices = {code: said.choices.get(code, label) for code, label in question.choices.items()}
    return Item(columns[0], said.label(columns[0]), question.kind, columns, choices)
