"""Files as a user drops them: a data package, or polygons and one or more tables."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePath

from ankunft.base.errors import PackageError
from ankunft.intake.areas import descriptor
from ankunft.intake.areas.archive import LIMITS, is_plain_path, shown, unpacked
from ankunft.intake.areas.boundaries import is_territory
from ankunft.intake.areas.package import Tables, read_tables
from ankunft.intake.areas.wide import read_pair_tables, read_table

POLYGONS = (".geojson", ".json", ".gpkg", ".shp")
TABLES = (".csv", ".txt", ".tsv", ".xlsx", ".xls")
PARTS_OF_SHAPEFILE = (".dbf", ".shx", ".prj", ".cpg")
ENDINGS = (".zip", *POLYGONS, *TABLES, *PARTS_OF_SHAPEFILE)
"""Endings of the files that are taken."""


def read_upload(files: Mapping[str, bytes]) -> Tables:
    """The tables of an upload; `files` holds the content of each by its name.

    A data package is one .zip, or its files. Else there is one file of polygons (a Shapefile loose
    with its parts, or zipped) and one or more tables, one of which may say how boundaries changed
    (old_key, new_key, from_year, share).

    Raises
    ------
    PackageError
        In one sentence, with the file, if something is missing, too large or cannot be read.
    """
    size = sum(len(content) for content in files.values())
    if size > LIMITS.upload:
        raise PackageError(
            f"Die Dateien sind zusammen {size / 1e6:.0f} MB groß; erlaubt sind "
            f"{LIMITS.upload // 1_000_000} MB."
        )
    with tempfile.TemporaryDirectory(prefix="ankunft-upload-") as folder:
        paths = [_write(Path(folder), name, content) for name, content in files.items()]
        return _read(Path(folder), paths)


def _read(folder: Path, paths: list[Path]) -> Tables:
    if any(path.name == descriptor.FILE for path in paths):
        return read_tables(folder)
    polygons = [path for path in paths if path.suffix.lower() in POLYGONS]
    tables = [path for path in paths if path.suffix.lower() in TABLES]
    archives = [path for path in paths if path.suffix.lower() == ".zip"]
    if len(archives) == 1 and not polygons:
        if _is_package(archives[0]):
            return read_tables(archives[0])
        polygons = archives
    if len(polygons) != 1:
        raise PackageError(
            f"Erwartet wird eine Datei mit Gebieten ({', '.join(POLYGONS)} oder ein gezipptes "
            f"Shapefile), gefunden: {_names(polygons) or 'keine'}."
        )
    territory = _territory(tables)
    tables = [path for path in tables if path != territory]
    if not tables:
        raise PackageError(
            f"{polygons[0].name}: Zu den Gebieten fehlt eine Tabelle mit Werten "
            f"({', '.join(TABLES)}), oder ein Datenpaket mit {descriptor.FILE}."
        )
    named = tables[0] if len(tables) == 1 else {path.stem: path for path in tables}
    return read_pair_tables(polygons[0], named, territory)


def _territory(tables: list[Path]) -> Path | None:
    """The table among several that says how boundaries changed."""
    if len(tables) < 2:
        return None
    found = [path for path in tables if is_territory(read_table(path).columns)]
    if len(found) > 1:
        raise PackageError(
            f"Erwartet wird eine Tabelle der Gebietsänderungen, gefunden: {_names(found)}."
        )
    return found[0] if found else None


def _is_package(archive: Path) -> bool:
    with unpacked(archive) as folder:
        return any(folder.rglob(descriptor.FILE))


def _write(folder: Path, name: str, content: bytes) -> Path:
    plain = PurePath(name.replace("\\", "/")).name
    if not is_plain_path(plain) or PurePath(plain).suffix.lower() not in ENDINGS:
        raise PackageError(
            f"„{shown(plain)}“ ist keine Datei, die hier gelesen wird; möglich: {', '.join(ENDINGS)}."
        )
    path = folder / plain
    # on a disk that ignores case the second would replace the first
    if plain.casefold() in {other.name.casefold() for other in folder.iterdir()}:
        raise PackageError(
            f"Zwei Dateien heißen „{shown(plain)}“; benennen Sie eine um, damit keine verloren geht."
        )
    path.write_bytes(content)
    return path


def _names(paths: list[Path]) -> str:
    return ", ".join(path.name for path in paths)
