from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankunft.base.reasons import Reason
from ankunft.sources._numbers import NotANumberError, parse_number

MARKS = {"–": Reason.PRESENT, ".": Reason.NOT_PUBLISHED, "-9": Reason.SUPPRESSED}


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), ("12,5", 12.5), (" 7 ", 7), ("007", 7), ("–", 0)]
)
def test_numbers_have_a_decimal_comma(text, value):
    assert parse_number(text, MARKS) == (value, Reason.PRESENT)


@pytest.mark.parametrize(("text", "reason"), [(".", 1), ("-9", 2)])
def test_marks_become_reasons(text, reason):
    value, found = parse_number(text, MARKS)
    assert math.isnan(value)
    assert found == reason


@pytest.mark.parametrize(
    "text",
    ["", "abc", "1.234", "12.5", "1 234", "1,2,3", "1.234,5", "-3", "1e3", "nan", "inf", "٣", "5,"],
)
def test_everything_else_is_refused_with_the_text(text):
    with pytest.raises(NotANumberError, match="erwartet") as error:
        parse_number(text, MARKS)
    assert (f"„{text}“" if text else "Die Zelle ist leer") in str(error.value)


def test_a_decimal_point_is_named():
    with pytest.raises(NotANumberError, match=r"„12\.5“ hat einen Dezimalpunkt.*Dezimalkomma"):
        parse_number("12.5", MARKS)


def test_what_else_would_do_is_listed():
    with pytest.raises(NotANumberError, match=r"Dezimalkomma, „–“, „\.“ oder „-9“$"):
        parse_number("x", MARKS)
    with pytest.raises(NotANumberError, match=r"Dezimalkomma oder eine leere Zelle$"):
        parse_number("x", {"": Reason.NOT_PUBLISHED})
    with pytest.raises(NotANumberError, match=r"Dezimalkomma$"):
        parse_number("x", {})


@pytest.mark.parametrize("text", ["-3,5", "−3,5"])
def test_signs_only_where_asked_for(text):
    assert parse_number(text, {}, signed=True) == (-3.5, Reason.PRESENT)
    with pytest.raises(NotANumberError, match="eine Zahl ab 0"):
        parse_number(text, {})


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_what_is_written_is_read(number):
    assert parse_number(str(number).replace(".", ","), {})[0] == float(number)
