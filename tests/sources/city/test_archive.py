"""Archives that try to leave their folder, to fill the disk, or are broken."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest

from ankunft.base.errors import PackageError
from ankunft.intake.areas.archive import LIMITS, Limits, is_plain_path, unpacked


def archive(members, compression=zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as file:
        for name, content in members:
            file.writestr(name, content)
    return stream.getvalue()


def refused(content: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(PackageError) as error, unpacked(content, "upload.zip", limits):
        pass
    message = str(error.value)
    assert message.startswith("upload.zip: ")
    assert "\n" not in message
    return message


def test_members_are_unpacked_and_gone_afterwards(tmp_path):
    content = archive([("a.txt", "eins"), ("b/", ""), ("b/c.txt", "zwei"), ("__MACOSX/x", "weg")])
    path = tmp_path / "upload.zip"
    path.write_bytes(content)
    for source in (content, path):
        with unpacked(source) as folder:
            found = {p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*.*")}
            assert found == {"a.txt": "eins", "b/c.txt": "zwei"}
        assert not folder.exists()


@pytest.mark.parametrize(
    "name",
    ["../weg.txt", "a/../../weg.txt", "/etc/weg.txt", "C:/weg.txt", "C:weg.txt", "..", "a\\b.txt",
     "..\\weg.txt", "a\nb.txt"],
)  # fmt: skip
def test_paths_out_of_the_archive(name, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert "führt aus dem Archiv hinaus" in refused(archive([("gut.txt", "x"), (name, "böse")]))
    assert list(tmp_path.rglob("*weg.txt")) == []


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_links_and_devices(kind):
    member = zipfile.ZipInfo("link")
    member.create_system = 3
    member.external_attr = (kind | 0o777) << 16
    assert "Verknüpfung" in refused(archive([(member, "/etc/passwd")]))


def test_encrypted():
    content = bytearray(archive([("a.txt", "geheim")]))
    central = content.index(b"PK\x01\x02")
    content[6] |= 1
    content[central + 8] |= 1
    assert "verschlüsselt" in refused(bytes(content))


def test_bomb_by_ratio():
    content = archive([("a.csv", b"0" * 5_000_000)])
    assert len(content) * LIMITS.ratio < 5_000_000
    assert "zu groß" in refused(content)


def test_bomb_by_size_over_several_members():
    limits = Limits(unpacked=3000)
    content = archive([(f"{k}.csv", bytes(range(256)) * 4) for k in range(4)])
    assert "zu groß" in refused(content, limits)
    with unpacked(content, limits=Limits(unpacked=4096)) as folder:
        assert len(list(folder.iterdir())) == 4


def test_a_header_that_lies_about_the_size():
    content = bytearray(archive([("a.csv", b"0" * 100_000)]))
    central = content.index(b"PK\x01\x02")
    for place in (22, central + 24):
        content[place : place + 4] = (10).to_bytes(4, "little")
    with pytest.raises(PackageError), unpacked(bytes(content), "upload.zip"):
        pass


def test_bomb_by_method():
    content = archive([("a.csv", b"0" * 5_000_000)], zipfile.ZIP_LZMA)
    assert "zu groß" in refused(content)


def test_too_many_members():
    content = archive([(f"{k}.txt", "x") for k in range(LIMITS.members + 1)])
    assert "201 Dateien" in refused(content)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice():
    assert "zweimal" in refused(archive([("a.txt", "x"), ("A.txt", "y")]))


def test_a_file_in_place_of_a_folder():
    assert "beschädigt" in refused(archive([("a", "x"), ("a/b.txt", "y")]))


def test_too_large_an_upload():
    assert "möglich sind 0,1 MB" in refused(b"0" * 200_000, Limits(upload=100_000))


@pytest.mark.parametrize("content", [b"", b"kein Archiv", b"PK\x03\x04", b"<html>"])
def test_what_is_no_archive(content):
    assert "beschädigt" in refused(content)


def test_damaged_and_truncated():
    content = archive([("a.csv", "".join(f"{k * 7919}," for k in range(5000)))])
    assert "beschädigt" in refused(content[:-30])
    broken = bytearray(content)
    broken[len(broken) // 2] ^= 0xFF
    assert "beschädigt" in refused(bytes(broken))


def test_archives_inside_are_not_opened():
    inner = archive([("b.txt", "x")])
    with unpacked(archive([("inner.zip", inner)])) as folder:
        assert [p.name for p in folder.rglob("*")] == ["inner.zip"]


@pytest.mark.parametrize("path", ["a.csv", "a/b.csv", "Straße 1.csv", "a..b.csv", "..a"])
def test_plain_paths(path):
    assert is_plain_path(path)
