"""An edition: opened, described (the catalogue of indicators), and its figures."""

from ankunft.edition.current import default_path, open_edition, shipped_path
from ankunft.edition.opening import (
    FORMAT,
    LAYERS,
    READ_BY_TOWN,
    SUPPLEMENTS,
    WITH_GEOMETRY,
    Edition,
    open_folder,
)

__all__ = [
    "FORMAT",
    "LAYERS",
    "READ_BY_TOWN",
    "SUPPLEMENTS",
    "WITH_GEOMETRY",
    "Edition",
    "default_path",
    "open_edition",
    "open_folder",
    "shipped_path",
]
