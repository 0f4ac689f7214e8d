"""What cells add up to, and what counties and states make of it; all reckoned by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from ankunft.base.grid import CRS
from ankunft.base.reasons import Reason
from ankunft.build.aggregates import aggregate
from ankunft.build.cells import COLUMNS_2011, GRIDS_2022, cell_table
from ankunft.build.municipalities import (
    CENTRE_FROM,
    from_cells,
    origin_from_cells,
    with_centres,
)
from ankunft.build.series import offered, plausible

nan = np.nan


def sums_of(cells: list[tuple[float, float, float]], shares: list[tuple[int, int, int]], count=3):
    """`cells`: inhabitants, share, age; `shares`: cell, area, parts."""
    return from_cells(
        pd.DataFrame(cells, columns=["population", "share_foreign", "mean_age"]),
        pd.DataFrame(shares, columns=["position", "area", "parts"]),
        count,
    )


def test_shares_and_ages_are_weighted_with_the_people_of_each_part():
    sums = sums_of([(100, 10, 40), (300, 50, 20)], [(0, 0, 16), (1, 0, 4), (1, 1, 12)], 2)
    # of the second cell 75 people live in area 0 and 225 in area 1
    assert sums["population_2011"].to_list() == [175, 225]
    assert sums["foreign_2011"].to_list() == pytest.approx([10 + 37.5, 112.5])
    assert sums["share_foreign_2011"].to_list() == pytest.approx([47.5 / 175 * 100, 50])
    assert sums["mean_age_2011"].to_list() == pytest.approx([(100 * 40 + 75 * 20) / 175, 20])


def test_people_without_a_share_count_as_people_only():
    sums = sums_of([(100, 10, nan), (300, nan, 20)], [(0, 0, 16), (1, 0, 16)], 1)
    row = sums.iloc[0]
    assert row[["population_2011", "population_known_2011", "foreign_2011"]].to_list() == [
        400,
        100,
        10,
    ]
    assert row["share_foreign_2011"] == 10
    assert row["mean_age_2011"] == 20


def test_missing_is_missing_and_never_nil():
    sums = sums_of([(100, nan, nan)], [(0, 1, 16)])
    figures = ["foreign_2011", "share_foreign_2011", "mean_age_2011"]
    assert sums[figures].isna().all(axis=None)
    assert sums["population_2011"].fillna(-1).to_list() == [-1, 100, -1]
    for name in figures:
        assert sums[name + "_reason"].to_list() == [
            Reason.NO_CELLS,
            Reason.SUPPRESSED,
            Reason.NO_CELLS,
        ]
    assert sums["population_2011_reason"].to_list() == [Reason.NO_CELLS, 0, Reason.NO_CELLS]


def test_a_share_of_nil_is_a_figure():
    sums = sums_of([(100, 0, 40)], [(0, 0, 16)], 1)
    assert sums.loc[
        0, ["foreign_2011", "share_foreign_2011", "share_foreign_2011_reason"]
    ].to_list() == [
        0,
        0,
        Reason.PRESENT,
    ]


def test_origin_sums_what_is_known():
    origin = pd.DataFrame({"eu": [5, nan, 3, 9], "non_eu": [nan, 4, 3, 9]})
    sums = origin_from_cells(origin, np.array([0, 0, 2, -1]), 3)
    assert sums["eu_2011_min"].to_list() == [5, 0, 3]
    assert sums["non_eu_2011_min"].to_list() == [4, 0, 3]


def towns() -> gpd.GeoDataFrame:
    """Two counties: 01001 of three towns, 01002 of one without any figure."""
    table = {
        "county": ["01001", "01001", "01001", "01002"],
        "area_km2": [1.0, 2, 4, 8],
        "population_2011": [1000, 2000, nan, nan],
        "population_known_2011": [800, 2000, 0, nan],
        "foreign_2011": [80, 100, nan, nan],
        "population_2022": [1100, 2100, 300, nan],
        "population_known_2022": [1100, nan, 300, nan],
        "foreign_2022": [220, nan, 30, nan],
        "population_register_2021": [1090.0, 2090, 290, nan],
        "eu_2011_min": [5.0, 6, 0, nan],
        "non_eu_2011_min": [7.0, 8, 0, nan],
        "dwellings_2022": [500, 1000, nan, nan],
        "mean_age_2011": [40, 46, nan, nan],
        "vacancy_2022": [2, nan, 9, nan],
        "owner_share_2022": [30, 60, 90, nan],
    }
    squares = [box(4.3e6 + x, 2.7e6, 4.3e6 + x + 1000, 2.701e6) for x in (0, 1000, 2000, 5000)]
    return gpd.GeoDataFrame(table, geometry=squares, crs=CRS)


@pytest.fixture(scope="module")
def counties():
    names = pd.DataFrame({"county": ["01002", "01001"], "name": ["Leer", "Voll"]})
    return aggregate(towns(), "county", names).set_index("county")


def test_sums_and_shares(counties):
    row = counties.loc["01001"]
    assert row["name"] == "Voll"
    assert row[["area_km2", "population_2011", "population_2022"]].to_list() == [7, 3000, 3500]
    assert row["share_foreign_2011"] == pytest.approx(180 / 2800 * 100)
    assert row["share_foreign_2022"] == pytest.approx(250 / 1400 * 100)
    assert row["change"] == pytest.approx(250 / 14 - 180 / 28)


def test_weighted_means_leave_out_towns_without_the_figure_or_its_weight(counties):
    row = counties.loc["01001"]
    assert row["mean_age_2011"] == pytest.approx((1000 * 40 + 2000 * 46) / 3000)
    assert row["vacancy_2022"] == 2, "one has no figure, the other no dwellings"
    assert row["owner_share_2022"] == pytest.approx((500 * 30 + 1000 * 60) / 1500)


def test_a_county_without_figures_has_none(counties):
    row = counties.loc["01002"]
    names = ["population_2011", "share_foreign_2011", "population_2022", "share_foreign_2022"]
    names += ["foreign_2011", "change", "dwellings_2022", "mean_age_2011", "vacancy_2022"]
    assert row[names].isna().all()
    assert (row[[f"{name}_reason" for name in names]] == Reason.NOT_PUBLISHED).all()
    assert row["area_km2"] == 8


def test_the_label_stands_inside_the_county(counties):
    from shapely import Point

    points = gpd.GeoSeries(
        [Point(xy) for xy in zip(counties["lon"], counties["lat"], strict=True)],
        index=counties.index,
        crs="EPSG:4326",
    ).to_crs(CRS)
    assert counties.geometry.contains(points).all()


def grid_2022(**values: float) -> pd.DataFrame:
    keys = [int(key.removeprefix("c")) for key in values]
    frame = pd.DataFrame({"cell": keys, "value": list(values.values())})
    frame["value_reason"] = np.where(frame["value"].isna(), Reason.SUPPRESSED, 0).astype(np.uint8)
    return frame


def test_cells_take_2022_by_key_and_keep_their_reasons():
    cells = pd.DataFrame({"cell": [300_002, 300_001, 300_003]})
    for source in COLUMNS_2011:
        cells[source] = [1.0, 2, nan]
        cells[source + "_reason"] = np.array([0, 0, Reason.UNINHABITED], dtype=np.uint8)
    grids = dict.fromkeys(GRIDS_2022, grid_2022(c300001=nan))
    grids["zensus2022_share"] = grid_2022(c300003=7.5, c300002=nan, c999999=1)
    table = cell_table(cells, grids, np.array(["b", "a", ""]))
    assert table["cell"].to_list() == [300_001, 300_002, 300_003]
    assert table["ags"].to_list() == ["a", "b", ""]
    assert table["population_2011"].fillna(-1).to_list() == [2, 1, -1]
    assert table["population_2011_reason"].to_list() == [0, 0, Reason.UNINHABITED]
    assert table["share_foreign_2022"].fillna(-1).to_list() == [-1, -1, 7.5]
    assert table["share_foreign_2022_reason"].to_list() == [
        Reason.NO_CELLS,
        Reason.SUPPRESSED,
        Reason.PRESENT,
    ]
    assert table["rent_2022_reason"].to_list() == [
        Reason.SUPPRESSED,
        Reason.NO_CELLS,
        Reason.NO_CELLS,
    ]


def test_series_without_the_impossible():
    rows = [
        ("01002", "m_mietpr", 2012, 0.0),  # no rent is nil
        ("01001", "q_alo", 2013, 0.0),  # unemployment may be
        ("01001", "q_alo", 2012, -0.01),
        ("01001", "m_mietpr", 2012, nan),
        ("01001", "m_mietpr", 2011, 6.5),
    ]
    series = pd.DataFrame(rows, columns=["county", "indicator", "year", "value"])
    kept, left_out = plausible(series)
    assert kept.to_numpy().tolist() == [
        ["01001", "m_mietpr", 2011, 6.5],
        ["01001", "q_alo", 2013, 0],
    ]
    assert left_out == ["01001 q_alo 2012", "01002 m_mietpr 2012"]


def test_series_without_an_entry_in_the_catalogue():
    series = pd.DataFrame({"indicator": ["z_fremd", "q_alo", "z_fremd", "a_fremd"]})
    kept, left_out = offered(series)
    assert kept["indicator"].to_list() == ["q_alo"]
    assert left_out == ["a_fremd", "z_fremd"]


def centres_of(population: list[float], years: tuple[int, ...] = (2011, 2022)) -> pd.DataFrame:
    """Towns in a row, each of three cells with 9,000, 400 and 600 people; the densest in front."""
    names = [f"{position:08d}" for position in range(len(population))]
    cells = pd.DataFrame(
        {
            # three rows apart: the last cell lies outside the centre
            "cell": [(3000 + 10 * k + r) * 100_000 + 4000 for k in range(len(names)) for r in (0, 1, 3)],
            "ags": np.repeat(names, 3),
        }
    )  # fmt: skip
    for year in (2011, 2022):
        there = year in years
        cells[f"population_{year}"] = [9000.0, 400, 600] * len(names) if there else nan
        cells[f"share_foreign_{year}"] = [30.0, 0, 10] * len(names) if there else nan
    towns = pd.DataFrame({"ags": names, "population_2022": population})
    outlines = gpd.GeoDataFrame(towns, geometry=[box(0, 0, 1, 1)] * len(names), crs=CRS)
    return with_centres(outlines, cells)


def test_the_centre_of_a_town_in_both_years():
    row = centres_of([CENTRE_FROM]).iloc[0]
    assert row["centre_cell"] == 3000 * 100_000 + 4000
    for year in (2011, 2022):
        assert row[f"centre_population_{year}"] == 9400
        assert row[f"centre_share_{year}"] == pytest.approx(2700 / 9400 * 100)
        assert row[f"rest_share_{year}"] == 10
        assert row[f"centre_ratio_{year}"] == pytest.approx(2700 / 940)


def test_smaller_places_and_those_without_a_figure_have_no_centre():
    table = centres_of([CENTRE_FROM - 1, nan, CENTRE_FROM])
    assert table["centre_cell"].isna().to_list() == [True, True, False]
    assert table["centre_cell"].dtype == "Int64"
    assert table["centre_share_2022"].isna().to_list() == [True, True, False]
    assert table["centre_cell"].iloc[2] == 3020 * 100_000 + 4000, "the third town's own cell"
    assert isinstance(table, gpd.GeoDataFrame)


def test_without_cells_of_2022_only_that_year_is_missing():
    row = centres_of([20_000], years=(2011,)).iloc[0]
    assert row["centre_ratio_2011"] == pytest.approx(2700 / 940)
    names = ["centre_population_2022", "centre_share_2022", "rest_share_2022", "centre_ratio_2022"]
    assert row[names].isna().all()
