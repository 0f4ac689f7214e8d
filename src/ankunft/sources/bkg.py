"""BKG: outlines of the municipalities, those of the census of 2022 and the exact ones of VG250."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray

from ankunft.base import grid
from ankunft.base.errors import SourceError
from ankunft.sources._columns import bad_key
from ankunft.sources._zip import find_member, member_names, open_member
from ankunft.sources.reading import Reading
from ankunft.sources.sentences import AGAIN, AGAIN_AS_IT_IS, missing_columns

_LAYER = r"(^|/)VG250_GEM\.shp$"
_COMPANIONS = (".shx", ".dbf", ".prj")

_PACKAGE = r"(^|/)DE_VG250[^/]*\.gpkg$"
_MUNICIPALITIES = "vg250_gem"
_DATE = r"(^|/)aktualitaet\.txt$"
_LAND = 4
"""GF (Geofaktor): 4 is land with a structure of administration below it, 1 and 2 are waters."""


def read_outlines(path: Path) -> Reading[gpd.GeoDataFrame]:
    """Outlines of the municipalities, areas outside of municipalities included, sorted by ags.

    Columns: ars (12 digits), ags (8 digits), geometry (valid (multi)polygons in EPSG:3035). Parts
    of one municipality that stand in several rows are joined.

    `Reading.notes` counts "repaired" outlines and rows that were "joined" to another.
    Raises `SourceError` when the file is missing, incomplete or damaged, when its coordinate
    system is unknown, and when keys are not as documented.
    """
    member = find_member(path, _LAYER)
    _check_companions(path, member)
    name = f"{path}/{member}"
    try:
        raw = gpd.read_file(f"/vsizip/{{{path.resolve()}}}/{member}", engine="pyogrio")
    except Exception as error:  # pyogrio passes on whatever GDAL says, in many types
        raise SourceError(
            f"{name}: Das Shapefile lässt sich nicht lesen ({error}). {AGAIN}"
        ) from error
    _check_reference_system(raw, name)
    _check_keys(raw, name, "ARS", 12)
    frame = raw[["ARS", "geometry"]].rename(columns={"ARS": "ars"}).to_crs(grid.CRS)
    frame, repaired = _repair(frame, name)
    joined = len(frame) - frame["ars"].nunique()
    if joined:
        frame = frame.dissolve("ars", as_index=False)
    frame.insert(1, "ags", frame["ars"].str[:5] + frame["ars"].str[9:])
    frame = frame.sort_values("ags", ignore_index=True)
    return Reading(frame, len(raw), {"repaired": repaired, "joined": joined})


def read_vg250(path: Path) -> Reading[gpd.GeoDataFrame]:
    """Land areas of the municipalities in full detail (VG250, GeoPackage), sorted by ags.

    Columns: ags (8 digits), geometry (valid (multi)polygons in EPSG:3035). Only areas with GF 4;
    several of one municipality are joined. Kreise and Länder are unions of these areas: the layers
    vg250_krs and vg250_lan repeat their lines.

    `Reading.notes` counts rows of "water", "repaired" outlines and rows "joined" to another.
    Raises `SourceError` when the file is missing, incomplete or damaged, when its coordinate
    system is unknown, and when keys are not as documented.
    """
    with _unpacked(path, find_member(path, _PACKAGE)) as package:
        name = f"{path}/{package.name}, Ebene „{_MUNICIPALITIES}“"
        try:
            layers = [str(layer) for layer in pyogrio.list_layers(package)[:, 0]]
            if _MUNICIPALITIES not in layers:
                listed = ", ".join(layers) or "keine"
                raise SourceError(f"{name}: Diese Ebene fehlt (gefunden: {listed}).")
            raw = pyogrio.read_dataframe(package, layer=_MUNICIPALITIES)
        except pyogrio.errors.DataSourceError as error:
            raise SourceError(
                f"{name}: Die Ebene lässt sich nicht lesen ({error}). {AGAIN}"
            ) from error
    _check_reference_system(raw, name)
    _check_columns(raw, name, ["AGS", "GF"])
    land = (pd.to_numeric(raw["GF"], errors="coerce") == _LAND).to_numpy()
    if not land.any():
        raise SourceError(f"{name}, Spalte „GF“: Keine Fläche ist Land (GF {_LAND}). {AGAIN}")
    _check_keys(raw, name, "AGS", 8, rows=land)
    frame = raw.loc[land, ["AGS", "geometry"]].rename(columns={"AGS": "ags"}).to_crs(grid.CRS)
    frame, repaired = _repair(frame, name)
    several = frame["ags"].duplicated(keep=False)
    if several.any():
        joined = frame[several].dissolve("ags", as_index=False)
        frame = pd.concat([frame[~several], joined])
    notes = {"water": int((~land).sum()), "repaired": repaired, "joined": land.sum() - len(frame)}
    frame = frame.sort_values("ags", ignore_index=True)
    return Reading(frame, len(raw), {what: int(number) for what, number in notes.items()})


def date_of_vg250(path: Path) -> str:
    """The day (ISO) whose boundaries the file holds, as its note ``aktualitaet.txt`` says."""
    # the publisher repeats the note in the folder of the documentation
    names = [name for name in member_names(path) if re.search(_DATE, name, re.IGNORECASE)]
    if not names:
        raise SourceError(
            f"{path}: Im Archiv fehlt die Datei aktualitaet.txt mit dem Stichtag der Grenzen. "
            f"{AGAIN_AS_IT_IS}"
        )
    with open_member(path, names[0]) as stream:
        text = stream.read(100).decode("latin-1").strip()
    try:
        return datetime.strptime(text, "%d.%m.%Y").date().isoformat()
    except ValueError as error:
        raise SourceError(
            f"{path}/{names[0]}: „{text}“ ist kein Datum; erwartet wird eines wie 31.12.2022."
        ) from error


@contextmanager
def _unpacked(path: Path, member: str) -> Iterator[Path]:
    """One member as a file of its own: a database inside an archive is read at a snail's pace."""
    with tempfile.TemporaryDirectory(prefix="ankunft-") as folder:
        target = Path(folder) / Path(member).name
        with open_member(path, member) as stream, target.open("wb") as file:
            shutil.copyfileobj(stream, file, 1 << 20)
        yield target


def _check_companions(path: Path, member: str) -> None:
    stem = member[: -len(".shp")]
    names = {name.lower() for name in member_names(path)}
    missing = [stem + end for end in _COMPANIONS if (stem + end).lower() not in names]
    if missing:
        raise SourceError(
            f"{path}: Neben {member} fehlt im Archiv: {', '.join(missing)}. Ein Shapefile ist nur "
            f"mit .shx, .dbf und .prj vollständig. {AGAIN}"
        )


def _check_reference_system(frame: gpd.GeoDataFrame, name: str) -> None:
    if frame.crs is None or frame.crs.to_epsg() is None:
        found = "keines" if frame.crs is None else f"„{frame.crs.name}“"
        raise SourceError(
            f"{name}: Das Koordinatensystem ist unbekannt (gefunden: {found}); erwartet wird eines "
            "mit EPSG-Code, zum Beispiel 25832, angegeben in der Datei .prj."
        )


def _check_columns(frame: gpd.GeoDataFrame, name: str, needed: list[str]) -> None:
    missing = [column for column in needed if column not in frame.columns]
    if missing:
        found = [column for column in frame.columns if column != "geometry"]
        raise SourceError(f"{name}: {missing_columns(missing, found)}")


def _check_keys(
    frame: gpd.GeoDataFrame, name: str, column: str, width: int, rows: NDArray | None = None
) -> None:
    _check_columns(frame, name, [column])
    # Every key that is not text is refused, even where the number has enough digits.
    good = np.array(
        [
            isinstance(key, str) and re.fullmatch(f"[0-9]{{{width}}}", key) is not None
            for key in frame[column]
        ]
    )
    bad = ~good if rows is None else ~good & rows
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        complaint = bad_key(frame[column].iloc[row], width)
        raise SourceError(f"{name}, Datensatz {row + 1}, Spalte „{column}“: {complaint}.")


def _repair(frame: gpd.GeoDataFrame, name: str) -> tuple[gpd.GeoDataFrame, int]:
    geometry = frame.geometry.to_numpy()
    invalid = ~shapely.is_valid(geometry)
    if invalid.any():
        # "structure" keeps areas only: a polygon that crosses itself leaves no loose lines.
        geometry[invalid] = shapely.make_valid(
            geometry[invalid], method="structure", keep_collapsed=False
        )
    empty = shapely.is_empty(geometry) | shapely.is_missing(geometry)
    if empty.any():
        row = int(np.flatnonzero(empty)[0])
        raise SourceError(
            f"{name}, Datensatz {frame.index[row] + 1}: "
            f"Die Gemeinde {frame.iloc[row, 0]} hat keinen Umriss."
        )
    return frame.set_geometry(gpd.GeoSeries(geometry, index=frame.index, crs=frame.crs)), int(
        invalid.sum()
    )
