"""The layer of municipalities: register, census tables and what the grid cells add up to."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from ankunft.base.reasons import REASON_SUFFIX, Reason
from ankunft.base.town_groups import part_of_country, size_class
from ankunft.build.apportion import share_people
from ankunft.typology import default_parameters
from ankunft.typology.centre import CENTRE_FROM, VALUES, centres

REGISTER_COLUMNS = {
    **{name: name for name in ("name", "full_name", "designation", "area_km2", "postcode")},
    "population_register": "population_register_2021",
    **{name: name for name in ("lon", "lat", "urbanisation")},
}
"""Column of the register and the one it becomes."""

CENSUS_COLUMNS = {
    "dwellings": "dwellings_2022",
    "vacancy": "vacancy_2022",
    "owner_share": "owner_share_2022",
    "rent": "rent_2022",
}

"""The same for the regional table on dwellings."""

SUMS = ("population_2011", "foreign_2011", "share_foreign_2011", "mean_age_2011")
FROM_CELLS = (SUMS[0], "population_known_2011", *SUMS[1:], *(n + REASON_SUFFIX for n in SUMS))
"""What the 1 km cells of 2011 add up to, see :func:`from_cells`."""

ORIGIN = ("eu_2011_min", "non_eu_2011_min")
"""What the 100 m cells of 2011 add up to, see :func:`origin_from_cells`."""


def from_cells(cells: pd.DataFrame, shares: pd.DataFrame, count: int) -> pd.DataFrame:
    """What the 1 km cells of 2011 add up to in each area.

    Parameters
    ----------
    cells
        population, share_foreign (percent), mean_age (years); NaN where missing.
    shares
        See :func:`ankunft.build.apportion.cell_shares`.
    count
        Number of areas.

    Returns
    -------
    pandas.DataFrame
        One row per area: population_2011 (missing where no inhabited cell lies in the area),
        population_known_2011 (inhabitants of the cells with a share), foreign_2011 (estimated from
        the shares), share_foreign_2011 (percent), mean_age_2011 (years), each but
        population_known_2011 with its reason column.
    """
    people = cells["population"].fillna(0).to_numpy(np.int64)
    given = share_people(people, shares)
    area, position = shares["area"].to_numpy(), shares["position"].to_numpy()

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(area, weights=values, minlength=count)

    def mean(name: str) -> tuple[np.ndarray, np.ndarray]:
        value = cells[name].to_numpy()[position]
        known = np.where(np.isnan(value), 0, given)
        weight = total(known)
        with np.errstate(invalid="ignore"):
            return total(np.nan_to_num(value) * known) / weight, weight

    population = total(given)
    share, known = mean("share_foreign")
    age, _ = mean("mean_age")
    reason = np.where(population > 0, Reason.SUPPRESSED, Reason.NO_CELLS)
    result = pd.DataFrame(
        {
            "population_2011": np.where(population > 0, population, np.nan),
            "population_known_2011": known,
            "foreign_2011": share * known / 100,
            "share_foreign_2011": share,
            "mean_age_2011": age,
        }
    )
    for name in SUMS:
        missing = result[name].isna()
        result[name + REASON_SUFFIX] = np.where(missing, reason, Reason.PRESENT).astype(np.uint8)
    return result


def origin_from_cells(origin: pd.DataFrame, area: np.ndarray, count: int) -> pd.DataFrame:
    """EU and non-EU nationals of 2011 per area: the sums of cells with at least 3 of them.

    A lower bound: smaller counts are secret. Columns: eu_2011_min, non_eu_2011_min (persons; 0
    means that no 100 m cell holds three or more, see the catalogue of indicators).
    """
    inside = area >= 0
    return pd.DataFrame(
        {
            f"{group}_2011_min": np.bincount(
                area[inside],
                weights=np.nan_to_num(origin[group].to_numpy(float)[inside]),
                minlength=count,
            )
            for group in ("eu", "non_eu")
        }
    )


def municipality_table(
    outlines: gpd.GeoDataFrame,
    register: pd.DataFrame,
    counties: pd.DataFrame,
    states: pd.DataFrame,
    demography: pd.DataFrame,
    dwellings: pd.DataFrame,
    cell_sums: pd.DataFrame,
) -> gpd.GeoDataFrame:
    """Join everything that is known of a municipality, one row per outline, sorted by AGS.

    `outlines` (ags, geometry) and `cell_sums` have the same order. Areas without a row in
    `demography` are the unincorporated ones: they keep name and outline and have no figures.
    """
    table = outlines[["ags", "ars", "geometry"]].reset_index(drop=True)
    # on the AGS, not the ARS: five municipalities changed their association since the register
    columns = register[["ags", *REGISTER_COLUMNS]].rename(columns=REGISTER_COLUMNS)
    table = table.merge(columns, on="ags", how="left", validate="1:1")
    table["county"], table["state"] = table["ags"].str[:5], table["ags"].str[:2]
    table["county_name"] = table["county"].map(counties.set_index("county")["name"])
    table["state_name"] = table["state"].map(states.set_index("state")["name"])
    table["part"] = part_of_country(table["state"])
    table["has_figures"] = table["ags"].isin(demography["ags"])
    table = table.join(_census(table["ags"], demography, dwellings)).join(cell_sums)
    table["change"] = table["share_foreign_2022"] - table["share_foreign_2011"]
    table["change" + REASON_SUFFIX] = table[
        ["share_foreign_2011_reason", "share_foreign_2022_reason"]
    ].max(axis=1)
    table["size_class"] = size_class(table["population_2022"])
    return _without_figures(table)


def _census(ags: pd.Series, demography: pd.DataFrame, dwellings: pd.DataFrame) -> pd.DataFrame:
    """The columns of the census tables of 2022 in the order of `ags`, with reasons."""
    people = demography.set_index("ags").reindex(ags)
    homes = dwellings.set_index("ags").reindex(ags)
    result = pd.DataFrame(
        {
            "population_2022": people["population"],
            "foreign_2022": people["foreigners"],
            "share_foreign_2022": people["foreigners"] / people["population"] * 100,
            "population_known_2022": people["population"].where(people["foreigners"].notna()),
        }
    )
    for source, names in (
        ("population", ["population_2022"]),
        ("foreigners", ["foreign_2022", "share_foreign_2022"]),
    ):
        reason = people[source + REASON_SUFFIX].fillna(Reason.NOT_PUBLISHED)
        for name in names:
            result[name + REASON_SUFFIX] = reason.astype(np.uint8)
    for source, name in CENSUS_COLUMNS.items():
        result[name] = homes[source]
        reason = homes[source + REASON_SUFFIX].fillna(Reason.NOT_PUBLISHED)
        result[name + REASON_SUFFIX] = reason.astype(np.uint8)
    return result.reset_index(drop=True)


def _without_figures(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Unincorporated areas hold no figure at all, not even a zero."""
    empty = ~table["has_figures"]
    figures = [c for c in table.columns if c + REASON_SUFFIX in table.columns]
    plain = ["population_known_2011", *ORIGIN, "population_register_2021"]
    for name in figures + plain:
        table.loc[empty, name] = np.nan
    for name in figures:
        table.loc[empty, name + REASON_SUFFIX] = Reason.NOT_PUBLISHED
    return table


def with_centres(table: gpd.GeoDataFrame, cells: pd.DataFrame) -> gpd.GeoDataFrame:
    """The table with the centres of 2011, measured in both years (:mod:`ankunft.typology.centre`).

    Columns: centre_cell (Int64 key of a 1 km cell), and for 2011 and 2022 each centre_population
    (persons), centre_share, rest_share (percent) and centre_ratio. They carry no reason: all are
    missing below :data:`CENTRE_FROM` inhabitants of 2022, those of a year where the edition's 1 km
    cells do not cover the town in that year, a share that would rest on too few inhabitants
    (those that classes of cells ask for), the ratio where no foreign national is known to live
    outside the centre.
    """
    large = table["population_2022"] >= CENTRE_FROM
    keys = table["ags"].where(large)
    least = default_parameters("cell").min_n
    found = {y: centres(cells, year=y, least=least).reindex(keys) for y in (2011, 2022)}
    columns = {"centre_cell": found[2011]["centre_cell"].array}
    for year, frame in found.items():
        columns |= {f"{name}_{year}": frame[name].to_numpy() for name in VALUES}
    return table.assign(**columns)
