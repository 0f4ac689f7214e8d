"""The municipal survey in a real browser."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from browsing import (
    asked_elsewhere,
    choose,
    legend_counts,
    map_frame,
    map_where,
    open_map,
    press_until,
)
from playwright.sync_api import Frame, Locator, Page, expect
from settling import becomes, fits, idle, settled, tab_to

from ankunft.intake.survey.limesurvey_types import RawQuestion
from ankunft.survey.example import limesurvey_files

pytestmark = pytest.mark.browser

MARK = "Erfundenes Beispiel"
FILES = ("antworten.csv", "struktur.lss", "zugaenge.csv")
"""Endings of the names of the example's files, in the order of the fields for them."""


def load_example(page: Page, address: str, name: str = "Erfundenes Beispiel laden") -> Frame:
    """The page with the made-up example; the map's frame."""
    open_map(page, address)
    idle(page)
    page.get_by_role("button", name=name).click()
    page.locator(".st-key-survey_remove").wait_for()
    idle(page)
    return map_frame(page)


def step(page: Page, place: int) -> None:
    """Go to a step by its place."""
    button = page.locator(".st-key-survey_step").get_by_role("radio").nth(place)
    button.click()
    expect(button).to_be_checked()
    idle(page)


def response(page: Page) -> str:
    step(page, 1)
    return page.get_by_text(re.compile(r"Von [\d.]+ gezogenen Gemeinden haben")).inner_text()


def saved(page: Page, button: Locator) -> tuple[str, bytes]:
    """Name and content of what a button downloads."""
    with page.expect_download() as waiting:
        button.click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def uploads(page: Page) -> Locator:
    return page.locator("[data-testid=stFileUploader] input[type=file]")


def test_all_steps_of_the_example_with_its_mark_and_no_other_host(visitor, server):
    context = visitor()
    asked = asked_elsewhere(context)
    page = context.new_page()
    frame = open_map(page, f"{server}/befragung")
    drawn = legend_counts(frame)["in der Stichprobe, noch keine Antworten geladen"]
    expect(page.get_by_text("Hier stehen nach dem Einlesen die Fragen")).to_be_in_viewport()
    fits(page, 1280)
    page.get_by_role("button", name="Erfundenes Beispiel laden").click()
    expect(page.get_by_test_id("stAlert").first).to_contain_text(MARK)
    idle(page)
    frame = map_where(page, "document.querySelector('.ankunft-legend').textContent.includes('Rücklauf')")  # fmt: skip
    counts = legend_counts(frame)
    full, part, none = (
        counts[name]
        for name in ("vollständig geantwortet", "unvollständig geantwortet", "keine Antwort")
    )
    assert full + part + none == drawn
    for place, text in (
        (0, f"{full + part} Gemeinden haben geantwortet, {full} davon vollständig"),
        (1, f"Von {drawn} gezogenen Gemeinden haben {full + part} geantwortet"),
        (2, "Von–bis: 95-%-Konfidenzintervall."),
        (3, "Kappa"),
    ):
        step(page, place)
        expect(page.get_by_text(text).first).to_be_visible()
        expect(page.get_by_test_id("stAlert").first).to_contain_text(MARK)
        expect(map_frame(page).locator(".ankunft-legend")).to_contain_text(MARK)
        fits(page, 1280)
    assert asked == []


def test_the_files_of_the_example_read_in_again_give_the_same_response(page, server, tmp_path):
    load_example(page, f"{server}/befragung")
    page.locator("summary", has_text="Dateien des Beispiels").click()
    paths = []
    for ending in FILES:
        name, content = saved(page, page.get_by_role("button", name=f"beispiel_erfunden_{ending}"))
        paths.append(tmp_path / name)
        paths[-1].write_bytes(content)
    before = response(page)
    step(page, 0)
    page.get_by_role("button", name="Umfrage entfernen").click()
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    idle(page)
    for place, path in enumerate(paths):
        uploads(page).nth(place).set_input_files(path)
        page.get_by_role("button", name=f"Remove {path.name}").wait_for()
        idle(page)
    page.locator(".st-key-survey_take button").click()
    page.locator(".st-key-survey_remove").wait_for()
    idle(page)
    expect(page.get_by_test_id("stAlert").first).to_contain_text(MARK)
    assert response(page) == before


def test_a_result_downloaded_holds_the_mark_and_no_name(page, server):
    load_example(page, f"{server}/befragung")
    step(page, 2)
    choose(page, "Nach Gruppen", "Ankunftsklasse")
    expect(page.get_by_role("heading", name="Nach Gruppen: Ankunftsklasse")).to_be_visible()
    idle(page)
    for key in ("survey_ergebnis_csv", "survey_gruppen_csv"):
        name, content = saved(page, page.locator(f".st-key-{key} button"))
        assert "beispiel-erfunden" in name
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            table, notes = (archive.read(part).decode() for part in archive.namelist())
        rows = table.strip().splitlines()
        assert all(row.endswith(MARK) for row in rows[1:])
        assert len(rows) > 3
        assert "Konfidenzintervall" in notes
        assert "Destatis" in notes
        assert "beispiel." not in table


def phone(visitor) -> Page:
    return visitor(
        viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True
    ).new_page()


def test_on_a_phone_nothing_is_wider_and_the_map_comes_first(visitor, server):
    page = phone(visitor)
    load_example(page, f"{server}/befragung")
    for place in range(4):
        step(page, place)
        fits(page, 390)
        stage = settled(page, page.locator(".st-key-surveymap").bounding_box)
        rest = page.locator(".st-key-controls").bounding_box()
        assert stage
        assert rest
        assert stage["y"] + stage["height"] <= rest["y"]
        assert stage["y"] < 844 / 2, "below title, steps and the mark"


def test_the_keyboard_alone_loads_chooses_and_groups(page, server):
    open_map(page, f"{server}/befragung")
    idle(page)
    tab_to(page.get_by_role("button", name="Erfundenes Beispiel laden"))
    page.keyboard.press("Enter")
    page.locator(".st-key-survey_remove").wait_for()
    idle(page)
    radios = page.locator(".st-key-survey_step").get_by_role("radio")
    for place in (1, 2):
        tab_to(page.locator(".st-key-survey_step"))
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Space")
        expect(radios.nth(place)).to_be_checked()
        idle(page)
    for label, typed, heading in (
        ("Frage", "Was geschieht", None),
        ("Nach Gruppen", "Ankunftsklasse", "Nach Gruppen: Ankunftsklasse der Gemeinde"),
    ):
        press_until(page, "Tab", label)
        page.keyboard.type(typed)
        expect(page.get_by_role("option", name=typed).first).to_be_visible()
        page.keyboard.press("Enter")
        idle(page)
        if heading:
            expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_role("combobox", name="Frage")).to_have_value(re.compile("Was geschieht"))
    expect(page.get_by_text("Test nach Rao und Scott").first).to_be_visible()


GERMAN = re.compile(
    r"\b(und|nicht|nach|keine|der|die|das|von|bis|oder|mit|für|weil|ja|nein|Gemeinden?|Städten?|Rücklauf|"
    r"Antwort|Antworten|Fragen?|Schicht|Gewichte?|Anteil|Ergebnisse?|Angabe|Daten|Spalten?|Grund|"
    r"Umfrage|Beispiel|Erfundene[sn]?|Mittelwert|Summe|Hinweis|Anmerkung(?:en)?|Choose options)\b"
)
# names of publishers and of places stay as they are
ATTRIBUTED = re.compile(
    r"Statistische Ämter des Bundes und der Länder|\(Daten verändert\)|\S+ (?:an|in|auf|ob|vor) der \S+|"
    r"Statistisches Bundesamt|\S+ und \S+(?=\s+(?:yes|no)\b)"
)


def test_english_leaves_no_german(page, server):
    open_map(page, f"{server}/befragung?lang=en")
    idle(page)
    texts = [page.locator("body").inner_text()]
    page.locator(".st-key-survey_example button").click()
    page.locator(".st-key-survey_remove").wait_for()
    for place in range(4):
        step(page, place)
        if place == 2:
            choose(page, "By groups", "East")
            idle(page)
        texts += [page.locator("body").inner_text()]
        texts += [map_frame(page).locator(".ankunft-legend").inner_text()]
        texts += page.locator("[data-testid=stDataFrame] table").all_text_contents()
        texts += page.get_by_placeholder(re.compile(".")).evaluate_all("all => all.map(e => e.placeholder)")  # fmt: skip
    left = {word for text in texts for word in GERMAN.findall(ATTRIBUTED.sub("", text))}
    assert not left


QUESTIONS = [
    RawQuestion("L", "ort", "Wo?", "Eins", answers=[("01", "Mitte", 0), ("02", "Rand", 0)]),
    RawQuestion("M", "tun", "Was?", "Eins", subs=[("a", "Rat", 0), ("b", "Kurs", 0)]),
]


def test_what_is_not_certain_is_asked_and_what_cannot_be_read_is_listed(page, server):
    answers = ["submitdate;lastpage;AGS;Wo?;tun[a];tun[b]"]
    answers += [f"2025-03-03;1;{ags};{k % 3};;" for k, ags in enumerate(TOWNS)]
    structure = limesurvey_files.lss({"de": ""}, {"de": QUESTIONS})
    open_map(page, f"{server}/befragung")
    idle(page)
    for place, (name, content) in enumerate(
        {"a.csv": "\n".join(answers).encode(), "s.lss": structure}.items()
    ):
        file = {"name": name, "mimeType": "text/plain", "buffer": content}
        uploads(page).nth(place).set_input_files(file)
        page.get_by_role("button", name=f"Remove {name}").wait_for()
        idle(page)
    expect(page.get_by_text("„ort“: Bei 4 Angaben fehlt die führende Null")).to_be_visible()
    choose(page, "Lesart für ort", "führende Null ergänzen")
    idle(page)
    fits(page, 1280)
    page.locator(".st-key-survey_take button").click()
    page.locator(".st-key-survey_remove").wait_for()
    idle(page)
    table = page.get_by_test_id("stTable")
    expect(table).to_contain_text("Wo?")
    expect(table.get_by_role("cell", name="0", exact=True)).to_be_visible()
    expect(page.get_by_text("keines davon").first).to_be_visible()
    expect(page.get_by_text("führende Null ergänzt bei 4 Angaben")).to_be_visible()
    fits(page, 1280)


EVIL = "<img src=x onerror=window.evil=1>**boese** _boese_ <b>boese</b> [boese](http://boese.example) www.boese.example"
TOWNS = ("05315000", "05111000", "05112000", "05113000", "05913000", "05911000", "05314000")


def evil_answers() -> bytes:
    """A table whose question, answers and texts are HTML and Markdown."""
    rows = [f"AGS;{EVIL};Bemerkung"]
    rows += [f"{ags};{place % 2}{EVIL};{EVIL}" for place, ags in enumerate(TOWNS)]
    rows.append(f"99999999;1{EVIL};{EVIL}")
    return "\n".join(rows).encode()


def taken_as_code(page: Page) -> list[str]:
    """Elements that the uploaded texts have become."""
    found = []
    for frame in page.frames:
        found += frame.evaluate(
            """() => [
              ...document.querySelectorAll("a[href*='boese'], img[src='x']"),
              ...[...document.querySelectorAll("b, strong, i, em, s")].filter((e) => e.textContent.includes("boese")),
              ...(window.evil ? [document.body] : []),
            ].map((e) => e.outerHTML.slice(0, 200))"""
        )
    return found


def test_uploaded_texts_are_neither_html_nor_markdown(page, server):
    open_map(page, f"{server}/befragung")
    idle(page)
    name = "**boese** <b>boese</b> www.boese.example.csv"
    file = {"name": name, "mimeType": "text/csv", "buffer": evil_answers()}
    uploads(page).first.set_input_files(file)
    take = page.locator(".st-key-survey_take button")
    take.click()
    page.locator(".st-key-survey_remove").wait_for()
    idle(page)
    page.get_by_text("Personenbezogene Spalten anzeigen").click()
    expect(page.get_by_test_id("stTable")).to_contain_text("boese")
    idle(page)
    assert taken_as_code(page) == []
    step(page, 2)
    page.get_by_text("Anteil nach Land").click()
    map_where(page, "document.querySelector('.ankunft-legend').textContent.includes('boese')")
    idle(page)
    expect(page.get_by_test_id("stVegaLiteChart").first).to_be_visible()
    assert taken_as_code(page) == []
    step(page, 3)
    assert "boese" in page.locator("[data-testid=stMain]").inner_html()
    assert taken_as_code(page) == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"a;b\n1\0;2\n", "Zeile 2: Dort steht ein Nullzeichen", id="nul"),
        pytest.param(b";".join(b"c" for _ in range(30_000)), "möglich sind 5000", id="wide"),
    ],
)
def test_a_hostile_file_is_one_sentence_and_can_be_taken_back(page, server, content, sentence):
    open_map(page, f"{server}/befragung")
    idle(page)
    file = {"name": "boese.csv", "mimeType": "text/csv", "buffer": content}
    uploads(page).first.set_input_files(file)
    alert = page.get_by_test_id("stAlert")
    expect(alert).to_contain_text(sentence)
    expect(alert).to_contain_text("boese.csv")
    page.get_by_role("button", name="Remove boese.csv").click()
    becomes(page, alert.count, (0).__eq__)
