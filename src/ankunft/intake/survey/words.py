"""Words of any survey: yes and no, ticks, that nothing was answered; and how texts are compared."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import pandas as pd
from numpy.typing import NDArray

NOT_SHOWN = frozenset({"n/a", "{question_not_shown}"})
"""What LimeSurvey writes where a question was not asked."""
NO_ANSWER = NOT_SHOWN | {""}
NO_VALUE = NO_ANSWER | {"na", "nan", "nat", "null", "<na>", "#n/a", "#nv", "."}
"""What other programs leave where there is nothing; in a free text it could be meant."""

YES = frozenset({"y", "yes", "j", "ja", "true", "wahr"})
NO = frozenset({"n", "no", "nein", "false", "falsch"})
TICKED = YES | {"x", "selected", "ausgewählt", "angekreuzt", "checked"}
NOT_TICKED = NO | {
    "not selected", "nicht ausgewählt", "nicht angekreuzt", "not checked", "unchecked"
}  # fmt: skip

_MASKED = re.compile(r"'(?=[-+=@])")
"""LimeSurvey can put an apostrophe before what a spreadsheet would run as a formula."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_WHOLE = re.compile(r"(-?\d{1,9})(?:[.,]0+)?", re.ASCII)


def is_missing(texts: pd.Series, words: frozenset[str] = NO_ANSWER) -> NDArray[np.bool_]:
    """Rows without an answer."""
    return texts.str.strip().str.casefold().isin(words).to_numpy(bool)


def unmasked(text: str) -> str:
    """The text without spaces around it and without what masks formulas."""
    return _MASKED.sub("", text.strip())


def same(text: str) -> str:
    """What must be equal for two texts to be the same: not case, not the kind of spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def alike(text: str) -> str:
    """What is left of a text in any script without signs: "Wo? [Rand]" -> wo_rand."""
    return re.sub(r"[\W_]+", "_", same(text).translate(_UMLAUTS)).strip("_")


def whole_number(text: str) -> str:
    """The digits of a whole number, also of 4.0 as programs write it; empty if it is none."""
    found = _WHOLE.fullmatch(text)
    return found[1] if found else ""


def printable(text: str, longest: int = 60) -> str:
    """The text in one line, without control characters, not too long."""
    words = "".join(c if c.isprintable() else " " for c in text).split()
    line = " ".join(words)
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
