"""The page of case selection: what it counts, how its plan is changed, decided on and passed on."""

from __future__ import annotations

import re

import pytest
from selecting import (
    GOSLAR,
    KASSEL,
    NOTHING,
    ROOT,
    painted,
    plan_of,
    plan_with,
    said,
    settle,
    show,
    towns,
    view_of,
)
from streamlit.testing.v1 import AppTest

from ankunft.app.selection_view import STEPS, SelectionView, pack
from ankunft.base.language import LANGUAGES, format_integer
from ankunft.selection.frame.projects import project, projects
from ankunft.selection.frame.variables import variables
from ankunft.selection.outcome import choose
from ankunft.selection.plan import Criterion, Group, StratumVariable


@pytest.fixture
def app() -> AppTest:
    """A visitor of this test alone: what is undone and decided is kept in the session."""
    return AppTest.from_file(ROOT / "app.py", default_timeout=120)


# ---------------------------------------------------------------- what is shown


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("preset", "inside"), [("ankunftsquartiere", 699), ("zentren", 729)])
def test_a_project_counts_its_frame(app, edition, preset, inside, lang):
    show(app, SelectionView(preset=preset), lang=lang)
    outcome = choose(edition, project(preset).plan)
    assert outcome.filtered.size == inside
    assert format_integer(inside, lang) in said(app)
    assert format_integer(outcome.filtered.inhabitants, lang) in said(app)
    found = painted(app)
    assert sum(found.get(name, 0) for name in ("inside", "kept", "all_in", "sampled")) == inside
    assert len(app.dataframe[0].value) == inside
    for text in [said(app), *map(str, app.dataframe[0].value.to_numpy().ravel())]:
        assert not NOTHING.search(text)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("preset", list(projects()))
def test_every_step_of_every_project_runs(app, preset, step, lang):
    show(app, SelectionView(preset=preset, step=step, selected=GOSLAR), lang=lang)
    assert not app.error
    assert not NOTHING.search(said(app))
    assert any(part.value == "Goslar" for part in app.subheader)


def test_a_town_says_what_it_is(app, edition):
    show(app, SelectionView(step="sample", selected=GOSLAR))
    sample = choose(edition, project("ankunftsquartiere").plan).sample
    assert sample is not None
    share = 100 * sample.table.loc[GOSLAR, "inclusion_probability"]
    assert f"{share:.1f}".replace(".", ",") in said(app)
    assert re.search(r"\*\*ja\*\*: Einwohner.*20\.000.*47\.433", said(app))
    show(app, SelectionView(preset="zentren", selected=KASSEL))
    assert "**nein**: Einwohner" in said(app)
    assert "nicht in der Grundgesamtheit" in said(app)
    app.button(key="close").click()
    settle(app)
    assert view_of(app).selected == ""


# ---------------------------------------------------------------- filters


def test_a_condition_is_added_changed_and_taken_back(app):
    show(app, SelectionView())
    app.selectbox(key="selection_add").set_value("urbanisation")
    settle(app)
    added = plan_of(app).groups[-1].any_of[0]
    assert (added.variable, added.operator) == ("urbanisation", "one_of")
    app.multiselect(key="selection_g1_c0_urbanisation_values").set_value(["02", "03"])
    settle(app)
    assert plan_of(app).groups[-1].any_of[0].values == ("02", "03")
    fewer = sum(painted(app).get(name, 0) for name in ("inside", "all_in", "sampled"))
    assert fewer < 699
    app.radio(key="selection_g1_c0_urbanisation_operator").set_value("none_of")
    settle(app)
    others = sum(painted(app).get(name, 0) for name in ("inside", "all_in", "sampled"))
    assert fewer + others == 699
    for steps_back, left in ((1, 2), (1, 2), (1, 1)):
        for _step in range(steps_back):
            app.button(key="selection_undo").click()
            settle(app)
        assert len(plan_of(app).groups) == left
    assert view_of(app).packed == ""
    assert app.button(key="selection_undo").disabled


def test_a_number_of_a_criterion_is_changed(app):
    show(app, SelectionView())
    app.session_state["selection_group_0"] = True
    settle(app)
    app.number_input(key="selection_g0_c0_population_value").set_value(50_000.0)
    settle(app)
    assert plan_of(app).groups[0].any_of[0].value == 50_000
    assert "190 von 10.786" in said(app)
    app.selectbox(key="selection_g0_c0_population_operator").set_value("below")
    settle(app)
    assert plan_of(app).groups[0].any_of[0].operator == "below"
    assert app.number_input(key="selection_g0_c0_population_value").value == 50_000
    app.selectbox(key="selection_g0_c0_variable").set_value("centre_criterion_2011")
    settle(app)
    assert plan_of(app).groups[0].any_of[0].values == ("yes",)
    app.radio(key="selection_g0_c0_centre_criterion_2011_yes").set_value("no")
    settle(app)
    assert plan_of(app).groups[0].any_of[0].values == ("no",)


def test_another_way_to_meet_a_condition(app):
    show(app, SelectionView())
    app.session_state["selection_group_0"] = True
    settle(app)
    app.selectbox(key="selection_g0_or").set_value("part")
    settle(app)
    first, second = plan_of(app).groups[0].any_of
    assert (first.variable, second.variable) == ("population", "part")
    assert "10.087 nicht" not in said(app), "more towns meet it"
    app.button(key="selection_g0_c0_remove").click()
    settle(app)
    assert [c.variable for c in plan_of(app).groups[0].any_of] == ["part"]
    app.button(key="selection_g0_remove").click()
    settle(app)
    assert plan_of(app).groups == ()
    assert "10.786 von 10.786" in said(app)


def test_towns_without_figures_are_kept_when_asked_for(app):
    """A condition taken away does not leave its values to the next one."""
    show(app, SelectionView(preset="zentren"))
    kept_before = painted(app)["unknown"]
    app.session_state["selection_group_4"] = True
    settle(app)
    app.radio(key="selection_g4_unknown").set_value("keep")
    settle(app)
    assert plan_of(app).groups[4].unknown == "keep"
    found = painted(app)
    assert found["kept"] > 0
    assert found["kept"] + found.get("unknown", 0) == kept_before
    app.session_state["selection_group_0"] = True
    settle(app)
    app.button(key="selection_g0_remove").click()
    settle(app)
    assert [g.unknown for g in plan_of(app).groups] == ["drop", "drop", "drop", "keep"]
    assert app.radio(key="selection_g3_unknown").value == "keep", "still open, at its new place"


def test_the_last_value_of_a_condition_stays(app):
    show(app, SelectionView(preset="zentren"))
    app.session_state["selection_group_2"] = True
    settle(app)
    app.multiselect(key="selection_g2_c0_urbanisation_values").set_value([])
    settle(app)
    assert plan_of(app) == project("zentren").plan
    assert app.warning
    assert app.multiselect(key="selection_g2_c0_urbanisation_values").value == ["02", "03"]


def test_no_town_is_said(app):
    nothing = Group(any_of=(Criterion(variable="population", operator="above", value=1e9),))
    plan = project("zentren").plan.model_copy(update={"groups": (nothing,)})
    show(app, SelectionView(preset="zentren", packed=pack(plan)))
    assert len(app.info) == 1
    assert not app.dataframe


def test_the_count_decides_who_is_large(app, edition):
    show(app, SelectionView())
    app.selectbox(key="selection_population").set_value("register")
    settle(app)
    plan = project("ankunftsquartiere").plan.model_copy(update={"population": "register"})
    assert plan_of(app) == plan
    assert f"{choose(edition, plan).filtered.size} von 10.786" in said(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_variable_can_be_a_condition(app, edition, lang):
    known = variables(edition)
    show(app, SelectionView(), lang=lang)
    app.session_state["selection_group_0"] = True
    settle(app)
    for number, name in enumerate(known):
        if number % 4 == (lang == "en"):
            app.selectbox(key="selection_g0_c0_variable").set_value(name)
            settle(app)
            assert plan_of(app).groups[0].any_of[0].variable == name
            assert known[name].label(lang) in said(app)
            assert not NOTHING.search(said(app)), name


# ---------------------------------------------------------------- decisions, links


def test_a_veto_needs_a_reason_and_is_replaced_on_the_map(app, edition):
    sample = choose(edition, project("ankunftsquartiere").plan).sample
    assert sample is not None
    ags = sample.table.index[sample.table["role"] == "sampled"][0]
    show(app, SelectionView(step="sample", selected=ags))
    app.button(key=f"selection_veto_{ags}").click()
    settle(app)
    assert app.warning
    assert "veto" not in painted(app)
    app.text_input(key=f"selection_reason_{ags}").set_value("Bürgermeisterwahl")
    settle(app)
    app.button(key=f"selection_veto_{ags}").click()
    settle(app)
    found = painted(app)
    assert (found["veto"], found["replacement"]) == (1, 1)
    assert "Bürgermeisterwahl" in said(app)
    assert "packed" not in str(app.query_params), "reasons may name people"
    assert view_of(app).packed == ""
    app.button(key=f"selection_undecide_{ags}").click()
    settle(app)
    assert "veto" not in painted(app)


def test_decisions_outlast_another_project(app):
    show(app, SelectionView(selected=GOSLAR))
    app.text_input(key=f"selection_reason_{GOSLAR}").set_value("Partnerstadt")
    app.button(key=f"selection_include_{GOSLAR}").click()
    settle(app)
    assert painted(app)["included"] == 1
    app.selectbox(key="selection_project").set_value("zentren")
    settle(app)
    assert view_of(app).preset == "zentren"
    assert "Partnerstadt" in said(app)
    app.button(key="selection_undo").click()
    settle(app)
    assert view_of(app).preset == "ankunftsquartiere"


def test_a_link_opens_a_changed_plan(app, edition):
    strata = (StratumVariable(variable="part"),)
    plan = plan_with(share=None, n=30, strata=strata, seed=7)
    query = SelectionView(step="sample", packed=pack(plan)).to_query()
    app.run()
    app.switch_page("pages/fallauswahl.py")
    app.session_state["selection_view"] = SelectionView.from_query(query)
    settle(app)
    assert plan_of(app) == plan
    sample = choose(edition, plan).sample
    assert sample is not None
    assert towns(app) == set(sample.table.index[sample.table["selected"]])
    app.button(key="selection_restart").click()
    settle(app)
    assert plan_of(app) == project("ankunftsquartiere").plan


def test_a_variable_that_is_gone_is_said(app):
    unknown = Group(any_of=(Criterion(variable="survey_pressure", operator="above", value=3),))
    plan = project("zentren").plan.model_copy(update={"groups": (unknown,)})
    show(app, SelectionView(preset="zentren", packed=pack(plan)))
    (error,) = app.error
    assert "survey" in error.value
    app.session_state["selection_group_0"] = True
    settle(app)
    app.button(key="selection_g0_remove").click()
    settle(app)
    assert not app.error
