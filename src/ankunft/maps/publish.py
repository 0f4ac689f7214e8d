"""Putting what the browser needs under Streamlit's static folder, each file named by its content.

Leaflet comes from the Python package XStatic-Leaflet; nothing is fetched from another host.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from importlib.resources import files
from pathlib import Path

from ankunft.edition import Edition
from ankunft.maps.pack import VERSION, layer_files

PREFIX = "../../app/static"
"""From inside the component's frame; also right when the app runs below a base path."""

KEEP = 24 * 3600
"""Seconds."""

LEAFLET = ("leaflet.js", "leaflet.css")


def publish(edition: Edition, static: Path) -> dict[str, str]:
    """Write the files that are not there yet; return their addresses by name.

    Names: states, counties, municipalities, cells_1km, labels, leaflet.js, leaflet.css, layer.js,
    layer.css. Files of other editions and versions are removed after a day: until then another
    process may still serve them.
    """
    static.mkdir(parents=True, exist_ok=True)
    names = {**_publish_scripts(static), **_publish_layers(edition, static)}
    for old in static.glob("ankunft-*"):
        if old.name not in names.values() and time.time() - old.stat().st_mtime > KEEP:
            old.unlink(missing_ok=True)
    return {name: f"{PREFIX}/{file}" for name, file in names.items()}


def _publish_scripts(static: Path) -> dict[str, str]:
    from xstatic.pkg import leaflet

    folder = Path(leaflet.BASE_DIR)
    published = {}
    for name in LEAFLET:
        published[name] = f"leaflet-{leaflet.PACKAGE_VERSION}/{name}"
        _copy(folder / name, static / published[name])
    shutil.copytree(
        folder / "images",
        static / f"leaflet-{leaflet.PACKAGE_VERSION}" / "images",
        dirs_exist_ok=True,
    )
    for name in ("layer.js", "layer.css"):
        content = files("ankunft.maps").joinpath(name).read_bytes()
        stem, ending = name.split(".")
        digest = hashlib.sha256(content).hexdigest()[:8]
        published[name] = f"ankunft-{stem}-{digest}.{ending}"
        _write(static / published[name], content)
    return published


def _publish_layers(edition: Edition, static: Path) -> dict[str, str]:
    tag = f"{edition.hash[:12]}-{VERSION}"
    layers = ("states", "counties", "municipalities", "cells_1km", "labels")
    published = {name: f"ankunft-{name}-{tag}.bin.gz" for name in layers}
    if not all((static / file).exists() for file in published.values()):
        for name, content in layer_files(edition).items():
            _write(static / published[name], content)
    return published


def _copy(source: Path, target: Path) -> None:
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(target, source.read_bytes())


def _write(target: Path, content: bytes) -> None:
    """Whole or not at all: another process may be serving this folder."""
    if not target.exists():
        beside = target.with_name(f".{target.name}.{os.getpid()}")
        beside.write_bytes(content)
        beside.replace(target)
