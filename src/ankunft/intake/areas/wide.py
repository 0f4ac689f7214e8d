"""Polygons beside a plain table: one row per district, one column per year.

This is how municipal offices keep their figures. Tables with one column per figure and a column
of years, and long tables, are taken too.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from pathlib import Path

import pandas as pd

from ankunft.base.errors import PackageError
from ankunft.intake.areas.archive import LIMITS
from ankunft.intake.areas.areas import read_areas
from ankunft.intake.areas.boundaries import read_territory
from ankunft.intake.areas.city import Credit
from ankunft.intake.areas.columns import Mapping
from ankunft.intake.areas.names import column_for
from ankunft.intake.areas.numbers import without_year, year_of
from ankunft.intake.areas.package import Tables
from ankunft.intake.areas.raw import RawCity
from ankunft.intake.areas.table import LINE, read_csv
from ankunft.intake.areas.workbook import is_workbook, read_workbook

LONG = ["year", "indicator", "value"]
NO_CREDIT = Credit("", "", "", "", "", "", "", "", "", "")


def read_pair(
    polygons: Path,
    tables: Path | MappingType[str, Path],
    mapping: Mapping | None = None,
    territory: Path | None = None,
) -> RawCity:
    """Read polygons and one table, or one table per figure (by the name of the figure).

    `territory` says how boundaries changed, see :mod:`ankunft.intake.areas.boundaries`.

    Raises
    ------
    PackageError
        In one sentence, with file and line, if a file cannot be read.
    """
    return read_pair_tables(polygons, tables, territory).apply(mapping)


def read_pair_tables(
    polygons: Path, tables: Path | MappingType[str, Path], territory: Path | None = None
) -> Tables:
    """The files of a pair, the table in long form; `Tables.apply` says which column is which."""
    areas = read_areas(Path(polygons))
    named = {"": Path(tables)} if isinstance(tables, str | Path) else dict(tables)
    if not named:
        raise PackageError(f"{areas.file}: Zu den Gebieten fehlt eine Tabelle mit Werten.")
    parts = [_long(read_table(Path(path)), name, Path(path)) for name, path in named.items()]
    table = _joined(parts) if len(parts) > 1 else parts[0]
    names = ", ".join(Path(path).name for path in named.values())
    changes = read_territory(Path(territory)) if territory else None
    title = Path(polygons).stem
    return Tables(areas, table, names, "", title, NO_CREDIT, territory=changes)


def read_table(path: Path) -> pd.DataFrame:
    """A CSV or Excel table as texts, with `line`."""
    if is_workbook(path):
        return read_workbook(path)
    return read_csv(path, loose=True)


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Tables of several figures below each other, by the columns they share."""
    shared = [c for c in parts[0].columns if all(c in part.columns for part in parts)]
    if not set(shared) - {*LONG, LINE, "file"}:
        raise PackageError(
            "Die Tabellen haben keine gemeinsame Spalte für die Gebiete; "
            "erwartet wird in jeder dieselbe."
        )
    return pd.concat([part[shared] for part in parts], ignore_index=True)


def _long(table: pd.DataFrame, indicator: str, path: Path) -> pd.DataFrame:
    labels = [str(c) for c in table.columns if c != LINE]
    dated = [label for label in labels if year_of(label) is not None]
    if dated:
        return _by_year(table, labels, dated, indicator, path)
    year = column_for("year", labels)
    value = column_for("value", labels)
    if year and not (value and (indicator or column_for("indicator", labels))):
        return _by_indicator(table, labels, year, indicator, path)
    if indicator and not column_for("indicator", labels):
        table = table.assign(indicator=indicator)
    return table.assign(file=path.name)


def _by_year(
    table: pd.DataFrame, labels: list[str], dated: list[str], indicator: str, path: Path
) -> pd.DataFrame:
    """One column per year, or per figure and year."""
    rests = {label: without_year(label) for label in dated}
    if indicator and len(set(rests.values())) > 1:
        raise PackageError(
            f"{path.name}: Die Spalten nennen mehrere Merkmale "
            f"({', '.join(sorted(set(rests.values())))[:200]}); "
            f"erwartet wird eine Tabelle nur für „{indicator}“."
        )
    names = {label: indicator or rest or path.stem for label, rest in rests.items()}
    years = {label: str(year_of(label)) for label in dated}
    keys = [label for label in labels if label not in dated and label not in LONG]
    long = _melt(table, keys, dated, path)
    long["year"] = long["label"].map(years).astype("str")
    long["indicator"] = long["label"].map(names).astype("str")
    return long.drop(columns="label")


def _by_indicator(
    table: pd.DataFrame, labels: list[str], year: str, indicator: str, path: Path
) -> pd.DataFrame:
    """One row per district and year, one column per figure."""
    others = [label for label in labels if label != year]
    role = column_for("area_id", others)
    name = column_for("name", [label for label in others if label != role])
    # of nameless columns the first is the district; one without a single digit is no figure
    texts = [label for label in others if not table[label].str.contains(r"\d").any()]
    keys = {year, role, name, *texts} if role or name else {year, others[0], *texts}
    figures = [label for label in labels if label not in keys]
    long = _melt(table, [label for label in labels if label in keys], figures, path)
    single = len(figures) == 1 and (indicator or column_for("value", figures))
    long["indicator"] = (indicator or path.stem) if single else long["label"]
    return long.drop(columns="label")


def _melt(table: pd.DataFrame, keys: list[str], columns: list[str], path: Path) -> pd.DataFrame:
    if not keys or not columns:
        raise PackageError(
            f"{path.name}: Erwartet werden eine Spalte mit Schlüssel oder Name des Gebiets und "
            "Spalten mit Werten."
        )
    if len(table) * len(columns) > LIMITS.observations:
        raise PackageError(
            f"{path.name}: Die Tabelle enthält mehr als {LIMITS.observations} Werte; "
            "so viele sind möglich."
        )
    long = table.melt([*keys, LINE], columns, var_name="label", value_name="value")
    return long.assign(file=path.name)
