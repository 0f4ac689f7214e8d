"""What the browser fetches: files named by content, and a page that asks nobody else."""

from __future__ import annotations

import hashlib
import json
import os
import re
import time

import pytest

from ankunft.output.maps import publish as publishing
from ankunft.output.maps.folium_map import BASEMAPS, base_map, paint_group, script_json
from ankunft.output.maps.publish import PREFIX, publish

LAYERS = {name: name.encode() for name in ("states", "counties", "municipalities", "cells_1km", "labels")}  # fmt: skip
NAMES = {*LAYERS, "map.js", "map.css", "painted"}


@pytest.fixture
def packed(monkeypatch):
    """Layers are packed to a few bytes; the list says how often."""
    calls = []

    def layer_files(edition):
        calls.append(edition.hash)
        return LAYERS

    monkeypatch.setattr(publishing, "layer_files", layer_files)
    return calls


def test_every_file_is_there_and_has_its_address(edition, tmp_path, packed):
    addresses = publish(edition, tmp_path / "static")
    assert set(addresses) == NAMES
    for name, address in addresses.items():
        assert address.startswith(PREFIX + "/")
        content = (tmp_path / "static" / address.removeprefix(PREFIX + "/")).read_bytes()
        assert content
        if name in LAYERS:
            assert content == LAYERS[name]
            assert edition.hash[:12] in address
    script = tmp_path / "static" / addresses["map.js"].removeprefix(PREFIX + "/")
    content = script.read_bytes()
    assert hashlib.sha256(content).hexdigest()[:8] in script.name
    # the first layers are asked for before Leaflet and our layer are read
    early, leaflet = (
        content.index(addresses["municipalities"].encode()),
        content.index(b"Leaflet 1.9.3"),
    )
    assert early < leaflet < content.index(b"window.ankunft = {")


def test_published_once_and_then_left_alone(edition, tmp_path, packed):
    first = publish(edition, tmp_path)
    for file in tmp_path.rglob("*.*"):
        if file.is_file():
            file.write_bytes(b"served")
    assert publish(edition, tmp_path) == first
    assert packed == [edition.hash]
    kept = [file.read_bytes() for file in tmp_path.glob("ankunft-*")]
    assert kept == [b"served"] * 8


def test_files_of_other_editions_go_and_foreign_files_stay(edition, tmp_path, packed):
    old = tmp_path / "ankunft-states-0123456789ab-1.bin.gz"
    recent = tmp_path / "ankunft-map-00000000.js"
    for file in (old, recent, tmp_path / "README"):
        file.write_bytes(b"theirs")
        age = publishing.KEEP - 60 if file == recent else publishing.KEEP + 60
        os.utime(file, times=(time.time() - age,) * 2)
    published = publish(edition, tmp_path)
    left = {file.name for file in tmp_path.glob("ankunft-*")}
    # another process may still serve the recent one
    assert left == {a.rsplit("/", 1)[1] for a in published.values() if "/ankunft-" in a} | {
        recent.name
    }
    assert (tmp_path / "README").read_bytes() == b"theirs"


def test_a_missing_layer_is_made_again(edition, tmp_path, packed):
    addresses = publish(edition, tmp_path)
    (tmp_path / addresses["labels"].rsplit("/", 1)[1]).unlink()
    publish(edition, tmp_path)
    assert (tmp_path / addresses["labels"].rsplit("/", 1)[1]).read_bytes() == b"labels"
    assert len(packed) == 2


def test_the_page_of_the_map_asks_no_other_host():
    files = {name: f"../../app/static/{name}" for name in NAMES}
    made = base_map(files, ["© Jemand & Söhne <script>"], "de")
    assert [link for _, link in made.default_js] == [files["map.js"]]
    assert [link for _, link in made.default_css] == [files["map.css"]]
    page = made.get_root().render()
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", page)
    assert files["map.css"] in page
    assert not re.search(r"cdn|jquery|bootstrap|cloudflare|openstreetmap", page)
    assert "© Jemand &amp; Söhne &lt;script>" not in page
    assert "© Jemand &amp; Söhne &lt;script&gt;" in page.replace("\\u003c", "<")


def test_the_page_of_the_map_is_the_same_at_every_run():
    files = {name: name for name in NAMES}
    first, second = (base_map(files, ["© Jemand"], "de") for _ in range(2))
    name = re.compile(r"(map|start)_[0-9a-f]{32}")
    texts = [name.sub("map", made.get_root().render()) for made in (first, second)]
    assert texts[0] == texts[1]


def test_basemaps_name_the_host_they_ask():
    for entry in BASEMAPS.values():
        assert entry["url"].startswith(f"https://{entry['host']}/")


@pytest.mark.parametrize(
    "text",
    ["</script><script>alert(1)</script>", "<!--", "a\u2028b\u2029c", '"quoted" \\ back', "Käß"],
)
def test_data_cannot_leave_a_script(text):
    written = script_json({"label": text})
    assert "<" not in written
    assert not set(written) & {"\u2028", "\u2029", "\n"}
    assert json.loads(written) == {"label": text}


def test_the_paint_is_one_call_with_the_payload():
    group = paint_group({"label": "</script>"})
    child = next(iter(group._children.values()))
    script = child._template.module.script(child, {}).strip()
    assert script == r'ankunft.paint({"label":"\u003c/script>"});'
