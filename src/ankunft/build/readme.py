"""The notes on sources and licences that lie beside an edition, made from its manifest."""

from __future__ import annotations

from typing import Any


def readme(manifest: dict[str, Any]) -> str:
    """Markdown: what the folder holds, and for each source publisher, licence and change."""
    layers = [
        f"| `{entry['file']}` | {entry['rows']:,} | {len(entry['columns'])} |"
        for entry in manifest["layers"].values()
    ]
    sources = [
        f"- **{source['title_de']}** ({source['reference_date']}). {source['attribution']}. "
        f"Lizenz: [{source['licence']}]({source['licence_url']}). "
        f"Datensatz: <{source['dataset_url']}>. Verändert: {source['change_note_de']}"
        for source in manifest["sources"]
    ]
    return "\n".join(
        [
            "# Die Ausgabe",
            "",
            "Dieser Ordner ist das Ergebnis von `ankunft build` und von nichts anderem.",
            f"Ausgabe `{manifest['edition'][:12]}`; alles Weitere steht in `manifest.json`.",
            "",
            "| Datei | Zeilen | Spalten |",
            "|---|---:|---:|",
            *layers,
            "",
            "## Quellen und Lizenzen",
            "",
            *sources,
            "",
            "Die Umrisse sind keine amtlichen Grenzen: sie sind aus Rasterzellen gezeichnet, die der "
            "Länder, Kreise und Gemeinden aus solchen von "
            f"{manifest['parameters']['cell_size_m']} m, die der Stadtteile aus solchen von "
            f"{manifest['parameters']['district_cell_size_m']} m.",
            "",
        ]
    )
