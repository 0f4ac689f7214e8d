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
            _outlines(manifest),
            "",
        ]
    )


def _outlines(manifest: dict[str, Any]) -> str:
    """What the outlines are."""
    parameters = manifest["parameters"]
    if "boundaries" in manifest["layers"]:
        return (
            "Die Umrisse der Länder, Kreise und Gemeinden sind amtliche Grenzen, für die Karte mit "
            f"{parameters['boundary_simplification_tolerance_m']:.0f} m Toleranz vereinfacht und in "
            "`boundaries.parquet` in voller Genauigkeit. Wo sich Gemeinden seit dem 15. Mai 2022 "
            "geändert haben, ist die Grenze zwischen den damaligen aus Rasterzellen gezeichnet "
            "(`borders_drawn` in `manifest.json`). Die Umrisse der Stadtteile sind keine amtlichen "
            "Grenzen: sie sind aus Rasterzellen von "
            f"{parameters['district_cell_size_m']} m gezeichnet."
        )
    return (
        "Die Umrisse sind keine amtlichen Grenzen: sie sind aus Rasterzellen gezeichnet, die der "
        f"Länder, Kreise und Gemeinden aus solchen von {parameters['cell_size_m']} m, die der "
        f"Stadtteile aus solchen von {parameters['district_cell_size_m']} m."
    )
