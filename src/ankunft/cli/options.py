"""What options can be chosen from, and options that several commands have."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer


class Level(StrEnum):
    """Levels of areas, as in :data:`ankunft.edition.figures.LAYERS`, and the quarters of one town."""

    municipality = "municipality"
    county = "county"
    state = "state"
    cell = "cell"
    quarter = "quarter"


class Preset(StrEnum):
    """As in :data:`ankunft.typology.PRESETS`."""

    relative = "relative"
    absolute = "absolute"
    fifth = "fifth"
    east_west = "east_west"
    own = "own"


def preset_of(text: str) -> Preset:
    """The preset of this name; of a former one the error says what became of it."""
    from ankunft.typology import RETIRED

    if text in RETIRED:
        raise typer.BadParameter(
            "Die Regel „Zuwachs“ (growth) gibt es nicht mehr, weil sie keine zweite Meinung neben "
            "„relativ“ war: bitte --preset relative nennen."
        )
    try:
        return Preset(text)
    except ValueError:
        raise typer.BadParameter(f"möglich: {', '.join(Preset)}, nicht „{text[:40]}“.") from None


class Row(StrEnum):
    """As in :data:`ankunft.app.town_view.ROWS`."""

    district = "district"
    large_district = "large_district"


class Format(StrEnum):
    """As in :data:`ankunft.output.tables.FORMATS`."""

    csv = "csv"
    json = "json"
    xlsx = "xlsx"
    geojson = "geojson"
    gpkg = "gpkg"
    parquet = "parquet"


class PlainFormat(StrEnum):
    """The formats of tables without geometry, as in :data:`ankunft.output.tables.TABLES`."""

    csv = "csv"
    json = "json"
    xlsx = "xlsx"


class ReplayFormat(StrEnum):
    """For people, or for programs."""

    text = "text"
    json = "json"


class Strategy(StrEnum):
    """As in :data:`ankunft.selection.plan.Strategy`."""

    typical = "typical"
    diverse = "diverse"
    extreme = "extreme"
    deviant = "deviant"
    influential = "influential"
    most_similar = "most_similar"
    most_different = "most_different"


class Part(StrEnum):
    """As in :data:`ankunft.base.town_groups.Part`."""

    east = "east"
    west = "west"


class Language(StrEnum):
    """As in :data:`ankunft.base.language.LANGUAGES`."""

    de = "de"
    en = "en"


class Unit(StrEnum):
    """The units of a town that quarters are made of, of :data:`ankunft.town.units.KINDS`."""

    district = "district"
    cell = "cell"


class Reference(StrEnum):
    """As in :data:`ankunft.town.classes.REFERENCES`."""

    own = "own"
    nation = "nation"


class Ground(StrEnum):
    """As in :data:`ankunft.typology.Ground`."""

    common = "common"
    each = "each"


def named(name: str, help: str, *, metavar: str = "DATEI") -> Any:
    """An option that is left out unless somebody names a value."""
    return typer.Option(name, metavar=metavar, help=help, show_default=False)


TownArgument = Annotated[
    str, typer.Argument(metavar="AGS", help="Gemeindeschlüssel (acht Ziffern) oder Name: leipzig.")
]
FirstYear = Annotated[int | None, typer.Option("--t0", help="Erstes Jahr.", show_default=False)]
LastYear = Annotated[int | None, typer.Option("--t1", help="Zweites Jahr.", show_default=False)]
TableFormat = Annotated[
    PlainFormat | None,
    typer.Option(
        "--format",
        help="Form der Tabelle; ohne Angabe nach der Endung von --out, sonst csv. xlsx nur mit --out.",
        show_default=False,
    ),
]
OutFile = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="In diese Datei; zu einer CSV gehört DATEI-metadata.json mit Quellen und Spalten.",
        metavar="DATEI",
        show_default=False,
    ),
]
Lang = Annotated[Language, typer.Option("--lang", help="Sprache der Hinweise.")]
GroundOption = Annotated[
    Ground,
    typer.Option(
        "--ground",
        help="Bezug: in beiden Jahren dieselben Gebiete (common) oder alle jedes Jahres (each).",
    ),
]
DataFolder = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="Ordner der eigenen Daten; sonst ANKUNFT_DATA oder der übliche Ort.",
        show_default=False,
    ),
]
