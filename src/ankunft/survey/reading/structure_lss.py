"""LimeSurvey's .lss file: an XML dump of its tables.

Up to version 3 the texts stand with the questions and answers, one row for each language; from
version 4 on in tables of their own (``question_l10ns``, ``answer_l10ns``).
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from ankunft.errors import PackageError
from ankunft.survey.reading.limesurvey_types import RawQuestion

Row = dict[str, str]


def read_lss(content: bytes, name: str, lang: str) -> tuple[str, str, list[RawQuestion]]:
    """Title, language and questions.

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
    language = lang if lang in languages or not languages else languages[0]
    settings = _in_language(tables["surveys_languagesettings"], "surveyls_language", language)
    title = settings[0].get("surveyls_title", "") if settings else ""
    return title, language, _questions(tables, language)


_TABLES = (
    "groups", "group_l10ns", "questions", "subquestions", "question_l10ns", "question_attributes",
    "answers", "answer_l10ns", "surveys_languagesettings",
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
    rows = _in_language(tables["questions"], "language", language)
    rows = [row for row in rows if row.get("parent_qid", "0") in ("", "0")]
    rows.sort(key=lambda r: (order.get(r.get("gid", ""), 0), _number(r, "question_order")))
    labels = _other_labels(tables["question_attributes"], language)
    raw = {
        row.get("qid", ""): RawQuestion(
            type=row.get("type", ""),
            code=row.get("title", ""),
            text=texts.get(row.get("qid", "")) or row.get("question", ""),
            group=groups.get(row.get("gid", ""), ""),
            other=row.get("other") == "Y",
            other_label=labels.get(row.get("qid", ""), ""),
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
