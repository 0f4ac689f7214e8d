"""Reports as Markdown and PDF: texts stay texts."""

import io

import pytest
from pypdf import PdfReader

from ankunft.base.document import table
from ankunft.output.report import Bullets, Document, Heading, Paragraph, Table, markdown, pdf

EVIL = "<script>alert(1)</script> #set page(width: 1pt) *bold* | cell\n# heading [x](http://y)"


@pytest.fixture(scope="module")
def document():
    return Document(
        "Auswahl",
        "Ausgabe b52bdb44275b",
        "de",
        (
            Heading("Grundgesamtheit"),
            Paragraph("1. Alle Gemeinden"),
            Bullets(("erstens", "- zweitens")),
            table(["AGS", "Name", "Gewicht"], [["14713000", EVIL, "2,5"]] * 3, numeric=[2]),
        ),
        ("© Statistisches Bundesamt",),
    )


def test_markdown_reads_as_it_was_written(document):
    text = markdown(document)
    assert text.startswith("# Auswahl\n\nAusgabe b52bdb44275b\n\n## Grundgesamtheit\n\n")
    assert "1\\. Alle Gemeinden" in text
    assert "- \\- zweitens" in text
    assert "| AGS | Name | Gewicht |\n| --- | --- | ---: |\n" in text
    assert text.endswith("- © Statistisches Bundesamt\n")


def test_markdown_holds_no_markup_of_the_data(document):
    row = next(line for line in markdown(document).splitlines() if "14713000" in line)
    assert "<script>" not in row
    assert "\\<script\\>alert(1)" in row
    assert row.replace("\\|", "").count("|") == 4
    assert "\\[x\\](http://y)" in row


def test_the_pdf_is_tagged_and_holds_the_texts(document):
    reader = PdfReader(io.BytesIO(pdf(document)))
    text = " ".join(page.extract_text() for page in reader.pages)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "de"
    assert reader.metadata.title == "Auswahl"
    assert "Grundgesamtheit" in text
    assert "#set page(width: 1pt)" in " ".join(text.split())
    assert "© Statistisches Bundesamt" in text


def test_the_same_document_gives_the_same_bytes(document):
    assert pdf(document) == pdf(document)


def test_a_row_needs_one_cell_for_each_head():
    with pytest.raises(ValueError, match="one cell"):
        Table(("a", "b"), (("1",),))
