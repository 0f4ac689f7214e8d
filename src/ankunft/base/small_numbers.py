"""Which small numbers are said to people, and how: the one place that decides.

Texts, panels, hovers, tables, charts and sheets ask here. Files for machines hold the figures as
published and say so (:func:`files_note`). Why these limits: docs/decisions/0033-small-numbers.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ankunft.base.language import NO_BREAK_SPACE, format_integer, translator

SMALLEST = 3
"""Fewer people than this are never a number, not even 0."""

ESTIMATE_LIMIT = 2_000
"""Below it a number of people that is estimated from grid cells is rounded, and nothing is said of
how it changed: the cells along a boundary are shared by area, which says little about a village."""

STEPS = ((1_000, 10), (ESTIMATE_LIMIT, 100))
"""Estimates below the first number are rounded to the second."""

PLACED_FROM = 1_000
"""Inhabitants from which a municipality has a place in a distribution ("oberes Viertel"): the
smallest number on which its own shares are shown (`min_n` of the classes)."""

FEWEST_DWELLINGS = 100
"""Shares and means of fewer dwellings are not shown: one dwelling is more than a point."""


def said_counts(people: ArrayLike, *, estimated: bool = False) -> NDArray[np.float64]:
    """Numbers of people as they may be shown; NaN where no number is (see :func:`count_text`)."""
    people = np.asarray(people, dtype=np.float64)
    if not estimated:
        return np.where(people >= SMALLEST, people, np.nan)
    said = people.copy()
    for below, step in reversed(STEPS):
        said = np.where(people < below, np.floor(people / step + 0.5) * step, said)
    return np.where(said > 0, said, np.nan)


def count_text(
    people: float | None, lang: str, *, estimated: bool = False, prose: bool = False
) -> str:
    """A number of people as a reader sees it, without a unit.

    "1.234"; "weniger als 3"; of an estimate below :data:`ESTIMATE_LIMIT` "≈ 10" (in `prose` "rund
    10") or, where the nearest step is 0, "weniger als 10"; "keine Angabe" if missing.
    """
    _ = translator(lang)
    if people is None or not np.isfinite(people):
        return _("keine Angabe")
    said = float(said_counts(people, estimated=estimated))
    if not np.isfinite(said):
        least = STEPS[0][1] if estimated else SMALLEST
        return _("weniger als {count}").format(count=format_integer(least, lang))
    count = format_integer(said, lang)
    if not (estimated and people < ESTIMATE_LIMIT):
        return count
    return _("rund {count}").format(count=count) if prose else f"≈{NO_BREAK_SPACE}{count}"


def tells_change(estimate: ArrayLike) -> NDArray[np.bool_]:
    """Where it may be said how the number of people changed since an estimate."""
    return np.asarray(estimate, dtype=np.float64) >= ESTIMATE_LIMIT


def has_place(inhabitants: ArrayLike) -> NDArray[np.bool_]:
    """Which municipalities have a place in a distribution, by their inhabitants."""
    return np.asarray(inhabitants, dtype=np.float64) >= PLACED_FROM


def enough_dwellings(dwellings: ArrayLike) -> NDArray[np.bool_]:
    """Where shares and means of so many dwellings are shown."""
    return np.asarray(dwellings, dtype=np.float64) >= FEWEST_DWELLINGS


def files_note(lang: str) -> str:
    """What a file says of the numbers of people in it."""
    _ = translator(lang)
    text = _("Einwohnerzahlen wie veröffentlicht oder geschätzt, auch kleine, ungerundet. Im Programm werden Schätzungen aus Rasterzellen unter {limit} gerundet und weniger als {count} Personen nicht als Zahl gezeigt.")  # fmt: skip
    return text.format(limit=format_integer(ESTIMATE_LIMIT, lang), count=SMALLEST)


def rule_in_words(lang: str) -> str:
    """The whole rule, for the page about the methods."""
    _ = translator(lang)
    text = _("Kleine Zahlen: Weniger als {smallest} Personen stehen nie als Zahl da. Geschätzte Einwohnerzahlen sind unter {first} auf {tens}, unter {limit} auf {hundreds} gerundet; wie sie sich verändert haben, wird erst ab {limit} gesagt. Anteile und Mittel brauchen die Mindestzahl Personen der Klassen, solche von Wohnungen {dwellings} Wohnungen. Wo eine Gemeinde in einer Verteilung liegt, steht erst ab {placed} Einwohnerinnen und Einwohnern da. Dateien enthalten Einwohnerzahlen ungerundet.")  # fmt: skip
    (first, tens), (limit, hundreds) = STEPS
    numbers = {
        "smallest": SMALLEST, "first": first, "tens": tens, "limit": limit, "hundreds": hundreds,
        "dwellings": FEWEST_DWELLINGS, "placed": PLACED_FROM,
    }  # fmt: skip
    return text.format(**{name: format_integer(value, lang) for name, value in numbers.items()})
