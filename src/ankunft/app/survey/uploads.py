"""From uploaded files to a survey: what the files are, which column is the key, what is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from ankunft.app.survey.data import towns
from ankunft.app.survey.state import Loaded
from ankunft.base.errors import PackageError, ParameterError
from ankunft.base.language import LANGUAGES
from ankunft.intake.survey.decisions import Decisions
from ankunft.intake.survey.files import LINE, read_table
from ankunft.intake.survey.join import TOKEN, join
from ankunft.intake.survey.personal import header_kind
from ankunft.intake.survey.plain import ColumnMapping, guess_kinds, read_plain
from ankunft.intake.survey.questions import Kind, Questionnaire
from ankunft.intake.survey.responses import Responses, read_responses
from ankunft.intake.survey.structure import read_structure
from ankunft.intake.survey.tokens import Tokens, read_tokens
from ankunft.selection.frame.read_survey import likely_keys, with_scales
from ankunft.survey.example.generator import PARTICIPANTS, RESPONSES, STRUCTURE, Example

T = TypeVar("T")
_READ = "survey_read"
MOST_KEPT = 12
DATES = ("submitdate", "datum", "eingang", "abgeschickt", "zeitstempel", "date")
"""Beginnings of the name of a column with the date of an answer."""


@dataclass(frozen=True)
class File:
    """A file as it was uploaded."""

    name: str
    content: bytes

    @property
    def digest(self) -> str:
        """Tells files apart."""
        return hashlib.sha256(self.content).hexdigest()[:16]


@dataclass(frozen=True)
class Upload:
    """The files of one survey; without a structure the answers are any table."""

    answers: File
    structure: File | None = None
    tokens: File | None = None

    @property
    def key(self) -> str:
        """Tells uploads apart."""
        files = (self.answers, self.structure, self.tokens)
        return "-".join(file.digest if file else "" for file in files)


@dataclass(frozen=True)
class Choices:
    """What people say about the files: the key column, the scales of a LimeSurvey questionnaire,
    or what the columns of any table are (`kinds`) and when it was answered (`submitted`);
    `decisions` about what is not certain."""

    key: str
    scales: tuple[str, ...] = ()
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    submitted: str = ""
    decisions: Decisions = field(default_factory=dict)


def questionnaires(upload: Upload) -> dict[str, Questionnaire]:
    """The questions by language; raises PackageError."""
    structure = upload.structure
    assert structure is not None
    return kept(
        f"structure-{structure.digest}",
        lambda: {
            lang: read_structure(structure.content, structure.name, lang) for lang in LANGUAGES
        },
    )


def table(upload: Upload) -> pd.DataFrame:
    """The answers as a table of texts; raises PackageError."""
    answers = upload.answers
    return kept(f"table-{answers.digest}", lambda: read_table(answers.content, answers.name))


def guessed(upload: Upload) -> Choices:
    """The likely choices for any table, for people to check; raises PackageError."""
    rows = table(upload)
    kinds = kept(f"kinds-{upload.answers.digest}", lambda: guess_kinds(rows))
    columns = [str(column) for column in rows.columns if column != LINE]
    submitted = next((c for c in columns if c.casefold().startswith(DATES)), "")
    # a column of names in which the same few occur again is no list of answers
    kinds = {c: "text" if header_kind(c) else k for c, k in kinds.items() if c != submitted}
    keys = key_candidates(upload, Choices(columns[0], kinds=kinds))
    key = keys[0] if keys else columns[0]
    return Choices(key, (), {c: k for c, k in kinds.items() if c != key}, submitted)


def key_candidates(upload: Upload, choices: Choices) -> list[str]:
    """Columns that can be the key, the likeliest first; raises PackageError or ParameterError."""
    found = tokens(upload)
    known = found.towns if found else towns().index
    if upload.structure is None:
        rows = table(upload)
        share = {
            str(c): float(rows[c].str.strip().isin(list(known)).mean())
            for c in rows.columns.drop(LINE)
        }
        plain_keys = sorted(share, key=lambda c: -share[c])
        if found:
            return plain_keys
        try:
            likely = likely_keys(responses(upload, choices), towns().index)
        except (PackageError, ParameterError):
            likely = []
        return list(dict.fromkeys([*likely, *plain_keys]))
    read = responses(upload, choices)
    likely = likely_keys(read, towns().index, found)
    others = [*read.texts.columns, *read.answers.select_dtypes("str").columns]
    return list(dict.fromkeys([*likely, *map(str, others), TOKEN]))


def responses(upload: Upload, choices: Choices) -> Responses:
    """The answers, not yet by town; raises PackageError or ParameterError."""
    answers = upload.answers
    if upload.structure is None:
        mapping = ColumnMapping(choices.key, dict(choices.kinds), choices.submitted)
        return read_plain(answers.content, mapping, answers.name, choices.decisions)
    asked = with_scales(questionnaires(upload)["de"], choices.scales)
    decided = sorted(choices.decisions.items())
    name = f"answers-{upload.key}-{'|'.join(choices.scales)}-{decided}"
    return kept(
        name,
        lambda: read_responses(answers.content, asked, answers.name, choices.decisions),
    )


def tokens(upload: Upload) -> Tokens | None:
    """The token list, if there is one; raises PackageError."""
    listed = upload.tokens
    if listed is None:
        return None
    return kept(
        f"tokens-{listed.digest}", lambda: read_tokens(listed.content, towns().index, listed.name)
    )


def survey_of(upload: Upload, choices: Choices) -> Loaded:
    """The survey; raises PackageError or ParameterError, each with one sentence for people."""
    found = join(responses(upload, choices), towns(), choices.key, tokens(upload))
    asked = {}
    if upload.structure is not None:
        asked = {
            lang: with_scales(words, choices.scales)
            for lang, words in questionnaires(upload).items()
        }
    files = tuple(f.name for f in (upload.structure, upload.answers, upload.tokens) if f)
    return Loaded(found, asked, files)


def example_upload(example: Example) -> Upload:
    """The files of a made-up example as if they had been uploaded."""
    files = {name: File(name, content) for name, content in example.files.items()}
    return Upload(files[RESPONSES], files[STRUCTURE], files[PARTICIPANTS])


def example_survey(example: Example) -> Loaded:
    """The survey of a made-up example."""
    return survey_of(example_upload(example), Choices(TOKEN))


def kept(key: str, make: Callable[[], T]) -> T:
    """What was read once is kept for the session, the latest few; nothing of it touches the disk."""
    store: dict[str, Any] = st.session_state.setdefault(_READ, {})
    if key not in store:
        store[key] = make()
        for old in list(store)[:-MOST_KEPT]:
            del store[old]
    return store[key]


def forget() -> None:
    """Drop what was read of uploads."""
    st.session_state.pop(_READ, None)
