"""The update in a real browser: the button, its bars, and an edition that changes meanwhile."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browsing import asked_elsewhere, press_until, query_of
from conftest import running_app
from playwright.sync_api import BrowserContext, Page, expect
from settling import becomes, fits, idle
from update.drip import drip
from update.server import Server, archive, running

from ankunft.edition import open_edition, shipped_path
from ankunft.sources.catalogue import load_catalogue

pytestmark = pytest.mark.browser

OTHER = Path(__file__).with_name("other_edition.py")
PHONE = {"viewport": {"width": 390, "height": 844}}
Visitor = Callable[..., BrowserContext]


@pytest.fixture
def publishers() -> Iterator[Server]:
    """All files at addresses on loopback; each takes for ever."""
    with running() as server:
        for source in load_catalogue().values():
            if source.download:
                server.offer(f"/{source.path}", archive(), drip)
        yield server


@pytest.fixture
def app(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, publishers: Server, visitor: Visitor
) -> Iterator[str]:
    """Address of an app of its own, with the data folder of somebody who never made an update."""
    for name in ("ANKUNFT_EDITION", "ANKUNFT_UPDATE"):
        monkeypatch.delenv(name, raising=False)
    lines = [
        f'{source.id} = "{publishers.address("/" + source.path)}"'
        for source in load_catalogue().values()
        if source.download
    ]
    (tmp_path / "mirrors.toml").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setenv("ANKUNFT_MIRRORS", str(tmp_path / "mirrors.toml"))
    monkeypatch.setenv("ANKUNFT_DATA", str(tmp_path / "data"))
    with running_app(tmp_path) as address:
        # the very first visitor pays for the imports
        first = visitor().new_page()
        first.goto(f"{address}/daten")
        expect(button(first, "Jetzt aktualisieren")).to_be_visible()
        first.close()
        yield address


def button(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    idle(page)
    return page


def view_of(page: Page) -> dict[str, str]:
    """The address, except where the map is."""
    return {key: value for key, value in query_of(page).items() if key != "pos"}


def exceptions(page: Page) -> int:
    return page.get_by_test_id("stException").count()


def test_an_edition_that_is_taken_into_use_meanwhile(app, visitor, tmp_path):
    shipped = open_edition(shipped_path()).hash
    profile = opened(visitor(), f"{app}/stadtprofil?town=14713000")
    methods = opened(visitor(), f"{app}/daten")
    atlas = opened(visitor(), f"{app}/karte?level=county")
    expect(methods.get_by_text(f"mitgelieferte Ausgabe {shipped[:12]}")).to_be_visible()
    told = subprocess.run(
        [sys.executable, str(OTHER), str(tmp_path / "data")], capture_output=True, text=True, check=True
    )  # fmt: skip
    new = told.stdout.strip()
    assert new != shipped
    expect(button(profile, "Neu laden")).to_have_count(0)
    # on the map a click runs no more than the map and what belongs to it
    atlas.get_by_text("Länder", exact=True).click()
    expect(button(atlas, "Neu laden")).to_be_visible()
    becomes(atlas, lambda: view_of(atlas).get("level"), lambda level: level == "state")
    button(profile, "English").click()
    notice = profile.locator(".st-key-edition_notice")
    expect(notice).to_contain_text(new[:12])
    idle(profile)
    before = view_of(profile)
    assert before == {"town": "14713000", "lang": "en"}
    notice.get_by_role("button").click()
    expect(notice).to_have_count(0)
    idle(profile)
    assert view_of(profile) == before
    expect(profile.get_by_role("heading", name="Leipzig").first).to_be_visible()
    # the other session follows at its next click
    button(methods, "English").click()
    expect(methods.get_by_text(f"edition {new[:12]}").first).to_be_visible()
    expect(methods.get_by_text(f"{shipped[:12]} (")).to_have_count(1)
    assert exceptions(profile) == exceptions(methods) == exceptions(atlas) == 0


def test_the_button_the_bars_and_the_way_out(app, visitor, publishers):
    context = visitor()
    elsewhere = asked_elsewhere(context)
    page = opened(context, f"{app}/daten")
    expect(page.get_by_text(f"127.0.0.1:{publishers.port}")).to_be_visible()
    assert publishers.requests == [], "nobody is asked before the button is pressed"
    expect(page.locator(".st-key-update_start button")).to_be_visible()
    press_until(page, "Tab", "update_start")
    page.keyboard.press("Enter")
    bars = page.get_by_role("progressbar")
    files = [source for source in load_catalogue().values() if source.download]
    expect(bars).to_have_count(3 + len(files))
    loading = page.get_by_text("Laden: 0,8")  # four at a time, 0,2 MB of each
    expect(loading).to_be_visible()
    # another visitor, on a telephone
    other = visitor(**PHONE).new_page()
    other.goto(f"{app}/daten")
    expect(button(other, "Abbrechen")).to_be_visible()
    expect(other.get_by_role("progressbar")).to_have_count(3 + len(files))
    top = becomes(page, lambda: button(page, "Abbrechen").bounding_box(), bool)
    press_until(page, "Shift+Tab", "update_cancel")
    assert button(page, "Abbrechen").bounding_box() == top, "nothing jumps"
    page.keyboard.press("Enter")
    for session in (page, other):
        expect(session.get_by_text("Die Aktualisierung wurde abgebrochen")).to_be_visible()
        expect(button(session, "Jetzt aktualisieren")).to_be_visible()
        expect(session.get_by_role("progressbar")).to_have_count(0)
        assert exceptions(session) == 0
    fits(other, 390)
    assert elsewhere == []
