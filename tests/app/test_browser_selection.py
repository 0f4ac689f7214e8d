"""Case selection in a real browser: frame, sample, cases, call and protocol."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from browsing import (
    asked_elsewhere,
    legend_counts,
    map_frame,
    map_where,
    open_map,
    query_of,
    wait_for_address,
    wait_for_paint,
)
from browsing import painted as painting
from playwright.sync_api import Frame, Locator, Page, expect
from settling import becomes, fits, idle, settled, tab_to

pytestmark = pytest.mark.browser

GOSLAR, DEGGENDORF = "03153017", "09271119"
IN_FRAME = ("in der Grundgesamtheit", "Vollerhebung", "gezogen", "Ersatz")
NASTY = "<img src=x onerror=\"window.broken=1\"><script>window.broken=1</script> **fett** [Link](javascript:alert(1))"  # fmt: skip
SECRET = "erika@example.org"


def steps(page: Page, name: str) -> None:
    page.locator(".st-key-selection_step").get_by_text(name, exact=True).click()
    idle(page)


def field(page: Page, key: str) -> Locator:
    """The field for a number of this key."""
    return page.locator(f".st-key-{key} input").first


def put(page: Page, key: str, value: str) -> None:
    field(page, key).fill(value)
    field(page, key).press("Enter")
    idle(page)


def pick(page: Page, key: str, text: str) -> None:
    """Choose from the list of this key by typing."""
    page.locator(f".st-key-{key}").get_by_role("combobox").click()
    page.keyboard.type(text)
    page.locator("[role=option]", has_text=text).first.wait_for()
    page.keyboard.press("Enter")
    idle(page)


def summary(page: Page) -> int:
    """Towns of the frame, as the sentence beside the map says."""
    text = page.locator(".st-key-selectionsummary").inner_text()
    return int(text.split(" ")[0].replace(".", ""))


def inside(frame: Frame) -> int:
    counts = legend_counts(frame)
    return sum(counts.get(name, 0) for name in IN_FRAME)


def listed(page: Page, number: int = -1) -> str:
    """Text of a table; the first rows, because tables draw what is on screen."""
    tables = page.get_by_test_id("stDataFrame")
    return tables.nth(number if number >= 0 else tables.count() - 1).locator("table").inner_text()


def file(name: str, text: str) -> dict:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": text.encode()}


def hand_over(page: Page, name: str, text: str) -> None:
    page.locator("input[type=file]").set_input_files(file(name, text))


def fetched(page: Page, ending: str) -> bytes:
    with page.expect_download(timeout=60_000) as waiting:
        page.locator(f".st-key-selection_protocol_{ending} button").click()
    assert waiting.value.suggested_filename.endswith(f".{ending}")
    return Path(waiting.value.path()).read_bytes()


def nothing_ran(page: Page) -> None:
    """No text of a file became a part of the page."""
    assert page.evaluate("window.broken") is None
    assert page.locator("img[src=x], a[href^='javascript']").count() == 0
    assert page.locator(".stMain script").count() == 0
    assert page.locator("strong", has_text="fett").count() == 0


def test_the_map_fills_the_first_screen_and_counts_the_frame(visitor, server):
    context = visitor()
    asked = asked_elsewhere(context)
    page = context.new_page()
    frame = open_map(page, f"{server}/fallauswahl")
    expect(page.get_by_role("heading", level=1)).to_have_text("Welche Städte untersuchen?")
    idle(page)
    assert inside(frame) == summary(page) > 500
    stage = settled(page, page.locator("iframe").first.bounding_box)
    assert stage
    assert stage["y"] + stage["height"] <= 800
    assert stage["width"] * stage["height"] >= 0.6 * 1280 * 800
    fits(page, 1280)
    for name in ("Stichprobe", "Fälle", "Aufruf", "Protokoll"):
        steps(page, name)
        fits(page, 1280)
        assert map_frame(page) == frame, "the map was mounted anew"
    assert asked == []


def test_conditions_change_the_counts_and_travel_with_the_link(page, visitor, server):
    frame = open_map(page, f"{server}/fallauswahl")
    idle(page)
    before = summary(page)
    pick(page, "selection_add", "Größte Robustheit eines neuen")
    condition = page.locator(".st-key-selection_condition_1")
    value = condition.get_by_role("spinbutton")
    value.fill("0.8")
    value.press("Enter")
    expect(condition).to_contain_text("mindestens 0,80")
    idle(page)
    few = summary(page)
    assert few < before
    becomes(page, lambda: inside(frame), few.__eq__)
    assert legend_counts(frame)["ohne Angabe, ausgeschlossen"] > 0
    condition.get_by_text("behalten", exact=True).click()
    becomes(page, lambda: summary(page), lambda n: n > few)
    idle(page)
    kept = summary(page)
    assert map_frame(page) == frame, "the map was mounted anew"
    wait_for_address(page, "plan=")
    second = visitor().new_page()
    open_map(second, page.url)
    idle(second)
    assert summary(second) == kept
    undo = page.get_by_role("button", name="Rückgängig")
    undo.click()
    becomes(page, lambda: summary(page), few.__eq__)
    idle(page)
    for _again in range(2):  # the value, the condition
        undo.click()
        idle(page)
    assert summary(page) == before
    expect(undo).to_be_disabled()
    assert "plan" not in query_of(page)


def test_a_veto_in_the_panel_brings_a_replacement(page, server):
    frame = open_map(page, f"{server}/fallauswahl?step=sample")
    idle(page)
    drawn, painted = legend_counts(frame)["gezogen"], painting(frame)
    codes = frame.evaluate("[...ankunft.layer.state.codes].join()")
    put(page, "selection_seed", "77")
    wait_for_paint(frame, painted)
    assert frame.evaluate("[...ankunft.layer.state.codes].join()") != codes, "the same towns drawn"
    assert legend_counts(frame)["gezogen"] == drawn
    pick(page, "selection_search", GOSLAR)
    panel = page.locator(".st-key-panel")
    expect(panel).to_contain_text("Goslar")
    for seed in range(78, 98):  # until the town is drawn
        if "gezogen" in panel.inner_text():
            break
        put(page, "selection_seed", str(seed))
    panel.get_by_role("button", name="Veto", exact=True).click()
    said = page.locator(".st-key-selectionsaid")
    expect(said).to_contain_text("Grund der Entscheidung")
    box = said.bounding_box()
    assert box
    assert box["y"] + box["height"] <= 800, "what was refused is said where it is seen"
    panel.get_by_role("textbox").fill(NASTY)
    panel.get_by_role("textbox").press("Tab")
    panel.get_by_role("button", name="Veto", exact=True).click()
    expect(panel.get_by_role("button", name="Entscheidung zurücknehmen")).to_be_visible()
    expect(panel).to_contain_text("**fett**")
    expect(panel).to_contain_text("ersetzt durch")
    becomes(page, lambda: legend_counts(frame).get("Veto"), lambda n: n == 1)
    counts = legend_counts(frame)
    assert (counts["gezogen"], counts["Ersatz"]) == (drawn - 1, 1)
    idle(page)
    nothing_ran(page)
    assert "fett" not in page.url
    panel.get_by_role("button", name="Entscheidung zurücknehmen").click()
    becomes(page, lambda: legend_counts(frame).get("Veto"), lambda n: n is None)


def test_wishes_that_contradict_are_said_on_the_first_screen(page, server):
    frame = open_map(page, f"{server}/fallauswahl?step=cases&preset=zusammenhalt")
    idle(page)
    assert legend_counts(frame)["Fall"] == 6
    pick(page, "selection_add_wish", "Lage: Land")
    number = page.locator("[class*=st-key-selection_w][class*=_least]").last.locator("input")
    number.fill("6")
    number.press("Enter")
    said = page.locator(".st-key-selectionsaid")
    expect(said).to_contain_text("nicht zusammen erfüllbar")
    expect(said).to_be_in_viewport(ratio=1)
    becomes(page, lambda: legend_counts(frame).get("Fall"), lambda n: n is None)
    page.get_by_role("button", name="Rückgängig").click()
    becomes(page, lambda: legend_counts(frame).get("Fall"), lambda n: n == 6)
    expect(said).to_have_count(0)


def test_applications_are_checked_and_their_texts_stay_texts(page, server):
    rows = [
        f"{GOSLAR};{SECRET};{NASTY.replace(';', '')}",
        f"{DEGGENDORF};{NASTY};=1+1",
        "1051044;;",
        "99999999;a;b",
        f"{GOSLAR};noch einmal;noch einmal",
    ]
    open_map(page, f"{server}/fallauswahl?step=call")
    idle(page)
    hand_over(page, "b.csv", "\n".join(["AGS;Kontakt;Interessenbekundung", *rows]))
    expect(page.get_by_text("5 Zeilen: 3 Städte haben sich beworben, 2 Zeilen")).to_be_visible()
    expect(page.get_by_text("Den Gemeindeschlüssel 99999999 gibt es nicht.")).to_be_visible()
    idle(page)
    assert SECRET not in page.locator("body").inner_text()
    page.locator(".st-key-selection_call_contacts").locator("input").press("Space")
    idle(page)
    nothing_ran(page)
    page.get_by_role("button", name="Bewerbungen vergessen").click()
    idle(page)
    hand_over(page, "<b>b</b>.csv", "\0\0\0")
    expect(page.locator(".st-key-controls").get_by_role("alert")).to_be_visible()
    nothing_ran(page)


def test_a_protocol_replays_and_names_what_was_changed(page, server):
    frame = open_map(page, f"{server}/fallauswahl?step=protocol")
    idle(page)
    content = fetched(page, "json")
    assert fetched(page, "pdf").startswith(b"%PDF")
    assert fetched(page, "md").decode().startswith("# Neue Ankunftsquartiere")
    hand_over(page, "p.json", content.decode())
    same = page.get_by_text("Dieselbe Liste aus denselben Daten.")
    expect(same).to_be_in_viewport(ratio=1)
    close = page.get_by_role("button", name="Geladenes Protokoll schließen")
    close.click()
    expect(same).to_have_count(0)
    protocol = json.loads(content)
    protocol["plan"]["sampling"]["seed"] = 6
    protocol["plan"]["title"] = NASTY
    for town in protocol["towns"]:
        town["name"] += NASTY
    hand_over(page, "p.json", json.dumps(protocol))
    expect(page.get_by_text("Die Liste ist nicht dieselbe.")).to_be_in_viewport(ratio=0.5)
    differences = page.locator("[data-testid=stExpander]", has_text="Unterschiede (")
    expect(differences).to_contain_text("Nicht mehr in der Liste:")
    expect(differences).to_contain_text("Platz:")
    expect(differences).to_contain_text("**fett**")
    nothing_ran(page)
    painted = painting(frame)
    page.get_by_role("button", name="Diesen Plan übernehmen").click()
    wait_for_paint(frame, painted)
    wait_for_address(page, "plan=")
    idle(page)
    nothing_ran(page)
    steps(page, "Stichprobe")
    expect(field(page, "selection_seed")).to_have_value("6")
    page.get_by_role("button", name="Rückgängig").click()
    expect(field(page, "selection_seed")).to_have_value("1")


def test_on_a_phone_the_map_comes_first_and_nothing_is_wider(visitor, server):
    page = visitor(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True).new_page()  # fmt: skip
    open_map(page, f"{server}/fallauswahl?preset=zusammenhalt&sel={GOSLAR}")
    page.locator(".st-key-panel").wait_for()
    for name in ("Grundgesamtheit", "Stichprobe", "Fälle", "Aufruf", "Protokoll"):
        steps(page, name)
        fits(page, 390)
        parts = [
            settled(page, page.locator(place).first.bounding_box)
            for place in ("iframe", ".st-key-panel", ".st-key-controls", ".st-key-selectionresults")
        ]
        tops = [part["y"] for part in parts if part]
        ends = [part["y"] + part["height"] for part in parts if part]
        assert len(tops) == 4
        assert tops[0] < 844 / 3
        covered = [end > top + 1 for end, top in zip(ends, tops[1:], strict=False)]
        assert not any(covered), f"{name}: one covers another"


def test_the_keyboard_alone_goes_from_the_project_to_a_veto(page, server):
    frame = open_map(page, f"{server}/fallauswahl")
    idle(page)
    tab_to(page.locator(".st-key-selection_project"))
    page.keyboard.type("Vielfalt")
    page.locator("[role=option]", has_text="Vielfalt").wait_for()
    page.keyboard.press("Enter")
    wait_for_address(page, "preset=zentren")
    idle(page)
    before = summary(page)
    tab_to(page.locator("summary", has_text="Bedingung 1 ändern"))
    page.keyboard.press("Enter")
    number = page.locator(".st-key-selection_condition_0").get_by_role("spinbutton")
    expect(number).to_be_visible()
    idle(page)
    tab_to(number)
    page.keyboard.press("Control+A")
    page.keyboard.type("20000")
    page.keyboard.press("Enter")
    becomes(page, lambda: summary(page), lambda n: n < before)
    idle(page)
    becomes(page, lambda: inside(frame), summary(page).__eq__)
    tab_to(page.locator(".st-key-selection_step"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    wait_for_address(page, "step=sample")
    idle(page)
    draws = page.get_by_role("switch", name="Stichprobe ziehen").or_(
        page.get_by_role("checkbox", name="Stichprobe ziehen")
    )
    if not draws.is_checked():
        tab_to(draws)
        page.keyboard.press("Space")
        expect(draws).to_be_checked()
        idle(page)
    tab_to(field(page, "selection_seed"))
    page.keyboard.press("Control+A")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(field(page, "selection_seed")).to_have_value("5")
    idle(page)
    tab_to(page.get_by_role("combobox", name="Gemeinde suchen"))
    page.keyboard.type(GOSLAR)
    page.locator("[role=option]", has_text="Goslar").wait_for()
    page.keyboard.press("Enter")
    panel = page.locator(".st-key-panel")
    expect(panel).to_contain_text("Goslar")
    idle(page)
    # the panel is what follows the search
    tab_to(panel.get_by_role("textbox"), most=3)
    page.keyboard.type("keine Zeit")
    tab_to(panel.get_by_role("button", name="Veto", exact=True), most=3)
    idle(page)
    page.keyboard.press("Enter")
    expect(panel).to_contain_text("keine Zeit")
    becomes(page, lambda: legend_counts(frame).get("Veto"), lambda n: n == 1)


GERMAN = re.compile(
    r"\b(und|oder|Städte|Stadt|Gemeinden?|Anzahl|alle|nicht|Personen|mindestens|höchstens|Merkmale?|"
    r"Wert|Werte|Jahr|Quelle|keine|Klasse|ohne|Angabe|Bedingung|Stichprobe|Fälle|Wunsch|Schicht|"
    r"Auswahl|Gewicht|Zufall|Protokoll|Bericht|Bewerbung|Grund|Rolle|gezogen|wählen|Land|Grenzen)\b",
    re.IGNORECASE,
)
# names of publishers and places stay as they are
ATTRIBUTED = re.compile(
    r"Statistische Ämter des Bundes und der Länder|Zensus \d+|Daten verändert|Statistisches Bundesamt|"
    r"Gemeindeverzeichnis \d+|Rheinland|Hannover-Land|and"
)


def test_english_leaves_no_german(page, server):
    frame = open_map(page, f"{server}/fallauswahl?lang=en&sel={GOSLAR}")
    expect(page.get_by_role("button", name="Deutsch")).to_be_visible()
    idle(page)
    page.locator("summary", has_text="Change condition 1").click()
    for name in ("Sampling frame", "Sample", "Cases", "Call", "Protocol"):
        steps(page, name)
        if name == "Cases":
            page.locator(".st-key-selection_picks input").press("Space")
            idle(page)
        texts = [
            page.locator("body").inner_text(),
            frame.locator(".ankunft-legend").inner_text(),
            *page.locator("[placeholder]").evaluate_all("found => found.map(e => e.placeholder)"),
        ]
        left = {word for text in texts for word in GERMAN.findall(ATTRIBUTED.sub("", text))}
        assert not left, name


def test_a_click_on_the_map_opens_the_panel(page, server):
    frame = open_map(page, f"{server}/fallauswahl?pos=48.83,12.96,10")
    idle(page)
    x, y = frame.evaluate("() => { const p = ankunft.layer.map.latLngToContainerPoint([48.835, 12.962]); return [p.x, p.y]; }")  # fmt: skip
    box = page.locator("iframe").first.bounding_box()
    assert box
    page.mouse.click(box["x"] + x, box["y"] + y)
    panel = page.locator(".st-key-panel")
    expect(panel).to_contain_text("Deggendorf")
    wait_for_address(page, f"sel={DEGGENDORF}")
    assert map_where(page, "ankunft.layer.map.getZoom() == 10") == frame
    panel.get_by_role("button", name="Schließen").click()
    expect(panel).to_have_count(0)
