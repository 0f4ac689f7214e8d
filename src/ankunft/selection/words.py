"""What roles, strategies and allocations are called: the same words on page and in report."""

from __future__ import annotations

from ankunft.base.language import translator


def role_names(lang: str) -> dict[str, str]:
    """Role of a town in a sample, among cases or in a shortlist -> its name."""
    _ = translator(lang)
    return {
        "all_in": _("Vollerhebung"),
        "sampled": _("gezogen"),
        "replacement": _("Ersatz"),
        "included": _("aufgenommen"),
        "reserve": _("Reserve"),
        "no_response": _("keine Antwort"),
        "veto": _("Veto"),
        "case": _("Fall"),
        "inside": _("in der Grundgesamtheit"),
        "shortlisted": _("auf der Liste"),
        "incomplete": _("Bewerbung unvollständig"),
        "unknown": _("ohne Angabe"),
        "not_eligible": _("erfüllt die Kriterien nicht"),
    }


def action_names(lang: str) -> dict[str, str]:
    """Decision about a town -> its name."""
    _ = translator(lang)
    return {
        "veto": _("Veto"),
        "include": _("aufnehmen"),
        "no_response": _("keine Antwort"),
    }


def strategy_names(lang: str) -> dict[str, str]:
    """Strategy (Seawright & Gerring 2008) -> its name."""
    _ = translator(lang)
    return {
        "typical": _("typische Fälle"),
        "diverse": _("vielfältige Fälle"),
        "extreme": _("extreme Fälle"),
        "deviant": _("abweichende Fälle"),
        "influential": _("einflussreiche Fälle"),
        "most_similar": _("ähnlichste Paare"),
        "most_different": _("verschiedenste Paare"),
    }


def strategy_rules(lang: str) -> dict[str, str]:
    """Strategy -> what it looks for, in one sentence."""
    _ = translator(lang)
    return {
        "typical": _("Städte, die so sind, wie es die erklärenden Größen erwarten lassen."),
        "diverse": _("Städte, die zusammen möglichst viele Ausprägungen abdecken."),
        "extreme": _("Städte, deren Zielgröße am weitesten vom Mittel entfernt ist."),
        "deviant": _("Städte, die am stärksten von dem abweichen, was zu erwarten wäre."),
        "influential": _("Städte, ohne die der Zusammenhang am meisten anders aussähe."),
        "most_similar": _(
            "Je zwei Städte, die sich in den erklärenden Größen gleichen und in der Zielgröße "
            "unterscheiden."
        ),
        "most_different": _(
            "Je zwei Städte, die sich in den erklärenden Größen unterscheiden und in der "
            "Zielgröße gleichen."
        ),
    }


def allocation_names(lang: str) -> dict[str, str]:
    """Allocation of a sample to its strata -> its name."""
    _ = translator(lang)
    return {
        "proportional": _("proportional zur Größe der Schicht"),
        "equal": _("gleich viele aus jeder Schicht"),
        "neyman": _("optimal nach Neyman"),
        "fixed": _("fest vorgegeben"),
    }
