"""A report as Markdown (with the tables of GitHub's dialect)."""

from __future__ import annotations

import re

from ankunft.base.document import Block, Bullets, Document, Heading, Paragraph, Table

SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
"""Characters that would be read as markup, or as HTML."""
AT_START = re.compile(r"^(\d*)([-+=.)])")
"""What begins a list at the start of a line."""


def markdown(document: Document) -> str:
    """The text of the whole report; the same document gives the same text."""
    parts = [f"# {_plain(document.title)}", _plain(document.subtitle)]
    parts += [_block(block) for block in document.blocks]
    parts += ["---", "\n".join(f"- {_plain(line)}" for line in document.footer)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"## {_plain(block.text)}"
    if isinstance(block, Paragraph):
        return _plain(block.text)
    if isinstance(block, Bullets):
        return "\n".join(f"- {_plain(item)}" for item in block.items)
    return _table(block)


def _table(table: Table) -> str:
    rule = ["---:" if i in table.numeric else "---" for i in range(len(table.heads))]
    rows = [[_plain(cell) for cell in row] for row in (table.heads, *table.rows)]
    lines = [rows[0], rule, *rows[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _plain(text: str) -> str:
    """One line without anything that Markdown would read as its own."""
    line = SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return AT_START.sub(r"\1\\\2", line)
