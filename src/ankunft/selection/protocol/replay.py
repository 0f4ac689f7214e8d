"""A protocol carried out again: the same list, or every difference by name."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ankunft.i18n import Translator, format_number, translator
from ankunft.selection.frame.quarter_figures import KINDS
from ankunft.selection.protocol.document import Protocol, TownRow
from ankunft.selection.words import role_names
from ankunft.typology import what_became

Kind = Literal[
    "edition",
    "survey",
    "rules",
    "former_rule",
    "figures",
    "count",
    "stratum",
    "missing",
    "added",
    "changed",
    "figure",
]
ABOUT_LIST: tuple[Kind, ...] = ("missing", "added", "changed")
"""Differences of the list itself; the others are about what it was made from."""

MADE_OF_CLASSES = frozenset(
    ["arrival_class", "arrival_robustness"]
    + [f"{kind.id}_{of}" for kind in KINDS for of in ("quarters", "quarter_robustness")]
    + [f"people_in_{kind.id}_quarters" for kind in KINDS]
)
"""Variables that follow from the rules of the arrival classes."""

TOLERANCE = 1e-6
"""Relative: figures are kept with so many digits that only real changes are larger."""

DECIMALS = 6
"""Of a probability or a weight that differs: as many as matter beyond the tolerance."""

COMPARED = (
    "role",
    "stratum",
    "position",
    "inclusion_probability",
    "design_weight",
    "reason",
    "replaces",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """What (`subject`) was `then` in the protocol and is `now`."""

    kind: Kind
    subject: str
    then: str = ""
    now: str = ""

    def text(self, lang: str) -> str:
        """One sentence."""
        _ = translator(lang)
        subject, then, now = self.subject, self.then, self.now
        if self.kind == "changed":
            town, _comma, field = subject.rpartition(", ")
            subject = f"{town}, {_fields(_)[field]}"
            then, now = (_shown(field, value, lang) for value in (then, now))
        return _patterns(lang)[self.kind].format(subject=subject, then=then or "–", now=now or "–")


@dataclass(frozen=True, slots=True)
class Replay:
    """All differences; `same_list` where none is about the towns chosen and how."""

    differences: tuple[Difference, ...]

    @property
    def same_list(self) -> bool:
        """Whether the same towns are chosen, each in the same way."""
        return not any(difference.kind in ABOUT_LIST for difference in self.differences)

    def text(self, lang: str) -> str:
        """The result in one sentence."""
        _ = translator(lang)
        if not self.differences:
            return _("Dieselbe Liste aus denselben Daten.")
        if self.same_list:
            return _("Dieselbe Liste; die Grundlage ist aber eine andere.")
        return _("Die Liste ist nicht dieselbe.")


def compare(then: Protocol, now: Protocol) -> Replay:
    """The protocol `then` beside the one of the same plan carried out now."""
    return Replay(tuple(_differences(then, now)))


def _differences(then: Protocol, now: Protocol) -> Iterator[Difference]:
    if then.edition != now.edition:
        yield Difference("edition", "", then.edition[:12], now.edition[:12])
    if then.survey != now.survey:
        yield Difference("survey", "", then.survey[:12], now.survey[:12])
    if then.plan.classes.former:
        yield Difference("former_rule", then.plan.classes.former)
    if then.rules != now.rules and MADE_OF_CLASSES & then.digests.keys():
        yield Difference("rules", "", str(then.rules), str(now.rules))
    for name in sorted(then.digests.keys() | now.digests.keys()):
        if then.digests.get(name) != now.digests.get(name):
            yield Difference("figures", name)
    before, after = then.counts.model_dump(), now.counts.model_dump()
    for name in before:
        if before[name] != after[name]:
            yield Difference("count", name, str(before[name]), str(after[name]))
    yield from _strata(then, now)
    yield from _towns(then, now)


def _strata(then: Protocol, now: Protocol) -> Iterator[Difference]:
    before = {row.stratum: f"{row.sampled}/{row.towns}" for row in then.strata}
    after = {row.stratum: f"{row.sampled}/{row.towns}" for row in now.strata}
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            yield Difference("stratum", name, before.get(name, ""), after.get(name, ""))


def _towns(then: Protocol, now: Protocol) -> Iterator[Difference]:
    before = {_key(row): row for row in then.towns}
    after = {_key(row): row for row in now.towns}
    for key in dict.fromkeys([*before, *after]):
        if key not in after:
            yield Difference("missing", _named(before[key]))
        elif key not in before:
            yield Difference("added", _named(after[key]))
        else:
            yield from _rows(before[key], after[key])


def _rows(then: TownRow, now: TownRow) -> Iterator[Difference]:
    for name in COMPARED:
        before, after = getattr(then, name), getattr(now, name)
        if not _same(before, after):
            yield Difference("changed", f"{_named(then)}, {name}", str(before), str(after))
    for name in dict.fromkeys([*then.figures, *now.figures]):
        before, after = then.figures.get(name), now.figures.get(name)
        if not _same(before, after):
            yield Difference("figure", f"{_named(then)}, {name}", str(before), str(after))


def _same(then: object, now: object) -> bool:
    numbers = (int, float)
    if isinstance(then, numbers) and isinstance(now, numbers):
        return math.isclose(then, now, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return then == now


def _key(row: TownRow) -> tuple[str, bool]:
    """A town may be drawn and a case, too."""
    return row.ags, row.role == "case"


def _named(row: TownRow) -> str:
    return f"{row.name} ({row.ags})"


def _fields(_: Translator) -> dict[str, str]:
    """Columns of the list as people call them."""
    return {
        "role": _("Rolle"),
        "stratum": _("Schicht"),
        "position": _("Platz"),
        "inclusion_probability": _("Auswahlwahrscheinlichkeit"),
        "design_weight": _("Gewicht"),
        "reason": _("Grund"),
        "replaces": _("Ersatz für"),
    }


def _shown(field: str, value: str, lang: str) -> str:
    """A value of such a column as people read it."""
    if field == "role":
        return role_names(lang).get(value, value)
    if field in ("inclusion_probability", "design_weight") and value not in ("", "None"):
        return format_number(float(value), lang, DECIMALS, trim=True)
    return "" if value == "None" else value


def _patterns(lang: str) -> dict[Kind, str]:
    _ = translator(lang)
    return {
        "edition": _("Eine andere Ausgabe der Daten: {then}, jetzt {now}."),
        "survey": _("Andere Antworten der Befragung: {then}, jetzt {now}."),
        "rules": _(
            "Die Regeln der Ankunftsklassen sind andere: „verstärkt“ ist eine neue Klasse, „relativ "
            "rückläufig“ heißt jetzt „angeglichen“, „absolut“ hat neue Grenzen."
        ),
        "former_rule": what_became(lang),
        "figures": _("Andere Werte: {subject}."),
        "count": _("Andere Zahl ({subject}): {then}, jetzt {now}."),
        "stratum": _("Schicht {subject}: gezogen {then}, jetzt {now}."),
        "missing": _("Nicht mehr in der Liste: {subject}."),
        "added": _("Neu in der Liste: {subject}."),
        "changed": _("{subject}: {then}, jetzt {now}."),
        "figure": _("{subject}: {then}, jetzt {now}."),
    }
