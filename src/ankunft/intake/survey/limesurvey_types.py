"""LimeSurvey's question types, each as the kinds of :mod:`ankunft.intake.survey.questions`.

Letters of the types, codes of their fixed answers and names of the columns: LimeSurvey Manual,
"Question types", "Tab Separated Value survey structure" and "Exporting results".
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ankunft.intake.survey.plain_text import plain_text
from ankunft.intake.survey.questions import OTHER, OTHER_TEXT, Kind, Question, is_whole

LISTS = ("L", "!", "O", "Z", "W")
CHOICES = ("M", "P")
ARRAYS = ("F", "H")
TEXTS = ("S", "T", "U", "D", "I", "*", "Q", ";", "|")
NUMBERS = ("N", "K", ":")
DISPLAY = "X"
ALWAYS = ("", "1")
"""Conditions that always hold."""

_FIXED: dict[str, dict[str, tuple[str, str]]] = {
    "Y": {"Y": ("Ja", "Yes"), "N": ("Nein", "No")},
    "G": {"F": ("Weiblich", "Female"), "M": ("Männlich", "Male")},
    "C": {"Y": ("Ja", "Yes"), "U": ("Unsicher", "Uncertain"), "N": ("Nein", "No")},
    "E": {"I": ("Zunahme", "Increase"), "S": ("Gleich", "Same"), "D": ("Abnahme", "Decrease")},
}
"""Answers that LimeSurvey gives itself, German and English."""
_NUMBERS: dict[str, dict[str, str]] = {
    "Y": {"1": "Y", "2": "N"},
    "G": {"1": "F", "2": "M"},
    "C": {"1": "Y", "2": "N", "3": "U"},
    "E": {"1": "I", "2": "S", "3": "D"},
}
"""What LimeSurvey's exports for R and SPSS write in place of those codes."""
_POINTS = {"5": 5, "A": 5, "B": 10}
_OTHER = ("Sonstiges", "Other")


@dataclass
class RawQuestion:
    """A question as a structure file tells it; `subs` and `answers` hold (code, text, scale).

    `relevance` are the conditions of its group and its own, `page` the number of its group.
    """

    type: str
    code: str
    text: str
    group: str = ""
    other: bool = False
    other_label: str = ""
    relevance: tuple[str, str] = ("1", "1")
    page: int = 0
    subs: list[tuple[str, str, int]] = field(default_factory=list)
    answers: list[tuple[str, str, int]] = field(default_factory=list)


@dataclass
class RawStructure:
    """What a structure file tells, by language, the survey's own language first.

    `paged` is LimeSurvey's format: "G" a page for each group, "S" for each question, "A" all on
    one; empty where the file does not say.
    """

    titles: dict[str, str] = field(default_factory=dict)
    questions: dict[str, list[RawQuestion]] = field(default_factory=dict)
    paged: str = ""


def questions_of(raw: RawQuestion, language: str) -> Iterator[Question]:
    """The question; two for an array with two scales, none for a mere text on the page.

    A list is "single" whatever its codes look like, because a number may be nothing but a code.
    An array is a "scale" if its codes are whole numbers in ascending order, three or more.
    An unknown type is read as text. An array with two scales becomes the questions ``Q.1`` and
    ``Q.2``.
    """
    if raw.type == DISPLAY:
        return
    if raw.type == "1":
        for scale in (0, 1):
            answers = _labels(raw.answers, scale)
            kind = _kind_of_array(answers)
            yield _made(raw, kind, answers, _subs(raw), code=f"{raw.code}.{scale + 1}")
    elif raw.type in CHOICES:
        yield _multiple(raw, language)
    elif raw.type == "R":
        answers = _labels(raw.answers) or _subs(raw)
        ranks = {str(k): f"{k}." for k in range(1, len(answers) + 1)}
        yield _made(raw, "single", answers, ranks)
    else:
        yield _plain(raw, language)


def _plain(raw: RawQuestion, language: str) -> Question:
    kind, answers = _kind(raw, language)
    comments: tuple[str, ...] = ()
    if raw.type in LISTS and raw.other:
        answers = {**answers, OTHER: raw.other_label or _in(language, _OTHER)}
        comments += (f"{raw.code}[{OTHER_TEXT}]",)
    if raw.type == "O":
        comments += (f"{raw.code}[comment]",)
    if raw.type == "|":
        comments += (f"{raw.code}[filecount]",)
    return _made(raw, kind, answers, _subs(raw), comments)


def _kind(raw: RawQuestion, language: str) -> tuple[Kind, dict[str, str]]:
    if raw.type in LISTS:
        return "single", _labels(raw.answers)
    if raw.type in ARRAYS:
        answers = _labels(raw.answers)
        return _kind_of_array(answers), answers
    if raw.type in _FIXED:
        return "single", {code: _in(language, both) for code, both in _FIXED[raw.type].items()}
    if raw.type in _POINTS:
        return "scale", {str(k): str(k) for k in range(1, _POINTS[raw.type] + 1)}
    return ("number" if raw.type in NUMBERS else "text"), {}


def _kind_of_array(answers: Mapping[str, str]) -> Kind:
    numbers = [int(code) for code in answers if is_whole(code)]
    ordered = all(b > a for a, b in itertools.pairwise(numbers))
    return "scale" if len(numbers) == len(answers) >= 3 and ordered else "single"


def _multiple(raw: RawQuestion, language: str) -> Question:
    subs = _subs(raw)
    comments: list[str] = []
    if raw.type == "P":
        comments += [f"{raw.code}[{sub}comment]" for sub in subs]
    if raw.other:
        subs[OTHER] = raw.other_label or _in(language, _OTHER)
        comments.append(f"{raw.code}[{OTHER_TEXT}]")
        if raw.type == "P":
            comments.append(f"{raw.code}[{OTHER_TEXT}comment]")
    return _made(raw, "multiple", {}, subs, tuple(comments))


def _subs(raw: RawQuestion) -> dict[str, str]:
    """Subquestions by code; those of a table of fields have the codes of row and column."""
    rows, columns = _labels(raw.subs), _labels(raw.subs, 1)
    if raw.type not in (":", ";"):
        return rows
    return {
        f"{row}_{column}": f"{text} – {heading}"
        for row, text in rows.items()
        for column, heading in columns.items()
    }


def _labels(entries: list[tuple[str, str, int]], scale: int = 0) -> dict[str, str]:
    return {code: plain_text(text) or code for code, text, of in entries if of == scale}


def _made(
    raw: RawQuestion,
    kind: Kind,
    answers: Mapping[str, str],
    subs: Mapping[str, str],
    comments: tuple[str, ...] = (),
    code: str = "",
) -> Question:
    code = code or raw.code
    return Question(
        code, plain_text(raw.text) or code, kind, answers, subs, comments, plain_text(raw.group),
        numbers=_NUMBERS.get(raw.type, {}),
        conditions=tuple(c for c in raw.relevance if c not in ALWAYS),
        page=raw.page,
    )  # fmt: skip


def _in(language: str, both: tuple[str, str]) -> str:
    return both[0] if language.startswith("de") else both[1]
