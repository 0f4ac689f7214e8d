"""Numbers in place of yes and no: which of the usual schemes a question's cells follow."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ankunft.intake.areas.findings import Finding
from ankunft.intake.areas.findings import mark as _

SCHEMES: dict[str, dict[str, bool]] = {
    "1/2": {"1": True, "2": False},
    "1/0": {"1": True, "0": False},
    "-1/0": {"-1": True, "0": False},
    "2/1": {"2": True, "1": False},
}
"""LimeSurvey's for R, SPSS and "convert Y and N"; dummies; databases; LimeSurvey's older one for R."""

_MEANS = {
    "1/2": _("„{column}“: Zahlen, gelesen als 1 = Ja und 2 = Nein ({n} Angaben)."),
    "1/0": _("„{column}“: Zahlen, gelesen als 1 = Ja und 0 = Nein ({n} Angaben)."),
    "-1/0": _("„{column}“: Zahlen, gelesen als −1 = Ja und 0 = Nein ({n} Angaben)."),
    "2/1": _("„{column}“: Zahlen, gelesen als 2 = Ja und 1 = Nein ({n} Angaben)."),
}
_OPEN = _(
    "„{column}“: Zahlen, aber welche davon Nein heißt, ist nicht sicher ({n} Angaben). "
    "Bis zur Wahl werden sie nicht gelesen."
)


_KNOWN = {number for scheme in SCHEMES.values() for number in scheme}


def scheme_of(numbers: Collection[str]) -> str:
    """The scheme of these numbers, empty if they contradict each other or follow none.

    A single 1 is a yes in all schemes but the older one, a single 2 or 0 a no.
    """
    seen = _KNOWN & set(numbers)
    if not seen or ("2" in seen and seen & {"0", "-1"}) or {"-1", "1"} <= seen:
        return ""
    if "-1" in seen:
        return "-1/0"
    return "1/0" if "0" in seen else "1/2"


def numbered(
    column: str, numbers: Mapping[str, int], chosen: str
) -> tuple[dict[str, bool], list[Finding]]:
    """What the numbers of a question mean, and what is said about it.

    `numbers` holds how often each occurs, `chosen` the scheme that people have named, or "".
    """
    seen = _KNOWN & set(numbers)
    if not seen:
        return {}, []
    params = (("column", column), ("n", sum(numbers[number] for number in seen)))
    likely = scheme_of(seen)
    scheme = chosen if chosen in SCHEMES else likely
    choices: tuple[str, ...] = ("1/2", "1/0")
    if likely:
        # 1 and 2 may also be the other way round
        choices = ("1/2", "2/1") if "2" in seen else ()
    if not scheme:
        return {}, [Finding("open_numbers", "repair", _OPEN, params, choices=choices)]
    return SCHEMES[scheme], [Finding("numbers", "note", _MEANS[scheme], params, choices=choices)]
