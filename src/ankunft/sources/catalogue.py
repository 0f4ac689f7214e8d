"""What the publishers' files are called, where they come from and how they are attributed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from ankunft.base.errors import SourceError


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a publisher, or the folder of a city's package.

    `path` is relative to the folder of sources. `attribution` is the line to print as it is; with
    `licence_url`, `dataset_url` and the change note it makes up what the licence asks for.
    `reference_date` is an ISO date, or two years with a slash for a series. `ags` and `slug` (key
    and short name of the town) are empty unless the source is about one town. `url` may be a page
    for people; `download` is the address of the file itself, empty where there is no lasting one.
    A `supplement` makes an edition better that is complete without it.
    """

    id: str
    path: str
    title_de: str
    title_en: str
    publisher: str
    licence: str
    licence_url: str
    attribution: str
    change_note_de: str
    change_note_en: str
    reference_date: str
    url: str
    dataset_url: str
    ags: str = ""
    slug: str = ""
    download: str = ""
    supplement: bool = False

    @property
    def optional(self) -> bool:
        """Whether an edition is complete without it: a town's own data are an addition."""
        return bool(self.ags) or self.supplement

    @property
    def by_hand(self) -> bool:
        """Whether people have to fetch it: the publisher gives no lasting address of the file."""
        return not self.download


@cache
def load_catalogue() -> dict[str, Source]:
    """All sources by their id, in the order of ``catalogue.toml``."""
    text = files("ankunft.sources").joinpath("catalogue.toml").read_text(encoding="utf-8")
    return {id_: Source(id=id_, **entry) for id_, entry in tomllib.loads(text).items()}


def locate(folder: Path, source: Source) -> Path:
    """Path of the source below `folder`; raises `SourceError` when it is not there.

    The source of a town is a folder, any other a file.
    """
    path = folder / source.path
    if not (path.is_dir() if source.ags else path.is_file()):
        what, it = ("Der Ordner", "die Dateien") if source.ags else ("Die Datei", "sie")
        raise SourceError(
            f"{what} {path.name} fehlt in {path.parent}. Laden Sie {it} von {source.url} "
            "herunter und legen Sie sie dort ab."
        )
    return path
