"""One small survey, written in the ways in which exports and spreadsheets write it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

import openpyxl
import pandas as pd

from ankunft.intake.survey.join import Survey, join
from ankunft.intake.survey.limesurvey_types import RawQuestion
from ankunft.intake.survey.questions import Questionnaire
from ankunft.intake.survey.responses import Responses, read_responses
from ankunft.intake.survey.structure import read_structure
from ankunft.survey.example.limesurvey_files import lss, responses_csv, structure_txt

TOWNS = pd.DataFrame(
    {"name": ["Flensburg", "Kiel", "Goslar", "Germersheim", "Altenburg"]},
    index=["01001000", "01002000", "03153017", "07334007", "16077001"],
)
AGREE = [("1", "gering", 0), ("2", "mittel", 0), ("3", "hoch", 0)]
AGREE_EN = [("1", "low", 0), ("2", "middling", 0), ("3", "high", 0)]
FIRST, SECOND = "Ankunft", "Aufgaben"
NEW = '((neu.NAOK == "A1"))'


def _questions(lang: str) -> list[RawQuestion]:
    def in_(german: str, english: str) -> str:
        return german if lang == "de" else english

    def said(*rows: tuple[str, str, str]) -> list[tuple[str, str, int]]:
        return [(code, in_(german, english), 0) for code, german, english in rows]

    first, second = in_(FIRST, "Arrival"), in_(SECOND, "Tasks")
    listed = said(("A1", "Ja", "Yes"), ("A2", "Nein", "No"), ("A3", "Noch nicht", "Not yet"))
    places = said(("01", "Mitte", "Centre"), ("02", "Rand", "Edge"))
    subs = said(("SQ001", "Beratung", "Advice"), ("SQ002", "Sprachkurse", "Courses"))
    about = said(("SQ001", "den Ämtern", "departments"), ("SQ002", "Vereinen", "clubs"))
    rank = said(("R1", "Geld", "Money"), ("R2", "Zeit", "Time"))
    return [
        RawQuestion("L", "neu", in_("Neues Quartier?", "New quarter?"), first, answers=listed),
        RawQuestion(
            "L", "lage", in_("Wo liegt es?", "Where is it?"), first,
            other=True, relevance=("1", NEW), answers=places,
        ),
        RawQuestion(
            "M", "tun", in_("Was geschieht?", "What is done?"), second,
            other=True, relevance=("1", NEW), subs=subs,
        ),
        RawQuestion(
            "F", "mit", in_("Wie gut gelingt es mit", "How well with"), second,
            subs=about, answers=AGREE if lang == "de" else AGREE_EN,
        ),
        RawQuestion("R", "rang", in_("Was fehlt?", "What is missing?"), second, answers=rank),
        RawQuestion("N", "stellen", in_("Wie viele Stellen?", "How many posts?"), second),
        RawQuestion("Y", "dabei", in_("Machen Sie mit?", "Do you take part?"), second),
    ]  # fmt: skip


QUESTIONS = {lang: _questions(lang) for lang in ("de", "en")}
TITLES = {"de": "Umfrage", "en": "Survey"}
STRUCTURE, STRUCTURE_TXT = (write(TITLES, QUESTIONS) for write in (lss, structure_txt))
ASKED = read_structure(STRUCTURE, "s.lss")

HEADER = [
    "id", "submitdate", "lastpage", "startlanguage", "datestamp", "schluessel",
    "neu", "lage", "lage[other]", "tun[SQ001]", "tun[SQ002]", "tun[other]",
    "mit[SQ001]", "mit[SQ002]", "rang[1]", "rang[2]", "stellen", "dabei",
]  # fmt: skip
ROWS = [
    # new, two boxes and "other"
    ["1", "2025-03-03 14:25:00", "2", "de", "2025-03-03 14:25:00", "01001000",
     "A1", "01", "", "Y", "", "Patenschaften", "3", "2", "R2", "R1", "1.5", "Y"],
    # new, nothing ticked: none of these
    ["2", "2025-03-04 09:00:00", "2", "en", "2025-03-04 09:00:00", "01002000",
     "A1", "-oth-", "Am Hafen", "", "", "", "1", "1", "R1", "R2", "2", "N"],
    # not new: the boxes were not shown
    ["3", "2025-03-05 09:00:00", "2", "de", "2025-03-05 09:00:00", "03153017",
     "A2", "", "", "", "", "", "2", "3", "R1", "", "12", "Y"],
    # ended after the first page
    ["4", "", "1", "en", "2025-03-06 09:00:00", "07334007",
     "A1", "02", "", "", "", "", "", "", "", "", "", ""],
    # opened only
    ["5", "", "1", "de", "2025-03-06 10:00:00", "16077001", *[""] * 12],
]  # fmt: skip
BOXES = [HEADER.index(column) for column in ("tun[SQ001]", "tun[SQ002]")]
LABELS = {
    "neu": {"A1": ("Ja", "Yes"), "A2": ("Nein", "No")},
    "lage": {"01": ("Mitte", "Centre"), "02": ("Rand", "Edge"), "-oth-": ("Sonstiges", "Other")},
    "mit[SQ001]": {c: (g, e) for (c, g, _), (_c, e, _s) in zip(AGREE, AGREE_EN, strict=True)},
    "rang[1]": {"R1": ("Geld", "Money"), "R2": ("Zeit", "Time")},
    "dabei": {"Y": ("Ja", "Yes"), "N": ("Nein", "No")},
}
LABELS |= {"mit[SQ002]": LABELS["mit[SQ001]"], "rang[2]": LABELS["rang[1]"]}

Change = Callable[[int, str, list[str]], str]
"""(place of the column, cell, row) -> the cell as another export writes it."""


def changed(change: Change) -> list[list[str]]:
    return [[change(k, cell, row) for k, cell in enumerate(row)] for row in ROWS]


def in_words(language: int | None = None) -> list[list[str]]:
    """Full answers, of each response in its own language or all in one (0 German, 1 English)."""

    def word(place: int, cell: str, row: list[str]) -> str:
        spoken = language if language is not None else int(row[3] == "en")
        if place in BOXES and row[6] == "A1" and row[1]:
            return (("Ja", "Nein"), ("Yes", "No"))[spoken][cell != "Y"]
        if place in BOXES:
            return "N/A"
        known = LABELS.get(HEADER[place], {})
        return known[cell][spoken] if cell in known else cell

    return changed(word)


def in_numbers(yes: str, no: str, box: str = "") -> list[list[str]]:
    """Numbers for yes and no; boxes that are not ticked hold `box` or `no` in every row."""

    def number(place: int, cell: str, _row: list[str]) -> str:
        if place in BOXES:
            return yes if cell == "Y" else box or no
        return {"Y": yes, "N": no}.get(cell, cell) if HEADER[place] == "dabei" else cell

    return changed(number)


def texts_of(code: bool) -> list[str]:
    """Headings with the question's text, behind the code or alone."""
    texts = {
        "neu": "Neues Quartier?", "lage": "Wo liegt es?", "lage[other]": "Wo liegt es? [Sonstiges]",
        "tun[SQ001]": "Was geschieht? [Beratung]", "tun[SQ002]": "Was geschieht? [Sprachkurse]",
        "tun[other]": "Was geschieht? [Sonstiges]", "mit[SQ001]": "Wie gut gelingt es mit [den Ämtern]",
        "mit[SQ002]": "Wie gut gelingt es mit [Vereinen]", "rang[1]": "Was fehlt? [Rang 1]",
        "rang[2]": "Was fehlt? [Rang 2]", "stellen": "Wie viele Stellen?", "dabei": "Machen Sie mit?",
        "id": "Antwort ID", "submitdate": "Datum Abgeschickt", "lastpage": "Letzte Seite",
        "startlanguage": "Start-Sprache", "datestamp": "Datum letzte Aktivität",
    }  # fmt: skip
    return [
        f"{column}. {texts[column]}" if code and column in texts else texts.get(column, column)
        for column in HEADER
    ]


def as_text(header: Sequence[str], rows: Sequence[Sequence[str]], sign: str = ",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=sign, lineterminator="\r\n").writerows([header, *rows])
    return text.getvalue()


def workbook(header: Sequence[object], rows: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.active.append([cell if cell != "" else None for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(
    content: bytes | Sequence[Sequence[str]] = tuple(ROWS),
    header: Sequence[str] = tuple(HEADER),
    *,
    asked: Questionnaire = ASKED,
    name: str = "antworten.csv",
    **decisions: str,
) -> Responses:
    made = content if isinstance(content, bytes) else responses_csv(list(header), content)
    return read_responses(made, asked, name, decisions)


def by_town(found: Responses) -> Survey:
    return join(found, TOWNS, "schluessel")
