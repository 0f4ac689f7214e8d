"""Polygons from GeoJSON, GeoPackage or Shapefile, whoever wrote the file.

GeoJSON is read without GDAL. The other two are handed to GDAL only after their first bytes prove
what they are, so that no file can name a driver that opens other files or addresses.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from pyproj.exceptions import CRSError, ProjError

from ankunft.base.errors import PackageError
from ankunft.intake.areas.archive import LIMITS, is_plain_path, unpacked
from ankunft.intake.areas.location import LAEA

WGS84 = 4326
ENDINGS = (".geojson", ".json", ".gpkg", ".shp", ".zip")
_POLYGONS = (3, 6)  # shapely's type ids of Polygon and MultiPolygon


@dataclass(frozen=True, eq=False)
class Polygons:
    """The polygons of a file with all their attributes as texts, and their geometry.

    `crs_text` is what the file says about its coordinates where that could not be used.
    """

    frame: gpd.GeoDataFrame
    file: str
    crs_text: str = ""

    @property
    def columns(self) -> list[str]:
        return [column for column in self.frame.columns if column != "geometry"]


def read_areas(path: Path, name: str = "") -> Polygons:
    """Read the polygons of a file; `name` is what messages call it.

    Raises
    ------
    PackageError
        If the file is missing, of another kind or damaged, or holds something else than polygons.
    """
    name = name or path.name
    if not path.is_file():
        raise PackageError(f"{name}: Die Datei mit den Gebieten fehlt.")
    ending = path.suffix.lower()
    if ending == ".zip":
        return _read_zip(path, name)
    if ending in (".geojson", ".json"):
        return _read_geojson(path, name)
    if ending == ".gpkg":
        return _read_gdal(path, name, _check_geopackage)
    if ending == ".shp":
        return _read_gdal(path, name, _check_shapefile)
    raise PackageError(
        f"{name}: Diese Art Datei wird nicht gelesen; "
        "erwartet wird GeoJSON, GeoPackage (.gpkg) oder Shapefile (.shp, auch als .zip)."
    )


def text_of(value: Any) -> str:
    """An attribute as text: whole numbers without decimals, nothing for a missing one."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def crs_of(text: str | int) -> pyproj.CRS | None:
    """The coordinate reference system a text names, None if it names none."""
    try:
        return pyproj.CRS.from_user_input(text)
    except CRSError:
        return None


def _read_zip(path: Path, name: str) -> Polygons:
    with unpacked(path, name) as folder:
        found = sorted(p for p in folder.rglob("*") if p.suffix.lower() == ".shp")
        if len(found) != 1:
            raise PackageError(
                f"{name}: Das Archiv enthält {len(found)} Shapefiles; erwartet wird genau eines."
            )
        return read_areas(found[0], f"{name}/{found[0].name}")


def _read_geojson(path: Path, name: str) -> Polygons:
    content = _parse(path, name)
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or content.get("type") != "FeatureCollection":
        raise PackageError(f"{name}: Erwartet wird eine FeatureCollection in GeoJSON.")
    _check_number(len(features), name)
    rows, shapes = [], []
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(feature, dict) or not isinstance(properties, dict | None):
            raise PackageError(f"{name}: Objekt {number} ist kein Feature im Sinne von GeoJSON.")
        row = {str(key): text_of(value) for key, value in (properties or {}).items()}
        if "id" in feature and "id" not in row:
            row["id"] = text_of(feature["id"])
        rows.append(row)
        shapes.append(_shape(feature.get("geometry"), _called(number, row), name))
    geometry = np.array(shapes, dtype=object)
    crs, crs_text = _geojson_crs(content, geometry)
    return _polygons(pd.DataFrame(rows), geometry, crs, crs_text, name)


def _parse(path: Path, name: str) -> Any:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise PackageError(
            f"{name}, Zeile {error.lineno}: Die Datei ist kein gültiges JSON."
        ) from error
    except (ValueError, RecursionError) as error:
        raise PackageError(f"{name}: Die Datei ist kein gültiges JSON.") from error


def _refuse_constant(text: str) -> None:
    raise ValueError(f"{text} is no number in JSON")


def _shape(geometry: Any, called: str, name: str) -> Any:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise _no_polygon(name, called, kind)
    try:
        return shapely.from_geojson(json.dumps(geometry))
    except (shapely.errors.GEOSException, RecursionError, ValueError) as error:
        raise PackageError(
            f"{name}: Die Umrisslinie von {called} ist beschädigt "
            "(Koordinaten fehlen oder sind keine Zahlen)."
        ) from error


def _geojson_crs(content: dict, geometry: np.ndarray) -> tuple[pyproj.CRS | None, str]:
    """RFC 7946 knows WGS84 only; older files name another system in the member `crs`."""
    declared = content.get("crs")
    if declared is None:
        return (crs_of(WGS84) if _look_like_degrees(geometry) else None), ""
    properties = declared.get("properties") if isinstance(declared, dict) else None
    text = str(properties.get("name", declared) if isinstance(properties, dict) else declared)
    crs = crs_of(WGS84) if text.upper().endswith("CRS84") else crs_of(text)
    if crs is None or not _is_usable(crs, geometry):
        return None, text[:200]
    return crs, ""


def _is_usable(crs: pyproj.CRS, geometry: np.ndarray) -> bool:
    """Whether coordinates can be carried over to EPSG:3035, which a local system's cannot."""
    if not (crs.is_projected or (crs.is_geographic and _look_like_degrees(geometry))):
        return False
    try:
        pyproj.Transformer.from_crs(crs, LAEA, always_xy=True)
    except ProjError:
        return False
    return True


def _look_like_degrees(geometry: np.ndarray) -> bool:
    if not len(geometry):
        return True
    west, south, east, north = shapely.total_bounds(geometry)
    return bool(west >= -180 and east <= 180 and south >= -90 and north <= 90)


def _read_gdal(path: Path, name: str, check: Any) -> Polygons:
    import pyogrio

    check(path, name)
    try:
        layer = _only_layer(pyogrio.list_layers(path), name)
        _check_number(pyogrio.read_info(path, layer=layer)["features"], name)
        frame = pyogrio.read_dataframe(path, layer=layer)
    except PackageError:
        raise
    except Exception as error:  # a damaged file makes pyogrio and GEOS fail in any way
        raise PackageError(
            f"{name}: Die Datei ist beschädigt und lässt sich nicht lesen."
        ) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise PackageError(f"{name}: Die Datei enthält keine Gebiete.")
    geometry = frame.geometry.to_numpy()
    attributes = pd.DataFrame(frame.drop(columns=frame.geometry.name)).map(text_of)
    for number, shape in enumerate(geometry, start=1):
        if shape is None or shapely.get_type_id(shape) not in _POLYGONS:
            called = _called(number, attributes.iloc[number - 1].to_dict())
            raise _no_polygon(name, called, getattr(shape, "geom_type", None))
    crs: Any = frame.crs
    crs_text = ""
    if crs is not None and not _is_usable(crs, geometry):
        crs, crs_text = None, crs.name
    return _polygons(attributes, geometry, crs, crs_text, name)


def _check_geopackage(path: Path, name: str) -> None:
    with path.open("rb") as file:
        head = file.read(100)
    # https://www.geopackage.org/spec: an SQLite file whose application id is GPKG (or GP10, GP11)
    if not head.startswith(b"SQLite format 3\0") or head[68:70] != b"GP":
        raise PackageError(f"{name}: Die Datei ist kein GeoPackage, obwohl sie so heißt.")


def _check_shapefile(path: Path, name: str) -> None:
    with path.open("rb") as file:
        head = file.read(100)
    # ESRI Shapefile Technical Description (1998), p. 4: file code 9994, version 1000
    if len(head) < 100 or head[:4] != b"\0\0\x27\x0a" or head[28:32] != b"\xe8\3\0\0":
        raise PackageError(f"{name}: Die Datei ist kein Shapefile, obwohl sie so heißt.")
    beside = {p.name.lower() for p in path.parent.iterdir()}
    missing = [end for end in (".dbf", ".shx") if f"{path.stem}{end}".lower() not in beside]
    if missing:
        raise PackageError(
            f"{name}: Zum Shapefile fehlt die Datei {path.stem}{missing[0]}; "
            "erwartet werden .shp, .dbf und .shx nebeneinander."
        )


def _only_layer(layers: np.ndarray, name: str) -> str:
    found = [str(layer) for layer, kind in layers if kind is not None]
    if len(found) != 1 or not is_plain_path(found[0]):
        raise PackageError(
            f"{name}: Die Datei enthält {len(found)} Ebenen mit Geometrie"
            f"{' (' + ', '.join(found[:10]) + ')' if found else ''}; erwartet wird genau eine."
        )
    return found[0]


def _polygons(
    attributes: pd.DataFrame,
    geometry: Sequence[Any] | np.ndarray,
    crs: pyproj.CRS | None,
    crs_text: str,
    name: str,
) -> Polygons:
    _check_number(len(geometry), name)
    if not len(geometry):
        raise PackageError(f"{name}: Die Datei enthält kein einziges Gebiet.")
    if not attributes.columns.is_unique:
        twice = attributes.columns[attributes.columns.duplicated()][0]
        raise PackageError(f"{name}: Die Spalte „{twice}“ kommt zweimal vor.")
    flat = shapely.force_2d(geometry)
    empty = shapely.is_empty(flat) | ~np.isfinite(shapely.bounds(flat)).all(axis=1)
    attributes = attributes.drop(columns="geometry", errors="ignore").fillna("").astype("str")
    if empty.any():
        first = int(np.flatnonzero(empty)[0])
        called = _called(first + 1, attributes.iloc[first].to_dict())
        raise PackageError(f"{name}: {called} hat keine Fläche.")
    frame = gpd.GeoDataFrame(attributes.reset_index(drop=True), geometry=flat, crs=crs)
    return Polygons(frame, name, crs_text)


def _check_number(number: int, name: str) -> None:
    if number > LIMITS.areas:
        raise PackageError(
            f"{name}: Die Datei enthält {number} Gebiete; möglich sind {LIMITS.areas}."
        )


def _called(number: int, attributes: MappingType) -> str:
    texts = [str(text) for text in attributes.values() if text][:2]
    return f"Objekt {number}" + (f" ({', '.join(texts)[:80]})" if texts else "")


def _no_polygon(name: str, called: str, kind: Any) -> PackageError:
    found = f"ist vom Typ {str(kind)[:40]}" if kind else "hat keine Geometrie"
    return PackageError(f"{name}: {called} {found}; erwartet werden Polygone und Multipolygone.")
