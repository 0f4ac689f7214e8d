"""Texts of a questionnaire without the HTML in which they are written."""

from __future__ import annotations

from html.parser import HTMLParser

LONGEST = 1_000
"""Characters of a question that are kept."""
_SILENT = {"script", "style"}
_INSIDE_WORDS = {"b", "i", "u", "em", "strong", "span", "a", "font", "sub", "sup", "small"}


def plain_text(text: str) -> str:
    """Words only: no tags, no scripts, single spaces, at most :data:`LONGEST` characters."""
    if "<" not in text and "&" not in text:
        return _tidy(text)
    reader = _Words()
    reader.feed(text)
    reader.close()
    return _tidy("".join(reader.words))


def _tidy(text: str) -> str:
    words = "".join(c if c.isprintable() else " " for c in text).split()
    return " ".join(words)[:LONGEST]


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        self._apart(tag)

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        self._apart(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)

    def _apart(self, tag: str) -> None:
        if tag not in _INSIDE_WORDS:
            self.words.append(" ")
