"""Kinds of questions as they are called on screen."""

from __future__ import annotations

from ankunft.base.language import translator
from ankunft.intake.survey.questions import Kind


def kind_names(lang: str) -> dict[Kind, str]:
    """Name by kind, in the order of a menu."""
    _ = translator(lang)
    return {
        "single": _("Auswahl"),
        "multiple": _("Mehrfachauswahl"),
        "scale": _("Skala"),
        "number": _("Zahl"),
        "text": _("Text"),
    }
