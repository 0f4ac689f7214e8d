"""The structure of a LimeSurvey questionnaire: a .lss file (XML) or a .txt file (tab-separated)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ankunft.base.errors import PackageError
from ankunft.base.language import LANGUAGES
from ankunft.intake.areas.table import decode
from ankunft.intake.survey.files import as_utf8, content_of
from ankunft.intake.survey.limesurvey_types import RawQuestion, RawStructure, questions_of
from ankunft.intake.survey.plain_text import plain_text
from ankunft.intake.survey.questions import Question, Questionnaire, Wording
from ankunft.intake.survey.structure_lss import read_lss
from ankunft.intake.survey.structure_txt import read_txt

MOST_QUESTIONS = 5_000


def read_structure(source: Path | bytes, name: str = "", lang: str = "de") -> Questionnaire:
    """The questions of a survey, in the wanted language if it has it, else in its own.

    Raises
    ------
    PackageError
        In one sentence, with the file, if it is not the structure of a LimeSurvey survey.
    """
    content, name = content_of(source, name)
    if content.startswith(b"PK\x03\x04"):
        raise PackageError(
            f"{name}: Die Datei ist ein Archiv; erwartet wird die darin enthaltene Datei .lss "
            "oder die Struktur als .txt."
        )
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raw = read_lss(content, name, lang)
    else:
        raw = read_txt(decode(as_utf8(content, name), "", name), name, lang)
    raw.questions = {k: asked for k, asked in raw.questions.items() if asked} or raw.questions
    language = lang if lang in raw.questions else next(iter(raw.questions))
    for questions in raw.questions.values():
        _check(questions, name)
        _set_pages(questions, raw.paged)
    return Questionnaire(
        tuple(_in_all_languages(raw, language)), plain_text(raw.titles[language]), language
    )


def _in_all_languages(raw: RawStructure, language: str) -> Iterator[Question]:
    """The questions in one language, each with its wordings in all."""
    own = raw.questions[language]
    # LimeSurvey's own words ("Ja", "Other") may be exported in a language that the survey lacks
    known = dict.fromkeys(LANGUAGES, own) | raw.questions
    worded: dict[str, dict[str, Wording]] = defaultdict(dict)
    for lang in sorted(known, key=lambda lang: lang != language):
        for one in known[lang]:
            for question in questions_of(one, lang):
                worded[question.code][lang] = Wording(
                    question.text, question.answers, question.subquestions
                )
    for one in own:
        for question in questions_of(one, language):
            yield replace(question, wordings=worded[question.code])


def _set_pages(questions: list[RawQuestion], paged: str) -> None:
    """The pages as LimeSurvey counts them; groups have been counted already."""
    for number, question in enumerate(questions, start=1):
        if paged in ("S", "A"):
            question.page = number if paged == "S" else 1


def _check(raw: list[RawQuestion], name: str) -> None:
    if not raw:
        raise PackageError(
            f"{name}: Die Datei enthält keine Fragen; erwartet wird mindestens eine."
        )
    if len(raw) > MOST_QUESTIONS:
        raise PackageError(
            f"{name}: Die Datei enthält {len(raw)} Fragen; möglich sind {MOST_QUESTIONS}."
        )
    code, times = Counter(one.code for one in raw).most_common(1)[0]
    if not all(one.code for one in raw) or times > 1:
        what = f"der Code „{code[:50]}“ steht bei {times} Fragen" if times > 1 else "ein Code fehlt"
        raise PackageError(
            f"{name}: Jede Frage braucht einen eigenen Code; {what} "
            "(die Datei ist verändert oder keine Struktur von LimeSurvey)."
        )
