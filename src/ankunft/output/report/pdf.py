"""A report as PDF (tagged, PDF/UA-1), set by typst without a network."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

from ankunft.base.document import Block, Bullets, Document, Heading, Paragraph
from ankunft.output.factsheet.fonts import fonts
from ankunft.output.factsheet.pdf import UNPRINTABLE

SPACES = re.compile(r"\s+")


def pdf(document: Document) -> bytes:
    """A4 pages with their fonts inside; the same bytes for the same document."""
    import typst

    data = {
        "title": _text(document.title),
        "subtitle": _text(document.subtitle),
        "lang": document.lang,
        "blocks": [_block(block) for block in document.blocks],
        "footer": [_text(line) for line in document.footer],
    }
    inputs = {"report": json.dumps(data, ensure_ascii=False)}
    return typst.compile(
        _template(), format="pdf", pdf_standards="ua-1", font_paths=fonts(), sys_inputs=inputs
    )


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "text": _text(block.text)}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": _text(block.text)}
    if isinstance(block, Bullets):
        return {"kind": "bullets", "items": [_text(item) for item in block.items]}
    return {
        "kind": "table",
        "heads": [_text(head) for head in block.heads],
        "rows": [[_text(cell) for cell in row] for row in block.rows],
        "numeric": [i in block.numeric for i in range(len(block.heads))],
    }


def _text(text: str) -> str:
    """One line without characters that no page can show."""
    return SPACES.sub(" ", UNPRINTABLE.sub("", text)).strip()


@cache
def _template() -> bytes:
    return files("ankunft.output.report").joinpath("report.typ").read_bytes()
