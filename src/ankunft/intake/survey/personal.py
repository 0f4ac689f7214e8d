"""Columns with personal data: known by their header, their question or what stands in them.

What is found is kept back from maps and exports unless somebody switches it on, so in doubt a
column counts as personal: a figure that is hidden by mistake does less harm than a name shown.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, Protocol, get_args

import pandas as pd

from ankunft.base.language import translator
from ankunft.intake.areas.names import fold

Kind = Literal["mail", "phone", "address", "name", "access", "free_text"]
Evidence = Literal["header", "question", "content"]

NAMES_SHARE = 0.2
"""Share of the filled cells above which words that look like a first name and a surname are people."""
PLACES_SHARE = 0.8
"""Share of names of municipalities from which a column called "Name" holds places."""
LONG_TEXT = 80
LONG_WORDS = 12
"""Characters or words from which a cell that occurs once is free text."""
LONGEST_CELL = 20_000
"""Characters of a cell that are looked at."""

CLOSED = ("single", "multiple", "scale")
"""Kinds of questions whose answers come from a list."""

_MAIL = re.compile(
    r"[\w.+%'-]{1,64}(?:\s?@\s?|\s?[(\[{]\s?(?:at|ät)\s?[)\]}]\s?)[\w.-]{1,200}\.[a-z]{2,24}\b",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\d.,/+-])(?:"
    r"(?:\+|00)[1-9](?:[ /()-]{0,3}\d){7,14}"  # +49 (0) 5321 704-0
    r"|\(?0[1-9]\d{1,4}\)?[ /-]{1,3}[1-9](?:[ /-]{0,2}\d){3,9}"  # 05321/704-0
    # without separators: no municipality key (8 digits) and no regional key (12 digits)
    r"|0[2-9]\d{7,9}|01[5-7]\d{8,9}"
    r")(?!\d)"
)
_WORD = r"[A-ZÀ-ÖØ-Þ][\w'’-]+"
_NAME = re.compile(rf"^\s*({_WORD})(?:\s+{_WORD}|\s+[A-Z]\.)?\s+{_WORD}\s*$")
_NAME_REVERSED = re.compile(rf"^\s*{_WORD}\s*,\s*({_WORD})(?:\s+{_WORD})?\s*$")


class Question(Protocol):
    """What is needed of a question: its code, its text and the kind of its answers."""

    @property
    def code(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> str: ...


class Questionnaire(Protocol):
    """What is needed of a questionnaire."""

    @property
    def questions(self) -> Iterable[Any]: ...


@dataclass(frozen=True, slots=True)
class Personal:
    """Why a column counts as personal data: what it holds, and by what it was recognised."""

    kind: Kind
    evidence: Evidence

    def text(self, lang: str) -> str:
        """The reason as a sentence."""
        _ = translator(lang)
        what = {
            "mail": _("E-Mail-Adressen"),
            "phone": _("Telefonnummern"),
            "address": _("Anschriften oder Geburtsdaten"),
            "name": _("Namen von Personen"),
            "access": _("Zugangscodes"),
            "free_text": _("freier Text"),
        }[self.kind]
        how = {
            "header": _("erkannt an der Überschrift der Spalte"),
            "question": _("erkannt an der Frage"),
            "content": _("erkannt am Inhalt"),
        }[self.evidence]
        return f"{what} ({how})"


def personal_columns(
    frame: pd.DataFrame, questionnaire: Questionnaire | None = None, places: Collection[str] = ()
) -> dict[str, Personal]:
    """Label of each column that holds personal data, and why.

    A column belongs to the question whose code its label begins with ("Q3[SQ001]", "Q3_other").
    An open question is always free text; in columns of closed questions only what stands in them
    counts. `places` are names of municipalities: a column "Name" that holds those is no person's.
    """
    questions = {question.code: question for question in questionnaire.questions} if (
        questionnaire is not None
    ) else {}  # fmt: skip
    known_places = {fold(place) for place in places}
    found: dict[str, Personal] = {}
    for position, label in enumerate(map(str, frame.columns)):
        column = frame.iloc[:, position]
        reason = _judge(label, column, question_of(label, questions), known_places)
        if reason is not None:
            found.setdefault(label, reason)
    return found


def question_of(label: str, questions: Mapping[str, Question]) -> Question | None:
    """The question a column belongs to, None if there is none.

    Texts beside an answer ("other", comments) are open, whatever the question is: they belong to
    none.
    """
    if re.search(r"\[\w*(?:other|comment)\]$|_other$|_comment$|#comment$", label):
        return None
    return questions.get(label) or questions.get(re.split(r"[\[_#]", label, maxsplit=1)[0])


def _judge(
    label: str, column: pd.Series, question: Question | None, places: Collection[str]
) -> Personal | None:
    closed = question is not None and question.kind in CLOSED
    texts = _texts(column)
    if not closed:
        kind = header_kind(label)
        if kind is not None and not (_is_bare_name(label) and _are_places(texts, places)):
            return Personal(kind, "header")
        kind = header_kind(question.text) if question is not None else None
        # a number that is asked for is a figure, unless it is somebody's telephone number
        if kind is not None and (question is None or question.kind != "number" or kind == "phone"):
            return Personal(kind, "question")
    kind = content_kind(texts)
    if kind is not None and not (closed and kind == "free_text"):
        return Personal(kind, "content")
    if question is not None and question.kind == "text":
        return Personal("free_text", "question")
    return None


def header_kind(text: str) -> Kind | None:
    """What the words of a header say that the column holds, None for nothing personal."""
    # "TelefonNummer" is two words, "eMail" is one
    spaced = fold(re.sub(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])", " ", text))
    whole = f"_{spaced}_"
    words = [*spaced.split("_"), *fold(text).split("_")]
    for kind in get_args(Kind):
        for known in _words()["headers"][kind]:
            if f"_{known.removeprefix('*')}_" in whole or any(_fits(w, known) for w in words):
                return kind
    return "name" if _is_bare_name(text) else None


def content_kind(texts: pd.Series) -> Kind | None:
    """What stands in the cells (different texts with their counts), None for nothing personal.

    One mail address, telephone number or salutation with a name is enough.
    """
    cells = list(texts.index)
    if any(_MAIL.search(cell) for cell in cells):
        return "mail"
    if any(_PHONE.search(cell) for cell in cells):
        return "phone"
    people = sum(count for cell, count in texts.items() if _looks_like_a_name(str(cell)))
    if any(_salutation().search(cell) for cell in cells) or people > NAMES_SHARE * texts.sum():
        return "name"
    if any(_is_long(cell) and texts[cell] == 1 for cell in cells):
        return "free_text"
    return None


def _texts(column: pd.Series) -> pd.Series:
    """Different texts of a column and how often each occurs; numbers are no texts."""
    if pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_datetime64_any_dtype(column):
        return pd.Series(dtype="int64")
    cells = column.dropna().astype(str).str.slice(0, LONGEST_CELL).str.strip()
    return cells[cells != ""].value_counts()


def _is_bare_name(text: str) -> bool:
    """Whether a header says "name" and not of what: "Name", "kontaktname", but no "gemeindename"."""
    bare = _words()["bare"]
    split = re.sub(rf"({'|'.join(bare['name'])})\b", r" \1", text, flags=re.IGNORECASE)
    words = set(fold(split).split("_"))
    return not words.isdisjoint(bare["name"]) and words.isdisjoint(bare["of_something"])


def _are_places(texts: pd.Series, places: Collection[str]) -> bool:
    known = sum(count for cell, count in texts.items() if fold(str(cell)) in places)
    return bool(places) and len(texts) > 0 and known >= PLACES_SHARE * texts.sum()


def _looks_like_a_name(cell: str) -> bool:
    hit = _NAME.match(cell) or _NAME_REVERSED.match(cell)
    return hit is not None and fold(_without_accents(hit[1])).split("_")[0] in _first_names()


def _without_accents(word: str) -> str:
    """René -> Rene; umlauts stay as they are."""
    split = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", re.sub(r"[\u0300\u0301\u0302\u030c\u0327]", "", split))


def _is_long(cell: str) -> bool:
    return len(cell) > LONG_TEXT or len(cell.split()) >= LONG_WORDS


def _fits(word: str, known: str) -> bool:
    ending = known.removeprefix("*")
    return word == ending or (ending != known and word.endswith(ending))


@cache
def _salutation() -> re.Pattern[str]:
    titles = "|".join(_words()["content"]["salutations"])
    return re.compile(rf"\b(?:{titles})\.?\s+(?:[A-ZÄÖÜ][\w.-]*\s+){{0,3}}[A-ZÀ-ÖØ-Þ][\w'’-]+")


@cache
def _first_names() -> frozenset[str]:
    return frozenset(_words()["content"]["first_names"])


@cache
def _words() -> dict[str, Any]:
    """The content of personal.toml."""
    text = files("ankunft.intake.survey").joinpath("personal.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
