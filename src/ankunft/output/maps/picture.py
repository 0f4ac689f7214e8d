"""What a picture of the map is made of, before anything is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ankunft.output.maps.palette import Style

Bounds = tuple[float, float, float, float]
"""West, south, east, north in metres (EPSG:3035)."""

CELL = 1_000
"""Edge of a cell in metres."""


class Cells(NamedTuple):
    """Squares of the 1 km grid: their lower-left corners in kilometres of EPSG:3035."""

    row: NDArray[np.integer]
    column: NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Picture:
    """What :mod:`ankunft.output.maps.sheet` draws; see :func:`ankunft.output.maps.png.map_png` for the fields."""

    areas: NDArray[np.object_] | Cells
    codes: NDArray[np.uint8]
    palette: Sequence[Style]
    legend: Mapping[str, Any]
    title: str
    subtitle: str
    attribution: Sequence[str]
    borders: Sequence[NDArray[np.object_]]
    bounds: Bounds
    patterns: bool
    dark: bool
    lang: str
