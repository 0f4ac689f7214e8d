"""Profile, comparison and similar towns in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browsing import (
    asked_elsewhere,
    legend_counts,
    map_frame,
    map_frames,
    map_where,
    open_map,
    painted,
    pixels,
    press_until,
    query_of,
    wait_for_address,
    wait_for_paint,
)
from playwright.sync_api import Page, expect
from settling import becomes, fits, idle, settled, tab_to, tick, towns_compared

pytestmark = pytest.mark.browser

GOSLAR, LEIPZIG = "03153017", "14713000"
BLUE = "#2c7fb8"


def strips(page: Page) -> None:
    """Wait until the charts of all blocks are drawn."""
    expect(page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").nth(4)).to_be_visible()


def find(page: Page, text: str, name: str) -> None:
    page.get_by_role("combobox", name="Ort suchen").click()
    page.keyboard.type(text)
    page.locator("[role=option]", has_text=name).first.wait_for()
    page.keyboard.press("Enter")


def group(page: Page, name: str) -> None:
    page.locator(".st-key-profile_group").get_by_text(name, exact=True).click()


def strokes(page: Page) -> int:
    """The number of towns that the caption of the strips names."""
    text = page.get_by_text("Die Striche zeigen").inner_text()
    found = re.search(r"wie sich ([\d.]+)", text)
    assert found, text
    return int(found.group(1).replace(".", ""))


def test_the_link_to_a_profile_shows_it_and_keeps_the_group(visitor, server):
    context = visitor()
    asked = asked_elsewhere(context)
    page = context.new_page()
    frame = open_map(page, f"{server}/stadtprofil?town={GOSLAR}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Goslar")
    expect(page.get_by_text("Stadt, Landkreis Goslar, Niedersachsen")).to_contain_text("keine Zuordnung · deutlich")  # fmt: skip
    expect(page.get_by_text("47.433 Einwohnerinnen und Einwohner")).to_be_visible()
    assert sum(pixels(frame).values()) > 300
    strips(page)
    assert strokes(page) > 300
    fits(page, 1280)
    group(page, "Deutschland")
    expect(page.get_by_text("wie sich 10.786 Städte")).to_be_visible()
    assert wait_for_address(page, "group=nation")["town"] == GOSLAR
    link = page.url
    second = context.new_page()
    open_map(second, link)
    expect(second.get_by_text("wie sich 10.786 Städte")).to_be_visible()
    chosen = second.locator(".st-key-profile_group button[aria-checked=true]")
    expect(chosen).to_have_text("Deutschland")
    idle(page)
    idle(second)
    assert asked == []


def test_everything_follows_a_town_searched(page, server):
    open_map(page, f"{server}/stadtprofil?town={GOSLAR}")
    strips(page)
    find(page, LEIPZIG, "Leipzig")
    expect(page.get_by_role("heading", level=1)).to_have_text("Leipzig")
    wait_for_address(page, f"town={LEIPZIG}")
    frame = map_where(page, "ankunft.layer.map.getCenter().lat < 51.6")
    assert sum(legend_counts(frame).values()) == 63
    expect(page.get_by_text("Kreisfreie Stadt Leipzig, Sachsen")).to_be_visible()
    expect(page.get_by_text("Großstadt (ab 100.000)", exact=True)).to_be_visible()
    expect(page.get_by_text("Die Stadt nach ihrer eigenen Statistik")).to_be_visible()
    page.get_by_role("link", name="Quartiere ansehen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Leipzig: Welche Quartiere")
    assert query_of(page)["town"] == LEIPZIG


def test_similar_towns_are_listed_drawn_weighed_and_compared(page, server):
    frame = open_map(page, f"{server}/aehnliche?town={GOSLAR}")
    assert legend_counts(frame) == {"diese Stadt": 1, "ähnliche Städte": 10}
    assert pixels(frame).get(BLUE, 0) >= 1
    table = page.get_by_test_id("stDataFrame").locator("table[role=grid]")
    expect(table).to_have_attribute("aria-rowcount", "11")
    fits(page, 1280)
    before, towns = painted(frame), table.inner_text()
    page.locator("summary", has_text="Gewichte").click()
    page.get_by_role("slider", name="Wirtschaft und Arbeit").focus()
    page.keyboard.press("End")
    wait_for_paint(frame, before)
    assert wait_for_address(page, "economy=3")["town"] == GOSLAR
    page.wait_for_function(
        "before => (document.querySelector('[data-testid=stDataFrame] table')?.innerText ?? before) !== before",
        arg=towns,
    )
    assert map_frame(page) == frame, "the map was mounted anew"
    chosen = tick(page, 0, 1)
    assert len(chosen) == 3
    assert chosen[0] == GOSLAR
    link = page.get_by_role("link", name="Ausgewählte vergleichen")
    expect(link).to_have_attribute("href", re.compile("towns="))
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Städte nebeneinander")
    wait_for_address(page, "towns=")
    assert towns_compared(page) == chosen
    expect(page.get_by_test_id("stTable").locator("tbody tr")).to_have_count(3)


def test_a_click_on_the_map_chooses_the_town(page, server):
    frame = open_map(page, f"{server}/aehnliche?town={GOSLAR}&pos=48.83,12.96,10")
    x, y = frame.evaluate("() => { const p = ankunft.layer.map.latLngToContainerPoint([48.835, 12.962]); return [p.x, p.y]; }")  # fmt: skip
    box = page.locator("iframe").first.bounding_box()
    assert box
    page.mouse.click(box["x"] + x, box["y"] + y)
    expect(page.get_by_role("heading", level=1)).to_have_text("Deggendorf: von wem lernen?")
    wait_for_address(page, "town=09271119")


def test_nine_towns_with_maps_and_a_figure_in_every_size(page, server):
    page.goto(f"{server}/vergleich?town={GOSLAR}")
    page.get_by_role("button", name="Vielfalt in den Zentren (neun Städte)").click()
    expect(page.get_by_test_id("stTable").locator("tbody tr")).to_have_count(9)
    wait_for_address(page, "towns=")
    page.get_by_text("Karten der Städte zeigen").click()
    frames = map_frames(page, 9)
    assert all(sum(legend_counts(frame).values()) > 5 for frame in frames)
    spread = page.get_by_test_id("stVegaLiteChart").last
    # a picture of the chart, because its parts are not in the page
    drawn = "chart => { const c = chart.querySelector('canvas'); return c ? c.toDataURL() : chart.querySelector('svg').outerHTML; }"  # fmt: skip
    spread.scroll_into_view_if_needed()
    spread.locator("canvas, svg").first.wait_for()
    before = settled(page, lambda: spread.evaluate(drawn))
    box = page.get_by_role("combobox", name="Kennzahl")
    box.click()
    box.fill("Durchschnittsalter")
    page.get_by_role("option", name="Durchschnittsalter").first.wait_for()
    page.keyboard.press("Enter")
    wait_for_address(page, "figure=mean_age_2011")
    becomes(page, lambda: spread.evaluate(drawn), before.__ne__)
    expect(page.get_by_text("innerhalb der Größenklassen")).to_be_visible()


def phone(visitor) -> Page:
    return visitor(
        viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True
    ).new_page()


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(f"stadtprofil?town={GOSLAR}", id="stadtprofil"),
        pytest.param(f"vergleich?towns={GOSLAR},{LEIPZIG}", id="vergleich"),
        pytest.param(f"aehnliche?town={GOSLAR}", id="aehnliche"),
    ],
)
def test_nothing_is_wider_than_a_phone(visitor, server, address):
    page = phone(visitor)
    page.goto(f"{server}/{address}")
    if "aehnliche" in address:
        map_frame(page)
        page.get_by_test_id("stDataFrame").wait_for()
    else:
        strips(page)
    fits(page, 390)


def test_towns_of_long_names_fit_beside_each_other(page, server):
    page.goto(f"{server}/vergleich?towns=03153017,03153012,03254002,03360025,03153002,03351006")
    strips(page)
    fits(page, 1280)


@pytest.mark.parametrize(
    ("address", "map_key", "below"),
    [("aehnliche", "peermap", "controls"), ("stadtprofil", "smallmap", "factsheet")],
)
def test_on_a_phone_the_map_comes_first(visitor, server, address, map_key, below):
    page = phone(visitor)
    open_map(page, f"{server}/{address}?town={GOSLAR}")
    page.locator(f".st-key-{below}").wait_for()
    idle(page)
    stage = settled(page, page.locator(f".st-key-{map_key}").bounding_box)
    rest = page.locator(f".st-key-{below}").bounding_box()
    assert stage
    assert rest
    assert stage["y"] + stage["height"] <= rest["y"]
    assert stage["y"] < 844 / 4, "right below title and search"


def test_rows_that_are_ticked_are_the_towns_compared(page, server):
    """After another question other towns stand in the rows that were ticked."""
    open_map(page, f"{server}/aehnliche?town={GOSLAR}")
    before = tick(page, 0, 1)
    assert len(before) == 3
    page.locator(".st-key-profile_alike").get_by_text("Struktur ähnlich, Ankunft anders").click()
    wait_for_address(page, "alike=structure")
    idle(page)
    ticked = page.locator("[data-testid=stDataFrame] tr[role=row][aria-selected=true]").count()
    assert ticked == 0 or towns_compared(page) != before


def test_the_small_map_does_not_move_the_map_of_germany(page, visitor, server):
    open_map(page, f"{server}/stadtprofil?town={GOSLAR}")
    page.wait_for_function("location.search.includes('pos=')")
    second = visitor().new_page()
    open_map(second, page.url)
    second.get_by_role("link", name="Vergleichsstädte", exact=True).click()
    frame = map_where(second, "document.querySelector('.ankunft-legend').textContent.includes('ähnliche Städte')")  # fmt: skip
    assert frame.evaluate("ankunft.layer.map.getZoom()") < 8


def test_the_keyboard_alone_chooses_town_and_group(page, server):
    open_map(page, f"{server}/stadtprofil?town={GOSLAR}")
    strips(page)
    press_until(page, "Tab", "Ort suchen")
    page.keyboard.type("Deggendorf")
    expect(page.get_by_role("option", name="Deggendorf").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Deggendorf")
    map_where(page, "ankunft.layer.map.getCenter().lat < 49")
    press_until(page, "Tab", "profile_group")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_text("wie sich 10.786 Städte")).to_be_visible()
    query = wait_for_address(page, "group=nation")
    assert query["town"] == "09271119"


def test_the_keyboard_alone_compares_towns(page, server):
    page.goto(f"{server}/vergleich?town={GOSLAR}")
    search = page.get_by_role("combobox", name="Städte (höchstens")
    rows = page.get_by_test_id("stTable").locator("tbody tr")
    tab_to(search)
    for number, town in enumerate((GOSLAR, LEIPZIG)):
        page.keyboard.type(town)
        expect(page.get_by_role("option", name=town)).to_be_visible()
        page.keyboard.press("Enter")
        becomes(page, lambda: towns_compared(page), lambda towns, n=number: len(towns) == n + 1)
    expect(rows).to_have_count(2)
    page.keyboard.press("Escape")
    tab_to(page.get_by_role("button", name="Vielfalt in den Zentren (neun Städte)"))
    page.keyboard.press("Space")
    expect(rows).to_have_count(9)
    idle(page)
    # not a stop for every button of every small chart
    tab_to(page.locator("summary", has_text="Als Tabelle").first, most=6)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
    tab_to(page.get_by_role("combobox", name="Kennzahl"))
    page.keyboard.type("Durchschnittsalter")
    expect(page.get_by_role("option", name="Durchschnittsalter").first).to_be_visible()
    page.keyboard.press("Enter")
    wait_for_address(page, "figure=mean_age_2011")


def test_the_keyboard_alone_finds_similar_towns(page, server):
    open_map(page, f"{server}/aehnliche?town={GOSLAR}")
    page.get_by_test_id("stDataFrame").wait_for()
    tab_to(page.get_by_role("combobox", name="Ort suchen"))
    page.keyboard.type("09271119")
    expect(page.get_by_role("option", name="Deggendorf")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Deggendorf: von wem lernen?")
    wait_for_address(page, "town=09271119")
    idle(page)
    tab_to(page.locator(".st-key-profile_alike"))
    page.keyboard.press("ArrowDown")
    wait_for_address(page, "alike=structure")
    page.keyboard.press("ArrowUp")
    becomes(page, lambda: query_of(page).get("alike"), lambda alike: alike is None)
    idle(page)
    tab_to(page.locator("summary", has_text="Gewichte"))
    page.keyboard.press("Enter")
    economy = page.get_by_role("slider", name="Wirtschaft und Arbeit")
    expect(economy).to_be_visible()
    idle(page)
    tab_to(economy)
    page.keyboard.press("ArrowRight")
    wait_for_address(page, "economy=1.25")
    idle(page)
    listed = page.get_by_test_id("stDataFrame")
    tab_to(listed.locator("canvas"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    becomes(page, lambda: len(towns_compared(page)), (2).__eq__)
    idle(page)
    link = page.get_by_role("link", name="Ausgewählte vergleichen")
    tab_to(link)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Städte nebeneinander")
    expect(page.get_by_test_id("stTable").locator("tbody tr")).to_have_count(2)


def test_the_fact_sheet_is_a_pdf_of_the_town(page, server):
    open_map(page, f"{server}/stadtprofil?town={GOSLAR}")
    with page.expect_download(timeout=60_000) as waiting:
        page.get_by_role("button", name="Faktenblatt").click()
    assert waiting.value.suggested_filename == f"ankunft-{GOSLAR}-de.pdf"
    content = Path(waiting.value.path()).read_bytes()
    assert content.startswith(b"%PDF")
    assert len(content) > 20_000


GERMAN = re.compile(
    r"\b(und|Städte|Stadt|ähnliche|Struktur|Ankunft|Anzahl|alle|nicht|Gewichte|Gesucht|Personen|"
    r"Mindestens|Höchstens|Bereich|Kennzahl|Wert|Jahr|Quelle|Viertel|Abstand|Bestand|verbindet|"
    r"trennt|Verlauf|Karten|Faktenblatt|Quartiere|Deutschland|keine|Klasse|Größe|ohne|Vergleich)\b"
)
# names of publishers and places stay as they are
ATTRIBUTED = re.compile(
    r"Statistische Ämter des Bundes und der Länder|Zensus \d+|Daten verändert|Statistisches Bundesamt|"
    r"Vielfalt in den Zentren|Amt für Statistik und Wahlen|Kreisfreie Stadt|"
    r"Stadt, Landkreis Goslar|Stadt Leipzig|Stadt, (?=Kreisfreie)"
)


@pytest.mark.parametrize("name", ["stadtprofil", "vergleich", "aehnliche"])
def test_english_leaves_no_german(page, server, name):
    # a town with statistics of its own has more to say
    page.goto(f"{server}/{name}?town={LEIPZIG}&towns={GOSLAR},{LEIPZIG}&lang=en")
    expect(page.get_by_role("button", name="Deutsch")).to_be_visible()
    expect(page.get_by_test_id("stDataFrame" if name == "aehnliche" else "stVegaLiteChart").last).to_be_visible()  # fmt: skip
    idle(page)
    texts = [page.locator("body").inner_text()]
    if name != "vergleich":
        texts.append(map_frame(page).locator(".ankunft-legend").inner_text())
    left = {word for text in texts for word in GERMAN.findall(ATTRIBUTED.sub("", text))}
    assert not left


def test_a_change_after_the_map_was_moved_is_kept(page, server):
    """The map writes its position into the address by itself; that is no new link."""
    frame = open_map(page, f"{server}/aehnliche?town={GOSLAR}")
    page.get_by_test_id("stDataFrame").wait_for()
    frame.evaluate("() => ankunft.layer.map.panBy([60, 40], {animate: false})")
    page.wait_for_function("location.search.includes('pos=')")
    page.locator(".st-key-profile_alike").get_by_text("Struktur ähnlich, Ankunft anders").click()
    expect(page.get_by_role("radio", name="Struktur ähnlich, Ankunft anders")).to_be_checked()
    assert wait_for_address(page, "alike=structure")["town"] == GOSLAR
    frame = map_where(page, "document.querySelector('.ankunft-legend').textContent.includes('gefundene')")  # fmt: skip
    assert legend_counts(frame)["gefundene Städte"] == 10


def test_changes_in_quick_succession_all_count(page, server):
    """The browser asks with the old address until it has been told the new one."""
    open_map(page, f"{server}/aehnliche?town={GOSLAR}")
    page.get_by_test_id("stDataFrame").wait_for()
    idle(page)
    first, second = (page.locator(f".st-key-profile_{name}") for name in ("without", "alike"))
    for pause, without, alike, address in (
        (0, "nicht aus dem eigenen Land", "Struktur ähnlich, Ankunft anders", ["state", "structure"]),
        (100, "nicht aus dem eigenen Kreis", "Ankunft ähnlich, Struktur anders", [None, "arrival"]),
        (200, "auch aus dem eigenen Kreis", "in allem ähnlich", ["none", None]),
        (0, "nicht aus dem eigenen Kreis", "Struktur ähnlich, Ankunft anders", [None, "structure"]),
    ):  # fmt: skip
        first.get_by_text(without, exact=True).click()
        page.wait_for_timeout(pause)
        second.get_by_text(alike, exact=True).click()
        becomes(page, lambda: [query_of(page).get(key) for key in ("without", "alike")], address.__eq__)  # fmt: skip
        idle(page)
        for name in (without, alike):
            expect(page.get_by_role("radio", name=name, exact=True)).to_be_checked()
