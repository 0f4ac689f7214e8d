"""Waiting for what a page does, however long a loaded machine takes, and never for a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from browsing import too_wide
from playwright.sync_api import Locator, Page, expect

T = TypeVar("T")
STEP = 100
"""Milliseconds between two looks."""
LOOKS = 600
"""Looks until a test gives up."""


def settled(page: Page, read: Callable[[], T], quiet: int = 4) -> T:
    """What is read once it has stayed the same for so many looks."""
    last, same = read(), 0
    for _ in range(LOOKS):
        page.wait_for_timeout(STEP)
        now = read()
        same = same + 1 if now == last else 0
        if same >= quiet:
            return now
        last = now
    raise AssertionError(f"never the same for {quiet} looks: {last}")


def becomes(page: Page, read: Callable[[], T], good: Callable[[T], bool]) -> T:
    """What is read once it is as it should be."""
    for _ in range(LOOKS):
        if good(now := read()):
            return now
        page.wait_for_timeout(STEP)
    raise AssertionError(f"remains {now}")


def idle(page: Page) -> None:
    """Wait until the server has answered everything so far."""
    app = page.get_by_test_id("stApp")
    state = "data-test-script-state"
    settled(page, lambda: becomes(page, lambda: app.get_attribute(state), "notRunning".__eq__))


def fits(page: Page, width: int) -> None:
    """Nothing is wider than the window once everything is drawn."""
    charts = page.get_by_test_id("stVegaLiteChart")
    idle(page)
    expect(charts.locator("canvas, svg")).to_have_count(charts.count())
    assert settled(page, lambda: too_wide(page, width)) == []


def towns_compared(page: Page) -> list[str]:
    """The towns that the address names."""
    return page.evaluate(
        "(new URLSearchParams(location.search).get('towns') || '').split(',').filter(Boolean)"
    )


def tick(page: Page, *rows: int) -> list[str]:
    """Tick rows of the list of similar towns; the towns compared afterwards, the chosen one first."""
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    for number, row in enumerate(rows, start=1):
        box = settled(page, table.bounding_box)
        assert box
        page.mouse.click(box["x"] + 12, box["y"] + 35 * (row + 1) + 17)
        becomes(page, lambda: len(towns_compared(page)), (number + 1).__eq__)
    idle(page)
    return towns_compared(page)


def has_focus(part: Locator) -> bool:
    """Whether the keyboard is at or in this part of the page."""
    return bool(
        part.evaluate_all("parts => parts.some(part => part.contains(document.activeElement))")
    )


def tab_to(part: Locator, most: int = 120) -> None:
    """Press Tab until the keyboard is at or in this part of the page."""
    for _ in range(most):
        part.page.keyboard.press("Tab")
        if has_focus(part):
            return
    raise AssertionError(f"Tab does not reach {part}")
