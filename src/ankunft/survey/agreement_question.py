"""Which question asks whether there is a new arrival quarter, and which answers mean yes and no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ankunft.intake.areas.names import fold
from ankunft.survey.items import Item

YES, NO = ("ja", "yes"), ("nein", "no")
WORDS = (("neu", "new", "geworden", "became"), ("quartier", "quarter", "neighbourhood"))
"""One word of each group stands in the question that is looked for."""


@dataclass(frozen=True)
class Asked:
    """One column that can be a statement: a choice with codes, or a box (no `choices`)."""

    column: str
    label: str
    choices: Mapping[str, str]


def asked_questions(known: Mapping[str, Item]) -> dict[str, Asked]:
    """All such columns by their names."""
    return {asked.column: asked for item in known.values() for asked in _of(item)}


def likely(known: Mapping[str, Asked]) -> str:
    """The column that most likely asks for a new arrival quarter: one with yes and no before
    others, one with the words before others, then the first; "" if there is none."""
    order = list(known)
    return min(order, key=lambda c: (-_fit(known[c]), order.index(c)), default="")


def yes_and_no(asked: Asked) -> tuple[list[str], list[str]]:
    """Codes whose labels (or which themselves) mean yes, and those that mean no."""
    return _meaning(asked, YES, "y"), _meaning(asked, NO, "n")


def _of(item: Item) -> Iterable[Asked]:
    if item.kind == "single":
        yield Asked(item.columns[0], item.label, item.choices)
    if item.kind == "multiple":
        for column, label in item.choices.items():
            yield Asked(column, f"{item.label} – {label}", {})


def _fit(asked: Asked) -> int:
    text = fold(asked.label)
    said = all(any(word in text for word in words) for words in WORDS)
    yes, no = yes_and_no(asked)
    return 2 * said + bool(yes and no)


def _meaning(asked: Asked, words: tuple[str, ...], letter: str) -> list[str]:
    found = []
    for code, label in asked.choices.items():
        first = fold(label).split("_", 1)[0]
        if first in words or code.casefold() == letter or fold(code) in words:
            found.append(code)
    return found
