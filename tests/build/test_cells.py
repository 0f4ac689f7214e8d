"""The layers of cells: what a cell that the files of 2022 lack means, and in which order they lie."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box
from sources.files import table, write_zip

from ankunft.base.grid import AreaGrid
from ankunft.base.reasons import Reason
from ankunft.build.cells import COLUMNS_2011, GRIDS_2022, cell_table, holds_country
from ankunft.build.grids import layer_100m, read_cells
from ankunft.typology.level_panel import COVERAGE


def of_2011(people: list[float]) -> pd.DataFrame:
    frame = pd.DataFrame({"cell": range(300_001, 300_001 + len(people))})
    for name in COLUMNS_2011:
        frame[name] = people
        frame[name + "_reason"] = np.where(np.isnan(people), Reason.UNINHABITED, Reason.PRESENT)
    return frame


def of_2022(cells: list[int], **left_out: int) -> dict[str, pd.DataFrame]:
    """One figure for every cell; a source may lack one of them."""
    whole = pd.DataFrame({"cell": cells, "value": 7.0, "value_reason": np.uint8(0)})
    return {
        name: whole[whole["cell"] != left_out.get(name.removeprefix("zensus2022_"))]
        for name in GRIDS_2022
    }


@pytest.mark.parametrize(
    ("in_first", "reasons"),
    [
        (950, [Reason.PRESENT, Reason.UNINHABITED, Reason.UNINHABITED]),
        (949, [Reason.PRESENT, Reason.NO_CELLS, Reason.NO_CELLS]),
    ],
    ids=["the whole country", "a part of it"],
)
def test_a_cell_that_the_files_lack_is_empty_only_if_they_hold_the_country(in_first, reasons):
    cells = of_2011([in_first, 1000 - in_first, np.nan])
    assert COVERAGE == 0.95
    layer = cell_table(cells, of_2022([300_001]), np.full(3, "01001001"))
    for name in GRIDS_2022.values():
        assert layer[name + "_reason"].to_list() == reasons
        assert layer[name].fillna(-1).to_list() == [7, -1, -1]


def test_a_figure_that_one_file_lacks_is_not_published():
    cells = of_2011([960.0, 40.0])
    found = of_2022([300_001, 300_002], rent=300_002)
    layer = cell_table(cells, found, np.full(2, "01001001"))
    assert layer["rent_2022_reason"].to_list() == [Reason.PRESENT, Reason.NOT_PUBLISHED]
    assert layer["population_2022_reason"].to_list() == [Reason.PRESENT] * 2


def test_a_file_of_a_part_of_the_country_says_nothing_of_the_rest():
    """The other file is newer and whole: of that cell the share is not known, not unpublished."""
    cells = of_2011([500.0, 500.0])
    found = of_2022([300_001, 300_002], share=300_002)
    layer = cell_table(cells, found, np.full(2, "01001001"))
    assert layer["share_foreign_2022_reason"].to_list() == [Reason.PRESENT, Reason.NO_CELLS]
    assert layer["population_2022_reason"].to_list() == [Reason.PRESENT] * 2


def test_nobody_is_no_country():
    assert not holds_country(pd.Series([np.nan, 0.0]), pd.Series([True, True]))


def test_small_cells_lie_together_by_town(tmp_path):
    """A northern town with the first key: its cells come before those of the south."""
    header = "GITTER_ID_100m;x_mp_100m;y_mp_100m;{column};werterlaeuternde_Zeichen"
    places = [(0, 100), (1000, 0), (0, 0), (1000, 200)]  # metres north and east
    paths = {}
    for source, column in (("population", "Einwohner"), ("share", "AnteilAuslaender")):
        rows = [f"CRS3035RES100mN{n}E{e};0;0;5;" for n, e in places]
        text = table(header.format(column=column), *rows)
        paths[f"zensus2022_{source}"] = write_zip(
            tmp_path / f"{source}.zip", {"Zensus2022_100m-Gitter.csv": text}
        )
    towns = gpd.GeoDataFrame(
        {"ags": ["09001001", "01001001"]},
        geometry=[box(0, 0, 1000, 1000), box(0, 1000, 1000, 2000)],
        crs="EPSG:3035",
    )
    grid = AreaGrid(np.repeat([[0] * 4, [1] * 4], 4, axis=0).astype(np.int32), 0, 0, 250)
    found = {name: read_cells(path, name, size=100).frame for name, path in paths.items()}
    layer = layer_100m(found, grid, towns)
    assert layer["ags"].to_list() == ["01001001"] * 2 + ["09001001"] * 2
    assert layer["cell"].to_list() == [1_000_000, 1_000_002, 0, 1]
