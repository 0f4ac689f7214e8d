"""Towns and their units: from the edition, the operator's data folder, or this session's uploads.

What the edition ships and what the data folder holds is shared by all sessions; what a user
uploaded stays in the own session.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ankunft.app.framework import in_memory
from ankunft.app.loaders import edition, level_figures
from ankunft.app.shared import shared
from ankunft.edition import filters
from ankunft.intake.areas.city import City
from ankunft.output.maps.pack import pack_units
from ankunft.store.cities import data_folder, load_cities
from ankunft.town.units import Units, cell_units, district_units, fine_units

_OWN = "own_cities"


def own_cities() -> dict[str, City]:
    """What this session uploaded, by AGS."""
    return st.session_state.setdefault(_OWN, {})


def stored_cities() -> dict[str, City]:
    """What the data folder holds, by AGS; read again when a file of it changed."""
    return _stored(_stamp())[0]


def stored_complaints() -> list[str]:
    """Cities of the data folder that cannot be read, one sentence each."""
    return _stored(_stamp())[1]


def city_of(ags: str) -> City | None:
    """The town's own statistics: those of the session before those stored before those shipped."""
    return own_cities().get(ags) or stored_cities().get(ags) or edition().city(ags)


def known_cities() -> dict[str, str]:
    """AGS and title of all towns with districts, own data first."""
    shipped = {entry["ags"]: entry["title"] for entry in edition().cities}
    own = {**stored_cities(), **own_cities()}
    return {ags: city.title for ags, city in own.items()} | {
        ags: title for ags, title in shipped.items() if ags not in own
    }


def units_of_town(ags: str) -> dict[str, Units]:
    """The kinds of units that a town has, the most telling first."""
    city = city_of(ags)
    found = {}
    if city is not None:
        own = ags in own_cities() or ags in stored_cities()
        districts = _own_districts(city) if own else _shipped_districts(ags)
        if districts.years:
            found["district"] = districts
    found |= {kind: _cells(ags, kind) for kind in ("cell", "fine")}
    return {kind: units for kind, units in found.items() if len(units)}


def layer_address(units: Units) -> str:
    """Where the browser finds the outlines or cells of these units, as seen from the map's frame.

    The file is kept in memory for as long as a session shows it, so that uploads leave no trace.
    """
    place = f"ankunft.{units.ags}.{units.kind}"
    return in_memory(_packed(units), "application/octet-stream", place)


@shared(64)
def cells_of_town(ags: str) -> pd.DataFrame:
    """The town's rows of the 1 km cells, see :func:`ankunft.edition.figures.figures`."""
    cells = level_figures("cell")
    return cells[cells["ags"] == ags]


def town_row(ags: str) -> pd.Series | None:
    """The town's row among the municipalities, or None."""
    frame = level_figures("municipality")
    position = filters.position_of(frame, ags)
    return frame.iloc[position] if position >= 0 else None


@shared()
def _shipped_districts(ags: str) -> Units:
    city = edition().city(ags)
    assert city is not None
    return district_units(city)


@shared(64)
def _cells(ags: str, kind: str) -> Units:
    row = town_row(ags)
    name = str(row["name"]) if row is not None else ""
    if kind == "fine":
        return fine_units(edition().town_cells_100m(ags), ags, name)
    return cell_units(cells_of_town(ags), ags, name)


def _own_districts(city: City) -> Units:
    """Kept beside the city itself, because it belongs to one session only."""
    kept = st.session_state.setdefault("own_districts", {})
    if city.ags not in kept or kept[city.ags][0] is not city:
        kept[city.ags] = (city, district_units(city))
    return kept[city.ags][1]


def _packed(units: Units) -> bytes:
    kept = st.session_state.setdefault("packed_units", {})
    name = (units.ags, units.kind)
    if name not in kept or kept[name][0] is not units:
        kept[name] = (units, pack_units(units))
    return kept[name][1]


def _stamp() -> tuple[tuple[str, int], ...]:
    folder = data_folder() / "cities"
    if not folder.is_dir():
        return ()
    files = sorted(folder.glob("*/city.json"))
    return tuple((file.parent.name, file.stat().st_mtime_ns) for file in files)


@shared(4)
def _stored(stamp: tuple) -> tuple[dict[str, City], list[str]]:
    return load_cities(data_folder()) if stamp else ({}, [])
