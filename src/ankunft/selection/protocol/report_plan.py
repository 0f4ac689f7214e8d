"""A plan in words: filters, sampling, cases and interviews, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from ankunft.base.document import Block, Bullets, Heading, Paragraph, table
from ankunft.base.errors import ParameterError
from ankunft.base.language import (
    format_integer,
    format_number,
    format_percent,
    format_points,
    translator,
)
from ankunft.selection.call.interviews import notes as interview_notes
from ankunft.selection.call.interviews import quota_list
from ankunft.selection.frame.criteria import describe
from ankunft.selection.frame.variables import Variable
from ankunft.selection.outcome import used_variables
from ankunft.selection.plan import Cases, Plan, Quota, StratumVariable
from ankunft.selection.protocol.document import Protocol
from ankunft.selection.sampling.precision import TOTAL, expected_precision
from ankunft.selection.words import allocation_names, strategy_names, strategy_rules
from ankunft.typology import PRESETS

SELECTED = ("all_in", "sampled", "replacement", "included", "case")
"""Roles of towns that are on the list."""


def known_to(plan: Plan, variables: Mapping[str, Variable]) -> dict[str, Variable]:
    """The variables, and for those of the plan that are unknown one that goes by its id."""
    unknown = (name for name in used_variables(plan) if name not in variables)
    return dict(variables) | {name: Variable(name, "category", name, name, "") for name in unknown}


def count_line(plan: Plan, lang: str) -> str:
    """Which count of inhabitants decides, and how municipalities are classed."""
    _ = translator(lang)
    count = {
        "census": _("Zensus am 15. Mai 2022"),
        "register": _("Gemeindeverzeichnis am 31. Dezember 2021"),
    }[plan.population]
    classes = plan.classes
    text = _("Einwohnerzahl: {count}. Ankunftsklassen: {preset}.").format(
        count=count, preset=PRESETS[classes.preset].labels[lang]
    )
    text = " ".join(filter(None, [text, classes.said(lang)]))
    if classes.ground == "each":
        text += " " + _("Bezug: in jedem Jahr alle Gemeinden mit Angaben.")
    if classes.preset != "own":
        return text
    own = _(
        "Eigene Schwellen: hoch {high}, niedrig {low}, Mindestzuwachs {margin} Prozentpunkte, "
        "mindestens {least} Personen."
    ).format(
        high=format_number(classes.high, lang, 2, trim=True),
        low=format_number(classes.low, lang, 2, trim=True),
        margin=format_number(classes.margin, lang, 2, trim=True),
        least=format_integer(classes.min_n, lang),
    )
    return f"{text} {own}"


def filter_lines(plan: Plan, known: Mapping[str, Variable], lang: str) -> list[str]:
    """One line per group of criteria; all of them have to hold."""
    return describe(plan.groups, known, lang).split("\n")


def sampling_lines(protocol: Protocol, known: Mapping[str, Variable], lang: str) -> Iterator[str]:
    """The parameters of the draw and how exact a share will be."""
    _ = translator(lang)
    sampling = protocol.plan.sampling
    assert sampling is not None
    if sampling.all_in:
        text = _("Vollerhebung: {criterion}")
        yield text.format(criterion=describe(sampling.all_in, known, lang))
    if sampling.share is not None:
        text = _("Umfang: {share} der übrigen Gemeinden")
        yield text.format(share=format_percent(100 * sampling.share, lang))
    elif sampling.n is not None:
        yield _("Umfang: {n} der übrigen Gemeinden").format(n=format_integer(sampling.n, lang))
    if sampling.strata:
        parts = ", ".join(_stratum(part, known, lang) for part in sampling.strata)
        yield _("Schichten nach: {variables}").format(variables=parts)
    yield _("Aufteilung: {allocation}").format(
        allocation=allocation_names(lang)[sampling.allocation]
    ) + (f" ({known[sampling.neyman_variable].label(lang)})" if sampling.neyman_variable else "")
    yield _(
        "Mindestens {minimum} je Schicht; Schichten unter {below} werden zusammengelegt"
    ).format(minimum=sampling.minimum, below=sampling.collapse_below)
    yield _(
        "Zufall: Startzahl {seed}; gezogen werden je Schicht die ersten in der Reihenfolge von "
        "SHA-256(„Startzahl|AGS“)"
    ).format(seed=sampling.seed)
    yield _precision(protocol, sampling.response_rate, lang)


def case_lines(cases: Cases, known: Mapping[str, Variable], lang: str) -> Iterator[str]:
    """What is looked for and which wishes the list has to meet."""
    _ = translator(lang)
    yield _("Zahl der Fälle: {n}").format(n=format_integer(cases.n, lang))
    if cases.strategy:
        name, rule = strategy_names(lang)[cases.strategy], strategy_rules(lang)[cases.strategy]
        yield _("Strategie (Seawright & Gerring 2008): {name}. {rule}").format(name=name, rule=rule)
    if cases.outcome:
        yield _("Zielgröße: {variable}").format(variable=known[cases.outcome].label(lang))
    if cases.covariates:
        labels = ", ".join(known[name].label(lang) for name in cases.covariates)
        yield _("Erklärende Größen: {variables}").format(variables=labels)
    for part in cases.score:
        text = _("Gewicht {weight}: {variable}") if part.high else _(
            "Gewicht {weight}: {variable} (kleine Werte zählen)"
        )  # fmt: skip
        weight = format_number(part.weight, lang, 2, trim=True)
        yield text.format(weight=weight, variable=known[part.variable].label(lang))
    for quota in cases.quotas:
        yield _("Wunsch: {wish}").format(wish=wish_text(quota, known, lang))


def wish_text(quota: Quota, known: Mapping[str, Variable], lang: str) -> str:
    """A wish in words, with its numbers."""
    _ = translator(lang)
    asked = " · ".join(describe(criterion, known, lang) for criterion in quota.all_of)
    low, most = format_integer(quota.at_least, lang), quota.at_most
    high = format_integer(most, lang)
    if most is None:
        amount = _("mindestens {n}").format(n=low)
    elif quota.at_least == most:
        amount = _("genau {n}").format(n=low)
    elif quota.at_least == 0:
        amount = _("höchstens {n}").format(n=high)
    else:
        amount = _("{low} bis {high}").format(low=low, high=high)
    return f"{amount} – {asked}"


def interview_blocks(
    protocol: Protocol, known: Mapping[str, Variable], lang: str
) -> Iterator[Block]:
    """The quota list of guided interviews, by what the towns of the list stated."""
    _ = translator(lang)
    plan = protocol.plan.interviews
    if plan is None:
        return
    yield Heading(_("Interviews"))
    stated, labels = stated_by(protocol, known, lang)
    try:
        quota = quota_list(plan, stated, labels=labels, lang=lang)
    except ParameterError as error:
        yield Paragraph(str(error))
        return
    sides = {"municipal": _("kommunal"), "national": _("bundesweit")}
    rows = [
        (
            sides[row["side"]],
            row["label"],
            "–" if pd.isna(row["towns"]) else format_integer(row["towns"], lang),
            format_integer(row["wanted"], lang),
        )
        for row in quota.to_dict("records")
    ]
    heads = (_("Ebene"), _("Angabe oder Einrichtung"), _("Gemeinden"), _("Interviews"))
    yield table(heads, rows, numeric=(2, 3))
    said = interview_notes(quota, plan, lang)
    if said:
        yield Bullets(tuple(said))


def stated_by(
    protocol: Protocol, known: Mapping[str, Variable], lang: str
) -> tuple[pd.Series | None, dict[str, str]]:
    """What the towns of the list stated about the variable of the interviews, and its labels."""
    plan = protocol.plan.interviews
    if plan is None or not plan.variable:
        return None, {}
    found = {
        row.ags: row.figures.get(plan.variable) for row in protocol.towns if row.role in SELECTED
    }
    stated = pd.Series(
        {ags: value for ags, value in found.items() if value is not None}, dtype=object
    )
    choices = known[plan.variable].choices
    return stated, {key: german if lang == "de" else english for key, german, english in choices}


def _stratum(part: StratumVariable, known: Mapping[str, Variable], lang: str) -> str:
    _ = translator(lang)
    label = known[part.variable].label(lang)
    if not part.breaks:
        return label
    bounds = "; ".join(known[part.variable].show(value, lang) for value in part.breaks)
    return _("{variable} (Grenzen: {bounds})").format(variable=label, bounds=bounds)


def _precision(protocol: Protocol, rate: float, lang: str) -> str:
    _ = translator(lang)
    design = pd.DataFrame(
        {
            "towns": [row.towns for row in protocol.strata],
            "n": [row.sampled for row in protocol.strata],
        },
        index=[row.stratum for row in protocol.strata],
    )
    half = expected_precision(design, response_rate=rate)["half_width"].to_dict()[TOTAL]
    return _(
        "Erwartete Genauigkeit eines Anteils von 50 %, wenn {rate} antworten: ± {half} (95 %)"
    ).format(rate=format_percent(100 * rate, lang, 0), half=format_points(half, lang))
