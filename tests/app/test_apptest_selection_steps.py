"""The step of the cases: strategies, scores, wishes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from selection_visit import (
    EAST,
    NOTHING,
    ROOT,
    cases_plan,
    plan_of,
    said,
    settle,
    show,
    table,
    widget,
)
from streamlit.testing.v1 import AppTest

from ankunft.base.language import LANGUAGES
from ankunft.selection.outcome import choose
from ankunft.selection.plan import Criterion, Quota, ScoreWeight


@pytest.fixture
def app() -> AppTest:
    """A visitor of this test alone."""
    return AppTest.from_file(ROOT / "app.py", default_timeout=120)


STRATEGIES: list[dict[str, Any]] = [
    {"strategy": "typical", "covariates": ["population"]},
    {"strategy": "deviant", "covariates": ["population", "part"]},
    {"strategy": "influential", "covariates": ["population"]},
    {"strategy": "extreme"},
    {"strategy": "diverse", "covariates": ["part"]},
    {"strategy": "most_similar", "covariates": ["population"]},
    {"strategy": "most_different", "covariates": ["population"]},
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("given", STRATEGIES, ids=lambda given: given["strategy"])
def test_every_strategy_shows_the_cases_of_the_library(app, edition, given, lang):
    narrow = Criterion(variable="state", operator="one_of", values=("01", "03", "12"))
    plan = cases_plan(**given, outcome="change")
    group = plan.groups[0].model_copy(update={"any_of": (narrow,)})
    plan = plan.model_copy(update={"groups": (*plan.groups, group)})
    show(app, "cases", plan, lang=lang)
    expected = choose(edition, plan).cases
    rows = app.dataframe[0].value
    assert set(rows["AGS"]) == set(expected.table.index)
    texts = said(app)
    assert all(expected.reason(ags, lang) in texts for ags in expected.table.index)
    assert not app.error
    assert not NOTHING.search(texts)
    assert bool(expected.regression) == bool(app.get("vega_lite_chart"))
    for shown in app.dataframe:
        assert not any(NOTHING.search(str(value)) for value in shown.value.to_numpy().ravel())


def test_the_regression_is_told_with_its_intervals(app, edition):
    plan = cases_plan(strategy="deviant", outcome="change", covariates=["population", "part"])
    show(app, "cases", plan)
    regression = choose(edition, plan).cases.regression
    rows = table(app, "Schätzung")
    assert len(rows) == len(regression.coefficients) == 3
    assert rows["Merkmal"].iloc[0] == "Konstante"
    assert any("stdeutschland" in text for text in rows["Merkmal"])
    east = regression.coefficients.iloc[2]
    assert (
        rows["Schätzung"].iloc[2].replace("\u2212", "-").replace(",", ".")
        == f"{east['estimate']:.2f}"
    )
    chart = json.loads(app.get("vega_lite_chart")[0].proto.spec)
    assert "residual" in json.dumps(chart)


def test_switching_between_strategy_and_score(app):
    show(app, "cases", preset="zusammenhalt")
    widget(app.radio, "selection_case_way").set_value("score")
    settle(app)
    assert plan_of(app).cases.score == (ScoreWeight(variable="change"),)
    assert plan_of(app).cases.strategy is None
    assert len(table(app, "Punkte")) == plan_of(app).cases.n
    widget(app.selectbox, "selection_add_weight").select("population")
    settle(app)
    widget(app.number_input, "selection_weight_population_weight").set_value(3.0)
    settle(app)
    widget(app.selectbox, "selection_weight_population_high").select(False)
    settle(app)
    assert plan_of(app).cases.score[1] == ScoreWeight(variable="population", weight=3, high=False)
    widget(app.button, "selection_stratum_selection_weight_change_remove").click()
    settle(app)
    assert [part.variable for part in plan_of(app).cases.score] == ["population"]
    widget(app.button, "selection_stratum_selection_weight_population_remove").click()
    settle(app)
    assert [part.variable for part in plan_of(app).cases.score] == ["population"]
    assert "mindestens ein Merkmal" in said(app)
    widget(app.radio, "selection_case_way").set_value("strategy")
    settle(app)
    assert plan_of(app).cases.strategy == "diverse"
    widget(app.button, "selection_undo").click()
    settle(app)
    assert plan_of(app).cases.score


def test_a_project_without_cases_gets_some(app):
    show(app, "cases", preset="zentren")
    assert "keine Fälle" in said(app)
    widget(app.toggle, "selection_picks").set_value(True)
    settle(app)
    assert len(table(app, "Begründung")) == 6
    widget(app.toggle, "selection_picks").set_value(False)
    settle(app)
    assert plan_of(app).cases is None
    assert app.session_state["selection_view"].packed == ""


def test_wishes_are_added_changed_and_removed(app):
    show(app, "cases", cases_plan(strategy="extreme", outcome="change"))
    widget(app.selectbox, "selection_add_wish").select("part")
    settle(app)
    assert plan_of(app).cases.quotas == (
        Quota(
            all_of=(Criterion(variable="part", operator="one_of", values=("east",)),), at_least=1
        ),
    )
    widget(app.number_input, "selection_w0_least").set_value(4)
    settle(app)
    lands = table(app, "Begründung")["Land"]
    assert lands.isin(EAST).sum() >= 4
    assert table(app, "Wunsch")["gewählt"].to_list() == [lands.isin(EAST).sum()]
    widget(app.number_input, "selection_w0_most").set_value(2)
    settle(app)
    quota = plan_of(app).cases.quotas[0]
    assert (quota.at_least, quota.at_most) == (2, 2)
    widget(app.number_input, "selection_w0_most").set_value(None)
    settle(app)
    assert plan_of(app).cases.quotas[0].at_most is None
    widget(app.selectbox, "selection_add_wish").select("population")
    settle(app)
    assert len(plan_of(app).cases.quotas) == 2
    widget(app.button, "selection_w0_remove").click()
    settle(app)
    assert [q.all_of[0].variable for q in plan_of(app).cases.quotas] == ["population"]


def test_wishes_that_contradict_are_explained(app, edition):
    def wish(value: str) -> Quota:
        criterion = Criterion(variable="part", operator="one_of", values=(value,))
        return Quota(all_of=(criterion,), at_least=3)

    plan = cases_plan(
        strategy="diverse",
        outcome="change",
        covariates=["part"],
        quotas=[wish("east"), wish("west")],
    )
    show(app, "cases", plan)
    assert "nicht zusammen erfüllbar" in "".join(block.value for block in app.warning)
    assert len(table(app, "Wunsch")) == 2
    assert choose(edition, plan).cases.conflict.short == 2


def test_a_covariate_that_defines_the_outcome_is_refused_in_a_sentence(app):
    plan = cases_plan(
        strategy="typical",
        outcome="change",
        covariates=["share_foreign_2022", "share_foreign_2011"],
    )
    show(app, "cases", plan)
    assert len(app.error) == 1
    assert app.get("component_instance"), "the map stays"
