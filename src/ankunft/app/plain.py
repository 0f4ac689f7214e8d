"""Text from data, shown as text."""

from __future__ import annotations


def plain(text: str) -> str:
    """Text from data must not be read as Markdown."""
    return "".join("\\" + c if c in "\\`*_{}[]()#+-.!|<>$~:&" else c for c in text)
