"""How firm a class is, in words: on which cause it depends, the thresholds or the uncertainty of
the shares, and how much."""

from __future__ import annotations

import math

from ankunft.base.language import format_percent, translator
from ankunft.typology.case import decimals_for
from ankunft.typology.rules import TOLERANCE

FIRM, LOOSE = 0.8, 0.5
"""Shares (0 to 1) of settings or draws with the same class: from the first on the class depends
little on that cause, below the second strongly."""


def firmness_word(settings: float | None, noise: float | None, lang: str) -> str:
    """*deutlich*, *eher deutlich* or *grenznah*, by the weaker of both shares; "" where none is known.

    `settings` is the :func:`ankunft.typology.robustness` of an area, `noise` its
    :func:`ankunft.typology.noise_robustness` (0 to 1; None or NaN where unknown).
    """
    _ = translator(lang)
    known = [share for share in (settings, noise) if share is not None and math.isfinite(share)]
    if not known:
        return ""
    return (_("deutlich"), _("eher deutlich"), _("grenznah"))[_dependence(min(known))]


def firmness_sentence(
    settings: float | None, noise: float | None, lang: str, *, joined: bool = False
) -> str:
    """On what the class depends, words before figures; "" where nothing is known.

    `joined`: the shares are means over the cells of a quarter.
    """
    _ = translator(lang)
    if _known(settings) and _known(noise):
        text = _("Das Ergebnis ist {word}: Es hängt {settings} von den Schwellen ab (gleiche Klasse bei {settings_share} der geprüften Einstellungen) und {noise} von der Unschärfe der Anteile (in {noise_share} der Ziehungen).")  # fmt: skip
    elif _known(settings):
        text = _("Das Ergebnis ist {word}: Es hängt {settings} von den Schwellen ab (gleiche Klasse bei {settings_share} der geprüften Einstellungen).")  # fmt: skip
    elif _known(noise):
        text = _("Das Ergebnis ist {word}: Es hängt {noise} von der Unschärfe der Anteile ab (gleiche Klasse in {noise_share} der Ziehungen).")  # fmt: skip
    else:
        return ""
    said = text.format(
        word=firmness_word(settings, noise, lang),
        settings=_how_much(settings, lang),
        settings_share=_percent(settings, lang),
        noise=_how_much(noise, lang),
        noise_share=_percent(noise, lang),
    )
    if joined:
        said += " " + _("In Klammern stehen Mittel der Zellen des Quartiers.")
    return said


def firmness_figures(settings: float | None, noise: float | None, lang: str) -> str:
    """The figures behind the word, for those who ask; "" where none is known."""
    _ = translator(lang)
    parts = []
    if _known(settings):
        text = _("gleiche Klasse bei {share} der geprüften Einstellungen")
        parts.append(text.format(share=_percent(settings, lang)))
    if _known(noise):
        text = _(
            "gleiche Klasse in {share} der Ziehungen, die die Unschärfe der Anteile nachbilden"
        )
        parts.append(text.format(share=_percent(noise, lang)))
    return "; ".join(parts)


def _known(share: float | None) -> bool:
    return share is not None and math.isfinite(share)


def _dependence(share: float) -> int:
    """0 little, 1 in part, 2 strongly."""
    return 0 if share >= FIRM - TOLERANCE else 1 if share >= LOOSE - TOLERANCE else 2


def _how_much(share: float | None, lang: str) -> str:
    _ = translator(lang)
    if share is None or not _known(share):
        return ""
    return (_("wenig"), _("zum Teil"), _("stark"))[_dependence(share)]


def _percent(share: float | None, lang: str) -> str:
    """Whole percent, with decimals where rounding would say all, none or the other word."""
    if share is None or not _known(share):
        return ""
    limits = (2 * TOLERANCE, 100 * LOOSE, 100 * FIRM, 100.0)
    return format_percent(100 * share, lang, decimals_for(100 * share, limits, 0))
