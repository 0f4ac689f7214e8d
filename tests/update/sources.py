"""A catalogue whose publishers live on loopback."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ankunft.sources.catalogue import Source, load_catalogue

from .server import Behaviour, Server

MODEL = load_catalogue()["zensus2022_share"]


def source(id_: str, address: str, *, ags: str = "") -> Source:
    path = f"quarters/{id_}" if ags else f"{id_.partition('_')[0]}/{id_}.zip"
    return replace(
        MODEL, id=id_, path=path, download=address, url=f"https://amt.example/{id_}", ags=ags
    )


def catalogue(
    server: Server, files: dict[str, bytes], scripts: dict[str, list[Behaviour]] | None = None
) -> dict[str, Source]:
    """Sources by id, offered by the server."""
    given = scripts or {}
    return {
        id_: source(id_, server.offer(f"/{id_}.zip", content, *given.get(id_, [])))
        for id_, content in files.items()
    }


def put(folder: Path, path: str, content: bytes) -> Path:
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return place
