"""From an outcome to its protocol."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any, Literal

import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.edition import Edition
from ankunft.selection.call.shortlist import Shortlist, decided_towns, role_of
from ankunft.selection.frame.variables import variable
from ankunft.selection.outcome import Outcome, used_variables
from ankunft.selection.plan import LONGEST_TEXT
from ankunft.selection.protocol.document import (
    CallRow,
    Counts,
    Protocol,
    StratumRow,
    TownRow,
    Value,
    digest,
    plain,
)
from ankunft.sources.catalogue import load_catalogue
from ankunft.typology import RULES, coverage_text
from ankunft.typology.level_panel import national_reference

Language = Literal["de", "en"]

SAMPLE_ROLES = ("all_in", "sampled", "replacement", "included", "no_response", "veto")
"""Towns of a sample that a protocol lists; the reserve follows from the seed."""


def protocol_of(
    outcome: Outcome,
    edition: Edition,
    *,
    made: str = "",
    survey: str = "",
    lang: Language = "de",
    call: Sequence[CallRow] = (),
) -> Protocol:
    """The protocol of an outcome; `made` is the day (ISO), `survey` the digest of the answers, `call`
    what became of the applications (:func:`call_rows`)."""
    frame, names = outcome.frame, used_variables(outcome.plan)
    levels = {variable(outcome.variables, name).level for name in names}
    return Protocol(
        made=made,
        program=version("ankunft"),
        lang=lang,
        edition=edition.hash,
        attribution=_attribution(outcome, edition),
        survey=survey if "survey" in levels else "",
        rules=RULES,
        plan=outcome.plan,
        digests={name: digest(frame[name]) for name in names},
        counts=Counts(
            towns=len(frame),
            inside=outcome.filtered.size,
            unknown=outcome.filtered.unknown,
            unknown_kept=outcome.filtered.kept,
            inhabitants=int(outcome.filtered.inhabitants),
        ),
        strata=tuple(_strata(outcome, lang)),
        towns=tuple(_towns(outcome, lang)),
        call=tuple(call),
        notes=(*notes_of(outcome, lang), *_reference(outcome, edition, lang)),
    )


def _reference(outcome: Outcome, edition: Edition, lang: str) -> tuple[str, ...]:
    """How much of Germany the classes compare with, where a class or its robustness decides."""
    if not {"arrival_class", "arrival_robustness"} & set(used_variables(outcome.plan)):
        return ()
    found = national_reference(edition.municipalities, outcome.plan.classes.ground).coverage
    return (coverage_text(found, "municipality", lang) + ".",)


def _attribution(outcome: Outcome, edition: Edition) -> tuple[str, ...]:
    """The lines of the national sources, and of the towns whose districts decided."""
    known = load_catalogue()
    used = [source for name in outcome.recorded for source in outcome.variables[name].sources]
    lines = [*edition.attribution(), *(known[source].attribution for source in used)]
    return tuple(dict.fromkeys(lines))


def call_rows(checked: pd.DataFrame, listed: Shortlist) -> tuple[CallRow, ...]:
    """The applications (:func:`ankunft.selection.call.applications.check_applications`) and what became of
    them, in the order of the shortlist."""
    return tuple(
        CallRow(
            ags=str(ags),
            name=row["name"],
            role=row["role"],
            complete=bool(checked.at[ags, "complete"]),
            eligible=_said(checked["eligible"][str(ags)]),
            reason=row["reason"][:LONGEST_TEXT],
        )
        for ags, row in listed.table.iterrows()
    )


def checked_again(rows: Sequence[CallRow], outcome: Outcome) -> tuple[CallRow, ...]:
    """Recorded applications with what follows from the plan and the figures: name, whether the town
    meets the criteria, and role and reason of decided towns; each town once.

    Whether an application is complete, why an undecided one is not, and who has a place among the
    towns that would do, cannot be told without its file.
    """
    try:
        decided = decided_towns(outcome.plan.decisions)
    except ParameterError:
        return ()  # such a plan has no shortlist
    filtered, names = outcome.filtered, outcome.frame["name"]
    found: dict[str, CallRow] = {}
    for row in rows:
        known, decision = row.ags in names.index, decided.get(row.ags)
        eligible = None
        if known:
            eligible = bool(filtered.inside[row.ags]) or _said(filtered.overall[row.ags])
        role: str = role_of(decision, row.complete, eligible)
        if role == "reserve" and row.role == "shortlisted":
            role = "shortlisted"
        changes = {"name": str(names[row.ags]) if known else "", "eligible": eligible, "role": role}
        changes |= {"reason": decision.reason} if decision else {}
        found.setdefault(row.ags, row.model_copy(update=changes))
    return tuple(found.values())


def _said(eligible: object) -> bool | None:
    return None if pd.isna(eligible) else bool(eligible)  # type: ignore[call-overload]


def notes_of(outcome: Outcome, lang: str) -> list[str]:
    """What a reader has to know of the sample and of the cases."""
    notes = [outcome.confidence_note(lang), *(outcome.sample.notes(lang) if outcome.sample else [])]
    if outcome.cases:
        notes = [*notes, *outcome.cases.notes(lang), outcome.cases.explanation(lang)]
    return [note for note in notes if note]


def _strata(outcome: Outcome, lang: str) -> Iterator[StratumRow]:
    if outcome.sample:
        for stratum, row in outcome.sample.design.iterrows():
            yield StratumRow(
                stratum=str(stratum),
                label=outcome.sample.label(str(stratum), lang),
                towns=int(row["towns"]),
                sampled=int(row["n"]),
            )


def _towns(outcome: Outcome, lang: str) -> Iterator[TownRow]:
    if outcome.sample:
        table = outcome.sample.table
        for ags, row in table[table["role"].isin(SAMPLE_ROLES)].iterrows():
            yield _town(outcome, str(ags), _sampled(row))
    if outcome.cases:
        yield from _cases(outcome, lang)
    if not (outcome.sample or outcome.cases):
        for ags in outcome.inside.index:
            yield _town(outcome, ags, {"role": "inside"})


def _sampled(row: pd.Series) -> dict[str, Any]:
    return {
        "role": row["role"],
        "stratum": row["stratum"],
        "position": _place(row),
        "inclusion_probability": plain(row["inclusion_probability"]),
        "design_weight": plain(row["design_weight"]),
        "reason": row["reason"],
        "replaces": row["replaces"],
        "replaced_by": row["replaced_by"],
    }


def _place(row: pd.Series) -> int | None:
    """Where all are taken, the order says nothing."""
    return None if row["role"] == "all_in" or pd.isna(row["order"]) else int(row["order"])


def _cases(outcome: Outcome, lang: str) -> Iterator[TownRow]:
    assert outcome.cases is not None
    decided = {decision.ags: decision for decision in outcome.plan.decisions}
    for ags, row in outcome.cases.table.iterrows():
        by_people = decided[str(ags)].reason if row["role"] == "included" else ""
        said: list[str] = [] if outcome.rests_on_answers else list(row.index[4:])
        figures = {name: plain(row[name]) for name in said if not pd.isna(row[name])}
        described = {
            "role": row["role"],
            "position": int(row["order"]),
            "pair": None if pd.isna(row["pair"]) else int(row["pair"]),
            "reason": by_people or outcome.case_reason(str(ags), lang),
        }
        yield _town(outcome, str(ags), described, figures)
    if not outcome.sample:  # a sample lists them already
        for decision in outcome.plan.decisions:
            if decision.action == "veto":
                yield _town(outcome, decision.ags, {"role": "veto", "reason": decision.reason})


def _town(
    outcome: Outcome, ags: str, described: dict[str, Any], more: dict[str, Value] | None = None
) -> TownRow:
    known = ags in outcome.frame.index
    row = outcome.frame.loc[ags] if known else None
    figures = {name: plain(row[name]) for name in outcome.recorded} if row is not None else {}
    name = str(row["name"]) if row is not None else ""
    return TownRow(ags=ags, name=name, figures=figures | (more or {}), **described)
