"""Putting what the browser needs under Streamlit's static folder, each file named by its content.

Leaflet comes from the Python package XStatic-Leaflet; nothing is fetched from another host.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from ankunft.edition import Edition
from ankunft.output.maps.pack import VERSION, layer_files

PREFIX = "../../app/static"
"""From inside the component's frame; also right when the app runs below a base path."""

PAINTED = "ankunft-painted.txt"
"""An empty file that the first map of a page asks for when it is painted: so the server knows."""

KEEP = 24 * 3600
"""Seconds."""

LAYERS = ("states", "counties", "municipalities", "cells_1km", "labels")

OURS = ("years.js", "layer.js", "layer.css")
"""Scripts and styles of the package, in the order in which they are joined."""

FIRST = ("municipalities", "counties", "states", "labels")
"""Layers of the view that most visits begin with: asked for before the scripts are even read."""


def publish(edition: Edition, static: Path) -> dict[str, str]:
    """Write the files that are not there yet; return their addresses by name.

    Names: those of :data:`LAYERS`, map.js (Leaflet and our layer in one, so that the browser waits
    once), map.css and painted (:data:`PAINTED`). Files of other editions and versions are removed after a day: until then
    another process may still serve them.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    static.mkdir(parents=True, exist_ok=True)
    layers = _publish_layers(edition, static)
    addresses = {name: f"{PREFIX}/{file}" for name, file in layers.items()}
    names = dict(layers)
    for name, content in scripts([addresses[name] for name in FIRST]).items():
        digest = hashlib.sha256(content).hexdigest()[:8]
        names[name] = f"ankunft-map-{digest}.{name.rsplit('.', 1)[1]}"
        _write(static / names[name], content)
    names["painted"] = PAINTED
    _write(static / PAINTED, b"\n")
    for old in static.glob("ankunft-*"):
        if old.name not in names.values() and time.time() - old.stat().st_mtime > KEEP:
            old.unlink(missing_ok=True)
    return {name: f"{PREFIX}/{file}" for name, file in names.items()}


def scripts(first: Sequence[str]) -> dict[str, bytes]:
    """map.js and map.css; the script asks at once for the addresses named `first`."""
    from xstatic.pkg import leaflet

    early = (
        f"window.ankunftEarly=Object.fromEntries({json.dumps(list(first))}.map(u=>[u,fetch(u)]));\n"
    )
    made = {}
    for ending, head in (("js", early), ("css", "")):
        theirs = Path(leaflet.BASE_DIR, f"leaflet.{ending}").read_text(encoding="utf-8")
        ours = "\n".join(
            files("ankunft.output.maps").joinpath(name).read_text(encoding="utf-8")
            for name in OURS
            if name.endswith(ending)
        )
        made[f"map.{ending}"] = f"{head}{theirs}\n{ours}".encode()
    return made


def _publish_layers(edition: Edition, static: Path) -> dict[str, str]:
    tag = f"{edition.hash[:12]}-{VERSION}"
    published = {name: f"ankunft-{name}-{tag}.bin.gz" for name in LAYERS}
    if not all((static / file).exists() for file in published.values()):
        for name, content in layer_files(edition).items():
            _write(static / published[name], content)
    return published


def _write(target: Path, content: bytes) -> None:
    """Whole or not at all: another process may be serving this folder."""
    if not target.exists():
        beside = target.with_name(f".{target.name}.{os.getpid()}")
        beside.write_bytes(content)
        beside.replace(target)
