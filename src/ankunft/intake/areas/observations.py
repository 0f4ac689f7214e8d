"""Figures as texts -> numbers that can be true, and what was found on the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from ankunft.intake.areas import plausible
from ankunft.intake.areas.archive import LIMITS
from ankunft.intake.areas.figures import read_numbers
from ankunft.intake.areas.findings import Finding, Options, lines_of, shorten
from ankunft.intake.areas.findings import mark as _
from ankunft.intake.areas.names import bare_key
from ankunft.intake.areas.numbers import year_of
from ankunft.intake.areas.raw import RawCity

KEY = ["area_id", "year", "indicator"]


@dataclass(frozen=True, eq=False)
class Figures:
    """Figures as numbers that can be true.

    Attributes
    ----------
    rows
        area_id, year (int16), indicator, value (float64), line, file. Keys without an area are still
        there where they may be old ones of areas (see :func:`_maybe_old`).
    strays
        The rows of other keys without an area, as read.
    total
        How many rows with a value there were before.
    findings
        What led here.
    """

    rows: pd.DataFrame
    strays: pd.DataFrame
    total: int
    findings: list[Finding]


def read_figures(
    raw: RawCity, ids: Iterable[str], left_out: Iterable[str], options: Options
) -> Figures:
    """The figures as they would be after all repairs.

    `ids` are the areas there are, `left_out` those that were there and whose figures go with them.
    """
    found: list[Finding] = []
    if len(raw.observations) > LIMITS.observations:
        message = _("Das sind {n} Werte; möglich sind {most}.")
        params = (("n", len(raw.observations)), ("most", LIMITS.observations))
        too_many = Finding("too_many_figures", "stop", message, params)
        return Figures(_empty(), raw.observations.iloc[:0], 0, [too_many])
    rows = raw.observations
    rows = rows[~rows["value"].isin(raw.missing | {""})]
    known = sorted(set(ids))
    rows = rows[~rows["area_id"].isin(set(left_out) - set(known))]
    rows = _restore_zeros(rows, known, found)
    total = len(rows)
    stray = ~rows["area_id"].isin([*known, *_maybe_old(rows, known, raw)])
    if not known:
        stray &= False
    strays, rows = rows[stray], rows[~stray]
    rows = _read_years(rows, found)
    rows = read_numbers(rows, raw, options, found)
    rows = plausible.not_negative(rows, found)
    rows = plausible.unique(rows, found)
    rows = plausible.foreign_within_population(rows, found)
    return Figures(rows, strays, total, found)


def check_figures(
    raw: RawCity, read: Figures, rows: pd.DataFrame, ids: Iterable[str]
) -> tuple[pd.DataFrame, list[Finding]]:
    """The figures of the areas, sorted, and what they lack; `rows` are those of `read` with settled
    boundaries.

    Columns: area_id, year (int16), indicator, value (float64).
    """
    found: list[Finding] = []
    if any(finding.code == "too_many_figures" for finding in read.findings):
        return rows[[*KEY, "value"]], found
    known = sorted(set(ids))
    rows = _leave_out_unknown(rows, read, known, found)
    plausible.require_indicators(rows, raw, found)
    plausible.note_gaps(rows, known, found)
    result = rows.sort_values(KEY, ignore_index=True)
    result = result.astype({"area_id": "str", "year": "int16", "indicator": "str"})
    return result[[*KEY, "value"]], found


def _maybe_old(rows: pd.DataFrame, known: list[str], raw: RawCity) -> list[str]:
    """Keys without an area whose figures may be those of areas under an old key: what the town's own
    table of changed boundaries names, and keys that end before the last year with inhabitants."""
    stray = rows[~rows["area_id"].isin(known) & (rows["area_id"] != "")]
    if stray.empty or not known or not rows["area_id"].isin(known).any():
        return []
    named = set(raw.territory.rows["old_key"]) if raw.territory else set()
    people = rows[rows["indicator"] == "population"]
    years = people["year"].map({text: year_of(text) for text in people["year"].unique()})
    last = years.groupby(people["area_id"]).max()
    ended = last[last < years.max()].index if len(years) else last.index
    return sorted({str(key) for key in stray["area_id"].unique()} & (named | set(ended)))


def _empty() -> pd.DataFrame:
    columns = {"area_id": "str", "year": "int16", "indicator": "str", "value": "float64"}
    columns |= {"line": "int64", "file": "str"}
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in columns.items()})


def _restore_zeros(rows: pd.DataFrame, known: list[str], found: list[Finding]) -> pd.DataFrame:
    """ "4" or "4.0" for "04", or the reverse: a program took the keys for numbers."""
    exact = set(known)
    used = set(rows["area_id"].unique())
    bare = {bare_key(key): key for key in known if key.isdigit()}
    same = {
        key: bare[bare_key(key)] for key in sorted(used - exact)
        # a key that the table has as it is belongs to nobody else
        if bare.get(bare_key(key), key) not in used
    }  # fmt: skip
    if not same or len(set(same.values())) < len(same) or len(bare) < len(known):
        return rows
    decimals = [key for key in same if not key.isdigit()]
    key = next(iter(decimals or same))
    found.append(
        Finding(
            "leading_zeros", "repair",
            _("Schlüssel sind als Zahlen mit Nachkommastelle geschrieben, etwa „{key}“ statt „{right}“.")
            if decimals else
            _("Führende Nullen der Schlüssel sind verschieden, etwa „{key}“ statt „{right}“."),
            (("key", key), ("right", same[key])), tuple(same),
            repair=_("Schlüssel ohne Nachkommastelle und führende Nullen vergleichen")
            if decimals else _("Schlüssel ohne führende Nullen vergleichen"),
            done=_("Schlüssel ohne führende Nullen verglichen, etwa „{key}“ mit „{right}“"),
        )
    )  # fmt: skip
    return rows.assign(area_id=rows["area_id"].replace(same))


def _leave_out_unknown(
    rows: pd.DataFrame, read: Figures, known: list[str], found: list[Finding]
) -> pd.DataFrame:
    """Without the keys that no area has."""
    unknown = ~rows["area_id"].isin(known)
    if not known:
        return rows[~unknown]
    strays = pd.concat([read.strays, rows[unknown]])
    if strays.empty:
        return rows
    shown = tuple(key or "(leer)" for key in sorted(strays["area_id"].unique()))
    if len(strays) == read.total:
        message = _(
            "Kein Schlüssel der Tabelle passt zu den Gebieten: dort {table}, hier {areas}. "
            "Ordnen Sie die Spalten von Hand zu."
        )
        params = (("table", shorten(shown, 3)), ("areas", shorten(known, 3)))
        found.append(Finding("id_without_polygon", "stop", message, params, shown))
        return rows[~unknown]
    for file, part in plausible.by_file(strays):
        ids = sorted(part["area_id"].unique())
        found.append(
            Finding(
                "id_without_polygon", "repair",
                _("Schlüssel der Tabelle ohne Gebiet: {n}, mit {rows} von {total} Werten."),
                (("n", len(ids)), ("rows", len(part)), ("total", read.total)),
                tuple(key or "(leer)" for key in ids), lines_of(part), file,
                repair=_("Werte ohne Gebiet weglassen"),
                done=_("Werte ohne Gebiet weggelassen, {rows} von {total}, Schlüssel"),
            )
        )  # fmt: skip
    return rows[~unknown]


def _read_years(rows: pd.DataFrame, found: list[Finding]) -> pd.DataFrame:
    years = {text: year_of(text) for text in rows["year"].unique()}
    unread = rows["year"].map({text: year is None for text, year in years.items()}).astype(bool)
    for file, part in plausible.by_file(rows[unread]):
        texts = shorten((f"„{text[:30]}“" for text in part["year"].unique()), 5)
        message = _("Das Jahr ist nicht lesbar: {texts}; erwartet wird etwa 2011 oder 31.12.2011.")
        found.append(
            Finding(
                "year_unreadable", "stop", message, (("texts", texts),), (), lines_of(part), file
            )
        )
    rows = rows[~unread]
    return rows.assign(year=rows["year"].map(years).astype("int16"))
