"""Balance of a sample: by hand, and as properties of a draw."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sampling_frame import STRATA, made_frame

from ankunft.base.errors import ParameterError
from ankunft.selection.plan import Decision, Sampling, StratumVariable
from ankunft.selection.sampling.balance import COLUMNS, balance
from ankunft.selection.sampling.draw import draw

TOWNS = pd.Index([f"{k:08}" for k in range(4)])
FRAME = pd.DataFrame(
    {
        "rent": [4.0, 6.0, 8.0, np.nan],
        "part": pd.Series(["east", "west", "west", None], dtype="str"),
        "centre": pd.array([True, False, None, True], dtype="boolean"),
        "same": [0.1, 0.1, 0.1, 0.1],
    }
).set_axis(TOWNS, axis=0)
SAMPLE = pd.DataFrame(
    {"selected": [True, True, False, True], "design_weight": [3.0, 1.0, 5.0, 2.0]}, index=TOWNS
)


def rows(table: pd.DataFrame) -> dict[tuple[str, str], pd.Series]:
    return {(row["variable"], row["value"]): row for _, row in table.iterrows()}


def test_the_table_by_hand():
    table = balance(FRAME, SAMPLE, ["rent", "part", "centre", "same"])
    assert list(table) == list(COLUMNS)
    found = rows(table)
    rent = found["rent", ""]
    assert (rent["frame"], rent["sample"]) == (6, (3 * 4 + 6) / 4)
    assert rent["standardised_difference"] == pytest.approx((4.5 - 6) / np.std([4, 6, 8]))
    assert rent[["frame_towns", "sample_towns"]].to_list() == [3, 2]
    assert rent[["frame_missing", "sample_missing"]].to_list() == [1, 1]
    east = found["part", "east"]
    assert (east["frame"], east["sample"]) == pytest.approx((100 / 3, 75))
    assert east["standardised_difference"] == pytest.approx((3 / 4 - 1 / 3) / np.sqrt(2 / 9))
    assert found["part", "west"]["difference"] == pytest.approx(-east["difference"])
    centre = found["centre", "yes"]
    assert (centre["frame"], centre["sample"]) == pytest.approx((200 / 3, 500 / 6))
    same = found["same", ""]
    assert same["difference"] == pytest.approx(0)
    assert np.isnan(same["standardised_difference"])


def test_the_whole_frame_is_balanced():
    frame = made_frame(50)
    names = ["population", "foreign_share", "kind", "centre"]
    table = balance(frame, draw(frame, Sampling(share=1)).table, names)
    np.testing.assert_allclose(table["difference"], 0, atol=1e-9)
    assert (table["frame_towns"] == table["sample_towns"]).all()


def test_variables_of_the_strata_are_balanced_and_inclusions_do_not_count():
    frame = made_frame(90, 3)
    plan = Sampling(n=25, strata=(StratumVariable(variable="part"),), seed=4)
    drawn = draw(frame, plan)
    table = balance(frame, drawn.table, ["part", "foreign_share"])
    np.testing.assert_allclose(table["difference"][table["variable"] == "part"], 0, atol=1e-9)
    assert abs(table["difference"].iloc[-1]) > 0
    spare = drawn.table.index[~drawn.table["drawn"]][:9]
    added = [Decision(ags=ags, action="include", reason="x") for ags in [*spare, "99000000"]]
    with_them = draw(frame, plan, added).table
    assert with_them["selected"].sum() == 35
    pd.testing.assert_frame_equal(balance(frame, with_them, ["part", "foreign_share"]), table)


def test_nobody_answered():
    nobody = SAMPLE.assign(selected=False)
    table = balance(FRAME, nobody, ["rent"])
    assert table["sample"].isna().all()
    assert table["frame"].to_list() == [6]
    assert balance(FRAME, SAMPLE, []).empty


def test_an_unknown_variable_is_refused():
    with pytest.raises(ParameterError, match="„nowhere“"):
        balance(FRAME, SAMPLE, ["nowhere"])
    assert STRATA[1].variable in made_frame()
