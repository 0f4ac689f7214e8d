"""What was asked: questions, their answers and the columns in which the answers stand.

Whatever the file came from, answers stand in columns of these names (LimeSurvey's own):

=====================  ====================================================================
``Q``                  the answer to a question without subquestions
``Q[SQ001]``           the answer to a subquestion; for the kind "multiple" whether it is ticked
``Q[-oth-]``           kind "multiple": whether "other" is ticked
``Q[other]``           the text beside "other"
``Q[comment]``         a comment to the answer; ``Q[SQ001comment]`` to that of a subquestion
=====================  ====================================================================
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from ankunft.base.errors import ParameterError

Kind = Literal["single", "multiple", "scale", "number", "text"]
KINDS: tuple[Kind, ...] = get_args(Kind)

OTHER = "-oth-"
"""Code of the answer "other"."""
OTHER_TEXT = "other"
"""Name, in square brackets, of the column with the text beside "other"."""
MADE_UP = "erfundenesbeispiel"
"""Code of the question, and the column, by which made-up answers are known."""

_POINT = re.compile(r"([A-Za-z]*)(-?\d{1,4})", re.ASCII)


@dataclass(frozen=True)
class Wording:
    """A question in one language: its text, and the labels of answers and subquestions by code."""

    text: str
    answers: Mapping[str, str]
    subquestions: Mapping[str, str]


@dataclass(frozen=True)
class Question:
    """One question, in one language.

    Attributes
    ----------
    kind
        "single": one of `answers`. "multiple": any of `subquestions`. "scale": one of `answers`,
        which are `points` in order. "number" and "text": what was typed.
    answers
        Code -> label, in the order of the questionnaire; empty for other kinds. Holds
        :data:`OTHER` where "other" may be chosen.
    subquestions
        Code -> text. Those of the kind "multiple" are what may be ticked, :data:`OTHER` included;
        those of the other kinds are asked with the same answers each.
    comments
        Columns of texts beside the answers: "other" and comments.
    group
        Heading under which it stands.
    wordings
        The question in every language in which it may be exported, by language.
    numbers
        Code by the number that LimeSurvey's exports for R and SPSS write in its place.
    conditions
        Expressions that must all hold for it to be asked; empty if it always is.
    page
        The page on which it stands, from 1; 0 if that is not known.
    """

    code: str
    text: str
    kind: Kind
    answers: Mapping[str, str] = field(default_factory=dict)
    subquestions: Mapping[str, str] = field(default_factory=dict)
    comments: tuple[str, ...] = ()
    group: str = ""
    wordings: Mapping[str, Wording] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    conditions: tuple[str, ...] = ()
    page: int = 0

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the answers, without those of `comments`."""
        if not self.subquestions:
            return (self.code,)
        return tuple(f"{self.code}[{sub}]" for sub in self.subquestions)

    @property
    def points(self) -> dict[str, int]:
        """Code -> number on the scale, empty if the codes do not tell.

        Codes are whole numbers, or a number behind letters that are the same in all ("AO02").
        """
        codes = [code for code in self.answers if code != OTHER]
        split = [_POINT.fullmatch(code) for code in codes]
        if not codes or not all(split) or len({found[1] for found in split if found}) != 1:
            return {}
        return {code: int(found[2]) for code, found in zip(codes, split, strict=True) if found}

    @property
    def choices(self) -> dict[str, str]:
        """What may stand in a column, as text, and its label; for "multiple" the columns."""
        if self.kind == "multiple":
            return dict(zip(self.columns, self.subquestions.values(), strict=True))
        if self.kind == "scale":
            return {str(number): self.answers[code] for code, number in self.points.items()}
        return dict(self.answers)

    @property
    def worded(self) -> Mapping[str, Wording]:
        """The question by language; one that is known in no other stands under ""."""
        return self.wordings or {"": Wording(self.text, self.answers, self.subquestions)}

    def sub_of(self, column: str) -> str:
        """Code of the subquestion whose column it is, empty if there is none."""
        return column.removeprefix(self.code).removeprefix("[").removesuffix("]")

    def label(self, column: str) -> str:
        """The text of the question, and of the subquestion whose column it is."""
        sub = self.sub_of(column)
        return f"{self.text} – {self.subquestions[sub]}" if sub in self.subquestions else self.text


@dataclass(frozen=True)
class Questionnaire:
    """The questions in their order."""

    questions: tuple[Question, ...]
    title: str = ""
    language: str = "de"

    @property
    def columns(self) -> dict[str, Question]:
        """Question by column of its answers, in the order of the questionnaire."""
        return {column: known for known in self.questions for column in known.columns}

    @property
    def comments(self) -> dict[str, Question]:
        """Question by column of the texts beside its answers."""
        return {column: known for known in self.questions for column in known.comments}

    def question(self, code: str) -> Question:
        """The question of this code.

        Raises
        ------
        ParameterError
            If there is none.
        """
        for known in self.questions:
            if known.code == code:
                return known
        raise ParameterError(f"Eine Frage „{code[:100]}“ gibt es in diesem Fragebogen nicht.")

    def with_kind(self, code: str, kind: Kind) -> Questionnaire:
        """The same with another kind of one question: what a file cannot say, people can.

        Only between "single" and "scale", and from "number" to "text": the others differ in their
        columns.

        Raises
        ------
        ParameterError
            If the answers do not allow that kind.
        """
        asked = self.question(code)
        legal = {("single", "scale"), ("scale", "single"), ("number", "text")}
        fits = kind == asked.kind or (asked.kind, kind) in legal
        if not fits or (kind == "scale" and not asked.points):
            raise ParameterError(
                f"Die Frage „{code}“ (Art „{asked.kind}“) lässt sich nicht als „{kind}“ lesen; "
                "eine Skala braucht Antworten, deren Codes sich nur in einer Zahl unterscheiden."
            )
        changed = replace(asked, kind=kind)
        return replace(
            self, questions=tuple(changed if q.code == code else q for q in self.questions)
        )


def is_whole(code: str) -> bool:
    """Whether a code is a whole number."""
    return code.isascii() and code.removeprefix("-").isdigit()
