"""A town's own files in a real browser: from the file to the coloured map, or refused."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from browsing import (
    legend_counts,
    map_frame,
    map_where,
    open_map,
    pixel_of,
    pixels,
    place_in,
    wait_for_address,
)
from own_files import (
    CLASSES,
    DEGGENDORF,
    districts,
    geojson,
    long_table,
    package,
    rows,
    wide_table,
)
from playwright.sync_api import Page, expect
from settling import idle, settled

from ankunft.output.maps.palette import class_styles

pytestmark = pytest.mark.browser

COLOURS = {style["label"]: style["fill"] for style in class_styles("de", dark=False)}
NONE_YET = "Noch keine eigenen Daten geladen."
ATTRIBUTION = "document.querySelector('.leaflet-control-attribution').textContent"
NASTY = '<img src=x onerror="window.broken=1"><b>Ort</b>'


@pytest.fixture(scope="module")
def areas(edition):
    return districts(edition)


@pytest.fixture
def storing_server(tmp_path, monkeypatch, request) -> str:
    """An app whose operator has set the folder tmp_path / "data"."""
    monkeypatch.setenv("ANKUNFT_DATA", str(tmp_path / "data"))
    return request.getfixturevalue("fresh_server")


def file(name: str, content: bytes) -> dict:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def open_own(page: Page, server: str) -> Page:
    page.goto(f"{server}/eigene-daten")
    expect(page.get_by_text("Geladene Städte")).to_be_visible()
    return page


def hand_over(page: Page, *files: dict | Path) -> None:
    """Choose the town and drop the files."""
    page.get_by_role("combobox", name="Zu welcher Gemeinde").click()
    page.keyboard.type(DEGGENDORF)
    page.locator("[role=option]", has_text=DEGGENDORF).wait_for()
    page.keyboard.press("Enter")
    # the first visitor of a server waits for its imports
    idle(page)
    page.locator("input[type=file]").set_input_files(list(files))


def sparse(path: Path, size: int) -> Path:
    """A file of this size that takes no room."""
    with path.open("wb") as out:
        out.truncate(size)
    return path


def use(page: Page) -> None:
    page.get_by_role("button", name="Daten verwenden").click()
    expect(page.get_by_text("Übernommen.")).to_be_visible()


def refusal(page: Page) -> str:
    """The one sentence that says why, after nothing went wrong in the program itself."""
    alert = page.get_by_test_id("stAlertContentError")
    expect(alert).to_have_count(1)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_text(NONE_YET)).to_be_visible()
    assert "Traceback" not in page.locator("body").inner_text()
    return alert.inner_text()


def test_a_package_becomes_a_coloured_map(page, visitor, server, areas):
    open_own(page, server)
    expect(page.get_by_text("werden mit dem Ende der Sitzung vergessen")).to_be_visible()
    hand_over(page, file("viertel.zip", package(areas)))
    expect(page.get_by_text("Prüfung")).to_be_visible()
    preview = map_frame(page)
    steps = preview.evaluate("ankunft.layer.state.palette.map(style => style.fill)")
    shown = pixels(preview)
    assert sum(shown.get(colour, 0) > 50 for colour in steps) >= 2
    expect(page.get_by_role("textbox", name="Herausgeber")).to_have_value(
        "Statistikstelle Deggendorf"
    )
    use(page)
    expect(page.get_by_text("Übernommen.")).to_contain_text("Quartieren")
    expect(page.get_by_text(f"{len(areas)} Gebiete, 2011–2022")).to_be_visible()
    page.get_by_role("link", name="Quartiere ansehen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Deggendorf: Welche Quartiere")
    assert wait_for_address(page, "from=2011")["town"] == DEGGENDORF
    frame = map_frame(page)
    counts, shown = legend_counts(frame), pixels(frame)
    assert (counts["traditionell"], counts["neu"]) == (1, 1)
    assert sum(counts.values()) == len(areas)
    for label in ("traditionell", "neu", "keine Zuordnung"):
        assert shown.get(COLOURS[label], 0) > 200, label
    attribution = frame.locator(".leaflet-control-attribution")
    expect(attribution).to_contain_text("Statistikstelle Deggendorf")
    for name, word in zip(CLASSES, ("traditionell", "neu"), strict=True):
        place = place_in(areas.geometry[areas["name"] == name].iloc[0])
        # the map may make room for the panel
        page.mouse.click(*settled(page, lambda where=place: pixel_of(page, frame, where)))
        panel = page.locator(".st-key-panel")
        expect(panel.get_by_role("heading")).to_have_text(name)
        expect(panel).to_contain_text(word)
        idle(page)

    # what one visitor uploaded is nobody else's
    other = open_own(visitor().new_page(), server)
    expect(other.get_by_text(NONE_YET)).to_be_visible()
    frame = open_map(other, f"{server}/quartiere?town={DEGGENDORF}")
    expect(other.locator(".st-key-mapbox")).to_be_visible()
    assert "Statistikstelle" not in frame.locator(".leaflet-control-attribution").inner_text()
    assert frame.evaluate("ankunft.layer.data.town.kind") == "cells"


def test_repairs_are_agreed_to_recorded_and_the_data_removed_again(page, server, areas):
    open_own(page, server)
    hand_over(page, file("gebiete.geojson", geojson(areas)), file("werte.csv", wide_table(areas)))
    button = page.get_by_role("button", name="Daten verwenden")
    for finding in ("„2.000“ kann 2000 oder 2 heißen", "Betroffen: 99", "„k. A.“"):
        expect(page.get_by_text(finding).first).to_be_visible()
    expect(page.get_by_text("Noch offen: 3 Reparaturen")).to_be_visible()
    expect(button).to_be_disabled()
    page.get_by_text("So übernehmen").click()
    expect(page.get_by_text("Noch offen: 2 Reparaturen")).to_be_visible()
    expect(button).to_be_disabled()
    page.get_by_role("button", name="Allen Reparaturen zustimmen").click()
    expect(page.get_by_text("Noch offen:")).to_have_count(0)
    expect(button).to_be_enabled()
    page.get_by_role("textbox", name="Herausgeber").fill("Statistikstelle am Fluss")
    page.get_by_role("textbox", name="Herausgeber").press("Enter")
    map_where(page, f"{ATTRIBUTION}.includes('Statistikstelle am Fluss')")
    use(page)
    page.get_by_text("Protokoll der Übernahme").click()
    record = page.locator("[data-testid=stExpander]", has_text="Protokoll").locator("li")
    expect(record).to_have_count(3)
    text = " ".join(record.all_inner_texts())
    for part in ("„2.000“ als 2000", "Schlüssel (99)", "k. A."):
        assert part in text
    page.get_by_role("link", name="Quartiere ansehen").click()
    frame = map_where(page, "ankunft.layer.state.legend.title.includes('2011 → 2022')")
    assert "Statistikstelle am Fluss" in frame.evaluate(ATTRIBUTION)
    assert legend_counts(frame)["neu"] == 1
    page.get_by_role("link", name="Eigene Daten").click()
    page.get_by_role("button", name="Entfernen").click()
    expect(page.get_by_text(NONE_YET)).to_be_visible()


def test_files_that_cannot_be_taken_are_refused_in_one_sentence(page, server, areas, tmp_path):
    open_own(page, server)
    outside = package(areas, more=[("../../weg.txt", b"weg")])
    hand_over(page, file("viertel.zip", outside))
    assert "führt aus dem Archiv hinaus" in refusal(page)

    def instead(*files: dict | Path) -> None:
        page.get_by_role("button", name=re.compile("Remove|Entfernen")).first.click()
        expect(page.get_by_test_id("stAlert")).to_have_count(0)
        page.locator("input[type=file]").set_input_files(list(files))

    halves = [tmp_path / "gebiete.geojson", tmp_path / "werte.csv"]
    for half in halves:
        sparse(half, 26_000_000)
    instead(*halves)
    assert "zusammen 52 MB groß; erlaubt sind 50 MB" in refusal(page)
    page.get_by_role("button", name="Remove werte.csv").click()
    instead(file("gebiete.geojson", b"Das sind keine Gebiete."), file("werte.csv", b"Nr;2011\n"))
    assert "gebiete.geojson" in refusal(page)
    expect(page.get_by_role("button", name="Daten verwenden")).to_have_count(0)
    page.get_by_role("button", name="Remove werte.csv").click()
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("datapackage.json", b"{}")
        archive.writestr("areas.geojson", bytes(20_000_000))
    instead(file("bombe.zip", bomb.getvalue()))
    assert "beim Entpacken zu groß" in refusal(page)
    # two values for one key: readable, but not to be used
    again = long_table([*rows(areas), ("02", 2016, "foreign", 7)])
    instead(file("doppelt.zip", package(areas, again)))
    assert "verschiedene Werte (etwa 02, 2016" in refusal(page)
    expect(page.get_by_role("button", name="Daten verwenden")).to_be_disabled()


def test_one_file_that_is_too_big_is_refused_in_german(page, server, tmp_path):
    open_own(page, server)
    hand_over(page, sparse(tmp_path / "gross.zip", 51_000_000))
    page.get_by_text(re.compile("50.0MB or smaller|50 MB.$")).last.wait_for()
    assert "smaller" not in page.locator("body").inner_text()
    assert "50 MB" in refusal(page)


def test_an_operators_folder_keeps_the_data_for_everybody(page, visitor, storing_server, areas, tmp_path):  # fmt: skip
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    open_own(page, storing_server)
    expect(page.get_by_text("hat einen Ordner dafür eingerichtet")).to_be_visible()
    hand_over(page, file("viertel.zip", package(areas)))
    use(page)
    expect(page.get_by_text(f"{len(areas)} Gebiete, 2011–2022")).to_be_visible()
    other = visitor().new_page()
    frame = open_map(other, f"{storing_server}/quartiere?town={DEGGENDORF}")
    assert legend_counts(frame)["neu"] == 1
    expect(frame.locator(".leaflet-control-attribution")).to_contain_text("Statistikstelle")
    new = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    assert new
    place = tmp_path / "data" / "cities" / DEGGENDORF
    assert {path.parent for path in new} == {place}
    open_own(other, storing_server)
    other.get_by_role("button", name="Entfernen").click()
    expect(other.get_by_text(NONE_YET)).to_be_visible()
    assert not place.exists()


def test_the_link_opens_the_new_town_whatever_was_open_before(page, server, areas):
    open_map(page, f"{server}/quartiere?town=14713000")
    page.get_by_role("link", name="Eigene Daten").click()
    hand_over(page, file("viertel.zip", package(areas)))
    use(page)
    page.get_by_role("link", name="Quartiere ansehen").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Welche Quartiere")
    idle(page)
    assert heading.inner_text().startswith("Deggendorf")


def test_text_of_an_upload_is_never_read_as_a_page(page, server, areas):
    nasty = areas.assign(name=[f"{NASTY} {number}" for number in areas["area_id"]])
    content = package(
        nasty,
        long_table(rows(areas)),
        title=f"Titel {NASTY}",
        sources=[{"title": f"Amt {NASTY}", "path": 'javascript:window.broken=1'}],
        licenses=[{"name": NASTY, "title": NASTY, "path": 'javascript:window.broken=1'}],
    )  # fmt: skip
    open_own(page, server)
    hand_over(page, file("viertel.zip", content))
    map_frame(page)
    nothing_broken(page)
    use(page)
    expect(page.get_by_text(f"Titel {NASTY}")).to_be_visible()
    nothing_broken(page)
    page.get_by_role("link", name="Quartiere ansehen").click()
    frame = map_frame(page)
    frame.wait_for_function("ankunft.layer.state.legend.title.includes('2011 → 2022')")
    expect(frame.locator(".leaflet-control-attribution")).to_contain_text(NASTY)
    page.mouse.click(*pixel_of(page, frame, place_in(areas.geometry.iloc[7])))
    panel = page.locator(".st-key-panel")
    expect(panel.get_by_role("heading")).to_have_text(f"{NASTY} 08")
    expect(panel).to_contain_text(f"Quelle: Amt {NASTY}")
    page.mouse.move(*pixel_of(page, frame, place_in(areas.geometry.iloc[8])))
    expect(frame.locator(".ankunft-tip")).to_contain_text(NASTY)
    page.get_by_role("button", name="Quellen und Lizenzen").click()
    expect(page.get_by_test_id("stPopoverBody")).to_contain_text(NASTY)
    idle(page)
    nothing_broken(page)


def nothing_broken(page: Page) -> None:
    for frame in page.frames:
        assert frame.evaluate("window.broken") is None
        assert frame.locator("img[src=x]").count() == 0
        assert frame.locator("b", has_text="Ort").count() == 0
        assert frame.locator("a[href^='javascript:window']").count() == 0
