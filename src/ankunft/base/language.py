"""German and English: the translated texts, and numbers as people of the language write them.

German texts are the keys of the catalogue (gettext msgids), so German needs none.
"""

from __future__ import annotations

import gettext
import io
import math
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from ankunft.base.errors import ParameterError

LANGUAGES = ("de", "en")
CATALOGUES = Path(__file__).parents[1] / "locale"

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"

Translator = Callable[[str], str]


@lru_cache
def translator(lang: str) -> Translator:
    """The function that turns a German text into one of the language.

    Texts that the catalogue lacks stay German.

    Raises
    ------
    ParameterError
        If the language is neither German nor English.
    """
    check_language(lang)
    if lang == "de":
        return _same
    with (CATALOGUES / lang / "LC_MESSAGES" / "ankunft.po").open("rb") as file:
        catalogue = read_po(file, locale=lang)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled).gettext


def _same(text: str) -> str:
    return text


def check_language(lang: str) -> None:
    """Raise ParameterError unless there are texts in the language."""
    if lang not in LANGUAGES:
        raise ParameterError(
            f"Für die Sprache „{lang}“ gibt es keine Texte; möglich sind {' und '.join(LANGUAGES)}."
        )


def format_number(value: float | None, lang: str, decimals: int = 0, *, trim: bool = False) -> str:
    """A number with so many decimals, thousands grouped; "keine Angabe" if missing.

    `trim` leaves out zeros at the end: 1,2 and 1 instead of 1,20 and 1,00.
    """
    check_language(lang)
    if value is None or not math.isfinite(value):
        _ = translator(lang)
        return _("keine Angabe")
    # rounded first, so that −0.04 with one decimal is no "−0,0"
    return _formatted(round(float(value), decimals) + 0.0, lang, decimals, trim)


@lru_cache(maxsize=20_000)
def _formatted(rounded: float, lang: str, decimals: int, trim: bool) -> str:
    """Lists of reasons hold the same few thresholds and shares again and again."""
    pattern = "#,##0." + ("#" if trim else "0") * decimals if decimals else "#,##0"
    return format_decimal(rounded, format=pattern, locale=lang).replace("-", MINUS)


def format_integer(value: float | None, lang: str) -> str:
    """1.234 in German, 1,234 in English."""
    return format_number(value, lang, 0)


def format_percent(value: float | None, lang: str, decimals: int = 1) -> str:
    """A value already in percent: 7,2 % with a space that does not break, or 7.2%."""
    number = format_number(value, lang, decimals)
    if value is None or not math.isfinite(value):
        return number
    return f"{number}{NO_BREAK_SPACE}%" if lang == "de" else f"{number}%"


def format_points(value: float | None, lang: str, decimals: int = 1) -> str:
    """A difference of two percentages: 2,0 Prozentpunkte, or 2.0 percentage points."""
    number = format_number(value, lang, decimals)
    if value is None or not math.isfinite(value):
        return number
    _ = translator(lang)
    return _("{points} Prozentpunkte").format(points=number)


def format_change(before: float, after: float, lang: str, *, signed: bool = False) -> str:
    """How far two percentages lie apart, in percentage points; `signed` with + or −.

    Where it is not the difference of the two as they are shown, with one decimal, it says so.
    """
    change = round(after - before, 1)
    sign = ("+" if change > 0 else MINUS if change < 0 else "") if signed else ""
    text = sign + format_points(abs(change), lang)
    if round(round(after, 1) - round(before, 1) - change, 1) == 0:
        return text
    _ = translator(lang)
    return _("{points}, aus ungerundeten Werten").format(points=text)
