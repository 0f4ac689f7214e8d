"""A disk that is full, and folders that cannot be written to: one sentence each."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ankunft.base.errors import AnkunftError
from ankunft.store.disk import DiskFullError
from ankunft.update.download import download
from ankunft.update.fetch import fetch
from ankunft.update.retry import Patience

from .server import archive, chunked
from .sources import catalogue

FILE = archive(200_000)
QUICK = Patience(tries=2, base=0.0)

LIMITED = """
import resource, sys
from pathlib import Path
from ankunft.update.download import download
from ankunft.store.disk import DiskFullError

resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
try:
    download(sys.argv[1], Path(sys.argv[2]))
except DiskFullError as error:
    print(error)
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 128 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    made = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(place)], capture_output=True
    )
    if not made or made.returncode:
        pytest.skip("only the administrator may mount a file system")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_too_little_room_is_seen_beforehand(server, small_disk):
    with pytest.raises(
        DiskFullError, match=r"a\.zip: .*zu wenig Platz; es fehlen noch 1 MB"
    ) as error:
        download(server.offer("/a.zip", FILE), small_disk / "a.zip", patience=QUICK)
    assert "\n" not in str(error.value)
    assert len(server.requests) == 1


def test_a_disk_that_fills_up(server, small_disk):
    address = server.offer("/a.zip", FILE, chunked())
    with pytest.raises(DiskFullError, match="Der Datenträger ist voll"):
        download(address, small_disk / "a.zip", patience=QUICK)
    assert not (small_disk / "a.zip").exists()
    assert len(server.requests) == 1


def test_no_room_even_for_the_ledger(server, small_disk):
    (small_disk / "other").write_bytes(bytes(128 * 1024))
    with pytest.raises(DiskFullError):
        download(server.offer("/a.zip", FILE), small_disk / "a.zip", patience=QUICK)


def test_one_full_disk_ends_all(server, small_disk):
    sources = catalogue(server, {f"s{n}": archive(40_000, seed=n) for n in range(8)})
    with pytest.raises(DiskFullError):
        fetch(small_disk, sources, patience=QUICK)


def test_a_limit_of_the_system(server, tmp_path):
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 100_000
    address = server.offer("/a.zip", FILE)
    command = [sys.executable, "-c", LIMITED, address, str(tmp_path / "a.zip")]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Der Datenträger ist voll" in said.stdout
    assert said.stderr == ""
    # with the limit gone it goes on where it stopped
    assert (tmp_path / "a.zip.part").read_bytes() == FILE[:100_000]
    assert download(address, tmp_path / "a.zip").path.read_bytes() == FILE
    assert server.requests[-1].range == "bytes=100000-"


def test_a_file_where_a_folder_belongs(server, tmp_path):
    (tmp_path / "folder").write_text("")
    with pytest.raises(AnkunftError, match=r"a\.zip: Die Datei lässt sich nicht schreiben"):
        download(server.offer("/a.zip", FILE), tmp_path / "folder" / "a.zip")
    assert server.requests == []
