"""The commands about a whole edition: make, verify, describe."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ankunft.cli.base import app, build_extra, progress

Folder = Annotated[
    Path | None,
    typer.Argument(metavar="[DIR]", help="Ordner der Ausgabe; sonst die mitgelieferte."),
]


@app.command()
def build(
    sources: Annotated[
        Path, typer.Option(help="Ordner mit den Dateien der amtlichen Stellen.", show_default=False)
    ],
    out: Annotated[Path, typer.Option(help="Ordner der Ausgabe; eine ältere wird ersetzt.")] = Path(
        "data/geo"
    ),
) -> None:
    """Liest die amtlichen Dateien und schreibt eine Ausgabe."""
    with build_extra(), progress() as report:
        from ankunft.build.edition import build_edition

        manifest = build_edition(sources, out, progress=report)
    typer.echo(f"{out}: Ausgabe {manifest['edition']}")


@app.command()
def check(folder: Folder = None) -> None:
    """Prüft, ob eine Ausgabe vollständig, unverändert und gültig ist."""
    from ankunft.edition import default_path

    path = folder or default_path()
    with build_extra(), progress() as report:
        from ankunft.build.check import check_edition

        edition = check_edition(path, progress=report)
    typer.echo(f"{path}: in Ordnung, Ausgabe {edition.hash}")


@app.command("edition")
def describe(folder: Folder = None) -> None:
    """Beschreibt die Ausgabe als JSON: Ebenen, Spalten, Stichtage, Quellen, Prüfsumme."""
    import json

    from ankunft.edition import open_edition

    manifest = open_edition(folder).manifest
    named = ("rows", "columns")
    layers = {n: {k: entry[k] for k in named} for n, entry in manifest["layers"].items()}
    dates = sorted({source["reference_date"] for source in manifest["sources"]})
    described = {
        "edition": manifest["edition"],
        "layers": layers,
        "reference_dates": dates,
        "sources": manifest["sources"],
    }
    typer.echo(json.dumps(described, ensure_ascii=False, indent=1))
