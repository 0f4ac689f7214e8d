"""Plans: what is legal, and what is said of what is not."""

import pytest

from ankunft.base.errors import ParameterError
from ankunft.selection.plan import Plan, read_plan

POPULATION = {"variable": "population", "operator": "at_least", "value": 20_000}


def test_a_plan_comes_back_from_what_it_writes():
    data = {
        "title": "Test",
        "groups": [{"any_of": [POPULATION], "unknown": "keep"}],
        "sampling": {"n": 12, "strata": [{"variable": "population", "breaks": [5, 7]}]},
        "cases": {"n": 3, "score": [{"variable": "change", "weight": 2}]},
    }
    plan = read_plan(data)
    assert read_plan(plan.to_dict()) == plan
    assert plan.to_dict()["groups"][0]["unknown"] == "keep"
    assert "decisions" not in plan.to_dict()


def test_an_empty_plan_is_legal():
    assert read_plan({}) == Plan()


@pytest.mark.parametrize(
    ("data", "where", "said"),
    [
        ({"x": 1}, "x", "diese Angabe gibt es nicht"),
        ({"groups": [{"any_of": []}]}, "groups → 0 → any_of", "mindestens eine"),
        ({"groups": [{"any_of": [POPULATION | {"value": "viel"}]}]}, "value", "eine Zahl"),
        ({"groups": [{"any_of": [POPULATION | {"value": float("nan")}]}]}, "value", "endliche"),
        ({"groups": [{"any_of": [POPULATION | {"values": ["a"]}]}]}, "any_of → 0", "braucht eine Zahl"),
        ({"sampling": {"share": 0.4, "n": 3}}, "sampling", "genau eine Angabe"),
        ({"sampling": {"share": 1.2}}, "sampling → share", "höchstens 1"),
        ({"sampling": {"n": 3, "allocation": "neyman"}}, "sampling", "neyman_variable"),
        ({"sampling": {"n": 3, "strata": [{"variable": "a", "breaks": [2, 1]}]}}, "strata → 0", "aufsteigen"),
        ({"cases": {"n": 3}}, "cases", "entweder eine Strategie"),
        ({"cases": {"n": 3, "strategy": "typical"}}, "cases", "Zielgröße"),
        ({"decisions": [{"ags": "1", "action": "veto", "reason": "x"}]}, "ags", "acht Ziffern"),
        ({"decisions": [{"ags": "14713000", "action": "veto", "reason": ""}]}, "reason", "leer"),
        ({"version": 2}, "version", "möglich ist 1"),
    ],
)  # fmt: skip
def test_what_is_not_legal_is_named_in_one_german_sentence(data, where, said):
    with pytest.raises(ParameterError) as caught:
        read_plan(data)
    text = str(caught.value)
    assert where in text
    assert said in text
    assert "\n" not in text
