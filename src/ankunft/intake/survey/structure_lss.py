"""LimeSurvey's .lss file: an XML dump of its tables.

Up to version 3 the texts stand with the questions and answers, one row for each language; from
version 4 on in tables of their own (``question_l10ns``, ``answer_l10ns``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from ankunft.base.errors import PackageError
from ankunft.intake.survey.limesurvey_types import RawQuestion, RawStructure

Row = dict[str, str]


def read_lss(content: bytes, name: str, lang: str) -> RawStructure:
    """Titles and questions; a file that names no language is taken to be in `lang`.

    Raises
    ------
    PackageError
        If the file is no XML, declares entities, or does not hold a survey.
    """
    root = _root(content, name)
    kind = (root.findtext("LimeSurveyDocType") or "").strip()
    if root.tag != "document" or kind != "Survey":
        raise PackageError(
            f"{name}: Die Datei ist nicht die Struktur einer Umfrage aus LimeSurvey (.lss)."
        )
    tables = {name: _rows(root, name) for name in _TABLES}
    languages = [(found.text or "").strip() for found in root.findall("languages/language")]
    found = RawStructure(paged=next((r.get("format", "") for r in tables["surveys"]), ""))
    for language in dict.fromkeys(filter(None, languages)) or [lang]:
        settings = _in_language(tables["surveys_languagesettings"], "surveyls_language", language)
        found.titles[language] = settings[0].get("surveyls_title", "") if settings else ""
        found.questions[language] = _questions(tables, language)
    return found


_TABLES = (
    "surveys", "groups", "group_l10ns", "questions", "subquestions", "question_l10ns",
    "question_attributes", "answers", "answer_l10ns", "surveys_languagesettings",
)  # fmt: skip


def _root(content: bytes, name: str) -> Any:
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise PackageError(
            f"{name}: Die Datei erklärt eigene Zeichen oder verweist auf andere Dateien (DTD); "
            "eine Struktur aus LimeSurvey tut das nicht, sie wird darum nicht gelesen."
        ) from error
    except ParseError as error:
        line = f", Zeile {error.position[0]}" if error.position else ""
        raise PackageError(
            f"{name}{line}: Die Datei ist kein lesbares XML; exportieren Sie die Struktur (.lss) "
            "noch einmal aus LimeSurvey."
        ) from error
    except (LookupError, ValueError) as error:  # an encoding nobody knows
        raise PackageError(
            f"{name}: Die Kodierung der Datei wird nicht gelesen; erwartet wird UTF-8."
        ) from error


def _rows(root: Any, table: str) -> list[Row]:
    return [
        {cell.tag: (cell.text or "").strip() for cell in row}
        for row in root.findall(f"{table}/rows/row")
    ]


def _questions(tables: dict[str, list[Row]], language: str) -> list[RawQuestion]:
    texts = _texts(tables["question_l10ns"], "qid", "question", language)
    groups = _texts(tables["groups"], "gid", "group_name", language)
    groups |= _texts(tables["group_l10ns"], "gid", "group_name", language)
    order = {row.get("gid", ""): _number(row, "group_order") for row in tables["groups"]}
    pages = {gid: page for page, gid in enumerate(sorted(order, key=order.__getitem__), start=1)}
    of_group = {row.get("gid", ""): row.get("grelevance", "") for row in tables["groups"]}
    rows = _in_language(tables["questions"], "language", language)
    rows = [row for row in rows if row.get("parent_qid", "0") in ("", "0")]
    rows.sort(key=lambda r: (order.get(r.get("gid", ""), 0), _number(r, "question_order")))
    labels = _other_labels(tables["question_attributes"], language)
    codes = {row.get("qid", ""): row.get("title", "") for row in rows}
    raw = {
        row.get("qid", ""): RawQuestion(
            type=row.get("type", ""),
            code=row.get("title", ""),
            text=texts.get(row.get("qid", "")) or row.get("question", ""),
            group=groups.get(row.get("gid", ""), ""),
            other=row.get("other") == "Y",
            other_label=labels.get(row.get("qid", ""), ""),
            relevance=(
                _by_code(of_group.get(row.get("gid", ""), ""), codes),
                _by_code(row.get("relevance", ""), codes),
            ),
            page=pages.get(row.get("gid", ""), 0),
        )
        for row in rows
    }
    subs = _in_language(tables["subquestions"], "language", language)
    for row in sorted(subs, key=lambda r: _number(r, "question_order")):
        asked = raw.get(row.get("parent_qid", ""))
        if asked is not None:
            text = texts.get(row.get("qid", "")) or row.get("question", "")
            asked.subs.append((row.get("title", ""), text, _number(row, "scale_id")))
    _add_answers(raw, tables, language)
    return list(raw.values())


def _add_answers(raw: dict[str, RawQuestion], tables: dict[str, list[Row]], language: str) -> None:
    by_id = _texts(tables["answer_l10ns"], "aid", "answer", language)
    # some exports name question and code instead of the answer's number
    by_code = {
        (row.get("qid", ""), row.get("code", "")): row.get("answer", "")
        for row in _in_language(tables["answer_l10ns"], "language", language)
        if "code" in row
    }
    rows = _in_language(tables["answers"], "language", language)
    for row in sorted(rows, key=lambda r: _number(r, "sortorder")):
        qid, code = row.get("qid", ""), row.get("code", "")
        if qid in raw:
            text = (
                by_id.get(row.get("aid", "")) or by_code.get((qid, code)) or row.get("answer", "")
            )
            raw[qid].answers.append((code, text, _number(row, "scale_id")))


def _by_code(expression: str, codes: Mapping[str, str]) -> str:
    """The expression with codes of questions where it names their numbers (``1X2X3SQ001``)."""

    def code(found: re.Match[str]) -> str:
        tail = found[1]
        # the number of the question and the code of the subquestion stand side by side
        ends = [k for k in range(len(tail), 0, -1) if tail[:k] in codes]
        if not ends:
            return found[0]
        sub = tail[ends[0] :]
        return codes[tail[: ends[0]]] + (f"_{sub}" if sub else "")

    return re.sub(r"\b\d+X\d+X(\d\w*)", code, expression)


def _texts(rows: list[Row], key: str, text: str, language: str) -> dict[str, str]:
    return {
        row[key]: row.get(text, "")
        for row in _in_language(rows, "language", language)
        if row.get(key)
    }


def _other_labels(rows: list[Row], language: str) -> dict[str, str]:
    wanted = [row for row in rows if row.get("attribute") == "other_replace_text"]
    return _texts(wanted, "qid", "value", language)


def _in_language(rows: list[Row], column: str, language: str) -> list[Row]:
    """Rows of this language; rows without any language belong to every language."""
    by_language: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_language[row.get(column, "")].append(row)
    return by_language[""] + by_language[language]


def _number(row: Row, column: str) -> int:
    text = row.get(column, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
