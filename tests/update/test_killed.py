"""A download that is killed at any point is continued, and never mixed or taken for whole."""

from __future__ import annotations

import os

import pytest

from ankunft.update import ledger
from ankunft.update.download import download
from ankunft.update.retry import Patience

from .kill import killed_at
from .server import archive

QUICK = Patience(tries=2, base=0.0)
OLD, NEW = archive(), archive(seed=2)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process that can be split")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
@pytest.mark.parametrize("older", [False, True], ids=["new", "in place of one of the same size"])
def test_killed_at_any_point_and_continued(server, tmp_path, older):
    assert len(OLD) == len(NEW)
    for number in range(1, 200):
        target = tmp_path / str(number) / "a.zip"
        address = server.offer("/a.zip", OLD)
        if older:
            download(address, target, patience=QUICK)
        server.files["/a.zip"] = NEW
        killed = killed_at(
            number, target.parent, lambda to=target: download(server.address("/a.zip"), to)
        )
        whole = [OLD, NEW] if older else [None, NEW]
        assert (target.read_bytes() if target.exists() else None) in whole
        if target.exists() and not older:
            assert ledger.entry_of(target), "else it would count as put there by hand"
        entry = download(address, target, patience=QUICK).entry
        assert target.read_bytes() == NEW
        assert entry == ledger.entry_of(target)
        assert entry.version.etag == server.state(NEW)["ETag"]
        left = {path.name for path in target.parent.iterdir()}
        assert left <= {"a.zip", "downloads.json", ".a.zip.part.json.new", ".downloads.json.new"}
        if not killed:
            break
    assert number > 10, "it was killed at each of many points"
    assert left == {"a.zip", "downloads.json"}
