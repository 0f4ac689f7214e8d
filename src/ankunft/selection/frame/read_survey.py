"""The files of a LimeSurvey survey -> the answers as variables of the selection.

The page and the command line read in the same way, so that answers have the same digest in both.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ankunft.base.errors import PackageError
from ankunft.base.language import LANGUAGES
from ankunft.intake.areas.findings import Finding
from ankunft.intake.survey.decisions import Decisions
from ankunft.intake.survey.join import TOKEN, Survey, join, key_columns
from ankunft.intake.survey.questions import Questionnaire
from ankunft.intake.survey.responses import Responses, read_responses
from ankunft.intake.survey.structure import read_structure
from ankunft.intake.survey.tokens import Tokens, read_tokens
from ankunft.selection.frame.from_survey import survey_digest, survey_variables
from ankunft.selection.frame.variables import Variable

Source = Path | bytes


@dataclass(frozen=True, eq=False)
class Answers:
    """Answers as :func:`ankunft.selection.outcome.choose` takes them: `figures` by AGS, their
    variables, and the `digest` that names them in a protocol. Made-up ones must be marked.
    `record` holds what was found while reading."""

    figures: pd.DataFrame
    variables: tuple[Variable, ...]
    digest: str
    made_up: bool
    record: tuple[Finding, ...] = ()


def answers_of(survey: Survey, english: Questionnaire | None = None) -> Answers:
    """The answers of a survey; see :func:`ankunft.selection.frame.from_survey.survey_variables`."""
    known, figures = survey_variables(survey, english)
    return Answers(figures, known, survey_digest(figures), survey.made_up, survey.record)


def read_survey(
    answers: Source,
    structure: Source,
    towns: pd.DataFrame,
    *,
    tokens: Source | None = None,
    key: str = "",
    scales: Sequence[str] = (),
    decisions: Decisions | None = None,
) -> Answers:
    """The answers of the files; `towns` has AGS as index and the `name` of each.

    `key` names the column with the AGS, or with the access code where there is a list of them;
    left out, it is the likeliest. `scales` are codes of choices whose answers have an order,
    `decisions` how what is not certain is read (:mod:`ankunft.intake.survey.decisions`).

    Raises
    ------
    PackageError
        In one sentence, with the file, if it cannot be read or no column is a key.
    ParameterError
        If there is no such column, a question's answers have no order, or a decision is none that
        the file asks for.
    """
    asked = {lang: read_structure(structure, lang=lang) for lang in LANGUAGES}
    asked = {lang: with_scales(words, scales) for lang, words in asked.items()}
    found = read_responses(answers, asked["de"], decisions=decisions)
    listed = read_tokens(tokens, towns.index) if tokens is not None else None
    keys = [key] if key else likely_keys(found, towns.index, listed)
    if not keys:
        raise PackageError(
            f"{found.file}: In keiner Spalte stehen Gemeindeschlüssel; nennen Sie die Spalte."
        )
    return answers_of(join(found, towns, keys[0], listed), asked["en"])


def likely_keys(
    found: Responses, known: Collection[str], tokens: Tokens | None = None
) -> list[str]:
    """Columns that are likely the key, best first."""
    return [TOKEN] if tokens else key_columns(found, known)


def with_scales(asked: Questionnaire, scales: Sequence[str]) -> Questionnaire:
    """The questionnaire with these choices read as scales; raises ParameterError."""
    for code in scales:
        asked = asked.with_kind(code, "scale")
    return asked
