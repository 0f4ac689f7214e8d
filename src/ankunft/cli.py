"""The command line: make, verify and describe an edition; class areas.

Results go to stdout, progress and errors to stderr. What a command needs is imported when it runs,
so that help comes at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from ankunft.errors import AnkunftError, ParameterError

if TYPE_CHECKING:
    import pandas as pd

    from ankunft.edition import Edition
    from ankunft.typology import Parameters

BUILD_PACKAGES = ("rasterio", "python_calamine", "pandera")
"""The packages of the extra `build` in pyproject.toml."""

DECIMALS = 4
"""Decimals of printed figures."""


class Level(StrEnum):
    """Levels of areas, as in :data:`ankunft.figures.LAYERS`."""

    municipality = "municipality"
    county = "county"
    state = "state"
    cell = "cell"


class Preset(StrEnum):
    """As in :data:`ankunft.typology.PRESETS`."""

    relative = "relative"
    absolute = "absolute"
    growth = "growth"
    east_west = "east_west"
    own = "own"


class Format(StrEnum):
    """As in :data:`ankunft.exports.FORMATS`."""

    csv = "csv"
    json = "json"
    geojson = "geojson"
    gpkg = "gpkg"
    parquet = "parquet"


class Part(StrEnum):
    """As in :data:`ankunft.places.Part`."""

    east = "east"
    west = "west"


class Language(StrEnum):
    """As in :data:`ankunft.i18n.LANGUAGES`."""

    de = "de"
    en = "en"


class OneLineErrors(TyperGroup):
    """Shows the errors meant for people as one line on stderr; exit code 2."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except AnkunftError as error:
            typer.echo(f"Fehler: {' '.join(str(error).split())}", err=True)
            raise typer.Exit(2) from None


app = typer.Typer(
    cls=OneLineErrors,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Atlas neuer und traditioneller Ankunftsquartiere in Deutschland.",
)


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
    with _build_extra(), _progress() as report:
        from ankunft.build.edition import build_edition

        manifest = build_edition(sources, out, progress=report)
    typer.echo(f"{out}: Ausgabe {manifest['edition']}")


@app.command()
def check(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help="Ordner der Ausgabe; sonst die mitgelieferte."),
    ] = None,
) -> None:
    """Prüft, ob eine Ausgabe vollständig, unverändert und gültig ist."""
    from ankunft.edition import default_path

    path = folder or default_path()
    with _build_extra(), _progress() as report:
        from ankunft.build.check import check_edition

        edition = check_edition(path, progress=report)
    typer.echo(f"{path}: in Ordnung, Ausgabe {edition.hash}")


@app.command("edition")
def describe(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help="Ordner der Ausgabe; sonst die mitgelieferte."),
    ] = None,
) -> None:
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


@app.command()
def classify(
    level: Annotated[Level, typer.Option(help="Ebene der Gebiete.", show_default=False)],
    state: Annotated[
        str | None, typer.Option(help="Nur dieses Land zeigen (01 bis 16).", show_default=False)
    ] = None,
    preset: Annotated[Preset, typer.Option(help="Voreinstellung der Regeln.")] = Preset.relative,
    high: Annotated[float | None, typer.Option(help="Schwelle des Quotienten: hoch.")] = None,
    low: Annotated[float | None, typer.Option(help="Schwelle des Quotienten: niedrig.")] = None,
    margin: Annotated[
        float | None, typer.Option(help="Nötiger Zuwachs über dem Bezug, in Prozentpunkten.")
    ] = None,
    min_n: Annotated[
        float | None, typer.Option(help="Mit weniger Einwohnern keine Aussage.")
    ] = None,
    berlin: Annotated[Part, typer.Option(help="Berlin zählt zu Ost oder West.")] = Part.east,
    format: Annotated[Format, typer.Option(help="gpkg und parquet nur mit --out.")] = Format.csv,
    out: Annotated[
        Path | None,
        typer.Option(help="In diese Datei; CSV dann so, wie Tabellenprogramme sie öffnen."),
    ] = None,
    lang: Annotated[Language, typer.Option(help="Sprache der Hinweise.")] = Language.de,
) -> None:
    """Ordnet alle Gebiete einer Ebene einer Ankunftsklasse zu.

    Klassen werden immer über die ganze Ebene bestimmt; --state wählt danach aus.

    Ohne Angabe gelten die Schwellen der Voreinstellung für diese Ebene.
    """
    from ankunft.edition import open_edition
    from ankunft.typology import preset_parameters

    thresholds = {"high": high, "low": low, "margin": margin, "min_n": min_n}
    given = {name: value for name, value in thresholds.items() if value is not None}
    parameters = preset_parameters(preset.value, level.value, berlin=berlin.value, **given)
    if out is None and format in (Format.gpkg, Format.parquet):
        raise ParameterError(f"{format.value} ist binär: bitte mit --out eine Datei nennen.")
    edition = open_edition()
    table = _classes(edition, level, parameters, state)
    notes = [" ".join(f"{name}={value}" for name, value in _settings(level, preset, parameters))]
    content = _file(edition, table, level, format, lang, notes, for_people=out is not None)
    if out is None:
        typer.echo(content, nl=False)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise AnkunftError(f"{out} lässt sich nicht schreiben: {error.strerror}.") from error
    typer.echo(f"{out}: {len(table)} Gebiete", err=True)


def _classes(
    edition: Edition, level: Level, parameters: Parameters, state: str | None
) -> pd.DataFrame:
    """The table of :func:`ankunft.classification.classification_table`, rounded."""
    from ankunft.classification import classification_table, classify_level
    from ankunft.figures import figures
    from ankunft.places import STATES

    if state is not None and state.zfill(2) not in STATES:
        raise ParameterError(f"--state kennt nur {STATES[0]} bis {STATES[-1]}, nicht „{state}“.")
    frame = figures(edition, level.value)
    result = classify_level(frame, level.value, parameters)
    table = classification_table(frame, result).round(DECIMALS)
    if state is not None:
        table = table[(frame["state"] == state.zfill(2)).to_numpy()]
    return table


def _settings(level: Level, preset: Preset, parameters: Parameters) -> list[tuple[str, Any]]:
    return [("level", level.value), ("preset", preset.value), *asdict(parameters).items()]


def _file(
    edition: Edition,
    table: pd.DataFrame,
    level: Level,
    format: Format,
    lang: Language,
    notes: list[str],
    *,
    for_people: bool,
) -> bytes:
    """The table in the format; CSV for programs has commas, points and no byte order mark."""
    from ankunft import exports
    from ankunft.i18n import translator

    _ = translator(lang.value)
    title = _("Ankunftsklassen 2011 → 2022")
    if format is Format.csv and not for_people:
        lines = exports.footer(exports.metadata(edition, lang.value, title, notes), lang.value)
        return exports.csv_text(table, lines, separator=",", decimal=".").encode()
    return exports.export(
        edition, table, level.value, format.value, lang=lang.value, title=title, notes=notes
    )


@contextmanager
def _build_extra() -> Iterator[None]:
    """Names the extra to install when a package of the build is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in BUILD_PACKAGES:
            raise
        raise AnkunftError(
            f'{package} fehlt; dieser Befehl braucht: pip install "ankunft[build]"'
        ) from error


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal, else one line per step; on stderr."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _plain_progress
        return
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("")
        yield lambda name, done, total: bar.update(
            task, description=name, completed=done, total=total
        )


def _plain_progress(name: str, done: int, total: int) -> None:
    if done < total:
        typer.echo(f"[{done + 1}/{total}] {name}", err=True)


if __name__ == "__main__":
    app()
