"""A filled example of the municipal survey, made up and marked as such, in LimeSurvey's formats.

Every town has a generator of its own, made of the seed and its AGS, so that its answers do not
depend on which other towns are asked.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.intake.survey.limesurvey_types import CHOICES, LISTS, RawQuestion
from ankunft.intake.survey.questions import MADE_UP, OTHER
from ankunft.survey.example import limesurvey_files

STRUCTURE, STRUCTURE_TXT = "beispiel_erfunden_struktur.lss", "beispiel_erfunden_struktur.txt"
RESPONSES, PARTICIPANTS = "beispiel_erfunden_antworten.csv", "beispiel_erfunden_zugaenge.csv"

FIRST_DAY = datetime(2025, 3, 3, 8)
DAYS = 42
"""The made-up survey is open for so many days."""

LIKELY: Mapping[str, float] = {
    "new": 0.8,
    "emerging": 0.55,
    "intensified": 0.5,
    "traditional": 0.4,
    "receding": 0.25,
    "none": 0.15,
}
"""How likely a town of each arrival class says that it has a new arrival quarter."""
LIKELY_ELSE = 0.35
COMPLETE = 0.85
"""Share of the responses that are sent off."""
TWICE = 0.04
"""Share of the towns that answer twice."""

_META = ("id", "submitdate", "lastpage", "startlanguage", "startdate", "datestamp", "token")
_PAGES = 4
_Answers = dict[str, str]


@dataclass(frozen=True)
class Example:
    """Contents by name of the file: structure twice, responses, participants."""

    files: Mapping[str, bytes]


def make_example(towns: pd.DataFrame, seed: int = 1, response_rate: float = 0.6) -> Example:
    """The files of a survey of these towns.

    `towns` has AGS as index; `population` (numbers) and `arrival_class` are used where there are
    such columns, so that answers go together with the figures.

    Raises
    ------
    ParameterError
        If there is no town, or the rate is not between 0 and 1.
    """
    if not len(towns) or not 0 < response_rate <= 1:
        raise ParameterError(
            "Ein Beispiel braucht mindestens eine Gemeinde und eine Rücklaufquote über 0 bis 1."
        )
    questions = _questions("de")
    header = [*_META, *_columns(questions)]
    rows = sorted(
        (row for ags, town in _each(towns) for row in _rows(ags, town, seed, response_rate)),
        key=lambda row: (row["startdate"], row["token"]),
    )
    for number, row in enumerate(rows, start=1):
        row["id"] = str(number)
    titles = {lang: str(_content()[f"title_{lang}"]) for lang in ("de", "en")}
    asked = {lang: _questions(lang) for lang in ("de", "en")}
    return Example(
        {
            STRUCTURE: limesurvey_files.lss(titles, asked),
            STRUCTURE_TXT: limesurvey_files.structure_txt(titles, asked),
            RESPONSES: limesurvey_files.responses_csv(
                header, ([row.get(column, "") for column in header] for row in rows)
            ),
            PARTICIPANTS: limesurvey_files.participants_csv(_people(towns, seed)),
        }
    )


def token_of(ags: str, seed: int) -> str:
    """The access code of a town, fifteen signs as LimeSurvey makes them."""
    letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return "".join(random.Random(f"{seed}|{ags}|token").choices(letters, k=15))


def _each(towns: pd.DataFrame) -> Iterator[tuple[str, Mapping[str, Any]]]:
    wanted = [name for name in ("population", "arrival_class") if name in towns]
    for ags, row in zip(towns.index, towns[wanted].to_dict("records"), strict=True):
        yield str(ags), {str(name): value for name, value in row.items() if pd.notna(value)}


def _people(towns: pd.DataFrame, seed: int) -> Iterator[dict[str, str]]:
    for ags in map(str, towns.index):
        yield {
            "firstname": "Erfunden",
            "lastname": f"Beispiel {ags}",
            "email": f"beispiel.{ags}@example.invalid",
            "token": token_of(ags, seed),
            "ags": ags,
        }


def _rows(
    ags: str, town: Mapping[str, Any], seed: int, response_rate: float
) -> Iterator[dict[str, str]]:
    """No response, one, or a second one after a first that was not sent off."""
    draw = random.Random(f"{seed}|{ags}")
    if draw.random() >= response_rate:
        return
    begun = FIRST_DAY + timedelta(days=draw.randrange(DAYS), minutes=draw.randrange(600))
    complete = draw.random() < COMPLETE
    answers = _answers(draw, ags, town)
    if draw.random() < TWICE:
        yield _row(ags, seed, begun, _begun(answers), complete=False)
        begun += timedelta(days=2)
    yield _row(ags, seed, begun, answers if complete else _begun(answers), complete=complete)


def _row(
    ags: str, seed: int, begun: datetime, answers: _Answers, *, complete: bool
) -> dict[str, str]:
    ended = f"{begun + timedelta(minutes=20):%Y-%m-%d %H:%M:%S}"
    meta = {
        "submitdate": ended if complete else "",
        "lastpage": str(_PAGES if complete else 1),
        "startlanguage": "de",
        "startdate": f"{begun:%Y-%m-%d %H:%M:%S}",
        "datestamp": ended,
        "token": token_of(ags, seed),
        MADE_UP: str(_content()["marker"]),
    }
    return meta | answers


def _begun(answers: _Answers) -> _Answers:
    """What is there of a response after its first page."""
    first = _questions("de")[0].group
    codes = {question.code for question in _questions("de") if question.group == first}
    return {column: text for column, text in answers.items() if column.split("[")[0] in codes}


def _answers(draw: random.Random, ags: str, town: Mapping[str, Any]) -> _Answers:
    has = draw.random() < LIKELY.get(str(town.get("arrival_class", "")), LIKELY_ELSE)
    texts = _content()["texts"]
    size = float(town.get("population", 30_000))
    pressure = min(5, max(1, round(draw.gauss(3.6 if has else 2.2, 1.0))))
    answers = {
        "neuesquartier": "A1" if has else draw.choice(("A2", "A2", "A2", "A3")),
        "druck": str(pressure),
        "stellen": f"{max(0.5, round(size / 20_000 * draw.uniform(0.5, 1.8) * 2) / 2):g}",
        "begleitung": "Y" if draw.random() < 0.1 + 0.15 * pressure else "N",
        "kontaktname": f"Erfunden Beispiel {ags}",
        "kontaktmail": f"beispiel.{ags}@example.invalid",
        "anmerkung": draw.choice(texts["remarks"]) if draw.random() < 0.3 else "",
    }
    for sub in ("SQ001", "SQ002", "SQ003"):
        answers[f"zusammenarbeit[{sub}]"] = str(min(5, max(1, round(draw.gauss(3, 1)))))
    return answers | (_about_the_quarter(draw, texts) if has else {})


def _about_the_quarter(draw: random.Random, texts: Mapping[str, list[str]]) -> _Answers:
    place = draw.choice(("A1", "A2", "A2", "A3", "A4", OTHER))
    answers = {
        "wo": draw.choice(texts["quarters"]),
        "seit": str(draw.randrange(2013, 2023)),
        "lage": place,
        "lage[other]": draw.choice(texts["other_places"]) if place == OTHER else "",
    }
    for k in range(1, 6):
        answers[f"massnahmen[SQ00{k}]"] = "Y" if draw.random() < 0.65 - 0.08 * k else ""
    if draw.random() < 0.15:
        answers["massnahmen[other]"] = draw.choice(texts["other_measures"])
    return answers


def _columns(questions: tuple[RawQuestion, ...]) -> Iterator[str]:
    """The columns of LimeSurvey's export in the order of the questionnaire."""
    for question in questions:
        if not question.subs:
            yield question.code
        for code, _label, _scale in question.subs:
            yield f"{question.code}[{code}]"
        if question.other and question.type in (*LISTS, *CHOICES):
            yield f"{question.code}[other]"


@cache
def _questions(lang: str) -> tuple[RawQuestion, ...]:
    place = ("de", "en").index(lang)
    return tuple(
        RawQuestion(
            entry["type"],
            entry["code"],
            entry[lang],
            entry["group"][place],
            entry.get("other", False),
            relevance=("1", entry.get("relevance", "1")),
            subs=[(sub[0], sub[1 + place], 0) for sub in entry.get("subs", [])],
            answers=[(answer[0], answer[1 + place], 0) for answer in entry.get("answers", [])],
        )
        for entry in _content()["questions"]
    )


@cache
def _content() -> dict[str, Any]:
    """The content of example.toml."""
    return tomllib.loads(
        files("ankunft.survey.example").joinpath("example.toml").read_text("utf-8")
    )
