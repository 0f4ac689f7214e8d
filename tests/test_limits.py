"""What the pages say about the data follows the edition: whole grid or a few towns, village or city."""

from __future__ import annotations

import pandas as pd
import pytest
from made_town import AGS, NAME, cells, states

from ankunft.app.limits import grid_limit
from ankunft.app.quarters.listing import why_empty
from ankunft.app.quarters.scene import Scene
from ankunft.app.quarters.sections import criterion_text
from ankunft.app.town_view import TownView
from ankunft.town.classes import Comparison
from ankunft.town.units import cell_units


def grid(covered: list[bool]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two cells per town, and the towns: half a million people in the first, 4,000 in the others."""
    ags = [f"0699900{number}" for number in range(len(covered))]
    towns = pd.DataFrame({"id": ags, "name": [f"Ort {number}" for number in range(len(ags))]})
    towns["population_2022"] = [500_000.0] + [4_000.0] * (len(ags) - 1)
    towns["size_class"] = ["city"] + ["rural"] * (len(ags) - 1)
    of_cells = pd.DataFrame({"ags": ags * 2, "town_covered_2022": covered * 2})
    return of_cells, towns


def test_the_whole_grid_is_not_called_that_of_some_towns():
    text = grid_limit(*grid([True, True, False]), "de")
    assert "ganz Deutschland" in text
    assert "Ort 0" not in text
    assert " 2 Gemeinden" in text


@pytest.mark.parametrize("covered", [[True, False, False], [False, True, True]])
def test_a_part_of_the_grid_is_named_with_its_cities(covered):
    text = grid_limit(*grid(covered), "de")
    assert "ganz Deutschland" not in text
    assert ("Ort 0" in text) == covered[0]
    assert f"für {sum(covered)} Gemeinden" in text


def scene(people: float, share_2022: float) -> Scene:
    """A town of two cells with so many people each, 8 % foreign nationals in 2011."""
    board = cells([[people] * 2], [[8.0] * 2], [[share_2022] * 2])
    units = cell_units(board, AGS, NAME)
    view = TownView(town=AGS, unit="cell", t0=2011, t1=2022)
    comparison = Comparison(2011, 2022, states())
    return Scene(view, "de", NAME, None, {"cell": units}, comparison)


@pytest.mark.parametrize(
    ("people", "share", "silent"), [(499, 9.0, True), (500, 9.0, False), (500, float("nan"), True)]
)
def test_an_empty_list_says_whether_thresholds_or_people_are_the_reason(people, share, silent):
    text = why_empty(scene(people, share))
    assert ("mindestens 500 Personen" in text) == silent
    assert ("bei dieser Regel" in text) != silent


@pytest.mark.parametrize(("known", "told"), [(10, True), (9, True), (8, False)])
def test_the_criterion_is_told_of_2022_where_nearly_all_towns_are_known(known, told):
    first = [1.3] * 6 + [1.0] * 4
    last = [1.3] * (known - 2) + [1.0] * 2 + [float("nan")] * (10 - known)
    towns = pd.DataFrame({"centre_ratio_2011": first, "centre_ratio_2022": last})
    text = criterion_text(towns, "de")
    assert "60 % der 10" in text.replace("\u00a0", " ")
    assert (f"von {known}." in text) == told
