"""Areas, cells and borders of a :class:`ankunft.output.maps.picture.Picture`, drawn with matplotlib."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.patches import Patch
from matplotlib.path import Path
from numpy.typing import NDArray

from ankunft.output.maps.palette import EMPTY, NO_DATA, OUTSIDE, Style
from ankunft.output.maps.picture import CELL, Bounds, Cells, Picture

Shape = TypeVar("Shape", Patch, PathCollection)

DPI = 150
PIXEL = 72 / DPI
"""Points per pixel: matplotlib measures type and lines in points."""

HATCHES = {
    "hatch": "////",
    "back": "\\\\\\",
    "lines": "---",
    "bars": "|||",
    "dots": "...",
    "cross": "+++",
}
"""Patterns of the palette as matplotlib writes them."""
TILE = 8
"""Pixels after which the pattern of a cell repeats."""
FAINT = 0.3
"""Strength of the hatching of cells too small for one line of it: those without a statement are
many, and at full strength they would drown the others (as in layer.js)."""

LIGHT = {
    "paper": "#ffffff", "ink": "#1f2328", "muted": "#5b6168", "border": "#3f444b",
    "seam": "#ffffff", "frame": "#c9ccd0",
}  # fmt: skip
DARK = {
    "paper": "#15171b", "ink": "#eceef0", "muted": "#a7adb5", "border": "#d5d8dc",
    "seam": "#15171b", "frame": "#4a4e55",
}  # fmt: skip
SPECIAL: dict[bool, dict[int, Style]] = {
    False: {
        NO_DATA: {"fill": "#ffffff", "pattern": "hatch", "hatch": "#9a9a9a"},
        OUTSIDE: {"fill": "#f7f7f5"},
        EMPTY: {"fill": "#d5d8d9"},
    },
    True: {
        NO_DATA: {"fill": "#22252b", "pattern": "hatch", "hatch": "#71757d"},
        OUTSIDE: {"fill": "#1b1d22"},
        EMPTY: {"fill": "#3a3d42"},
    },
}
"""By dark or light: how the special codes look, as on the map in the browser."""


def theme(picture: Picture) -> dict[str, str]:
    """Colours of everything that is not data."""
    return DARK if picture.dark else LIGHT


def style_of(picture: Picture, code: int) -> Style:
    """How a code looks; one that the palette lacks counts as no statement."""
    if code < len(picture.palette):
        return picture.palette[code]
    special = SPECIAL[picture.dark]
    return special.get(code, special[NO_DATA])


def pattern_of(picture: Picture, code: int) -> str:
    """The pattern a code is drawn with, or "": those of the palette only if asked for, unless a
    style always has its own."""
    style = style_of(picture, code)
    wanted = picture.patterns or code >= len(picture.palette) or style.get("always", False)
    pattern = style.get("pattern", "")
    return pattern if wanted and pattern in HATCHES and style.get("hatch") else ""


def hatched(artist: Shape, pattern: str) -> Shape:
    """Give a shape without fill the lines of a pattern, in the colour of its outline."""
    artist.set(hatch=HATCHES[pattern], hatch_linewidth=1.2 * PIXEL, linewidth=0)
    return artist


def draw_map(axes: Axes, picture: Picture, view: Bounds, scale: float) -> None:
    """Fill the axes with the part of the map in `view`; `scale` is in pixels per metre."""
    axes.set_axis_off()
    if isinstance(picture.areas, Cells):
        west, south, east, north = view
        image = cell_image(picture, picture.areas, view, scale)
        axes.imshow(image, extent=(west, east, south, north), interpolation="none", aspect="auto")
    else:
        _draw_areas(axes, picture, picture.areas, view, scale)
    colour = theme(picture)["border"]
    for outlines in picture.borders:
        highest = outlines is picture.borders[-1]
        width, alpha = (1.7, 0.9) if highest else (0.8, 0.55)
        lines = shapely.get_parts(shapely.boundary(outlines[_touches(outlines, view)]))
        points, line = shapely.get_coordinates(lines, return_index=True)
        axes.add_collection(
            LineCollection(
                np.split(points, np.flatnonzero(np.diff(line)) + 1), colors=colour, alpha=alpha,
                linewidths=width * PIXEL, capstyle="round", joinstyle="round",
            ),
            autolim=False,
        )  # fmt: skip
    axes.set_xlim(view[0], view[2])
    axes.set_ylim(view[1], view[3])


def _draw_areas(
    axes: Axes, picture: Picture, areas: NDArray[np.object_], view: Bounds, scale: float
) -> None:
    inside = _touches(areas, view)
    areas, codes = areas[inside], picture.codes[inside]
    # thin enough that the towns of the whole country keep their colour
    seam = 0.3 if scale * CELL < 2 else 0.7
    for code in np.unique(codes).tolist():
        style, paths = style_of(picture, code), area_paths(areas[codes == code])
        fill = PathCollection(
            paths,
            facecolors=style["fill"],
            edgecolors=theme(picture)["seam"],
            linewidths=seam * PIXEL,
        )
        axes.add_collection(fill, autolim=False)
        pattern = pattern_of(picture, code)
        if pattern:
            # matplotlib draws a pattern's tile anew for every path, so few paths are faster
            joined = area_paths(areas[codes == code], together=100)
            lines = PathCollection(joined, facecolors="none", edgecolors=style["hatch"])
            axes.add_collection(hatched(lines, pattern), autolim=False)


def area_paths(areas: NDArray[np.object_], *, together: int = 1) -> list[Path]:
    """The rings of each area, or of so many areas together, as one compound path."""
    # holes run the other way round than shells, so that they stay empty
    parts, area_of_part = shapely.get_parts(shapely.orient_polygons(areas), return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    commands = np.full(len(points), Path.LINETO, dtype=Path.code_type)
    first = np.flatnonzero(np.diff(ring, prepend=-1))
    commands[first] = Path.MOVETO
    commands[np.append(first[1:], len(points)) - 1] = Path.CLOSEPOLY
    cuts = np.flatnonzero(np.diff(area_of_part[part_of_ring[ring]] // together)) + 1
    pieces = zip(np.split(points, cuts), np.split(commands, cuts), strict=True)
    return [Path(vertices, codes) for vertices, codes in pieces]


def cell_image(picture: Picture, cells: Cells, view: Bounds, scale: float) -> NDArray[np.uint8]:
    """RGBA of the view, one value per pixel, the northernmost row first; clear without a cell."""
    width, height = (round((view[i + 2] - view[i]) * scale) for i in (0, 1))
    x, y = np.arange(width), np.arange(height)
    at = _cell_at(cells, (view[0] + (x + 0.5) / scale) / CELL, (view[3] - (y + 0.5) / scale) / CELL)
    clear = 256
    codes = np.append(picture.codes.astype(np.int64), clear)[at]
    fills = np.zeros((clear + 1, 4), np.uint8)
    present = np.unique(picture.codes).tolist()
    for code in present:
        fills[code] = _rgba(style_of(picture, code)["fill"])
    image = fills[codes]
    for code in present:
        pattern = pattern_of(picture, code)
        small = scale * CELL < TILE
        if small and not picture.patterns and style_of(picture, code).get("always"):
            continue  # as in layer.js: such a cell cannot hold one line
        if pattern:
            marked = (codes == code) & _tiles(pattern, x[None, :], y[:, None])
            faint = code == NO_DATA and small
            image[marked] = _hatch(style_of(picture, code), FAINT if faint else 1.0)
    return image


def _hatch(style: Style, strength: float) -> NDArray[np.uint8]:
    """Colour of a pattern's lines, between that of the fill (0) and their own (1)."""
    fill, lines = (np.array(_rgba(style[part])) for part in ("fill", "hatch"))
    return np.rint(fill + (lines - fill) * strength).astype(np.uint8)


def _cell_at(cells: Cells, column: NDArray, row: NDArray) -> NDArray[np.int64]:
    """Position of the cell at each place of rows × columns (kilometres); -1 without a cell."""
    row0, column0 = int(cells.row.min()), int(cells.column.min())
    rows, columns = int(np.ptp(cells.row)) + 1, int(np.ptp(cells.column)) + 1
    # a further row and column without cells take all places outside the grid
    position = np.full((rows + 1, columns + 1), -1, dtype=np.int64)
    position[cells.row - row0, cells.column - column0] = np.arange(len(cells.row))
    row, column = np.floor(row).astype(int) - row0, np.floor(column).astype(int) - column0
    row[(row < 0) | (row >= rows)] = rows
    column[(column < 0) | (column >= columns)] = columns
    return position[np.ix_(row, column)]


def _tiles(pattern: str, x: NDArray, y: NDArray) -> NDArray[np.bool_]:
    """Which pixels a pattern marks: lines and dots of two pixels' width."""
    if pattern == "dots":
        return (x % TILE - 4) ** 2 + (y % TILE - 4) ** 2 < 4
    if pattern == "cross":
        return (x % TILE < 1) | (y % TILE < 1)
    run = {"hatch": x + y, "back": x - y, "lines": y + 0 * x, "bars": x + 0 * y}[pattern]
    return run % TILE < 2


def _rgba(colour: str) -> tuple[int, ...]:
    return (*bytes.fromhex(colour.removeprefix("#")), 255)


def _touches(geometries: NDArray[np.object_], view: Bounds) -> NDArray[np.bool_]:
    west, south, east, north = shapely.bounds(geometries).T
    return (west <= view[2]) & (east >= view[0]) & (south <= view[3]) & (north >= view[1])
