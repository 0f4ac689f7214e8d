"""A complete update in a process of its own: waits at a step to be killed, is killed at a touch of
the editions' folder, or runs out of room."""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from kill import TOUCHES
from published import catalogue_at

from ankunft.base.errors import AnkunftError
from ankunft.edition.folders import Folders
from ankunft.update.choice import Result
from ankunft.update.complete import Listener, Stage, complete_update
from ankunft.update.retry import Patience

place, address, what, number = sys.argv[1:]
folders = Folders(Path(place))
touched = 0


def touch(event: str, arguments: tuple[object, ...]) -> None:
    global touched
    if event in TOUCHES and str(folders.editions) in str(arguments[0]):
        touched += 1
        if touched == int(number):
            os.kill(os.getpid(), signal.SIGKILL)


class Waiting(Listener):
    def fetched(self, results: Mapping[str, Result]) -> None:
        if what == "room":
            # of a single file: as a disk that has no more than this left
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(number), resource.RLIM_INFINITY))

    def working(self, stage: Stage, name: str, done: int, total: int) -> None:
        if (stage.value, done) == (what, int(number)):
            print(what, number, flush=True)
            sys.stdin.read()


if what == "touch":
    sys.addaudithook(touch)
try:
    complete_update(
        folders, Waiting(), catalogue_at(address), national=False,
        patience=Patience(base=0.0, stall=60.0),
    )  # fmt: skip
except AnkunftError as error:
    print(f"{type(error).__name__}: {error}")
if what == "touch":
    print(touched)
