"""Sentences for the rule that compares an area with its reference."""

from __future__ import annotations

from ankunft.base.language import Translator, format_number, translator
from ankunft.typology.case import Case, decimals_for, exact_decimals, true_to
from ankunft.typology.parameters import ArrivalClass, Parameters
from ankunft.typology.rules import CENSUS_INTERVAL, TOLERANCE


def quotients_sentence(case: Case, parameters: Parameters, lang: str, reference: str) -> str:
    _ = translator(lang)
    thresholds = (parameters.low, parameters.high)
    lq0, lq1 = (true_to(lq, thresholds, lang, 2) for lq in case.quotients)
    return _(
        "{year0} lag der Anteil von Personen mit ausländischer Staatsangehörigkeit beim "
        "{lq0}-Fachen des Werts für {reference}, {year1} beim {lq1}-Fachen; {change}"
    ).format(
        lq0=lq0, lq1=lq1, reference=reference, change=_changes(case, lang, reference), **case.years
    )


def _changes(case: Case, lang: str, reference: str) -> str:
    """How the share and its reference changed; both directions are named where they differ."""
    _ = translator(lang)
    grew, ref_grew = round(case.change, 1) >= 0, round(case.ref_change, 1) >= 0
    if round(case.change, 1) == 0 and ref_grew:
        text = _("der Anteil blieb fast gleich, {reference}: Zuwachs {ref_change} Prozentpunkte.")
    elif round(case.change, 1) == 0:
        text = _("der Anteil blieb fast gleich, {reference}: Rückgang {ref_change} Prozentpunkte.")
    elif grew and ref_grew:
        text = _("Zuwachs {change} Prozentpunkte, {reference} {ref_change}.")
    elif grew:
        text = _("Zuwachs {change} Prozentpunkte, {reference}: Rückgang {ref_change}.")
    elif ref_grew:
        text = _("Rückgang {change} Prozentpunkte, {reference}: Zuwachs {ref_change}.")
    else:
        text = _("Rückgang {change} Prozentpunkte, {reference} ebenfalls {ref_change}.")
    return text.format(
        change=format_number(abs(case.change), lang, 1),
        reference=reference,
        ref_change=format_number(abs(case.ref_change), lang, 1),
    )


def relative_reason(case: Case, parameters: Parameters, lang: str) -> list[str]:
    _ = translator(lang)
    if case.arrival_class == ArrivalClass.NONE:
        return [*_failures(case, parameters, lang), _("Deshalb keine Zuordnung.")]
    texts = {
        ArrivalClass.TRADITIONAL: _(
            "In beiden Jahren ist die Schwelle von {high} erreicht: ein statistischer Hinweis auf "
            "langjährige Ankunft (traditionell)."
        ),
        ArrivalClass.INTENSIFIED: _(
            "{year0} lag der Wert bei mindestens {low}, aber unter {high}, {year1} ist die Schwelle "
            "von {high} erreicht: ein statistischer Hinweis auf Ankunft, die schon begonnen hatte und "
            "zunahm (verstärkt), weder neu noch traditionell."
        ),
        ArrivalClass.NEW: _(
            "{year0} lag der Wert unter {low}, {year1} ist die Schwelle von {high} erreicht: ein "
            "statistischer Hinweis auf neue Ankunft (neu)."
        ),
        ArrivalClass.EMERGING: _(
            "Die Schwelle von {high} ist noch nicht erreicht: ein statistischer Hinweis auf "
            "Ankunft, die sich entwickelt (im Entstehen)."
        ),
    }
    text = texts.get(case.arrival_class) or _converged(case, _)
    needs_growth = case.arrival_class in (ArrivalClass.NEW, ArrivalClass.EMERGING)
    growth = [_growth(case, parameters, lang, reached=True)] if needs_growth else []
    return [*growth, text.format(**_thresholds(parameters, lang), **case.years)]


def _converged(case: Case, _: Translator) -> str:
    """In most cases the share still grew, only less than that of the reference."""
    shown = round(case.change, 1)
    if shown < 0:
        return _(
            "{year0} war die Schwelle von {high} erreicht, {year1} nicht mehr; der Anteil ging zurück: "
            "ein statistischer Hinweis auf Angleichung an die Bezugsebene (angeglichen)."
        )
    if shown == 0:
        return _(
            "{year0} war die Schwelle von {high} erreicht, {year1} nicht mehr; der Anteil blieb gleich: "
            "ein statistischer Hinweis auf Angleichung an die Bezugsebene (angeglichen)."
        )
    if case.excess > -TOLERANCE:
        return _(
            "{year0} war die Schwelle von {high} erreicht, {year1} nicht mehr; der Anteil wuchs weiter, "
            "ebenso stark wie der der Bezugsebene: ein statistischer Hinweis auf Angleichung "
            "(angeglichen)."
        )
    return _(
        "{year0} war die Schwelle von {high} erreicht, {year1} nicht mehr; der Anteil wuchs weiter, aber "
        "weniger als der der Bezugsebene: ein statistischer Hinweis auf Angleichung (angeglichen)."
    )


def _failures(case: Case, parameters: Parameters, lang: str) -> list[str]:
    """Which conditions keep the area from having a class."""
    _ = translator(lang)
    numbers = {**_thresholds(parameters, lang), **case.years}
    lq0, lq1 = case.quotients
    high = parameters.high - TOLERANCE
    if lq0 >= high:  # and below it later: all that fails is that it grew no faster
        text = _(
            "{year0} war die Schwelle von {high} erreicht, {year1} nicht mehr; weil die "
            "Veränderung des Anteils um {excess} Prozentpunkte über der der Bezugsebene lag, hat "
            "sich das Gebiet ihr nicht angeglichen."
        )
        above_zero = (2 * TOLERANCE,)
        return [text.format(excess=true_to(case.excess, above_zero, lang, 1), **numbers)]
    text = _("{year0} lag der Wert unter {low}, {year1} ist die Schwelle von {high} erreicht.")
    if lq1 < high:
        text = _("In beiden Jahren liegt der Wert unter der Schwelle von {high}.")
    return [text.format(**numbers), _growth(case, parameters, lang, reached=False)]


def _growth(case: Case, parameters: Parameters, lang: str, *, reached: bool) -> str:
    """How much faster than its reference the area grew, and how much it takes."""
    _ = translator(lang)
    needed = parameters.margin * (case.year_t1 - case.year_t0) / CENSUS_INTERVAL
    decimals = decimals_for(case.excess, (needed,), 1)
    numbers = {
        "excess": format_number(case.excess, lang, decimals),
        "needed": format_number(needed, lang, decimals),
    }
    if case.change < 0 or needed < 0:
        text = _(
            "Veränderung im Vergleich zur Bezugsebene: {excess} Prozentpunkte, nötig sind "
            "mindestens {needed}."
        )
    elif reached:
        text = _("Zuwachs {excess} Prozentpunkte über dem der Bezugsebene, nötig sind {needed}.")
    elif case.excess >= 0:
        text = _(
            "Zuwachs nur {excess} Prozentpunkte über dem der Bezugsebene, nötig sind {needed}."
        )
    else:
        numbers["excess"] = format_number(-case.excess, lang, decimals)
        text = _(
            "Zuwachs {excess} Prozentpunkte unter dem der Bezugsebene, nötig sind {needed} darüber."
        )
    sentence = text.format(**numbers)
    shown = round(case.change, 1) - round(case.ref_change, 1)
    if round(shown - round(case.excess, decimals), 6) == 0:
        return sentence
    # it is not the difference of both changes as they stand in the sentence before
    return _("{sentence} (aus ungerundeten Werten).").format(sentence=sentence.removesuffix("."))


def _thresholds(parameters: Parameters, lang: str) -> dict[str, str]:
    return {
        name: format_number(value, lang, exact_decimals(value, 1))
        for name, value in (("high", parameters.high), ("low", parameters.low))
    }
