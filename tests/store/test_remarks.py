"""Remarks are kept whole, bounded, and never replace what cannot be read."""

from __future__ import annotations

import json
import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankunft.base.errors import PackageError, ParameterError
from ankunft.store import remarks as module
from ankunft.store.remarks import (
    FILE,
    LONGEST_REASON,
    Remark,
    load_remarks,
    remove_remark,
    save_remark,
    with_remark,
    without_remark,
)

GOSLAR = Remark("03153017", "arrival_class", False, "Umgezogene zählen mit", "2025-03-31")
ZITTAU = Remark("14626610", "new_quarters", True, "", "2025-04-01")


def test_what_is_saved_is_read_again(tmp_path):
    assert load_remarks(tmp_path / "none") == ()
    assert save_remark(ZITTAU, tmp_path / "data") == (ZITTAU,)
    assert save_remark(GOSLAR, tmp_path / "data") == (GOSLAR, ZITTAU)
    assert load_remarks(tmp_path / "data") == (GOSLAR, ZITTAU)


def test_the_latest_remark_on_a_figure_counts_and_others_stay(tmp_path):
    save_remark(GOSLAR, tmp_path)
    other = Remark(GOSLAR.ags, "new_quarters", True, "", "2025-03-31")
    later = Remark(GOSLAR.ags, GOSLAR.subject, True, "doch", "2025-05-02")
    save_remark(other, tmp_path)
    assert save_remark(later, tmp_path) == (later, other)
    assert remove_remark(GOSLAR.ags, GOSLAR.subject, tmp_path) == (other,)
    assert load_remarks(tmp_path) == (other,)


def test_the_file_is_the_owners_alone_and_nothing_is_left_beside_it(tmp_path):
    save_remark(GOSLAR, tmp_path)
    save_remark(ZITTAU, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"\xff\xfe",
        b"[]",
        b'{"schema_version": 2, "remarks": []}',
        b'{"schema_version": 1, "remarks": {}}',
        b'{"schema_version": 1, "remarks": [{"ags": "03153017"}]}',
        json.dumps(
            {
                "schema_version": 1,
                "remarks": [{"ags": "3", "subject": "x", "fits": True, "reason": "", "made": ""}],
            }
        ).encode(),
        b"[" * 200_000,
    ],
)
def test_a_damaged_file_gives_one_sentence_and_is_never_overwritten(tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(PackageError, match="Anmerkungen lassen sich nicht lesen"):
        load_remarks(tmp_path)
    with pytest.raises(PackageError):
        save_remark(GOSLAR, tmp_path)
    assert (tmp_path / FILE).read_bytes() == content


def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    save_remark(GOSLAR, tmp_path)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(PackageError, match="No space left"):
        save_remark(ZITTAU, tmp_path)
    assert load_remarks(tmp_path) == (GOSLAR,)
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"ags": "123"}, "Gemeindeschlüssel"),
        ({"ags": "٠٣١٥٣٠١٧"}, "Gemeindeschlüssel"),
        ({"fits": False, "reason": "  "}, "warum"),
        ({"reason": "x" * (LONGEST_REASON + 1)}, "Zeichen"),
        ({"made": "gestern"}, "Datum"),
        ({"subject": ""}, "Wert"),
    ],
)
def test_a_remark_that_is_not_legal_is_refused(parts, said):
    legal = {"ags": "03153017", "subject": "arrival_class", "fits": True, "made": "2025-03-31"}
    with pytest.raises(ParameterError, match=said):
        Remark(**(legal | parts))


def test_their_number_is_bounded(monkeypatch):
    monkeypatch.setattr(module, "MOST", 1)
    assert with_remark([GOSLAR], GOSLAR) == (GOSLAR,)
    with pytest.raises(ParameterError, match="Anmerkungen"):
        with_remark([GOSLAR], ZITTAU)


keys = st.tuples(st.sampled_from(["03153017", "14626610"]), st.sampled_from(["a", "b"]))


@given(st.lists(st.tuples(keys, st.text(min_size=1, max_size=9))))
def test_of_every_figure_the_last_remark_remains(made):
    remarks: tuple[Remark, ...] = ()
    for (ags, subject), reason in made:
        remarks = with_remark(remarks, Remark(ags, subject, True, reason, "2025-01-01"))
    assert {(r.ags, r.subject): r.reason for r in remarks} == dict(made)
    assert len(remarks) == len(dict(made))
    for (ags, subject), _ in made:
        assert (ags, subject) not in {
            (r.ags, r.subject) for r in without_remark(remarks, ags, subject)
        }
