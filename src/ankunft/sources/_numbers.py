"""Strict numbers: decimal comma, no thousands separator, known marks only.

A publisher's mark (``–``, ``.``, ``-9``) becomes NaN with a reason code. The mark for "exactly
nil" is written as ``Reason.PRESENT`` in the table of marks and becomes 0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ankunft.reasons import Reason

Marks = Mapping[str, Reason]

_UNSIGNED = re.compile(r"\d+(?:,\d+)?", re.ASCII)
_SIGNED = re.compile(r"[-−]?\d+(?:,\d+)?", re.ASCII)
_DECIMAL_POINT = re.compile(r"-?\d+(?:,\d+)*\.\d+", re.ASCII)


class NotANumberError(ValueError):
    """The text is neither a number nor a known mark; the message says what was expected."""


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
        return f"'{text}' has a decimal point; expected a decimal comma"
    if not signed and _SIGNED.fullmatch(text):
        return f"'{text}' is below nil; expected a number from 0 upwards{_or_marks(marks)}"
    return f"'{text}' is no number; expected a number with decimal comma{_or_marks(marks)}"


def _or_marks(marks: Marks) -> str:
    named = [f"'{mark}'" if mark else "an empty cell" for mark in marks]
    return f" or one of {', '.join(named)}" if named else ""
