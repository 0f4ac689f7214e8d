"""The steps of the page: each is a module with `controls` (beside the map) and `results` (below)."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from ankunft.selection.outcome import Outcome
from ankunft.selection.plan import Plan


class Step(Protocol):
    """What a step shows."""

    def controls(self, plan: Plan, lang: str) -> None: ...

    def results(self, plan: Plan, outcome: Outcome, lang: str) -> None: ...


def step(name: str) -> Step:
    """The module of a step of the view, imported when it is opened: a visitor of one step need not
    wait for what the others import."""
    return cast(Step, import_module(f"ankunft.app.selection.{name}_step"))
