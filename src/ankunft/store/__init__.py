"""What users add: kept in the data folder of the machine, never in the edition."""

from __future__ import annotations

from ankunft.store.cities import (
    configured,
    data_folder,
    load_cities,
    load_city,
    remove_city,
    save_city,
)

__all__ = [
    "configured",
    "data_folder",
    "load_cities",
    "load_city",
    "remove_city",
    "save_city",
]
