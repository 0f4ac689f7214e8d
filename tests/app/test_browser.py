"""The app in a real browser: what a visitor sees, clicks, types and gets."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Frame, Page, Route, expect

from ankunft.maps.folium_map import BASEMAPS
from ankunft.maps.palette import class_styles

pytestmark = pytest.mark.browser

DEGGENDORF = {"id": "09271119", "lat": 48.835, "lng": 12.962}
PASSAU = {"id": "09262000", "lat": 48.565, "lng": 13.43}
LEIPZIG = {"id": "14713000", "lat": 51.34, "lng": 12.37}


# ------------------------------------------------------------------ the map as a test sees it


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
    """Choose from a list by its label."""
    control = page.get_by_role("combobox", name=label)
    control.scroll_into_view_if_needed()
    page.wait_for_timeout(500)  # scrolling and runs under way close the list
    control.click()
    page.get_by_role("option", name=option).first.click()


# ------------------------------------------------------------------ drawing and restyling


def test_the_map_is_drawn_in_the_colours_of_its_classes(page, server):
    frame = open_map(page, f"{server}/karte")
    found = pixels(frame)
    assert sum(found.values()) > 2_000
    for style in class_styles("de", dark=False):
        assert found.get(style["fill"], 0) > 10, style["label"]
    legend = frame.locator(".ankunft-legend").inner_text()
    for word in ("traditionell", "neu", "im Entstehen", "relativ rückläufig", "keine Aussage"):
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


# ------------------------------------------------------------------ selecting


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


# ------------------------------------------------------------------ the address


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


# ------------------------------------------------------------------ table and files


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
    saved = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert waiting.value.suggested_filename.startswith("ankunft-county-")
    assert waiting.value.suggested_filename.endswith(".csv")
    assert "Statistische Ämter des Bundes und der Länder" in saved
    assert "Daten verändert" in saved
    assert "level=county" in saved
    assert "Rostock" in saved
    assert "Flensburg" not in saved


# ------------------------------------------------------------------ languages, sizes, themes


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


# ------------------------------------------------------------------ nobody else is asked


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
