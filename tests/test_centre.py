"""The centre of a town beside the rest: which cells belong to it, and what is counted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from areas import nan
from hypothesis import given
from hypothesis import strategies as st

from ankunft.base.errors import ParameterError
from ankunft.base.grid import FACTOR
from ankunft.typology.centre import CRITERION, VALUES, centre_of, centres, meets


def key(row: int, column: int) -> int:
    return row * FACTOR + column


def grid(rows: int, columns: int, ags: str, north: int = 3000, **changes) -> pd.DataFrame:
    """A town of so many cells: 100 inhabitants in each, 10 % in 2011 and 20 % in 2022."""
    keys = [key(north + r, 4000 + c) for r in range(rows) for c in range(columns)]
    table = pd.DataFrame(
        {
            "cell": keys,
            "ags": ags,
            "population_2011": 100.0,
            "share_foreign_2011": 10.0,
            "population_2022": 100.0,
            "share_foreign_2022": 20.0,
        }
    )
    for column, values in changes.items():
        for place, value in values.items():
            table.loc[table["cell"] == key(north + place[0], 4000 + place[1]), column] = value
    return table


def test_the_densest_cell_and_its_four_neighbours_are_the_centre():
    """Midpoints of diagonal cells lie 1.41 km apart."""
    centre = centre_of(grid(5, 5, "1", population_2011={(2, 2): 500}), year=2011)
    assert centre.centre_cell == key(3002, 4002)
    cross = [(1, 2), (2, 1), (2, 2), (2, 3), (3, 2)]
    assert centre.cells == tuple(key(3000 + r, 4000 + c) for r, c in cross)
    assert centre.centre_population == 900


def test_shares_weigh_people_not_cells():
    town = grid(
        3,
        3,
        "1",
        population_2011={(1, 1): 600},
        share_foreign_2011={(1, 1): 25, (0, 0): 40},
    )
    centre = centre_of(town, year=2011)
    assert centre.centre_share == pytest.approx((600 * 25 + 4 * 100 * 10) / 1000)
    assert centre.rest_share == pytest.approx((40 + 3 * 10) / 4)
    assert centre.centre_ratio == pytest.approx(19 / 17.5)


def test_cells_without_a_share_are_left_out_in_2011_and_nil_in_2022():
    town = grid(
        3,
        3,
        "1",
        population_2011={(1, 1): 600},
        population_2022={(1, 1): 600},
        share_foreign_2011={(0, 1): nan, (0, 0): nan},
        share_foreign_2022={(0, 1): nan, (0, 0): nan},
    )
    then, now = (centre_of(town, year=year) for year in (2011, 2022))
    assert then.centre_population == now.centre_population == 1000
    assert (then.centre_share, then.rest_share) == (pytest.approx(10), pytest.approx(10))
    assert now.centre_share == pytest.approx(20 * 900 / 1000)
    assert now.rest_share == pytest.approx(20 * 300 / 400)


def test_the_centre_stays_when_another_cell_becomes_the_densest():
    town = grid(5, 5, "1", population_2011={(2, 2): 500}, population_2022={(0, 0): 900})
    then, now = (centre_of(town, year=year) for year in (2011, 2022))
    assert now.cells == then.cells
    assert centre_of(town, year=2022, base_year=2022).centre_cell == key(3000, 4000)


def test_of_equal_cells_the_smallest_key_is_the_centre_in_any_order():
    town = grid(4, 4, "1")
    for order in (town, town[::-1], town.sample(frac=1, random_state=1)):
        assert centre_of(order, year=2011).centre_cell == key(3000, 4000)
        assert centres(order, year=2011).loc["1", "centre_cell"] == key(3000, 4000)


def test_the_centre_ends_at_the_border_of_the_town():
    both = pd.concat([grid(1, 2, "1"), grid(1, 2, "2", north=3001, population_2011={(0, 0): 900})])
    table = centres(both, year=2011)
    assert table["centre_population"].to_list() == [200, 1000]
    assert table["rest_share"].isna().all(), "nobody lives outside either centre"
    assert table["centre_ratio"].isna().all()


def test_a_rest_without_foreign_nationals_has_a_share_but_no_ratio():
    town = grid(3, 3, "1", population_2011={(1, 1): 600})
    corners = ~town["cell"].isin(centre_of(town, year=2011).cells)
    town.loc[corners, "share_foreign_2011"] = 0.0
    centre = centre_of(town, year=2011)
    assert centre.rest_share == 0
    assert np.isnan(centre.centre_ratio)
    assert meets(centre.centre_ratio) is None


def test_towns_without_enough_cells_have_no_figures_of_that_year():
    """95 % of the inhabitants of 2011 have to live in cells that are known in 2022."""
    just = grid(4, 5, "1", population_2022={(3, 4): nan})
    fewer = grid(4, 5, "2", north=3100, population_2022={(3, 4): nan, (3, 3): nan})
    table = centres(pd.concat([just, fewer]), year=2022)
    assert table[list(VALUES)].notna().all(axis=1).to_list() == [True, False]
    assert table["centre_cell"].notna().all(), "the centre of 2011 is known all the same"


def test_cells_without_a_town_and_towns_without_people():
    forest = grid(2, 2, "3", north=3200).assign(population_2011=nan, share_foreign_2011=nan)
    nowhere = grid(2, 2, "", north=3300)
    table = centres(pd.concat([grid(3, 3, "1"), forest, nowhere]), year=2011)
    assert table.index.to_list() == ["1", "3"]
    assert table.loc["3"].isna().all()
    centre = centre_of(forest, year=2011)
    assert (centre.centre_cell, centre.cells) == (None, ())
    assert np.isnan(centre.centre_population)


def test_the_user_may_move_the_centre():
    town = grid(5, 5, "1", population_2011={(2, 2): 500}, share_foreign_2011={(4, 4): 40})
    moved = centre_of(town, key(3004, 4004), year=2011)
    assert len(moved.cells) == 3
    assert moved.centre_share == pytest.approx(20)
    assert moved.rest_share == pytest.approx(10)
    with pytest.raises(ParameterError, match="liegt nicht in dieser Stadt"):
        centre_of(town, key(1, 1), year=2011)


@given(st.integers(0, 2**32 - 1), st.integers(0, 4))
def test_one_town_alone_has_the_figures_it_has_in_the_country(seed, missing):
    generator = np.random.default_rng(seed)
    cells = pd.concat([grid(3, 4, str(n), north=3000 + 10 * n) for n in range(3)])
    for column in cells.columns[2:]:
        values = generator.integers(0, 4, len(cells)).astype(float) * 10
        cells[column] = np.where(generator.random(len(cells)) < missing / 10, nan, values)
    for year in (2011, 2022):
        table = centres(cells.sample(frac=1, random_state=0), year=year)
        for ags, town in cells.groupby("ags"):
            centre = centre_of(town, year=year)
            cell = table.at[ags, "centre_cell"]
            assert (None if pd.isna(cell) else cell) == centre.centre_cell
            for name in VALUES:
                assert getattr(centre, name) == pytest.approx(table.at[ags, name], nan_ok=True)
            if centre.centre_cell is not None:
                assert centre_of(town, centre.centre_cell, year=year).cells == centre.cells


def test_the_criterion_is_three_valued():
    assert meets(CRITERION) is True
    assert meets(CRITERION - 0.01) is False
    assert meets(nan) is None
    assert meets(None) is None
    # 11.5 and 9.2 are no binary fractions
    assert meets(11.5 / 9.2) is True
    assert meets(1.4, criterion=1.5) is False


@pytest.mark.parametrize(("least", "known"), [(400, True), (401, False)])
def test_shares_on_few_people_are_missing(least, known):
    town = grid(3, 3, "1", population_2011={(1, 1): 600})
    centre = centre_of(town, year=2011, least=least)
    assert centre.centre_share == pytest.approx(10)
    assert (centre.rest_share == pytest.approx(10)) == known
    assert (meets(centre.centre_ratio) is None) != known
    assert centre.centre_population == 1000, "a count stays"
    pd.testing.assert_series_equal(
        centres(town, year=2011, least=least).loc["1", ["rest_share", "centre_ratio"]].isna(),
        pd.Series([not known] * 2, index=["rest_share", "centre_ratio"], name="1"),
    )
