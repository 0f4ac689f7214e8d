"""Raked weights reproduce the known margins of the frame, or say that they do not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ankunft.base.errors import ParameterError
from ankunft.survey.inference.raking import rake
from ankunft.survey.inference.weights import effective_n

TOWNS, ANSWERS = 400, 160
VARIABLES = ["part", "type", "arrival"]


def framed(seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A frame, and the design of towns that answered by a mechanism that tilts the margins."""
    draw = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "part": draw.choice(["east", "west"], TOWNS, p=[0.3, 0.7]),
            "type": draw.choice(["01", "02", "03"], TOWNS, p=[0.2, 0.5, 0.3]),
            "arrival": draw.choice(["new", "old", "none", None], TOWNS, p=[0.2, 0.3, 0.4, 0.1]),
        },
        index=[f"{k:08}" for k in range(TOWNS)],
    )
    tilt = np.where(frame["part"] == "east", 2.0, 1.0) * np.where(frame["type"] == "01", 2.0, 1.0)
    chosen = draw.choice(TOWNS, ANSWERS, replace=False, p=tilt / tilt.sum())
    design = pd.DataFrame({"stratum": "a", "population": TOWNS, "weight": TOWNS / ANSWERS},
                          index=frame.index[np.sort(chosen)])  # fmt: skip
    return design, frame


def ipf(design: pd.DataFrame, frame: pd.DataFrame, variables: list[str]) -> pd.Series:
    """Iterative proportional fitting as the book says it."""
    weights, cells = design["weight"].copy(), frame.fillna("keine Angabe")
    for _ in range(60):
        for name in variables:
            own = cells.loc[weights.index, name]
            weights *= own.map(cells[name].value_counts() / weights.groupby(own).sum())
    return weights


@given(st.integers(0, 10_000))
@settings(max_examples=20)
def test_the_known_margins_come_out(seed):
    design, frame = framed(seed)
    found = rake(design, frame, VARIABLES)
    weights, cells = found.table["weight"], frame.fillna("keine Angabe")
    assert found.converged
    for name in VARIABLES:
        into = {old: new for variable, old, new in found.merged if variable == name}
        wanted = cells[name].replace(into).value_counts()
        own = cells.loc[weights.index, name].replace(into)
        reached = weights.groupby(own).sum()
        pd.testing.assert_series_equal(
            reached.sort_index(), wanted.sort_index().astype(float), check_names=False, rtol=1e-6
        )
    assert weights.sum() == pytest.approx(TOWNS)
    assert found.table["weight_before"].equals(design["weight"])
    assert found.largest_gap < 1e-4


def test_raking_is_iterative_proportional_fitting():
    design, frame = framed()
    found = rake(design, frame, VARIABLES, fewest=1)
    np.testing.assert_allclose(found.table["weight"], ipf(design, frame, VARIABLES), rtol=1e-6)


def test_one_margin_is_post_stratification():
    design, frame = framed()
    weights = rake(design, frame, ["part"]).table["weight"]
    east = frame.loc[design.index, "part"] == "east"
    expected = (frame["part"] == "east").sum() / east.sum()
    assert weights[east].to_numpy() == pytest.approx([expected] * east.sum())


def test_trimming_keeps_weights_under_the_cap_and_the_margins():
    design, frame = framed(3)
    free = rake(design, frame, VARIABLES)
    mean = TOWNS / ANSWERS
    most = 0.93 * free.table["weight"].max() / mean
    trimmed = rake(design, frame, VARIABLES, most=most)
    assert trimmed.converged
    assert trimmed.table["weight"].max() <= most * mean * (1 + 1e-6)
    assert trimmed.largest_gap < 1e-4
    assert trimmed.trimmed > 0
    assert free.trimmed == 0
    assert effective_n(trimmed.table["weight"]) > 0


def test_a_cap_that_no_weights_can_keep_is_reported():
    design, frame = framed(3)
    found = rake(design, frame, VARIABLES, most=1.05)
    assert not found.converged
    assert np.isfinite(found.table["weight"]).all()
    assert "nicht vollständig" in found.notes("de")[0]


def test_empty_and_small_cells_are_merged_with_their_neighbour():
    design, frame = framed()
    frame["size"] = pd.Categorical(["small", "middle", "large", "huge"] * 100,
                                   ["small", "middle", "large", "huge"])  # fmt: skip
    design = design[(frame.loc[design.index, "size"] != "huge").to_numpy()]
    found = rake(design, frame, ["size"])
    assert set(found.merged) == {
        ("size", "large", "large + huge"),
        ("size", "huge", "large + huge"),
    }
    row = found.margins.set_index("category").loc["large + huge"]
    assert row["target"] == 200
    assert row["after"] == pytest.approx(200)
    assert any("large + huge" in note for note in found.notes("de"))


def test_towns_without_a_figure_are_a_category():
    design, frame = framed()
    categories = rake(design, frame, ["arrival"]).margins["category"]
    assert "keine Angabe" in set(categories)


def test_a_variable_without_a_difference_has_no_effect():
    design, frame = framed()
    frame["same"] = "x"
    found = rake(design, frame, ["same"])
    assert found.left_out == ("same",)
    assert found.converged
    assert found.table["weight"].sum() == pytest.approx(TOWNS)
    with_it = rake(design, frame, ["part", "same"])
    pd.testing.assert_frame_equal(with_it.table, rake(design, frame, ["part"]).table)
    assert "same" in found.notes("de")[-1]


def test_yes_no_counts_as_categories():
    design, frame = framed()
    frame["flag"] = pd.array([True, False, None, True] * 100, dtype="boolean")
    assert rake(design, frame, ["flag"]).margins["target"].tolist() == [100, 200, 100]


def test_what_cannot_be_raked_is_refused():
    design, frame = framed()
    with pytest.raises(ParameterError, match="„moon“"):
        rake(design, frame, ["moon"])
    with pytest.raises(ParameterError, match="ist eine Zahl"):
        rake(design, frame.assign(part=1.0), ["part"])
    with pytest.raises(ParameterError, match="liegt aber nicht im Rahmen"):
        rake(design, frame.drop(index=design.index[0]), ["part"])
    with pytest.raises(ParameterError, match="Kappung"):
        rake(design, frame, ["part"], most=1)
