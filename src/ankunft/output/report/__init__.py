"""A report to read: headings, sentences and tables, as Markdown or as a tagged PDF."""

from ankunft.base.document import Block, Bullets, Document, Heading, Paragraph, Table
from ankunft.output.report.markdown import markdown
from ankunft.output.report.pdf import pdf

__all__ = [
    "Block",
    "Bullets",
    "Document",
    "Heading",
    "Paragraph",
    "Table",
    "markdown",
    "pdf",
]
