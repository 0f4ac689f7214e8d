"""Numbers that cannot be true, that contradict each other, or that are missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from ankunft.intake.areas.findings import Finding, Param, lines_of, shorten
from ankunft.intake.areas.findings import mark as _
from ankunft.intake.areas.raw import RawCity

KEY = ["area_id", "year", "indicator"]


def by_file(rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """The rows of each file, since a line number means nothing without its file."""
    for file, part in rows.groupby("file", observed=True, sort=False):
        if len(part):
            yield str(file), part


def in_file(rows: pd.DataFrame, file: str) -> int:
    """How many of the rows stand in a file."""
    return int((rows["file"] == file).sum())


def not_negative(rows: pd.DataFrame, found: list[Finding]) -> pd.DataFrame:
    """Without values below nil."""
    bad = rows["value"] < 0
    for file, part in by_file(rows[bad]):
        found.append(
            _rows(
                "negative", "repair", part, file, in_file(rows, file),
                _("Negative Zahlen bei {n} von {total} Werten."),
                _("Als fehlend behandeln"),
                _("Negativ, als fehlend behandelt: {n} von {total} Werten"),
            )
        )  # fmt: skip
    return rows[~bad]


def unique(rows: pd.DataFrame, found: list[Finding]) -> pd.DataFrame:
    """One value per area, year and indicator; different values for one key stop."""
    again = rows.duplicated(KEY, keep=False)
    if not again.any():
        return rows
    doubled = rows[again]
    differs = doubled.groupby(KEY)["value"].transform("nunique") > 1
    for file, part in by_file(doubled[differs]):
        first = part.sort_values([*KEY, "line"]).iloc[0]
        message = _(
            "Zu demselben Gebiet, Jahr und Merkmal stehen verschiedene Werte "
            "(etwa {area}, {year}, {indicator}), bei {n} von {total} Werten."
        )
        params = (
            ("area", str(first["area_id"])), ("year", str(first["year"])),
            ("indicator", (str(first["indicator"]),)),
            ("total", in_file(rows, file)), ("n", len(part)),
        )  # fmt: skip
        ids = tuple(sorted(part["area_id"].unique()))
        found.append(Finding("duplicate_key", "stop", message, params, ids, lines_of(part), file))
    extra = doubled[~differs & doubled.duplicated(KEY)]
    for file, part in by_file(extra):
        found.append(
            _rows(
                "duplicate_key", "repair", part, file, in_file(rows, file),
                _("Doppelt, mit gleicher Zahl, stehen da {n} von {total} Werten."),
                _("Doppelte Zeilen weglassen"),
                _("Doppelt mit gleicher Zahl, weggelassen: {n} von {total} Werten"),
            )
        )  # fmt: skip
    return rows.drop_duplicates(KEY)


def foreign_within_population(rows: pd.DataFrame, found: list[Finding]) -> pd.DataFrame:
    """Without both values where there are more foreign nationals than inhabitants."""
    both = rows[rows["indicator"].isin(["population", "foreign"])]
    table = both.pivot_table(index=["area_id", "year"], columns="indicator", values="value")
    if not {"population", "foreign"} <= set(table.columns):
        return rows
    bad = table.index[table["foreign"] > table["population"]]
    places = pd.MultiIndex.from_frame(rows[["area_id", "year"]])
    out = places.isin(bad) & rows["indicator"].isin(["population", "foreign"]).to_numpy()
    for file, part in by_file(rows[out]):
        found.append(
            _rows(
                "foreign_exceeds_population", "repair", part, file, in_file(rows, file),
                _("Mehr Personen mit ausländischer Staatsangehörigkeit als Einwohner, bei {n} von {total} Werten."),
                _("Beide Zahlen als fehlend behandeln"),
                _("Mehr Personen mit ausländischer Staatsangehörigkeit als Einwohner, beide Zahlen als fehlend behandelt: {n} von {total} Werten"),
            )
        )  # fmt: skip
    return rows[~out]


def require_indicators(rows: pd.DataFrame, raw: RawCity, found: list[Finding]) -> None:
    """Population and foreign nationals must be there, or nothing can be computed."""
    present = set(rows["indicator"])
    named = sorted(str(name) for name in raw.observations["indicator"].unique())
    params = (("file", raw.table_file), ("found", shorten(named) or "–"))
    messages = {
        "population": _(
            "{file}: Kein Merkmal ist als Bevölkerung erkannt; gefunden: {found}. "
            "Wählen Sie aus, welches die Einwohnerzahl ist."
        ),
        "foreign": _(
            "{file}: Kein Merkmal ist als Zahl der Personen mit ausländischer Staatsangehörigkeit "
            "erkannt; gefunden: {found}. Wählen Sie aus, welches es ist."
        ),
    }
    lost = _("{file}: Von den Werten des Merkmals {name} ist keiner brauchbar.")
    for name, message in messages.items():
        if name in present:
            continue
        text = lost if name in named else message
        found.append(Finding(f"no_{name}", "stop", text, (*params, ("name", (name,)))))


def note_gaps(rows: pd.DataFrame, known: list[str], found: list[Finding]) -> None:
    """Notes on areas without figures, and on years that some areas or all of them lack."""
    bare = sorted(set(known) - set(rows["area_id"]))
    if bare:
        message = _("Ohne Werte sind {n} von {total} Gebieten; sie bleiben auf der Karte leer.")
        params: tuple[tuple[str, Param], ...] = (("n", len(bare)), ("total", len(known)))
        found.append(Finding("polygon_without_figures", "note", message, params, tuple(bare)))
    _note_years(rows, found)


def _note_years(rows: pd.DataFrame, found: list[Finding]) -> None:
    """Indicators that lack the same years (of the same areas) are named together."""
    between: dict[tuple[int, ...], list[str]] = {}
    partly: dict[tuple[tuple[str, ...], tuple[int, ...], int], list[str]] = {}
    for name, part in rows.groupby("indicator", sort=True):
        years = {int(year) for year in part["year"].unique()}
        if skipped := tuple(sorted(set(range(min(years), max(years) + 1)) - years)):
            between.setdefault(skipped, []).append(str(name))
        number = part.groupby("area_id")["year"].nunique()
        short = number.index[number < len(years)]
        if len(short):
            # a year is lacking where not all of these areas have it
            having = part[part["area_id"].isin(short)].groupby("year")["area_id"].nunique()
            lacking = tuple(y for y in sorted(years) if having.get(y, 0) < len(short))
            where = (tuple(sorted(short)), lacking, len(number))
            partly.setdefault(where, []).append(str(name))
    for skipped, names in between.items():
        message = _("{indicators}: In der Reihe fehlen die Jahre {years}.")
        params: tuple[tuple[str, Param], ...] = (
            ("indicators", tuple(names)), ("years", shorten(map(str, skipped))),
        )  # fmt: skip
        found.append(Finding("missing_year", "note", message, params))
    for (ids, lacking, total), names in partly.items():
        message = _("{indicators}: Bei {n} von {total} Gebieten fehlen Jahre ({years}).")
        params = (
            ("indicators", tuple(names)), ("n", len(ids)), ("total", total),
            ("years", shorten(map(str, lacking))),
        )  # fmt: skip
        found.append(Finding("missing_year", "note", message, params, ids))


def _rows(
    code: str,
    severity: Any,
    part: pd.DataFrame,
    file: str,
    total: int,
    message: str,
    repair: str,
    done: str,
) -> Finding:
    ids = tuple(sorted(part["area_id"].unique()))
    params = (("n", len(part)), ("total", total))
    return Finding(code, severity, message, params, ids, lines_of(part), file, repair, done)
