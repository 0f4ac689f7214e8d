"""The commands about cities with their own districts: take over, list, remove."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ankunft.base.errors import PackageError, ParameterError
from ankunft.cli.base import app, note
from ankunft.cli.options import (
    DataFolder,
    Lang,
    Language,
    OutFile,
    PlainFormat,
    TableFormat,
    TownArgument,
)
from ankunft.cli.output import chosen_format, give_out

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from ankunft.edition import Edition
    from ankunft.intake.areas import Finding, Options, RawCity
    from ankunft.intake.areas.city import City

EVERY = "all"
"""In place of the codes of all repairs."""


@app.command("add-city")
def add_city(
    path: Annotated[
        Path,
        typer.Argument(help="Datenpaket (Ordner oder ZIP), mit --table die Datei der Gebiete."),
    ],
    ags: Annotated[
        str, typer.Option(help="Gemeindeschlüssel oder Name der Stadt.", show_default=False)
    ],
    slug: Annotated[
        str | None, typer.Option(help="Kurzname für die Befehle.", show_default=False)
    ] = None,
    table: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="Tabelle zu den Gebieten (CSV, Excel); mehrere als MERKMAL=DATEI.",
            show_default=False,
        ),
    ] = None,
    repair: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE[=WEG]",
            help="Diese Reparatur vornehmen, wo es mehrere Wege gibt, auf diesem; mehrmals möglich, „all“ "
            "für jede, die nötig ist.",
            show_default=False,
        ),
    ] = None,
    territory: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Tabelle der Gebietsänderungen: old_key, new_key, from_year, share (CSV, Excel).",
            show_default=False,
        ),
    ] = None,
    crs: Annotated[
        str | None,
        typer.Option(
            metavar="EPSG", help="Koordinatensystem, wo die Datei keines nennt.", show_default=False
        ),
    ] = None,
    decimal: Annotated[
        str, typer.Option(help="Dezimalzeichen der Tabelle (, oder .).", show_default=False)
    ] = "",
    publisher: Annotated[
        str, typer.Option(help="Wer die Daten herausgibt.", show_default=False)
    ] = "",
    licence: Annotated[str, typer.Option(help="Lizenz der Daten.", show_default=False)] = "",
    data: DataFolder = None,
) -> None:
    """Nimmt die Stadtteile einer Stadt mit ihren Werten auf.

    Was daran auffällt, wird Zeile für Zeile genannt.

    Repariert wird nur, was --repair nennt; jede Reparatur wird vermerkt.
    """
    from dataclasses import replace

    from ankunft.cli.data import stored
    from ankunft.edition import open_edition
    from ankunft.edition.towns import resolve
    from ankunft.intake.areas import Options, check
    from ankunft.intake.areas.city import completed
    from ankunft.store.cities import data_folder, save_city

    if decimal not in ("", ",", "."):
        raise ParameterError(f"--decimal kennt nur „,“ und „.“, nicht „{decimal}“.")
    folder = data or data_folder()
    codes, ways = _codes(repair or [])
    options = Options(crs=_epsg(crs), decimal=decimal, ways=ways)
    edition = open_edition()
    own = stored(folder)
    key = resolve(edition, ags, own.values())
    name, outline = _place(edition, key)
    raw = _read(path, table or [], territory)
    raw = replace(
        raw,
        title=raw.title or name,
        credit=completed(raw.credit, name, publisher=publisher, licence=licence),
    )
    findings = check(raw, outline=outline, town_name=name, options=options)
    for finding in findings:
        note(_line(finding))
    _check_ways(findings, options)
    city = _repaired(raw, findings, _chosen(codes, options), key, slug, name, options)
    _check_slug(edition, city, own)
    place = save_city(city, folder)
    typer.echo(f"{place}: {city.slug}, {len(city.areas)} Gebiete, {_span(city)}")
    if data and data.resolve() != data_folder().resolve():
        note(f"Andere Befehle sehen diese Stadt mit ANKUNFT_DATA={data}.")


@app.command()
def cities(
    format: TableFormat = None,
    out: OutFile = None,
    data: DataFolder = None,
    lang: Lang = Language.de,
) -> None:
    """Zählt die Städte auf, die Stadtteile haben: eigene und mitgelieferte."""
    from ankunft.base.language import translator
    from ankunft.cli.data import stored
    from ankunft.edition import open_edition

    chosen = chosen_format(format, out, PlainFormat)
    edition = open_edition()
    give_out(
        edition, _cities(edition, stored(data)), "cities", format=chosen, out=out, lang=lang,
        title=translator(lang.value)("Städte mit Stadtteilen"), notes=[],
    )  # fmt: skip


@app.command("remove-city")
def remove(town: TownArgument, data: DataFolder = None) -> None:
    """Löscht die eigenen Daten einer Stadt; mitgelieferte bleiben."""
    import re

    from ankunft.cli.data import stored
    from ankunft.edition import open_edition
    from ankunft.edition.towns import resolve
    from ankunft.store.cities import data_folder, remove_city

    folder = data or data_folder()
    # by its key a city can go even if it cannot be read any more
    by_key = re.fullmatch(r"[0-9]{8}", town)
    ags = town if by_key else resolve(open_edition(), town, stored(folder).values())
    if not remove_city(ags, folder):
        raise ParameterError(f"Für {ags} sind keine eigenen Daten gespeichert.")
    typer.echo(f"{ags}: gelöscht")


def _place(edition: Edition, ags: str) -> tuple[str, object]:
    """Name and outline of the town."""
    towns = edition.municipalities
    row = towns[towns["ags"] == ags]
    if row.empty:
        raise ParameterError(f"„{ags}“ ist kein Gemeindeschlüssel dieser Ausgabe.")
    return str(row["name"].iloc[0]), row.geometry.iloc[0]


def _codes(texts: list[str]) -> tuple[list[str], tuple[tuple[str, str], ...]]:
    """Codes of repairs, and the ways named with them: "changed_keys:59=leave_out". A code alone
    means the likeliest way."""
    parts = [text.partition("=") for text in texts]
    codes = [name.partition(":")[0] for name, _equals, _way in parts]
    return codes, tuple((name, way) for name, _equals, way in parts)


def _check_ways(findings: list[Finding], options: Options) -> None:
    """A way that no finding offers is a mistake, not a wish to pass over."""
    for name, way in options.ways:
        if not way:
            continue
        about = [finding for finding in findings if name in (finding.code, finding.key)]
        offered = sorted({one.id for finding in about for one in finding.ways})
        if way not in offered:
            known = ", ".join(offered) or "hier nichts"
            raise ParameterError(f"--repair {name}={way}: möglich ist {known}.")


def _read(path: Path, tables: list[str], territory: Path | None = None) -> RawCity:
    from dataclasses import replace

    from ankunft.intake.areas import read_package, read_pair
    from ankunft.intake.areas.boundaries import read_territory

    if not tables:
        raw = read_package(path)
        return replace(raw, territory=read_territory(territory)) if territory else raw
    pairs = [text.partition("=") for text in tables]
    if len(tables) == 1 and (Path(tables[0]).exists() or not pairs[0][1]):
        return read_pair(path, Path(tables[0]), territory=territory)
    if not all(name and equals and file for name, equals, file in pairs):
        raise ParameterError("Mehrere Tabellen brauchen je einen Namen: --table population=DATEI.")
    named = {name: Path(file) for name, _equals, file in pairs}
    return read_pair(path, named, territory=territory)


def _epsg(text: str | None) -> int | None:
    if text is None:
        return None
    code = text.upper().removeprefix("EPSG:")
    if not (code.isascii() and code.isdigit() and len(code) <= 6):
        raise ParameterError(f"--crs erwartet einen Code wie EPSG:25832, nicht „{text[:40]}“.")
    return int(code)


def _line(finding: Finding) -> str:
    if finding.severity == "note":
        return f"Hinweis: {finding.text('de')}"
    if finding.severity == "stop":
        return f"Nicht verwendbar: {finding.text('de')}"
    if finding.ways:
        ways = "; ".join(
            f"{finding.way_text(way.id, 'de')} (--repair {finding.key}={way.id})"
            for way in finding.ways
        )
        kind = "Hinweis" if finding.severity == "offer" else "Reparatur"
        return f"{kind}: {finding.text('de')} Möglich: {ways}"
    what = f"{finding.repair_text('de')} (--repair {finding.code})"
    if finding.choices:
        offered = ", ".join(f"EPSG:{choice}" for choice in finding.choices)
        what = f"{finding.repair_text('de')} (--crs CODE, möglich: {offered})"
    return f"Reparatur: {finding.text('de')} {what}"


def _chosen(codes: list[str], options: Options) -> set[str]:
    """Who names a coordinate system has asked for it."""
    return {*codes, *(("no_crs", "unknown_crs") if options.crs else ())}


def _repaired(
    raw: RawCity,
    findings: list[Finding],
    chosen: set[str],
    ags: str,
    slug: str | None,
    town: str,
    options: Options,
) -> City:
    from ankunft.edition.towns import slug as slug_of
    from ankunft.intake.areas import repair

    stops = [finding.code for finding in findings if finding.severity == "stop"]
    if stops:
        raise PackageError(
            f"So sind die Daten nicht verwendbar ({', '.join(dict.fromkeys(stops))}, siehe oben). "
            "Gespeichert wurde nichts."
        )
    needed = [finding.code for finding in findings if finding.severity == "repair"]
    missing = [code for code in dict.fromkeys(needed) if not {code, EVERY} & chosen]
    if missing:
        raise PackageError(
            f"Nötig: {' '.join(f'--repair {code}' for code in missing)} "
            f"(oder --repair {EVERY}). Gespeichert wurde nichts."
        )
    short = slug or raw.name or slug_of(town)
    return repair(raw, findings, {*chosen, *needed}, ags=ags, slug=short, options=options)


def _check_slug(edition: Edition, city: City, own: dict[str, City]) -> None:
    taken = {entry["slug"]: entry["ags"] for entry in edition.cities}
    taken |= {other.slug: other.ags for other in own.values()}
    if taken.get(city.slug, city.ags) != city.ags:
        raise ParameterError(
            f"„{city.slug}“ heißt schon {taken[city.slug]}: bitte mit --slug einen anderen Namen."
        )


def _span(city: City) -> str:
    from ankunft.town.units import district_units

    years = district_units(city).years
    if not years:
        return "kein Jahr mit beiden Zahlen"
    return "–".join(dict.fromkeys((str(years[0]), str(years[-1]))))


def _cities(edition: Edition, own: dict[str, City]) -> pd.DataFrame:
    """Own data first, then what the edition ships and no own data replace.

    Columns: ags, slug, title, origin ("own", "shipped"), districts (how many), first_year,
    last_year, repairs (how many were made).
    """
    import pandas as pd

    from ankunft.town.units import district_units

    rows = [
        (city.ags, city.slug, city.title, "own", len(city.areas), district_units(city).years,
         len(city.record))
        for city in own.values()
    ]  # fmt: skip
    rows += [
        (c["ags"], c["slug"], c["title"], "shipped", c["districts"], c["years"], len(c["record"]))
        for c in edition.cities
        if c["ags"] not in own
    ]
    return pd.DataFrame(
        [(*row[:5], *_ends(row[5]), row[6]) for row in rows],
        columns=[
            "ags",
            "slug",
            "title",
            "origin",
            "districts",
            "first_year",
            "last_year",
            "repairs",
        ],
    ).astype({"first_year": "Int64", "last_year": "Int64"})


def _ends(years: Iterable[int]) -> tuple[int | None, int | None]:
    listed = sorted(years)
    return (listed[0], listed[-1]) if listed else (None, None)
