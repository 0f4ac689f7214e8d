"""The table of a run: figures, goals, and whether they are met."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text


@dataclass(frozen=True)
class Row:
    """One figure; `met` is None where nothing was aimed at or nothing could be compared."""

    figure: str
    app: str
    bare: str = ""
    stock: str = ""
    goal: str = ""
    met: bool | None = None


def milliseconds(samples: Sequence[float]) -> str:
    """Median and range of times in milliseconds."""
    return (
        _spread(samples, "s", 1000, 2) if max(samples) >= 10_000 else _spread(samples, "ms", 1, 0)
    )


def kilobytes(samples: Sequence[float]) -> str:
    """Median and range of sizes in bytes; a kilobyte is 1,000 bytes."""
    return _spread(samples, "KB", 1000, 1)


def _spread(samples: Sequence[float], unit: str, per_unit: float, decimals: int) -> str:
    least, middle, most = (
        f"{f(samples) / per_unit:,.{decimals}f}" for f in (min, statistics.median, max)
    )
    return f"{middle} {unit}" + (f"  ({least}–{most})" if least != most else "")


def print_rows(title: str, rows: Sequence[Row]) -> None:
    """Print the rows as one table, wide enough to be read from a file too."""
    table = Table(title=title, title_justify="left")
    for name in ("figure", "this app", "bare page", "stock way", "goal", "met"):
        table.add_column(name, overflow="fold")
    for row in rows:
        met = {True: Text("yes", "green"), False: Text("NO", "bold red"), None: Text("")}[row.met]
        table.add_row(row.figure, row.app, row.bare, row.stock, row.goal, met)
    console = Console()
    (console if console.is_terminal else Console(width=170)).print(table)
