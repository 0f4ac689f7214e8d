"""`ankunft factsheet`: one town, or a list in which some lines are wrong."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner, Result

from ankunft import cli
from ankunft.base.errors import AnkunftError
from ankunft.cli.factsheet import BASE_URL
from ankunft.cli.town_list import read_list
from ankunft.output.factsheet import BASE_URL as OF_THE_LIBRARY
from ankunft.output.factsheet import factsheet_html, factsheet_pdf

GOSLAR, FLENSBURG = "03153017", "01001000"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.app, ["factsheet", *(str(argument) for argument in arguments)])


def test_one_town(edition, tmp_path):
    out = tmp_path / "sheet.pdf"
    result = run("goslar", "--out", out, "--lang", "en", "--base-url", "https://x.de/a")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == ""
    assert out.read_bytes() == factsheet_pdf(edition, GOSLAR, lang="en", base_url="https://x.de/a")
    text = PdfReader(io.BytesIO(out.read_bytes())).pages[0].extract_text()
    assert "https://x.de/a/stadtprofil" in text.replace("\n", "")


def test_html(edition, tmp_path):
    out = tmp_path / "sheet.html"
    assert run(GOSLAR, "--out", out, "--format", "html").exit_code == 0
    assert out.read_text("utf-8") == factsheet_html(edition, GOSLAR)


def test_a_list_goes_on_past_wrong_lines(edition, tmp_path):
    file, folder = tmp_path / "towns.csv", tmp_path / "deep" / "sheets"
    file.write_text(f"name;ags\nG;{GOSLAR}\nx;99999999\n\nF;1001000\nU;03151501\nF;{FLENSBURG}\n;\n", "utf-8")  # fmt: skip
    result = run("--list", file, "--out", folder)
    assert result.exit_code == 1
    assert sorted(path.name for path in folder.iterdir()) == [f"{FLENSBURG}.pdf", f"{GOSLAR}.pdf"]
    assert (folder / f"{GOSLAR}.pdf").read_bytes() == factsheet_pdf(edition, GOSLAR)
    assert "Zeile 3: „99999999“" in result.stderr
    assert "Zeile 6: Für „03151501“" in result.stderr
    assert "[1/3]" in result.stderr
    assert "2 Steckbriefe" in result.stderr
    assert "Zeile 5" not in result.stderr


def test_a_clean_list_ends_well(tmp_path):
    file = tmp_path / "towns.csv"
    file.write_text("goslar\n", "utf-8")
    result = run("--list", file, "--out", tmp_path / "sheets", "--format", "html")
    assert result.exit_code == 0
    assert [path.name for path in (tmp_path / "sheets").iterdir()] == [f"{GOSLAR}.html"]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((), "--list"),
        ((GOSLAR, "--list", "x.csv"), "--list"),
        (("99999999",), "99999999"),
        (("03151501",), "03151501"),
        ((GOSLAR, "--base-url", "javascript:x"), "Adresse"),
        (("--list", "/nowhere/at/all.csv"), "/nowhere"),
    ],
)
def test_what_cannot_be_is_one_line(tmp_path, arguments, word):
    result = run(*arguments, "--out", tmp_path / "x.pdf")
    assert result.exit_code == 2
    assert result.stderr.startswith("Fehler: ")
    assert word in result.stderr
    assert result.stderr.count("\n") == 1
    assert not list(tmp_path.glob("x.pdf"))


def test_a_file_that_cannot_be_written_is_one_line(tmp_path):
    result = run(GOSLAR, "--out", tmp_path / "missing" / "x.pdf")
    assert result.exit_code == 2
    assert "missing" in result.stderr


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ags\n03153017\n1001000\n", [(2, "03153017"), (3, "01001000")]),
        ("\ufeffname,AGS\nGoslar,03153017\n", [(2, "03153017")]),
        ("id;name\n03153017;Goslar\n", [(2, "03153017")]),
        ("03153017,Goslar\n\n# note\nleipzig,\n", [(1, "03153017"), (4, "leipzig")]),
        ("x\tags\n\t\nb\t03153017\nc\n", [(3, "03153017"), (4, "")]),
    ],
)
def test_lists_of_all_sorts(tmp_path: Path, text: str, expected):
    file = tmp_path / "towns.csv"
    file.write_text(text, "utf-8")
    assert read_list(file) == expected


@pytest.mark.parametrize("content", [b"", b"\n\n", b"ags\n", b"\xff\xfe\x00"])
def test_files_that_name_no_town(tmp_path, content):
    file = tmp_path / "towns.csv"
    file.write_bytes(content)
    with pytest.raises(AnkunftError, match=r"towns\.csv"):
        read_list(file)


def test_the_address_of_the_app_is_that_of_the_library():
    assert BASE_URL == OF_THE_LIBRARY
