"""What a heading may say: the codes and texts of a questionnaire's columns, and of LimeSurvey's own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ankunft.intake.survey.questions import OTHER, OTHER_TEXT, Question, Questionnaire, Wording
from ankunft.intake.survey.words import alike

META: Mapping[str, tuple[str, ...]] = {
    "id": ("Response ID", "Antwort ID", "Antwort-ID"),
    "submitdate": ("Date submitted", "Datum Abgeschickt", "Completed"),
    "lastpage": ("Last page", "Letzte Seite"),
    "startlanguage": ("Start language", "Start-Sprache", "Startsprache"),
    "seed": ("Seed", "Zufallsstartwert", "Zufallsgeneratorstartwert"),
    "startdate": ("Date started", "Datum gestartet"),
    "datestamp": ("Date last action", "Datum letzte Aktivität"),
    "token": ("Token", "Access code", "Zugangscode", "Zugangsschlüssel"),
    "ipaddr": ("IP address", "IP-Adresse"),
    "refurl": ("Referrer URL", "Referring URL", "Weiterleitungs-URL"),
    "interviewtime": ("Total time", "Gesamtzeit"),
}
"""LimeSurvey's own columns, and what it calls them in English and German."""

_OTHER = ("Sonstiges", "Other", "Andere")
_COMMENT = ("Kommentar", "Comment")
_RANK = ("Rang {n}", "Rank {n}", "Platz {n}", "{n}")
_SCALE = ("Scale {n}", "Skala {n}", "{n}")
_CUT = re.compile(r"(?:\.\.+|…)\s*")
_BEFORE = re.compile(r"(?:\s*[.:;|)–—-])?\s+|[:;|]")
"""What stands between a code and a text."""
_AGAIN = re.compile(r"(?:\.| \()\d{1,4}\)?$")
"""What a reader of tables puts behind a heading that occurs again: "Sonstiges (2)", "Sonstiges.1"."""


def spellings(column: str) -> Iterator[str]:
    """The ways in which exports write a column's code."""
    yield column
    yield column.replace("[", "_").replace("]", "")
    # the two scales of an array stand behind the subquestion, counted from 1 or from 0
    if scaled := re.fullmatch(r"(\w+)\.([12])\[(\w+)\]", column):
        code, scale, sub = scaled.groups()
        yield f"{code}[{sub}][{scale}]"
        yield f"{code}_{sub}_{int(scale) - 1}"


class KnownHeadings:
    """All that a heading may say of a questionnaire; `order` is the place of each column in it."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        columns = [c for q in questionnaire.questions for c in (*q.columns, *q.comments)]
        self.order = {column: place for place, column in enumerate(columns)}
        self._codes: dict[str, str] = {}
        for column in columns:
            for spelling in spellings(column):
                self._codes.setdefault(spelling, column)
        self._codes |= {column: column for column in (*META, *columns)}
        texts = [pair for question in questionnaire.questions for pair in _texts(question)]
        texts += [(column, text) for column, known in META.items() for text in known]
        self._texts = _gathered((alike(text), column) for column, text in texts)
        self._loose = _gathered(
            [
                *((alike(spelling), column) for spelling, column in self._codes.items()),
                *((alike(f"{column} {text}"), column) for column, text in texts),
            ]
        )
        self._weak = _gathered(
            (alike(text), column)
            for question in questionnaire.questions
            for column, text in _part_texts(question)
        )

    def candidates(self, label: str) -> tuple[tuple[str, ...], bool]:
        """The columns that a heading may mean, and whether its text says so."""
        if label in self._codes:
            return (self._codes[label],), False
        if found := self._by_text(label):
            return found, True
        if len(found := self._sorted(self._loose.get(alike(label), ()))) == 1:
            return found, False
        if column := self._before_text(label):
            return (column,), False
        base = _AGAIN.sub("", label)
        return self.candidates(base) if base != label else ((), False)

    def _by_text(self, label: str) -> tuple[str, ...]:
        key = alike(label)
        if found := self._texts.get(key) or self._weak.get(key):
            return self._sorted(found)
        pieces = [alike(piece) for piece in _CUT.split(label)]
        if len(pieces) < 2 or not pieces[0]:
            return ()
        # ".. [" goes on with the text of the subquestion, itself cut off or not
        fit = [columns for text, columns in self._texts.items() if _is_cut(text, pieces)]
        return self._sorted(set().union(*fit))

    def _before_text(self, label: str) -> str:
        """The column whose code stands before a text: "Q[SQ001]. Text", "Q Text", "id. …"."""
        for found in reversed(list(_BEFORE.finditer(label))):
            column = self._codes.get(label[: found.start()], "")
            # "id number" is no column of LimeSurvey, "id. Antwort ID" is
            if column and (column not in META or found[0].strip()):
                return column
        return ""

    def _sorted(self, columns: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(columns, key=lambda column: self.order.get(column, -1)))


def _is_cut(text: str, pieces: Sequence[str]) -> bool:
    """Whether a text has the pieces in this order, the first at its beginning, the last at its end."""
    if not text.startswith(pieces[0]) or not text.endswith(pieces[-1]):
        return False
    place = len(pieces[0])
    for piece in pieces[1:]:
        place = text.find(piece, place)
        if place < 0:
            return False
        place += len(piece)
    return True


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for key, column in pairs:
        if key:
            found[key].add(column)
    return dict(found)


def _texts(question: Question) -> Iterator[tuple[str, str]]:
    """Columns of a question with the texts that stand for them, in all languages."""
    for wording in question.worded.values():
        text = wording.text
        scale = re.search(r"\.([12])$", question.code)
        for column in question.columns:
            if not question.subquestions:
                yield column, text
                continue
            sub = question.sub_of(column)
            if sub == OTHER:
                continue
            for name in _sub_texts(wording.subquestions.get(sub, sub)):
                ends = [f.format(n=scale[1]) for f in _SCALE] if scale else [""]
                for end in ends:
                    yield column, f"{text} [{name}] [{end}]"
        for column in question.comments:
            inside = question.sub_of(column)
            sub = inside.removesuffix("comment")
            name = wording.subquestions.get(sub, "")
            if inside == OTHER_TEXT:
                for word in _other_words(wording):
                    yield column, f"{text} [{word}]"
            elif inside.endswith("comment"):
                for word in _COMMENT:
                    yield column, f"{text} [{name}] [{word}]"


def _other_words(wording: Wording) -> Iterator[str]:
    own = (wording.answers.get(OTHER, ""), wording.subquestions.get(OTHER, ""))
    yield from filter(None, (*_OTHER, *own))


def _sub_texts(text: str) -> Iterator[str]:
    yield text
    if rank := re.fullmatch(r"(\d+)\.", text):
        yield from (form.format(n=rank[1]) for form in _RANK)


def _part_texts(question: Question) -> Iterator[tuple[str, str]]:
    """Columns with texts that leave out the question: the subquestion alone, "other" alone."""
    for wording in question.worded.values():
        for column in question.columns:
            sub = question.sub_of(column)
            if sub and sub != OTHER:
                yield column, wording.subquestions.get(sub, "")
        own = f"{question.code}[{OTHER_TEXT}]"
        if own in question.comments:
            yield from ((own, word) for word in _other_words(wording))
