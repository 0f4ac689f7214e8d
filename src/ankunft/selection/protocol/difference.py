"""One thing that a protocol says and its plan, carried out again, does not; in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ankunft.base.language import Translator, format_integer, format_number, translator
from ankunft.selection.frame.variables import Variable
from ankunft.selection.words import role_names
from ankunft.typology import what_became

Kind = Literal[
    "edited", "checksum",
    "missing", "added", "duplicate", "order", "renamed", "changed", "figure",
    "plan", "program", "edition", "survey", "rules", "former_rule", "figures", "count", "stratum", "note", "attribution",
    "call", "other",
]  # fmt: skip
ABOUT_FILE: tuple[Kind, ...] = ("edited", "checksum")
"""Differences between the file and the protocol as it was written."""
ABOUT_TOWNS: tuple[Kind, ...] = ("missing", "added", "duplicate", "order", "renamed", "changed")
ABOUT_LIST: tuple[Kind, ...] = (*ABOUT_TOWNS, "figure")
"""Differences of the list itself; all others are about what it was made from and what is said of it."""

DECIMALS = 6
"""Of a number that differs: as many as matter beyond the tolerance."""

NUMBERS = ("inclusion_probability", "design_weight")
ROLES = ("role",)


@dataclass(frozen=True, slots=True)
class Difference:
    """What (`subject`, and of it `field`) was `then` in the protocol and is `now`; "" where it is not.

    `subject` is a town ("Kiel (01002000)"), a stratum, a part of the document or a sentence of it;
    `field` is a column of the list or the id of a variable.
    """

    kind: Kind
    subject: str = ""
    field: str = ""
    then: str = ""
    now: str = ""

    def text(self, lang: str, known: Mapping[str, Variable] | None = None) -> str:
        """One sentence; variables that are `known` go by their label, others by their id."""
        _ = translator(lang)
        then, now = (self._shown(value, lang, known or {}) for value in (self.then, self.now))
        return self._pattern(lang).format(
            subject=self._subject(lang, known or {}),
            field=self._field(lang, known or {}),
            then=then or "–",
            now=now or "–",
        )

    def _pattern(self, lang: str) -> str:
        _ = translator(lang)
        if self.kind == "note" and not self.then:
            return _("Dieser Hinweis steht nicht im Protokoll: „{now}“")
        if self.kind == "note" and not self.now:
            return _("Dieser Hinweis im Protokoll entsteht nicht mehr: „{then}“")
        if self.kind == "call" and self.field == "towns":
            return _("Bewerbung von {subject}: im Protokoll {then}-mal, jetzt {now}-mal.")
        if self.kind == "call":
            return _("Bewerbung von {subject}, {field}: {then}, jetzt {now}.")
        if self.kind == "stratum" and not self.subject:
            return _("Die Schichten stehen in anderer Reihenfolge.")
        if self.kind == "stratum" and self.field:
            return _("Schicht {subject} heißt im Protokoll „{then}“, jetzt „{now}“.")
        if self.kind == "former_rule":
            return what_became(lang)
        return _patterns(_)[self.kind]

    def _subject(self, lang: str, known: Mapping[str, Variable]) -> str:
        if self.kind in ("edited", "plan", "other"):
            return part_name(self.subject, lang)
        if self.kind == "count":
            return _counts(translator(lang)).get(self.subject, self.subject)
        return _label(self.subject, lang, known) if self.kind == "figures" else self.subject

    def _field(self, lang: str, known: Mapping[str, Variable]) -> str:
        if self.kind == "figure":
            return _label(self.field, lang, known)
        return _fields(translator(lang)).get(self.field, self.field)

    def _shown(self, value: str, lang: str, known: Mapping[str, Variable]) -> str:
        """A value as people read it."""
        _ = translator(lang)
        if value in ("", "None"):
            return ""
        if self.field in ROLES:
            return role_names(lang).get(value, value)
        if value in ("True", "False"):
            return _("ja") if value == "True" else _("nein")
        variable = known.get(self.field) if self.kind == "figure" else None
        if variable is not None and variable.kind == "category":
            return variable.show(value, lang)
        if self.kind == "count":
            return format_integer(float(value), lang)
        if self.field in NUMBERS or self.kind == "figure":
            return _number(value, lang)
        return value


def part_name(part: str, lang: str) -> str:
    """A part of the document as people call it; one that is unknown by its id."""
    return _part_names(translator(lang)).get(part, f"„{part}“")


def kind_name(kind: Kind, lang: str) -> str:
    """Differences of a kind, in the sentence that says what differs."""
    _ = translator(lang)
    return {
        "missing": _("Gemeinden fehlen"),
        "added": _("Gemeinden kommen hinzu"),
        "duplicate": _("Gemeinden stehen doppelt"),
        "order": _("die Reihenfolge"),
        "renamed": _("Namen von Gemeinden"),
        "changed": _("Angaben zu Gemeinden"),
        "figure": _("Werte einzelner Gemeinden"),
        "plan": _("der Plan"),
        "program": _("die Fassung des Programms"),
        "edition": _("die Ausgabe der Daten"),
        "survey": _("die Antworten der Befragung"),
        "rules": _("die Regeln der Ankunftsklassen"),
        "former_rule": _("eine Regel, die es nicht mehr gibt"),
        "figures": _("die Werte, nach denen gewählt wurde"),
        "count": _("die Zahlen der Grundgesamtheit"),
        "stratum": _("die Schichten"),
        "note": _("die Hinweise"),
        "attribution": _("die Quellenangaben"),
        "call": _("die Bewerbungen"),
        "other": _("weitere Angaben"),
        "edited": _("die Datei selbst"),
        "checksum": _("die Prüfsumme"),
    }[kind]


def _patterns(_: Translator) -> dict[Kind, str]:
    return {
        "edited": _("In der Datei nach dem Schreiben verändert: {subject}."),
        "checksum": _("Die Datei ist nicht die mit der Prüfsumme {then}; ihre ist {now}."),
        "missing": _("Nicht mehr in der Liste: {subject}."),
        "added": _("Neu in der Liste: {subject}."),
        "duplicate": _("{subject} steht im Protokoll {then}-mal, jetzt {now}-mal."),
        "order": _("Andere Reihenfolge der Gemeinden: {subject} steht im Protokoll an Stelle {then}, jetzt an "
                   "Stelle {now}."),
        "renamed": _("Die Gemeinde {subject} heißt im Protokoll „{then}“, jetzt „{now}“."),
        "changed": _("{subject}, {field}: {then}, jetzt {now}."),
        "figure": _("{subject}, {field}: {then}, jetzt {now}."),
        "plan": _("Ein anderer Plan: {subject}."),
        "program": _("Erstellt mit Ankunft {then}, jetzt {now}."),
        "edition": _("Eine andere Ausgabe der Daten: {then}, jetzt {now}."),
        "survey": _("Andere Antworten der Befragung: {then}, jetzt {now}."),
        "rules": _(
            "Die Regeln der Ankunftsklassen sind andere: „verstärkt“ ist eine neue Klasse, „relativ "
            "rückläufig“ heißt jetzt „angeglichen“, „absolut“ hat neue Grenzen."
        ),
        "figures": _("Andere Werte in der Grundgesamtheit: {subject}."),
        "count": _("{subject}: {then}, jetzt {now}."),
        "stratum": _("Schicht {subject}: gezogen {then}, jetzt {now}."),
        "note": _("Ein anderer Hinweis: „{then}“, jetzt „{now}“."),
        "attribution": _("Andere Quellenangabe: „{then}“, jetzt „{now}“."),
        "other": _("{subject}: {then}, jetzt {now}."),
    }  # fmt: skip


def _fields(_: Translator) -> dict[str, str]:
    """Columns of the list as people call them."""
    return {
        "role": _("Rolle"),
        "stratum": _("Schicht"),
        "position": _("Platz"),
        "pair": _("Paar"),
        "inclusion_probability": _("Auswahlwahrscheinlichkeit"),
        "design_weight": _("Gewicht"),
        "reason": _("Grund"),
        "replaces": _("Ersatz für"),
        "replaced_by": _("ersetzt durch"),
        "name": _("Name"),
        "complete": _("vollständig"),
        "eligible": _("erfüllt die Kriterien"),
    }


def _counts(_: Translator) -> dict[str, str]:
    return {
        "towns": _("Gemeinden der Ausgabe"),
        "inside": _("Gemeinden in der Grundgesamtheit"),
        "unknown": _("Gemeinden ohne Angabe"),
        "unknown_kept": _("davon behalten"),
        "inhabitants": _("Menschen in der Grundgesamtheit"),
    }


def _part_names(_: Translator) -> dict[str, str]:
    return {
        "made": _("Tag der Erstellung"),
        "program": _("Fassung des Programms"),
        "lang": _("Sprache"),
        "edition": _("Ausgabe der Daten"),
        "attribution": _("Quellenangaben"),
        "survey": _("Prüfsumme der Antworten"),
        "rules": _("Fassung der Regeln"),
        "digests": _("Prüfsummen der Werte"),
        "counts": _("Zahlen der Grundgesamtheit"),
        "strata": _("Schichten"),
        "towns": _("Liste der Gemeinden"),
        "call": _("Bewerbungen"),
        "notes": _("Hinweise"),
        "whole": _("Prüfsummen"),
        "plan.title": _("Titel"),
        "plan.preset": _("Plan: Projekt"),
        "plan.population": _("Plan: Einwohnerzahl"),
        "plan.classes": _("Plan: Regeln der Ankunftsklassen"),
        "plan.groups": _("Plan: Filter"),
        "plan.sampling": _("Plan: Stichprobe"),
        "plan.cases": _("Plan: Fälle"),
        "plan.decisions": _("Plan: Entscheidungen"),
        "plan.interviews": _("Plan: Interviews"),
    }


def _label(name: str, lang: str, known: Mapping[str, Variable]) -> str:
    return known[name].label(lang) if name in known else name


def _number(value: str, lang: str) -> str:
    """A text that is a number as people write it; text of another kind as it is."""
    try:
        return format_number(float(value), lang, DECIMALS, trim=True)
    except ValueError:
        return value
