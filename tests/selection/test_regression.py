"""The regression behind cases: against matrices, town by town, and what it refuses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from case_towns import VARIABLES, made_towns, made_variable
from hypothesis import given, settings
from hypothesis import strategies as st

from ankunft.base.errors import ParameterError
from ankunft.edition import Edition
from ankunft.selection.cases.circular import shared
from ankunft.selection.cases.regression import regress
from ankunft.selection.frame.towns import town_frame
from ankunft.selection.frame.variables import variables
from ankunft.selection.plan import Plan

COVARIATES = ("people", "age", "part", "kind", "centre")
TERMS = ["intercept", "people", "age", "part=east", "kind", "kind", "centre"]


def matrix(towns: pd.DataFrame) -> tuple[np.ndarray, list[str]]:
    """The design by hand: the commonest value of a category has no column."""
    columns, names = [np.ones(len(towns)), towns["people"], towns["age"]], TERMS[:3]
    for name in ("part", "kind"):
        counts = towns[name].value_counts()
        common = min(counts.index[counts == counts.max()])
        for value in sorted(set(towns[name]) - {common}):
            columns.append((towns[name] == value).astype(float))
            names = [*names, f"{name}={value}"]
    columns.append(towns["centre"].astype(float))
    return np.column_stack(columns).astype(float), [*names, "centre"]


@given(st.integers(0, 10_000))
@settings(max_examples=25)
def test_estimates_and_errors_are_those_of_the_formulas(seed):
    towns = made_towns(seed=seed)
    found = regress(towns, VARIABLES, "share", COVARIATES)
    x, names = matrix(towns)
    y = towns["share"].to_numpy()
    # inhabitants are divided by 10⁴, because the inverse of X'X would lose digits
    scale = np.where(np.array(names) == "people", 1e4, 1.0)
    x = x / scale
    inverse = np.linalg.inv(x.T @ x)
    b = inverse @ x.T @ y
    e = y - x @ b
    h = np.einsum("ij,jk,ik->i", x, inverse, x)
    hc3 = inverse @ (x.T * (e / (1 - h)) ** 2) @ x @ inverse
    assert list(found.coefficients.index) == names
    np.testing.assert_allclose(found.coefficients["estimate"] * scale, b, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(found.coefficients["se"] * scale, np.sqrt(np.diag(hc3)), rtol=1e-6)
    np.testing.assert_allclose(found.towns["leverage"], h, rtol=1e-6)
    np.testing.assert_allclose(found.towns["residual"], e, atol=1e-8)
    assert found.r_squared == pytest.approx(1 - e @ e / ((y - y.mean()) @ (y - y.mean())))


@given(st.integers(0, 10_000))
@settings(max_examples=8)
def test_influence_is_what_leaving_a_town_out_does(seed):
    towns = made_towns(30, seed=seed)
    found = regress(towns, VARIABLES, "share", ("age", "centre")).towns
    y = towns["share"].to_numpy()
    x = np.column_stack([np.ones(30), towns["age"], towns["centre"].astype(float)])

    def fit(rows: np.ndarray) -> tuple[np.ndarray, float]:
        b, ssr, *_ = np.linalg.lstsq(x[rows], y[rows], rcond=None)
        return b, float(ssr[0]) / (rows.sum() - 3)

    b, variance = fit(np.ones(30, dtype=bool))
    for k in range(30):
        without, own = fit(np.arange(30) != k)
        moved = x @ (b - without)
        assert found["cook"].iloc[k] == pytest.approx(moved @ moved / (3 * variance))
        error = np.sqrt(own * (1 - found["leverage"].iloc[k]))
        assert found["studentised"].iloc[k] == pytest.approx(found["residual"].iloc[k] / error)


def test_towns_without_a_figure_are_left_out_and_named():
    towns = made_towns(60, seed=3, holes=0.1)
    found = regress(towns, VARIABLES, "share", ("people", "part", "centre"))
    complete = towns[["share", "people", "part", "centre"]].notna().all(axis=1)
    assert 0 < (~complete).sum() == len(found.missing)
    assert set(found.missing) == set(towns.index[~complete])
    assert list(found.towns.index) == list(towns.index[complete])


def test_the_only_town_of_a_category_has_no_residual_and_moves_no_other():
    towns = made_towns()
    lonely = towns.index[7]
    changed = towns.assign(kind=towns["kind"].mask(towns.index == lonely, "d"))
    found = regress(changed, VARIABLES, "share", ("age", "kind"))
    without = regress(towns.drop(lonely), VARIABLES, "share", ("age", "kind"))
    assert found.alone == (lonely,)
    assert found.missing == ()
    pd.testing.assert_frame_equal(found.towns, without.towns)
    pd.testing.assert_frame_equal(found.coefficients, without.coefficients)


def test_yes_and_no_can_be_explained_as_one_and_nought():
    towns = made_towns()
    found = regress(towns, VARIABLES, "centre", ("age",))
    assert set(found.towns["value"]) == {0.0, 1.0}
    assert found.towns["residual"].sum() == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("outcome", "covariate"),
    [
        ("change", "share"),  # direct
        ("share", "change"),
        ("change", "klass"),  # through a variable on the way
        ("share", "klass"),
        ("share", "share"),
    ],
)
def test_covariates_that_define_the_outcome_are_refused(outcome, covariate):
    with pytest.raises(ParameterError, match=f"„Größe {covariate}“ ist aus denselben Angaben"):
        regress(made_towns(), VARIABLES, outcome, ("age", covariate))


def test_what_is_made_of_the_same_column_is_related():
    one = made_variable("one", made_of=frozenset({"column"}))
    other = made_variable("other", made_of=frozenset({"middle"}))
    middle = made_variable("middle", made_of=frozenset({"column", "other"}))
    known = {"one": one, "other": other, "middle": middle}
    assert shared(one, other, known) == {"column"}
    assert not shared(VARIABLES["share"], VARIABLES["age"], VARIABLES)


@pytest.mark.parametrize(
    ("outcome", "covariates", "said"),
    [
        ("share", ("people", "twin"), "„Größe twin“ ergibt sich schon aus „Größe people“"),
        ("share", ("age", "still"), "„Größe still“ hat bei allen Kommunen denselben Wert"),
        ("still", ("age",), "„Größe still“ hat bei allen Kommunen denselben Wert"),
        ("share", ("age", "age"), "„Größe age“ ist mehrmals"),
        ("part", ("age",), "„Größe part“ ist keine Zahl"),
        ("share", (), "mindestens eine erklärende Größe"),
        ("nothing", ("age",), "„nothing“ gibt es nicht"),
        ("share", ("nothing",), "„nothing“ gibt es nicht"),
        ("people", ("age", "share"), ""),
    ],
)
def test_what_cannot_be_explained_is_said(outcome, covariates, said):
    if not said:
        assert len(regress(made_towns(), VARIABLES, outcome, covariates).towns) == 40
        return
    with pytest.raises(ParameterError, match=said):
        regress(made_towns(), VARIABLES, outcome, covariates)


def test_sums_of_several_covariates_are_found_with_their_names():
    towns = made_towns().assign(twin=lambda t: t["age"] * 3 - 2 * t["centre"].astype(float))
    with pytest.raises(ParameterError, match=r"„Größe twin“ .* „Größe age“, „Größe centre“"):
        regress(towns, VARIABLES, "share", ("age", "people", "centre", "twin"))


def test_too_few_towns_and_full_explanation_are_refused():
    with pytest.raises(ParameterError, match=r"mindestens 12 Kommunen.* es sind 11"):
        regress(made_towns(11), VARIABLES, "share", ("age",))
    with pytest.raises(ParameterError, match="vollständig"):
        regress(made_towns(), VARIABLES | {"twin": made_variable("twin")}, "twin", ("people",))


def test_on_the_shipped_edition_a_class_does_not_explain_its_share(edition: Edition):
    known = variables(edition)
    towns = town_frame(edition, Plan())
    towns = towns[towns["population"].between(20_000, 49_999)]
    with pytest.raises(ParameterError, match="aus denselben Angaben"):
        regress(towns, known, "share_foreign_2022", ("population", "arrival_class"))
    found = regress(towns, known, "share_foreign_2022", ("population", "part", "urbanisation"))
    assert len(found.towns) + len(found.missing) == len(towns)
    assert found.coefficients.at["part=east", "estimate"] < 0
