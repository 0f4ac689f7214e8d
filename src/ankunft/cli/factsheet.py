"""The command that makes fact sheets: one town, or a list of them."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ankunft.base.errors import AnkunftError, ParameterError
from ankunft.cli.base import app, note, progress
from ankunft.cli.options import Lang, Language

if TYPE_CHECKING:
    from ankunft.edition import Edition
    from ankunft.intake.areas.city import City

BASE_URL = "http://127.0.0.1:8501"
"""As :data:`ankunft.output.factsheet.BASE_URL`, which is slow to import."""


class SheetFormat(StrEnum):
    """What a fact sheet can be made as."""

    pdf = "pdf"
    html = "html"


@app.command()
def factsheet(
    out: Annotated[Path, typer.Option(help="Datei; mit --list ein Ordner.", show_default=False)],
    town: Annotated[
        str | None,
        typer.Argument(metavar="[AGS]", help="Gemeindeschlüssel (acht Ziffern) oder Name: goslar."),
    ] = None,
    towns: Annotated[
        Path | None,
        typer.Option(
            "--list",
            help="CSV mit vielen Städten: Spalte ags, sonst die erste.",
            show_default=False,
        ),
    ] = None,
    format: Annotated[
        SheetFormat, typer.Option(help="html öffnen auch Textprogramme.")
    ] = SheetFormat.pdf,
    base_url: Annotated[
        str, typer.Option(help="Wo die Anwendung läuft: für den Link und den QR-Code.")
    ] = BASE_URL,
    lang: Lang = Language.de,
) -> None:
    """Ein Steckbrief auf einer A4-Seite: Kennzahlen, Karte, Verlauf, ähnliche Gemeinden.

    Beispiel: ankunft factsheet goslar --out goslar.pdf

    Beispiel: ankunft factsheet --list staedte.csv --out steckbriefe/
    """
    if (town is None) == (towns is None):
        raise ParameterError("Nennen Sie eine Stadt oder mit --list eine Datei, nicht beides.")
    from ankunft.cli.data import stored
    from ankunft.edition import open_edition
    from ankunft.edition.towns import resolve

    edition, own = open_edition(), stored()
    if town is not None:
        ags = resolve(edition, town, own.values())
        make = _maker(edition, own, format, base_url, lang)
        _write(out, make(ags))
        note(str(out))
        return
    assert towns is not None
    listed, complaints = _listed(towns, lambda text: resolve(edition, text, own.values()))
    _write_all(listed, complaints, out, _maker(edition, own, format, base_url, lang), format)


def _maker(
    edition: Edition,
    own: dict[str, City],
    format: SheetFormat,
    base_url: str,
    lang: Language,
) -> Callable[[str], bytes]:
    """Makes the sheet of a town; the edition is read once."""
    from ankunft.output.factsheet import factsheet_html, factsheet_pdf, ground_of

    ground = ground_of(edition)

    def make(ags: str) -> bytes:
        city = own.get(ags)
        if format is SheetFormat.pdf:
            return factsheet_pdf(ground, ags, lang=lang.value, base_url=base_url, city=city)
        text = factsheet_html(ground, ags, lang=lang.value, base_url=base_url, city=city)
        return text.encode()

    return make


def _listed(file: Path, resolve: Callable[[str], str]) -> tuple[dict[str, int], list[str]]:
    """The towns of a list with their lines, and what is wrong with the other lines."""
    from ankunft.cli.town_list import read_list

    listed: dict[str, int] = {}
    complaints = []
    for line, text in read_list(file):
        try:
            listed.setdefault(resolve(text), line)
        except ParameterError as error:
            complaints.append(f"Zeile {line}: {error}")
    return listed, complaints


def _write_all(
    listed: dict[str, int],
    complaints: list[str],
    folder: Path,
    make: Callable[[str], bytes],
    format: SheetFormat,
) -> None:
    """One file per town, named after its key; exit code 1 if any line could not be used."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AnkunftError(f"{folder} lässt sich nicht anlegen: {error.strerror}.") from error
    written = 0
    with progress() as report:
        for number, (ags, line) in enumerate(listed.items()):
            report(ags, number, len(listed))
            try:
                content = make(ags)
            except ParameterError as error:
                complaints.append(f"Zeile {line}: {error}")
                continue
            _write(folder / f"{ags}.{format.value}", content)
            written += 1
    for complaint in complaints:
        note(complaint)
    note(f"{folder}: {written} Steckbriefe")
    if complaints:
        raise typer.Exit(1)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise AnkunftError(f"{path} lässt sich nicht schreiben: {error.strerror}.") from error
