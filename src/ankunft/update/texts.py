"""What became of the sources, in words."""

from __future__ import annotations

from pathlib import Path

from ankunft.base.language import NO_BREAK_SPACE, format_integer, format_number, translator
from ankunft.sources.catalogue import Source
from ankunft.update.choice import Outcome
from ankunft.update.plan import Plan


def outcome_label(outcome: Outcome, lang: str) -> str:
    """For the column of a table."""
    _ = translator(lang)
    return {
        Outcome.FETCHED: _("geladen"),
        Outcome.UNCHANGED: _("unverändert"),
        Outcome.TAKEN: _("aus dem Ordner"),
        Outcome.KEPT: _("vorhanden"),
        Outcome.BY_HAND: _("von Hand zu holen"),
        Outcome.MISSING: _("fehlt"),
        Outcome.FAILED: _("fehlgeschlagen"),
        Outcome.CANCELLED: _("abgebrochen"),
    }[outcome]


def plan_label(outcome: Outcome, lang: str) -> str:
    """The same before anything was done."""
    _ = translator(lang)
    return _("wird geladen") if outcome is Outcome.FETCHED else outcome_label(outcome, lang)


def step_label(name: str, lang: str) -> str:
    """A step of the build in the language; others, as the layers that are checked, stay as named."""
    _ = translator(lang)
    return {
        "Gemeindeverzeichnis": _("Gemeindeverzeichnis"),
        "Regionaltabellen 2022": _("Regionaltabellen 2022"),
        "Grenzen auf das 250-m-Raster": _("Grenzen auf das 250-m-Raster"),
        "Umrisse aus dem Raster": _("Umrisse aus dem Raster"),
        "Raster 2011, 1 km": _("Raster 2011, 1 km"),
        "Raster 2011, Staatsangehörigkeit": _("Raster 2011, Staatsangehörigkeit"),
        "Raster 2022": _("Raster 2022"),
        "100-m-Zellen und ihre Gemeinden": _("100-m-Zellen und ihre Gemeinden"),
        "Gemeinden und ihre Zentren": _("Gemeinden und ihre Zentren"),
        "Kreise und Länder": _("Kreise und Länder"),
        "Zeitreihen der Kreise": _("Zeitreihen der Kreise"),
        "Stadtteile": _("Stadtteile"),
        "Prüfen und schreiben": _("Prüfen und schreiben"),
        "Fertig": _("Fertig"),
    }.get(name, name)


def by_hand_sentence(source: Source, folder: Path, lang: str) -> str:
    """Where people find the file and where they put it; `folder` is that of the sources."""
    _ = translator(lang)
    title = source.title_de if lang == "de" else source.title_en
    place = folder / source.path
    if source.ags:
        text = _(
            "{title}: von Hand zu holen von {page}; die Dateien kommen in den Ordner {folder}."
        )
        return text.format(title=title, page=source.url, folder=place)
    text = _("{title}: von Hand zu holen von {page}; die Datei kommt als {name} in {folder}.")
    return text.format(title=title, page=source.url, name=place.name, folder=place.parent)


def size_text(size: int | None, lang: str) -> str:
    """Megabytes of a million bytes, as people write them."""
    _ = translator(lang)
    if size is None:
        return _("Größe unbekannt")
    number = size / 1_000_000
    return f"{format_number(number, lang, 1 if number < 100 else 0)}{NO_BREAK_SPACE}MB"


def amount_text(found: Plan, lang: str) -> str:
    """How much is to be loaded, as far as the servers have said so."""
    _ = translator(lang)
    asked = found.to_fetch
    silent = any(entry.outcome is Outcome.FAILED for entry in found.entries)
    if not asked:
        return (
            _("Wie viel zu laden ist, war nicht zu erfahren.")
            if silent
            else _("Zu laden ist nichts.")
        )
    unknown = len(asked) - len(found.sizes)
    text = _("Zu laden: {size} (Quellen: {n}).")
    if unknown:
        text = _("Zu laden: {size} (Quellen: {n}, davon ohne bekannte Größe: {unknown}).")
    return text.format(
        size=size_text(sum(found.sizes.values()), lang),
        n=format_integer(len(asked), lang),
        unknown=format_integer(unknown, lang),
    )
