"""A map whose files do not come says so; it never stays white in silence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsing import map_frame, pixels
from conftest import running_app
from playwright.sync_api import Frame, Page, expect

pytestmark = pytest.mark.browser

LAYER = "**/ankunft-municipalities-*"


@pytest.fixture(scope="module")
def without_folder(tmp_path_factory) -> Iterator[str]:
    """Address of an app that serves no static folder."""
    folder = tmp_path_factory.mktemp("server")
    with running_app(folder, "--server.enableStaticServing", "false") as address:
        yield address


def frame_of(page: Page) -> Frame:
    page.frame_locator("iframe").first.locator("body[data-failed]").wait_for(state="attached")
    return next(frame for frame in page.frames if "streamlit_folium" in frame.url)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"status": 404}, "HTTP 404"),
        ({"status": 200, "body": b"no gzip"}, ""),
    ],
)
def test_a_layer_that_does_not_come_is_said_and_tried_again(page, server, answer, reason):
    page.route(LAYER, lambda route: route.fulfill(**answer))
    page.goto(f"{server}/karte")
    frame = frame_of(page)
    notice = frame.get_by_role("alert")
    expect(notice).to_contain_text("Die Karte kann nicht gezeigt werden")
    expect(notice).to_contain_text("ankunft-municipalities-")
    expect(notice).to_contain_text(reason)
    page.unroute(LAYER)
    notice.get_by_role("button", name="Noch einmal versuchen").click()
    frame = map_frame(page)
    expect(notice).to_be_hidden()
    assert sum(pixels(frame).values()) > 2_000


def test_no_connection_is_said_in_the_language_of_the_page(page, server):
    page.route(LAYER, lambda route: route.abort())
    page.goto(f"{server}/karte?lang=en")
    notice = frame_of(page).get_by_role("alert")
    expect(notice).to_contain_text("The map cannot be shown")
    expect(notice).to_contain_text("Try again")


def test_a_missing_script_is_said_behind_the_empty_frame(page, server):
    page.route("**/ankunft-map-*.js", lambda route: route.fulfill(status=404))
    page.goto(f"{server}/karte")
    box = page.locator(".st-key-mapbox")
    box.wait_for()
    shown = "() => getComputedStyle(document.querySelector('.st-key-mapbox'), '::before')"
    page.wait_for_function(f"() => ({shown})().content.includes('Die Karte ist nicht angekommen')")
    page.wait_for_function(f"() => ({shown})().opacity === '1'")


def test_without_a_static_folder_the_map_is_there_all_the_same(page, without_folder):
    page.goto(f"{without_folder}/karte")
    frame = map_frame(page)
    assert sum(pixels(frame).values()) > 2_000
    page.goto(f"{without_folder}/quartiere?town=14713000")
    map_frame(page)
