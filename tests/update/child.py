"""An update in a process of its own, which stops where it is told and waits to be killed."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from editions import check, write_edition

from ankunft.edition.folders import Folders
from ankunft.sources.catalogue import load_catalogue
from ankunft.update.retry import Patience
from ankunft.update.run import update

place, address, stop_at = sys.argv[1:]
model = load_catalogue()["zensus2022_share"]
source = replace(model, id="s0", path="s0/s0.zip", download=address)


def reached(point: str) -> None:
    if point == stop_at:
        print(point, flush=True)
        sys.stdin.read()


def build(paths: Mapping[str, Path], folder: Path) -> None:
    folder.mkdir()
    (folder / "half").write_bytes(b"half")
    reached("build")
    (folder / "half").unlink()
    folder.rmdir()
    write_edition(folder, paths["s0"].read_bytes())


def checked(folder: Path) -> None:
    reached("check")
    check(folder)


update(
    Folders(Path(place)),
    build,
    checked,
    {"s0": source},
    progress=lambda report: reached("fetch") if report.done else None,
    fetched=lambda results: reached("fetched"),
    patience=Patience(base=0.0, stall=60.0),
)
reached("end")
