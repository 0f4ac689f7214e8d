"""Many visitors of one process: real sessions on loopback, each moving a slider every four seconds.

The server is started as a user starts it (`streamlit run app.py`); this program is the visitors, and
takes its part of the machine, too.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench.memory import resident
from bench.report import Row
from bench.servers import ROOT, Server, server
from bench.session import Session, SessionError

PAGE = "karte"
SLIDER = "Schwelle hoch"
PACE = 4.0
"""Seconds between two moves of one visitor."""
MOVES = 6
"""Moves of each visitor in one run."""
GOALS = {1: None, 10: None, 50: 100.0, 100: 300.0, 200: 1_500.0}
"""Visitors at once, and the 95th percentile (milliseconds) that is aimed at."""
OPENING = 4
"""Sessions that are opened at the same time."""

LEVEL, RERUNS, CLOSED = 100, 1_000, 200
GROWTH = 0.10
"""Memory may grow by this share over so many reruns, or opened and closed sessions, after the first
`LEVEL`."""


@dataclass
class Answers:
    """Seconds of every answer, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def measure(*, quick: bool, tell: Callable[[str], None]) -> list[Row]:
    """The rows of this part of the table."""
    visitors = [1, 10, 50] if quick else list(GOALS)
    with (
        tempfile.TemporaryDirectory(prefix="ankunft-load-") as folder,
        server(ROOT / "app.py", Path(folder)) as running,
    ):
        asyncio.run(_warm(running))
        rows = []
        for number in visitors:
            tell(f"{number} visitors at once")
            rows.append(_row(number, asyncio.run(_visit(running, number)), running))
        tell(f"memory over {RERUNS} reruns")
        rows.append(_growth(f"{RERUNS:,} reruns", asyncio.run(_reruns(running, quick=quick))))
        tell(f"memory over {CLOSED} closed sessions")
        rows.append(
            _growth(f"{CLOSED} closed sessions", asyncio.run(_closed(running, quick=quick)))
        )
    return rows


def _row(number: int, answers: Answers, running: Server) -> Row:
    times = [1000 * seconds for seconds in answers.seconds]
    goal = GOALS[number]
    far = percentile(times, 95)
    text = f"p50 {statistics.median(times):,.0f}, p95 {far:,.0f}, max {max(times):,.0f} ms; "
    text += f"{len(answers.errors)} errors; {_megabytes(resident(running.process.pid))}"
    if answers.errors:
        text += f" (first: {answers.errors[0]})"
    met = None if goal is None else far <= goal and not answers.errors
    figure = f"{number} visitors, a move each {PACE:.0f} s: answer complete"
    return Row(
        figure, text, goal="" if goal is None else f"p95 ≤ {goal:,.0f} ms, no error", met=met
    )


def _growth(what: str, sizes: tuple[int, int]) -> Row:
    before, after = sizes
    grown = after / before - 1
    text = f"{_megabytes(before)} → {_megabytes(after)} ({100 * grown:+.1f} %)"
    return Row(f"memory over {what}", text, goal=f"≤ +{100 * GROWTH:.0f} %", met=grown <= GROWTH)


def percentile(values: list[float], percent: int) -> float:
    """Linearly interpolated."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


async def _warm(running: Server) -> None:
    """What the first visitor pays for: imports, layers, and the freeze after them."""
    session = await Session.open(running.url, PAGE)
    await asyncio.sleep(20)
    await _move(session, random.Random(0), Answers())
    await session.close()


async def _visit(running: Server, number: int) -> Answers:
    answers, chance = Answers(), random.Random(number)
    gate = asyncio.Semaphore(OPENING)

    async def opened() -> Session:
        async with gate:
            return await Session.open(running.url, PAGE)

    found = await asyncio.gather(*(opened() for _ in range(number)), return_exceptions=True)
    answers.errors += [str(error) for error in found if isinstance(error, BaseException)]
    sessions = [session for session in found if isinstance(session, Session)]

    async def visit(session: Session) -> None:
        await asyncio.sleep(chance.uniform(0, PACE))
        for _ in range(MOVES):
            took = await _move(session, chance, answers)
            await asyncio.sleep(max(0.0, PACE - took))

    await asyncio.gather(*(visit(session) for session in sessions))
    await asyncio.gather(*(session.close() for session in sessions))
    return answers


async def _move(session: Session, chance: random.Random, answers: Answers) -> float:
    _, least, most, _ = session.sliders[SLIDER]
    value = least + 0.05 * chance.randrange(1, round((most - least) / 0.05))
    try:
        took = await session.move(SLIDER, round(value, 2))
    except SessionError as error:
        answers.errors.append(str(error))
        return 0.0
    answers.seconds.append(took)
    return took


async def _reruns(running: Server, *, quick: bool) -> tuple[int, int]:
    session, chance, answers = await Session.open(running.url, PAGE), random.Random(1), Answers()

    async def move(times: int) -> int:
        for _ in range(times):
            await _move(session, chance, answers)
        return resident(running.process.pid)

    sizes = await move(LEVEL), await move(RERUNS // 5 if quick else RERUNS)
    await session.close()
    return sizes


async def _closed(running: Server, *, quick: bool) -> tuple[int, int]:
    async def visit(times: int) -> int:
        for _ in range(times):
            session = await Session.open(running.url, PAGE)
            await session.close()
        return resident(running.process.pid)

    return await visit(LEVEL), await visit(CLOSED // 4 if quick else CLOSED)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"
