"""A plan carried out: filter, draw, pick."""

from __future__ import annotations

import pytest
from outcomes import CASES, FLENSBURG, KIEL, SAMPLED, outcome_of, plan_of

from ankunft.base.errors import ParameterError
from ankunft.selection.outcome import carry_out, choose, used_variables
from ankunft.selection.plan import Plan
from ankunft.selection.tables import cases_table, frame_table, sample_table


def test_without_sample_and_cases_the_list_is_the_frame(edition):
    plan = plan_of({"groups": SAMPLED["groups"]})
    found = outcome_of(edition, plan)
    assert found.chosen == sorted(found.inside.index)
    assert found.sample is None
    assert found.cases is None
    table = frame_table(found, "de")
    assert table["ags"].to_list() == found.chosen
    assert list(table) == ["ags", "name", "state", "county", "population"]
    assert (table["population"] >= 40_000).all()


def test_the_list_of_a_sample_are_the_towns_drawn(edition):
    found = outcome_of(edition, plan_of(SAMPLED))
    selected = found.sample.table.query("selected")
    assert found.chosen == selected.index.to_list()
    assert (selected["role"] == "all_in").sum() + 6 == len(found.chosen)
    assert set(found.chosen) <= set(found.inside.index)
    table = sample_table(found, "de")
    assert table["ags"].to_list() == found.chosen
    assert (table.query("role == 'all_in'")["design_weight"] == 1).all()
    whole = sample_table(found, "de", reserve=True)
    assert whole["ags"].to_list() == sorted(found.inside.index)
    assert (whole["role"] == "reserve").any()


def test_sample_and_cases_both_count(edition):
    both = outcome_of(edition, plan_of(SAMPLED, cases=CASES["cases"]))
    sample = outcome_of(edition, plan_of(SAMPLED))
    cases = outcome_of(edition, plan_of(CASES))
    assert set(both.chosen) == set(sample.chosen) | set(cases.chosen)
    assert len(cases.chosen) == 4


def test_a_veto_keeps_a_town_out_and_an_inclusion_brings_it_in(edition):
    before = outcome_of(edition, plan_of(CASES))
    gone = before.chosen[0]
    decisions = [{"ags": gone, "action": "veto", "reason": "will nicht"}]
    after = outcome_of(edition, plan_of(CASES, decisions=decisions))
    assert gone not in after.chosen
    assert len(after.chosen) == 4
    outside = next(ags for ags in before.inside.index if ags not in before.chosen)
    decisions = [{"ags": outside, "action": "include", "reason": "Zugang"}]
    after = outcome_of(edition, plan_of(CASES, decisions=decisions))
    assert outside in after.chosen
    assert cases_table(after, "de").set_index("ags").at[outside, "role"] == "included"


def test_used_variables_are_those_that_decide(edition):
    plan = plan_of(SAMPLED, cases=CASES["cases"], interviews={"variable": "change"})
    assert used_variables(plan) == ("population", "state", "urbanisation", "change")
    assert used_variables(Plan()) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"groups": [{"any_of": [{"variable": "weather", "operator": "below", "value": 1}]}]},
        {"sampling": {"n": 2, "strata": [{"variable": "weather"}]}},
        {"cases": {"strategy": "extreme", "outcome": "weather"}},
        {"interviews": {"variable": "weather"}},
    ],
)
def test_a_variable_that_does_not_exist_is_named(edition, changes):
    with pytest.raises(ParameterError, match="„weather“ gibt es nicht"):
        outcome_of(edition, plan_of(changes))


def test_cases_of_an_empty_frame_are_refused(edition):
    nobody = [{"any_of": [{"variable": "population", "operator": "above", "value": 9e9}]}]
    with pytest.raises(ParameterError, match="keine Gemeinde"):
        outcome_of(edition, plan_of(CASES, groups=nobody))


def test_choose_takes_the_figures_of_the_edition(edition):
    plan = plan_of(SAMPLED)
    found = choose(edition, plan)
    assert found.chosen == outcome_of(edition, plan).chosen
    assert {FLENSBURG, KIEL} <= set(found.chosen)
    again = carry_out(
        plan, found.frame.sample(frac=1, random_state=0).sort_index(), found.variables
    )
    assert again.chosen == found.chosen
