"""What is collected for the page: figures, link, map, chart, similar towns."""

from __future__ import annotations

import io
import json
import xml.etree.ElementTree as ET

import numpy as np
import pytest
import shapely

from ankunft.base.errors import ParameterError
from ankunft.base.language import LANGUAGES
from ankunft.output.factsheet import BASE_URL, factsheet
from ankunft.output.factsheet.ground import town_map
from ankunft.output.factsheet.link import live_url, qr_svg
from ankunft.output.factsheet.townmap import Shapes, draw, swatch
from ankunft.output.maps.palette import NO_DATA, class_styles
from ankunft.profiles.peers import Doubt, peers
from ankunft.typology import ArrivalClass

GOSLAR, LEIPZIG, BERLIN, SMALLEST = "03153017", "14713000", "11000000", "01054039"
SVG = "{http://www.w3.org/2000/svg}"


def test_it_is_plain_data(ground):
    sheet = factsheet(ground, LEIPZIG)
    data = json.loads(json.dumps(sheet.data()))
    assert data["name"] == "Leipzig"
    assert len(data["blocks"]) == 5


@pytest.mark.parametrize("lang", ["de", "en"])
def test_missing_figures_say_why(ground, lang):
    sheet = factsheet(ground, SMALLEST, lang=lang)
    entries = iter(ground.texts.entries)
    for figure in (figure for block in sheet.blocks for figure in block.figures):
        missing = np.isnan(ground.texts.town(SMALLEST).value(next(entries).id))
        assert any(letter.isalpha() for letter in figure.value) or not missing
        assert (figure.place == "–") or not missing
        assert "nan" not in figure.value.split()
    assert sheet.badge.firmness == ""


def test_marks_lead_to_the_lines_of_the_publishers(ground):
    sheet = factsheet(ground, GOSLAR)
    lines = {text.partition(" ")[0]: text for text in sheet.credits if text.startswith("[")}
    for figure in (figure for block in sheet.blocks for figure in block.figures):
        marks = figure.sources.split()
        assert marks
        assert all(mark in lines for mark in marks)
        assert ("INKAR" in lines[marks[0]]) == figure.label.endswith("(K)")


def test_similar_towns_are_the_nearest_ones(ground):
    sheet = factsheet(ground, GOSLAR)
    table = peers(ground.space, GOSLAR, n=3).table
    assert [peer.name for peer in sheet.peers] == table["name"].to_list()
    assert all(peer.joins and peer.separates for peer in sheet.peers)
    assert "eigenen Kreises" in sheet.peers_note


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_town_without_a_good_comparison_says_so_once(ground, lang):
    sheet = factsheet(ground, SMALLEST, lang=lang)
    assert (sheet.peers, sheet.peers_note) == ((), "")
    assert sheet.words["none"] == Doubt.FEW_PEOPLE.text(sheet.name, lang)


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        (BASE_URL, "http://127.0.0.1:8501/stadtprofil?town=03153017"),
        ("https://x.de/ankunft/", "https://x.de/ankunft/stadtprofil?town=03153017"),
    ],
)
def test_link(base, expected):
    assert live_url(base, GOSLAR) == expected


@pytest.mark.parametrize(
    "base",
    ["", "x.de", "ftp://x.de", "javascript:alert(1)", "http://", "http://a b", "http://x?y", "http://x#y",
     'http://x"', "https://ü.de", "http://[", "http://x\n.de", "http://" + "x" * 400],
)  # fmt: skip
def test_what_is_no_address_is_refused(base):
    with pytest.raises(ParameterError, match="Adresse"):
        live_url(base, GOSLAR)


def test_the_code_holds_the_address():
    segno = pytest.importorskip("segno")
    svg = qr_svg(live_url(BASE_URL, GOSLAR))
    side = float(ET.fromstring(svg).attrib["viewBox"].split()[2])
    code = segno.make(live_url(BASE_URL, GOSLAR), error="m", micro=False)
    assert side == code.symbol_size(border=2)[0]
    assert svg != qr_svg(live_url(BASE_URL, LEIPZIG))


@pytest.mark.parametrize(
    ("ags", "kind", "years"),
    [(LEIPZIG, "district", (2011, 2022)), (BERLIN, "district", (2015, 2020)), (GOSLAR, "cell", (2011,))],
)  # fmt: skip
def test_map_shows_districts_or_cells(ground, edition, ags, kind, years):
    name = ground.texts.town(ags).name
    found = town_map(ground, ags, name, edition.city(ags), "de")
    assert found.units.kind == kind
    assert found.years == years
    sheet = factsheet(ground, ags)
    root = ET.fromstring(sheet.map.svg)
    fills = {path.attrib["fill"] for path in root.iter(f"{SVG}path")}
    styles = found.scale.styles
    shown = [code for code in np.unique(found.scale.codes) if code < len(styles)]
    assert {styles[code]["fill"] for code in shown} <= fills
    assert len(sheet.map.legend) == len(np.unique(found.scale.codes))
    assert str(years[0]) in sheet.map.note
    total = sum(int(item.label.rpartition("(")[2].rstrip(")")) for item in sheet.map.legend)
    assert total == len(found.units)


def test_classes_have_letters_on_the_map_and_in_the_legend(ground):
    sheet = factsheet(ground, LEIPZIG)
    letters = {text.text for text in ET.fromstring(sheet.map.svg).iter(f"{SVG}text")}
    assert {"T", "N", "E"} <= letters
    symbols = {text.text for item in sheet.map.legend for text in ET.fromstring(item.swatch).iter(f"{SVG}text")}  # fmt: skip
    assert {"T", "N", "E"} <= symbols


def test_a_town_without_inhabited_cells_has_no_map(ground):
    empty = next(ags for ags in ground.frame.index if not len(ground.cells_of(ags)))
    sheet = factsheet(ground, empty)
    assert sheet.map.svg == ""
    assert sheet.map.note


def shapes(*polygons: shapely.Geometry, codes: list[int]) -> Shapes:
    array = np.array(polygons, dtype=object)
    kinds = np.array(codes, dtype=np.uint8)
    return Shapes(array, kinds, array, kinds, shapely.union_all(array))


def test_drawing_keeps_proportions_holes_and_parts():
    ring = shapely.box(0, 0, 4000, 2000).difference(shapely.box(1000, 500, 2000, 1500))
    islands = shapely.union_all(
        [shapely.box(5000, 0, 6000, 1000), shapely.box(7000, 0, 8000, 1000)]
    )
    svg = draw(shapes(ring, islands, codes=[0, NO_DATA]), class_styles("de", dark=False), "de")
    root = ET.fromstring(svg)
    first, *_ = (path.attrib["d"] for path in root.iter(f"{SVG}path") if path.attrib["fill"] == "#5e3c99")  # fmt: skip
    assert first.count("M") == 2  # the shell and its hole
    white = next(path.attrib["d"] for path in root.iter(f"{SVG}path") if path.attrib["fill"] == "#ffffff")  # fmt: skip
    assert white.count("M") == 2
    width, height = (float(part) for part in root.attrib["viewBox"].split()[2:])
    assert (width - 16) / (height - 40 - 16) == pytest.approx(8000 / 2000, rel=0.01)
    assert "5 km" not in svg
    assert any("km" in (text.text or "") for text in root.iter(f"{SVG}text"))


def test_small_shapes_bear_no_letter():
    large, small = shapely.box(0, 0, 5000, 5000), shapely.box(6000, 0, 6100, 100)
    styles = class_styles("de", dark=False)
    svg = draw(
        shapes(large, small, codes=[ArrivalClass.NEW, ArrivalClass.TRADITIONAL]), styles, "de"
    )
    texts = [text.text for text in ET.fromstring(svg).iter(f"{SVG}text")]
    assert "N" in texts
    assert "T" not in texts


def test_swatches_differ_without_colour():
    styles = class_styles("de", dark=False)
    plain = {swatch({**style, "fill": "#ffffff", "ink": "#000000", "hatch": "#000000"}) for style in styles if style.get("symbol")}  # fmt: skip
    assert len(plain) == 5


def test_chart_is_interrupted_where_the_base_changed(ground):
    sheet = factsheet(ground, GOSLAR)
    root = ET.parse(io.StringIO(sheet.chart.svg)).getroot()
    lines = [path for path in root.iter(f"{SVG}path") if path.attrib.get("stroke") == "#8073ac" and path.attrib.get("fill") in (None, "none")]  # fmt: skip
    assert len(lines) >= 2
    assert "2011" in sheet.chart.alt
    assert "Landkreis Goslar" in sheet.chart.alt
