"""The map as a picture, with its legend, its attribution and the edition inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ankunft.base.errors import ParameterError
from ankunft.output.maps.palette import OUTSIDE, Style
from ankunft.output.maps.picture import CELL, Bounds, Cells, Picture

ROOM = 0.02
"""Space left around the areas, as a share of their larger extent."""


def map_png(
    areas: NDArray[np.object_] | Cells,
    codes: NDArray[np.uint8],
    palette: Sequence[Style],
    legend: Mapping[str, Any],
    *,
    title: str,
    attribution: Sequence[str],
    subtitle: str = "",
    borders: Sequence[NDArray[np.object_]] = (),
    bounds: Bounds | None = None,
    patterns: bool = False,
    dark: bool = False,
    lang: str = "de",
) -> bytes:
    """A PNG 1,600 pixels wide; its height follows from the extent of the areas.

    Parameters
    ----------
    areas
        Polygons in EPSG:3035, or the cells of the grid.
    codes
        One per area: its place in the palette, or a special code of :mod:`ankunft.output.maps.palette`.
    legend
        As the map in the browser gets it: title, countHead, peopleHead, note, and rows of code,
        label, count, people (numbers, or text already written for people). All but rows may lack.
    attribution
        Lines of :func:`ankunft.output.tables.credit_lines`; the picture is never made without.
    borders
        Outlines of higher levels, the highest last: it gets the strongest line.
    bounds
        The part to draw; by default all areas that no filter leaves out.
    patterns
        Draw the pattern of each class too, so that none depends on its colour.

    Raises
    ------
    ParameterError
        There is nothing to draw, no attribution, or not one code per area.
    """
    count = len(areas.row) if isinstance(areas, Cells) else len(areas)
    codes = np.asarray(codes, dtype=np.uint8)
    if count != len(codes):
        raise ParameterError(f"{count} Gebiete, aber {len(codes)} Farben: die Karte passt nicht.")
    if not any(line.strip() for line in attribution):
        raise ParameterError("Die Karte braucht ihre Quellenangabe.")
    if bounds is None:
        bounds = _extent(areas, codes)
    # matplotlib is slow to import and only this needs it
    from ankunft.output.maps import sheet

    return sheet.draw(
        Picture(
            areas, codes, palette, legend, title, subtitle, attribution, borders, bounds,
            patterns, dark, lang,
        )
    )  # fmt: skip


def _extent(areas: NDArray[np.object_] | Cells, codes: NDArray[np.uint8]) -> Bounds:
    shown = codes != OUTSIDE
    if not shown.any():
        shown = np.ones_like(shown)
    if not len(shown):
        raise ParameterError("Die Auswahl ist leer: es gibt nichts zu zeichnen.")
    if isinstance(areas, Cells):
        row, column = areas.row[shown], areas.column[shown]
        edges = (column.min(), row.min(), column.max() + 1, row.max() + 1)
        west, south, east, north = (float(edge) * CELL for edge in edges)
    else:
        west, south, east, north = shapely.total_bounds(areas[shown])
    room = ROOM * max(east - west, north - south)
    return (west - room, south - room, east + room, north + room)
