"""The page as PDF: complete, accessible, one page, the same bytes, without a network."""

from __future__ import annotations

import dataclasses
import hashlib
import shutil
import subprocess
import sys
import zlib

import numpy as np
import pytest
from reading import elements, flat, flat_text, fonts, opened

from ankunft.base.errors import ParameterError
from ankunft.base.language import format_integer, format_percent
from ankunft.output.factsheet import factsheet, factsheet_pdf
from ankunft.output.factsheet.pdf import pdf
from ankunft.output.tables.credits import credit_lines

GOSLAR, LEIPZIG, BERLIN, SMALLEST = "03153017", "14713000", "11000000", "01054039"


def longest_name(ground) -> str:
    return ground.frame.loc[ground.frame["name"].str.len().idxmax(), "ags"]


def emptiest(ground) -> str:
    return str(ground.frame.isna().sum(axis=1).idxmax())


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("which", [GOSLAR, LEIPZIG, BERLIN, SMALLEST, longest_name, emptiest])
def test_one_page_with_its_figures_and_sources(ground, edition, which, lang):
    ags = which if isinstance(which, str) else which(ground)
    content = factsheet_pdf(ground, ags, lang=lang)
    assert len(opened(content).pages) == 1
    box = opened(content).pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)
    text, row = flat_text(content), ground.frame.loc[ags]
    assert flat(row["name"]) in text
    assert flat(format_integer(row["population_2022"], lang)) in text
    for name in ("share_foreign_2011", "share_foreign_2022", "q_alo", "owner_share_2022"):
        assert np.isnan(row[name]) or flat(format_percent(row[name], lang)) in text
    city = edition.city(ags)
    # a hyphen may come out as a soft one, if the first of the page stands at the end of a line
    for line in credit_lines(edition, lang, city=city):
        assert flat(line).replace("-", "") in text.replace("-", "")
    assert edition.hash[:12] in text
    assert f"http://127.0.0.1:8501/stadtprofil?town={ags}" in text
    assert ground.texts.town(ags).arrival.symbol in text


def test_all_figures_of_the_profile_stand_in_the_table(ground):
    sheet = factsheet(ground, GOSLAR)
    text = flat_text(pdf(sheet)).replace("-", "")
    figures = [figure for block in sheet.blocks for figure in block.figures]
    assert len(figures) == len(ground.texts.entries)
    for figure in figures:
        row = flat(f"{figure.label}{figure.value}{figure.year}{figure.sources}{figure.place}")
        assert row.replace("-", "") in text, figure


def test_it_is_tagged_for_screen_readers(ground):
    content = factsheet_pdf(ground, GOSLAR, lang="en")
    root = opened(content).trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"].value is True
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    assert opened(content).metadata.title.endswith("Goslar")
    found = list(elements(content))
    kinds = [element["/S"] for element in found]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") >= 6
    assert kinds.count("/Table") == 1
    assert kinds.count("/TH") == 5 + 5  # the columns, and a head for each block
    assert kinds.count("/TR") == 1 + 5 + len(ground.texts.entries)
    alternatives = [str(e.get("/Alt", "")) for e in found if e["/S"] == "/Figure"]
    assert len(alternatives) == 3  # map, chart, QR code
    assert all("Goslar" in text for text in alternatives)
    assert factsheet(ground, GOSLAR, lang="en").map.alt in alternatives


def test_german_is_the_language_of_the_german_page(ground):
    assert opened(factsheet_pdf(ground, GOSLAR)).trailer["/Root"]["/Lang"] == "de"


def test_fonts_are_inside_and_those_of_the_program(ground):
    found = list(fonts(factsheet_pdf(ground, LEIPZIG)))
    assert found
    for font in found:
        assert "DejaVuSans" in font["/FontName"]
        assert "/FontFile2" in font or "/FontFile3" in font


def test_the_map_is_drawn_with_lines_not_pixels(ground):
    content = factsheet_pdf(ground, LEIPZIG)
    images = [image.name for image in opened(content).pages[0].images]
    assert not images


MAKE = """
import hashlib
from ankunft.edition import open_edition
from ankunft.output.factsheet import factsheet_pdf
print(hashlib.sha256(factsheet_pdf(open_edition(), {ags!r}, lang="de")).hexdigest())
"""


def test_another_process_without_a_network_makes_the_same_bytes(ground):
    unshare = shutil.which("unshare")
    isolated = [unshare or "", "--net", "--map-root-user"]
    if not unshare or subprocess.run([*isolated, "true"], capture_output=True).returncode:
        pytest.skip("this system cannot take the network from a process")
    command = [*isolated, sys.executable, "-c", MAKE.format(ags=LEIPZIG)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    here = factsheet_pdf(ground, LEIPZIG)
    assert done.stdout.strip() == hashlib.sha256(here).hexdigest()
    assert here == factsheet_pdf(ground, LEIPZIG)


@pytest.mark.parametrize(
    "name",
    ["#let x = 1", "<script>alert(1)</script>", "*fett* _k_ `c` $x^2$ @ref", "= Kopf", "a\\b // c", '"] #panic("x")'],
)  # fmt: skip
def test_names_are_text_never_markup(ground, name):
    sheet = factsheet(ground, GOSLAR)
    peer = dataclasses.replace(sheet.peers[0], name=name)
    hostile = dataclasses.replace(
        sheet, name=name, title=name, people=(name,), peers=(peer,), credits=(name,)
    )
    content = pdf(hostile)
    assert flat_text(content).count(flat(name)) >= 4
    assert opened(content).metadata.title == name


@pytest.mark.parametrize("odd", ["\x00", "\x1b", "\ud800", "\ufffe", "\x85"])
def test_characters_that_no_page_can_show_are_left_out(ground, odd):
    sheet = dataclasses.replace(factsheet(ground, SMALLEST), name=f"Stadt{odd}teil")
    assert "Stadtteil" in flat_text(pdf(sheet))


def test_very_long_texts_still_fit_on_one_page(ground):
    sheet = factsheet(ground, emptiest(ground))
    long = dataclasses.replace(
        sheet,
        name="Gemeinde " + "mit einem langen Namen " * 4,
        place=sheet.place * 2,
        people=sheet.people * 2,
        peers=tuple(dataclasses.replace(p, joins=p.joins * 2) for p in sheet.peers),
        url="https://rathaus.beispiel.de/" + "unterordner/" * 12,
    )
    content = pdf(long)
    assert len(opened(content).pages) == 1
    assert flat(long.credits[-1]) in flat_text(content)


def test_the_page_names_where_districts_come_from(ground, edition):
    sheet = factsheet(ground, BERLIN)
    line = edition.city(BERLIN).credit.attribution
    number = next(n for n, text in enumerate(sheet.credits, 1) if line in text)
    assert f"[{number}]" in sheet.map.note
    assert not any(line in text for text in factsheet(ground, GOSLAR).credits)


def test_a_town_of_somebody_else_is_refused(ground, edition):
    with pytest.raises(ParameterError, match=BERLIN):
        factsheet_pdf(ground, GOSLAR, city=edition.city(BERLIN))
    with pytest.raises(ParameterError, match="03151501"):
        factsheet_pdf(ground, "03151501")  # nobody lives there


def test_contents_are_compressed(ground):
    content = factsheet_pdf(ground, BERLIN)
    assert len(content) < 400_000
    assert len(zlib.compress(content)) > 0.5 * len(content)
