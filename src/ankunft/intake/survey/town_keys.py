"""Keys of towns as people write them -> AGS."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal, NamedTuple

Repair = Literal["", "zero", "regional"]

_SPACES = re.compile(r"[\s.\-/']")


class TownKey(NamedTuple):
    """The AGS, empty if the text is none that is known, and what had to be repaired.

    "zero": a spreadsheet took the key for a number and dropped its leading zero. "regional": it
    was the regional key (ARS, twelve digits), whose digits 6 to 9 name the association of
    municipalities.
    """

    ags: str
    repair: Repair = ""


def town_key(text: str, known: Collection[str]) -> TownKey:
    """The AGS that a text means, if it is one of `known`."""
    text = text.strip()
    # 1001000.0 is what is left of a key that was a number in between
    digits = _SPACES.sub("", re.sub(r"\.0$", "", text))
    if not (digits.isascii() and digits.isdigit()):
        return TownKey("")
    candidates: list[TownKey] = []
    if len(digits) in (7, 8):
        candidates = [TownKey(digits.zfill(8), "" if len(digits) == 8 else "zero")]
    elif len(digits) in (11, 12):
        long = digits.zfill(12)
        candidates = [TownKey(long[:5] + long[9:], "regional")]
    return next((found for found in candidates if found.ags in known), TownKey(""))
