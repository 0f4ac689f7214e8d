"""Sentences for the rule that asks who lives in the upper fifth of the reference."""

from __future__ import annotations

from ankunft.base.language import Translator, format_number, format_percent, translator
from ankunft.typology.case import Case, decimals_for, exact_decimals
from ankunft.typology.parameters import ArrivalClass, Parameters
from ankunft.typology.rules import TOLERANCE


def positions_sentence(case: Case, parameters: Parameters, lang: str, reference: str) -> str:
    """Where the area stands in both years, and its shares."""
    _ = translator(lang)
    thresholds = (100 * parameters.fifth_low, 100 * parameters.fifth_high)
    places = (100 * case.position_t0, 100 * case.position_t1)
    place0, place1 = (
        format_percent(place, lang, decimals_for(place, thresholds, 0)) for place in places
    )
    return _(
        "{year0} lebten {place0} der Menschen in {reference} in Gebieten mit einem niedrigeren Anteil "
        "von Personen mit ausländischer Staatsangehörigkeit, {year1} waren es {place1} (Anteil hier: "
        "{share0}, dann {share1})."
    ).format(
        place0=place0, place1=place1, reference=reference,
        share0=format_percent(case.share_t0, lang), share1=format_percent(case.share_t1, lang),
        **case.years,
    )  # fmt: skip


def fifth_reason(case: Case, parameters: Parameters, lang: str) -> list[str]:
    """The condition that made the class, or those that failed."""
    _ = translator(lang)
    texts = {
        ArrivalClass.TRADITIONAL: _(
            "In beiden Jahren mindestens {high}: ein statistischer Hinweis auf langjährige Ankunft "
            "(traditionell)."
        ),
        ArrivalClass.INTENSIFIED: _(
            "{year0} mindestens {low}, aber unter {high}, {year1} mindestens {high}: ein statistischer "
            "Hinweis auf Ankunft, die schon begonnen hatte und zunahm (verstärkt), weder neu noch "
            "traditionell."
        ),
        ArrivalClass.NEW: _(
            "{year0} unter {low}, {year1} mindestens {high}, ein Anstieg um {rise} Prozentpunkte (nötig "
            "sind {needed}): ein statistischer Hinweis auf neue Ankunft (neu)."
        ),
        ArrivalClass.EMERGING: _(
            "In beiden Jahren unter {high}, aber ein Anstieg um {rise} Prozentpunkte (nötig sind "
            "{needed}): ein statistischer Hinweis auf Ankunft, die sich entwickelt (im Entstehen)."
        ),
        ArrivalClass.RECEDING: _(
            "{year0} mindestens {high}, {year1} weniger: ein statistischer Hinweis auf Angleichung an "
            "die übrigen Gebiete (angeglichen)."
        ),
    }
    text = texts.get(case.arrival_class) or _failure(case, parameters, _)
    sentences = [text.format(**_numbers(case, parameters, lang), **case.years)]
    if case.arrival_class == ArrivalClass.NONE:
        sentences.append(_("Deshalb keine Zuordnung."))
    return sentences


def _failure(case: Case, parameters: Parameters, _: Translator) -> str:
    """Without a class an area was below the upper fifth, and did not move up far enough."""
    if case.position_t1 >= parameters.fifth_high - TOLERANCE:
        return _(
            "{year0} unter {low}, {year1} mindestens {high}, aber eine Veränderung um {rise} "
            "Prozentpunkte (nötig sind {needed})."
        )
    return _(
        "In beiden Jahren unter {high}, Veränderung: {rise} Prozentpunkte (nötig sind {needed})."
    )


def _numbers(case: Case, parameters: Parameters, lang: str) -> dict[str, str]:
    """Thresholds and rise in percent of the reference's inhabitants."""
    rise, needed = 100 * case.rise, 100 * parameters.fifth_rise
    decimals = max(decimals_for(rise, (needed,), 0), exact_decimals(needed, 0))
    return {
        "rise": format_number(rise, lang, decimals),
        "needed": format_number(needed, lang, exact_decimals(needed, 0)),
        **{
            name: format_percent(100 * value, lang, exact_decimals(100 * value, 0))
            for name, value in (("low", parameters.fifth_low), ("high", parameters.fifth_high))
        },
    }
