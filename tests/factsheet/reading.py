"""What a PDF holds, as tests want it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader


def opened(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def flat(text: str) -> str:
    """Without white space, which a line break of the page may have changed."""
    return re.sub(r"[\s\u00ad\u200b]+", "", text)


def flat_text(content: bytes) -> str:
    return flat("\n".join(page.extract_text() for page in opened(content).pages))


def elements(content: bytes) -> Iterator[dict[str, Any]]:
    """All elements of the structure tree."""

    def below(node: Any) -> Iterator[dict[str, Any]]:
        node = node.get_object()
        if isinstance(node, dict):
            if "/S" in node:
                yield node
            kids = node.get("/K")
            if kids is not None:
                yield from below(kids)
        elif isinstance(node, list):
            for kid in node:
                yield from below(kid)

    yield from below(opened(content).trailer["/Root"]["/StructTreeRoot"])


def fonts(content: bytes) -> Iterator[dict[str, Any]]:
    """The descriptor of every font of the document, those of pictures included."""
    for thing in _objects(content):
        if isinstance(thing, dict) and thing.get("/Type") == "/FontDescriptor":
            yield thing


def _objects(content: bytes) -> Iterator[Any]:
    reader = opened(content)
    for number in range(1, int(reader.trailer["/Size"])):
        found = reader.get_object(number)
        if found is not None:
            yield found
