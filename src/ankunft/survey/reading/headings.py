"""Headings of a file -> columns of the questionnaire, in the ways that exports write them.

Codes (``Q[SQ001]``, ``Q_SQ001``, ``Q.SQ001.`` as R writes them), the code before the text of the
question, or the text alone in any language of the questionnaire, also cut off. A text that fits
several columns is told by its place between its neighbours; where that is not enough, people say.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ankunft.errors import PackageError
from ankunft.sources.city.findings import Finding
from ankunft.sources.city.findings import mark as _
from ankunft.survey.reading.questions import OTHER, OTHER_TEXT, Question, Questionnaire, Wording
from ankunft.survey.reading.words import alike

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

_BY_PLACE = _("„{column}“ passt zu mehreren Fragen; dem Platz nach ist es „{chosen}“.")
_CHOSEN = _("„{column}“ gelesen als „{chosen}“.")
_OPEN = _(
    "Die Überschrift „{column}“ passt zu mehreren Fragen. Bis zur Wahl wird die Spalte nicht "
    "gelesen; eindeutig ist beim Export aus LimeSurvey die Überschrift „Fragencode“."
)
_BY_TEXT = _("Spalten am Fragentext erkannt, nicht am Fragencode: {n}.")


@dataclass
class Headings:
    """Column by heading, for the headings that belong to one; and what was found."""

    columns: dict[str, str] = field(default_factory=dict)
    found: list[Finding] = field(default_factory=list)


def read_headings(
    labels: Sequence[str], questionnaire: Questionnaire, name: str, chosen: Mapping[str, str]
) -> Headings:
    """The columns of these headings.

    Raises
    ------
    PackageError
        If two headings belong to one column.
    """
    known = _Known(questionnaire)
    made = Headings()
    found = {label: known.candidates(label) for label in labels}
    made.columns = {label: c[0] for label, (c, is_text) in found.items() if c and not is_text}
    _check_unique(made.columns, name)
    coded = set(made.columns.values())
    texts = {
        label: tuple(c for c in candidates if c not in coded)
        for label, (candidates, is_text) in found.items()
        if is_text
    }
    by_text = {label: c[0] for label, c in texts.items() if len(c) == 1}
    made.columns |= by_text
    _check_unique(made.columns, name)
    if by_text:
        made.found.append(Finding("headings_by_text", "note", _BY_TEXT, (("n", len(by_text)),)))
    several = {label: c for label, c in texts.items() if len(c) > 1}
    placed = _by_place(labels, made.columns, several, known.order)
    for label, candidates in several.items():
        options = tuple(c for c in candidates if c not in made.columns.values())
        likely = placed.get(label, "")
        column = chosen.get(label, likely)
        params = (("column", label), ("chosen", column))
        if column in options:
            made.columns[label] = column
            message = _CHOSEN if label in chosen else _BY_PLACE
            # the likely one first, whatever was chosen
            ordered = tuple(sorted(candidates, key=lambda c: c != likely))
            made.found.append(Finding("heading", "note", message, params, choices=ordered))
        elif options:
            made.found.append(Finding("heading", "repair", _OPEN, params[:1], choices=options))
    return made


def spellings(column: str) -> Iterator[str]:
    """The ways in which exports write a column's code."""
    yield column
    yield column.replace("[", "_").replace("]", "")
    # the two scales of an array stand behind the subquestion, counted from 1 or from 0
    if scaled := re.fullmatch(r"(\w+)\.([12])\[(\w+)\]", column):
        code, scale, sub = scaled.groups()
        yield f"{code}[{sub}][{scale}]"
        yield f"{code}_{sub}_{int(scale) - 1}"


def _check_unique(columns: Mapping[str, str], name: str) -> None:
    twice = [column for column, times in Counter(columns.values()).items() if times > 1]
    if twice:
        raise PackageError(
            f"{name}, Zeile 1: Zwei Spalten gehören zu „{twice[0]}“; erwartet wird eine."
        )


class _Known:
    """All that a heading may say."""

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
        pattern = re.compile(".*".join(map(re.escape, pieces)) + ("" if pieces[-1] else ".*"))
        fit = [columns for text, columns in self._texts.items() if pattern.fullmatch(text)]
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


def _by_place(
    labels: Sequence[str],
    columns: Mapping[str, str],
    several: Mapping[str, tuple[str, ...]],
    order: Mapping[str, int],
) -> dict[str, str]:
    """Columns of headings that fit several, where their order in the file leaves one way only.

    Exports keep the order of the questionnaire: a run of such headings lies between the columns
    before and after it.
    """
    found: dict[str, str] = {}
    taken, names = set(columns.values()), list(order)
    places = [order.get(columns.get(label, ""), -1) for label in labels]
    start = 0
    while start < len(labels):
        if labels[start] not in several:
            start += 1
            continue
        end = start
        while end < len(labels) and (labels[end] in several or places[end] < 0):
            end += 1
        low = max(places[:start], default=-1)
        high = min((p for p in places[end:] if p >= 0), default=len(order))
        run = [label for label in labels[start:end] if label in several]
        options = [[order[c] for c in several[k] if c in order and c not in taken] for k in run]
        first = _ascending(options, low, high)
        last = _ascending([[-p for p in own] for own in reversed(options)], -high, -low)
        # the lowest way and the highest are the same: there is no other
        if first and first == [-place for place in reversed(last)]:
            found |= {label: names[place] for label, place in zip(run, first, strict=True)}
        start = end
    return found


def _ascending(options: Sequence[Sequence[int]], low: int, high: int) -> list[int]:
    """The lowest choice of one of each in ascending order between the limits; empty if there is
    none."""
    chosen: list[int] = []
    for places in options:
        low = min((place for place in places if low < place < high), default=high)
        if low == high:
            return []
        chosen.append(low)
    return chosen
