"""The page as HTML: plain elements, pictures inside, all texts escaped."""

from __future__ import annotations

import base64
import dataclasses
import html as escaping
from html.parser import HTMLParser

import pytest

from ankunft.output.factsheet import factsheet, factsheet_html
from ankunft.output.factsheet.html import html
from ankunft.output.tables.credits import credit_lines

GOSLAR, SMALLEST = "03153017", "01054039"
VOID = {"meta", "img", "br", "link", "hr"}
EXPECTED = {
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "strong", "span", "table",
    "thead", "tbody", "tr", "th", "td", "img", "ol", "li", "a", "small",
}  # fmt: skip


class Outline(HTMLParser):
    """Elements with their attributes, the text, and whether all that opens is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("ags", [GOSLAR, SMALLEST])
def test_it_holds_what_the_page_holds(ground, edition, ags, lang):
    sheet = factsheet(ground, ags, lang=lang)
    page = Outline(html(sheet))
    assert page.open == []
    assert {name for name, _ in page.found} <= EXPECTED
    assert page.all("html")[0]["lang"] == lang
    texts = [sheet.name, sheet.place, *sheet.people, *sheet.method, sheet.url, sheet.map.note]
    texts += [text for block in sheet.blocks for f in block.figures for text in (f.label, f.value)]
    texts += [peer.name for peer in sheet.peers]
    for text in [*texts, *credit_lines(edition, lang)]:
        assert text in page.text, text
    assert len([a for a in page.all("th") if a.get("scope") == "row"]) == len(ground.texts.entries)


def test_pictures_are_inside_and_described(ground):
    page = Outline(factsheet_html(ground, GOSLAR))
    pictures = page.all("img")
    assert all((p["src"] or "").startswith("data:image/png;base64,") for p in pictures)
    for picture in pictures:
        data = base64.b64decode((picture["src"] or "").partition(",")[2])
        assert data.startswith(b"\x89PNG")
    described = [p["alt"] for p in pictures if p["alt"]]
    assert len(described) == 3
    assert all("Goslar" in (text or "") for text in described)


def test_nothing_is_fetched_or_run(ground):
    text = factsheet_html(ground, GOSLAR)
    assert "<script" not in text
    assert "url(" not in text
    assert "@import" not in text
    sheet = factsheet(ground, GOSLAR)
    assert [a["href"] for a in Outline(text).all("a")] == [sheet.url]


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><img src=x onerror=1>', "#let &amp;"]
)
def test_names_are_text_never_markup(ground, name):
    sheet = factsheet(ground, SMALLEST)
    hostile = dataclasses.replace(
        sheet, name=name, title=name, map=dataclasses.replace(sheet.map, alt=name, note=name)
    )
    text = html(hostile)
    page = Outline(text)
    assert escaping.escape(name) in text
    assert name in page.text
    assert {tag for tag, _ in page.found} <= EXPECTED
    assert not any("onerror" in attributes for _, attributes in page.found)
    assert name in [picture["alt"] for picture in page.all("img")]


def test_the_same_text_twice(ground):
    assert factsheet_html(ground, GOSLAR, lang="en") == factsheet_html(ground, GOSLAR, lang="en")
