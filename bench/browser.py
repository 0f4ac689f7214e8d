"""What a user waits for, measured in a real browser against three servers, taking turns."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from ankunft.edition import open_edition
from bench import visits
from bench.report import Row, kilobytes, milliseconds
from bench.servers import Server, all_servers
from bench.visits import LIMIT, Restyle, fresh_page
from tools.browser import NAMES, find

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RESTYLE_ABOVE_BARE, COLD_ABOVE_BARE = 150.0, 300.0
"""Milliseconds that this app may need more than a bare Streamlit page."""
FASTER_THAN_STOCK = 10.0
RESTYLE_BYTES, CELL_BYTES = 20_000, 60_000
CELL_RESTYLE, TOWN_RESTYLE = 500.0, 333.0
"""Milliseconds."""

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

ROUNDS, STOCK_ROUNDS = 5, 2
PRESSES, COLD_LOADS = 3, 2
"""Times per round."""

PAGES = {
    "municipalities": "?n=1010",
    "patterns": "?n=1020&patterns=1",
    "clicks": "?n=1030",
    "cells": "?level=cell&n=510",
    "town": "quartiere?town=14713000&from=2000&to=2023",
}
"""Addresses of this app. Each has a least number of inhabitants of its own: the server keeps
results by parameters, and no page may profit from those of another."""

SLIDERS = 3
"""Of the first page, all there when it is complete; elsewhere the one that is moved is enough."""


class MissingError(Exception):
    """Why there is no browser to measure in."""


def find_chromium() -> str:
    """The system's Chromium.

    Raises
    ------
    MissingError
        If there is none, or Playwright is not installed.
    """
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        raise MissingError("playwright is not installed (extra `test`)") from None
    if found := find():
        return found
    raise MissingError(f"none of {', '.join(NAMES)} is on the path")


def measure(*, quick: bool, tell: Callable[[str], None]) -> tuple[list[Row], list[str]]:
    """The rows of this part of the table and lines to print below it; `tell` is given what is being done.

    Raises
    ------
    MissingError
        See :func:`find_chromium`.
    """
    chromium = find_chromium()
    from playwright.sync_api import sync_playwright

    with all_servers(stock=not quick) as servers, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        try:
            run = Run(browser, servers, tell)
            run.measure(rounds=2 if quick else ROUNDS)
        except Exception as error:
            written = "\n".join(f"{n} server: {s.last_lines()}" for n, s in servers.items())
            raise RuntimeError(f"{error}\n{written}") from error
        finally:
            browser.close()
        return run.rows(), run.notes()


class Run:
    """The samples of one run, by name; times in milliseconds."""

    def __init__(
        self, browser: Browser, servers: dict[str, Server], tell: Callable[[str], None]
    ) -> None:
        self.browser, self.servers, self.tell = browser, servers, tell
        self.url = {name: server.url for name, server in servers.items()}
        self.times: dict[str, list[float]] = defaultdict(list)
        self.restyles: dict[str, list[Restyle]] = defaultdict(list)
        layer = open_edition().municipalities
        self.areas = len(layer)
        west = layer[layer["has_figures"] & layer["lon"].between(7.5, 9.5)]
        self.towns = west.nlargest(2 * ROUNDS, "area_km2")[["lon", "lat"]].to_numpy().tolist()

    def measure(self, rounds: int) -> None:
        """Visit every server once, then take turns."""
        self.tell("one visit to each server")
        self._cold("warm")
        self.times.clear()
        self.restyles.clear()
        with ExitStack() as stack:
            pages = {name: stack.enter_context(fresh_page(self.browser)) for name in PAGES}
            bare = stack.enter_context(fresh_page(self.browser))
            visits.open_bare(bare, self.url["bare"])
            for name, page in pages.items():
                self.tell(f"opening {name}")
                visits.open_app(page, self.url["app"] + PAGES[name])
            # the first change of a page also loads what later ones have at hand
            visits.restyle_bare(bare)
            for page in pages.values():
                visits.restyle_app(page)
            for turn in range(rounds):
                self.tell(f"round {turn + 1} of {rounds}")
                self._cold(f"round {turn + 1}", stock=turn < STOCK_ROUNDS)
                for town in self.towns[2 * turn : 2 * turn + 2]:
                    self.times["click"].append(visits.click_app(pages["clicks"], *town))
                for _ in range(PRESSES):
                    self.restyles["bare"].append(visits.restyle_bare(bare))
                    for name, page in pages.items():
                        self.restyles[name].append(visits.restyle_app(page))

    def _cold(self, name: str, *, stock: bool = True) -> None:
        for _ in range(COLD_LOADS):
            with fresh_page(self.browser) as page:
                self.times["cold bare"].append(visits.open_bare(page, self.url["bare"]))
            with fresh_page(self.browser) as page:
                painted, controls = visits.open_app(page, self.url["app"], SLIDERS)
                self.times["cold app"].append(painted)
                self.times["controls"].append(controls)
        if stock and "stock" in self.servers:
            self.tell(f"{name}: the stock way, about half a minute")
            self._stock()

    def _stock(self) -> None:
        """Load, restyle and click; what takes longer than the limit counts as infinite."""
        with fresh_page(self.browser) as page:
            steps: list[tuple[str, Callable[[], float | Restyle]]] = [
                ("cold stock", lambda: visits.open_stock(page, self.url["stock"], self.areas)),
                ("stock", lambda: visits.restyle_stock(page, self.areas)),
                ("click stock", lambda: visits.click_stock(page, 480, 300)),
            ]
            for name, step in steps:
                try:
                    result = step()
                except Exception as error:
                    if not _is_timeout(error):
                        raise
                    result = Restyle(math.inf, 0) if name == "stock" else math.inf
                if isinstance(result, Restyle):
                    self.restyles[name].append(result)
                else:
                    self.times[name].append(result)

    def rows(self) -> list[Row]:
        """What was measured beside what was aimed at."""
        total = {name: [r.total for r in results] for name, results in self.restyles.items()}
        size = {name: [r.received for r in results] for name, results in self.restyles.items()}
        allowed = statistics.median(total["bare"]) + RESTYLE_ABOVE_BARE
        cold = statistics.median(self.times["cold bare"]) + COLD_ABOVE_BARE
        bare, stock = milliseconds(total["bare"]), _limited(total.get("stock"))
        rows = [
            Row(
                "cold load: map painted (bare: slider and text)",
                milliseconds(self.times["cold app"]),
                milliseconds(self.times["cold bare"]),
                _limited(self.times.get("cold stock")),
                f"≤ bare + {COLD_ABOVE_BARE:.0f} ms = {cold:.0f} ms",
                statistics.median(self.times["cold app"]) <= cold,
            ),
            Row("cold load: sliders there too", milliseconds(self.times["controls"])),
        ]
        restyle = total["municipalities"]
        met = statistics.median(restyle) <= allowed
        goal = f"≤ bare + {RESTYLE_ABOVE_BARE:.0f} ms = {allowed:.0f} ms"
        figure = "restyle municipalities, labels and hatching"
        rows.append(Row(figure, milliseconds(restyle), bare, stock, goal, met))
        # optional on the map, so without a goal of its own
        figure = "restyle municipalities, a pattern for every class too"
        rows.append(Row(figure, milliseconds(total["patterns"]), bare, stock))
        rows.append(self._ratio(total))
        rows.append(Row("restyle with the panel of a town open", milliseconds(total["clicks"])))
        rows.append(
            _at_most("restyle 1 km cells", total["cells"], CELL_RESTYLE, milliseconds, "500 ms")
        )
        rows.append(
            _at_most(
                "restyle a town's districts", total["town"], TOWN_RESTYLE, milliseconds, "333 ms"
            )
        )
        others = (kilobytes(size["bare"]), _sizes(self.restyles.get("stock")))
        figure = "received per restyle, municipalities"
        towns = size["municipalities"]
        rows.append(_at_most(figure, towns, RESTYLE_BYTES, kilobytes, "20 KB", *others))
        figure = "received per restyle, cells"
        rows.append(_at_most(figure, size["cells"], CELL_BYTES, kilobytes, "60 KB"))
        for name in ("municipalities", "cells"):
            codes = [r.codes for r in self.restyles[name]]
            rows.append(Row(f"of it the class string, deflated, {name}", kilobytes(codes)))
        rows.append(
            Row(
                "click: panel with name and reason (stock: coordinates)",
                milliseconds(self.times["click"]),
                stock=_limited(self.times.get("click stock")),
            )
        )
        memory = {name: server.memory() for name, server in self.servers.items()}
        rows.append(
            Row("peak memory of the server", memory["app"], memory["bare"], memory.get("stock", ""))
        )
        return rows

    def notes(self) -> list[str]:
        """Where the time of a restyle goes (medians)."""
        return [
            f"A restyle of {name} in ms: " + self._parts(name)
            for name in ("municipalities", "cells")
        ]

    def _ratio(self, total: dict[str, list[float]]) -> Row:
        goal = f"≥ {FASTER_THAN_STOCK:.0f} times"
        figure = "restyle municipalities: times faster than stock"
        if not total.get("stock"):
            return Row(figure, "not measured", goal=goal)
        slow = statistics.median(min(t, LIMIT) for t in total["stock"])
        ratio = slow / statistics.median(total["municipalities"])
        sign = "> " if math.inf in total["stock"] else ""
        return Row(figure, f"{sign}{ratio:.1f}", goal=goal, met=ratio >= FASTER_THAN_STOCK)

    def _parts(self, name: str) -> str:
        parts = {
            "waiting": "before sending",
            "server": "server and message",
            "handover": "st_folium",
            "painting": "painting to the screen",
        }
        return ", ".join(
            f"{text} {statistics.median(getattr(r, part) for r in self.restyles[name]):.0f}"
            for part, text in parts.items()
        )


def _at_most(
    figure: str,
    samples: list,
    goal: float,
    show: Callable[[list], str],
    text: str,
    bare: str = "",
    stock: str = "",
) -> Row:
    met = statistics.median(samples) <= goal
    return Row(figure, show(samples), bare, stock, f"≤ {text}", met)


def _limited(samples: list[float] | None) -> str:
    """Times of which some may have been longer than the limit."""
    if not samples:
        return ""
    if math.inf in samples:
        return f"> {LIMIT / 1000:.0f} s"
    return milliseconds(samples)


def _sizes(restyles: list[Restyle] | None) -> str:
    sizes = [r.received for r in restyles or [] if math.isfinite(r.total)]
    return kilobytes(sizes) if sizes else ""


def _is_timeout(error: Exception) -> bool:
    return isinstance(error, TimeoutError) or any(
        text in str(error) for text in ("Timeout", "in vain")
    )


__all__ = ["MissingError", "find_chromium", "measure"]
