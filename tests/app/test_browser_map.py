"""The map in a real browser: drawn, restyled, pointed at, selected from."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from browsing import (
    DEGGENDORF,
    LEIPZIG,
    map_frame,
    move_slider,
    open_map,
    painted,
    pixel_of,
    pixels,
    place_in,
    position,
    query_of,
    wait_for_address,
    wait_for_paint,
)
from playwright.sync_api import expect

from ankunft.output.maps.palette import class_styles

pytestmark = pytest.mark.browser


def test_the_map_is_drawn_in_the_colours_of_its_classes(page, server):
    frame = open_map(page, f"{server}/karte")
    found = pixels(frame)
    assert sum(found.values()) > 2_000
    for style in class_styles("de", dark=False):
        assert found.get(style["fill"], 0) > 10, style["label"]
    legend = frame.locator(".ankunft-legend").inner_text()
    for word in ("traditionell", "neu", "im Entstehen", "angeglichen", "keine Aussage"):
        assert word in legend
    assert "Statistische Ämter" in frame.locator(".leaflet-control-attribution").inner_text()


def test_a_slider_restyles_and_the_map_stays_where_it_is(page, server):
    frame = open_map(page, f"{server}/karte?pos=51.5,7.5,8")
    place, before, colours = position(frame), painted(frame), pixels(frame)
    move_slider(page, "Schwelle hoch", keys=6)
    wait_for_address(page, "high=1.5")
    wait_for_paint(frame, before)
    frame.wait_for_timeout(300)
    assert pixels(frame) != colours
    assert position(frame) == place
    assert map_frame(page) == frame, "the map was mounted anew"
    assert query_of(page)["preset"] == "own"


@pytest.mark.parametrize(("level", "name"), [("cell", "1-km-Zellen"), ("county", "Kreise")])
def test_another_level_paints(page, server, level, name):
    frame = open_map(page, f"{server}/karte")
    before = painted(frame)
    page.get_by_text(name, exact=True).click()
    wait_for_paint(frame, before)
    wait_for_address(page, f"level={level}")
    assert sum(pixels(frame).values()) > 2_000
    assert frame.evaluate("ankunft.layer.state.level") == {"cell": "cells_1km", "county": "counties"}[level]  # fmt: skip


def test_the_hatching_of_cells_too_small_for_it_is_faint(page, server):
    line = "#9a9a9a"
    far = pixels(open_map(page, f"{server}/karte?level=cell"))
    near = pixels(open_map(page, f"{server}/karte?level=cell&pos=51.9,10.4,11"))
    assert line not in far
    assert near[line] > 100


def test_a_slider_leaves_what_lies_above_the_cells_and_a_click_does_not(page, server):
    frame = open_map(page, f"{server}/karte?level=cell&pos=52.5,13.4,10")
    place = {"lat": 52.5, "lng": 13.4}
    before, cells, above = painted(frame), pixels(frame), drawn_above(frame)
    move_slider(page, "Schwelle hoch", keys=6)
    wait_for_paint(frame, before)
    wait_for_address(page, "preset=own")
    frame.wait_for_timeout(500)
    assert pixels(frame) != cells
    assert drawn_above(frame) == above > 1_000
    page.mouse.click(*pixel_of(page, frame, place))
    expect(page.locator(".st-key-panel")).to_contain_text("Zelle in Berlin")
    frame.wait_for_timeout(500)
    assert drawn_above(frame) > above + 20, "the outline of the cell"


def drawn_above(frame) -> int:
    """Number of pixels that are drawn on the upper canvas: borders, labels, the selection."""
    return frame.evaluate(
        """() => {
          const canvas = document.querySelectorAll("canvas.ankunft-canvas")[1];
          const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let drawn = 0;
          for (let i = 3; i < data.length; i += 4) drawn += data[i] > 0;
          return drawn;
        }"""
    )


@pytest.mark.parametrize("path", ["", "karte", "daten"])
def test_a_link_to_a_page_opens_that_page(page, server, path):
    page.goto(f"{server}/{path}")
    title = "Daten & Methoden" if path == "daten" else "Wo ist Ankunft neu"
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    page.wait_for_timeout(800)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert urlsplit(page.url).path == f"/{path}"


def test_hovering_says_name_class_and_shares(page, server):
    frame = open_map(page, f"{server}/karte")
    page.mouse.move(*pixel_of(page, frame, DEGGENDORF))
    tip = frame.locator(".ankunft-tip")
    expect(tip).to_contain_text("Deggendorf")
    text = tip.inner_text()
    assert "neu" in text
    assert re.search(r"2011: \d+,\d\s%\s+→\s+2022: \d+,\d\s%", text)
    assert "Personen" in text


def test_hovering_a_village_says_its_people_and_no_share(page, server, edition):
    village = edition.municipalities.set_index("ags").loc["01054039"]
    place = place_in(village.geometry)
    frame = open_map(page, f"{server}/karte?pos={place['lat']:.4f},{place['lng']:.4f},12")
    page.mouse.move(*pixel_of(page, frame, place))
    tip = frame.locator(".ankunft-tip")
    expect(tip).to_contain_text("Gröde")
    text = tip.inner_text()
    assert f"{village['population_2022']:.0f} Personen (2022)" in text
    assert "%" not in text


def test_a_click_explains_and_a_link_says_so(page, server):
    frame = open_map(page, f"{server}/karte")
    page.mouse.click(*pixel_of(page, frame, DEGGENDORF))
    panel = page.locator(".st-key-panel")
    expect(panel).to_contain_text("Deggendorf")
    expect(panel).to_contain_text("statistischer Hinweis")
    expect(panel).to_contain_text("-Fachen")
    expect(panel).to_contain_text("INKAR")
    assert wait_for_address(page, "sel=")["sel"] == DEGGENDORF["id"]
    page.wait_for_timeout(500)  # the map has made room for the panel
    page.mouse.click(*pixel_of(page, frame, LEIPZIG))
    expect(panel).to_contain_text("Leipzig")
    page.locator(".st-key-close button:visible").click()
    expect(panel).to_have_count(0)
    page.wait_for_function("!location.search.includes('sel=')")


def test_a_click_beside_every_area_selects_nothing(page, server):
    frame = open_map(page, f"{server}/karte?sel={DEGGENDORF['id']}")
    expect(page.locator(".st-key-panel")).to_contain_text("Deggendorf")
    page.mouse.click(*pixel_of(page, frame, {"lat": 54.6, "lng": 7.0}))
    expect(page.locator(".st-key-panel")).to_have_count(0)


def test_a_selection_keeps_the_position_in_the_address(page, server):
    """The map moves a covered area into view while the server writes the selection."""
    frame = open_map(page, f"{server}/karte?pos=48.8,11.5,8")
    page.mouse.click(*pixel_of(page, frame, DEGGENDORF))
    wait_for_address(page, "sel=")
    page.wait_for_timeout(900)
    lat, lng, zoom = map(float, query_of(page)["pos"].split(","))
    assert (lat, lng, zoom) == pytest.approx(position(frame), abs=1e-3)


def test_the_search_box_finds_a_place(page, server):
    frame = open_map(page, f"{server}/karte")
    page.get_by_role("combobox", name="Ort suchen").fill("Zittau")
    page.get_by_role("option", name="Zittau").first.click()
    expect(page.locator(".st-key-panel")).to_contain_text("Zittau")
    frame.wait_for_function("ankunft.layer.map.getZoom() > 8")
    lat, lng, _ = position(frame)
    assert (lat, lng) == pytest.approx((50.9, 14.8), abs=0.3)
    assert wait_for_address(page, "sel=")["sel"] == "14626610"


def test_the_keyboard_alone_selects_an_area(page, server):
    open_map(page, f"{server}/karte")
    page.get_by_role("spinbutton", name="Mindestzahl Personen").wait_for()
    page.wait_for_timeout(500)
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.closest('[class*=st-key-]')?.className.match(/st-key-(\\S+)/)?.[1]"))  # fmt: skip
    for control in ("Ort suchen", "Farbe", "Regel", "Schwelle hoch", "Mindestzahl Personen"):
        assert control in reached
    for part in ("widget_level", "filters", "downloads"):
        assert part in reached
    for _ in range(40):
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == "Ort suchen":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("Ilmenau")
    expect(page.get_by_role("option", name="Ilmenau").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-panel")).to_contain_text("Ilmenau")
