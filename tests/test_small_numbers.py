"""Small numbers: one rule for what is said, and no number that the rule forbids."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankunft.base.small_numbers import (
    ESTIMATE_LIMIT,
    FEWEST_DWELLINGS,
    PLACED_FROM,
    SMALLEST,
    STEPS,
    count_text,
    enough_dwellings,
    files_note,
    has_place,
    rule_in_words,
    said_counts,
    tells_change,
)
from ankunft.typology import default_parameters


@pytest.mark.parametrize(
    ("people", "estimated", "table", "prose", "english"),
    [
        (0, False, "weniger als 3", "weniger als 3", "fewer than 3"),
        (2, False, "weniger als 3", "weniger als 3", "fewer than 3"),
        (3, False, "3", "3", "3"),
        (9, False, "9", "9", "9"),
        (1_234, False, "1.234", "1.234", "1,234"),
        (0, True, "weniger als 10", "weniger als 10", "fewer than 10"),
        (4.9, True, "weniger als 10", "weniger als 10", "fewer than 10"),
        (5, True, "≈\u00a010", "rund 10", "about 10"),
        (13, True, "≈\u00a010", "rund 10", "about 10"),
        (15, True, "≈\u00a020", "rund 20", "about 20"),
        (996, True, "≈\u00a01.000", "rund 1.000", "about 1,000"),
        (1_234, True, "≈\u00a01.200", "rund 1.200", "about 1,200"),
        (1_999, True, "≈\u00a02.000", "rund 2.000", "about 2,000"),
        (2_000, True, "2.000", "2.000", "2,000"),
        (31_445.4, True, "31.445", "31.445", "31,445"),
        (math.nan, True, "keine Angabe", "keine Angabe", "no figure"),
        (None, False, "keine Angabe", "keine Angabe", "no figure"),
    ],
)
def test_a_number_of_people_as_it_is_said(people, estimated, table, prose, english):
    assert count_text(people, "de", estimated=estimated) == table
    assert count_text(people, "de", estimated=estimated, prose=True) == prose
    assert count_text(people, "en", estimated=estimated, prose=True) == english


@given(st.floats(0, 50_000), st.booleans())
def test_every_number_said_is_near_and_none_is_tiny(people, estimated):
    said = float(said_counts(people, estimated=estimated))
    text = count_text(people, "de", estimated=estimated)
    if math.isnan(said):
        assert people < (STEPS[0][1] / 2 if estimated else SMALLEST)
        assert text.startswith("weniger als ")
        return
    assert said >= SMALLEST
    step = next((step for below, step in STEPS if people < below), 0) if estimated else 0
    assert abs(said - people) <= step / 2
    assert not step or said % step == 0
    assert text.startswith("≈") == bool(step)
    assert int(re.sub(r"\D", "", text)) == round(said)


@given(st.lists(st.floats(0, 50_000), max_size=9), st.booleans())
def test_columns_hold_what_single_texts_say(people, estimated):
    column = said_counts(people, estimated=estimated)
    alone = [float(said_counts(value, estimated=estimated)) for value in people]
    np.testing.assert_array_equal(column, np.array(alone, dtype=float))


def test_limits_that_belong_together():
    assert STEPS[-1][0] == ESTIMATE_LIMIT
    assert default_parameters("municipality").min_n == PLACED_FROM


@pytest.mark.parametrize(
    ("decide", "limit"),
    [
        (has_place, PLACED_FROM),
        (tells_change, ESTIMATE_LIMIT),
        (enough_dwellings, FEWEST_DWELLINGS),
    ],
)
def test_limits_hold_from_their_number_on_and_never_for_what_is_missing(decide, limit):
    values = [limit - 1, limit, limit + 1, math.nan]
    assert decide(values).tolist() == [False, True, True, False]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_rule_is_told_with_its_own_numbers(lang):
    text = re.sub(r"(?<=\d)[.,](?=\d)", "", rule_in_words(lang))
    numbers = {int(number) for number in re.findall(r"\d+", text)}
    assert numbers == {SMALLEST, *STEPS[0], *STEPS[1], FEWEST_DWELLINGS, PLACED_FROM}
    assert str(SMALLEST) in files_note(lang)
