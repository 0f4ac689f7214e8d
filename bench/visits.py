"""One measurement each: a cold load, a restyle, a click; of this app, a bare page, the stock way.

Times are milliseconds on the browser's own clock, from the key, the mouse button or the start of
the navigation until the result had two animation frames to reach the screen.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Frame, Page

PROBE = Path(__file__).with_name("probe.js").read_text(encoding="utf-8")
LIMIT = 60_000
"""Milliseconds that anything may take."""
SETTLE = 600
"""Milliseconds after a restyle in which late messages are still counted."""
SLIDER = "[data-testid=stSlider] [role=slider], [data-testid=stSlider] input[type=range]"


@dataclass(frozen=True)
class Restyle:
    """One change of a slider; times in milliseconds, sizes in bytes.

    `waiting`: from the key to the message to the server (Streamlit waits for more keys). `server`:
    from there to the largest answer. `handover`: until the map's script is called. `painting`:
    until the screen. `codes`: the class string, deflated, before it is written as text.
    """

    total: float
    received: int
    waiting: float = 0
    server: float = 0
    handover: float = 0
    painting: float = 0
    codes: int = 0


@contextmanager
def fresh_page(browser: Browser) -> Iterator[Page]:
    """A page without cache or cookies."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="de-DE")
    context.set_default_timeout(LIMIT)
    context.add_init_script(PROBE)
    try:
        yield context.new_page()
    finally:
        context.close()


def open_bare(page: Page, url: str) -> float:
    """Until slider and text are there."""
    page.goto(url, wait_until="commit")
    ready = "() => bench.sliders() > 0 && /\\d/.test(bench.text())"
    return page.evaluate(f"bench.shown({ready}, {LIMIT}, 'slider and text')") - _origin(page)


def open_app(page: Page, url: str, sliders: int = 1) -> tuple[float, float]:
    """Until the map is painted, and until so many sliders beside it are there too.

    A range is one slider, although it has two handles.
    """
    page.goto(url, wait_until="commit")
    page.evaluate(
        f"""() => {{
          bench.controls = bench.shown(() => bench.sliders() >= {sliders}, {LIMIT}, "{sliders} sliders");
          bench.controls.catch(() => {{}});  // told where it is asked for
        }}"""
    )
    # the map's layer sets this attribute two animation frames after it has drawn
    ready = "() => document.body?.dataset.painted"
    painted = map_frame(page, LIMIT).evaluate(f"bench.when({ready}, {LIMIT}, 'the map')")
    return painted - _origin(page), page.evaluate("bench.controls") - _origin(page)


def open_stock(page: Page, url: str, areas: int) -> float:
    """Until there is a path for every area."""
    page.goto(url, wait_until="commit")
    return _stock_drawn(page, areas, but="")["time"] - _origin(page)


def restyle_bare(page: Page) -> Restyle:
    """A key on the slider until the text is another one."""
    before = page.evaluate("bench.text()")

    def shown() -> float:
        ready = f"() => bench.text() !== b, {LIMIT}, 'another text'"
        return page.evaluate(f"b => bench.shown({ready})", before)

    return _restyle(page, shown)


def restyle_app(page: Page) -> Restyle:
    """A key on the first slider until the map is painted anew."""
    frame = map_frame(page, LIMIT)
    frame.evaluate(
        f"""() => {{
          const before = document.body.dataset.painted;
          bench.codes = ankunft.layer.latest.codes;
          const ready = () => document.body.dataset.painted !== before;
          bench.next = bench.when(ready, {LIMIT}, "the map painted anew");
        }}"""
    )

    def shown() -> float:
        return frame.evaluate("bench.next")

    return _restyle(page, shown, frame)


def restyle_stock(page: Page, areas: int) -> Restyle:
    """A key on the slider until the paths have other colours."""
    before = _stock_drawn(page, areas, but="")["colours"]
    return _restyle(page, lambda: _stock_drawn(page, areas, but=before)["time"])


def click_app(page: Page, lng: float, lat: float) -> float:
    """A click on the map until the panel tells another place and its reason."""
    frame = map_frame(page, LIMIT)
    at = frame.evaluate(
        "([lat, lng]) => ankunft.layer.map.latLngToContainerPoint([lat, lng])", [lat, lng]
    )
    page.evaluate(
        f"""() => {{
          const heading = bench.heading(), reason = bench.reason();
          const ready = () =>
            bench.heading() && bench.heading() !== heading && bench.reason() !== reason;
          bench.next = bench.shown(ready, {LIMIT}, "the panel of another place");
        }}"""
    )
    began = _click(page, at["x"], at["y"])
    return page.evaluate("bench.next") - began


def click_stock(page: Page, x: float, y: float) -> float:
    """A click on the map until the page tells where it was."""
    page.evaluate(
        f"""() => {{
          const before = bench.text();
          bench.next = bench.shown(() => bench.text() !== before, {LIMIT}, "another text");
        }}"""
    )
    began = _click(page, x, y)
    return page.evaluate("bench.next") - began


def map_frame(page: Page, limit: float) -> Frame:
    """The frame st_folium draws in."""
    deadline = time.monotonic() + limit / 1000
    while time.monotonic() < deadline:
        for frame in page.frames:
            if "streamlit_folium" in frame.url:
                return frame
        page.wait_for_timeout(20)
    there = page.evaluate("bench.state()")
    raise TimeoutError(f"no frame with a map within {limit / 1000:.0f} s. {there}")


def _origin(page: Page) -> float:
    return page.evaluate("performance.timeOrigin")


def _click(page: Page, x: float, y: float) -> float:
    """The time of the mouse button."""
    frame = map_frame(page, LIMIT)
    frame.evaluate(
        """() => addEventListener(
          "mousedown", () => (bench.began = bench.now()), { capture: true, once: true })"""
    )
    box = page.locator("iframe[src*=streamlit_folium]").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + x, box["y"] + y)
    return frame.evaluate("bench.began")


def _restyle(page: Page, shown: Callable[[], float], frame: Frame | None = None) -> Restyle:
    page.locator(SLIDER).first.focus()
    page.evaluate("bench.messages.length = 0")
    page.keyboard.press("ArrowRight")
    end = shown()
    page.wait_for_timeout(SETTLE)
    began, messages = page.evaluate("[bench.began, bench.messages]")
    answers = [(at, size) for at, way, size in messages if way == "in" and at >= began]
    received = sum(size for _, size in answers)
    if frame is None:
        return Restyle(end - began, received)
    sent = min(at for at, way, _ in messages if way == "out" and at >= began)
    answered = max(answers, key=lambda answer: answer[1])[0]
    painting, codes, old = frame.evaluate(
        "[ankunft.milliseconds, ankunft.layer.latest.codes, bench.codes]"
    )
    if codes == old:
        raise RuntimeError("the slider changed no class, so nothing was measured")
    return Restyle(
        total=end - began,
        received=received,
        waiting=sent - began,
        server=answered - sent,
        handover=end - painting - answered,
        painting=painting,
        # two bytes of head and four of checksum are no part of the deflated string
        codes=len(base64.b64decode(codes)) - 6,
    )


_STOCK_STATE = """async (but) => {
  const paths = document.querySelectorAll("path.leaflet-interactive");
  const colours = Array.from(paths, (path) => path.getAttribute("fill")).join("");
  return { count: paths.length, colours, time: colours === but ? 0 : await bench.twoFrames() };
}"""


def _stock_drawn(page: Page, areas: int, *, but: str) -> dict[str, Any]:
    """Number, colours and time of the paths, once all are there in colours other than `but`."""
    from playwright.sync_api import Error

    deadline = time.monotonic() + LIMIT / 1000
    while time.monotonic() < deadline:
        try:
            state = map_frame(page, LIMIT).evaluate(_STOCK_STATE, but)
            if state["count"] >= areas and state["colours"] != but:
                return state
        except Error:
            pass  # the frame is just being replaced
        page.wait_for_timeout(50)
    raise TimeoutError(f"not drawn within {LIMIT / 1000:.0f} s")
