"""The figures of all towns as their profiles show them, and as they are compared.

What a profile holds is described in :mod:`ankunft.profiles.catalogue`, where a figure lies in a
distribution in :mod:`ankunft.profiles.placement`; both can be had from here.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ankunft.base.errors import ParameterError
from ankunft.base.town_groups import size_class
from ankunft.edition import Edition
from ankunft.edition.figures import figures, without_small_numbers
from ankunft.edition.indicators import Indicator
from ankunft.profiles.catalogue import Block, Entry, blocks, county_years, entries, entry
from ankunft.profiles.missing import Why, why_missing_codes, words
from ankunft.profiles.placement import Group, Placement, place_in, reference_group
from ankunft.typology import default_parameters

__all__ = [
    "Block",
    "Entry",
    "Group",
    "Placement",
    "blocks",
    "county_years",
    "entries",
    "entry",
    "place_in",
    "profile_frame",
    "reference_group",
    "transformed",
    "why_missing",
]

ABOUT = (
    "ags", "name", "state", "county", "independent", "size_class", "urbanisation", "population_2022",
)  # fmt: skip
COUNTS = ("population_2011", "dwellings_2022")


def profile_frame(edition: Edition) -> pd.DataFrame:
    """The figures of all municipalities that have any; index: ags (the column is there, too).

    Columns: ags, name, state, county, independent (it is the only municipality of its Kreis, whose
    figures are its own), size_class, urbanisation, population_2022; the counts that shares refer to
    (population_2011, dwellings_2022, county_population); one column per entry in its published
    unit, series with the figure of the Kreis. Shares and means that rest on fewer people than
    `min_n` of the default classification, or on few dwellings, are missing; :func:`why_missing`
    says so.
    """
    towns = figures(edition, "municipality")
    towns = without_small_numbers(towns[towns["has_figures"]], "municipality", _least())
    of_county = _county_table(edition)
    columns = {name: towns[name] for name in (*ABOUT, *COUNTS) if name in towns}
    columns["independent"] = ~towns["county"].duplicated(keep=False)
    columns["size_class"] = size_class(towns["population_2022"])
    people = towns["population_2022"].groupby(towns["county"])
    columns["county_population"] = people.transform("sum")
    for known in entries():
        if isinstance(known.figure, Indicator):
            columns[known.id] = towns[known.figure.column]
        else:
            columns[known.id] = towns["county"].map(of_county[known.id])
    frame = pd.DataFrame(columns).set_axis(towns["ags"].to_numpy(), axis=0)
    return frame[[*ABOUT, *(name for name in frame if name not in ABOUT)]]


def why_missing(towns: pd.DataFrame, ags: str, known: Entry, lang: str) -> str:
    """Why the profile of this town lacks this figure, in a few words; `towns` are the municipalities
    of :func:`ankunft.edition.figures.figures`.

    Raises
    ------
    ParameterError
        If the edition has no figures of the town.
    """
    towns = towns[towns["has_figures"] & (towns["ags"] == ags)]
    if towns.empty:
        raise ParameterError(f"Für „{ags}“ hat diese Ausgabe keine Werte.")
    if not isinstance(known.figure, Indicator):
        return words(Why.NOT_OF_COUNTY, lang)
    shown = without_small_numbers(towns, "municipality", _least())[known.figure.column]
    return words(int(why_missing_codes(towns, shown, known)[0]), lang)


def transformed(frame: pd.DataFrame, known: Entry) -> pd.Series:
    """The column of an entry as it is compared between towns; missing stays missing.

    "log": ln(x + start), missing where that is not positive. "logit": ln(p / (1 − p)) with
    p = (x + ½) / (N + 1) and x = share · N (empirical logit, Cox 1970), so that 0 and 100 % stay
    finite; shares outside of 0 to 100 count as their bound. "none": x.
    """
    values = frame[known.id].astype(float)
    if known.transform == "none":
        return values
    if known.transform == "log":
        started = (values + known.start).where(values + known.start > 0)
        return pd.Series(np.log(started.to_numpy()), index=values.index, name=known.id)
    from scipy.special import logit

    n = frame[known.count].astype(float)
    p = (values.clip(0, 100) / 100 * n + 0.5) / (n + 1)
    return pd.Series(logit(p.to_numpy()), index=values.index, name=known.id)


def _least() -> float:
    return default_parameters("municipality").min_n


def _county_table(edition: Edition) -> pd.DataFrame:
    """One row per Kreis, one column per series of the catalogue, each of its year."""
    years = county_years(edition)
    series = edition.county_series
    table = {
        known.id: _of_year(series, known.id, years[known.id]) if known.id in years else np.nan
        for known in entries()
        if known.level == "county"
    }
    return pd.DataFrame(table, index=pd.Index(series["county"].unique(), name="county"))


def _of_year(series: pd.DataFrame, name: str, year: int) -> pd.Series:
    rows = series[(series["indicator"] == name) & (series["year"] == year)]
    return rows.set_index("county")["value"]
