"""Filters with three answers: each comparison, Kleene's logic, the choice for "no figures"."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ankunft.base.errors import ParameterError
from ankunft.selection.frame.criteria import (
    check,
    describe,
    evaluate,
    group_verdict,
    summary,
    verdict,
)
from ankunft.selection.frame.towns import town_frame
from ankunft.selection.frame.variables import variables
from ankunft.selection.plan import Criterion, Group, Plan

nan = math.nan
SPACE = "\u00a0"


@pytest.fixture(scope="module")
def known(edition):
    return variables(edition)


def made() -> pd.DataFrame:
    """Five towns; each variable is missing in another one."""
    return pd.DataFrame(
        {
            "population": [10_000.0, 20_000, 30_000, nan, 50_000],
            "part": pd.Series(["east", "west", nan, "west", "east"], dtype=str),
            "centre": pd.array([True, None, False, False, True], dtype="boolean"),
            "arrival_class": ["new", "no_data", "none", "traditional", "new"],
            "staff": pd.array([1, None, 3, 4, 5], dtype="Int64"),
        }
    ).set_axis(["01", "02", "03", "04", "05"], axis=0)


def number(variable: str, operator: str, value: float) -> Criterion:
    return Criterion(variable=variable, operator=operator, value=value)


def among(variable: str, *values: str, operator: str = "one_of") -> Criterion:
    return Criterion(variable=variable, operator=operator, values=values)


def group(*criteria: Criterion, unknown: str = "drop") -> Group:
    return Group(any_of=criteria, unknown=unknown)


def answers(array) -> list[bool | None]:
    return [None if answer is pd.NA else bool(answer) for answer in array]


@pytest.mark.parametrize(
    ("criterion", "wanted"),
    [
        (number("population", "at_least", 20_000), [False, True, True, None, True]),
        (number("population", "above", 20_000), [False, False, True, None, True]),
        (number("population", "at_most", 20_000), [True, True, False, None, False]),
        (number("population", "below", 20_000), [True, False, False, None, False]),
        (number("staff", "at_least", 4), [False, None, False, True, True]),
        (among("part", "east"), [True, False, None, False, True]),
        (among("part", "east", operator="none_of"), [False, True, None, True, False]),
        (among("part", "east", "west"), [True, True, None, True, True]),
        (among("centre", "yes"), [True, None, False, False, True]),
        (among("centre", "no"), [False, None, True, True, False]),
        (among("centre", "yes", operator="none_of"), [False, None, True, True, False]),
    ],
)
def test_every_comparison(criterion, wanted):
    assert answers(verdict(made(), criterion)) == wanted


def test_nothing_said_is_no_figure_unless_it_is_asked_for():
    frame = made()
    new = among("arrival_class", "new")
    assert answers(verdict(frame, new)) == [True, None, False, False, True]
    other = among("arrival_class", "new", operator="none_of")
    assert answers(verdict(frame, other)) == [False, None, True, True, False]
    named = among("arrival_class", "new", "no_data")
    assert answers(verdict(frame, named)) == [True, True, False, False, True]
    without = among("arrival_class", "no_data", operator="none_of")
    assert answers(verdict(frame, without)) == [True, False, True, True, True]


@pytest.mark.parametrize("slip", [-1e-10, 0.0, 1e-10])
def test_a_value_on_the_limit_lies_on_it(slip):
    frame = pd.DataFrame({"ratio": [1.25 + slip]})
    found = {
        name: bool(verdict(frame, number("ratio", name, 1.25))[0])
        for name in ("at_least", "at_most", "above", "below")
    }
    assert found == {"at_least": True, "at_most": True, "above": False, "below": False}


few_examples = settings(max_examples=60)
three = st.sampled_from([True, False, None])
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(three, min_size=width, max_size=width), min_size=1, max_size=8
    )
)  # fmt: skip


def either(said: list[bool | None]) -> bool | None:
    return True if True in said else None if None in said else False


def both(said: list[bool | None]) -> bool | None:
    return False if False in said else None if None in said else True


def of_answers(rows: list[list[bool | None]]) -> tuple[pd.DataFrame, list[Criterion]]:
    columns = [pd.array(list(column), dtype="boolean") for column in zip(*rows, strict=True)]
    frame = pd.DataFrame({f"v{k}": column for k, column in enumerate(columns)})
    frame["population"] = np.arange(1.0, len(frame) + 1)
    return frame, [among(f"v{k}", "yes") for k in range(len(columns))]


@given(tables)
@few_examples
def test_one_criterion_of_a_group_is_enough(rows):
    frame, criteria = of_answers(rows)
    assert answers(group_verdict(frame, group(*criteria))) == [either(row) for row in rows]


@given(tables, st.data())
@few_examples
def test_all_groups_have_to_hold_and_every_town_is_counted(rows, data):
    frame, criteria = of_answers(rows)
    keeps = [data.draw(st.booleans()) for _ in criteria]
    groups = [
        group(criterion, unknown="keep" if keep else "drop")
        for criterion, keep in zip(criteria, keeps, strict=True)
    ]
    found = evaluate(frame, groups)
    assert answers(found.overall) == [both(row) for row in rows]
    wanted = [
        all(keep if said is None else said for said, keep in zip(row, keeps, strict=True))
        for row in rows
    ]
    assert found.inside.to_list() == wanted
    assert found.inside.dtype == bool
    assert found.size == sum(wanted)
    assert found.inhabitants == sum(k for k, inside in enumerate(wanted, 1) if inside)
    assert found.unknown == sum(both(row) is None for row in rows)
    assert found.kept == sum(
        inside and both(row) is None for row, inside in zip(rows, wanted, strict=True)
    )
    counts = found.counts
    assert (counts[["passing", "failing", "unknown"]].sum(axis=1) == len(rows)).all()
    assert (counts["kept"] == counts["unknown"].where(keeps, 0)).all()
    for number_, column in enumerate(zip(*rows, strict=True)):
        assert counts.loc[number_, "passing"] == column.count(True)
        assert counts.loc[number_, "unknown"] == column.count(None)
        assert answers(found.verdicts[number_]) == list(column)


@given(tables)
@few_examples
def test_one_more_group_lets_nobody_in_and_one_more_criterion_nobody_out(rows):
    frame, criteria = of_answers(rows)
    before = evaluate(frame, [group(criteria[0])]).inside
    assert not (evaluate(frame, [group(c) for c in criteria]).inside & ~before).any()
    assert not (before & ~evaluate(frame, [group(*criteria)]).inside).any()


def test_without_groups_all_are_inside():
    frame = made()
    found = evaluate(frame, [])
    assert found.inside.all()
    assert found.overall.all()
    assert (found.size, found.unknown, found.kept) == (5, 0, 0)
    assert found.inhabitants == 110_000
    assert found.counts.empty
    assert found.verdicts.shape == (5, 0)
    assert describe([], {}, "de") == "alle Gemeinden"


@pytest.mark.parametrize(
    ("criterion", "message"),
    [
        (number("populaton", "below", 1), "„populaton“ gibt es nicht; ähnlich: population"),
        (among("population", "east"), "„one_of“ passt nicht zu „population“: .* eine Zahl"),
        (number("part", "at_least", 1), "„at_least“ passt nicht zu „part“: .* keine Zahl"),
        (number("centre_criterion_2011", "above", 1), "passt nicht zu „centre_criterion_2011“"),
        (among("part", "north"), "„part“ kennt den Wert „north“ nicht; möglich sind east, west"),
        (among("state", "17"), "möglich sind 01, 02, 03, .* …"),
        (among("centre_criterion_2011", "ja"), "kennt nur die Werte yes und no"),
    ],
)
def test_criteria_that_ask_for_what_is_not_there(edition, known, criterion, message):
    with pytest.raises(ParameterError, match=message):
        check(criterion, known)
    frame = town_frame(edition, Plan())
    with pytest.raises(ParameterError, match=message):
        evaluate(frame, [group(number("population", "below", 1)), group(criterion)], known)


def test_a_frame_alone_refuses_what_it_cannot_answer():
    frame = made()
    with pytest.raises(ParameterError, match="„height“ gibt es nicht"):
        verdict(frame, number("height", "below", 1))
    with pytest.raises(ParameterError, match="passt nicht zu „part“"):
        verdict(frame, number("part", "below", 1))
    with pytest.raises(ParameterError, match="passt nicht zu „staff“"):
        verdict(frame, among("staff", "1"))
    with pytest.raises(ParameterError, match="nur die Werte yes und no"):
        verdict(frame, among("centre", "maybe"))


def test_criteria_in_words(known):
    least = number("population", "at_least", 20_000)
    assert describe(least, known, "de").endswith(f": mindestens 20.000{SPACE}Personen")
    east = among("part", "east", "west", operator="none_of")
    assert describe(east, known, "de") == (
        "Ost- oder Westdeutschland: nicht Ostdeutschland oder Westdeutschland"
    )
    whole = describe([group(least, east), group(among("state", "14"), unknown="keep")], known, "de")
    first, second = whole.split("\n")
    assert first == (
        f"{describe(least, known, 'de')}; oder {describe(east, known, 'de')} "
        "(ohne Angabe: ausgeschlossen)"
    )
    assert second == "Land: Sachsen (ohne Angabe: bleibt dabei)"
    for operator, words in (("above", "über"), ("below", "unter"), ("at_most", "höchstens")):
        text = describe(number("vacancy_2022", operator, 4.5), known, "de")
        assert text == f"Leerstandsquote 2022: {words} 4,5{SPACE}%"
    with pytest.raises(ParameterError, match="„height“ gibt es nicht"):
        describe(number("height", "below", 1), known, "de")


def test_the_outcome_in_words():
    found = evaluate(made(), [group(among("part", "west"), unknown="keep")])
    assert summary(found, "de") == (
        "3 von 5 Gemeinden mit zusammen 50.000 Menschen; ohne Angabe: 1, davon behalten: 1"
    )
