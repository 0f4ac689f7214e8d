"""Texts -> numbers and years, when nobody has said what a dot and a comma mean.

"1.234" is a thousand persons in a German table and a little more than one in an English one.
Which of them is decided by the whole column, and by the fact that persons are not fractions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

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

_SAYS_COMMA = {"point_groups", "comma_decimal", "german", "spaced_comma"}
_SAYS_POINT = {"comma_groups", "point_decimal", "english", "spaced_point"}
_OF_PERSONS = {"point_group": "comma", "comma_group": "point"}

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Style:
    """How numbers are written. `contradicting` holds texts that fit neither way of reading."""

    decimal: str = "."
    group: str = ""
    contradicting: tuple[str, ...] = ()

    @property
    def is_standard(self) -> bool:
        """Decimal point and no separator between thousands: nothing to ask."""
        return self.decimal == "." and not self.group


def style_of(texts: Sequence[str], kind: str) -> Style:
    """How the numbers of a column are written; `kind` is "count" (persons) or "percent"."""
    shapes = {text: shape_of(text) for text in texts}
    comma = [t for t, s in shapes.items() if _says(s, kind) == "comma"]
    point = [t for t, s in shapes.items() if _says(s, kind) == "point"]
    found = set(shapes.values())
    if comma and point:
        return Style(contradicting=tuple(comma if len(comma) < len(point) else point))
    if comma:
        return Style(",", ".")
    if found & {"comma_groups", "english", "spaced", "spaced_point"}:
        return Style(".", ",")
    if kind == "percent":
        # "7,234" beside whole numbers: no thousand is a percentage
        return Style(",", ".") if "comma_group" in found else Style()
    return Style(".", ",") if "comma_group" in found else Style()


def shape_of(text: str) -> str:
    """Which of the known shapes a number has, empty if it is none."""
    return next((shape for shape, p in _SHAPES.items() if p.fullmatch(text)), "")


def parse(text: str, style: Style) -> float | None:
    """The number, None if the text is none in this style."""
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


def _says(shape: str, kind: str) -> str:
    """Which decimal sign a shape proves, empty if it fits both."""
    if shape in _SAYS_COMMA:
        return "comma"
    if shape in _SAYS_POINT:
        return "point"
    return _OF_PERSONS.get(shape, "") if kind == "count" else ""
