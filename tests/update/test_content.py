"""What a file's first bytes and inner lists tell of it."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ankunft.update.content import (
    DamagedError,
    WrongKindError,
    check_beginning,
    check_whole,
)

from .server import archive

FILE = archive(2_000)


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.fixture(scope="module")
def database(tmp_path_factory) -> bytes:
    path = tmp_path_factory.mktemp("db") / "a.gpkg"
    connection = sqlite3.connect(path)
    connection.execute("create table t (x)")
    connection.executemany("insert into t values (?)", [("x" * 500,)] * 100)
    connection.commit()
    connection.close()
    return path.read_bytes()


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html>",
        b"\xef\xbb\xbf<HTML lang=de>",
        b"\n\n  <html>",
        b"<?xml version",
        b"<!-- a",
    ],
)
@pytest.mark.parametrize("suffix", [".zip", ".ZIP", ".xlsx", ".gpkg"])
def test_pages_are_told_from_files(page, suffix):
    with pytest.raises(WrongKindError, match="Webseite"):
        check_beginning(page, suffix)


def test_a_text_may_begin_as_it_likes():
    check_beginning(b"<html>", ".csv")


def test_whole_files_pass(tmp_path, database):
    check_whole(put(tmp_path, "a.zip", FILE), ".zip")
    check_whole(put(tmp_path, "a.xlsx", FILE), ".xlsx")
    check_whole(put(tmp_path, "a.gpkg", database), ".gpkg")
    check_whole(put(tmp_path, "a.csv", b"a;b\n"), ".csv")


@given(st.data())
def test_no_part_of_a_file_passes(tmp_path_factory, database, data):
    suffix, content = data.draw(st.sampled_from([(".zip", FILE), (".gpkg", database)]))
    length = data.draw(st.integers(0, len(content) - 1))
    folder = tmp_path_factory.mktemp("cut", numbered=True)
    with pytest.raises(DamagedError):
        check_whole(put(folder, f"a{suffix}", content[:length]), suffix)


def test_members_begin_where_the_list_says(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("a.csv", "a" * 5_000)
        file.writestr("b.csv", "b" * 5_000)
    content = packed.getvalue()
    place = content.index(b"PK\x03\x04", 4)
    broken = content[:place] + b"\0" * 200 + content[place + 200 :]
    with pytest.raises(DamagedError):
        check_whole(put(tmp_path, "a.zip", broken), ".zip")


def test_a_member_that_does_not_agree_with_its_checksum_does_not_pass(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("a.csv", "a" * 5_000)
    broken = packed.getvalue().replace(b"aaa", b"aab", 1)
    with pytest.raises(DamagedError):
        check_whole(put(tmp_path, "a.zip", broken), ".zip")


def test_a_locked_archive_is_of_no_use(tmp_path):
    content = bytearray(FILE)
    content[6] |= 1  # the flag for a password, in the member's header and in the list
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(WrongKindError, match="verschlüsselt"):
        check_whole(put(tmp_path, "a.zip", bytes(content)), ".zip")
