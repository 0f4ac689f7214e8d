"""The sample on the page of case selection: how it is drawn, and what is shown of it."""

from __future__ import annotations

import re

import pytest
from selecting import (
    ROOT,
    painted,
    plan_of,
    plan_with,
    settle,
    show,
    towns,
)
from streamlit.testing.v1 import AppTest

from ankunft.app.selection.sample_results import sample_table
from ankunft.app.selection.strata_editor import numbers, written
from ankunft.app.selection_view import SelectionView, pack
from ankunft.app.view import LIMITS
from ankunft.base.language import LANGUAGES
from ankunft.selection import tables
from ankunft.selection.frame.projects import project
from ankunft.selection.outcome import choose
from ankunft.selection.plan import Classes, Criterion, Sampling, StratumVariable
from ankunft.selection.words import role_names


@pytest.fixture
def app() -> AppTest:
    """A visitor of this test alone: what is undone and decided is kept in the session."""
    return AppTest.from_file(ROOT / "app.py", default_timeout=120)


def test_the_map_tells_who_is_taken_and_who_is_drawn(app, edition):
    show(app, SelectionView(step="sample"))
    sample = choose(edition, project("ankunftsquartiere").plan).sample
    assert sample is not None
    roles = sample.table["role"].value_counts()
    found = painted(app)
    assert found["all_in"] == roles["all_in"] == 190
    assert found["sampled"] == roles["sampled"]
    assert found["inside"] == roles["reserve"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tables_of_a_sample_are_the_draw(app, edition, lang):
    show(app, SelectionView(step="sample"), lang=lang)
    sample = choose(edition, project("ankunftsquartiere").plan).sample
    assert sample is not None
    strata, balance, towns = (table.value for table in app.dataframe)
    assert list(strata.iloc[:-1, 0]) == list(sample.design["towns"])
    assert list(strata.iloc[:-1, 1]) == list(sample.design["n"])
    assert strata.iloc[-1, 1] == sample.design["n"].sum()
    assert len(balance) > 4
    drawn = sample.table[sample.table["role"] != "reserve"]
    assert set(towns.iloc[:, 0]) == set(drawn.index)
    shown = towns.set_index(towns.columns[0])
    weights = shown.iloc[:, 7].astype(float)
    assert weights.to_dict() == pytest.approx(drawn["design_weight"].to_dict())
    app.toggle(key="selection_reserve").set_value(True)
    settle(app)
    assert len(app.dataframe[2].value) == len(sample.table)


def test_another_seed_draws_other_towns_and_the_same_ones_again(app):
    show(app, SelectionView(step="sample"))
    first = towns(app)
    app.number_input(key="selection_seed").set_value(2)
    settle(app)
    second = towns(app)
    assert len(first) == len(second)
    assert first != second
    app.button(key="selection_undo").click()
    settle(app)
    assert towns(app) == first


def test_the_size_is_said_as_share_or_number(app, edition):
    show(app, SelectionView(step="sample"))
    app.selectbox(key="selection_size").set_value("n")
    settle(app)
    sampling = plan_of(app).sampling
    assert sampling
    assert sampling.share is None
    sample = choose(edition, project("ankunftsquartiere").plan).sample
    assert sample is not None
    assert sampling.n == sample.table["role"].eq("sampled").sum()
    app.number_input(key="selection_n").set_value(100)
    settle(app)
    assert len(towns(app)) == 290
    app.selectbox(key="selection_size").set_value("share")
    settle(app)
    assert plan_of(app).sampling.share == pytest.approx(100 / 509, abs=0.001)


@pytest.mark.parametrize("allocation", ["equal", "neyman", "fixed"])
def test_every_allocation_draws_as_many(app, allocation):
    show(app, SelectionView(step="sample"))
    many = len(towns(app))
    app.selectbox(key="selection_allocation").set_value(allocation)
    settle(app)
    assert not app.error, [e.value for e in app.error]
    assert plan_of(app).sampling.allocation == allocation
    assert len(towns(app) if allocation != "fixed" else set(app.dataframe[-1].value.iloc[:, 0])) == many  # fmt: skip
    app.selectbox(key="selection_allocation").set_value("proportional")
    settle(app)
    assert len(towns(app)) == many


def test_strata_are_added_cut_and_removed(app):
    show(app, SelectionView(step="sample"))
    assert "selection_add_stratum" not in [box.key for box in app.selectbox], "four at most"
    app.button(key="selection_stratum_3_remove").click()
    settle(app)
    assert [s.variable for s in plan_of(app).sampling.strata] == ["population", "part", "urbanisation"]  # fmt: skip
    app.selectbox(key="selection_add_stratum").set_value("share_foreign_2022")
    settle(app)
    added = plan_of(app).sampling.strata[3]
    assert added.variable == "share_foreign_2022"
    assert len(added.breaks) == 1
    app.text_input(key="selection_stratum_3_share_foreign_2022").set_value("10; 15,5")
    settle(app)
    assert plan_of(app).sampling.strata[3].breaks == (10, 15.5)
    before = plan_of(app)
    for wrong in ("viele", "15; 10", "0.5"):
        app.text_input(key="selection_stratum_3_share_foreign_2022").set_value(wrong)
        settle(app)
        assert app.warning, wrong
        assert plan_of(app) == before
        assert app.text_input(key="selection_stratum_3_share_foreign_2022").value == "10; 15,5"


def test_a_sample_that_cannot_be_drawn_is_said_and_the_map_stays(app):
    show(app, SelectionView(step="sample", packed=pack(plan_with(share=None, n=600))))
    (error,) = app.error
    assert "600" in error.value
    assert sum(painted(app)[name] for name in ("inside",)) == 699
    assert not app.dataframe
    app.number_input(key="selection_n").set_value(200)
    settle(app)
    assert not app.error
    assert len(towns(app)) == 390


@pytest.mark.parametrize(
    "sampling",
    [
        {"share": 0.00001},
        {"response_rate": 0.0001, "seed": 2**63 - 1},
        {"all_in": Criterion(variable="population", operator="one_of", values=("x",))},
        {"all_in": Criterion(variable="part", operator="at_least", value=1)},
        {"allocation": "neyman", "neyman_variable": "part"},
        {"allocation": "neyman", "neyman_variable": "nothing"},
        {"strata": (StratumVariable(variable="nothing"),)},
        {"strata": (StratumVariable(variable="part", breaks=(1.0, 2.0)),)},
        {"share": None, "allocation": "fixed", "fixed": {"nowhere": 3}},
    ],
)
@pytest.mark.parametrize("step", ["frame", "sample"])
def test_whatever_a_link_holds_is_shown_or_said(app, sampling, step):
    plan = plan_with(**sampling)
    show(app, SelectionView(step=step, packed=pack(plan)))
    shown = app.error or [table for table in app.dataframe if len(table.value)]
    assert shown
    assert sum(painted(app).get(name, 0) for name in ("inside", "all_in", "sampled")) == 699


def test_classes_beyond_the_widgets_are_shown(app):
    classes = Classes(preset="own", high=50.0, low=-2.0, margin=99.0, min_n=100)
    plan = project("ankunftsquartiere").plan.model_copy(update={"classes": classes})
    app.session_state["selection_classes"] = True
    show(app, SelectionView(packed=pack(plan)))
    assert app.number_input(key="selection_high").value == LIMITS["high"][1]
    assert plan_of(app).classes == classes, "as long as nobody changes it"
    app.number_input(key="selection_high").set_value(1.5)
    settle(app)
    assert plan_of(app).classes.high == 1.5
    app.selectbox(key="selection_class_preset").set_value("absolute")
    settle(app)
    assert plan_of(app).classes.preset == "absolute"


def test_the_file_of_a_sample_is_its_table(edition):
    outcome = choose(edition, project("ankunftsquartiere").plan)
    assert outcome.sample
    rows = sample_table(outcome, outcome.sample, "de")
    table = tables.sample_table(outcome, "de").set_index("ags")
    assert set(table.index) == set(rows.index)
    table = table.loc[rows.index]
    assert table["design_weight"].to_numpy() == pytest.approx(rows["Gewicht"].to_numpy(), abs=1e-6)
    assert table["name"].to_list() == rows["Gemeinde"].to_list()
    assert table["role"].map(role_names("de")).to_list() == rows["Rolle"].to_list()


def test_a_plan_without_a_sample_gets_one(app):
    show(app, SelectionView(preset="zentren", step="sample"))
    assert len(app.info) == 1
    app.toggle(key="selection_draws").set_value(True)
    settle(app)
    assert plan_of(app).sampling == Sampling(share=0.4)
    assert painted(app)["sampled"] == round(0.4 * 729)
    app.toggle(key="selection_has_all_in").set_value(True)
    settle(app)
    assert plan_of(app).sampling.all_in.variable == "population"
    app.toggle(key="selection_draws").set_value(False)
    settle(app)
    assert plan_of(app).sampling is None


def test_bounds_are_read_as_they_are_written():
    for lang in LANGUAGES:
        bounds = (0.5, 20_000.0, 1_234_567.25)
        assert numbers(written(bounds, lang), lang) == bounds
    assert numbers(" 10 ; ", "de") == (10,)
    for wrong in ("x", "1,5,2", "nan", "inf"):
        with pytest.raises(ValueError, match=re.escape(wrong.split(";")[0])):
            numbers(wrong, "de")
