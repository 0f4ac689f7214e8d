"""Sentences for the rule with fixed percentages."""

from __future__ import annotations

from ankunft.base.language import Translator, format_percent, translator
from ankunft.typology.case import Case, decimals_for, exact_decimals
from ankunft.typology.parameters import ArrivalClass, Parameters
from ankunft.typology.rules import TOLERANCE


def shares_sentence(case: Case, parameters: Parameters, lang: str) -> str:
    _ = translator(lang)
    old = (parameters.absolute_old_low, parameters.absolute_old_high)
    new = (parameters.absolute_new_mid, parameters.absolute_new_high)
    return _(
        "{year0} betrug der Anteil von Personen mit ausländischer Staatsangehörigkeit {share0}, "
        "{year1} {share1}."
    ).format(
        share0=format_percent(case.share_t0, lang, decimals_for(case.share_t0, old, 1)),
        share1=format_percent(case.share_t1, lang, decimals_for(case.share_t1, new, 1)),
        **case.years,
    )


def absolute_reason(case: Case, parameters: Parameters, lang: str) -> list[str]:
    _ = translator(lang)
    texts = {
        ArrivalClass.TRADITIONAL: _(
            "{year0} mindestens {old_high} und {year1} mindestens {new_high}: ein statistischer "
            "Hinweis auf langjährige Ankunft (traditionell)."
        ),
        ArrivalClass.INTENSIFIED: _(
            "{year0} mindestens {old_low}, aber unter {old_high}, {year1} mindestens {new_high}: ein "
            "statistischer Hinweis auf Ankunft, die schon begonnen hatte und zunahm (verstärkt), weder "
            "neu noch traditionell."
        ),
        ArrivalClass.NEW: _(
            "{year0} unter {old_low} und {year1} mindestens {new_high}: ein statistischer Hinweis "
            "auf neue Ankunft (neu)."
        ),
        ArrivalClass.EMERGING: _(
            "{year0} unter {old_high}, {year1} mindestens {new_mid}, aber unter {new_high}: ein "
            "statistischer Hinweis auf Ankunft, die sich entwickelt (im Entstehen)."
        ),
        ArrivalClass.RECEDING: _(
            "{year0} mindestens {old_high}, {year1} unter {new_mid}: ein statistischer Hinweis auf "
            "Angleichung an andere Gebiete (angeglichen)."
        ),
    }
    text = texts.get(case.arrival_class) or _failure(case, parameters, _)
    numbers = {
        name: format_percent(value, lang, exact_decimals(value, 0))
        for name, value in (
            ("old_low", parameters.absolute_old_low),
            ("old_high", parameters.absolute_old_high),
            ("new_mid", parameters.absolute_new_mid),
            ("new_high", parameters.absolute_new_high),
        )
    }
    sentences = [text.format(**numbers, **case.years)]
    if case.arrival_class == ArrivalClass.NONE:
        sentences.append(_("Deshalb keine Zuordnung."))
    return sentences


def _failure(case: Case, parameters: Parameters, _: Translator) -> str:
    if case.share_t0 >= parameters.absolute_old_high - TOLERANCE:
        return _(
            "{year0} mindestens {old_high}, {year1} aber weder mindestens {new_high} "
            "(traditionell) noch unter {new_mid} (angeglichen)."
        )
    return _("{year0} unter {old_high}, {year1} aber auch unter {new_mid}.")
