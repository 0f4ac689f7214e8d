"""The protocol: everything another needs, as a file that bears hostile readers and writers."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from outcomes import CASES, EVIL, FLENSBURG, SAMPLED, outcome_of, plan_of

from ankunft.base.errors import ParameterError
from ankunft.selection.protocol.document import digest, plain, read_protocol
from ankunft.selection.protocol.record import protocol_of


@pytest.fixture(scope="module")
def protocol(edition):
    decisions = [{"ags": FLENSBURG, "action": "veto", "reason": EVIL}]
    return protocol_of(outcome_of(edition, plan_of(SAMPLED, decisions=decisions)), edition)


def text_with(protocol, **changes) -> bytes:
    return json.dumps(json.loads(protocol.text()) | changes).encode()


def test_a_protocol_survives_its_way_through_a_file(edition, protocol):
    assert read_protocol(protocol.text().encode()) == protocol
    assert read_protocol(b"\xef\xbb\xbf" + protocol.text().encode()) == protocol
    cases = protocol_of(outcome_of(edition, plan_of(CASES)), edition, made="2026-01-01", lang="en")
    assert read_protocol(cases.text().encode()) == cases


def test_the_same_selection_gives_the_same_text(edition, protocol):
    decisions = [{"ags": FLENSBURG, "action": "veto", "reason": EVIL}]
    again = protocol_of(outcome_of(edition, plan_of(SAMPLED, decisions=decisions)), edition)
    assert again.text() == protocol.text()


def test_it_holds_what_decides(edition, protocol):
    assert protocol.edition == edition.hash
    assert protocol.attribution == tuple(edition.attribution())
    assert protocol.survey == ""
    assert set(protocol.digests) == {"population", "state", "urbanisation"}
    assert protocol.plan.sampling.seed == 7
    veto = next(row for row in protocol.towns if row.ags == FLENSBURG)
    assert (veto.role, veto.reason) == ("veto", EVIL)
    assert sum(row.sampled for row in protocol.strata[1:]) == 6
    drawn = [row for row in protocol.towns if row.role == "sampled"]
    assert len(drawn) == 6
    for row in drawn:
        assert row.design_weight == pytest.approx(1 / row.inclusion_probability)
        assert set(row.figures) == {"population", "state", "urbanisation"}


def test_cases_have_their_reason_and_figures(edition):
    protocol = protocol_of(outcome_of(edition, plan_of(CASES)), edition, lang="en")
    assert [row.role for row in protocol.towns] == ["case"] * 4
    assert [row.position for row in protocol.towns] == [1, 2, 3, 4]
    for row in protocol.towns:
        assert "points" in row.reason
        assert row.figures["score"] > 0
        assert 0 <= row.figures["stability"] <= 1


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "kein JSON"),
        (b"\xff\xfe\x00", "kein JSON"),
        (b"\x00" * 50, "kein JSON"),
        (b"[" * 100_000, "kein JSON"),
        (b"[]", "kind"),
        (b"null", "kind"),
        (b'{"kind": "survey"}', "kind"),
        (b'{"kind": "ankunft-protocol"}', "fehlt"),
    ],
)
def test_what_is_no_protocol_is_refused_in_one_sentence(content, word):
    with pytest.raises(ParameterError, match=word) as caught:
        read_protocol(content)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"version": 2}, "version"),
        ({"edition": 5}, "edition"),
        ({"extra": 1}, "extra"),
        ({"plan": {"preset": "x", "groups": 5}}, "plan → groups"),
        ({"plan": {"sampling": {"n": 3, "seed": -1}}}, "seed"),
        ({"towns": [{"ags": "1", "name": "x", "role": "case"}]}, "acht Ziffern"),
        ({"towns": [{"ags": FLENSBURG, "name": "x" * 3_000, "role": "case"}]}, "Zeichen"),
        ({"counts": {"towns": "viele"}}, "counts"),
        ({"lang": "fr"}, "lang"),
        ({"notes": [["a"]]}, "notes"),
    ],
)
def test_a_part_that_is_not_legal_is_named(protocol, changes, word):
    with pytest.raises(ParameterError, match=word):
        read_protocol(text_with(protocol, **changes))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_numbers_that_are_none_are_refused(protocol, number):
    broken = protocol.text().replace(
        '"inclusion_probability": 1.0', f'"inclusion_probability": {number}', 1
    )
    assert number in broken
    with pytest.raises(ParameterError, match="endliche Zahl"):
        read_protocol(broken.encode())


def test_a_large_file_is_refused(monkeypatch, protocol):
    monkeypatch.setattr("ankunft.selection.protocol.document.LARGEST", 100)
    with pytest.raises(ParameterError, match="größer"):
        read_protocol(protocol.text().encode())


@given(st.lists(st.floats(allow_nan=True, allow_infinity=False), min_size=2, max_size=6))
def test_a_digest_does_not_depend_on_the_order_of_rows(values):
    column = pd.Series(values, [f"{k:08}" for k in range(len(values))])
    assert digest(column) == digest(column[::-1])


def test_a_digest_sees_values_but_not_the_last_digits():
    column = pd.Series([1.0, np.nan, 3.0], ["a", "b", "c"])
    assert digest(column) == digest(column * (1 + 1e-14))
    assert digest(column) != digest(column * (1 + 1e-6))
    assert digest(column) != digest(column.fillna(0))
    assert digest(column) != digest(column.rename({"a": "x"}))


def test_plain_values_are_what_json_knows():
    values = [np.float64(1 / 3), np.int64(3), np.bool_(True), pd.NA, float("nan"), None, "x"]
    assert [plain(value) for value in values] == [0.333333333, 3.0, True, None, None, None, "x"]
