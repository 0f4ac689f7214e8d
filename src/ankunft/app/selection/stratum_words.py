"""Strata in few words, for tables and panels."""

from __future__ import annotations

from ankunft.app.selection.data import known_variables
from ankunft.base.language import translator
from ankunft.selection.sampling.draw import Sample


def short_label(sample: Sample, stratum: str, lang: str) -> str:
    """A stratum in words without the names of its bands, see :func:`stratified_by`."""
    text = sample.label(stratum, lang)
    for chosen in sample.strata.variables:
        known = known_variables().get(chosen.variable)
        if known and chosen.breaks:
            text = text.replace(f"{known.label(lang)} ", "")
    return text


def stratified_by(sample: Sample, lang: str) -> str:
    """What the parts of a stratum's name are, with their units."""
    _ = translator(lang)
    known = known_variables()
    named = []
    for chosen in sample.strata.variables:
        variable = known.get(chosen.variable)
        if variable:
            unit = f" ({variable.unit(lang)})" if chosen.breaks and variable.unit(lang) else ""
            named.append(variable.label(lang) + unit)
    if not named:
        return _("Ohne Schichten: eine einfache Zufallsauswahl.")
    return _("Geschichtet nach: {variables}.").format(variables=" · ".join(named))
