"""One map on a page: what is sent is what st_folium itself would send."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit_folium

from ankunft.app import show_map
from ankunft.output.maps.folium_map import base_map, paint_group

FILES = {"map.js": "../a.js", "map.css": "../a.css", "states": "../s.gz"}
PAYLOAD = {"level": "states", "codes": "x", "label": "</script> & {{ 7 * 7 }} feature_group_1"}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Arguments of every message to the browser."""
    calls: list[dict[str, Any]] = []
    monkeypatch.setattr(streamlit_folium, "_component_func", lambda **kw: calls.append(kw))
    monkeypatch.setattr(show_map, "addresses", lambda: FILES)
    show_map._base.cache_clear()
    return calls


@pytest.mark.parametrize("clicks", [True, False])
@pytest.mark.parametrize("together", [True, False])
def test_the_message_is_the_one_of_st_folium(
    sent: list[dict[str, Any]], clicks: bool, together: bool
) -> None:
    clicked = (lambda lat, lng: None) if clicks else None
    show_map.show_map(
        PAYLOAD, key="map", attribution=["© A"], lang="en", height=500, on_click=clicked,
        together=together,
    )  # fmt: skip
    streamlit_folium.st_folium(
        base_map(FILES, ["© A"], "en", together=together),
        key="map",
        height=500,
        use_container_width=True,
        returned_objects=["last_clicked"] if clicks else [],
        feature_group_to_add=paint_group(PAYLOAD),
    )
    ours, theirs = (
        # the name that folium gave this one map occurs nowhere else
        {k: v for k, v in call.items() if k not in ("on_change", "id")}
        for call in sent
    )
    assert ours == theirs


def test_the_base_map_is_described_once(sent: list[dict[str, Any]]) -> None:
    for number in range(3):
        show_map.show_map({"n": number}, key="map", attribution=["© A"], lang="de")
    assert show_map._base.cache_info().misses == 1
    assert len({(call["script"], call["key"]) for call in sent}) == 1
    assert len({call["feature_group"] for call in sent}) == 3
