"""The structure of a LimeSurvey questionnaire: a .lss file (XML) or a .txt file (tab-separated)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from ankunft.errors import PackageError
from ankunft.sources.city.table import decode
from ankunft.survey.reading.files import content_of
from ankunft.survey.reading.limesurvey_types import RawQuestion, questions_of
from ankunft.survey.reading.plain_text import plain_text
from ankunft.survey.reading.questions import Questionnaire
from ankunft.survey.reading.structure_lss import read_lss
from ankunft.survey.reading.structure_txt import read_txt

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
        title, language, raw = read_lss(content, name, lang)
    else:
        title, language, raw = read_txt(decode(content, "", name), name, lang)
    _check(raw, name)
    questions = tuple(q for one in raw for q in questions_of(one, language))
    return Questionnaire(questions, plain_text(title), language)


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
