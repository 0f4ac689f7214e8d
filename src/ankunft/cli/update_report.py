"""What `ankunft update` says at the end, and what a dry run says instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ankunft.base.language import translator
from ankunft.edition import Edition
from ankunft.update.choice import Outcome, Result
from ankunft.update.plan import Plan
from ankunft.update.texts import (
    amount_text,
    by_hand_sentence,
    outcome_label,
    plan_label,
    size_text,
)

ASKED = (Outcome.FETCHED, Outcome.UNCHANGED)
"""What only a server can say."""


def plan_lines(found: Plan, folder: Path, lang: str) -> list[str]:
    """The dry run: a line per source, then what it comes to; `folder` is that of the sources."""
    rows = [
        (
            entry.source.id,
            plan_label(entry.outcome, lang),
            _size(entry.size, lang, asked=entry.outcome in ASKED),
            ", ".join(entry.hosts),
        )
        for entry in found.entries
    ]
    reasons = {entry.source.id: entry.reason for entry in found.entries if entry.reason}
    by_hand = [e.source for e in found.entries if e.outcome is Outcome.BY_HAND]
    return [
        *_table(rows),
        amount_text(found, lang),
        *([hosts_line(found.hosts, lang)] if found.hosts else []),
        *failure_lines(reasons, {}, lang),
        *(by_hand_sentence(source, folder, lang) for source in by_hand),
    ]


def hosts_line(hosts: Sequence[str], lang: str) -> str:
    """Who is asked."""
    _ = translator(lang)
    return _("Gefragt werden: {hosts}.").format(hosts=", ".join(hosts))


def updated_lines(
    edition: Edition,
    before: str,
    results: Mapping[str, Result],
    failures: Mapping[str, str],
    refusals: Mapping[str, str],
    folder: Path,
    lang: str,
) -> list[str]:
    """The end of an update.

    Parameters
    ----------
    before
        Hash of the edition that was in use.
    failures, refusals
        Reasons by source id: see :class:`ankunft.cli.update_progress.Lines`.
    folder
        That of the sources.
    """
    _ = translator(lang)
    first = _("{path}: Ausgabe {hash} ({state})")
    state = _("wie zuvor") if edition.hash == before else _("neu")
    carried = edition.manifest.get("carried", [])
    taken_over = _("Aus der vorigen Ausgabe übernommen: {sources}.")
    by_hand = [r.source for r in results.values() if r.outcome is Outcome.BY_HAND]
    return [
        first.format(path=edition.path, hash=edition.hash, state=state),
        *_table(
            [(id_, *_became(result, id_ in refusals, lang)) for id_, result in results.items()]
        ),
        *failure_lines(failures, refusals, lang),
        *([taken_over.format(sources=", ".join(carried))] if carried else []),
        *(by_hand_sentence(source, folder, lang) for source in by_hand),
    ]


def failure_lines(failures: Mapping[str, str], refusals: Mapping[str, str], lang: str) -> list[str]:
    """A line per source that could not be had, or not be used, with the reason."""
    _ = translator(lang)
    labels = [(_("fehlgeschlagen"), failures), (_("nicht verwendbar"), refusals)]
    return [
        f"{id_} {label}: {' '.join(reason.split())}"
        for label, reasons in labels
        for id_, reason in reasons.items()
    ]


def _became(result: Result, refused: bool, lang: str) -> tuple[str, str]:
    """What became of a source, and its size."""
    _ = translator(lang)
    size = _size(result.size, lang, asked=False)
    if refused:
        return _("nicht verwendbar"), size
    if result.outcome is Outcome.FAILED and result.path:
        return _("fehlgeschlagen, ältere Datei benutzt"), size
    return outcome_label(result.outcome, lang), size


def _size(size: int | None, lang: str, *, asked: bool) -> str:
    """Empty where there is nothing to be said of it."""
    return size_text(size, lang) if size is not None or asked else ""


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Columns side by side, the third (sizes) to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            text.rjust(width) if number == 2 else text.ljust(width)
            for number, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
