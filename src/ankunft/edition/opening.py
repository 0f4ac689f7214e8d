"""An edition on disk: the only reader of data/geo."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq

from ankunft.base.errors import EditionError
from ankunft.intake.areas.city import City, Credit

LAYERS = (
    "states",
    "counties",
    "municipalities",
    "cells_1km",
    "cells_100m",
    "county_series",
    "area_cells",
    "districts",
    "district_series",
)
SUPPLEMENTS = ("boundaries",)
"""Layers that an edition may have: it is complete without them."""
FORMAT = 2
"""Raised when layers or columns change so that an older program cannot read them."""

WITH_GEOMETRY = ("states", "counties", "municipalities", "districts", "boundaries")

READ_BY_TOWN = ("cells_100m",)
"""Layers of which one town can be read alone: sorted by `ags`, in small groups of rows."""


@dataclass(frozen=True)
class Edition:
    """Layers are read when first asked for and then shared: treat them as read-only."""

    path: Path
    manifest: dict[str, Any]
    _layers: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False)
    _cities: dict[str, City] = field(default_factory=dict, repr=False)

    @property
    def hash(self) -> str:
        """Names the edition; twelve characters are enough to tell two apart."""
        return self.manifest["edition"]

    @property
    def layers(self) -> tuple[str, ...]:
        """:data:`LAYERS`, and those of :data:`SUPPLEMENTS` that the edition has."""
        return LAYERS + tuple(name for name in SUPPLEMENTS if name in self.manifest["layers"])

    def layer(self, name: str) -> pd.DataFrame:
        """One of :attr:`layers` with all its columns (documented in the indicator catalogue)."""
        if name not in self._layers:
            self._layers[name] = self._read(name)
        return self._layers[name]

    @cached_property
    def states(self) -> gpd.GeoDataFrame:
        """The Länder, by two-digit key."""
        return self.layer("states")

    @cached_property
    def counties(self) -> gpd.GeoDataFrame:
        """The Kreise, by five-digit key."""
        return self.layer("counties")

    @cached_property
    def municipalities(self) -> gpd.GeoDataFrame:
        """The municipalities, by AGS; those without figures have `has_figures` False."""
        return self.layer("municipalities")

    @cached_property
    def cells(self) -> pd.DataFrame:
        """The 1 km cells, by integer key."""
        return self.layer("cells_1km")

    @cached_property
    def county_series(self) -> pd.DataFrame:
        """county, indicator, year, value: one row per figure."""
        return self.layer("county_series")

    @cached_property
    def cells_100m(self) -> pd.DataFrame:
        """The 100 m cells with inhabitants in 2022 by ags and integer key.

        Of all towns: millions where the edition holds the whole grid. For one town ask
        :meth:`town_cells_100m`.
        """
        return self.layer("cells_100m")

    def town_cells_100m(self, ags: str) -> pd.DataFrame:
        """The rows of :attr:`cells_100m` of one town (none if there are none), read alone."""
        if "cells_100m" in self._layers:
            cells = self._layers["cells_100m"]
            return cells[cells["ags"] == ags].reset_index(drop=True)
        return self._read("cells_100m", filters=[("ags", "=", ags)])

    @cached_property
    def districts(self) -> gpd.GeoDataFrame:
        """The districts of all towns in :attr:`cities`: ags, area_id, name, geometry."""
        return self.layer("districts")

    @cached_property
    def district_series(self) -> pd.DataFrame:
        """ags, area_id, year, indicator, value: one row per figure."""
        return self.layer("district_series")

    @property
    def has_exact_boundaries(self) -> bool:
        """Whether the outlines are those of the official boundaries, not drawn from cells."""
        return "boundaries" in self.layers

    def read_boundaries(self) -> gpd.GeoDataFrame:
        """The municipalities in full detail: ags, exact, geometry (EPSG:3035).

        `exact` is False where a part of the border is drawn. Read anew each time, because it is
        large and only exports need it; only if :attr:`has_exact_boundaries`.
        """
        return self._read("boundaries")

    @property
    def cities(self) -> list[dict[str, Any]]:
        """The towns with districts: ags, slug, title, source, districts, years, record."""
        return self.manifest.get("cities", [])

    def city(self, ags: str) -> City | None:
        """The districts of a town with their figures, or None if the edition has none of it."""
        if ags not in self._cities:
            entry = next((city for city in self.cities if city["ags"] == ags), None)
            if entry is None:
                return None
            self._cities[ags] = self._city(entry)
        return self._cities[ags]

    @property
    def national_sources(self) -> list[dict[str, Any]]:
        """The sources that are not about one town only."""
        return [source for source in self.manifest["sources"] if not source.get("ags")]

    def attribution(self, *, city: City | None = None) -> list[str]:
        """The lines that every map, export and document must show, each once.

        Where the districts of a `city` are shown, the line of their publisher is the last one.
        """
        lines = [source["attribution"] for source in self.national_sources]
        return list(dict.fromkeys([*lines, *([city.credit.attribution] if city else [])]))

    def _city(self, entry: dict[str, Any]) -> City:
        def of_town(frame: pd.DataFrame) -> Any:
            own = frame[frame["ags"] == entry["ags"]]
            return own.drop(columns="ags").reset_index(drop=True)

        source = next(s for s in self.manifest["sources"] if s["id"] == entry["source"])
        return City(
            ags=entry["ags"],
            slug=entry["slug"],
            title=entry["title"],
            areas=of_town(self.districts),
            observations=of_town(self.district_series),
            credit=Credit(**{part.name: source[part.name] for part in fields(Credit)}),
            record=tuple(entry["record"]),
        )

    def _read(self, name: str, filters: list[tuple[str, str, str]] | None = None) -> pd.DataFrame:
        file = self.path / f"{name}.parquet"
        try:
            if name in WITH_GEOMETRY:
                return gpd.read_parquet(file)
            return pq.read_table(file, filters=filters).to_pandas()
        except (OSError, ValueError) as error:
            raise EditionError(
                f"{file}: Die Datei lässt sich nicht lesen ({error}). Prüfen Sie die Ausgabe mit "
                f"`ankunft check {self.path}`."
            ) from error


def open_folder(path: Path) -> Edition:
    """Open the edition in `path`; reads the manifest only.

    Raises
    ------
    EditionError
        There is no edition, or its manifest cannot be read.
    """
    file = path / "manifest.json"
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise EditionError(
            f"{path}: Dort ist keine Ausgabe, {file.name} fehlt. Bauen Sie eine mit `ankunft build`."
        ) from None
    except (OSError, ValueError) as error:
        raise EditionError(f"{file}: Die Datei lässt sich nicht lesen ({error}).") from error
    if not isinstance(manifest, dict) or not {"edition", "layers", "sources"} <= set(manifest):
        raise EditionError(f"{file}: Die Datei beschreibt keine Ausgabe von Ankunft.")
    if manifest.get("format") != FORMAT:
        raise EditionError(
            f"{path}: Die Ausgabe hat das Format {manifest.get('format')}, erwartet wird {FORMAT}. "
            "Bauen Sie sie neu mit `ankunft build`."
        )
    return Edition(path, manifest)
