"""Cities that a user added: one folder per municipality, written whole or not at all."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa

from ankunft.base.errors import PackageError
from ankunft.intake.areas.city import City, Credit
from ankunft.store.folders import swap

SCHEMA_VERSION = 1
VARIABLE = "ANKUNFT_DATA"
FOLDER = "cities"
"""Name of the folder of cities inside the data folder."""

AREAS, OBSERVATIONS, ABOUT = "areas.parquet", "observations.parquet", "city.json"
_COLUMNS = {
    AREAS: ["area_id", "name", "geometry"],
    OBSERVATIONS: ["area_id", "year", "indicator", "value"],
}


def data_folder() -> Path:
    """Where users' data are kept: $ANKUNFT_DATA, else the system's place for such data."""
    named = os.environ.get(VARIABLE, "").strip()
    if named:
        return Path(named).expanduser()
    import platformdirs

    return platformdirs.user_data_path("ankunft")


def configured() -> bool:
    """Whether the operator has set a folder; without one, uploads last as long as the session."""
    return bool(os.environ.get(VARIABLE, "").strip())


def save_city(city: City, folder: Path) -> Path:
    """Write the city below the data folder `folder`, in place of an older one; returns where.

    Raises
    ------
    PackageError
        If the key is no AGS, or nothing can be written there.
    """
    target = _place(city.ags, folder)
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # mkdtemp: readable for the owner only
        beside = Path(tempfile.mkdtemp(prefix=f".{city.ags}-", dir=target.parent))
        try:
            _write(city, beside)
            swap(beside, target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise PackageError(
            f"{target}: Die Daten lassen sich hier nicht speichern ({error.strerror}); "
            f"prüfen Sie den Ordner oder setzen Sie {VARIABLE}."
        ) from error
    return target


def load_cities(folder: Path) -> tuple[dict[str, City], list[str]]:
    """The cities below the data folder by their AGS, and a sentence for each unreadable one."""
    cities: dict[str, City] = {}
    complaints: list[str] = []
    parent = Path(folder) / FOLDER
    try:
        places = sorted(p for p in parent.iterdir() if _is_ags(p.name))
    except FileNotFoundError:
        return {}, []
    except OSError as error:
        return {}, [f"{parent}: Der Ordner lässt sich nicht lesen ({error.strerror})."]
    for place in places:
        try:
            cities[place.name] = load_city(place.name, folder)
        except PackageError as error:
            complaints.append(str(error))
    return cities, complaints


def load_city(ags: str, folder: Path) -> City:
    """One city; raises PackageError if it is missing, damaged or of another version."""
    place = _place(ags, folder)
    for name in (ABOUT, AREAS, OBSERVATIONS):
        if not (place / name).is_file():
            raise _unusable(place, f"{name} fehlt")
    try:
        about = json.loads((place / ABOUT).read_text(encoding="utf-8"))
        _check_about(about, ags, place)
        areas = gpd.read_parquet(place / AREAS)
        observations = pd.read_parquet(place / OBSERVATIONS)
    except (OSError, ValueError, TypeError, KeyError, pa.ArrowException) as error:
        raise _unusable(place, "eine Datei ist beschädigt") from error
    for name, frame in ((AREAS, areas), (OBSERVATIONS, observations)):
        if list(frame.columns) != _COLUMNS[name]:
            raise _unusable(place, f"{name} hat andere Spalten als erwartet")
    return City(
        ags=ags,
        slug=about["slug"],
        title=about["title"],
        areas=areas,
        observations=observations,
        credit=Credit(**about["credit"]),
        record=tuple(about["record"]),
    )


def remove_city(ags: str, folder: Path) -> bool:
    """Delete a city; False if there was none. Raises PackageError if it cannot be deleted."""
    place = _place(ags, folder)
    if not place.is_dir():
        return False
    try:
        # out of sight first, so that nobody reads half of it
        gone = place.with_name(f".{ags}-gone-{os.getpid()}")
        place.rename(gone)
        shutil.rmtree(gone)
    except OSError as error:
        raise PackageError(
            f"{place}: Die Daten lassen sich nicht löschen ({error.strerror})."
        ) from error
    return True


def _place(ags: str, folder: Path) -> Path:
    if not _is_ags(ags):
        raise PackageError(
            f"„{ags[:40]}“ ist kein Gemeindeschlüssel; erwartet werden acht Ziffern wie 14713000."
        )
    return Path(folder) / FOLDER / ags


def _is_ags(text: str) -> bool:
    return re.fullmatch(r"[0-9]{8}", text) is not None


def _write(city: City, folder: Path) -> None:
    city.areas.to_parquet(folder / AREAS, index=False, compression="zstd")
    city.observations.to_parquet(folder / OBSERVATIONS, index=False, compression="zstd")
    about = {
        "schema_version": SCHEMA_VERSION,
        "ags": city.ags,
        "slug": city.slug,
        "title": city.title,
        "credit": asdict(city.credit),
        "record": list(city.record),
    }
    text = json.dumps(about, ensure_ascii=False, indent=1)
    (folder / ABOUT).write_text(text + "\n", encoding="utf-8")
    for name in (AREAS, OBSERVATIONS, ABOUT):
        (folder / name).chmod(0o600)


def _check_about(about: Any, ags: str, place: Path) -> None:
    version = about.get("schema_version") if isinstance(about, dict) else None
    if version != SCHEMA_VERSION:
        raise _unusable(place, f"die Daten haben die Version {version} statt {SCHEMA_VERSION}")
    record, credit = about.get("record"), about.get("credit")
    texts = [about.get("slug"), about.get("title")]
    texts += record if isinstance(record, list) else [None]
    texts += [credit.get(f.name) for f in fields(Credit)] if isinstance(credit, dict) else [None]
    if about.get("ags") != ags or not all(isinstance(text, str) for text in texts):
        raise _unusable(place, f"{ABOUT} ist unvollständig")


def _unusable(place: Path, why: str) -> PackageError:
    return PackageError(
        f"{place}: Diese Stadt lässt sich nicht laden ({why}); fügen Sie sie neu hinzu."
    )
