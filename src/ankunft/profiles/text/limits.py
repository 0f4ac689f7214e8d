"""Sentences about what the data do not say."""

from __future__ import annotations

import math

from ankunft.base.language import translator
from ankunft.profiles.missing import words
from ankunft.profiles.text.base import TownFigures


def limits(town: TownFigures, lang: str) -> list[str]:
    """What no source holds, and which figures of this town are missing, by the cause."""
    _ = translator(lang)
    silent = _("Was die Zahlen nicht sagen: Wie häufig Menschen zu- und wegziehen (Fluktuation), enthält keine der Quellen. Eingebürgerte zählen nicht zu den Personen mit ausländischer Staatsangehörigkeit. Andockstellen, also Orte, die das Ankommen erleichtern, sind in den Daten noch nicht enthalten. Sammelunterkünfte und Wohnheime können einzelne Werte prägen.")  # fmt: skip
    causes: dict[int, list[str]] = {}
    for known in town.base.entries:
        if not math.isfinite(town.value(known.id)):
            causes.setdefault(town.why_missing(known.id), []).append(known.label(lang))
    if not causes:
        return [silent]
    text = _("Ohne Wert ({cause}): {labels}.")
    parts = [
        text.format(cause=words(code, lang), labels="; ".join(labels))
        for code, labels in causes.items()
    ]
    return [silent, " ".join(parts)]
