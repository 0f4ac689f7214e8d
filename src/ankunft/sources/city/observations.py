"""Figures as texts -> numbers that can be true, and what was found on the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ankunft.sources.city import plausible
from ankunft.sources.city.archive import LIMITS
from ankunft.sources.city.findings import Finding, Options, Param, lines_of, shorten
from ankunft.sources.city.findings import mark as _
from ankunft.sources.city.names import describe
from ankunft.sources.city.numbers import Style, parse, shape_of, style_of, year_of
from ankunft.sources.city.raw import RawCity

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
    rows = _read_numbers(rows, raw, options, found)
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
    """ "4" for "04", or the reverse: a program took the keys for numbers."""
    exact = set(known)
    used = set(rows["area_id"].unique())
    bare = {key.lstrip("0"): key for key in known if key.isdigit()}
    same = {
        key: bare[key.lstrip("0")] for key in sorted(used - exact)
        # a key that the table has as it is belongs to nobody else
        if key.isdigit() and bare.get(key.lstrip("0"), key) not in used
    }  # fmt: skip
    if not same or len(set(same.values())) < len(same) or len(bare) < len(known):
        return rows
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


def _read_numbers(
    rows: pd.DataFrame, raw: RawCity, options: Options, found: list[Finding]
) -> pd.DataFrame:
    parts = []
    for indicator, part in rows.groupby("indicator", sort=True):
        texts = list(part["value"].unique())
        style = _style(texts, str(indicator), raw, options)
        numbers = {text: parse(text, style) for text in texts}
        parts.append(part.assign(value=part["value"].map(numbers).astype("float64")))
        # what the description declares needs no question
        if options.decimal or not raw.decimal:
            found.extend(_about_style(part, str(indicator), style, numbers))
    if not parts:
        return rows.assign(value=np.nan)
    read = pd.concat(parts)
    unread = read["value"].isna()
    for file, part in plausible.by_file(rows.loc[read.index[unread]]):
        marks = shorten((f"„{text[:20]}“" for text in part["value"].unique()), 5)
        found.append(
            Finding(
                "not_a_number", "repair",
                _("Keine Zahlen ({marks}) bei {n} von {total} Werten."),
                (("n", len(part)), ("total", len(read)), ("marks", marks)),
                tuple(sorted(part["area_id"].unique())), lines_of(part), file,
                repair=_("Als fehlend behandeln"),
                done=_("Keine Zahl ({marks}), als fehlend behandelt: {n} von {total} Werten"),
            )
        )  # fmt: skip
    return read[~unread]


def _style(texts: list[str], indicator: str, raw: RawCity, options: Options) -> Style:
    decimal = options.decimal or raw.decimal
    if decimal:
        other = "." if decimal == "," else ","
        return Style(decimal, other if options.decimal else raw.group)
    return style_of(texts, describe(indicator, "de")[1])


def _about_style(
    part: pd.DataFrame, indicator: str, style: Style, numbers: dict[str, float | None]
) -> list[Finding]:
    """Findings about decimal signs and thousands."""
    label: tuple[tuple[str, Param], ...] = (("indicator", (indicator,)),)
    if style.contradicting:
        bad = part[part["value"].isin(style.contradicting)]
        message = _(
            "{indicator}: Dezimalzeichen und Tausenderpunkte widersprechen sich ({texts}). "
            "Geben Sie das Dezimalzeichen an."
        )
        texts = (("texts", shorten((f"„{text}“" for text in style.contradicting), 5)),)
        return [
            Finding("decimal_sign", "stop", message, label + texts, (), lines_of(rows), file)
            for file, rows in plausible.by_file(bad)
        ]
    odd = [t for t in numbers if shape_of(t) not in ("plain", "") and numbers[t] is not None]
    if style.is_standard:
        return _about_fractions(part, indicator, odd)
    findings = []
    for file, rows in plausible.by_file(part[part["value"].isin(odd)]):
        example = str(rows["value"].iloc[0])
        value = numbers[example] or 0.0
        # a whole number without grouping: „2.269“ read as 2.269 would say nothing
        number: Param = str(int(value)) if value.is_integer() else value
        params: tuple[tuple[str, Param], ...] = (("text", example), ("number", number))
        findings.append(
            Finding(
                "decimal_sign", "repair",
                _("{indicator}: Zahlen sind nicht mit Dezimalpunkt geschrieben, etwa „{text}“; das betrifft {n} von {total} Werten."),
                (*label, ("n", len(rows)), ("total", len(part)), *params),
                (), lines_of(rows), file,
                repair=_("„{text}“ als {number} lesen"),
                done=_("{indicator}: „{text}“ als {number} gelesen, und so {n} von {total} Werten"),
            )
        )  # fmt: skip
    return findings


def _about_fractions(part: pd.DataFrame, indicator: str, odd: list[str]) -> list[Finding]:
    if describe(indicator, "de")[1] != "count":
        return []
    message = _(
        "{indicator}: keine ganzen Zahlen, obwohl es Personen sind, bei {n} von {total} Werten."
    )
    return [
        Finding(
            "fractions", "note", message, (("indicator", (indicator,)), ("n", len(rows)), ("total", len(part))),
            tuple(sorted(rows["area_id"].unique())), lines_of(rows), file,
        )
        for file, rows in plausible.by_file(part[part["value"].isin(odd)])
    ]  # fmt: skip
