"""Editions are switched at once, kept for the way back, and never lost."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ankunft.base.errors import EditionError
from ankunft.edition import FORMAT, open_edition
from ankunft.edition.folders import (
    Folders,
    Pointer,
    adopt,
    current_edition,
    pointer,
    rollback,
    tidy,
    user_folders,
)

from .editions import LAYER, check, content_of, name_of, write_edition
from .kill import killed_at

A, B, C = b"first", b"second", b"third"


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "data")


def new(folders: Folders, content: bytes) -> Path:
    return adopt(folders, write_edition(folders.staging, content), check)


def used(folders: Folders) -> bytes | None:
    path = current_edition(folders)
    return content_of(path) if path else None


def listed(folders: Folders) -> set[str]:
    return {path.name for path in folders.editions.iterdir()}


def test_without_an_update_the_shipped_edition_is_in_use(folders):
    assert current_edition(folders) is None
    assert pointer(folders) is None
    assert not folders.data.exists(), "looking makes nothing"


def test_the_folder_of_the_user(monkeypatch, tmp_path):
    monkeypatch.setenv("ANKUNFT_DATA", str(tmp_path))
    assert user_folders().editions == tmp_path / "editions"
    assert current_edition() is None
    new(user_folders(), A)
    assert current_edition() == tmp_path / "editions" / name_of(A)


def test_a_new_edition_takes_its_place_and_the_one_before_is_kept(folders):
    for content in (A, B, C):
        place = new(folders, content)
        assert place == folders.editions / name_of(content) == current_edition(folders)
        assert open_edition(place).hash == name_of(content)
    assert pointer(folders) == Pointer(name_of(C), name_of(B))
    assert listed(folders) == {name_of(B), name_of(C), "current"}


def test_what_does_not_pass_changes_nothing(folders):
    new(folders, A)
    broken = write_edition(folders.staging, B)
    (broken / LAYER).write_bytes(b"other")
    with pytest.raises(EditionError):
        adopt(folders, broken, check)
    assert used(folders) == A
    assert pointer(folders) == Pointer(name_of(A), "")


def test_the_check_of_the_program_fits(folders):
    from ankunft.build.check import check_edition

    new(folders, A)
    with pytest.raises(EditionError, match=r"manifest\.json wurde verändert"):
        adopt(folders, write_edition(folders.staging, B), check_edition)
    assert used(folders) == A


def test_a_name_that_leads_elsewhere_is_refused(folders):
    built = write_edition(folders.staging, A)
    manifest = json.loads((built / "manifest.json").read_text())
    (built / "manifest.json").write_text(json.dumps({**manifest, "edition": "../../x"}))
    with pytest.raises(EditionError, match="Prüfsumme"):
        adopt(folders, built, lambda path: None)


def test_back_and_forth(folders):
    with pytest.raises(EditionError, match="keine frühere Ausgabe"):
        rollback(folders)
    new(folders, A)
    assert rollback(folders) is None, "to the shipped one"
    assert current_edition(folders) is None
    assert rollback(folders) == folders.editions / name_of(A)
    new(folders, B)
    assert rollback(folders) == folders.editions / name_of(A)
    assert used(folders) == A
    tidy(folders)
    assert rollback(folders) == folders.editions / name_of(B)


def test_nobody_goes_back_from_another_edition_than_the_one_shown(folders):
    new(folders, A)
    shown = pointer(folders)
    new(folders, B)
    with pytest.raises(EditionError, match="Inzwischen ist eine andere Ausgabe in Gebrauch"):
        rollback(folders, shown)
    assert used(folders) == B
    assert rollback(folders, pointer(folders)) == folders.editions / name_of(A)


def test_a_new_edition_after_going_back(folders):
    for content in (A, B):
        new(folders, content)
    rollback(folders)
    new(folders, C)
    assert pointer(folders) == Pointer(name_of(C), name_of(A))
    assert listed(folders) == {name_of(A), name_of(C), "current"}


def test_the_same_again_keeps_the_one_before(folders):
    for content in (A, B, B):
        new(folders, content)
    assert pointer(folders) == Pointer(name_of(B), name_of(A))
    assert listed(folders) == {name_of(A), name_of(B), "current"}


def test_the_one_before_comes_back_as_a_new_one(folders):
    for content in (A, B, A):
        new(folders, content)
    assert pointer(folders) == Pointer(name_of(A), name_of(B))
    assert used(folders) == A


def test_a_damaged_copy_is_replaced(folders):
    place = new(folders, A)
    (place / LAYER).write_bytes(b"rotten")
    assert new(folders, A) == place
    assert used(folders) == A
    assert listed(folders) == {name_of(A), "current"}


@pytest.mark.parametrize("damage", ["layer", "manifest", "folder", "format"])
def test_an_edition_that_does_not_open_is_passed_over(folders, damage):
    new(folders, A)
    place = new(folders, B)
    if damage == "layer":
        (place / LAYER).unlink()
    elif damage == "manifest":
        (place / "manifest.json").write_text("{")
    elif damage == "folder":
        place.rename(place.with_name("gone"))
    else:
        manifest = json.loads((place / "manifest.json").read_text())
        (place / "manifest.json").write_text(json.dumps({**manifest, "format": FORMAT + 1}))
    assert used(folders) == A
    new(folders, C)
    assert pointer(folders) == Pointer(name_of(C), name_of(A)), "back to one that opens"


def test_the_one_before_is_made_again_because_the_last_does_not_open(folders):
    new(folders, A)
    (new(folders, B) / LAYER).unlink()
    new(folders, A)
    assert pointer(folders) == Pointer(name_of(A), "")
    assert rollback(folders) is None


def test_a_way_back_to_the_same_is_none(folders):
    new(folders, A)
    folders.pointer.write_text(json.dumps({"edition": name_of(A), "previous": name_of(A)}))
    with pytest.raises(EditionError, match="keine frühere Ausgabe"):
        rollback(folders)


def test_the_way_back_must_open(folders):
    new(folders, A)
    new(folders, B)
    (folders.editions / name_of(A) / LAYER).unlink()
    with pytest.raises(EditionError, match="beschädigt oder gelöscht"):
        rollback(folders)
    assert used(folders) == B


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"edition": "../..", "previous": ""}', '{"edition": 5}', "\0" * 50, "null"],
)
def test_a_pointer_that_cannot_be_read_loses_nothing(folders, text):
    new(folders, A)
    folders.pointer.write_text(text)
    assert current_edition(folders) is None
    tidy(folders)
    assert new(folders, A).is_dir()
    assert used(folders) == A


def test_leftovers_are_removed_and_nothing_else(folders):
    new(folders, A)
    write_edition(folders.staging, B)
    write_edition(folders.editions / name_of(C), C)
    (folders.editions / ".new-abc").mkdir()
    (folders.editions / "notes").mkdir()
    tidy(folders)
    assert listed(folders) == {name_of(A), "current", "notes"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process that can be split")
@pytest.mark.parametrize("damaged", [False, True], ids=["new", "in place of a damaged one"])
def test_killed_at_any_point_there_is_an_edition(tmp_path, damaged):
    for number in range(1, 200):
        folders = Folders(tmp_path / str(number))
        new(folders, A)
        new(folders, B)
        if damaged:
            write_edition(folders.editions / name_of(C), b"rotten")
            (folders.editions / name_of(C) / LAYER).write_bytes(C[:-1])
        write_edition(folders.staging, C)
        killed = killed_at(
            number, folders.data, lambda made=folders: adopt(made, made.staging, check)
        )
        assert used(folders) in (B, C)
        if not killed:
            break
        tidy(folders)
        assert used(folders) in (B, C)
        new(folders, C)
        assert used(folders) == C
        assert not {name for name in listed(folders) if name.startswith(".n")}
    assert number > 10, "it was killed at each of many points"
    assert used(folders) == C
