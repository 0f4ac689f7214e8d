"""How much of the town or nation a reference covers, in few words, and when to beware."""

from __future__ import annotations

from ankunft.base.language import format_integer, format_percent, translator
from ankunft.typology.case import decimals_for
from ankunft.typology.ground import LOW_COVERAGE, Coverage


def coverage_text(found: Coverage, kind: str, lang: str) -> str:
    """The coverage in few words, for legends, captions and files.

    `kind` names the units as levels and units of towns are called ("municipality", "cell", …).
    """
    _ = translator(lang)
    texts = {
        "state": _("Bezug: {n} von {of} Ländern, {share} der Einwohner"),
        "county": _("Bezug: {n} von {of} Kreisen, {share} der Einwohner"),
        "municipality": _("Bezug: {n} von {of} Gemeinden, {share} der Einwohner"),
        "cell": _("Bezug: {n} von {of} Zellen, {share} der Einwohner"),
        "fine": _("Bezug: {n} von {of} Zellen, {share} der Einwohner"),
        "district": _("Bezug: {n} von {of} Gebieten, {share} der Einwohner"),
    }
    one = texts[kind].format(**_numbers(found.units, found.of, found.people, lang))
    if found.alike:
        return one
    first = _numbers(found.units_t0, found.of, found.people_t0, lang)
    return _("{one}; {year}: {n}, {share}, also nicht dieselbe Fläche").format(
        one=one, year=f"{found.year_t0:g}", **first
    )


def coverage_warning(found: Coverage, lang: str) -> str:
    """What to know where the coverage is low; "" where it is not."""
    _ = translator(lang)
    if not found.low:
        return ""
    years = {"first": f"{found.year_t0:g}", "last": f"{found.year_t1:g}"}
    if not found.alike:
        text = _(
            "{first} und {last} sind nicht dieselben Gebiete zusammengezählt: Der Bezug ändert sich "
            "auch durch die Fläche."
        )
        return text.format(**years)
    share = _percent(found.people, lang)
    text = _(
        "Der Bezug gilt nicht für alle: Nur {share} der Einwohner leben in Gebieten mit Angaben "
        "für {first} und {last}."
    )
    return text.format(share=share, **years)


def _numbers(units: int, of: int, people: float, lang: str) -> dict[str, str]:
    return {
        "n": format_integer(units, lang),
        "of": format_integer(of, lang),
        "share": _percent(people, lang),
    }


def _percent(value: float, lang: str) -> str:
    """Never rounded up to all, nor across the limit of what is called low."""
    return format_percent(value, lang, decimals_for(value, (LOW_COVERAGE, 100.0), 0))
