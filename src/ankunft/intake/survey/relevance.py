"""LimeSurvey's conditions ("relevance equations"), as far as simple ones go, in three values.

Names of questions, comparisons, and, or, not, brackets, `is_empty` and `count`. Anything else is
not evaluated but unknown, and so is what depends on it (Kleene's logic): nothing of a file is ever
run. Operators and their precedence: LimeSurvey Manual, "ExpressionScript - Presentation".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

LONGEST = 4_000
"""Characters of an expression that is looked at."""
DEEPEST = 40

_TOKEN = re.compile(
    r"\s*(?:(?P<number>-?\d+(?:\.\d+)?(?![\w.]))|(?P<text>\"[^\"]*\"|'[^']*')"
    r"|(?P<name>[A-Za-z]\w*(?:\.\w+)?)|(?P<sign>==|!=|<=|>=|&&|\|\||[!<>(),]))"
)
_WORDS = {
    "and": "&&", "or": "||", "not": "!", "eq": "==", "ne": "!=",
    "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
}  # fmt: skip
_SAME_VALUE = ("NAOK", "code", "value", "valueNAOK")
"""Endings of a name that mean its answer; others (".shown", ".question") mean something else."""

Cells = np.ndarray
"""Texts by row; None where it is not known what was answered."""
Truth = pd.arrays.BooleanArray
Value = Truth | Cells
Lookup = Callable[[str], "Cells | None"]


class _UnreadableError(Exception):
    """The expression is not one of the simple ones."""


def holds(expression: str, rows: int, lookup: Lookup) -> Truth:
    """Whether the condition holds in each row; missing where that is not known.

    `lookup` gives the answers of a name like ``Q`` or ``Q_SQ001``, "" where there is none; None for
    a name that it does not know.
    """
    unknown = _all(None, rows)
    if len(expression) > LONGEST:
        return unknown
    try:
        parser = _Parser(list(_tokens(expression)), rows, lookup)
        found = parser.whole()
    except _UnreadableError:
        return unknown
    return found if isinstance(found, Truth) else _truth(found)


def bare_names(expression: str) -> set[str]:
    """Names that stand without the ending that allows for questions that were not asked."""
    try:
        names = [word for kind, word in _tokens(expression[:LONGEST]) if kind == "name"]
    except _UnreadableError:
        return set()
    return {name.partition(".")[0] for name in names if not name.endswith("NAOK")}


def _tokens(expression: str) -> Iterator[tuple[str, str]]:
    text, place = expression.strip(), 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise _UnreadableError
        place = found.end()
        kind = str(found.lastgroup)
        word = found[kind]
        if kind == "name" and word.lower() in _WORDS:
            yield "sign", _WORDS[word.lower()]
        else:
            yield kind, word[1:-1] if kind == "text" else word


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]], rows: int, lookup: Lookup) -> None:
        self.tokens, self.rows, self.lookup = tokens, rows, lookup
        self.place = self.depth = 0

    def whole(self) -> Value:
        found = self.either()
        if self.place != len(self.tokens):
            raise _UnreadableError
        return found

    def either(self) -> Value:
        found = self.both()
        while self.takes("||"):
            found = _truth(found) | _truth(self.both())  # type: ignore[operator]  # stubs lack it
        return found

    def both(self) -> Value:
        found = self.equal()
        while self.takes("&&"):
            found = _truth(found) & _truth(self.equal())
        return found

    def equal(self) -> Value:
        found = self.ordered()
        while sign := self.takes("==", "!="):
            found = _compared(sign, _texts(found), _texts(self.ordered()))
        return found

    def ordered(self) -> Value:
        found = self.single()
        while sign := self.takes("<", "<=", ">", ">="):
            found = _compared(sign, _texts(found), _texts(self.single()))
        return found

    def single(self) -> Value:
        self.depth += 1
        if self.depth > DEEPEST:
            raise _UnreadableError
        try:
            return ~_truth(self.single()) if self.takes("!") else self.leaf()
        finally:
            self.depth -= 1

    def leaf(self) -> Value:
        if self.takes("("):
            found = self.either()
            self.must(")")
            return found
        kind, word = self.next()
        if kind in ("number", "text"):
            return np.full(self.rows, word, dtype=object)
        if kind != "name":
            raise _UnreadableError
        return self.called(word) if self.takes("(") else self.named(word)

    def named(self, word: str) -> Value:
        name, _, ending = word.partition(".")
        known = self.lookup(name) if ending in ("", *_SAME_VALUE) else None
        return _all(None, self.rows) if known is None else known

    def called(self, word: str) -> Value:
        given: list[Cells] = []
        while not self.takes(")"):
            if given:
                self.must(",")
            given.append(_texts(self.either()))
        if word == "is_empty" and len(given) == 1:
            return ~_filled(given[0])
        if word == "count" and given:
            known = [
                None if None in row else str(sum(cell != "" for cell in row))
                for row in zip(*given, strict=True)
            ]
            return np.array(known, dtype=object)
        return _all(None, self.rows)

    def next(self) -> tuple[str, str]:
        if self.place >= len(self.tokens):
            raise _UnreadableError
        self.place += 1
        return self.tokens[self.place - 1]

    def takes(self, *signs: str) -> str:
        """The sign if it comes next, which is then used up; else empty."""
        if self.place < len(self.tokens):
            kind, word = self.tokens[self.place]
            if kind == "sign" and word in signs:
                self.place += 1
                return word
        return ""

    def must(self, sign: str) -> None:
        if not self.takes(sign):
            raise _UnreadableError


def _all(value: bool | None, rows: int) -> Truth:
    gone = np.full(rows, value is None)
    return Truth(np.full(rows, bool(value)), gone)


def _filled(cells: Cells) -> Truth:
    return Truth(
        np.array([cell not in (None, "") for cell in cells], dtype=bool),
        np.array([cell is None for cell in cells], dtype=bool),
    )


def _truth(value: Value) -> Truth:
    """An answer counts as true unless it is empty or zero."""
    if isinstance(value, Truth):
        return value
    return _filled(np.where(value == "0", "", value))


def _texts(value: Value) -> Cells:
    if isinstance(value, Truth):
        words = np.where(value.fillna(False), "1", "").astype(object)
        words[value.isna()] = None
        return words
    return value


def _compared(sign: str, left: Cells, right: Cells) -> Truth:
    cache: dict[tuple[str | None, str | None], bool | None] = {}
    values: list[bool | None] = []
    for pair in zip(left, right, strict=True):
        if pair not in cache:
            cache[pair] = _compare(sign, *pair)
        values.append(cache[pair])
    gone = np.array([value is None for value in values], dtype=bool)
    return Truth(np.array([bool(value) for value in values], dtype=bool), gone)


def _compare(sign: str, left: str | None, right: str | None) -> bool | None:
    """None where LimeSurvey's own rule depends on its version: an empty answer beside a number."""
    if left is None or right is None:
        return None
    numbers = _number(left), _number(right)
    if sign in ("==", "!="):
        if "" in (left, right) and 0.0 in numbers:
            return None
        equal = numbers[0] == numbers[1] if None not in numbers else left == right
        return equal if sign == "==" else not equal
    if numbers[0] is None or numbers[1] is None:
        return None
    low, high = (numbers[0], numbers[1]) if sign[0] == "<" else (numbers[1], numbers[0])
    return low < high or (low == high and sign.endswith("="))


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"-?\d{1,15}(?:\.\d{1,15})?", text, re.ASCII) else None
