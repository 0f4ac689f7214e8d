"""The map and the page as a test sees and moves them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import BrowserContext, Error, Frame, Page
from pyproj import Transformer

DEGGENDORF = {"id": "09271119", "lat": 48.835, "lng": 12.962}
PASSAU = {"id": "09262000", "lat": 48.565, "lng": 13.43}
LEIPZIG = {"id": "14713000", "lat": 51.34, "lng": 12.37}


def map_frame(page: Page) -> Frame:
    """The map's frame, once something is painted in it."""
    page.frame_locator("iframe").first.locator("body[data-painted]").wait_for(state="attached")
    return next(frame for frame in page.frames if "streamlit_folium" in frame.url)


def open_map(page: Page, address: str) -> Frame:
    page.goto(address)
    return map_frame(page)


def painted(frame: Frame) -> str:
    return frame.evaluate("document.body.dataset.painted")


def wait_for_paint(frame: Frame, before: str) -> None:
    frame.wait_for_function("before => document.body.dataset.painted !== before", arg=before)


def pixels(frame: Frame) -> dict[str, int]:
    """How often each colour occurs among a sample of the pixels of the areas' canvas."""
    return frame.evaluate(
        """() => {
          const canvas = document.querySelector("canvas.ankunft-canvas");
          const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          const found = {};
          for (let i = 0; i < data.length; i += 4 * 13) {
            if (data[i + 3] < 255) continue;
            const colour = "#" + [0, 1, 2].map((k) => data[i + k].toString(16).padStart(2, "0")).join("");
            found[colour] = (found[colour] || 0) + 1;
          }
          return found;
        }"""
    )


def position(frame: Frame) -> tuple[float, float, float]:
    return tuple(
        frame.evaluate(
            "() => { const m = ankunft.layer.map, c = m.getCenter(); return [c.lat, c.lng, m.getZoom()]; }"
        )
    )


def pixel_of(page: Page, frame: Frame, place: dict) -> tuple[float, float]:
    """Where a place lies in the window."""
    x, y = frame.evaluate(
        "([lat, lng]) => { const p = ankunft.layer.map.latLngToContainerPoint([lat, lng]); return [p.x, p.y]; }",
        [place["lat"], place["lng"]],
    )
    box = page.locator("iframe").first.bounding_box()
    assert box
    return box["x"] + x, box["y"] + y


def query_of(page: Page) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def wait_for_address(page: Page, part: str) -> dict[str, str]:
    page.wait_for_function("part => location.search.includes(part)", arg=part)
    return query_of(page)


def move_slider(page: Page, label: str, keys: int = 1) -> None:
    control = page.get_by_role("slider", name=label)
    control.focus()
    for _ in range(keys):
        page.keyboard.press("ArrowRight")


def unfold(page: Page, name: str) -> None:
    page.locator("summary", has_text=name).click()


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a list by typing, which works wherever the page is scrolled to."""
    control = page.get_by_role("combobox", name=label)
    control.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    control.fill(option)
    page.get_by_role("option", name=option).first.wait_for()
    page.keyboard.press("Enter")


def map_frames(page: Page, number: int) -> list[Frame]:
    """The frames of several maps side by side, from left to right, once all are painted."""
    frames = page.locator("iframe")
    found = []
    for place in range(number):
        page.frame_locator("iframe").nth(place).locator("body[data-painted]").wait_for(state="attached")  # fmt: skip
        handle = frames.nth(place).element_handle()
        frame = handle.content_frame()
        assert frame
        found.append(frame)
    return found


def drag_map(page: Page, place: dict, frame: Frame, x: int, y: int) -> None:
    """Pull the map so that this place lies `x` and `y` pixels further."""
    left, top = pixel_of(page, frame, place)
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(left + x, top + y, steps=6)
    page.mouse.up()
    page.wait_for_timeout(700)  # the map writes its position a moment later


def place_in(geometry: Any, crs: str = "EPSG:3035") -> dict:
    """A place inside a polygon, in degrees."""
    point = geometry.representative_point()
    lng, lat = Transformer.from_crs(crs, "EPSG:4326", always_xy=True).transform(point.x, point.y)
    return {"lat": lat, "lng": lng}


def legend_counts(frame: Frame) -> dict[str, int]:
    """Label in the legend -> number of areas."""
    rows = frame.locator(".ankunft-legend-row:not(.ankunft-legend-head)")
    texts = rows.evaluate_all(
        "rows => rows.map(row => ['label', 'count'].map(part => row.querySelector('.ankunft-legend-' + part).textContent))"
    )
    return {label: int(re.sub(r"[.,]", "", count)) for label, count in texts}


def codes_of(frame: Frame) -> list[int]:
    """The code of every area as it is shown now."""
    return frame.evaluate("[...ankunft.layer.state.codes]")


def messages_to_server(page: Page) -> list[int]:
    """Grows by one with every message of the page to the server; call before the page opens."""
    sent: list[int] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda _: sent.append(1)))
    return sent


def asked_elsewhere(context: BrowserContext) -> list[str]:
    """Fills with the addresses of other hosts that are asked; call before a page opens."""
    asked: list[str] = []

    def note(url: str) -> None:
        if not url.startswith(("data:", "blob:", "about:")) and urlsplit(url).hostname not in (None, "127.0.0.1"):  # fmt: skip
            asked.append(url)

    context.on("request", lambda request: note(request.url))
    context.on("page", lambda page: page.on("websocket", lambda socket: note(socket.url)))
    return asked


def map_where(page: Page, condition: str) -> Frame:
    """The map's frame once this holds in it; another town or language mounts the map anew."""
    for _ in range(200):
        for frame in page.frames:
            try:
                if "streamlit_folium" in frame.url and frame.evaluate(
                    f"() => !!document.body.dataset.painted && ({condition})"
                ):
                    return frame
            except Error:
                continue  # a frame that is just going away
        page.wait_for_timeout(100)
    raise AssertionError(f"no map where {condition}")


def focused(page: Page) -> str:
    """Name of what has the focus: its label, or the key of the part of the page it belongs to."""
    return page.evaluate(
        """() => {
          const e = document.activeElement;
          return e.getAttribute("aria-label")
            || e.closest("[class*=st-key-]")?.className.match(/st-key-(\\S+)/)?.[1] || "";
        }"""
    )


def press_until(page: Page, key: str, name: str, most: int = 60) -> None:
    """Press a key until the focus is on what is called so."""
    reached = []
    for _ in range(most):
        page.keyboard.press(key)
        reached.append(focused(page))
        if reached[-1] == name:
            return
    raise AssertionError(f"{key} does not reach {name}: {reached}")


def too_wide(page: Page, width: int) -> list[str]:
    """What reaches beyond the window, or makes the page scroll sideways."""
    return page.evaluate(
        """width => {
          const main = document.querySelector("[data-testid=stMain]");
          const found = [];
          for (const e of [document.scrollingElement, main])
            if (e.scrollWidth > e.clientWidth) found.push(`${e.tagName} scrolls: ${e.scrollWidth} > ${e.clientWidth}`);
          for (const e of main.querySelectorAll("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg, iframe, [data-testid=stDataFrame], [data-testid=stTable]")) {
            const box = e.getBoundingClientRect();
            if (box.width && box.right > width + 1) found.push(`${e.tagName} ends at ${Math.round(box.right)}`);
          }
          return found;
        }""",
        width,
    )
