"""The map as a picture: what is on it, and what is written into the file."""

from __future__ import annotations

import io

import numpy as np
import pytest
import shapely
from PIL import Image

from ankunft.base.errors import ParameterError
from ankunft.output.maps import drawing, sheet
from ankunft.output.maps.palette import EMPTY, NO_DATA, OUTSIDE, class_styles
from ankunft.output.maps.picture import Cells
from ankunft.output.maps.png import map_png
from ankunft.output.tables import credit_lines
from ankunft.typology import ArrivalClass

SQUARES = shapely.box(*np.array([[0, 0, 10, 10], [10, 0, 20, 10], [0, 10, 10, 20]]).T * 1000.0)
CREDITS = ["© Jemand (Daten verändert)", "Ausgabe: 0123456789ab"]
LEGEND = {
    "title": "Ankunft 2011 → 2022",
    "rows": [{"code": 0, "label": "traditionell", "count": 1234, "people": "5,6 Mio."}],
    "countHead": "Gebiete",
    "peopleHead": "Personen",
}
STYLES = class_styles("de", dark=False)


def image(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


def make(codes, areas=SQUARES, legend=LEGEND, **options) -> bytes:
    options = {"title": "Titel", "attribution": CREDITS, **options}
    return map_png(areas, np.array(codes, np.uint8), STYLES, legend, **options)


def rgb(colour: str) -> np.ndarray:
    return np.array(list(bytes.fromhex(colour.removeprefix("#"))))


MAP = slice(0, sheet.MARGIN + sheet.MAP)


def share(picture: np.ndarray, colour: str, columns: slice = MAP, *, near: int = 0) -> float:
    """Share of the pixels left of the legend that have this colour, exactly or nearly."""
    return (np.abs(picture[:, columns] - rgb(colour)) <= near).all(axis=2).mean()


def test_areas_have_the_colours_of_their_codes():
    picture = image(make([0, 1, 2]))
    fills = [share(picture, STYLES[code]["fill"]) for code in (0, 1, 2)]
    assert picture.shape[1] == sheet.WIDTH
    assert min(fills) > 0.1
    assert max(fills) - min(fills) < 0.01  # three squares of the same size
    assert share(picture, STYLES[3]["fill"]) == 0


def test_north_is_up_and_east_is_right():
    picture = image(make([0, 1, 2]))
    purple, orange, pale = (
        np.argwhere((picture[:, MAP] == colour).all(axis=2)).mean(axis=0)
        for colour in (rgb(STYLES[code]["fill"]) for code in (0, 1, 2))
    )
    assert orange[1] > purple[1] + 100
    assert pale[0] < purple[0] - 100


@pytest.mark.parametrize("dark", [False, True])
def test_special_codes_have_their_own_look(dark):
    picture = image(make([NO_DATA, OUTSIDE, EMPTY], bounds=(0, 0, 20_000, 20_000), dark=dark))
    special = drawing.SPECIAL[dark]
    assert share(picture, special[EMPTY]["fill"]) > 0.1
    assert share(picture, special[OUTSIDE]["fill"]) > 0.1
    assert share(picture, special[NO_DATA]["hatch"], near=30) > 0.01  # lines of the pattern
    assert share(picture, special[NO_DATA]["fill"]) > 0.05  # paper between them


def test_a_code_without_style_counts_as_no_statement():
    assert make([99] * 3) == make([NO_DATA] * 3)


def test_patterns_only_when_asked_for():
    plain, patterned = image(make([0, 1, 2])), image(make([0, 1, 2], patterns=True))
    for code in (0, 1, 2):
        without, with_lines = (share(p, STYLES[code]["fill"]) for p in (plain, patterned))
        assert 0.3 * without < with_lines < 0.95 * without


def test_holes_stay_empty():
    ring = shapely.difference(shapely.box(0, 0, 9e3, 9e3), shapely.box(3e3, 3e3, 6e3, 6e3))
    full = share(image(make([0], np.array([shapely.box(0, 0, 9e3, 9e3)]))), STYLES[0]["fill"])
    left = share(image(make([0], np.array([ring]))), STYLES[0]["fill"])
    assert left / full == pytest.approx(8 / 9, abs=0.01)


def test_many_areas_share_the_path_of_a_pattern():
    assert len(drawing.area_paths(SQUARES)) == 3
    both, one = drawing.area_paths(SQUARES, together=2)
    assert (len(both.vertices), len(one.vertices)) == (10, 5)


def test_the_map_shows_what_no_filter_leaves_out():
    alone = image(make([0, OUTSIDE, OUTSIDE]))
    whole = image(make([0, OUTSIDE, OUTSIDE], bounds=(0, 0, 20_000, 20_000)))
    assert share(alone, STYLES[0]["fill"]) > 2 * share(whole, STYLES[0]["fill"])
    assert share(image(make([OUTSIDE] * 3)), drawing.SPECIAL[False][OUTSIDE]["fill"]) > 0.3


def test_borders_are_drawn_on_top():
    border = np.array([shapely.box(12_000, 2_000, 18_000, 8_000)])
    orange = rgb(STYLES[1]["fill"])
    plain, drawn = (image(make([1, 1, 1], borders=borders)) for borders in ([], [border]))
    changed = (plain != drawn).any(axis=2)
    assert (plain[changed] == orange).all()
    rows, columns = np.nonzero(changed)
    pixels = np.ptp(rows), np.ptp(columns)  # six kilometres each way
    scale = share(plain, STYLES[1]["fill"]) * plain[:, MAP, 0].size / 300  # pixels per km²
    np.testing.assert_allclose(pixels, 6 * scale**0.5, atol=8)
    assert changed.sum() < 6 * sum(pixels)  # a line, no surface


def test_legend_stands_beside_the_map():
    beside = slice(sheet.BESIDE, None)
    picture = image(make([1, 1, 1]))
    assert share(picture, STYLES[0]["fill"], beside) > 0  # the swatch
    assert share(picture, STYLES[1]["fill"], beside) == 0  # no area reaches into the legend
    assert share(picture, STYLES[0]["fill"]) == 0


def test_legend_says_counts_in_the_language():
    def lines(lang):
        content = make_picture(lang)
        return [line for block in sheet.legend_blocks(content) for line, _, _ in block.lines]

    assert lines("de") == [
        "Ankunft 2011 → 2022", "traditionell", "1.234 Gebiete", "5,6 Mio. Personen"
    ]  # fmt: skip
    assert lines("en")[2] == "1,234 Gebiete"


def make_picture(lang: str):
    from ankunft.output.maps.picture import Picture

    return Picture(
        SQUARES, np.zeros(3, np.uint8), STYLES, LEGEND, "T", "", CREDITS, (),
        (0, 0, 20_000, 20_000), False, False, lang,
    )  # fmt: skip


def test_no_text_is_cut_off():
    long = "Donaudampfschifffahrtsgesellschaft " * 12 + "x" * 400
    legend = {**LEGEND, "note": long, "title": long}
    plain = image(make([0, 1, 2]))
    picture = image(make([0, 1, 2], legend=legend, title=long, subtitle=long, attribution=[long]))
    assert picture.shape[0] > plain.shape[0]
    edge = sheet.MARGIN // 2
    paper = rgb(drawing.LIGHT["paper"])
    for border in (
        picture[: edge // 2],
        picture[-edge // 2 :],
        picture[:, :edge],
        picture[:, -edge:],
    ):
        assert (border == paper).all()


@pytest.mark.parametrize(("size", "bold"), [(sheet.CREDIT, False), (sheet.TITLE, True)])
def test_wrapping_keeps_every_letter_within_the_width(size, bold):
    text = "© Statistische Ämter, https://www.zensus2022.de/" + "abc/" * 60 + " Ende"
    lines = sheet.wrap(text, 300, size, bold=bold)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(sheet.text_width(line, size, bold) for line in lines) <= 300
    assert sheet.wrap("", 300, size) == []
    assert sheet.wrap("2011\u00a0→\u00a02022", 10_000, size) == ["2011\u00a0→\u00a02022"]


def test_dollar_signs_are_no_formulas():
    assert len(make([0, 1, 2], title="5 $ und 6 $ \\frac")) > 1_000


def test_attribution_is_drawn_and_stored():
    content = make([0, 1, 2], attribution=["© Ämter (Daten verändert) → hier", "Ausgabe: ab"])
    stored = Image.open(io.BytesIO(content)).info
    assert stored["Copyright"] == "© Ämter (Daten verändert) → hier\nAusgabe: ab"
    assert stored["Title"] == "Titel"
    one, two = image(content), image(make([0, 1, 2], attribution=["© Ämter (Daten verändert)"]))
    assert one.shape[0] > two.shape[0]
    foot = one[-int(2.5 * sheet.CREDIT * sheet.LINE) - sheet.MARGIN // 2 :]
    assert (foot < 160).any()  # letters


def test_a_map_without_attribution_is_refused():
    for missing in ([], ["  "]):
        with pytest.raises(ParameterError, match="Quellenangabe"):
            make([0, 1, 2], attribution=missing)


def test_codes_have_to_fit_the_areas():
    with pytest.raises(ParameterError, match="3 Gebiete"):
        make([0, 1])
    with pytest.raises(ParameterError, match="leer"):
        make([], SQUARES[:0])


def test_cells_lie_where_their_keys_say():
    cells = Cells(np.array([10, 10, 11]), np.array([20, 21, 20]))
    picture = image(make([0, 1, 2], cells))
    fills = [share(picture, STYLES[code]["fill"]) for code in (0, 1, 2)]
    assert min(fills) > 0.1
    assert max(fills) - min(fills) < 0.01
    assert share(picture, drawing.LIGHT["paper"]) > 0.1  # the fourth corner holds no cell
    squares = shapely.box(*np.array([[20, 10, 21, 11], [21, 10, 22, 11], [20, 11, 21, 12]]).T * 1e3)
    same = image(make([0, 1, 2], squares))
    assert picture.shape == same.shape
    assert (np.abs(picture.astype(int) - same).max(axis=2) > 60).mean() < 0.01  # but for seams


@pytest.mark.parametrize(("kilometres", "faint"), [(100, False), (200, True)])
def test_the_hatching_of_cells_too_small_for_it_is_faint(kilometres, faint):
    """The map is some 1,100 pixels wide, and a line of hatching needs eight."""
    columns = np.arange(kilometres)
    cells = Cells(np.zeros_like(columns), columns)
    bounds = (0, 0, kilometres * 1000, 50_000)
    picture = image(make([NO_DATA] * kilometres, cells, bounds=bounds))
    lines = [
        share(picture, hatch) for hatch in (drawing.SPECIAL[False][NO_DATA]["hatch"], "#e1e1e1")
    ]
    assert [found > 0 for found in lines] == [not faint, faint]


@pytest.mark.parametrize("code", range(4))
def test_cells_have_patterns_too(code):
    cells = Cells(np.array([10, 12]), np.array([20, 20]))
    patterned = image(make([code, NO_DATA], cells, patterns=True))
    assert share(patterned, STYLES[code]["hatch"]) > 0.001
    assert share(patterned, drawing.SPECIAL[False][NO_DATA]["hatch"]) > 0.01
    assert share(image(make([code, NO_DATA], cells)), STYLES[code]["hatch"]) == 0


def test_the_whole_country(edition):
    towns = edition.municipalities
    codes = np.arange(len(towns), dtype=np.uint8) % len(STYLES)
    codes[::2] = NO_DATA
    rows = [{"code": c.value, "label": c.label("de"), "count": 1} for c in ArrivalClass][:5]
    outlines = [edition.counties.geometry.to_numpy(), edition.states.geometry.to_numpy()]
    content = map_png(
        towns.geometry.to_numpy(), codes, STYLES, {"rows": rows}, title="Gemeinden",
        attribution=credit_lines(edition, "de"), borders=outlines, patterns=True,
    )  # fmt: skip
    picture = image(content)
    assert picture.shape[1] == sheet.WIDTH
    assert 1_600 < picture.shape[0] < 2_100
    stored = Image.open(io.BytesIO(content)).info["Copyright"]
    for line in edition.attribution():
        assert line in stored


def test_all_cells_of_the_edition(edition):
    key = edition.cells["cell"].to_numpy()
    cells = Cells(key // 100_000, key % 100_000)
    picture = image(make(np.ones(len(key)), cells))
    assert 0.3 < share(picture, STYLES[1]["fill"]) < 0.7
