"""What is not certain in a file, and what people can say about it.

A finding with `choices` can be decided: under the name that its parameter "column" holds (a
question's code, or a heading of the file) one of the choices is named. "repair" means that
nothing is read until somebody decides, "note" that the first choice holds until then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ankunft.base.errors import ParameterError
from ankunft.base.language import Translator
from ankunft.intake.areas.findings import Finding
from ankunft.intake.survey.words import printable

Decisions = Mapping[str, str]
"""Choice by what it is about."""

CODES, LABELS, ZEROS = "codes", "labels", "zeros"
COMMA_CHOICE, POINT_CHOICE = "comma", "point"


def about(finding: Finding) -> str:
    """What a finding is about: the name under which it is decided."""
    return str(dict(finding.params)["column"])


def open_to_choice(found: Iterable[Finding]) -> dict[str, Finding]:
    """Findings that can be decided, by what they are about."""
    return {about(finding): finding for finding in found if finding.choices}


def check_decisions(decisions: Decisions, found: Iterable[Finding], name: str) -> None:
    """Refuse a decision about something that is certain, or one that is not offered.

    Raises
    ------
    ParameterError
        With what could be decided.
    """
    known = open_to_choice(found)
    for column, choice in decisions.items():
        if column not in known:
            offered = ", ".join(map(printable, known)) or "nichts"
            raise ParameterError(
                f"{name}: Zu „{printable(column)}“ ist nichts zu entscheiden; möglich: {offered}."
            )
        if choice not in known[column].choices:
            raise ParameterError(
                f"{name}: Für „{printable(column)}“ gibt es die Lesart „{printable(choice)}“ nicht; "
                f"möglich: {', '.join(known[column].choices)}."
            )


def choice_text(choice: str, _: Translator) -> str:
    """A choice as people read it; a column stays as it is."""
    names = {
        "1/2": _("1 = Ja, 2 = Nein"),
        "2/1": _("2 = Ja, 1 = Nein"),
        "1/0": _("1 = Ja, 0 = Nein"),
        "-1/0": _("−1 = Ja, 0 = Nein"),
        CODES: _("als Codes lesen"),
        LABELS: _("als Antworttexte lesen"),
        ZEROS: _("führende Null ergänzen"),
        COMMA_CHOICE: _("Das Komma ist das Dezimalzeichen"),
        POINT_CHOICE: _("Der Punkt ist das Dezimalzeichen"),
    }
    return names.get(choice, choice)
