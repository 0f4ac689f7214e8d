"""A protocol carried out again: the same list, or every difference by its name."""

from __future__ import annotations

import json

import pytest
from outcomes import CASES, FLENSBURG, SAMPLED, outcome_of, plan_of

from ankunft.errors import ParameterError
from ankunft.selection.outcome import carry_out
from ankunft.selection.protocol.again import again
from ankunft.selection.protocol.document import read_protocol
from ankunft.selection.protocol.record import protocol_of
from ankunft.selection.protocol.replay import compare

DECIDED = [{"ags": FLENSBURG, "action": "veto", "reason": "Haushalt"}]


@pytest.fixture(scope="module")
def then(edition):
    return protocol_of(outcome_of(edition, plan_of(SAMPLED, decisions=DECIDED)), edition)


def changed(protocol, change):
    data = json.loads(protocol.text())
    change(data)
    return read_protocol(json.dumps(data).encode())


def of_kind(result, kind):
    return [difference for difference in result.differences if difference.kind == kind]


@pytest.mark.parametrize("described", [SAMPLED, CASES, {"groups": SAMPLED["groups"]}])
def test_the_same_figures_give_the_same_list(edition, described):
    made = outcome_of(edition, plan_of(described, decisions=DECIDED))
    for lang in ("de", "en"):
        before = protocol_of(made, edition, made="2026-01-01", lang=lang)
        result = compare(read_protocol(before.text().encode()), again(before, edition))
        assert result.differences == ()
        assert result.same_list
    assert result.text("de") == "Dieselbe Liste aus denselben Daten."


def test_another_edition_is_named_but_the_list_is_the_same(then):
    other = changed(then, lambda data: data.update(edition="0" * 64))
    result = compare(other, then)
    assert [one.kind for one in result.differences] == ["edition"]
    assert result.same_list
    assert "000000000000" in result.differences[0].text("de")


def test_another_figure_is_named(edition, then):
    found = outcome_of(edition, plan_of(SAMPLED, decisions=DECIDED))
    town = next(row.ags for row in then.towns if row.role == "sampled")
    figures = found.frame.copy()
    figures.loc[town, "population"] += 1
    now = protocol_of(carry_out(found.plan, figures, found.variables), edition)
    result = compare(then, now)
    assert result.same_list
    assert [one.subject for one in of_kind(result, "figures")] == ["population"]
    figure = of_kind(result, "figure")
    assert len(figure) == 1
    assert town in figure[0].subject
    assert "population" in figure[0].subject
    assert float(figure[0].now) == float(figure[0].then) + 1
    assert of_kind(result, "count")[0].subject == "inhabitants"


def test_another_seed_is_another_list_with_every_town_named(edition, then):
    other = changed(then, lambda data: data["plan"]["sampling"].update(seed=8))
    now = again(other, edition)
    result = compare(other, now)
    assert not result.same_list
    before = {row.ags for row in then.towns}
    after = {row.ags for row in now.towns}
    assert before != after
    missing = {one.subject[-9:-1] for one in of_kind(result, "missing")}
    added = {one.subject[-9:-1] for one in of_kind(result, "added")}
    assert (missing, added) == (before - after, after - before)


def test_a_town_that_vanished_changes_the_list(edition, then):
    found = outcome_of(edition, plan_of(SAMPLED, decisions=DECIDED))
    town = next(row.ags for row in then.towns if row.role == "sampled")
    now = protocol_of(carry_out(found.plan, found.frame.drop(index=town), found.variables), edition)
    result = compare(then, now)
    assert not result.same_list
    assert any(town in one.subject for one in of_kind(result, "missing"))
    assert of_kind(result, "stratum")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("role", "included", "Rolle: aufgenommen"),
        ("design_weight", 9.5, "Gewicht: 9,5"),
        ("reason", "anders", "Grund: anders"),
        ("position", 99, "Platz: 99"),
    ],
)
def test_a_row_that_was_tampered_with_is_named(then, field, value, said):
    def tamper(data):
        data["towns"][-1][field] = value

    other = changed(then, tamper)
    found = of_kind(compare(other, then), "changed")
    assert len(found) == 1
    assert found[0].subject.endswith(f", {field}")
    assert said in found[0].text("de")


def test_answers_of_a_survey_that_are_missing_are_said(edition, then):
    other = changed(then, lambda data: data.update(survey="ab" * 32))
    with pytest.raises(ParameterError, match="Befragung"):
        again(other, edition)


def test_texts_in_both_languages(then):
    other = changed(then, lambda data: data["towns"].pop())
    result = compare(other, then)
    for lang in ("de", "en"):
        assert result.text(lang)
        assert all(one.subject in one.text(lang) for one in result.differences)
