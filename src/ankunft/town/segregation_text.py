"""What may be said about unevenness and its change, in both languages."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np

from ankunft.base.language import format_number, translator
from ankunft.town.segregation import missing_text

DECIMALS = 3
"""Decimals of D and isolation on screen."""

Row = Mapping[Hashable, Any]
"""A row of :func:`ankunft.town.segregation.beside`."""


def level_text(row: Row, lang: str) -> str:
    """The corrected dissimilarity of one year as a sentence, or why there is none."""
    _ = translator(lang)
    if row["missing"]:
        return missing_text(row["missing"], lang)
    values = {
        name: short(row[column], lang)
        for name, column in (("value", "dissimilarity_corrected"), ("low", "low"), ("high", "high"))
    }
    if row["distribution"] == "uneven":
        text = _("Dissimilarität {value} (95-%-Bereich {low} bis {high}).")
    else:
        text = _(
            "Dissimilarität {value} (95-%-Bereich {low} bis {high}): nicht von gleichmäßiger "
            "Verteilung zu unterscheiden."
        )
    return text.format(**values)


def level_cell(row: Row, lang: str) -> str:
    """The same for the cell of a table: value, interval, and whether it can be told from even."""
    _ = translator(lang)
    text = with_interval(row["dissimilarity_corrected"], row["low"], row["high"], lang)
    if row["distribution"] != "not_distinguishable_from_even":
        return text
    return f"{text}; " + _("nicht von gleichmäßiger Verteilung zu unterscheiden")


def isolation_cell(row: Row, lang: str) -> str:
    """The corrected isolation and its interval for the cell of a table."""
    ends = row["isolation_low"], row["isolation_high"]
    return with_interval(row["isolation_corrected"], *ends, lang)


def change_text(row: Row, lang: str) -> str:
    """What may be said about the change since the first year of the same units; "" without one."""
    _ = translator(lang)
    words = {
        "": "",
        "rise": _("gestiegen"),
        "fall": _("gesunken"),
        "unclear": _("keine gesicherte Veränderung"),
        "not_comparable": _("nicht vergleichbar"),
    }[row["statement"]]
    if row["statement"] not in ("rise", "fall", "unclear"):
        return words
    return f"{words}: " + with_interval(row["change"], row["change_low"], row["change_high"], lang)


def with_interval(value: float, low: float, high: float, lang: str) -> str:
    """0,241 (0,237 bis 0,245); a dash where there is no figure."""
    if not np.isfinite(value):
        return "–"
    _ = translator(lang)
    return _("{value} ({low} bis {high})").format(
        value=short(value, lang), low=short(low, lang), high=short(high, lang)
    )


def short(value: float, lang: str) -> str:
    """A figure between 0 and 1; a dash where there is none."""
    return format_number(value, lang, DECIMALS) if np.isfinite(value) else "–"
