"""What the browser fetches: files named by content, and a page that asks nobody else."""

from __future__ import annotations

import hashlib
import json
import re

import pytest
from streamlit_folium import _get_map_string  # type: ignore[import-untyped]

from ankunft.maps import publish as publishing
from ankunft.maps.folium_map import base_map, paint_group, script_json
from ankunft.maps.publish import PREFIX, publish

NAMES = {
    "states", "counties", "municipalities", "cells_1km", "labels",
    "leaflet.js", "leaflet.css", "layer.js", "layer.css",
}  # fmt: skip


@pytest.fixture
def static(tmp_path, monkeypatch):
    """An empty static folder; the layers are made small, for their content does not matter here."""
    made = {name: name.encode() for name in NAMES if "." not in name}
    calls = []

    def layer_files(edition):
        calls.append(edition.hash)
        return made

    monkeypatch.setattr(publishing, "layer_files", layer_files)
    folder = tmp_path / "static"
    folder.calls = calls if hasattr(folder, "calls") else None  # type: ignore[attr-defined]
    return folder
