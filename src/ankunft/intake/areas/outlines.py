"""Polygons as read -> valid polygons in EPSG:3035 that do not overlap, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from ankunft.intake.areas.archive import LIMITS
from ankunft.intake.areas.findings import Finding, Options
from ankunft.intake.areas.findings import mark as _
from ankunft.intake.areas.keys import unique_keys
from ankunft.intake.areas.location import LAEA, offered, outside, placed
from ankunft.intake.areas.raw import RawCity

SLIVER = 1.0
"""Square metres of overlap that are no more than a trace of rounding."""

SLIVER_SHARE = 1e-4
"""The same as a share of the smaller area."""


@dataclass(frozen=True, eq=False)
class Place:
    """What is known about the town: its outline (EPSG:3035, None if unknown) and its name.

    `left_out` are areas that an earlier check found outside the town.
    """

    outline: Any | None = None
    name: str = ""
    left_out: frozenset[str] = frozenset()


def prepare_areas(
    raw: RawCity, place: Place, options: Options
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Areas as they would be after all repairs but those of :func:`without_overlaps`, and the
    findings that lead there.

    Columns: area_id, name, geometry (EPSG:3035). Where a finding stops, the areas are what is
    left to look at.
    """
    found: list[Finding] = []
    areas = raw.areas[["area_id", "name", "geometry"]].reset_index(drop=True)
    if len(areas) > LIMITS.areas:
        return areas.iloc[:0], [_too_many(raw)]
    areas = _locate(raw, areas, place, options, found)
    areas = _make_valid(areas, found)
    areas = unique_keys(raw, areas, found)
    areas = _inside(areas, place, found)
    return areas.sort_values("area_id", ignore_index=True), found


def polygons_only(geometry: NDArray[Any]) -> NDArray[Any]:
    """The polygons of each geometry without the lines and points that a repair leaves over."""
    mixed = shapely.get_type_id(geometry) == 7
    result = geometry.copy()
    for k in np.flatnonzero(mixed):
        parts = shapely.get_parts(geometry[k])
        flat = parts[np.isin(shapely.get_type_id(parts), (3, 6))]
        result[k] = shapely.union_all(flat) if len(flat) else shapely.Polygon()
    lines = ~np.isin(shapely.get_type_id(result), (3, 6))
    result[lines] = shapely.Polygon()
    return result


def _too_many(raw: RawCity) -> Finding:
    params = (("n", len(raw.areas)), ("most", LIMITS.areas))
    return Finding(
        "too_many_areas", "stop", _("Das sind {n} Gebiete; möglich sind {most}."), params
    )


def _locate(
    raw: RawCity, areas: gpd.GeoDataFrame, place: Place, options: Options, found: list[Finding]
) -> gpd.GeoDataFrame:
    if areas.crs is not None:
        return areas.to_crs(LAEA)
    ranking = offered(areas, place.outline)
    code = options.crs or ranking[0][0]
    message = (
        _("Das Koordinatensystem „{crs}“ von {file} ist unbekannt oder passt nicht zu den Zahlen.")
        if raw.crs_text
        else _("{file} nennt kein Koordinatensystem.")
    )
    found.append(
        Finding(
            "unknown_crs" if raw.crs_text else "no_crs", "repair", message,
            (("crs", raw.crs_text), ("file", raw.areas_file), ("code", str(code))),
            repair=_("Koordinaten als EPSG:{code} lesen"),
            done=_("Koordinaten als EPSG:{code} gelesen"),
            choices=tuple(str(candidate) for candidate, share in ranking),
        )
    )  # fmt: skip
    return placed(areas, code)


def _make_valid(areas: gpd.GeoDataFrame, found: list[Finding]) -> gpd.GeoDataFrame:
    geometry = areas.geometry.to_numpy()
    unplaced = ~np.isfinite(shapely.bounds(geometry)).all(axis=1)
    bad = ~shapely.is_valid(geometry) & ~unplaced
    if bad.any():
        found.append(
            _about(
                "invalid_geometry", "repair", areas, bad,
                _("Die Umrisslinie ist ungültig (sie kreuzt sich) bei {n} von {total} Gebieten."),
                _("Umrisslinien bereinigen"),
                _("Ungültige Umrisslinie bereinigt bei {n} von {total} Gebieten"),
            )
        )  # fmt: skip
    mended = geometry.copy()
    mended[bad] = shapely.make_valid(geometry[bad], method="structure", keep_collapsed=False)
    mended = polygons_only(mended)
    lost = unplaced | shapely.is_empty(mended)
    if lost.any():
        message = _("Die Umrisslinie hat keine brauchbare Fläche bei {n} von {total} Gebieten.")
        found.append(_about("no_surface", "stop", areas, lost, message))
    return areas.set_geometry(gpd.GeoSeries(mended, crs=LAEA))[~lost].reset_index(drop=True)


def _inside(areas: gpd.GeoDataFrame, place: Place, found: list[Finding]) -> gpd.GeoDataFrame:
    if place.left_out:
        return areas[~areas["area_id"].isin(place.left_out)].reset_index(drop=True)
    if place.outline is None or areas.empty:
        return areas
    away = outside(areas.geometry.to_numpy(), place.outline)
    if away.all():
        message = _("Kein Gebiet liegt in {town}; sind es die Umrisse einer anderen Stadt?")
        found.append(
            Finding("outside_town", "stop", message, (("town", place.name),), tuple(areas.area_id))
        )
        return areas
    if away.any():
        found.append(
            _about(
                "outside_town", "repair", areas, away,
                _("Außerhalb von {town} liegen {n} von {total} Gebieten."),
                _("Gebiete außerhalb der Stadt weglassen"),
                _("Außerhalb von {town} weggelassen: {n} von {total} Gebieten"),
                (("town", place.name),),
            )
        )  # fmt: skip
    return areas[~away].reset_index(drop=True)


def overlaps(geometry: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Pairs (earlier, later) that share a surface, and how much of it (square metres)."""
    tree = shapely.STRtree(geometry)
    first, second = tree.query(geometry, predicate="intersects")
    pairs = np.column_stack([first, second])[first < second]
    common = shapely.area(shapely.intersection(geometry[pairs[:, 0]], geometry[pairs[:, 1]]))
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    pairs, common = pairs[order], common[order]
    return pairs[common > 0], common[common > 0]


def without_overlaps(areas: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """The areas as they would be after the repair of overlaps, and what was found."""
    found: list[Finding] = []
    return _cut_overlaps(areas, found), found


def _cut_overlaps(areas: gpd.GeoDataFrame, found: list[Finding]) -> gpd.GeoDataFrame:
    geometry = areas.geometry.to_numpy().copy()
    pairs, common = overlaps(geometry)
    surface = shapely.area(geometry)
    smaller = np.minimum(surface[pairs[:, 0]], surface[pairs[:, 1]])
    trace = (common < SLIVER) | (common < SLIVER_SHARE * smaller)
    ids = areas["area_id"].to_numpy()
    if trace.any():
        found.append(
            _overlap(
                "note", ids, pairs[trace], common[trace],
                _("Gebiete überlappen sich um Haaresbreite, {n}-mal, zusammen {area} m²; das bleibt so."),
            )
        )  # fmt: skip
    if trace.all():
        return areas
    for earlier, later in pairs[~trace]:
        geometry[later] = shapely.difference(geometry[later], geometry[earlier])
    geometry = polygons_only(geometry)
    left = shapely.area(geometry)
    gone = left < np.maximum(SLIVER, SLIVER_SHARE * surface)
    if gone.any():
        message = _("In anderen Gebieten liegen vollständig {n} von {total} Gebieten.")
        found.append(_about("overlap", "stop", areas, gone, message))
    found.append(
        _overlap(
            "repair", ids, pairs[~trace], common[~trace],
            _("Gebiete überlappen sich {n}-mal, zusammen {area} m²."),
            _("Überlappung vom jeweils späteren Gebiet abschneiden"),
            _("Überlappungen vom späteren Gebiet abgeschnitten, {n}-mal, zusammen {area} m²"),
        )
    )  # fmt: skip
    return areas.set_geometry(gpd.GeoSeries(geometry, crs=LAEA))[~gone].reset_index(drop=True)


def _overlap(
    severity: Any, ids: NDArray[Any], pairs: NDArray[np.intp], common: NDArray[np.float64],
    message: str, repair: str = "", done: str = "",
) -> Finding:  # fmt: skip
    area = round(float(common.sum()), 2)
    params = (("n", len(pairs)), ("area", area))
    affected = tuple(f"{ids[a]} / {ids[b]}" for a, b in pairs)
    return Finding("overlap", severity, message, params, affected, repair=repair, done=done)


def _about(
    code: str, severity: Any, areas: gpd.GeoDataFrame, which: NDArray[np.bool_],
    message: str, repair: str = "", done: str = "", more: tuple[tuple[str, str | int], ...] = (),
) -> Finding:  # fmt: skip
    affected = areas[which]
    ids = tuple(affected["area_id"].where(affected["area_id"] != "", affected["name"]))
    params = (("n", len(affected)), ("total", len(areas)), *more)
    return Finding(code, severity, message, params, ids, repair=repair, done=done)
