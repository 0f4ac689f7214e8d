"""The files of a miniature country at addresses on loopback; also for a process of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ankunft.sources.catalogue import Source, load_catalogue

if TYPE_CHECKING:
    from .server import Server


RENT = "zensus2022_rent"
OLDER_RENT, NEWER_RENT = "8,75", "9,25"
"""Rent in the cell in the south-west, as it is in use and as the publishers now say."""


def catalogue_at(address: str) -> dict[str, Source]:
    """The catalogue with addresses below `address`, also of what people fetch by hand elsewhere.

    The country has no supplements, and no packages of towns.
    """
    return {
        id_: source if source.ags else replace(source, download=f"{address}/{source.path}")
        for id_, source in load_catalogue().items()
        if not source.supplement
    }


def address_of(id_: str) -> str:
    """Path of a source on the server."""
    return f"/{load_catalogue()[id_].path}"


def publish(server: Server, folder: Path) -> dict[str, Source]:
    """Offer all the files in the folder; returns the catalogue that names them."""
    for source in load_catalogue().values():
        if (folder / source.path).is_file():
            server.offer(address_of(source.id), (folder / source.path).read_bytes())
    return catalogue_at(server.address(""))
