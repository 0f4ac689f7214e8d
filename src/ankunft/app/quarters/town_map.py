"""The map of one town: classes, shares of all years to play, or two years side by side."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial
from typing import Any
from weakref import WeakKeyDictionary

import geopandas as gpd
import numpy as np
import shapely
import streamlit as st
from pyproj import Transformer

from ankunft.app.loaders import edition
from ankunft.app.quarters.scene import Scene
from ankunft.app.session import ATLAS, TOWN
from ankunft.app.show_map import show_map
from ankunft.app.style import is_dark
from ankunft.app.town_view import TownView
from ankunft.app.towns import layer_address
from ankunft.base.grid import CRS
from ankunft.base.language import Translator, translator
from ankunft.intake.areas.names import describe
from ankunft.output.maps import town_colouring as colouring
from ankunft.output.maps.colouring import Scale, agreement_scale, legend
from ankunft.output.maps.folium_map import pack_values, paint_payload
from ankunft.town.classes import left_out_mask, town_agreement
from ankunft.town.clusters import cluster_labels, local_clusters
from ankunft.town.units import Floats, Units, cell_of, on_ground

HEIGHT = 560
"""Pixels before the style sheet fits the map to the window."""

TO_GRID = Transformer.from_crs("EPSG:4326", CRS, always_xy=True)
TO_DEGREES = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)

Ring = list[list[float]]


def draw(scene: Scene, lines: list[dict[str, Any]], key: str = "town_map") -> None:
    """Draw the map, or the two maps of the view; a click selects the unit below it.

    `lines` are outlines from :func:`outline`; `key` tells the maps of a page apart.
    """
    if scene.view.shown not in ("share", "beside"):
        _map(scene, key, one_scale(scene), lines)
        return
    years = share_of_years(scene)
    if scene.view.shown == "share":
        _played(scene, years, lines, key)
        return
    for column, year in zip(
        st.columns(2, gap="small"), (scene.view.t0, scene.view.t1), strict=True
    ):
        row = scene.units.at(year)
        of_year = replace(years.scale, codes=years.codes[row], title=f"{years.scale.title} {year}")
        with column:
            _map(scene, f"town_map_{year == scene.view.t1:d}", of_year, lines, year=year)


def _played(
    scene: Scene, years: colouring.YearScale, lines: list[dict[str, Any]], key: str
) -> None:
    """All years in one message; the map plays them. Of one year alone the legend says which."""
    _ = translator(scene.lang)
    units, start = scene.units, scene.view.t1
    shown = replace(years.scale, codes=years.codes[units.at(start)])
    if len(units.years) == 1:
        shown = replace(shown, title=f"{shown.title} {start}")
        _map(scene, key, shown, lines)
        return
    frames = {
        "years": list(units.years),
        "start": start,
        "play": _("Jahre abspielen"),
        "pause": _("Anhalten"),
        "label": _("Jahr"),
    }
    _map(scene, key, shown, lines, frames=frames, all_codes=years.codes.ravel())


def one_scale(scene: Scene) -> Scale:
    """The scale of a view that shows one state: classes, agreement, change or clusters."""
    view, lang, dark = scene.view, scene.lang, is_dark()
    _ = translator(lang)
    if not scene.two_years and view.shown == "class":
        return colouring.first_year_scale(
            scene.units, view.parameters, view.left_out, lang, dark=dark
        )
    if view.shown == "agreement":
        found = agreement_scale(town_agreement(scene.matches, scene.result), lang)
        notes = (found.note, scene.result.reference_words(lang))
        return replace(found, note=". ".join(filter(None, notes)))
    if view.shown == "change":
        return colouring.change_scale(scene.result, lang)
    if view.shown == "clusters":
        with st.spinner(_("Häufungen werden gesucht … (beim ersten Mal etwa 20 Sekunden)")):
            codes = clusters(scene.units, view)
        labels = list(cluster_labels(lang).values())[:5]
        found = colouring.cluster_scale(codes, labels, view.t1, lang, dark=dark)
        # Germany is no mean of the town
        reference = scene.reference[:1] if view.reference == "own" else []
        return replace(found, note=". ".join([found.note, *reference]))
    return colouring.class_scale(scene.result, lang, left_out=scene.left_out, dark=dark)


def share_of_years(scene: Scene) -> colouring.YearScale:
    """The share of the chosen group in all years, in the same steps."""
    view, units, lang = scene.view, scene.units, scene.lang
    label, kind = describe(view.of, lang)
    values, unit = group_values(units, view.of, kind), "%"
    values = np.where(left_out_mask(units, view.left_out), np.nan, values)
    title = label if view.of != "foreign" else _foreign_title(translator(lang))
    return colouring.share_scale(units, values, title, unit, view.least, lang)


def group_values(units: Units, of: str, kind: str) -> Floats:
    """Share of a group among the inhabitants in percent; Y × N."""
    if of == "foreign":
        return units.share
    values = units.groups[of]
    if kind == "percent":
        return values
    return np.divide(
        values * 100, units.people, out=np.full_like(values, np.nan), where=units.people > 0
    )


def _outlines(units: Units) -> gpd.GeoSeries:
    return gpd.GeoSeries(units.geometry, crs=CRS)


_CLUSTERS: WeakKeyDictionary[Units, dict[tuple, np.ndarray]] = WeakKeyDictionary()
"""Local clusters by units, years, ground and what is left out; gone with the units, which may be an
upload."""


def clusters(units: Units, view: TownView) -> np.ndarray:
    """See :func:`ankunft.town.clusters.local_clusters`: in the later year, among the units that the town
    adds up in it; reckoned once for what is shared."""
    years, ground = (view.t0, view.t1), view.parameters.ground
    kept, key = _CLUSTERS.setdefault(units, {}), (years, ground, view.left_out)
    if key not in kept:
        row = units.at(view.t1)
        keep = on_ground(units, years, ground)[1] & ~left_out_mask(units, view.left_out)
        codes = np.full(len(units), 255, dtype=np.uint8)
        codes[keep] = local_clusters(
            units.foreign[row][keep], units.people[row][keep], _outlines(units)[keep]
        )
        kept[key] = codes
    return kept[key]


def outline(geometry: Any, kind: str) -> dict[str, Any]:
    """A polygon of EPSG:3035 as a line of the map; kinds: town, quarter, centre."""
    rings: list[Ring] = []
    for part in shapely.get_parts(geometry):
        for ring in [part.exterior, *part.interiors]:
            x, y = TO_DEGREES.transform(*np.array(ring.coords).T)
            rings.append(np.column_stack([y, x]).round(5).tolist())
    return {"kind": kind, "rings": rings}


def _foreign_title(_: Translator) -> str:
    return _("Anteil von Personen mit ausländischer Staatsangehörigkeit")


def _map(
    scene: Scene,
    key: str,
    scale: Scale,
    lines: list[dict[str, Any]],
    *,
    year: int | None = None,
    frames: dict[str, Any] | None = None,
    all_codes: np.ndarray | None = None,
) -> None:
    units, view, atlas = scene.units, scene.view, ATLAS.current()
    years = [year] if year else [view.t0, view.t1] if scene.two_years else [view.t1]
    rows = [units.at(y) for y in years]
    values, people = _pointed(scene), units.people
    payload = paint_payload(
        layer="town",
        codes=scale.codes if all_codes is None else all_codes,
        styles=scale.styles,
        title=scale.title,
        note=scale.note,
        rows=legend(scale.codes, scale.styles, people[units.at(view.t1)], scene.lang),
        selected=scene.selected,
        least=view.least,
        lang=scene.lang,
        dark=is_dark(),
        patterns=atlas.patterns,
        basemap=atlas.basemap,
        view=_place(scene),
        more={
            "files": {"town": layer_address(units)},
            "values": pack_values(years, people[rows], values[rows]),
            "lines": lines,
            "named": units.kind == "district",
            **({"frames": frames} if frames else {}),
            **_places(scene),
        },
    )
    credits = edition().attribution(city=scene.city if units.kind == "district" else None)
    show_map(
        payload,
        key=key,
        attribution=credits,
        lang=scene.lang,
        height=HEIGHT,
        on_click=partial(_select_clicked, units),
        together=year is not None,
    )


def _places(scene: Scene) -> dict[str, Any]:
    """The quarter that each cell belongs to, by name; a district is called by its own."""
    if scene.units.kind != "cell" or not scene.two_years:
        return {}
    return {"places": {"names": scene.quarters["name"].to_list(), "of": scene.numbers.tolist()}}


def _pointed(scene: Scene) -> Floats:
    """What the pointer shows: the chosen group where a share is shown, else foreign nationals."""
    if scene.view.shown in ("share", "beside"):
        return group_values(scene.units, scene.view.of, describe(scene.view.of, scene.lang)[1])
    return scene.units.share


def _select_clicked(units: Units, lat: float, lng: float) -> None:
    view = st.session_state.get(TOWN.key)
    if view is None or view.town != units.ags:
        return  # the map of a preview selects nothing
    east, north = TO_GRID.transform(lng, lat)
    position = -1
    if np.isfinite(east) and np.isfinite(north):
        position = (
            cell_of(units, north, east)
            if units.kind != "district"
            else _district_at(units, shapely.Point(east, north))
        )
    selected = str(units.ids[position]) if position >= 0 else ""
    TOWN.set(replace(view, selected=selected))


def _district_at(units: Units, point: shapely.Point) -> int:
    hits = np.flatnonzero(shapely.intersects(units.geometry, point))
    return int(hits[0]) if hits.size else -1


def _place(scene: Scene) -> dict[str, Any]:
    """Where the map is: where the user left it, or else around the town."""
    p = scene.view.position
    if p:
        return {"id": scene.view.town, "lat": p.lat, "lng": p.lng, "zoom": p.zoom}
    bounds = _degrees(tuple(shapely.total_bounds(scene.units.geometry)))
    return {"id": scene.view.town, "bounds": bounds, "maxZoom": 14}


@lru_cache(maxsize=64)
def _degrees(box: tuple[float, float, float, float]) -> list[list[float]]:
    """South-west and north-east corner; kept, because every thread makes its projection anew."""
    left, bottom, right, top = TO_DEGREES.transform_bounds(*box)
    return [[round(bottom, 4), round(left, 4)], [round(top, 4), round(right, 4)]]
