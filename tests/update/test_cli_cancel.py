"""`ankunft update` and signals: once in order, twice at once, and on a terminal."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
import zipfile
from contextlib import suppress

import pytest

from .commands import CHILD, process, used
from .published import RENT, address_of
from .server import Handler, say, send, silent, stall, wanted, whole

pytestmark = pytest.mark.usefixtures("_bare")


def drip(handler: Handler, content: bytes) -> None:
    """A few bytes at a time."""
    code, headers, body = wanted(handler, content)
    say(handler, code, headers)
    for begin in range(0, len(body), 4_000):
        send(handler, body[begin : begin + 4_000])
        handler.site.closing.wait(0.1)


@pytest.fixture(autouse=True)
def _large(published, server, tmp_path):
    """The file of rents takes its time."""
    (tmp_path / "large.zip").write_bytes(server.files[address_of(RENT)])
    with zipfile.ZipFile(tmp_path / "large.zip", "a") as file:
        file.writestr("fill", random.Random(6).randbytes(600_000))
    server.files[address_of(RENT)] = (tmp_path / "large.zip").read_bytes()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_cancelled_and_continued(own, server, before, update, number, code):
    server.scripts[address_of(RENT)] = [drip]
    with process(own, server, RENT) as child:
        child.send_signal(number)
        out, err = child.communicate(timeout=60)
    assert (child.returncode, out) == (code, "")
    assert "Wird abgebrochen; noch einmal Strg-C beendet sofort." in err.splitlines()
    assert err.splitlines()[-1] == (
        "Die Aktualisierung wurde abgebrochen; die nächste setzt an derselben Stelle fort."
    )
    assert "Traceback" not in err
    assert used(own) == before.hash
    server.scripts[address_of(RENT)] = [whole]
    assert update()[0] == 0
    assert re.fullmatch(r"bytes=[1-9]\d*-", server.asked(address_of(RENT))[-1].range)


def test_the_second_time_it_ends_at_once(own, server, before):
    # a server that has fallen silent is waited for, unless the user insists
    server.scripts[address_of(RENT)] = [stall(100_000)]
    with process(own, server, RENT) as child:
        child.send_signal(signal.SIGINT)
        assert any("Wird abgebrochen" in line for line in child.stderr)
        assert child.poll() is None
        child.send_signal(signal.SIGINT)
        assert child.wait(timeout=20) == -signal.SIGINT
    assert used(own) == before.hash


def test_a_dry_run_ends_at_once(own, server):
    server.scripts[address_of(RENT)] = [silent]
    command = [sys.executable, str(CHILD), str(own.data), server.address(""), "--dry-run"]
    with subprocess.Popen(command, start_new_session=True, stdout=subprocess.PIPE) as child:
        try:
            while not server.asked(address_of(RENT), "HEAD"):
                assert child.poll() is None
                time.sleep(0.02)
            child.send_signal(signal.SIGINT)
            assert child.wait(timeout=20) == -signal.SIGINT
        finally:
            child.kill()


def test_on_a_terminal(own, server):
    """Bars of each source and of all, and the same lines above them."""
    server.scripts[address_of(RENT)] = [drip]
    ours, theirs = os.openpty()
    seen: list[bytes] = []
    reader = threading.Thread(target=read_all, args=(ours, seen), daemon=True)
    reader.start()
    with process(own, server, RENT, stderr=theirs, stdin=theirs) as child:
        os.close(theirs)
        while f"{RENT} ".encode() not in b"".join(seen):
            assert child.poll() is None
            time.sleep(0.02)
        child.send_signal(signal.SIGINT)
        assert child.wait(timeout=60) == 130
    reader.join()
    os.close(ours)
    text = b"".join(seen).decode()
    assert "Zusammen" in text
    assert re.search(r"0,\d\xa0MB / 0,6\xa0MB", text)
    assert "zensus2022_share: 0,0\xa0MB" in text
    assert "Die Aktualisierung wurde abgebrochen" in text
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l"), "the cursor is there again"


def read_all(terminal: int, seen: list[bytes]) -> None:
    """Keep reading until the other side is closed: a terminal takes only some lines in advance."""
    # on Linux the end is an error
    with suppress(OSError):
        while piece := os.read(terminal, 4096):
            seen.append(piece)
