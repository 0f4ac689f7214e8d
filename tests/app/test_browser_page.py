"""The page around the map in a real browser: links, files, languages, sizes, and no other host."""

from __future__ import annotations

import io
import json
import re
import zipfile
from urllib.parse import urlsplit

import openpyxl
import pytest
from browsing import (
    DEGGENDORF,
    PASSAU,
    choose,
    map_frame,
    move_slider,
    open_map,
    painted,
    pixel_of,
    pixels,
    position,
    query_of,
    unfold,
    wait_for_address,
    wait_for_paint,
)
from playwright.sync_api import Route, expect

from ankunft.output.maps.folium_map import BASEMAPS
from ankunft.output.maps.palette import class_styles

pytestmark = pytest.mark.browser


def test_a_link_restores_the_whole_view(page, visitor, server):
    link = f"{server}/karte?preset=own&high=1.4&land=09&sel={PASSAU['id']}&pos=48.9000,12.5000,8"
    frame = open_map(page, link)
    expect(page.locator(".st-key-panel")).to_contain_text("Passau")
    assert frame.evaluate("ankunft.layer.state.selected") > 0
    page.wait_for_timeout(600)
    second = visitor().new_page()
    again = open_map(second, page.url)
    for shown in (page, second):
        expect(shown.locator(".st-key-panel")).to_contain_text("Passau")
        expect(shown.get_by_role("slider", name="Schwelle hoch")).to_have_value("1.4")
        expect(shown.get_by_role("combobox", name="Regel")).to_have_value("eigene")
    unfold(second, "Filter")
    expect(second.locator(".st-key-widget_states")).to_contain_text("Bayern")
    assert position(again) == pytest.approx(position(frame), abs=1e-3)
    assert position(frame)[2] == 8
    assert painted(again) is not None
    assert again.evaluate("ankunft.layer.state.codes.join()") == frame.evaluate("ankunft.layer.state.codes.join()")  # fmt: skip


def test_moving_the_map_writes_the_address_and_asks_the_server_nothing(page, server):
    sent = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda _: sent.append(1)))
    frame = open_map(page, f"{server}/karte")
    page.wait_for_timeout(1500)
    before, place = len(sent), position(frame)
    x, y = pixel_of(page, frame, {"lat": 51, "lng": 10})
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 150, y - 60, steps=6)
    page.mouse.up()
    page.wait_for_timeout(1000)
    moved = position(frame)
    assert moved[1] > place[1] + 0.5
    lat, lng, zoom = map(float, query_of(page)["pos"].split(","))
    assert (lat, lng, zoom) == pytest.approx(moved, abs=1e-3)
    assert len(sent) == before
    # and the next run keeps it
    painting = painted(frame)
    move_slider(page, "Schwelle hoch")
    wait_for_paint(frame, painting)
    wait_for_address(page, "high=")
    page.wait_for_timeout(600)
    assert position(frame) == moved
    assert query_of(page)["pos"] == f"{moved[0]:.4f},{moved[1]:.4f},{moved[2]:g}"


def test_the_first_request_of_a_server_may_be_a_link_to_the_map(page, fresh_server):
    frame = open_map(page, f"{fresh_server}/karte?sel={DEGGENDORF['id']}&land=09")
    assert sum(pixels(frame).values()) > 2_000
    expect(page.locator(".st-key-panel")).to_contain_text("Deggendorf")
    expect(page.get_by_role("link", name="Daten & Methoden")).to_be_visible()
    expect(page.get_by_role("button", name="English")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_first_request_of_a_server_may_be_a_link_to_the_methods(page, fresh_server):
    page.goto(f"{fresh_server}/daten")
    expect(page.get_by_role("heading", name="Daten & Methoden", level=1)).to_be_visible()
    expect(page.get_by_text("So zitieren Sie")).to_be_visible()
    page.get_by_role("link", name="Karte").click()
    frame = map_frame(page)
    assert sum(pixels(frame).values()) > 2_000


def test_choosing_a_row_of_the_table_selects_the_area(page, server):
    frame = open_map(page, f"{server}/karte?level=state")
    page.locator(".st-key-show_table label").click()
    table = page.get_by_test_id("stDataFrame")
    expect(table).to_be_visible()
    expect(table.locator("table[role=grid] tr[role=row]").nth(3)).to_be_attached()
    page.wait_for_timeout(500)
    box = table.bounding_box()
    assert box
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    page.mouse.click(box["x"] + 12, box["y"] + 35 + 17)
    expect(page.locator(".st-key-panel")).to_contain_text("Schleswig")
    assert wait_for_address(page, "sel=")["sel"] == "01"
    assert frame.evaluate("ankunft.layer.state.selected") == 0


def test_a_download_carries_its_sources(page, server):
    open_map(page, f"{server}/karte?level=county&land=13")
    page.locator(".st-key-downloads button").first.click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()
    assert waiting.value.suggested_filename.startswith("ankunft-county-")
    assert waiting.value.suggested_filename.endswith(".zip")
    with zipfile.ZipFile(waiting.value.path()) as archive:
        table, side = (archive.read(name).decode() for name in archive.namelist())
    assert "Statistische Ämter des Bundes und der Länder" in side
    assert "Daten verändert" in side
    assert "level=county" in side
    assert "Rostock" in table
    assert "Flensburg" not in table
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Excel").click()
    assert waiting.value.suggested_filename.endswith(".xlsx")
    rows = [*openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes()))["Daten"].values]
    assert rows[0][:2] == ("Schlüssel", "Name")
    assert {row[0][:2] for row in rows[1:]} == {"13"}


def test_no_table_offers_a_file_without_sources(page, server):
    """Streamlit's own button is gone; search and full screen stay."""
    open_map(page, f"{server}/karte?level=state")
    page.locator(".st-key-show_table label").click()
    grid = page.get_by_test_id("stDataFrame").first
    grid.scroll_into_view_if_needed()
    grid.hover()
    buttons = page.get_by_test_id("stElementToolbarButton")
    expect(buttons.get_by_role("button", name="Search").first).to_be_visible()
    expect(buttons.get_by_role("button", name="Fullscreen").first).to_be_visible()
    assert page.locator('[aria-label^="Download as CSV"]').count() > 0, "its label is another now"
    for button in page.locator('[aria-label^="Download as CSV"]').all():
        expect(button).to_be_hidden()


GERMAN = re.compile(
    r"\b(und|Ebene|Gemeinden|Kreise|Farbe|Regel|Schwelle|Zuwachs|Mindestzahl|Filter zu|Tabelle|"
    r"Herunterladen|Quellen|Ankunft neu|traditionell|rückläufig|keine|Personen|Gebiete|Anteil|Prozentpunkte|"
    r"Stand|suchen|Darstellung|Klasse|Hinweis|lag)\b"
)


def test_english_leaves_no_german(page, server):
    frame = open_map(page, f"{server}/karte?sel={DEGGENDORF['id']}")
    before = painted(frame)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Deutsch")).to_be_visible()
    frame = map_frame(page)
    frame.wait_for_function("before => document.body.dataset.painted !== before", arg=before)
    expect(page.locator(".st-key-panel")).to_contain_text("percentage points")
    wait_for_address(page, "lang=en")
    unfold(page, "Filter")
    unfold(page, "Appearance") if page.locator("summary", has_text="Appearance").count() else None
    page.wait_for_timeout(800)
    texts = [page.locator("body").inner_text(), frame.locator(".ankunft-legend").inner_text()]
    # names of publishers and places stay as they are
    attributed = re.compile(
        r"Statistische Ämter des Bundes und der Länder|Zensus \d+|Daten verändert"
    )
    left = {word for text in texts for word in GERMAN.findall(attributed.sub("", text))}
    assert not left
    page.get_by_role("link", name=re.compile("Data")).click()
    expect(page.get_by_role("button", name="Deutsch")).to_be_visible()
    assert "lang=en" in page.url or wait_for_address(page, "lang=en")


def test_on_a_phone_the_map_comes_first(visitor, server):
    page = visitor(
        viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True
    ).new_page()
    frame = open_map(page, f"{server}/karte")
    page.get_by_role("slider", name="Schwelle hoch").wait_for(state="attached")
    page.wait_for_timeout(500)
    stage = page.locator(".st-key-mapbox").bounding_box()
    controls = page.locator(".st-key-controls").bounding_box()
    assert stage
    assert controls
    assert stage["y"] + stage["height"] <= controls["y"]
    assert stage["y"] < 844 / 2
    assert stage["height"] > 844 * 0.5
    assert stage["width"] <= 390
    for where in (page, frame):
        assert where.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert page.get_by_test_id("stMain").evaluate("e => e.scrollWidth <= e.clientWidth")
    assert sum(pixels(frame).values()) > 500


def test_the_map_fills_most_of_the_first_screen(page, server):
    open_map(page, f"{server}/karte")
    page.wait_for_timeout(500)
    stage = page.locator(".st-key-mapbox").bounding_box()
    assert stage
    assert stage["width"] * min(stage["height"], 800 - stage["y"]) >= 0.6 * 1280 * 800


def test_the_dark_scheme_darkens_the_map_and_its_legend(visitor, server):
    page = visitor(color_scheme="dark").new_page()
    frame = open_map(page, f"{server}/karte?sel={DEGGENDORF['id']}")
    frame.wait_for_function("ankunft.layer.state.dark")
    expect(page.locator(".st-key-panel")).to_contain_text("Deggendorf")

    def brightness(locator) -> float:
        colour = locator.evaluate("e => getComputedStyle(e).backgroundColor")
        return sum(map(float, re.findall(r"[\d.]+", colour)[:3])) / 3

    assert brightness(frame.locator(".ankunft-legend")) < 80
    assert brightness(page.locator(".st-key-panel")) < 80
    assert brightness(frame.locator(".leaflet-container")) < 80
    none = {style["label"]: style["fill"] for style in class_styles("de", dark=True)}
    assert pixels(frame).get(none["keine Zuordnung"], 0) > 100


def test_text_from_data_is_never_read_as_a_page(page, server):
    frame = open_map(page, f"{server}/karte")
    nasty = "<img src=x onerror='window.broken=1'></script><b>Ort</b>"
    found = frame.evaluate(
        """async (nasty) => {
          const layer = ankunft.layer, {state} = layer;
          const legend = {title: nasty, note: nasty, countHead: nasty, peopleHead: nasty,
            rows: [{code: 0, label: nasty, count: nasty, people: nasty}]};
          const palette = state.palette.map((style) => ({...style, label: nasty}));
          layer.data[state.level].names[0] = nasty;
          Object.assign(state, {legend, palette});
          layer.drawLegend();
          layer.fillTip(0);
          layer.redraw();
          await new Promise((done) => setTimeout(done, 200));
          return [document.querySelectorAll("img[src=x], .ankunft-legend b, .ankunft-tip b").length,
            window.broken, layer.tip.textContent.includes(nasty), layer.legend.textContent.includes(nasty)];
        }""",
        nasty,
    )
    assert found == [0, None, True, True]


def local(url: str) -> bool:
    return urlsplit(url).hostname in (None, "127.0.0.1") or url.startswith(("data:", "blob:"))


def test_without_a_network_everything_works_and_nobody_is_asked(visitor, server):
    """Only the base map asks another host: the one its notice names, and only when switched on."""
    context = visitor()
    asked: list[str] = []

    def keep_local(route: Route) -> None:
        if local(route.request.url):
            route.continue_()
        else:
            route.abort()

    context.on("request", lambda request: None if local(request.url) else asked.append(request.url))
    context.route("**/*", keep_local)
    page = context.new_page()
    page.on("websocket", lambda socket: None if local(socket.url) else asked.append(socket.url))
    frame = open_map(page, f"{server}/karte")
    assert sum(pixels(frame).values()) > 2_000
    page.mouse.click(*pixel_of(page, frame, DEGGENDORF))
    expect(page.locator(".st-key-panel")).to_contain_text("INKAR")
    page.get_by_role("link", name="Daten & Methoden").click()
    expect(page.get_by_text("So zitieren Sie")).to_be_visible()
    page.get_by_role("link", name="Karte").click()
    frame = map_frame(page)
    assert asked == []
    unfold(page, "Darstellung")
    notice = page.locator(".st-key-appearance")
    host = BASEMAPS["basemapde"]["host"]
    expect(notice).to_contain_text(host)
    assert asked == [], "the notice alone asks nobody"
    choose(page, "Hintergrundkarte", "basemap.de")
    wait_for_address(page, "tiles=basemapde")
    page.wait_for_timeout(1000)
    assert asked
    assert {urlsplit(url).hostname for url in asked} == {host}
    before = painted(frame)
    choose(page, "Hintergrundkarte", "keine")
    wait_for_paint(frame, before)
    page.wait_for_timeout(300)
    many = len(asked)
    move_slider(page, "Schwelle hoch")
    wait_for_address(page, "high=")
    assert len(asked) == many


def test_the_colours_of_the_payload_are_those_of_the_palette(page, server):
    frame = open_map(page, f"{server}/karte")
    sent = json.loads(frame.evaluate("JSON.stringify(ankunft.layer.state.palette)"))
    assert sent == [dict(style) for style in class_styles("de", dark=False)]
