"""The table in which a town says how its boundaries changed: old key, new key, from year, share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ankunft.base.errors import PackageError
from ankunft.intake.areas.boundaries.conversion import CHANGES, by_inhabitants
from ankunft.intake.areas.findings import Finding, lines_of, shorten
from ankunft.intake.areas.findings import mark as _
from ankunft.intake.areas.names import column_for
from ankunft.intake.areas.numbers import year_of
from ankunft.intake.areas.table import LINE, read_csv
from ankunft.intake.areas.workbook import is_workbook, read_workbook

ROLES = ("old_key", "new_key", "from_year", "share")
NEEDED = ROLES[:3]
TOLERANCE = 0.005
"""By so much the shares of an old key may miss 1: thirds are written as 0.333, or 33.3 %."""


@dataclass(frozen=True, eq=False)
class Territory:
    """The table as it was read: old_key, new_key, from_year, share (texts; a share may be empty) and
    line; `file` is its name in messages."""

    rows: pd.DataFrame
    file: str


def is_territory(columns: Iterable[str]) -> bool:
    """Whether a table with these columns says how boundaries changed."""
    names = [str(column) for column in columns]
    return bool(column_for("old_key", names) and column_for("new_key", names))


def read_territory(
    path: Path, separator: str = "", encoding: str = "", name: str = ""
) -> Territory:
    """Read the table (CSV or Excel).

    Raises
    ------
    PackageError
        If it cannot be read, or a column is missing.
    """
    name = name or path.name
    table = read_workbook(path, name) if is_workbook(path) else read_csv(path, separator, encoding, name)  # fmt: skip
    labels = [str(column) for column in table.columns if column != LINE]
    found = {role: column_for(role, labels) for role in ROLES}
    missing = [role for role in NEEDED if not found[role]]
    if missing:
        raise PackageError(
            f"{name}: Es fehlt die Spalte {', '.join(missing)}; erwartet werden old_key, new_key, "
            f"from_year und share, gefunden: {shorten(labels)}."
        )
    rows = pd.DataFrame({role: table[found[role]] for role in NEEDED})
    rows["share"] = table[found["share"]] if found["share"] else ""
    return Territory(rows.assign(**{LINE: table[LINE]}), name)


def changes_of(
    territory: Territory, figures: pd.DataFrame, known: Sequence[str], found: list[Finding]
) -> pd.DataFrame:
    """The changes of a table that can be carried out (see `conversion`), empty where a finding stops.

    `figures` are all figures, under old keys and new; `known` are the keys of outlines.
    """
    table = _numbers(territory, found)
    table = _right_zeros(table, {*known, *figures["area_id"].unique()}, found)
    checks = (_unreadable, _twice, _shares_that_miss, _unknown_keys, _figures_before)
    stopped = [check(table, territory, figures, set(known), found) for check in checks]
    silent = _without_figures(table, territory, figures, found)
    if any(stopped) or silent.all():
        return table.iloc[:0][list(CHANGES)]
    return _with_shares(table, figures)


def overlapping(changes: pd.DataFrame, figures: pd.DataFrame) -> pd.Series:
    """Which figures stand under an old key although its change has happened: they would count twice.

    A key that is new at the same time or later (it lives on, or is used again) may have them.
    """
    gone = changes.groupby("old")["year"].max()
    again = changes.groupby("new")["year"].max().reindex(gone.index)
    gone = gone[~(again >= gone)]
    return figures["year"] >= figures["area_id"].map(gone).fillna(np.inf)


def _numbers(territory: Territory, found: list[Finding]) -> pd.DataFrame:
    """old, new, year (NaN: unreadable), share (NaN: none or unreadable), text (of the share), line."""
    rows = territory.rows
    text = rows["share"].str.replace("%", "", regex=False).str.strip()
    share = pd.to_numeric(text.str.replace(",", ".", regex=False), errors="coerce")
    percent = rows["share"].str.contains("%", regex=False)
    return pd.DataFrame(
        {
            "old": rows["old_key"].astype("str"),
            "new": rows["new_key"].astype("str"),
            "year": rows["from_year"].map(year_of).astype(float),
            "share": np.where(percent, share / 100, share),
            "text": text,
            LINE: rows[LINE],
        }
    )


def _right_zeros(table: pd.DataFrame, keys: set[str], found: list[Finding]) -> pd.DataFrame:
    """Keys that lost their leading zeros in a spreadsheet, where only one key can be meant."""
    bare: dict[str, list[str]] = {}
    for key in sorted(keys):
        if key.isdigit():
            bare.setdefault(key.lstrip("0"), []).append(key)
    used = pd.unique(table[["old", "new"]].to_numpy().ravel())
    same = {
        key: bare[key.lstrip("0")][0] for key in sorted(map(str, used))
        if key not in keys and key.isdigit() and len(bare.get(key.lstrip("0"), ())) == 1
    }  # fmt: skip
    if not same:
        return table
    key, right = next(iter(same.items()))
    found.append(
        Finding(
            "leading_zeros", "repair",
            _("Führende Nullen der Schlüssel sind verschieden, etwa „{key}“ statt „{right}“."),
            (("key", key), ("right", right)), tuple(same),
            repair=_("Schlüssel ohne führende Nullen vergleichen"),
            done=_("Schlüssel ohne führende Nullen verglichen, etwa „{key}“ mit „{right}“"),
        )
    )  # fmt: skip
    return table.assign(old=table["old"].replace(same), new=table["new"].replace(same))


def _stop(
    bad: pd.DataFrame,
    territory: Territory,
    code: str,
    message: str,
    found: list[Finding],
    **params: Any,
) -> bool:
    """A finding that stops, about these rows; whether there are any."""
    if len(bad):
        ids = tuple(dict.fromkeys(bad["old"]))
        listed = tuple((name, value) for name, value in params.items())
        found.append(
            Finding(code, "stop", message, listed, ids, lines_of(bad), territory.file)
        )  # fmt: skip
    return bool(len(bad))


def _unreadable(
    table: pd.DataFrame, territory: Territory, _figures: Any, _known: Any, found: list[Finding]
) -> bool:
    bad = (table["old"] == "") | (table["new"] == "") | table["year"].isna()
    bad |= (table["text"] != "") & ~table["share"].between(0, 1, inclusive="right")
    message = _(
        "Die Tabelle der Gebietsänderungen ist in {n} Zeilen nicht lesbar: Schlüssel oder Jahr "
        "fehlen, oder der Anteil liegt nicht zwischen 0 und 1."
    )
    return _stop(table[bad], territory, "territory_unreadable", message, found, n=int(bad.sum()))


def _twice(
    table: pd.DataFrame, territory: Territory, _figures: Any, _known: Any, found: list[Finding]
) -> bool:
    bad = table.duplicated(["old", "new", "year"], keep=False)
    message = _("Dieselbe Gebietsänderung steht mehrmals da, in {n} Zeilen.")
    return _stop(table[bad], territory, "territory_twice", message, found, n=int(bad.sum()))


def _shares_that_miss(
    table: pd.DataFrame, territory: Territory, _figures: Any, _known: Any, found: list[Finding]
) -> bool:
    """Shares sum to 1, or none is given: then the inhabitants decide."""
    keys = [table["old"], table["year"]]
    given = table["share"].notna().groupby(keys).transform("sum")
    size = table["share"].groupby(keys).transform("size")
    total = table["share"].groupby(keys).transform("sum")
    bad = ((given > 0) & (given < size)) | ((given == size) & ((total - 1).abs() > TOLERANCE))
    worst = total[bad].iloc[0] if bad.any() else 1.0
    message = _(
        "Die Anteile eines alten Schlüssels ergeben zusammen nicht 1, bei {n} Schlüsseln (etwa "
        "{key}: {total})."
    )
    first = table["old"][bad].iloc[0] if bad.any() else ""
    return _stop(
        table[bad], territory, "territory_shares", message, found,
        n=int(table["old"][bad].nunique()), key=first, total=round(float(worst), 4),
    )  # fmt: skip


def _unknown_keys(
    table: pd.DataFrame,
    territory: Territory,
    figures: pd.DataFrame,
    known: set[str],
    found: list[Finding],
) -> bool:
    """New keys need an outline, or a later change that leads on."""
    later = table.groupby("old")["year"].max()
    leads_on = table["new"].map(later).fillna(-np.inf) > table["year"]
    bad = ~(table["new"].isin(known) | leads_on)
    message = _(
        "Neue Schlüssel der Gebietsänderungen haben weder einen Umriss noch eine spätere Änderung, "
        "die weiterführt: {keys}."
    )
    return _stop(
        table[bad], territory, "territory_unknown_new", message, found,
        keys=shorten(dict.fromkeys(table["new"][bad])),
    )  # fmt: skip


def _without_figures(
    table: pd.DataFrame, territory: Territory, figures: pd.DataFrame, found: list[Finding]
) -> pd.Series:
    """Rows whose old key has no figures from before its change, neither own nor of a chain."""
    first = figures.groupby("area_id")["year"].min()
    chained = table.groupby("new")["year"].min()
    start = (
        table["old"].map(first).fillna(np.inf).clip(upper=table["old"].map(chained).fillna(np.inf))
    )
    silent = ~(start < table["year"])
    if silent.any():
        ids = tuple(dict.fromkeys(table["old"][silent]))
        message = _(
            "Alte Schlüssel der Gebietsänderungen ohne Werte aus früheren Jahren: {n}; ihre neuen "
            "Gebiete bleiben in diesen Jahren ohne Werte."
        )
        if silent.all():
            message = _(
                "Kein alter Schlüssel der Gebietsänderungen hat Werte aus früheren Jahren; umgerechnet "
                "wird nichts."
            )
        found.append(
            Finding(
                "territory_unknown_old", "note", message, (("n", len(ids)),), ids,
                lines_of(table[silent]), territory.file,
            )
        )  # fmt: skip
    return silent


def _figures_before(
    table: pd.DataFrame,
    territory: Territory,
    figures: pd.DataFrame,
    _known: Any,
    found: list[Finding],
) -> bool:
    """A new key with figures of its own before the change: does its old ground belong to it?"""
    first = figures.groupby("area_id")["year"].min()
    before = table["new"].map(first).fillna(np.inf) < table["year"]
    listed = pd.MultiIndex.from_frame(table[["old", "year"]])
    bad = before & ~pd.MultiIndex.from_frame(table[["new", "year"]]).isin(listed)
    key = table["new"][bad].iloc[0] if bad.any() else ""
    message = _(
        "Neue Schlüssel haben schon vor ihrer Gebietsänderung Werte (etwa {key}). Gehört ihr altes "
        "Gebiet dazu, so nennen Sie auch die Zeile {key} → {key}; sind die Werte schon umgerechnet, so "
        "lassen Sie die Zeile weg."
    )
    return _stop(table[bad], territory, "territory_figures_before", message, found, key=key)


def _with_shares(table: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Shares that sum to exactly 1; those that nobody gave follow from the inhabitants."""
    table = table.astype({"year": int})
    total = table["share"].groupby([table["old"], table["year"]]).transform("sum")
    given = table[table["share"].notna()]
    parts = [given.assign(share=given["share"] / total[given.index])[list(CHANGES)]]
    people = figures[figures["indicator"] == "population"].sort_values("year")
    for year, pairs in table[table["share"].isna()].groupby("year"):
        after = people[people["year"] >= year].groupby("area_id")["value"].first()
        parts.append(by_inhabitants(pairs[["old", "new", "year"]], after))
    return pd.concat(parts, ignore_index=True)
