"""Sentences about what the data do not say."""

from __future__ import annotations

import math

from ankunft.i18n import translator
from ankunft.text.base import TownFigures


def limits(town: TownFigures, lang: str) -> list[str]:
    """What no source holds, and which figures of this town are missing."""
    _ = translator(lang)
    silent = _("Was die Zahlen nicht sagen: Wie häufig Menschen zu- und wegziehen (Fluktuation), enthält keine der Quellen. Eingebürgerte zählen nicht zu den Personen mit ausländischer Staatsangehörigkeit. Andockstellen, also Orte, die das Ankommen erleichtern, sind in den Daten noch nicht enthalten. Sammelunterkünfte und Wohnheime können einzelne Werte prägen.")  # fmt: skip
    missing = [
        known.label(lang) for known in town.base.entries if not math.isfinite(town.value(known.id))
    ]
    if not missing:
        return [silent]
    text = _("Ohne Wert, weil nicht veröffentlicht, nicht berechnet oder wegen kleiner Zahlen nicht gezeigt: {labels}.")  # fmt: skip
    return [silent, text.format(labels="; ".join(missing))]
