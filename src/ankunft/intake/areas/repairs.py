"""The repairs a user chose, applied and written down -> `City`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set

from ankunft.base.errors import PackageError
from ankunft.intake.areas.checks import prepare
from ankunft.intake.areas.city import City
from ankunft.intake.areas.findings import Finding, Options
from ankunft.intake.areas.names import fold
from ankunft.intake.areas.outlines import Place
from ankunft.intake.areas.raw import RawCity

UNQUESTIONED = frozenset({"id_without_polygon", "misplaced_key"})
"""Repairs that are made, and recorded, without a question.

Leaving out figures without a place takes away nothing one could use. A polygon is given another
key only where the keys of all its neighbours and of its namesake's agree (see `keys.swaps`).
"""


def to_city(raw: RawCity, *, ags: str, slug: str | None = None) -> City:
    """The city as it is, for data that need no more than :data:`UNQUESTIONED`.

    Raises
    ------
    PackageError
        With the first thing that needs repair or cannot be repaired.
    """
    return repair(raw, (), set(UNQUESTIONED), ags=ags, slug=slug)


def repair(
    raw: RawCity,
    findings: Iterable[Finding],
    chosen: Set[str],
    *,
    ags: str,
    slug: str | None = None,
    options: Options | None = None,
) -> City:
    """Apply the repairs whose codes are chosen, and record each of them.

    `findings` are those of :func:`check` for the same data and options; only they know which areas
    lie outside the town. Everything else is looked for again here, so that nothing is repaired
    that was not chosen.

    Raises
    ------
    PackageError
        If something that needs repair was not chosen, or cannot be repaired.
    """
    options = options or Options()
    check_ags(ags)
    away = [f for f in findings if f.code == "outside_town"]
    left_out = frozenset(key for finding in away for key in finding.ids)
    areas, observations, found = prepare(raw, Place(left_out=left_out), options)
    found = away + found
    for finding in found:
        _require(finding, chosen, options)
    return City(
        ags=ags,
        slug=slug_of(slug or raw.name or raw.title or ags),
        title=raw.title,
        areas=areas,
        observations=observations,
        credit=raw.credit,
        record=tuple(filter(None, (f.record(options.way(f)) for f in found))),
    )


def check_ags(ags: str) -> None:
    """Raise PackageError unless the text is a municipality's key."""
    if not re.fullmatch(r"[0-9]{8}", ags):
        raise PackageError(
            f"„{ags[:40]}“ ist kein Gemeindeschlüssel; erwartet werden acht Ziffern wie 14713000."
        )


def slug_of(text: str) -> str:
    """A short name for the command line: letters, digits and hyphens."""
    return fold(text).replace("_", "-")[:40].strip("-") or "stadt"


def _require(finding: Finding, chosen: Set[str], options: Options) -> None:
    if finding.severity in ("note", "offer"):
        return
    if finding.severity == "stop":
        raise PackageError(finding.text("de"))
    if finding.code not in chosen:
        label = finding.repair_text("de")
        raise PackageError(f"{finding.text('de')} Nötig ist die Reparatur „{label}“.")
    if finding.choices and str(options.crs) not in finding.choices:
        offered = ", ".join(f"EPSG:{code}" for code in finding.choices)
        raise PackageError(f"{finding.text('de')} Wählen Sie eines aus: {offered}.")
