"""What every file and picture says about its sources; the manifest is asked, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ankunft.base.language import translator
from ankunft.edition import Edition
from ankunft.intake.areas.city import City


def metadata(
    edition: Edition,
    lang: str,
    title: str,
    notes: Sequence[str] = (),
    *,
    city: City | None = None,
) -> dict[str, Any]:
    """What every file says about itself.

    Keys: title, edition (hash), attribution, changes, licences, datasets (addresses), notes; all
    but the first two are lists of lines, each line once. `city` is the one whose districts the
    file holds.
    """
    rows = sources(edition, lang, city=city)
    return {
        "title": title,
        "edition": edition.hash,
        "attribution": edition.attribution(city=city),
        "changes": [f"{row['title']}: {row['change_note']}" for row in rows],
        "licences": _once(_licence(row) for row in rows),
        "datasets": _once(row["dataset_url"] for row in rows if row["dataset_url"]),
        "notes": list(notes),
    }


def sources(edition: Edition, lang: str, *, city: City | None = None) -> list[dict[str, str]]:
    """The sources of the edition, one per file of a publisher, and that of `city` at the end.

    Keys: id, title, publisher, reference_date, attribution, licence, licence_url, dataset_url,
    change_note. Sources about one town are listed only through `city`, whether it ships with the
    edition or was added by the user.
    """
    rows = [_row(source["id"], source, lang) for source in edition.national_sources]
    if city is not None:
        rows.append(_row(f"city_{city.slug}", asdict(city.credit), lang))
    return rows


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


def credit_lines(edition: Edition, lang: str, *, city: City | None = None) -> list[str]:
    """The same in few lines, for pictures: attribution, licence, data sets and edition."""
    _ = translator(lang)
    rows = sources(edition, lang, city=city)
    addresses: dict[str, list[str]] = {}
    for row in rows:
        addresses.setdefault(f"{row['attribution']} · {row['licence']}", []).append(
            row["dataset_url"]
        )
    licences = _once(_licence(row) for row in rows)
    return [
        *(" · ".join([line, *_joined(urls)]) for line, urls in addresses.items()),
        *(_("Lizenz: {licence}").format(licence=text) for text in licences),
        _("Ausgabe: {hash}").format(hash=edition.hash[:12])
        + " · "
        + _("Karte: eigene Berechnung aus diesen Daten."),
    ]


def _row(id_: str, described: Mapping[str, Any], lang: str) -> dict[str, str]:
    plain = ("publisher", "reference_date", "attribution", "licence", "licence_url", "dataset_url")
    return (
        {"id": id_, "title": described[f"title_{lang}"]}
        | {name: described[name] for name in plain}
        | {"change_note": described[f"change_note_{lang}"]}
    )


def _licence(row: Mapping[str, str]) -> str:
    """Name and address; a user's own data may have no address."""
    return ", ".join(filter(None, (row["licence"], row["licence_url"])))


def _joined(urls: Iterable[str]) -> list[str]:
    known = _once(url for url in urls if url)
    return [", ".join(known)] if known else []


def _once(lines: Any) -> list[str]:
    return list(dict.fromkeys(lines))
