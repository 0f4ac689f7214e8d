"""Ids and names of strata: the values of their variables, joined."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Protocol

from ankunft.base.language import format_number, translator
from ankunft.selection.plan import StratumVariable

MISSING = "missing"
"""Id of the value "no figures"."""
WHOLE = "all"
"""Id of the one stratum of a plan without variables."""
MOST_DECIMALS = 6
"""Decimals of a bound as people read it."""


class Described(Protocol):
    """What strata need to know of a variable to order and name its values."""

    @property
    def choices(self) -> Sequence[tuple[str, str, str]]: ...

    def label(self, lang: str) -> str: ...

    def show(self, value: str, lang: str) -> str: ...


def band_ids(breaks: Sequence[float]) -> list[str]:
    """Ids of the bands between ascending bounds."""
    bounds = [repr(float(bound)).removesuffix(".0") for bound in breaks]
    between = [f"{a}..{b}" for a, b in pairwise(bounds)]
    return [f"<{bounds[0]}", *between, f">={bounds[-1]}"]


def shown(
    variable: StratumVariable, value: str, described: Mapping[str, Described], lang: str
) -> str:
    """The value of a variable in words."""
    _ = translator(lang)
    known = described.get(variable.variable)
    name = known.label(lang) if known else variable.variable
    if variable.breaks and value != MISSING:
        band = band_ids(variable.breaks).index(value)
        below, above = (
            format_number(bound, lang, MOST_DECIMALS, trim=True) if bound is not None else ""
            for bound in [(None, *variable.breaks, None)[k] for k in (band, band + 1)]
        )
        if not below:
            return _("{variable} unter {upper}").format(variable=name, upper=above)
        if not above:
            return _("{variable} ab {lower}").format(variable=name, lower=below)
        text = _("{variable} {lower} bis unter {upper}")
        return text.format(variable=name, lower=below, upper=above)
    if value in (MISSING, "yes", "no"):
        words = {MISSING: _("keine Angabe"), "yes": _("ja"), "no": _("nein")}
        return f"{name}: {words[value]}"
    return known.show(value, lang) if known else value


def joined(
    cells: list[list[str]], name: Callable[[int, str], str], between: str, either: str
) -> str:
    """One text for combinations: "a|b+c" where they are a full grid, else "a|b + c|d"."""
    distinct = [list(dict.fromkeys(values)) for values in zip(*cells, strict=True)]
    if len(cells) == math.prod(len(values) for values in distinct):
        rows = [distinct]
    else:
        rows = [[[value] for value in cell] for cell in cells]
    texts = [
        between.join(either.join(name(k, v) for v in some) for k, some in enumerate(row))
        for row in rows
    ]
    return " + ".join(texts)


def quoted(_position: int, value: str) -> str:
    """Separators inside a value would make two ids alike."""
    return value.replace("%", "%25").replace("|", "%7C").replace("+", "%2B")
