"""What the codes in files mean: ids in columns for programs, words in tables for people."""

from __future__ import annotations

from ankunft.base.language import translator
from ankunft.base.town_groups import size_names
from ankunft.selection.words import role_names
from ankunft.typology import ArrivalClass

Codes = tuple[tuple[str, str, str], ...]
"""(code, German, English)."""


def codes(name: str) -> Codes:
    """The set of values that a column of the catalogue names; empty for an unknown name."""
    if name == "class":
        return tuple((kind.id, kind.label("de"), kind.label("en")) for kind in ArrivalClass)
    german, english = (_words(name, lang) for lang in ("de", "en"))
    return tuple((code, german[code], english[code]) for code in german)


def _words(name: str, lang: str) -> dict[str, str]:
    _ = translator(lang)
    sets = {
        "role": role_names(lang),
        "unit": {
            "district": _("Stadtteile"),
            "cell": _("1-km-Zellen"),
            "fine": _("100-m-Zellen"),
        },
        "missing": {
            "too_few_units": _("zu wenige Gebiete"),
            "one_group": _("nur eine der beiden Gruppen"),
            "no_cells": _("keine Zellen"),
            "incomplete": _("Zellen unvollständig"),
        },
        "statement": {
            "rise": _("gestiegen"),
            "fall": _("gefallen"),
            "unclear": _("keine klare Veränderung"),
            "not_comparable": _("nicht vergleichbar"),
        },
        "distribution": {
            "uneven": _("ungleichmäßig"),
            "not_distinguishable_from_even": _(
                "nicht von gleichmäßiger Verteilung zu unterscheiden"
            ),
        },
        "profile_level": {"town": _("Stadt"), "county": _("Kreis")},
        "size_class": size_names(_),
        "answers": {"made_up": _("Erfundenes Beispiel")},
        "origin": {"own": _("eigene"), "shipped": _("mitgeliefert")},
        "side": {"municipal": _("kommunal"), "national": _("bundesweit")},
    }
    return sets.get(name, {})
