"""The page of one town in a real browser: its quarters, its years, its cells and its centre."""

from __future__ import annotations

import re
import zipfile

import pytest
import shapely
from browsing import (
    asked_elsewhere,
    codes_of,
    drag_map,
    legend_counts,
    map_frame,
    map_frames,
    map_where,
    messages_to_server,
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
from playwright.sync_api import Page, expect

from ankunft.base.grid import cell_corner
from ankunft.output.maps.palette import class_styles

pytestmark = pytest.mark.browser

LEIPZIG = "14713000"
BERLIN = "11000000"
COLOURS = {style["label"]: style["fill"] for style in class_styles("de", dark=False)}
CELL = 326904553
"""Key of a 1 km cell in the middle of Berlin."""


def cell_place(key: int) -> dict:
    """The middle of a 1 km cell, in degrees."""
    north, east = cell_corner(key, size=1000)
    return place_in(shapely.box(east, north, east + 1000, north + 1000))


def district(edition, ags: str, name: str) -> dict:
    """A place in a district of the edition."""
    areas = edition.city(ags).areas.set_index("name")
    return place_in(areas.geometry[name])


def section(page: Page, name: str) -> None:
    page.locator(".st-key-section").get_by_text(name, exact=True).click()


def year_slider(page: Page, end: int) -> None:
    """Focus the first (0) or the last (1) year of the comparison."""
    page.locator(".st-key-controls").get_by_role("slider").nth(end).focus()


def test_the_first_request_of_a_server_may_be_a_link_to_a_town(visitor, fresh_server):
    context = visitor()
    asked = asked_elsewhere(context)
    page = context.new_page()
    frame = open_map(page, f"{fresh_server}/quartiere?town={LEIPZIG}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Leipzig: Welche Quartiere sind neu")  # fmt: skip
    for name in ("Karte", "Quartiere", "Eigene Daten", "Daten & Methoden"):
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    shown = pixels(frame)
    for label in ("traditionell", "neu", "im Entstehen", "angeglichen", "keine Zuordnung"):
        assert shown.get(COLOURS[label], 0) > 100, label
    counts = legend_counts(frame)
    assert (counts["traditionell"], counts["neu"]) == (5, 3)
    assert sum(counts.values()) == 63
    table = page.get_by_test_id("stDataFrame")
    expect(table.locator("table[role=grid] tr[role=row]").nth(3)).to_be_attached()
    named = sum(count for label, count in counts.items() if label != "keine Zuordnung")
    # one row more for the head
    assert int(table.locator("table[role=grid]").get_attribute("aria-rowcount") or 0) == named + 1
    page.wait_for_timeout(500)
    assert asked == []


def test_other_years_recolour_the_map_and_stand_in_the_address(page, visitor, server):
    frame = open_map(page, f"{server}/quartiere?town={LEIPZIG}")
    before, colours = painted(frame), pixels(frame)
    year_slider(page, 0)
    page.keyboard.press("Home")
    wait_for_paint(frame, before)
    wait_for_address(page, "from=2000")
    before = painted(frame)
    year_slider(page, 1)
    page.keyboard.press("ArrowRight")
    wait_for_paint(frame, before)
    query = wait_for_address(page, "to=2023")
    assert query["from"] == "2000"
    expect(frame.locator(".ankunft-legend-title")).to_contain_text("2000 → 2023")
    assert pixels(frame) != colours
    assert map_frame(page) == frame, "the map was mounted anew"
    second = visitor().new_page()
    again = open_map(second, page.url)
    assert codes_of(again) == codes_of(frame)
    assert legend_counts(again) == legend_counts(frame)
    assert (query_of(second)["from"], query_of(second)["to"]) == ("2000", "2023")


def test_the_link_keeps_where_the_map_is(page, server):
    """Every change after the map was moved leaves the position in the address."""
    frame = open_map(page, f"{server}/quartiere?town={LEIPZIG}")
    drag_map(page, {"lat": 51.34, "lng": 12.37}, frame, -120, -60)
    moved = position(frame)
    before = painted(frame)
    year_slider(page, 0)
    page.keyboard.press("ArrowRight")
    wait_for_paint(frame, before)
    wait_for_address(page, "from=2012")
    page.wait_for_timeout(600)
    assert position(frame) == moved
    lat, lng, zoom = map(float, query_of(page).get("pos", "0,0,0").split(","))
    assert (lat, lng, zoom) == pytest.approx(moved, abs=1e-3)


def test_a_click_on_a_district_explains_it(page, server, edition):
    frame = open_map(page, f"{server}/quartiere?town={LEIPZIG}")
    page.mouse.click(*pixel_of(page, frame, district(edition, LEIPZIG, "Neustadt-Neuschönefeld")))
    panel = page.locator(".st-key-panel")
    expect(panel.get_by_role("heading")).to_have_text("Neustadt-Neuschönefeld")
    expect(panel).to_contain_text("T · traditionell")
    expect(panel).to_contain_text("-Fachen des Werts für Leipzig")
    expect(panel).to_contain_text("statistischer Hinweis")
    expect(panel).to_contain_text("Amt für Statistik")
    expect(panel.get_by_test_id("stVegaLiteChart").locator("svg, canvas").first).to_be_visible()
    assert wait_for_address(page, "sel=")["sel"] == "20"
    page.locator(".st-key-close button:visible").click()
    expect(panel).to_have_count(0)
    page.wait_for_function("!location.search.includes('sel=')")


def test_a_row_of_the_list_selects_the_quarter_and_its_file_names_the_rule(page, server):
    frame = open_map(page, f"{server}/quartiere?town={LEIPZIG}")
    table = page.get_by_test_id("stDataFrame")
    expect(table.locator("table[role=grid] tr[role=row]").nth(3)).to_be_attached()
    table.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    box = table.bounding_box()
    assert box
    page.mouse.click(box["x"] + 12, box["y"] + 35 + 17)
    panel = page.locator(".st-key-panel")
    expect(panel.get_by_role("heading")).not_to_be_empty()
    name = panel.get_by_role("heading").inner_text()
    wait_for_address(page, "sel=")
    frame.wait_for_function("ankunft.layer.state.selected >= 0")
    assert frame.evaluate("ankunft.layer.data.town.names[ankunft.layer.state.selected]") == name
    page.locator(".st-key-quarter_downloads button").first.click()
    with page.expect_download() as waiting:
        page.locator(".st-key-quarters_csv button").click()
    stem = f"ankunft-quartiere-{LEIPZIG}-2011-2022"
    assert waiting.value.suggested_filename == f"{stem}.zip"
    with zipfile.ZipFile(waiting.value.path()) as archive:
        table, side = (archive.read(f"{stem}.csv{end}").decode() for end in ("", "-metadata.json"))
    assert name in table
    assert "Amt für Statistik und Wahlen" in side
    assert f"town={LEIPZIG}" in side


def test_the_years_play_without_the_server(page, server):
    sent = messages_to_server(page)
    frame = open_map(page, f"{server}/quartiere?town={LEIPZIG}&show=share")
    year = frame.locator(".ankunft-year")
    expect(year).to_have_text("2022")
    frame.get_by_label("Jahr", exact=True).focus()
    page.keyboard.press("Home")
    expect(year).to_have_text("2000")
    page.wait_for_timeout(1200)  # the first visit has said all it has to say
    address, many = page.url, len(sent)
    codes, colours, counts = codes_of(frame), pixels(frame), legend_counts(frame)
    frame.get_by_role("button", name="Jahre abspielen").click()
    expect(year).to_have_text("2002")
    frame.get_by_role("button", name="Anhalten").click()
    stopped = year.inner_text()
    assert codes_of(frame) != codes
    assert pixels(frame) != colours
    assert legend_counts(frame) != counts
    assert sum(legend_counts(frame).values()) == sum(counts.values())
    page.wait_for_timeout(1200)
    expect(year).to_have_text(stopped)
    assert page.url == address
    assert len(sent) == many


def test_two_years_side_by_side_keep_one_position(page, server):
    open_map(page, f"{server}/quartiere?town={LEIPZIG}&show=beside")
    left, right = map_frames(page, 2)
    expect(left.locator(".ankunft-legend-title")).to_contain_text("2011")
    expect(right.locator(".ankunft-legend-title")).to_contain_text("2022")
    assert legend_counts(left).keys() == legend_counts(right).keys(), "the same steps"
    assert codes_of(left) != codes_of(right)
    before = position(left)
    drag_map(page, {"lat": 51.34, "lng": 12.37}, left, -80, 40)
    assert position(left) != before
    assert position(right) == pytest.approx(position(left), abs=2e-3), "two pixels"
    right.get_by_role("button", name="Vergrößern").click()
    left.wait_for_function("zoom => ankunft.layer.map.getZoom() > zoom", arg=before[2])
    page.wait_for_timeout(500)
    assert position(left) == pytest.approx(position(right), abs=2e-3)


def test_a_cell_is_marked_as_sonderwohnform_and_taken_back(page, server):
    frame = open_map(page, f"{server}/quartiere?town={BERLIN}&unit=cell&sel={CELL}")
    expect(page.locator(".st-key-panel")).to_contain_text("Personen")
    index = frame.evaluate("ankunft.layer.state.selected")
    before, code = painted(frame), codes_of(frame)[index]
    page.get_by_role("button", name="Als Sonderwohnform kennzeichnen").click()
    wait_for_paint(frame, before)
    assert wait_for_address(page, "out=")["out"] == str(CELL)
    style = frame.evaluate(
        "ankunft.layer.state.palette[ankunft.layer.state.codes[ankunft.layer.state.selected]]"
    )
    assert style["label"] == "Sonderwohnform, außen vor"
    assert pixels(frame).get(style["fill"], 0) > 5
    assert legend_counts(frame)["Sonderwohnform, außen vor"] == 1
    before = painted(frame)
    page.get_by_role("button", name="Wieder aufnehmen").click()
    wait_for_paint(frame, before)
    page.wait_for_function("!location.search.includes('out=')")
    assert codes_of(frame)[index] == code
    assert style["fill"] not in pixels(frame)


def test_the_figures_of_a_cell_are_called_so(page, server):
    """Pointed at it is a cell in its quarter; the panel sets its figures beside the quarter's."""
    frame = open_map(page, f"{server}/quartiere?town={BERLIN}&unit=cell")
    page.mouse.move(*pixel_of(page, frame, cell_place(CELL)))
    expect(frame.locator(".ankunft-tip-name")).to_contain_text("Zelle in ")
    page.mouse.click(*pixel_of(page, frame, cell_place(CELL)))
    panel = page.locator(".st-key-panel")
    expect(panel).to_contain_text("Für das ganze Quartier (")
    for line in (
        "Personen, diese Zelle",
        "Personen, Quartier",
        "Anteil, diese Zelle",
        "Anteil, Quartier",
    ):
        expect(panel).to_contain_text(line)


def test_the_centre_is_outlined_and_can_be_moved(page, server):
    frame = open_map(page, f"{server}/quartiere?town={BERLIN}&unit=cell")
    kinds = "ankunft.layer.state.lines.map(line => line.kind)"
    rings = "JSON.stringify(ankunft.layer.state.lines.find(line => line.kind === 'centre').rings)"
    assert "centre" not in frame.evaluate(kinds)
    section(page, "Zentrum")
    expect(page.get_by_text("Anteil im Rest der Stadt")).to_be_visible()
    frame.wait_for_function(f"{kinds}.includes('centre')")
    outline = frame.evaluate(rings)
    page.mouse.click(*pixel_of(page, frame, cell_place(CELL)))
    page.get_by_role("button", name="Zentrum hierher legen").click()
    assert wait_for_address(page, "centre=")["centre"] == str(CELL)
    frame.wait_for_function(f"before => {rings} !== before", arg=outline)
    page.get_by_role("button", name="Zurück zur dichtesten Zelle").click()
    page.wait_for_function("!location.search.includes('centre=')")
    frame.wait_for_function(f"before => {rings} === before", arg=outline)


def test_the_search_goes_to_another_town(page, server):
    open_map(page, f"{server}/quartiere?town={LEIPZIG}&sel=20&from=2005&to=2015")
    page.get_by_role("combobox", name="Ort suchen").click()
    page.keyboard.type("02000000")
    page.locator("[role=option]", has_text="Hamburg").wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hamburg: Welche")
    query = wait_for_address(page, "town=02000000")
    assert "sel" not in query
    frame = map_where(page, "ankunft.layer.map.getCenter().lat > 53")
    assert position(frame)[:2] == pytest.approx((53.55, 10.0), abs=0.2)
    expect(frame.locator(".ankunft-legend-title")).to_contain_text("2011 → 2022")
    assert pixels(frame).get(COLOURS["traditionell"], 0) > 20


def test_on_a_phone_the_map_comes_first(visitor, server):
    context = visitor(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = context.new_page()
    frame = open_map(page, f"{server}/quartiere?town={LEIPZIG}")
    page.locator(".st-key-controls").get_by_role("slider").first.wait_for(state="attached")
    page.wait_for_timeout(500)
    stage = page.locator(".st-key-mapbox").bounding_box()
    controls = page.locator(".st-key-controls").bounding_box()
    assert stage
    assert controls
    assert stage["y"] + stage["height"] <= controls["y"]
    assert stage["y"] < 844 / 2
    assert stage["width"] <= 390
    for where in (page, frame):
        assert where.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert page.get_by_test_id("stMain").evaluate("e => e.scrollWidth <= e.clientWidth")
    assert sum(pixels(frame).values()) > 500
    for name in ("Segregation", "Zentrum"):
        section(page, name)
        page.wait_for_timeout(800)
        assert page.get_by_test_id("stMain").evaluate("e => e.scrollWidth <= e.clientWidth"), name


def test_the_keyboard_alone_chooses_town_and_section(page, server):
    open_map(page, f"{server}/quartiere?town={LEIPZIG}")
    page.locator(".st-key-section").wait_for()
    page.wait_for_timeout(500)
    name = "document.activeElement.getAttribute('aria-label') || document.activeElement.closest('[class*=st-key-]')?.className.match(/st-key-(\\S+)/)?.[1]"  # fmt: skip
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(name))
    for part in ("Ort suchen", "town_unit", "Zeigen", "town_reference", "section", "sources"):
        assert part in reached, reached
    while page.evaluate(name) != "section":
        page.keyboard.press("Shift+Tab")
    chosen = page.locator(".st-key-section button[aria-checked=true]")
    expect(chosen).to_have_text("Quartiere")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_text("jedes Jahr verglichen mit 2011")).to_be_visible()
    while page.evaluate(name) != "Ort suchen":
        page.keyboard.press("Shift+Tab")
    page.keyboard.type("Deggendorf")
    expect(page.get_by_role("option", name="Deggendorf").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Deggendorf")
    wait_for_address(page, "town=09271119")


GERMAN = re.compile(
    r"\b(und|Gebiete|Stadtteile|Zellen|Zeigen|Klasse|Klassen|Vergleich|Bezug|eigene|Deutschland|Regel|"
    r"Schwellen|Quartiere|Zentrum|Anteil|Personen|Herunterladen|Quellen|Jahr|Jahre|abspielen|"
    r"Veränderung|Häufung|traditionell|neu|keine|Schließen|Kriterium|erfüllt|Ort|suchen|Reset|"
    r"Fachen|Hinweis|der|die|das|wohnen|gestiegen|gesunken)\b"
)


def test_english_leaves_no_german(page, server):
    open_map(page, f"{server}/quartiere?town={LEIPZIG}&sel=20")
    expect(page.locator(".st-key-panel")).to_contain_text("Prozentpunkte")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Deutsch")).to_be_visible()
    frame = map_where(page, "ankunft.layer.state.lang === 'en'")
    expect(page.locator(".st-key-panel")).to_contain_text("percentage points")
    wait_for_address(page, "lang=en")
    # names of publishers and places stay as they are
    attributed = re.compile(r"Statistische Ämter des Bundes und der Länder|Zensus \d+|Daten verändert|Amt für Statistik und Wahlen")  # fmt: skip
    for number in range(4):
        page.locator(".st-key-section button").nth(number).click()
        page.wait_for_timeout(800)
        expect(page.get_by_test_id("stSpinner")).to_have_count(0)
        texts = [page.locator("body").inner_text(), frame.locator(".ankunft-legend").inner_text()]
        left = {word for text in texts for word in GERMAN.findall(attributed.sub("", text))}
        assert not left, number


def test_cells_of_100_m_are_of_2022_and_say_so(page, server, edition):
    cells = edition.cells_100m[edition.cells_100m["ags"] == "02000000"]
    north, east = cell_corner(cells["cell"].iloc[len(cells) // 2], size=100)
    place = place_in(shapely.box(east, north, east + 100, north + 100))
    frame = open_map(page, f"{server}/quartiere?town=02000000&unit=fine")
    expect(frame.locator(".ankunft-legend-title")).to_contain_text("2022")
    expect(page.locator(".st-key-town_unit")).to_contain_text("100-m-Zellen (2022)")
    expect(page.get_by_role("combobox", name="Zeigen")).to_have_value("Anteil")
    expect(frame.locator(".ankunft-years")).to_have_count(0)
    expect(page.get_by_text("Hier liegt nur das Jahr 2022 vor")).to_be_visible()
    assert sum(pixels(frame).values()) > 2_000
    page.mouse.click(*pixel_of(page, frame, place))
    expect(page.locator(".st-key-panel").get_by_role("heading")).to_contain_text("nur 2022")
