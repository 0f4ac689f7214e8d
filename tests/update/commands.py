"""The program as people call it, and how its tables are read."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from ankunft import cli
from ankunft.edition import open_edition
from ankunft.edition.folders import Folders, current_edition

from .published import address_of
from .server import Server

CHILD = Path(__file__).with_name("child_cli.py")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments])


def refused(result: Result) -> str:
    """The one line on stderr."""
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Fehler: ")
    assert result.stderr.count("\n") == 1
    return result.stderr


def used(folders: Folders) -> str:
    """Hash of the edition in use."""
    path = current_edition(folders)
    assert path is not None
    return open_edition(path).hash


def row(text: str, id_: str) -> str:
    """The line of the table about a source, with bars between the columns."""
    (line,) = [line for line in text.splitlines() if line.startswith(f"{id_}  ")]
    return re.sub(r" {2,}", " | ", line)


@contextmanager
def process(
    folders: Folders, server: Server, id_: str, **options: Any
) -> Iterator[subprocess.Popen[str]]:
    """An update of its own that has the first bytes of this source; ended with the block."""
    command = [sys.executable, str(CHILD), str(folders.data), server.address("")]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **options}
    part = Path(f"{folders.sources}{address_of(id_)}.part")
    with subprocess.Popen(command, start_new_session=True, **options) as child:
        try:
            while not (part.is_file() and part.stat().st_size):
                assert child.poll() is None
                time.sleep(0.02)
            yield child
        finally:
            child.kill()
