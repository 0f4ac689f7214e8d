"""The reason for the class of one area, in plain sentences made from its own figures."""

from __future__ import annotations

import math

from ankunft.base.language import Translator, format_integer, translator
from ankunft.base.reasons import Reason
from ankunft.base.small_numbers import count_text, said_counts
from ankunft.typology.case import Case
from ankunft.typology.explain_absolute import absolute_reason, shares_sentence
from ankunft.typology.explain_fifth import fifth_reason, positions_sentence
from ankunft.typology.explain_relative import quotients_sentence, relative_reason
from ankunft.typology.firmness import firmness_sentence
from ankunft.typology.parameters import ArrivalClass, Parameters


def explain(
    case: Case,
    parameters: Parameters,
    lang: str = "de",
    place: str | None = None,
    reference_name: str | None = None,
) -> list[str]:
    """Sentences that say why the area has its class.

    First the figures, then the condition that made the class (or the one that failed), then how
    firm the class is. `place` opens the first sentence. `reference_name` is the name of the
    reference in the language of the text, Deutschland or Germany unless told.

    Raises
    ------
    ParameterError
        If there are no texts in the language.
    """
    _ = translator(lang)
    if case.arrival_class == ArrivalClass.NO_DATA:
        sentences = _no_data(case, parameters, lang)
    elif parameters.rule == "absolute":
        sentences = [
            shares_sentence(case, parameters, lang),
            *absolute_reason(case, parameters, lang),
        ]
    elif parameters.rule == "fifth":
        sentences = [
            positions_sentence(case, parameters, lang, reference_name or _("Deutschland")),
            *fifth_reason(case, parameters, lang),
        ]
    else:
        name = reference_name or _("Deutschland")
        sentences = [
            quotients_sentence(case, parameters, lang, name),
            *relative_reason(case, parameters, lang),
        ]
    if place:
        sentences[0] = f"{place}: {sentences[0]}"
    firmness = firmness_sentence(case.robustness, case.noise, lang, joined=case.joined)
    return [*sentences, *([firmness] if firmness else [])]


def _no_data(case: Case, parameters: Parameters, lang: str) -> list[str]:
    _ = translator(lang)
    years = case.years
    sentences = []
    for year, share, n, reason, estimated in (
        (years["year0"], case.share_t0, case.n_t0, case.reason_t0, case.estimated_t0),
        (years["year1"], case.share_t1, case.n_t1, case.reason_t1, False),
    ):
        if not n >= parameters.min_n:
            sentences.append(_too_few(n, parameters.min_n, year, lang, estimated=estimated))
        elif not 0 <= share < math.inf:
            sentences.append(_missing_share(reason, _).format(year=year))
    if not sentences and parameters.rule == "fifth" and case.units < parameters.fifth_units:
        sentences.append(too_few_units(case.units, parameters, lang))
    if not sentences:
        sentences.append(_no_reference(case, _))
    return [*sentences, _("Deshalb keine Aussage.")]


def too_few_units(units: int, parameters: Parameters, lang: str) -> str:
    """Why the rule "fifth" says nothing where so few units have figures in both years."""
    _ = translator(lang)
    return _(
        "Die Regel „oberes Fünftel“ gilt hier nicht: Sie braucht mindestens {needed} Gebiete mit "
        "Angaben aus beiden Jahren, hier sind es {units}."
    ).format(
        needed=format_integer(math.ceil(parameters.fifth_units), lang),
        units=format_integer(units, lang),
    )


def _no_reference(case: Case, _: Translator) -> str:
    """S is 0, or nothing was added up: then no unit has figures in both years."""
    for year, reference in zip(case.years.values(), (case.ref_t0, case.ref_t1), strict=True):
        if reference == 0:
            text = _(
                "Im ganzen Bezug lebten {year} keine Personen mit ausländischer "
                "Staatsangehörigkeit; ein Vielfaches davon gibt es nicht."
            )
            return text.format(year=year)
    return _("Für die Bezugsebene liegt kein Anteil vor, mit dem zu vergleichen ist.")


def _too_few(n: float, min_n: float, year: str, lang: str, *, estimated: bool) -> str:
    _ = translator(lang)
    if not n >= 0:
        return _("Für {year} ist keine Einwohnerzahl bekannt.").format(year=year)
    if n == 0:
        return _("Das Gebiet war {year} unbewohnt.").format(year=year)
    needed = format_integer(min_n, lang)
    said = float(said_counts(n, estimated=estimated))
    if not math.isnan(said) and round(said) >= round(min_n):
        # rounded it would be the number that is needed
        text = _("{year} lebten hier weniger als die {needed} Personen, die mindestens nötig sind.")
        return text.format(year=year, needed=needed)
    text = _("{year} lebten hier {count} Personen, nötig sind mindestens {needed}.")
    if estimated:
        text = _("{year} lebten hier, geschätzt aus Rasterzellen, {count} Personen, nötig sind mindestens {needed}.")  # fmt: skip
    count = count_text(n, lang, estimated=estimated, prose=True)
    return text.format(year=year, count=count, needed=needed)


def _missing_share(reason: Reason, _: Translator) -> str:
    if reason == Reason.SUPPRESSED:
        return _("Der Anteil {year} ist geheim gehalten, weil die Zahlen klein sind.")
    if reason == Reason.NO_CELLS:
        return _("Für {year} liegen in diesem Gebiet keine Rasterzellen mit Werten.")
    if reason == Reason.UNINHABITED:
        return _("Das Gebiet war {year} unbewohnt, oder es ist nicht bekannt.")
    if reason == Reason.NOT_PUBLISHED:
        return _("Der Anteil {year} ist nicht veröffentlicht.")
    return _("Der Anteil {year} ist nicht veröffentlicht oder geheim gehalten.")
