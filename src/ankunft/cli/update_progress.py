"""How far an update is, on stderr: bars on a terminal, else one line per source and step."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import typer

from ankunft.base.language import translator
from ankunft.update.choice import Outcome, Result
from ankunft.update.complete import Listener, Stage
from ankunft.update.fetch import Progress, State
from ankunft.update.texts import outcome_label, size_text, step_label

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import TaskID

SHOW_CURSOR = b"\x1b[?25h"


class Lines(Listener):
    """One line per source that is there and per step.

    Reasons by source id are kept: `failures` why a file could not be had, `refusals` why one that
    is there cannot be used.
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.failures: dict[str, str] = {}
        self.refusals: dict[str, str] = {}
        self._totals: dict[str, int | None] = {}
        self._told: set[str] = set()

    def fetching(self, progress: Progress) -> None:
        for state in progress.changed:
            if self._whole(state) and state.source not in self._told:
                self._told.add(state.source)
                self.line(f"{state.source}: {size_text(state.done, self.lang)}")

    def fetched(self, results: Mapping[str, Result]) -> None:
        for id_, result in results.items():
            if result.outcome is not Outcome.FETCHED or id_ not in self._told:
                self.line(f"{id_}: {outcome_label(result.outcome, self.lang)}")
            if result.outcome is Outcome.FAILED:
                self.failures[id_] = result.reason

    def working(self, stage: Stage, name: str, done: int, total: int) -> None:
        if done < total:
            what = step_label(name, self.lang)
            self.line(f"{stage_label(stage, self.lang)} [{done + 1}/{total}] {what}")

    def refused(self, id_: str, reason: str) -> None:
        self.refusals[id_] = reason
        _ = translator(self.lang)
        self.line(_("{id}: nicht verwendbar").format(id=id_))

    def stopping(self) -> None:
        """The user has cancelled; called by a signal, at any moment."""
        # not through Python's buffers, which may be in use at this very moment
        with suppress(OSError):
            os.write(2, f"{stopping_text(self.lang)}\n".encode())

    def line(self, text: str) -> None:
        """One line that stays."""
        typer.echo(text, err=True)

    def _whole(self, state: State) -> bool:
        """Whether all bytes are there; a source that failed counts as far as it came."""
        before = self._totals.get(state.source, state.total)
        self._totals[state.source] = state.total
        return 0 < state.done == state.total == before


class Bars(Lines):
    """The same lines, and below them bars that go when they are done."""

    def __init__(self, lang: str, console: Console) -> None:
        from rich.progress import BarColumn, Progress, TextColumn

        super().__init__(lang)
        self.console = console
        self.drawn = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[amount]}", markup=False),
            TextColumn("{task.fields[speed]}", markup=False),
            console=console,
            transient=True,
        )
        self._bars: dict[str, TaskID] = {}
        self._main: TaskID | None = None

    def fetching(self, progress: Progress) -> None:
        super().fetching(progress)
        if self._main is None:
            _ = translator(self.lang)
            self._main = self._add(_("Zusammen"))
        amount = amount_text(progress.done, progress.total, self.lang)
        self.drawn.update(self._main, completed=progress.done, total=progress.total, amount=amount)
        for state in progress.changed:
            self._show(state)

    def fetched(self, results: Mapping[str, Result]) -> None:
        for bar in [self._main, *self._bars.values()]:
            if bar is not None:
                self.drawn.remove_task(bar)
        self._main, self._bars = None, {}
        super().fetched(results)

    def working(self, stage: Stage, name: str, done: int, total: int) -> None:
        if self._main is None:
            self._main = self._add("")
        what = f"{stage_label(stage, self.lang)}: {step_label(name, self.lang)}"
        amount = f"{min(done + 1, total)}/{total}"
        self.drawn.update(self._main, description=what, completed=done, total=total, amount=amount)

    def stopping(self) -> None:
        # drawn by another thread, as nothing may be printed here
        if self._main is not None:
            self.drawn.update(self._main, description=stopping_text(self.lang))
        if not self.console.legacy_windows:
            # a second signal leaves the cursor as it is
            with suppress(OSError):
                os.write(2, SHOW_CURSOR)

    def line(self, text: str) -> None:
        self.console.print(text, markup=False, highlight=False, soft_wrap=True)

    def _show(self, state: State) -> None:
        """What is over leaves the screen: its line stays."""
        if state.source not in self._bars:
            self._bars[state.source] = self._add(state.source, state.done)
        bar = self._bars[state.source]
        speed = next(task.speed for task in self.drawn.tasks if task.id == bar)
        self.drawn.update(
            bar, completed=state.done, total=state.total, visible=state.done != state.total,
            amount=amount_text(state.done, state.total, self.lang),
            speed=f"{size_text(int(speed), self.lang)}/s" if speed else "",
        )  # fmt: skip

    def _add(self, description: str, completed: int = 0) -> TaskID:
        return self.drawn.add_task(
            description, total=None, completed=completed, amount="", speed=""
        )


@contextmanager
def listening(lang: str) -> Iterator[Lines]:
    """Shows how far it is as long as the block lasts."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield Lines(lang)
        return
    bars = Bars(lang, console)
    with bars.drawn:
        yield bars


def stage_label(stage: Stage, lang: str) -> str:
    """What follows the fetching, in words."""
    _ = translator(lang)
    return {Stage.BUILD: _("Bauen"), Stage.CHECK: _("Prüfen")}[stage]


def stopping_text(lang: str) -> str:
    """As soon as the user cancels."""
    _ = translator(lang)
    return _("Wird abgebrochen; noch einmal Strg-C beendet sofort.")


def amount_text(done: int, total: int | None, lang: str) -> str:
    """1,2 MB / 4,8 MB; only the first where the rest is unknown."""
    texts = (
        [size_text(done, lang)] if total is None else [size_text(n, lang) for n in (done, total)]
    )
    return " / ".join(texts)
