"""The response rate: of the towns drawn, replacements apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from drawn import SIZES, replaced, sample_of

from ankunft.base.errors import ParameterError
from ankunft.survey.inference.response import response, response_rates


def states(**given: str) -> pd.Series:
    return pd.Series({name[1:]: state for name, state in given.items()}, dtype="str")


def test_only_towns_that_were_asked_are_counted():
    towns = response(sample_of(), states(_01000000="complete", _02000039="complete"))
    assert len(towns) == sum(n for _, n in SIZES.values())
    assert "02000039" not in towns.index
    assert towns["status"].value_counts().to_dict() == {"none": 69, "complete": 1}


def test_rates_by_stratum():
    status = states(_02000000="complete", _02000001="complete", _02000002="partial")
    rates = response_rates(response(sample_of(), status))
    row = rates.loc["east|02|new"]
    assert row[["drawn", "complete", "partial", "none"]].tolist() == [12, 2, 1, 9]
    assert row["rate_complete"] == pytest.approx(100 * 2 / 12)
    assert row["rate"] == pytest.approx(25)
    assert row["weighted_rate"] == pytest.approx(25)
    assert rates.loc["all_in", "rate"] == 0


def test_the_weighted_rate_weighs_towns_by_what_they_stand_for():
    status = pd.Series("complete", index=[f"01{k:06}" for k in range(30)])
    total = response_rates(response(sample_of(), status), None).loc["all"]
    assert total["rate"] == pytest.approx(100 * 30 / 70)
    assert total["weighted_rate"] == pytest.approx(100 * 30 / 154)


def test_a_replacement_does_not_raise_the_rate():
    sample = replaced(sample_of(), "02000003", "02000012")
    rates = response_rates(response(sample, states(_02000012="complete")))
    row = rates.loc["east|02|new"]
    assert (row["drawn"], row["rate"]) == (12, 0)
    assert (row["replacements"], row["replacements_answered"]) == (1, 1)


def test_towns_taken_in_on_purpose_have_no_rate():
    sample = sample_of()
    sample.loc["02000030", ["role", "inclusion_probability"]] = ["included", np.nan]
    towns = response(sample, states(_02000030="complete"))
    assert towns.at["02000030", "role"] == "included"
    assert np.isnan(towns.at["02000030", "design_weight"])
    assert response_rates(towns).loc["east|02|new", "complete"] == 0
    only = response_rates(towns[towns["role"] == "included"])
    assert np.isnan(only["rate"]).all()


def test_by_any_column_and_without_a_value():
    towns = response(sample_of(), states(_01000000="complete"))
    towns["part"] = ["east", None] * 35
    rates = response_rates(towns, "part")
    assert set(rates.index) == {"east", "keine Angabe"}
    assert rates["drawn"].sum() == 70
    with pytest.raises(ParameterError, match="„moon“"):
        response_rates(towns, "moon")


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ParameterError, match="„vielleicht“"):
        response(sample_of(), states(_01000000="vielleicht"))
    twice = pd.Series(["none", "complete"], index=["01000000"] * 2)
    with pytest.raises(ParameterError, match="mehrfach"):
        response(sample_of(), twice)
    with pytest.raises(ParameterError, match="role"):
        response(sample_of().drop(columns="role"), states())
