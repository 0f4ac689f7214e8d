"""Exact boundaries in the form of BKG's GeoPackage VG250-EW, made by the tests themselves."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from sources.files import write_zip

ROOT = "vg250-ew_12-31.utm32s.gpkg.ebenen"
PACKAGE = f"{ROOT}/vg250-ew_ebenen_1231/DE_VG250.gpkg"
DAY = "31.12.2023"

LAND, WATER = 4, 2

Area = tuple[str, int, shapely.Geometry | None]
"""AGS, GF and outline."""


def vg250_frame(areas: Sequence[Area], *, crs: str = "EPSG:3035") -> gpd.GeoDataFrame:
    """The layer of municipalities with the publisher's columns, in UTM."""
    keys = [ags for ags, _, _ in areas]
    columns = {
        "OBJID": [f"DEBKGVG5{position:08d}" for position in range(len(areas))],
        "ADE": 6,
        "GF": [kind for _, kind, _ in areas],
        "BSG": 1,
        "ARS": [None if ags is None else f"{ags[:5]}0{ags[5:]}000"[:12] for ags in keys],
        "AGS": keys,
        "GEN": "Ort",
        "BEZ": "Gemeinde",
        "EWZ": 100,
        "KFL": 1.5,
    }
    frame = gpd.GeoDataFrame(columns, geometry=[shape for _, _, shape in areas], crs=crs)
    return frame.to_crs("EPSG:25832")


def write_vg250(
    path: Path,
    areas: Sequence[Area] | gpd.GeoDataFrame,
    *,
    layer: str = "vg250_gem",
    day: str | None = DAY,
    package: bytes | None = None,
) -> Path:
    """The publisher's archive; `day` None leaves out the note that names it."""
    frame = areas if isinstance(areas, gpd.GeoDataFrame) else vg250_frame(areas)
    if package is None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "DE_VG250.gpkg"
            options = {"driver": "GPKG", "geometry_type": "MultiPolygon", "promote_to_multi": True}
            pyogrio.write_dataframe(frame, file, layer=layer, **options)
            # other layers of the file, which are not asked for
            pyogrio.write_dataframe(frame.head(1), file, layer="vg250_sta", append=True, **options)
            plain = pd.DataFrame(frame.drop(columns="geometry"))
            pyogrio.write_dataframe(plain, file, layer="v_vg250_gem", driver="GPKG", append=True)
            package = file.read_bytes()
    members: dict[str, str | bytes] = {PACKAGE: package}
    if day is not None:
        members |= {
            f"{ROOT}/{part}aktualitaet.txt": f"{day}\r\n" for part in ("", "dokumentation/")
        }
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_zip(path, members)
