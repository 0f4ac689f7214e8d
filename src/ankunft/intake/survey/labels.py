"""Labels of answers in every language of a questionnaire -> their codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from ankunft.intake.survey.questions import Question
from ankunft.intake.survey.words import NO, YES, alike, same

Found = Mapping[str, frozenset[str]]
"""Codes by language that a text may stand for."""


class Labels:
    """What the texts of a question's answers stand for, in all its languages."""

    def __init__(self, question: Question) -> None:
        self._by_text: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._by_sense: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for language, wording in question.worded.items():
            for code, label in wording.answers.items():
                self._by_text[same(label)][language].add(code)
                if alike(label):
                    self._by_sense[alike(label)][language].add(code)

    def codes(self, text: str) -> Found:
        """Codes by language; empty if it is no label. Signs count only where they tell apart."""
        found = self._by_text.get(same(text)) or self._by_sense.get(alike(text)) or {}
        return {language: frozenset(codes) for language, codes in found.items()}


def one_code(found: Found, language: str = "") -> str:
    """The code, if all languages agree or the named one says; else empty."""
    every = frozenset[str]().union(*found.values())
    codes = every if len(every) == 1 else found.get(language, frozenset())
    return next(iter(codes)) if len(codes) == 1 else ""


def yes_and_no(question: Question) -> dict[bool, str]:
    """Codes of yes and no of a question with just these two answers; else empty."""
    answers = [code for code in question.answers if not code.startswith("-")]
    if len(answers) != 2:
        return {}
    labels = {
        code: {same(code), *(same(w.answers.get(code, "")) for w in question.worded.values())}
        for code in answers
    }
    yes = [code for code in answers if labels[code] & YES]
    no = [code for code in answers if labels[code] & NO]
    return {True: yes[0], False: no[0]} if len(yes) == len(no) == 1 and yes != no else {}
