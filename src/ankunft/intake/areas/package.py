"""A data package, folder or archive -> a raw city."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ankunft.base.errors import PackageError
from ankunft.intake.areas import columns, descriptor
from ankunft.intake.areas.archive import LIMITS, unpacked
from ankunft.intake.areas.areas import Polygons, read_areas
from ankunft.intake.areas.boundaries import Territory, read_territory
from ankunft.intake.areas.city import Credit
from ankunft.intake.areas.columns import Mapping
from ankunft.intake.areas.raw import RawCity
from ankunft.intake.areas.table import read_csv


@dataclass(frozen=True, eq=False)
class Tables:
    """Polygons and table as they are in the files, before anyone has said which column is which.

    `table` holds texts, and `line` (and `file`, where there are several).
    """

    polygons: Polygons
    table: pd.DataFrame
    table_file: str
    name: str
    title: str
    credit: Credit
    decimal: str = ""
    group: str = ""
    missing: frozenset[str] = frozenset({""})
    territory: Territory | None = None

    def guess(self) -> Mapping:
        """The mapping that names and contents suggest."""
        return columns.guess(self.polygons.frame, self.table)

    def apply(self, mapping: Mapping | None = None) -> RawCity:
        """The raw city under a mapping (the guessed one if none is given).

        Raises
        ------
        PackageError
            If a column that is needed is not named or does not exist.
        """
        mapping = mapping or self.guess()
        return RawCity(
            areas=columns.rename_columns(self.polygons.frame, mapping, self.polygons.file),
            observations=columns.rename_table(self.table, mapping, self.table_file),
            name=self.name,
            title=self.title,
            credit=self.credit,
            areas_file=self.polygons.file,
            table_file=self.table_file,
            crs_text=self.polygons.crs_text,
            decimal=self.decimal,
            group=self.group,
            missing=self.missing,
            territory=self.territory,
        )


def read_package(path: Path, mapping: Mapping | None = None) -> RawCity:
    """Read a data package: a folder or a .zip with datapackage.json.

    Raises
    ------
    PackageError
        In one sentence, with file and line, if the package cannot be read.
    """
    return read_tables(path).apply(mapping)


def read_tables(path: Path) -> Tables:
    """The files of a data package; :meth:`Tables.apply` says which column is which."""
    with _opened(Path(path)) as folder:
        described = descriptor.read_descriptor(folder)
        polygons = read_areas(_inside(folder, described.areas), described.areas)
        table = read_csv(
            _inside(folder, described.table),
            described.separator,
            described.encoding,
            described.table,
        )
        territory = None
        if described.territory:
            territory = read_territory(
                _inside(folder, described.territory),
                described.territory_separator,
                described.territory_encoding,
                described.territory,
            )
    return Tables(
        polygons,
        table,
        described.table,
        described.name,
        described.title,
        described.credit,
        described.decimal,
        described.group,
        described.missing,
        territory,
    )


@contextmanager
def _opened(path: Path) -> Iterator[Path]:
    """The folder that holds datapackage.json."""
    if path.is_dir():
        yield path
    elif path.name == descriptor.FILE:
        yield path.parent
    elif not path.is_file():
        raise PackageError(f"{path}: Hier gibt es weder einen Ordner noch eine Datei.")
    elif path.suffix.lower() != ".zip":
        raise PackageError(
            f"{path.name}: Erwartet wird ein Ordner oder eine ZIP-Datei mit {descriptor.FILE}."
        )
    else:
        with unpacked(path) as folder:
            yield _package_folder(folder, path.name)


def _package_folder(folder: Path, name: str) -> Path:
    found = sorted(folder.rglob(descriptor.FILE))
    if len(found) != 1:
        raise PackageError(
            f"{name}: Das Archiv enthält {len(found)}-mal {descriptor.FILE}; "
            "erwartet wird genau ein Datenpaket."
        )
    return found[0].parent


def _inside(folder: Path, relative: str) -> Path:
    """A file of the package; a link that leads out of the folder is refused."""
    path = (folder / relative).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise PackageError(
            f"{descriptor.FILE}: „{relative}“ führt aus dem Ordner des Pakets hinaus."
        )
    if path.is_file() and path.stat().st_size > LIMITS.unpacked:
        raise PackageError(
            f"{relative}: Die Datei ist größer als {LIMITS.unpacked // 1_000_000} MB."
        )
    return path
