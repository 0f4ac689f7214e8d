"""What every file and picture says about its sources; the manifest is asked, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ankunft.edition import Edition
from ankunft.i18n import translator


def metadata(edition: Edition, lang: str, title: str, notes: Sequence[str] = ()) -> dict[str, Any]:
    """What every file says about itself.

    Keys: title, edition (hash), attribution, changes, licences, datasets (addresses), notes; all
    but the first two are lists of lines, each line once.
    """
    rows = sources(edition, lang)
    return {
        "title": title,
        "edition": edition.hash,
        "attribution": edition.attribution(),
        "changes": [f"{row['title']}: {row['change_note']}" for row in rows],
        "licences": _once(f"{row['licence']}, {row['licence_url']}" for row in rows),
        "datasets": _once(row["dataset_url"] for row in rows),
        "notes": list(notes),
    }


def sources(edition: Edition, lang: str) -> list[dict[str, str]]:
    """The sources of the edition, one per file of a publisher.

    Keys: id, title, publisher, reference_date, attribution, licence, licence_url, dataset_url,
    change_note.
    """
    plain = ("publisher", "reference_date", "attribution", "licence", "licence_url", "dataset_url")
    return [
        {"id": source["id"], "title": source[f"title_{lang}"]}
        | {name: source[name] for name in plain}
        | {"change_note": source[f"change_note_{lang}"]}
        for source in edition.manifest["sources"]
    ]


def footer(described: dict[str, Any], lang: str) -> list[str]:
    """The metadata as lines for people, in the order in which they are read."""
    _ = translator(lang)
    lines = [
        described["title"],
        *described["notes"],
        *described["attribution"],
        *(_("Lizenz: {licence}").format(licence=text) for text in described["licences"]),
        *(_("Datensatz: {address}").format(address=text) for text in described["datasets"]),
        *(_("Verändert: {note}").format(note=text) for text in described["changes"]),
        _("Ausgabe: {hash}").format(hash=described["edition"]),
    ]
    return [" ".join(line.split()) for line in lines if line.strip()]


def credit_lines(edition: Edition, lang: str) -> list[str]:
    """The same in few lines, for pictures: attribution, licence, data sets and edition."""
    _ = translator(lang)
    rows = sources(edition, lang)
    addresses: dict[str, list[str]] = {}
    for row in rows:
        addresses.setdefault(f"{row['attribution']} · {row['licence']}", []).append(
            row["dataset_url"]
        )
    licences = _once(f"{row['licence']}, {row['licence_url']}" for row in rows)
    return [
        *(f"{line} · {', '.join(_once(urls))}" for line, urls in addresses.items()),
        *(_("Lizenz: {licence}").format(licence=text) for text in licences),
        _("Ausgabe: {hash}").format(hash=edition.hash[:12])
        + " · "
        + _("Karte: eigene Berechnung aus diesen Daten."),
    ]


def _once(lines: Any) -> list[str]:
    return list(dict.fromkeys(lines))
