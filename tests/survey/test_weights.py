"""Weights for non-response: they add up to the frame, class by class, whoever answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from drawn import SIZES, replaced, sample_of
from hypothesis import given, settings
from hypothesis import strategies as st

from ankunft.base.errors import ParameterError
from ankunft.selection.sampling.draw import ALL_IN as DRAWN_ALL_IN
from ankunft.survey.inference.merge import merge_small
from ankunft.survey.inference.weights import ALL_IN, effective_n, response_weights

FRAME = sum(towns for towns, _ in SIZES.values())


def answers(sample: pd.DataFrame, rates: dict[str, float] | float = 0.5, seed: int = 1):
    """Who of the drawn towns answered, at random."""
    draw = np.random.default_rng(seed)
    wanted = sample["stratum"].map(rates) if isinstance(rates, dict) else rates
    return sample["drawn"] & (draw.random(len(sample)) < wanted)


def test_without_non_response_the_weight_is_the_design_weight():
    sample = sample_of()
    table = response_weights(sample, sample["drawn"]).table
    assert table["adjustment"].eq(1).all()
    for stratum, (towns, n) in SIZES.items():
        own = table[table["stratum"] == stratum]
        assert own["weight"].to_numpy() == pytest.approx([towns / n] * n)
        assert own["population"].eq(towns).all()


def test_within_its_class_every_answer_stands_for_as_many_towns():
    sample = sample_of()
    yes = answers(sample, {"all_in": 0.7, "east|02|new": 1, "east|03|new": 0.9, "west|02|old": 0.4})
    found = response_weights(sample, yes)
    counts = yes.groupby(sample["stratum"]).sum()
    assert (counts >= 5).all()
    for stratum, (towns, _) in SIZES.items():
        own = found.table[found.table["weighting_class"] == stratum]
        assert own["weight"].to_numpy() == pytest.approx([towns / counts[stratum]] * len(own))
    assert not found.merged


@given(st.integers(0, 10_000), st.floats(0.05, 1), st.booleans(), st.integers(1, 12))
@settings(max_examples=60)
def test_weights_add_up_to_the_frame(seed, rate, crossing, fewest):
    sample = sample_of()
    yes = answers(sample, rate, seed)
    yes.iloc[[0, 40]] = True
    classes = sample.index.to_series().str[-1] if crossing else None
    found = response_weights(sample, yes, classes=classes, fewest=fewest)
    assert found.table["weight"].sum() == pytest.approx(FRAME)
    assert found.table.index.tolist() == yes.index[yes].tolist()
    sums = found.table.groupby("weighting_class")["weight"].sum()
    np.testing.assert_allclose(sums, found.classes["population"].reindex(sums.index))
    strata = found.table.groupby("stratum")["population"].agg(["first", "size"])
    assert strata["first"].sum() == FRAME
    assert (strata["size"] <= strata["first"]).all()


@given(st.integers(0, 10_000), st.integers(2, 8))
@settings(max_examples=40)
def test_small_classes_are_merged_but_the_whole_stratum_stays_apart(seed, fewest):
    sample = sample_of()
    yes = answers(sample, 0.4, seed)
    yes[sample["stratum"].eq("all_in") & (sample.index < "01000008")] = True
    yes["02000000"] = True
    found = response_weights(sample, yes, fewest=fewest)
    small = found.classes["responded"] < fewest
    sides = found.classes.index.str.startswith(ALL_IN)
    for side in (sides, ~sides):
        assert not small[side].any() or side.sum() == 1
    whole = found.table.loc[sample.loc[found.table.index, "stratum"] == "all_in"]
    assert whole["weight"].sum() == pytest.approx(30)


def test_a_silent_town_makes_the_whole_stratum_an_estimate():
    sample = sample_of()
    yes = sample["drawn"].copy()
    yes.iloc[:6] = False
    found = response_weights(sample, yes)
    own = found.table[found.table["stratum"] == "all_in"]
    assert own["weight"].to_numpy() == pytest.approx([30 / 24] * 24)
    assert any("24 von 30" in note for note in found.notes("de"))
    exact = response_weights(sample, sample["drawn"])
    assert not any("30 von 30" in note for note in exact.notes("de"))


def test_a_replacement_carries_weight_but_does_not_undo_the_non_response():
    sample = replaced(sample_of(), "02000003", "02000012")
    yes = sample["drawn"].copy()
    yes["02000003"], yes["02000012"] = False, True
    found = response_weights(sample, yes)
    own = found.table[found.table["stratum"] == "east|02|new"]
    assert "02000012" in own.index
    assert own["weight"].to_numpy() == pytest.approx([40 / 12] * 12)
    assert found.classes.at["east|02|new", "drawn"] == 12


def test_a_class_that_only_a_replacement_is_in_is_merged():
    sample = replaced(sample_of(), "02000003", "02000012")
    yes = sample["drawn"].copy()
    yes["02000012"] = True
    classes = pd.Series("known", index=sample.index)
    classes["02000012"] = "alone"
    found = response_weights(sample, yes, classes=classes, fewest=1)
    assert found.table["weight"].sum() == pytest.approx(FRAME)


def test_answers_of_towns_that_were_not_drawn_are_left_out_and_said():
    sample = sample_of()
    yes = sample["drawn"].copy()
    yes["02000030"] = True
    yes["99000000"] = True
    found = response_weights(sample, yes)
    assert found.left_out == ("02000030", "99000000")
    assert not set(found.left_out) & set(found.table.index)
    assert any(note.endswith("eingehen: 2.") for note in found.notes("de"))


def test_a_stratum_with_one_answer_shares_its_variance_with_a_neighbour():
    sample = sample_of()
    yes = sample["drawn"] & (sample["stratum"] != "east|03|new")
    yes["03000000"] = True
    table = response_weights(sample, yes, fewest=1).table
    assert table.at["03000000", "stratum"] == "east|02|new + east|03|new"
    assert table.at["03000000", "population"] == 64
    assert table.at["03000000", "weight"] == pytest.approx(24)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (lambda s: s.drop(columns="drawn"), "drawn"),
        (lambda s: s.assign(inclusion_probability=np.nan), "Auswahlwahrscheinlichkeit"),
        (lambda s: pd.concat([s, s.iloc[:1]]), "01000000"),
    ],
)
def test_a_sample_that_is_none_is_refused(change, wrong):
    sample = sample_of()
    with pytest.raises(ParameterError, match=wrong):
        response_weights(change(sample), sample["drawn"])


def test_no_answer_and_no_class_are_refused():
    sample = sample_of()
    with pytest.raises(ParameterError, match="Keine der gezogenen Städte"):
        response_weights(sample, sample["drawn"] & False)
    classes = pd.Series("a", index=sample.index).drop("02000000")
    with pytest.raises(ParameterError, match="02000000 hat keine Gewichtungsklasse"):
        response_weights(sample, sample["drawn"], classes=classes)


def test_the_whole_stratum_has_the_name_the_draw_gives_it():
    assert ALL_IN == DRAWN_ALL_IN


def test_kish():
    assert effective_n(pd.Series([2.0] * 7)) == pytest.approx(7)
    assert effective_n(pd.Series([1.0, 3.0])) == pytest.approx(16 / 10)
    assert np.isnan(effective_n(pd.Series(dtype=float)))


def test_small_groups_join_the_one_with_the_longest_common_beginning():
    counts = {"east|02|new": 9, "east|02|old": 1, "east|03|old": 2, "west|02|old": 9}
    into = merge_small(counts, 3)
    assert into["east|02|old"] == into["east|02|new"] == into["east|03|old"]
    assert into["west|02|old"] == "west|02|old"


@given(
    st.dictionaries(st.text("ab|", max_size=5), st.integers(0, 9), min_size=1), st.integers(1, 9)
)
def test_after_merging_no_group_is_too_small_unless_it_is_the_only_one(counts, fewest):
    into = merge_small(counts, fewest)
    sums: dict[str, int] = {}
    for name, count in counts.items():
        sums[into[name]] = sums.get(into[name], 0) + count
    assert len(sums) == 1 or min(sums.values()) >= fewest
    assert merge_small(dict(reversed(counts.items())), fewest) == into
