"""Strict numbers: decimal comma, no thousands separator, known marks only.

A publisher's mark (``–``, ``.``, ``-9``) becomes NaN with a reason code. The mark for "exactly
nil" is written as ``Reason.PRESENT`` in the table of marks and becomes 0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ankunft.base.reasons import Reason

Marks = Mapping[str, Reason]

_UNSIGNED = re.compile(r"\d+(?:,\d+)?", re.ASCII)
_SIGNED = re.compile(r"[-−]?\d+(?:,\d+)?", re.ASCII)
_DECIMAL_POINT = re.compile(r"-?\d+(?:,\d+)*\.\d+", re.ASCII)


class NotANumberError(ValueError):
    """The text is neither a number nor a known mark; the message says what was expected.

    A German sentence without its full stop.
    """


def parse_number(text: str, marks: Marks, *, signed: bool = False) -> tuple[float, Reason]:
    """Value and reason code of one cell, NaN where the reason is not PRESENT.

    Raises `NotANumberError` for everything that is neither a number with decimal comma nor one
    of `marks`; numbers below nil are accepted only when `signed`.
    """
    text = text.strip()
    if text in marks:
        reason = marks[text]
        return (0.0 if reason is Reason.PRESENT else float("nan")), reason
    if (_SIGNED if signed else _UNSIGNED).fullmatch(text):
        return float(text.replace(",", ".").replace("−", "-")), Reason.PRESENT
    raise NotANumberError(_complaint(text, marks, signed=signed))


def _complaint(text: str, marks: Marks, *, signed: bool) -> str:
    if _DECIMAL_POINT.fullmatch(text):
        return f"„{text}“ hat einen Dezimalpunkt; erwartet wird ein Dezimalkomma"
    if not signed and _SIGNED.fullmatch(text):
        return f"„{text}“ liegt unter 0; erwartet wird {_or_marks('eine Zahl ab 0', marks)}"
    what = f"„{text}“ ist keine Zahl" if text else "Die Zelle ist leer"
    return f"{what}; erwartet wird {_or_marks('eine Zahl mit Dezimalkomma', marks)}"


def _or_marks(number: str, marks: Marks) -> str:
    named = [number, *(f"„{mark}“" if mark else "eine leere Zelle" for mark in marks)]
    return " oder ".join(filter(None, [", ".join(named[:-1]), named[-1]]))
