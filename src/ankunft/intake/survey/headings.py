"""Headings of a file -> columns of the questionnaire, in the ways that exports write them.

Codes (``Q[SQ001]``, ``Q_SQ001``, ``Q.SQ001.`` as R writes them), the code before the text of the
question, or the text alone in any language of the questionnaire, also cut off. A text that fits
several columns is told by its place between its neighbours; where that is not enough, people say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ankunft.base.errors import PackageError
from ankunft.intake.areas.findings import Finding
from ankunft.intake.areas.findings import mark as _
from ankunft.intake.survey.known_headings import KnownHeadings
from ankunft.intake.survey.questions import Questionnaire

_BY_PLACE = _("„{column}“ passt zu mehreren Fragen; dem Platz nach ist es „{chosen}“.")
_CHOSEN = _("„{column}“ gelesen als „{chosen}“.")
_OPEN = _(
    "Die Überschrift „{column}“ passt zu mehreren Fragen. Bis zur Wahl wird die Spalte nicht "
    "gelesen; eindeutig ist beim Export aus LimeSurvey die Überschrift „Fragencode“."
)
_BY_TEXT = _("Spalten am Fragentext erkannt, nicht am Fragencode: {n}.")


@dataclass
class Headings:
    """Column by heading, for the headings that belong to one; and what was found."""

    columns: dict[str, str] = field(default_factory=dict)
    found: list[Finding] = field(default_factory=list)


def read_headings(
    labels: Sequence[str], questionnaire: Questionnaire, name: str, chosen: Mapping[str, str]
) -> Headings:
    """The columns of these headings.

    Raises
    ------
    PackageError
        If two headings belong to one column.
    """
    known = KnownHeadings(questionnaire)
    made = Headings()
    found = {label: known.candidates(label) for label in labels}
    made.columns = {label: c[0] for label, (c, is_text) in found.items() if c and not is_text}
    _check_unique(made.columns, name)
    coded = set(made.columns.values())
    texts = {
        label: tuple(c for c in candidates if c not in coded)
        for label, (candidates, is_text) in found.items()
        if is_text
    }
    by_text = {label: c[0] for label, c in texts.items() if len(c) == 1}
    made.columns |= by_text
    _check_unique(made.columns, name)
    if by_text:
        made.found.append(Finding("headings_by_text", "note", _BY_TEXT, (("n", len(by_text)),)))
    several = {label: c for label, c in texts.items() if len(c) > 1}
    placed = _by_place(labels, made.columns, several, known.order)
    for label, candidates in several.items():
        options = tuple(c for c in candidates if c not in made.columns.values())
        likely = placed.get(label, "")
        column = chosen.get(label, likely)
        params = (("column", label), ("chosen", column))
        if column in options:
            made.columns[label] = column
            message = _CHOSEN if label in chosen else _BY_PLACE
            # the likely one first, whatever was chosen
            ordered = tuple(sorted(candidates, key=lambda c: c != likely))
            made.found.append(Finding("heading", "note", message, params, choices=ordered))
        elif options:
            made.found.append(Finding("heading", "repair", _OPEN, params[:1], choices=options))
    return made


def _check_unique(columns: Mapping[str, str], name: str) -> None:
    twice = [column for column, times in Counter(columns.values()).items() if times > 1]
    if twice:
        raise PackageError(
            f"{name}, Zeile 1: Zwei Spalten gehören zu „{twice[0]}“; erwartet wird eine."
        )


def _by_place(
    labels: Sequence[str],
    columns: Mapping[str, str],
    several: Mapping[str, tuple[str, ...]],
    order: Mapping[str, int],
) -> dict[str, str]:
    """Columns of headings that fit several, where their order in the file leaves one way only.

    Exports keep the order of the questionnaire: a run of such headings lies between the columns
    before and after it.
    """
    found: dict[str, str] = {}
    taken, names = set(columns.values()), list(order)
    places = [order.get(columns.get(label, ""), -1) for label in labels]
    start = 0
    while start < len(labels):
        if labels[start] not in several:
            start += 1
            continue
        end = start
        while end < len(labels) and (labels[end] in several or places[end] < 0):
            end += 1
        low = max(places[:start], default=-1)
        high = min((p for p in places[end:] if p >= 0), default=len(order))
        run = [label for label in labels[start:end] if label in several]
        options = [[order[c] for c in several[k] if c in order and c not in taken] for k in run]
        first = _ascending(options, low, high)
        last = _ascending([[-p for p in own] for own in reversed(options)], -high, -low)
        # the lowest way and the highest are the same: there is no other
        if first and first == [-place for place in reversed(last)]:
            found |= {label: names[place] for label, place in zip(run, first, strict=True)}
        start = end
    return found


def _ascending(options: Sequence[Sequence[int]], low: int, high: int) -> list[int]:
    """The lowest choice of one of each in ascending order between the limits; empty if there is
    none."""
    chosen: list[int] = []
    for places in options:
        low = min((place for place in places if low < place < high), default=high)
        if low == high:
            return []
        chosen.append(low)
    return chosen
