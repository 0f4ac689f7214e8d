"""The sheet around the map: title, legend, scale, attribution; laid out in pixels from the top.

Text is measured before it is placed, so that none is cut off and none covers the map. Nothing here
touches matplotlib's global state: several sheets may be drawn at the same time.
"""

from __future__ import annotations

import io
import math
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle

from ankunft.base.language import format_number
from ankunft.output.maps.drawing import DPI, PIXEL, draw_map, hatched, pattern_of, style_of, theme
from ankunft.output.maps.picture import Bounds, Picture

WIDTH, MARGIN, GAP = 1600, 48, 36
FULL = WIDTH - 2 * MARGIN
LEGEND, SWATCH, SWATCH_HEIGHT = 336, 46, 32
MAP = FULL - GAP - LEGEND
TALLEST, LOWEST = 1640, 560
"""Limits of the map's height."""
BESIDE = MARGIN + MAP + GAP
"""Where the legend begins."""
SCALE_ROOM = 90
"""Height kept free for the scale bar at the foot of the legend."""

TITLE, SUBTITLE, TEXT, HEAD, SMALL, CREDIT = 34, 23, 22, 20, 18, 15
"""Sizes of type."""
LINE = 1.35
"""Line height as a multiple of the size."""


@dataclass
class Block:
    """A row of the legend: lines of text, each with its size, beside the swatch of a code."""

    lines: list[tuple[str, int, dict[str, Any]]] = field(default_factory=list)
    code: int | None = None

    @property
    def height(self) -> float:
        text = sum(size * LINE for _, size, _ in self.lines)
        return max(text, SWATCH_HEIGHT if self.code is not None else 0) + 16


class Sheet:
    """A figure measured in pixels from its upper left corner."""

    def __init__(self, picture: Picture, height: int) -> None:
        self.picture, self.height, self.theme = picture, height, theme(picture)
        size = (WIDTH / DPI, height / DPI)
        self.figure = Figure(size, dpi=DPI, facecolor=self.theme["paper"])
        self.canvas = FigureCanvasAgg(self.figure)

    def text(self, x: float, y: float, text: str, size: float, **style: Any) -> None:
        """One line; y is the upper edge of the line, whatever its letters."""
        options = {"color": self.theme["ink"], "va": "baseline", "parse_math": False, **style}
        at = (x / WIDTH, 1 - (y + size) / self.height)
        self.figure.text(*at, text, fontsize=size * PIXEL, **options)

    def paragraph(self, x: float, y: float, lines: list[str], size: float, **style: Any) -> float:
        """Several lines; returns where the next may begin."""
        for number, line in enumerate(lines):
            self.text(x, y + number * size * LINE, line, size, **style)
        return y + len(lines) * size * LINE

    def box(
        self, x: float, y: float, width: float, height: float
    ) -> tuple[float, float, float, float]:
        """A rectangle in shares of the sheet from its lower left corner, as matplotlib wants it."""
        return x / WIDTH, 1 - (y + height) / self.height, width / WIDTH, height / self.height

    def rectangle(self, x: float, y: float, width: float, height: float, **style: Any) -> Rectangle:
        """A rectangle on the sheet."""
        left, bottom, wide, high = self.box(x, y, width, height)
        rectangle = Rectangle((left, bottom), wide, high, **style)
        self.figure.add_artist(rectangle)
        return rectangle


def draw(picture: Picture) -> bytes:
    """The PNG; title and attribution also stand in its text fields."""
    title = wrap(picture.title, FULL, TITLE, bold=True)
    subtitle = wrap(picture.subtitle, FULL, SUBTITLE)
    credits = [line for text in picture.attribution for line in wrap(text, FULL, CREDIT)]
    blocks = legend_blocks(picture)

    top = MARGIN + (len(title) * TITLE + len(subtitle) * SUBTITLE) * LINE + GAP / 2
    west, south, east, north = picture.bounds
    scale = min(MAP / (east - west), TALLEST / (north - south))
    beside = sum(block.height for block in blocks) + SCALE_ROOM
    high = math.ceil(max((north - south) * scale, LOWEST, beside))
    below = top + high + GAP / 2
    sheet = Sheet(picture, math.ceil(below + len(credits) * CREDIT * LINE + MARGIN * 0.75))

    y = sheet.paragraph(MARGIN, MARGIN * 0.75, title, TITLE, weight="bold")
    sheet.paragraph(MARGIN, y, subtitle, SUBTITLE, color=sheet.theme["muted"])
    axes = sheet.figure.add_axes(sheet.box(MARGIN, top, MAP, high))
    draw_map(axes, picture, _centred(picture.bounds, MAP / scale, high / scale), scale)
    _draw_legend(sheet, blocks, top)
    _draw_scale(sheet, scale, top + high)
    sheet.paragraph(MARGIN, below, credits, CREDIT, color=sheet.theme["muted"])

    file = io.BytesIO()
    fields = {"Title": picture.title, "Copyright": "\n".join(picture.attribution)}
    sheet.canvas.print_png(file, metadata={"Software": "Ankunft", **fields})
    return file.getvalue()


def _centred(bounds: Bounds, width: float, height: float) -> Bounds:
    """The rectangle of this size (metres) with the same centre."""
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def legend_blocks(picture: Picture) -> list[Block]:
    """The legend from the top: its title, a block per row, the note."""
    legend, muted = picture.legend, {"color": theme(picture)["muted"]}
    title = wrap(str(legend.get("title", "")), LEGEND, HEAD, bold=True)
    blocks = [Block([(line, HEAD, {"weight": "bold"}) for line in title])]
    room = LEGEND - SWATCH - 14
    for row in legend["rows"]:
        block = Block(code=int(row["code"]))
        block.lines += [(line, TEXT, {}) for line in wrap(str(row["label"]), room, TEXT)]
        for name in ("count", "people"):
            value = row.get(name)
            if value not in (None, ""):
                number = value if isinstance(value, str) else format_number(value, picture.lang)
                text = f"{number} {legend.get(f'{name}Head', '')}"
                block.lines += [(line, SMALL, muted) for line in wrap(text, room, SMALL)]
        blocks.append(block)
    note = wrap(str(legend.get("note", "")), LEGEND, SMALL)
    blocks.append(Block([(line, SMALL, muted) for line in note]))
    return [block for block in blocks if block.lines or block.code is not None]


def _draw_legend(sheet: Sheet, blocks: list[Block], top: float) -> None:
    for block in blocks:
        x, y = float(BESIDE), top
        if block.code is not None:
            _draw_swatch(sheet, block.code, x, y)
            x += SWATCH + 14
        for line, size, style in block.lines:
            sheet.text(x, y, line, size, **style)
            y += size * LINE
        top += block.height


def _draw_swatch(sheet: Sheet, code: int, x: float, y: float) -> None:
    style, pattern = style_of(sheet.picture, code), pattern_of(sheet.picture, code)
    at = (x, y, SWATCH, SWATCH_HEIGHT)
    frame: dict[str, Any] = {"edgecolor": sheet.theme["frame"], "linewidth": 1.2 * PIXEL}
    sheet.rectangle(*at, facecolor=style["fill"], **frame)
    if pattern:
        hatched(sheet.rectangle(*at, facecolor="none", edgecolor=style["hatch"]), pattern)
    symbol = style.get("symbol", "")
    if symbol:
        sheet.text(
            x + SWATCH / 2, y + 4, symbol, HEAD, weight="bold", ha="center",
            color=style.get("ink", sheet.theme["ink"]),
        )  # fmt: skip


def _draw_scale(sheet: Sheet, scale: float, bottom: float) -> None:
    """A bar of a round length (1, 2 or 5 times a power of ten) at the foot of the legend."""
    longest = LEGEND * 0.7 / scale / 1000
    power = math.floor(math.log10(longest))
    length = max(step * 10.0**power for step in (1, 2, 5) if step * 10.0**power <= longest)
    muted = sheet.theme["muted"]
    sheet.rectangle(BESIDE, bottom - 8, length * 1000 * scale, 6, facecolor=muted)
    text = format_number(length, sheet.picture.lang, max(0, -power))
    sheet.text(BESIDE, bottom - 40, f"{text} km", SMALL, color=muted)


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """The text in lines no wider than `width` pixels; a word that is too long is broken."""
    lines: list[str] = []
    line = ""
    for word in " ".join(text.splitlines()).split(" "):
        joined = f"{line} {word}".strip(" ")
        if text_width(joined, size, bold) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        while text_width(word, size, bold) > width and len(word) > 1:
            beginnings = range(1, len(word))
            fits = bisect_right(beginnings, width, key=lambda n: text_width(word[:n], size, bold))
            lines.append(word[: max(fits, 1)])
            word = word[max(fits, 1) :]
        line = word
    return [*lines, line] if line else lines


def text_width(text: str, size: float, bold: bool) -> float:
    """Pixels the text takes in one line."""
    font = FontProperties(size=size * PIXEL, weight="bold" if bold else "normal")
    return _ruler().get_text_width_height_descent(text, font, ismath=False)[0]


@cache
def _ruler() -> RendererAgg:
    return FigureCanvasAgg(Figure((1, 1), dpi=DPI)).get_renderer()
