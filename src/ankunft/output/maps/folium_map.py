"""The map as folium objects: a base that never changes and a paint that is one short message."""

from __future__ import annotations

import base64
import html
import json
import zlib
from dataclasses import asdict
from typing import Any

import folium
import numpy as np
from branca.element import MacroElement
from folium.template import Template
from numpy.typing import NDArray

from ankunft.base.language import translator
from ankunft.base.small_numbers import SMALLEST
from ankunft.output.maps.colouring import LegendRow
from ankunft.output.maps.pack import hundredths, whole
from ankunft.output.maps.palette import Style

CENTRE, ZOOM = (51.2, 10.4), 6
GERMANY = ((47.25, 5.85), (55.1, 15.05))

PANEL_WIDTH = 350
"""Pixels on the right of the map that the panel of a selected area covers."""

BORDERS = {
    "states": ["states"],
    "counties": ["counties", "states"],
    "municipalities": ["counties", "states"],
    "cells_1km": ["municipalities", "counties", "states"],
    "town": ["municipalities"],
}
"""Levels whose boundaries are drawn on top of each layer; without its own line, neighbours of one
colour would run into one area."""

BASEMAPS = {
    "basemapde": {
        "url": "https://sgx.geodatenzentrum.de/wmts_basemapde/tile/1.0.0/de_basemapde_web_raster_grau/default/GLOBAL_WEBMERCATOR/{z}/{y}/{x}.png",
        "attribution": "© GeoBasis-DE / BKG, basemap.de (CC BY 4.0)",
        "host": "sgx.geodatenzentrum.de",
        "label": "basemap.de",
    },
    "topplus": {
        "url": "https://sgx.geodatenzentrum.de/wmts_topplus_open/tile/1.0.0/web_light_grau/default/WEBMERCATOR/{z}/{y}/{x}.png",
        "attribution": "© GeoBasis-DE / BKG, TopPlusOpen (dl-de/by-2-0)",
        "host": "sgx.geodatenzentrum.de",
        "label": "TopPlusOpen",
    },
}
"""Base maps a user may switch on; each sends addresses of map tiles to its host."""


class _Start(MacroElement):
    """Runs the layer's script once for the map it is a child of."""

    _template = Template(
        "{% macro script(this, kwargs) %}ankunft.start({{ this._parent.get_name() }}, {{ this.config }});{% endmacro %}"
    )

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        self._name = "Start"
        self.config = script_json(config)


class _Paint(MacroElement):
    """One call of the layer's script."""

    _template = Template(
        "{% macro script(this, kwargs) %}ankunft.paint({{ this.payload }});{% endmacro %}"
    )

    def __init__(self, payload: Any) -> None:
        super().__init__()
        self._name = "Paint"
        self.payload = script_json(payload)


def base_map(
    files: dict[str, str], attribution: list[str], lang: str, *, together: bool = False
) -> folium.Map:
    """The map without any area; its script is the same at every rerun, so it is mounted once.

    Only local scripts and styles: folium's own list asks several other hosts. Maps of one page that
    are `together` keep the same position.
    """
    _ = translator(lang)
    made = folium.Map(
        location=CENTRE,
        zoom_start=ZOOM,
        tiles=None,
        min_zoom=5,
        max_zoom=15,
        zoom_snap=0.25,
        wheel_px_per_zoom_level=100,
        zoom_control=False,  # the layer's script adds one in the language of the page
        attributionControl=True,
    )
    made.default_js = [("map", files["map.js"])]
    made.default_css = [("map", files["map.css"])]
    layers = {k: v for k, v in files.items() if "." not in k}
    config = {
        "files": layers,
        "title": _("Karte; die Tabelle darunter enthält dieselben Angaben"),
        "zoomIn": _("Vergrößern"),
        "zoomOut": _("Verkleinern"),
        "attribution": " · ".join(html.escape(line) for line in attribution),
        "together": together,
        "text": {
            "slow": _("Die Karte wird noch geladen …"),
            "failed": _(
                "Die Karte kann nicht gezeigt werden, weil eine ihrer Dateien nicht ankam: {file} "
                "({reason}). Versuchen Sie es noch einmal; hilft das nicht, laden Sie die Seite neu. "
                "Die Tabelle unter der Karte enthält dieselben Angaben."
            ),
            "again": _("Noch einmal versuchen"),
        },
    }
    made.add_child(_Start(config))
    return made


def paint_group(payload: Any) -> folium.FeatureGroup:
    """What is sent after a change (see `ankunft.paint` in layer.js)."""
    group = folium.FeatureGroup(name="paint")
    group.add_child(_Paint(payload))
    return group


def paint_payload(
    *,
    layer: str,
    codes: NDArray[np.uint8],
    styles: list[Style],
    title: str,
    note: str,
    rows: list[LegendRow],
    selected: int,
    least: float,
    lang: str,
    dark: bool,
    patterns: bool,
    basemap: str,
    view: dict[str, Any] | None,
    more: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The message of one paint; `sequence` tells messages apart.

    `least` is the number of people from which a share is shown, `selected` a position or -1, `view`
    where to move ({id, bounds} or {id, lat, lng, zoom}) or None. `more` is what only the map of a
    town has: files (address of its layer), values (see :func:`pack_values`), lines (outlines), named
    (write the names of the areas), frames (years to play; `codes` then holds those of all).
    """
    _ = translator(lang)
    payload: dict[str, Any] = {
        "level": layer,
        "borders": BORDERS[layer],
        "codes": pack_codes(codes),
        "palette": styles,
        "legend": {
            "title": title,
            "note": note,
            "rows": [asdict(row) for row in rows],
            "countHead": _("Gebiete"),
            "peopleHead": _("Personen"),
        },
        "selected": selected,
        "least": least,
        "panel": PANEL_WIDTH,
        "lang": lang,
        "dark": dark,
        "patterns": patterns,
        "basemap": BASEMAPS.get(basemap),
        "view": view,
        "text": {
            "missing": _("keine Angabe"),
            "few": _("zu wenige Personen"),
            "noData": _("keine Aussage"),
            "outside": _("nicht ausgewählt"),
            "empty": _("gemeindefrei, keine Angaben"),
            "people": _("Personen"),
            "smallest": SMALLEST,
            "fewPeople": _("weniger als {count} Personen").format(count=SMALLEST),
            "cell": _("Zelle"),
            "cellIn": _("Zelle in {place}"),
        },
        **(more or {}),
    }
    payload["sequence"] = zlib.crc32(script_json(payload).encode())
    return payload


def pack_codes(codes: NDArray[np.uint8]) -> str:
    """One byte per area, deflated, as text."""
    return base64.b64encode(zlib.compress(codes.tobytes(), 6)).decode()


def pack_values(
    years: list[int], people: NDArray[np.float64], share: NDArray[np.float64]
) -> dict[str, Any]:
    """What the pointer shows of one or two years; `people` and `share` have a row per year."""
    data = whole(people).tobytes() + hundredths(share).tobytes()
    return {"years": years, "data": base64.b64encode(zlib.compress(data, 6)).decode()}


def script_json(content: Any) -> str:
    """JSON that is safe inside a script element."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
