"""The map of a town as SVG: its districts or cells in the colours of the classes."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import numpy as np
import shapely
from numpy.typing import NDArray

from ankunft.base.language import format_number
from ankunft.output.maps.drawing import LIGHT, SPECIAL
from ankunft.output.maps.palette import Style

WIDTH, HEIGHT = 640.0, 600.0
"""Largest extent of the drawing; ten units are about a millimetre on the page."""
ROOM, SCALE_ROOM = 8.0, 40.0
"""Around the drawing, and below it for the scale bar."""
LETTER, LEAST = 20.0, 26.0
"""Size of a letter, and how far a shape extends (square root of its area) to hold one."""
TILE = 9
FONT = "DejaVu Sans"

PATTERNS = {
    "hatch": "M-2 2L2 -2M0 9L9 0M7 11L11 7",
    "back": "M-2 7L2 11M0 0L9 9M7 -2L11 2",
    "lines": "M0 4.5H9",
    "bars": "M4.5 0V9",
    "cross": "M0 4.5H9M4.5 0V9",
    "dots": "M4.5 4.5h.01",
}
"""Lines of a tile, as on the map in the browser."""


@dataclass(frozen=True, eq=False)
class Shapes:
    """What is drawn: polygons (EPSG:3035) with a code each, joined shapes that may hold a letter.

    `joined` and `joined_codes` are quarters with their class; `outline` is the town itself.
    """

    polygons: NDArray[np.object_]
    codes: NDArray[np.uint8]
    joined: NDArray[np.object_]
    joined_codes: NDArray[np.uint8]
    outline: shapely.Geometry


@dataclass(frozen=True, slots=True)
class Frame:
    """Where metres lie on the drawing."""

    west: float
    north: float
    scale: float
    width: float
    height: float

    def placed(self, geometry: shapely.Geometry) -> shapely.Geometry:
        """The geometry in units of the drawing, y downwards."""
        west, north, scale = self.west, self.north, self.scale
        return shapely.transform(
            geometry,
            lambda points: (points - (west, north)) * (scale, -scale) + ROOM,
        )


def _frame(shapes: Shapes) -> Frame:
    every = np.array([*shapes.polygons, shapes.outline], dtype=object)
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(every))
    scale = min((WIDTH - 2 * ROOM) / (east - west), (HEIGHT - 2 * ROOM) / (north - south))
    width, height = ((b - a) * scale + 2 * ROOM for a, b in ((west, east), (south, north)))
    return Frame(west, north, scale, width, height)


def draw(shapes: Shapes, styles: list[Style], lang: str) -> str:
    """The SVG; the same for the same shapes."""
    frame = _frame(shapes)
    body = []
    for code in np.unique(shapes.codes).tolist():
        style = style_of(styles, code)
        path = " ".join(
            _path(frame.placed(shape)) for shape in shapes.polygons[shapes.codes == code]
        )
        body.append(
            f'<path d="{path}" fill="{style["fill"]}" stroke="#ffffff" stroke-width="0.8"/>'
        )
        if style.get("pattern"):
            body.append(f'<path d="{path}" fill="url(#p{code})"/>')
    body.append(
        f'<path d="{_path(frame.placed(shapes.outline))}" fill="none" stroke="{LIGHT["border"]}" '
        'stroke-width="1.6" stroke-linejoin="round"/>'
    )
    body += _letters(shapes, styles, frame)
    body += _scale_bar(frame, lang)
    used = np.unique(shapes.codes).tolist()
    return _document(
        frame.width, frame.height + SCALE_ROOM, _patterns(styles, used) + "".join(body)
    )


def swatch(style: Style) -> str:
    """A row of the legend: colour, pattern and letter."""
    body = f'<rect x="1" y="1" width="46" height="28" fill="{style["fill"]}"/>'
    if style.get("pattern"):
        body = _pattern(style, "p") + body
        body += '<rect x="1" y="1" width="46" height="28" fill="url(#p)"/>'
    body += '<rect x="1" y="1" width="46" height="28" fill="none" stroke="#767676"/>'
    if style.get("symbol"):
        body += _letter(24, 15, style)
    return _document(48, 30, body)


def style_of(styles: list[Style], code: int) -> Style:
    """How a code looks, special ones included."""
    return styles[code] if code < len(styles) else SPECIAL[False][code]


def _document(width: float, height: float, body: str) -> str:
    size = f"{width:.1f} {height:.1f}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}">{body}</svg>'


def _path(shape: shapely.Geometry) -> str:
    """Every ring of the shape; holes stay empty because they run the other way round."""
    commands = []
    for ring in shapely.get_rings(shapely.get_parts(shapely.orient_polygons(shape))):
        points = shapely.get_coordinates(ring)[:-1].round(1)
        points = points[np.any(np.diff(points, axis=0, prepend=points[-1:]) != 0, axis=1)]
        if len(points) > 2:
            commands.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z")
    return "".join(commands)


def _patterns(styles: list[Style], codes: list[int]) -> str:
    own = [(code, style_of(styles, code)) for code in codes]
    return "".join(_pattern(style, f"p{code}") for code, style in own if style.get("pattern"))


def _pattern(style: Style, name: str) -> str:
    kind = style["pattern"]
    width = 3 if kind == "dots" else 1.2
    return (
        f'<defs><pattern id="{name}" width="{TILE}" height="{TILE}" '
        f'patternUnits="userSpaceOnUse"><path d="{PATTERNS[kind]}" stroke="{style["hatch"]}" '
        f'stroke-width="{width}" stroke-linecap="round" fill="none"/></pattern></defs>'
    )


def _letters(shapes: Shapes, styles: list[Style], frame: Frame) -> list[str]:
    found = []
    for shape, code in zip(shapes.joined, shapes.joined_codes.tolist(), strict=True):
        style = style_of(styles, code)
        own = frame.placed(shape)
        if not style.get("symbol") or shapely.area(own) ** 0.5 < LEAST:
            continue
        at = shapely.get_coordinates(shapely.point_on_surface(own))[0]
        found.append(_letter(at[0], at[1], style))
    return found


def _letter(x: float, y: float, style: Style) -> str:
    """A letter in the middle of a place; a rim in the colour of the class keeps it legible."""
    text = escape(style["symbol"])
    rim = f'stroke="{style["fill"]}" stroke-width="5" stroke-linejoin="round"'
    place = f'x="{x:.1f}" y="{y + LETTER * 0.36:.1f}" text-anchor="middle"'
    font = f'font-family="{FONT}" font-weight="bold" font-size="{LETTER:g}"'
    ink = style.get("ink", LIGHT["ink"])
    return "".join(
        f"<text {place} {font} {look}>{text}</text>"
        for look in (f'fill="{ink}" {rim}', f'fill="{ink}"')
    )


def _scale_bar(frame: Frame, lang: str) -> list[str]:
    """A bar of a round length: 1, 2 or 5 times a power of ten, at most a third of the width."""
    scale, top = frame.scale, frame.height
    longest = WIDTH / 3 / scale / 1000
    power = int(np.floor(np.log10(longest)))
    length = max(step * 10.0**power for step in (1, 2, 5) if step * 10.0**power <= longest)
    text = format_number(length, lang, max(0, -power))
    return [
        f'<rect x="{ROOM:g}" y="{top + 4:.1f}" width="{length * 1000 * scale:.1f}" height="4" fill="#5b6168"/>',
        f'<text x="{ROOM:g}" y="{top + 28:.1f}" font-family="{FONT}" font-size="17" fill="#5b6168">{escape(text)} km</text>',
    ]
