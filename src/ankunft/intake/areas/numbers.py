"""Texts -> numbers and years, when nobody has said what a dot and a comma mean.

"1.234" is a thousand persons in a German table and a little more than one in an English one.
Which of them is decided by the whole column, and by the fact that persons are not fractions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

_SPACES = " \u00a0\u202f'’"
_SIGN = r"[-−+]?"
_MOST_DIGITS = 15  # more than a float keeps apart

_PATTERNS = {
    "plain": r"\d+",
    "point_group": r"[1-9]\d{0,2}\.\d{3}",
    "point_groups": r"[1-9]\d{0,2}(?:\.\d{3}){2,}",
    "comma_group": r"[1-9]\d{0,2},\d{3}",
    "comma_groups": r"[1-9]\d{0,2}(?:,\d{3}){2,}",
    "point_decimal": r"\d+\.\d+",
    "comma_decimal": r"\d+,\d+",
    "german": r"[1-9]\d{0,2}(?:\.\d{3})+,\d+",
    "english": r"[1-9]\d{0,2}(?:,\d{3})+\.\d+",
    "spaced": rf"[1-9]\d{{0,2}}(?:[{_SPACES}]\d{{3}})+",
    "spaced_comma": rf"[1-9]\d{{0,2}}(?:[{_SPACES}]\d{{3}})+,\d+",
    "spaced_point": rf"[1-9]\d{{0,2}}(?:[{_SPACES}]\d{{3}})+\.\d+",
}
_SHAPES = {shape: re.compile(_SIGN + p, re.ASCII) for shape, p in _PATTERNS.items()}

_SAYS = dict.fromkeys(("point_groups", "comma_decimal", "german", "spaced_comma"), ",")
_SAYS |= dict.fromkeys(("comma_groups", "point_decimal", "english", "spaced_point"), ".")
"""The decimal sign that a shape proves; the others fit both."""
_EITHER = {"point_group": ".", "comma_group": ","}
"""Shapes whose one sign may stand between thousands or before decimals."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)", re.ASCII)

Kind = Literal["count", "percent", ""]
"""What a column holds: persons, percentages, or nobody knows."""


@dataclass(frozen=True, slots=True)
class Style:
    """How numbers are written: decimal sign, sign between thousands, and whether "%" may follow.

    Spaces and apostrophes between thousands are always understood.
    """

    decimal: str = "."
    group: str = ""
    percent: bool = False


COMMA, POINT = Style(",", ".", percent=True), Style(".", ",", percent=True)
EITHER = "?"


@dataclass(frozen=True, slots=True)
class Reading:
    """How the numbers of a column are to be read.

    Attributes
    ----------
    styles
        The one style that fits, or two that do, the likelier first: then people must be asked.
    open
        The texts that the second style would read otherwise.
    contradicting
        Whether the texts prove both decimal signs.
    proven
        The decimal sign that the column proves, which may settle others; empty if none.
    """

    styles: tuple[Style, ...]
    open: tuple[str, ...] = ()
    contradicting: bool = False
    proven: str = ""

    @property
    def asks(self) -> bool:
        """Whether people must say which style it is."""
        return len(self.styles) > 1


def reading_of(
    texts: Sequence[str],
    kind: Kind,
    table: frozenset[str] = frozenset(),
    *,
    whole: bool = False,
) -> Reading:
    """How the numbers of a column are written, by all its texts together.

    `table` holds the decimal signs that other columns of the same table prove; `whole` says that
    others count persons without decimals, so that "2.000" is likelier two thousand than two. What is
    proven or cannot be true otherwise is certain: persons are no fractions, percentages no thousands.
    """
    percent = kind != "count"
    bare = {text: without_percent(text) if percent else text for text in texts}
    shapes = {text: shape for text in texts if (shape := shape_of(bare[text]))}
    if percent and any(bare[text] != text for text in shapes):
        kind = "percent"
    proofs = {text: _SAYS[shape] for text, shape in shapes.items() if shape in _SAYS}
    either = {text: _EITHER[shape] for text, shape in shapes.items() if shape in _EITHER}
    signs, marks = set(proofs.values()), set(either.values())
    fractions = kind == "count" and any(
        mark in signs and not text.endswith("000") for text, mark in either.items()
    )
    if len(signs) > 1 or fractions or (not signs and len(marks) > 1):
        said = [*proofs.values(), *map(_other, either.values())]
        likely = "," if 2 * said.count(",") >= len(said) else "."
        return _asked(likely, percent, (*proofs, *either), contradicting=True)
    if signs or not marks:
        sign = next(iter(signs), "")
        return Reading((_style(sign, percent),), proven=sign)
    (mark,) = marks
    grouping = _other(mark)  # the decimal sign if the mark stands between thousands
    if kind == "percent":
        return Reading((_style(mark, percent),), proven=mark)
    rounded = all(bare[text].endswith("000") for text in either)
    # not every thousand has the mark
    mixed = any(_other_thousand(bare[text], shape) for text, shape in shapes.items())
    if kind == "count" and not rounded and not mixed and table <= {grouping}:
        return Reading((_style(grouping, percent),), proven=grouping)
    if len(table) == 1 and (kind == "" or rounded or table == {grouping}):
        return Reading((_style(next(iter(table)), percent),))
    decimals = not whole and len(either) == len(shapes) if rounded else mixed and kind == ""
    return _asked(mark if decimals else grouping, percent, tuple(either))


def are_whole(texts: Sequence[str]) -> bool:
    """Whether a column has numbers, all of digits alone."""
    return {shape_of(text) for text in texts} - {""} == {"plain"}


def _other_thousand(text: str, shape: str) -> bool:
    """Whether a thousand or more is written with spaces, or with nothing between."""
    return shape == "spaced" or (shape == "plain" and len(text.lstrip("+-−0")) > 3)


def _asked(
    first: str, percent: bool, texts: tuple[str, ...], *, contradicting: bool = False
) -> Reading:
    styles = _style(first, percent), _style(_other(first), percent)
    return Reading(styles, texts, contradicting)


def sign_of(text: str) -> str:
    """The decimal sign that a number proves by itself, EITHER if it could be two numbers, "" if it
    is the same with both or none at all."""
    shape = shape_of(without_percent(text))
    return EITHER if shape in _EITHER else _SAYS.get(shape, "")


def _style(decimal: str, percent: bool) -> Style:
    """The sign that is not for decimals may stand between thousands."""
    return Style(decimal or ".", _other(decimal) if decimal else "", percent)


def _other(sign: str) -> str:
    return "," if sign == "." else "."


def without_percent(text: str) -> str:
    """The text without a percent sign at its end."""
    return text.removesuffix("%").rstrip() if text.endswith("%") else text


def shape_of(text: str) -> str:
    """Which of the known shapes a number has, empty if it is none."""
    return next((shape for shape, p in _SHAPES.items() if p.fullmatch(text)), "")


def parse(text: str, style: Style) -> float | None:
    """The number, None if the text is none in this style."""
    text = without_percent(text) if style.percent else text
    if sum(c.isdigit() for c in text) > _MOST_DIGITS:
        return None
    shape = shape_of(text)
    number = text.replace("−", "-").lstrip("+")
    if shape.startswith("spaced"):
        for space in _SPACES:
            number = number.replace(space, "")
        shape = shape_of(number.lstrip("-"))
    if not shape:
        return None
    if style.group:
        whole, sign, rest = number.rpartition(style.decimal)
        whole = whole if sign else rest
        grouped = style.group in whole
        proper = re.fullmatch(rf"-?\d{{1,3}}(?:{re.escape(style.group)}\d{{3}})+", whole)
        if (grouped and not proper) or (sign and style.group in rest):
            return None
        number = number.replace(style.group, "")
    if style.decimal == ",":
        if "." in number:
            return None
        number = number.replace(",", ".")
    return float(number) if re.fullmatch(r"-?\d+(?:\.\d+)?", number, re.ASCII) else None


def year_of(text: str) -> int | None:
    """The one year that a text names: "2011", "31.12.2011", "Stand 2011"; None for none or two."""
    found = set(_YEAR.findall(text))
    return int(found.pop()) if len(found) == 1 else None


def without_year(text: str) -> str:
    """What a label says besides the date: "Einwohner am 31.12.2011" -> "Einwohner"."""
    rest = re.sub(r"\d{1,2}\.\s?\d{1,2}\.\s?(?=\d{4})", " ", text)
    rest = re.sub(r"(?<=\d{4})-\d{2}-\d{2}(?:[ T][\d:.]+)?", " ", rest)
    rest = _YEAR.sub(" ", rest).replace("_", " ")
    words = [word.strip("()[],;:-–/") for word in rest.split()]
    empty = {"", "am", "zum", "stand", "jahr", "stichtag", "year", "in"}
    return " ".join(word for word in words if word.casefold() not in empty)
