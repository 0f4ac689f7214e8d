"""LimeSurvey's tab-separated structure: one row per group, question, subquestion and answer.

Rows belong to the question before them (LimeSurvey Manual, "Tab Separated Value survey
structure"); each language follows as a whole after the one before it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from ankunft.base.errors import PackageError
from ankunft.intake.survey.limesurvey_types import RawQuestion, RawStructure

REQUIRED = ("class", "type/scale", "name", "text")
LONGEST_CELL = 100_000
"""Characters of a cell; csv has a limit of its own, which other packages change."""


def read_txt(text: str, name: str, lang: str) -> RawStructure:
    """Titles and questions; a file that names no language is taken to be in `lang`.

    Raises
    ------
    PackageError
        If columns are missing, or a row belongs to no question.
    """
    rows = list(_rows(text, name))
    asked = [row["language"] for _line, row in rows if row["class"].upper() == "Q"]
    settings = {row["name"]: row["text"] for _line, row in rows if row["class"].upper() == "S"}
    found = RawStructure(paged=settings.get("format", ""))
    for language in dict.fromkeys(filter(None, asked)) or [lang]:
        own = [(line, row) for line, row in rows if row["language"] in ("", language)]
        found.titles[language], found.questions[language] = _in_one(own, name)
    return found


def _in_one(rows: list[tuple[int, dict[str, str]]], name: str) -> tuple[str, list[RawQuestion]]:
    """Title and questions of one language."""
    title, page = "", 0
    group: dict[str, str] = {}
    questions: list[RawQuestion] = []
    for line, row in rows:
        kind = row["class"].upper()
        if kind == "SL" and row["name"] == "surveyls_title":
            title = row["text"]
        elif kind == "G":
            group, page = row, page + 1
        elif kind == "Q":
            questions.append(_question(row, group, page))
        elif kind in ("SQ", "A"):
            if not questions:
                raise PackageError(
                    f"{name}, Zeile {line}: Die Zeile ({kind}) gehört zu keiner Frage; "
                    "davor wird eine Zeile mit der Klasse Q erwartet."
                )
            _add(questions[-1], kind, row)
    return title, questions


def _question(row: dict[str, str], group: dict[str, str], page: int) -> RawQuestion:
    return RawQuestion(
        type=row["type/scale"],
        code=row["name"],
        text=row["text"],
        group=group.get("name", ""),
        other=row.get("other") == "Y",
        other_label=row.get("other_replace_text", ""),
        relevance=(group.get("relevance", ""), row.get("relevance", "")),
        page=page,
    )


def _add(question: RawQuestion, kind: str, row: dict[str, str]) -> None:
    scale = 1 if row["type/scale"] == "1" else 0
    entries = question.subs if kind == "SQ" else question.answers
    entries.append((row["name"], row["text"], scale))


def _rows(text: str, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Number of the line, and the cells by the label of their column."""
    if "\0" in text:
        raise PackageError(f"{name}: Die Datei enthält Nullzeichen und ist keine Textdatei.")
    reader = csv.reader(io.StringIO(text, newline=None), delimiter="\t")
    try:
        labels = [label.strip() for label in next(reader, [])]
        missing = [label for label in REQUIRED if label not in labels]
        if missing:
            raise PackageError(
                f"{name}, Zeile 1: Die Spalte {', '.join(missing)} fehlt; erwartet wird die "
                "Struktur einer Umfrage aus LimeSurvey als .lss oder als .txt mit Tabulatoren."
            )
        for cells in reader:
            if max(map(len, cells), default=0) > LONGEST_CELL:
                raise csv.Error
            row = {"language": ""} | dict(zip(labels, map(str.strip, cells), strict=False))
            if row.get("class"):
                yield reader.line_num, dict.fromkeys(REQUIRED, "") | row
    except csv.Error as error:
        raise PackageError(
            f"{name}, Zeile {reader.line_num}: Die Zeile lässt sich nicht lesen; vermutlich fehlt "
            "ein Anführungszeichen, oder ein Feld ist zu lang."
        ) from error
