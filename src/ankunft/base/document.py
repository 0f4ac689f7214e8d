"""What a report is made of, whatever it is written as. All texts are plain, never markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that belong together."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short texts."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts below a row of heads; `numeric` names the columns that are set to the right."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.heads) for row in self.rows):
            raise ValueError("every row has one cell for each head")


Block = Heading | Paragraph | Bullets | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A report: its title, what is said below it, the blocks, and the lines at the foot."""

    title: str
    subtitle: str
    lang: str
    blocks: tuple[Block, ...]
    footer: tuple[str, ...]


def table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], *, numeric: Sequence[int] = ()
) -> Table:
    """A table of any sequences."""
    return Table(tuple(heads), tuple(tuple(row) for row in rows), frozenset(numeric))
