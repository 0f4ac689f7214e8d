"""Whether and when a response was sent off: from submitdate, else from the page it has reached."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ankunft.intake.areas.findings import Finding
from ankunft.intake.areas.findings import mark as _
from ankunft.intake.survey.words import NO_VALUE, is_missing

NO_DATE = pd.Timestamp("1980-01-01")
"""LimeSurvey's date of submission where the survey keeps no dates."""
NEVER = NO_VALUE | {"0", "0000-00-00", "0000-00-00 00:00:00"}
_FORMS = (
    "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y",
    "%d.%m.%y %H:%M:%S", "%d.%m.%y %H:%M", "%d.%m.%y",
)  # fmt: skip
_SERIAL = re.compile(r"[2-6]\d{4}(?:[.,]\d+)?", re.ASCII)
"""Days since the end of 1899, as a spreadsheet keeps dates; five digits are 1954 to 2091."""
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(.*)", re.ASCII)


@dataclass(frozen=True, eq=False)
class Completion:
    """Which responses are `complete`, and whether that is only `assumed`."""

    complete: NDArray[np.bool_]
    assumed: bool = False
    found: list[Finding] = field(default_factory=list)


def completion(
    submitted: pd.Series | None, last_page: pd.Series, pages: int, lines: pd.Series, name: str
) -> Completion:
    """Which responses were sent off.

    `submitted` are the texts of submitdate or None, `last_page` numbers (NaN if unknown), `pages`
    the number of the questionnaire's pages, 0 if that is not known.
    """
    if submitted is not None:
        complete = ~is_missing(submitted, NEVER)
        unread = complete & dates(submitted).isna().to_numpy(bool)
        return Completion(complete, found=_unread_dates(lines[unread], name))
    highest = float(last_page.max())
    if np.isnan(highest):
        message = _("Die Spalte submitdate fehlt: Alle Antworten gelten als abgeschlossen.")
        found = Finding("no_submitdate", "note", message, file=name)
        return Completion(np.ones(len(last_page), dtype=bool), True, [found])
    # a number above that of the pages counts something else
    page = float(pages) if 0 < highest <= pages else highest
    message = _(
        "Die Spalte submitdate fehlt: Als abgeschlossen gilt, wer die letzte Seite erreicht hat "
        "(Seite {page})."
    )
    found = Finding("no_submitdate", "note", message, (("page", page),), file=name)
    return Completion((last_page >= page).to_numpy(bool), found=[found])


def dates(texts: pd.Series) -> pd.Series:
    """Dates as LimeSurvey or a spreadsheet writes them; NaT where there is none."""
    # the unit is fixed, so that columns of different files can be compared and concatenated
    plain = _from_serials(texts.str.strip())
    plain = _from_slashes(plain)
    read = pd.to_datetime(plain, format="ISO8601", errors="coerce").astype("datetime64[s]")
    for form in _FORMS:
        read = read.fillna(
            pd.to_datetime(plain, format=form, errors="coerce").astype("datetime64[s]")
        )
    return read


def _from_serials(texts: pd.Series) -> pd.Series:
    rows = texts.str.fullmatch(_SERIAL).to_numpy(bool)
    if not rows.any():
        return texts
    days = texts[rows].str.replace(",", ".").astype("float64")
    found = pd.Timestamp("1899-12-30") + pd.to_timedelta((days * 86_400).round(), unit="s")
    return texts.mask(rows, found.dt.strftime("%Y-%m-%d %H:%M:%S").reindex(texts.index))


def _from_slashes(texts: pd.Series) -> pd.Series:
    """3/14/2025 or 14/3/2025: the whole column tells which is the month, else nothing is read."""
    parts = texts.str.extract(_SLASHED)
    rows = parts[0].notna().to_numpy(bool)
    if not rows.any():
        return texts
    first, second = (parts[k][rows].astype("int64") for k in (0, 1))
    if (first > 12).any() == (second > 12).any():
        return texts
    day, month = (first, second) if (first > 12).any() else (second, first)
    years, times = parts[2][rows], parts[3][rows]
    iso = years + "-" + month.map("{:02}".format) + "-" + day.map("{:02}".format)
    clock = pd.to_datetime("2000-01-01" + times, errors="coerce", format="mixed")
    iso = iso + clock.dt.strftime(" %H:%M:%S").fillna("")
    return texts.mask(rows, iso.reindex(texts.index))


def _unread_dates(lines: pd.Series, name: str) -> list[Finding]:
    if not len(lines):
        return []
    message = _("Das Datum der Antwort ist nicht lesbar; sie gilt als abgeschlossen: {n}.")
    params = (("n", len(lines)),)
    where = tuple(int(line) for line in lines)
    return [Finding("unread_date", "note", message, params, (), where, name)]
