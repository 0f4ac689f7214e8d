"""LimeSurvey's conditions: simple ones are evaluated, everything else is unknown and never run."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankunft.intake.survey.relevance import DEEPEST, LONGEST, bare_names, holds

ROWS = {
    "a": ["A1", "", "A2", None],
    "n": ["3", "", "10", None],
    "m_SQ1": ["Y", "", "", "Y"],
}


def known(name: str) -> np.ndarray | None:
    return np.array(ROWS[name], dtype=object) if name in ROWS else None


def result(expression: str) -> str:
    """One sign for each row: 1, 0, or ? for unknown."""
    found = holds(expression, 4, known)
    return "".join("?" if gone else str(int(true)) for true, gone in zip(found._data, found._mask, strict=True))  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1", "1111"),
        ("0", "0000"),
        ("", "????"),
        ('((a.NAOK == "A1"))', "100?"),
        ("a.NAOK == 'A1' or a.NAOK == 'A2'", "101?"),
        ('a eq "A1" OR n gt 5', "1?1?"),
        ('!is_empty(a) && m_SQ1 == "Y"', "100?"),
        ("not is_empty(m_SQ1.NAOK)", "1001"),
        ('a != "A1"', "011?"),
        ("n < 5", "1?0?"),
        ("n >= 3 and n <= 10", "1?1?"),
        ("n == 3.0", "100?"),
        ("n == 0", "0?0?"),
        ("count(a, n, m_SQ1) >= 2", "101?"),
        ("a", "101?"),
        ("!(a == 'A1')", "011?"),
        ("!a == 'A1'", "000?"),
        ("a == 'A1' && b == 'x'", "?00?"),
        ("a == 'A1' || b == 'x'", "1???"),
        ("a == 'A1' || regexMatch('/x/', a)", "1???"),
        ("a.shown == 'Ja'", "????"),
        ("a == 'A1' && sum(n, 2) > 3", "?00?"),
        ("n + 1 == 4", "????"),
        ("if(n > 1, 1, 0)", "????"),
        ("a ==", "????"),
        ("(a == 'A1'", "????"),
        ("a = 'A1'", "????"),
        ("{a}", "????"),
    ],
)
def test_simple_conditions_in_three_values(expression, expected):
    assert result(expression) == expected


def test_depth_and_length_are_bounded():
    deep = "(" * 10_000 + "1" + ")" * 10_000
    for expression in (deep, "!" * (DEEPEST + 1) + "1", "1 and " * LONGEST + "1"):
        assert result(expression) == "????"
    assert result("!!1") == "1111"


def test_names_without_the_ending_for_questions_that_were_not_asked():
    assert bare_names('a.NAOK == "x" and b_SQ1 == "Y" or !is_empty(c.code)') == {"b_SQ1", "c", "is_empty"}  # fmt: skip
    assert bare_names("§") == set()


@given(st.text(max_size=60))
def test_any_text_is_an_answer_for_every_row(expression):
    assert len(holds(expression, 4, known)) == 4


leaves = st.sampled_from(["t", "f", "u"])
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(st.just("!"), inner),
        st.tuples(inner, st.sampled_from(["&&", "||"]), inner),
    ),
    max_leaves=12,
)
LEAF = {"t": '(a == "A1")', "f": '(a == "A9")', "u": "(b > 1)"}


def written(tree) -> str:
    if isinstance(tree, str):
        return LEAF[tree]
    if len(tree) == 2:
        return f"!({written(tree[1])})"
    return f"({written(tree[0])} {tree[1]} {written(tree[2])})"


def kleene(tree) -> bool | None:
    if isinstance(tree, str):
        return {"t": True, "f": False, "u": None}[tree]
    if len(tree) == 2:
        value = kleene(tree[1])
        return None if value is None else not value
    values = kleene(tree[0]), kleene(tree[2])
    decisive = tree[1] == "||"
    return decisive if decisive in values else None if None in values else not decisive


@given(trees)
def test_and_or_not_follow_kleene(tree):
    expected = kleene(tree)
    assert result(written(tree))[0] == ("?" if expected is None else str(int(expected)))
