"""Writing LimeSurvey's formats: structure (.lss and .txt), responses and participants (CSV)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ankunft.intake.survey.limesurvey_types import RawQuestion

SURVEY_ID = "123456"
DB_VERSION = "640"
"""Version of LimeSurvey's tables (LimeSurvey 6)."""
PAGED = "G"
"""One page for each group."""

Titles = Mapping[str, str]
Asked = Mapping[str, Sequence[RawQuestion]]


def lss(titles: Titles, asked: Asked) -> bytes:
    """The structure as LimeSurvey 6 writes it.

    `titles` and `asked` hold title and questions by language, the first being the survey's own;
    the questions of all languages are the same but for their texts.
    """
    root = Element("document")
    SubElement(root, "LimeSurveyDocType").text = "Survey"
    SubElement(root, "DBVersion").text = DB_VERSION
    languages = SubElement(root, "languages")
    for language in asked:
        SubElement(languages, "language").text = language
    tables: dict[str, list[dict[str, str]]] = {}
    for language, questions in asked.items():
        first = language == next(iter(asked))
        for table, row in _rows(questions, language):
            if first or table.endswith("_l10ns"):
                tables.setdefault(table, []).append(row)
        settings = {"surveyls_survey_id": SURVEY_ID, "surveyls_language": language}
        settings["surveyls_title"] = titles[language]
        tables.setdefault("surveys_languagesettings", []).append(settings)
    for table, rows in tables.items():
        _add_table(root, table, rows)
    indent(root, " ")
    return tostring(root, encoding="utf-8", xml_declaration=True)


def structure_txt(titles: Titles, asked: Asked) -> bytes:
    """The tab-separated structure, one language after the other."""
    rows: list[list[str]] = [
        ["class", "type/scale", "name", "relevance", "text", "language", "other"]
    ]
    rows.append(["S", "", "sid", "1", SURVEY_ID, "", ""])
    rows.append(["S", "", "format", "1", PAGED, "", ""])
    for language, questions in asked.items():
        rows.append(["SL", "", "surveyls_title", "1", titles[language], language, ""])
        group = ""
        for question in questions:
            if question.group != group:
                group = question.group
                rows.append(["G", "", group, question.relevance[0], "", language, ""])
            other = "Y" if question.other else "N"
            own = ["Q", question.type, question.code, question.relevance[1], question.text]
            rows.append([*own, language, other])
            for kind, entries in (("SQ", question.subs), ("A", question.answers)):
                rows += [[kind, str(s), code, "1", text, language, ""] for code, text, s in entries]
    return b"\xef\xbb\xbf" + _table(rows, "\t", csv.QUOTE_MINIMAL, "\n")


def responses_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Responses as LimeSurvey writes them: UTF-8 with a mark, every cell in quotes."""
    return b"\xef\xbb\xbf" + _table([header, *rows], ",", csv.QUOTE_ALL, "\r\n")


def participants_csv(rows: Iterable[Mapping[str, str]]) -> bytes:
    """Participants as LimeSurvey exports them; `rows` hold token, AGS, names and mail."""
    header = [
        "tid", "firstname", "lastname", "email", "emailstatus", "token", "language",
        "attribute_1 <AGS>",
    ]  # fmt: skip
    table = [header]
    for number, row in enumerate(rows, start=1):
        table.append(
            [
                str(number), row["firstname"], row["lastname"], row["email"], "OK", row["token"],
                "de", row["ags"],
            ]
        )  # fmt: skip
    return b"\xef\xbb\xbf" + _table(table, ",", csv.QUOTE_ALL, "\n")


def _table(rows: Iterable[Sequence[str]], sign: str, quoting: int, end: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=sign, quoting=quoting, lineterminator=end).writerows(rows)  # type: ignore[arg-type]
    return text.getvalue().encode("utf-8")


def _rows(questions: Sequence[RawQuestion], language: str) -> Iterable[tuple[str, dict[str, str]]]:
    """(table, row) for everything; ids count from one and are the same in every language."""
    yield "surveys", {"sid": SURVEY_ID, "format": PAGED}
    groups: dict[str, str] = {}
    for question in questions:
        groups.setdefault(question.group, question.relevance[0])
    for gid, (group, when) in enumerate(groups.items(), start=1):
        row = {"gid": str(gid), "sid": SURVEY_ID, "group_order": str(gid)}
        yield "groups", {**row, "grelevance": when}
        yield "group_l10ns", {"gid": str(gid), "group_name": group, "language": language}
    next_id = len(questions) + 1
    answer_id = 1
    for qid, question in enumerate(questions, start=1):
        about = {"sid": SURVEY_ID, "gid": str(list(groups).index(question.group) + 1)}
        row = {"qid": str(qid), "parent_qid": "0", **about, "type": question.type}
        row |= {"title": question.code, "other": "Y" if question.other else "N"}
        row |= {"relevance": question.relevance[1]}
        yield "questions", {**row, "question_order": str(qid), "scale_id": "0"}
        yield "question_l10ns", _text(str(qid), question.text, language)
        for order, (code, text, scale) in enumerate(question.subs, start=1):
            row = {"qid": str(next_id), "parent_qid": str(qid), **about, "type": "T"}
            row |= {"title": code, "question_order": str(order), "scale_id": str(scale)}
            yield "subquestions", row
            yield "question_l10ns", _text(str(next_id), text, language)
            next_id += 1
        for order, (code, text, scale) in enumerate(question.answers, start=1):
            row = {"aid": str(answer_id), "qid": str(qid), "code": code}
            yield "answers", {**row, "sortorder": str(order), "scale_id": str(scale)}
            yield "answer_l10ns", {"aid": str(answer_id), "answer": text, "language": language}
            answer_id += 1


def _text(qid: str, text: str, language: str) -> dict[str, str]:
    return {"qid": qid, "question": text, "language": language}


def _add_table(root: Element, name: str, rows: Sequence[Mapping[str, str]]) -> None:
    table = SubElement(root, name)
    fields = SubElement(table, "fields")
    for field in rows[0]:
        SubElement(fields, "fieldname").text = field
    body = SubElement(table, "rows")
    for row in rows:
        element = SubElement(body, "row")
        for field, text in row.items():
            SubElement(element, field).text = text
